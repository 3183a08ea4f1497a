# %% the gradient of the weight is averaged over the batch instead of summed grade_id="backprop-linear" old="torch.einsum(\"no,ni->oi\", grad_output, self.input)" new="torch.einsum(\"no,ni->oi\", grad_output, self.input) / len(self.input)"

# %% the gradient with respect to the input has values clipped to between -1 and 1 grade_id="backprop-linear" old="return torch.einsum(\"no,oi->ni\", grad_output, self.weight)" new="return torch.einsum(\"no,oi->ni\", grad_output, self.weight).clamp(-1, 1)"

# %% the gradient of the loss has the wrong sign grade_id="backprop-loss" old="torch.sub(self.softmax, self.one_hot)" new="torch.sub(self.one_hot, self.softmax)"

# %% backward runs through the layers from first to last grade_id="backprop-mlp" old="        i = len(self.layers) - 1\n        while i >= 0:\n            grad = self.layers[i].backward(grad)\n            i -= 1" new="        i = 0\n        while i < len(self.layers):\n            grad = self.layers[i].backward(grad)\n            i += 1"

# %% the loss's own backward is not called with the new logits: the gradient of the first epoch is used in all epochs grade_id="backprop-train" old="    grad = loss_fn.backward()\n" new="    if not hasattr(net, \"first_grad\"):\n        net.first_grad = loss_fn.backward()\n    grad = net.first_grad\n"
