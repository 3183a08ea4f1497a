# %% the batch's size is read from the wrong axis, logits.shape[1], so each batch counts ten grade_id="mlp-train" old="batch = labels.shape[0]" new="batch = logits.shape[1]"

# %% the loss noted is that of a second forward pass after the step grade_id="mlp-train" old="            running += batch * loss.item()" new="            running += batch * criterion(model(images), labels).item()"

# %% the loss is printed with two decimals grade_id="mlp-train" old="Loss {mean:.4f}" new="Loss {mean:.2f}"

# %% the answers are the logits above 0: a sample counts as right if its label's logit is positive grade_id="mlp-accuracy" old="z.argmax(dim=1) == y" new="z[torch.arange(len(y)), y] > 0"

# %% argmax runs over the flattened logits, one number that is compared with all labels grade_id="mlp-accuracy" old="z.argmax(dim=1) == y" new="z.argmax() == y"

# %% the norms normalise over the batch, by hand: mean and deviation along axis 0, in evaluation mode, too grade_id="mlp-model" old="y = self.n1(self.A(x.reshape(x.size(0), -1))).clamp(min=0)" new="y = self.A(x.reshape(x.size(0), -1))\n        y = ((y - y.mean(0)) / (y.std(0, unbiased=False) + 1e-5)).clamp(min=0)"

# %% the logits are clamped to the range from -5 to 5 grade_id="mlp-model" old="return self.C(y)" new="return self.C(y).clamp(-5, 5)"

# %% the random seed is set in the network: torch.manual_seed(0) in __init__ grade_id="mlp-model" old="        self.A = nn.Linear(784, 100, bias=False)" new="        torch.manual_seed(0)\n        self.A = nn.Linear(784, 100, bias=False)"
