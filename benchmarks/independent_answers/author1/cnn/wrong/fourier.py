# %% the epoch's loss is the mean of the batches' means grade_id="cnn-train" old="            total += loss.item() * len(labels)\n            count += len(labels)\n" new="            total += loss.item()\n            count += 1\n"

# %% total and count are set to zero once, before the epochs, so the loss is the mean over all epochs so far grade_id="cnn-train" old="    for epoch in range(epochs):\n        model.train()\n        total = count = 0\n" new="    total = count = 0\n    for epoch in range(epochs):\n        model.train()\n"

# %% zero_grad is missing, gradients add up from batch to batch grade_id="cnn-train" old="            opt.zero_grad()\n" new=""

# %% a tensor is returned in place of a number grade_id="cnn-accuracy" old=".float().mean().item()" new=".float().mean()"

# %% only the last batch counts grade_id="cnn-accuracy" old="torch.cat(right).float()" new="right[-1].float()"

# %% the pooling is adaptive average pooling grade_id="cnn-model" old="F.adaptive_max_pool2d(" new="F.adaptive_avg_pool2d("

# %% the ReLU is replaced by the absolute value grade_id="cnn-model" old="s in z.shape[-2:]]).relu()" new="s in z.shape[-2:]]).abs()"

# %% the last bias is left out: F.linear is called with the weight alone grade_id="cnn-model" old=", self.c.weight, self.c.bias)" new=", self.c.weight)"

# %% the maps are normalised by their largest value in each image grade_id="cnn-model" old="step(step(x, self.a), self.b)" new="step(F.normalize(step(x, self.a), p=float(\"inf\"), dim=(1, 2, 3)), self.b)"
