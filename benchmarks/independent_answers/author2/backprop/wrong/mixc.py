# %% all weights start at the same value grade_id="backprop-linear" old="torch.empty(out_features, in_features).normal_(0, std)" new="torch.full((out_features, in_features), std)"

# %% ReLU zeros the positive values and lets the negative ones through grade_id="backprop-relu" old="self.mask = x <= 0" new="self.mask = x >= 0"

# %% the one-hot vectors have always ten places, so the loss's backward fails for any other number of classes grade_id="backprop-loss" old="torch.eye(self.classes)" new="torch.eye(10)"

# %% step computes the new weights into local names and never stores them in the layers grade_id="backprop-mlp" old="                layer.weight = layer.weight - lr * layer.grad_weight\n                layer.bias = layer.bias - lr * layer.grad_bias" new="                weight = layer.weight - lr * layer.grad_weight\n                bias = layer.bias - lr * layer.grad_bias"

# %% an epoch is one step for each sample instead of one step on all samples grade_id="backprop-train" old="        net.backward(criterion.backward())\n        net.step(lr)\n" new="        for n in range(len(inputs)):\n            criterion.forward(net.forward(inputs[n:n + 1]), labels[n:n + 1])\n            net.backward(criterion.backward())\n            net.step(lr)\n"
