# %% BatchNorm1d takes the place of the layer norm, so in training mode a batch of a single image fails grade_id="mlp-model" old="nn.LayerNorm(fan_out)" new="nn.BatchNorm1d(fan_out)"

# %% one module too few is cut off at the end: the layer norm stays behind the last linear layer and bounds the logits grade_id="mlp-model" old="*modules[:-2]" new="*modules[:-1]"

# %% the optimizer takes its step before backward, so each step uses the gradients of nothing, which zero_grad has removed grade_id="mlp-train" old="            loss.backward()\n            opt.step()\n" new="            opt.step()\n            loss.backward()\n"

# %% the accuracy is returned as a tensor and not as a number grade_id="mlp-accuracy" old="right.double().mean().item()" new="right.double().mean()"

# %% the accuracy is the mean of the batches' accuracies, so that the images of a shorter last batch count for more grade_id="mlp-accuracy" old="torch.cat([model(x).argmax(1).eq(y) for x, y in loader])" new="torch.stack([model(x).argmax(1).eq(y).double().mean() for x, y in loader])"

# %% the model trains in evaluation mode, model.eval() is called at the start of each epoch grade_id="mlp-train" old="        model.train()\n        mean, n" new="        model.eval()\n        mean, n"

# %% the running mean divides by the batch's size instead of the number of samples so far, so the loss of the epoch is that of its last batch grade_id="mlp-train" old="mean += (loss.item() - mean) * len(y) / n" new="mean += (loss.item() - mean) * len(y) / len(y)"
