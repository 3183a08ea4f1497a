# %% the gradient of the bias keeps an axis: it has the shape (1, out) grade_id="backprop-linear" old="grad_output.sum(dim=0)" new="grad_output.sum(dim=0, keepdim=True)"

# %% the backward pass of ReLU goes by the sign of grad_output and not by that of the input grade_id="backprop-relu" old="torch.where(self.positive, grad_output, torch" new="torch.where(grad_output > 0, grad_output, torch"

# %% the largest logit is not taken away, so exp of 1000 gives infinity grade_id="backprop-loss" old="e = torch.exp(logits[i] - biggest)" new="biggest = 0.0\n            e = torch.exp(logits[i])"

# %% the ReLU after the last layer is not taken away grade_id="backprop-mlp" old="        self.layers.pop()\n" new=""

# %% the step is left out, so nothing is learned grade_id="backprop-train" old="        net.step(lr)\n" new=""
