# %% the bias is not added in forward grade_id="backprop-linear" old="        out = out + self.bias.unsqueeze(0)\n" new=""

# %% ReLU's backward lets all gradients through grade_id="backprop-relu" old="return grad_output * (self.x > 0)" new="return grad_output"

# %% the logarithm is taken of the softmax, which may be 0, instead of computing log-softmax grade_id="backprop-loss" old="log_p = torch.log_softmax(logits, dim=1)" new="log_p = torch.log(torch.softmax(logits, dim=1))"

# %% step leaves out the last linear layer grade_id="backprop-mlp" old="        for k in range(self.n):\n            self.linears[k].weight -=" new="        for k in range(self.n - 1):\n            self.linears[k].weight -="

# %% training stops when the loss is below 0.1, so the list may be shorter than epochs grade_id="backprop-train" old="        epoch = epoch + 1\n" new="        epoch = epoch + 1\n        if loss.item() < 0.1:\n            break\n"
