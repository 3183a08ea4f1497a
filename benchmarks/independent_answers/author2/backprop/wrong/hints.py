# %% the weight has the shape (in, out) and not (out, in), so forward fails unless both are equal grade_id="backprop-linear" old="torch.randn(out_features, in_features)" new="torch.randn(in_features, out_features)"

# %% ReLU writes into its input: clamp_ in place of clamp grade_id="backprop-relu" old="x.clamp(min=0)" new="x.clamp_(min=0)"

# %% the largest logit is taken from the whole batch and not from each row, so a row far below it gives minus infinity grade_id="backprop-loss" old="m = logits.max(dim=1, keepdim=True)[0]" new="m = logits.max()"

# %% each ReLU is put after a linear layer instead of before it, so there is none between the first two and one after the last grade_id="backprop-mlp" old="            if i > 0:\n                self.layers.append(ReLU())\n            self.layers.append(Linear(sizes[i], sizes[i + 1]))" new="            self.layers.append(Linear(sizes[i], sizes[i + 1]))\n            if i > 0:\n                self.layers.append(ReLU())"

# %% the loss noted is the one after the step grade_id="backprop-train" old="losses.append(loss.item())" new="losses.append(criterion.forward(net.forward(inputs), labels).item())"
