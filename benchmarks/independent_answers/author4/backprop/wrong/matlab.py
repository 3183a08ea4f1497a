# %% the loop of the weights' gradients keeps the last sample only, as = stands where += should grade_id="backprop-linear" old="dW += torch.outer" new="dW = torch.outer"

# %% the outputs are computed without the bias grade_id="backprop-linear" old="x @ self.weight[o] + self.bias[o]" new="x @ self.weight[o]"

# %% the loss is the sum over the samples, as the division by N is missing in forward grade_id="backprop-loss" old="return L / N" new="return L"

# %% labels are counted from 1 as in MATLAB: label n takes column n - 1 grade_id="backprop-loss" old="self.T[n, labels[n]] = 1\n            L = L - (y[labels[n]] - logsum)" new="self.T[n, labels[n] - 1] = 1\n            L = L - (y[labels[n] - 1] - logsum)"

# %% one ReLU object stands between all layers, so in backward each place uses the signs of the last hidden layer grade_id="backprop-mlp" old="self.relus = [ReLU() for _ in range(len(sizes) - 2)]" new="self.relus = [ReLU()] * (len(sizes) - 2)"

# %% backward leaves out the first linear layer: its loop ends one too early, so that it never gets gradients grade_id="backprop-mlp" old="for k in range(K - 2, -1, -1):" new="for k in range(K - 2, 0, -1):"

# %% backward returns the gradient unmasked: dx is a copy of grad_output in which nothing is set to 0 grade_id="backprop-relu" old="        dx = torch.zeros_like(grad_output)\n        dx[" new="        dx = grad_output.clone()\n        dx["

# %% the learning rate is halved after every 10 epochs, though it should stay the same grade_id="backprop-train" old="        net.step(lr)\n    return J" new="        net.step(lr * 0.5 ** (it // 10))\n    return J"

# %% the mask of ReLU is x < 0: forward keeps the negative values and puts 0 for the positive ones grade_id="backprop-relu" old="self.positive = x > 0" new="self.positive = x < 0"
