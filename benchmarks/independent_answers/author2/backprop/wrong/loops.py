# %% the gradients are added to those of the call before: they are not set to zero in backward grade_id="backprop-linear" old="        self.grad_weight = torch.zeros(self.out_features, self.in_features)\n        self.grad_bias = torch.zeros(self.out_features)\n        grad_x" new="        if self.grad_weight is None:\n            self.grad_weight = torch.zeros(self.out_features, self.in_features)\n            self.grad_bias = torch.zeros(self.out_features)\n        grad_x"

# %% ReLU's backward writes into grad_output, because it is not copied grade_id="backprop-relu" old="grad = grad_output.clone()" new="grad = grad_output"

# %% backward subtracts 1 in the probabilities that it keeps and not in a copy, so a second call of backward gives another gradient grade_id="backprop-loss" old="grad = self.probs.clone()" new="grad = self.probs"

# %% one ReLU object is shared by all places, so backward uses the wrong input in networks with more than one hidden layer grade_id="backprop-mlp" old="        for k in range(self.n - 1):\n            self.relus.append(ReLU())" new="        self.relus = [ReLU()] * (self.n - 1)"

# %% the learning rate is fixed at 0.1 grade_id="backprop-train" old="net.step(lr)" new="net.step(0.1)"
