# %% the gradient of the weight is transposed, with the shape (in, out) grade_id="backprop-linear" old="grad_output.T @ self.x" new="self.x.T @ grad_output"

# %% the biases never get a gradient: grad_bias is set to zeros grade_id="backprop-linear" old="self.grad_bias = grad_output.sum(dim=0)" new="self.grad_bias = torch.zeros_like(self.bias)"

# %% the gradient is divided by the number of classes instead of the batch size grade_id="backprop-loss" old="difference.size(0)" new="difference.size(1)"

# %% train returns after the first epoch grade_id="backprop-train" old="        epoch = epoch + 1\n    return history" new="        epoch = epoch + 1\n        return history"
