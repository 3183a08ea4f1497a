# %% a sigmoid follows the last layer, one for each digit grade_id="mlp-model" old="        return self.fc2(torch.tanh(self.fc1(x)))" new="        return torch.sigmoid(self.fc2(torch.tanh(self.fc1(x))))"

# %% squeeze() without an axis takes the batch axis away as well where the batch is one, so a single image gives logits without it grade_id="mlp-model" old="            x = x.squeeze(1).reshape(-1, 784)" new="            x = x.squeeze().flatten(-2)"

# %% the pixels are standardised in place, which changes the images that forward is given grade_id="mlp-model" old="        return self.fc2(torch.tanh(self.fc1(x)))" new="        x.sub_(0.5).div_(0.5)\n        return self.fc2(torch.tanh(self.fc1(x)))"

# %% the weights are made anew in each call of forward grade_id="mlp-model" old="        return self.fc2(torch.tanh(self.fc1(x)))" new="        self.fc1.reset_parameters()\n        self.fc2.reset_parameters()\n        return self.fc2(torch.tanh(self.fc1(x)))"

# %% the hidden layer's output is rounded by sign, whose gradient is zero, so the first layer is never trained grade_id="mlp-model" old="        return self.fc2(torch.tanh(self.fc1(x)))" new="        return self.fc2(torch.sign(self.fc1(x)))"

# %% the log-softmax runs along the batch instead of along the classes grade_id="mlp-train" old="    log_softmax = nn.LogSoftmax(dim=1)" new="    log_softmax = nn.LogSoftmax(dim=0)"

# %% the median of the batches' losses is returned instead of the mean over the samples grade_id="mlp-train" old="        result.append(float(np.average(values, weights=sizes)))" new="        result.append(float(np.median(values)))"

# %% the loop ends after the first ten batches of each epoch grade_id="mlp-train" old="        for step, (images, labels) in enumerate(loader):" new="        for step, (images, labels) in enumerate(loader):\n            if step >= 10:\n                break"
