# %% grad_bias is the mean over the batch instead of the sum grade_id="backprop-linear" old="grad_output.sum(dim=0)" new="grad_output.mean(dim=0)"

# %% Linear.backward forgets the transpose: grad_weight has the shape (in, out) grade_id="backprop-linear" old="grad_output.T @ self.x" new="self.x.T @ grad_output"

# %% the gradients of ReLU are taken from the sign of grad_output and not of the input grade_id="backprop-relu" old="grad_output * (self.x > 0)" new="grad_output * (grad_output > 0)"

# %% ReLU.forward works in place (clamp_), so the tensor x that it is given is changed grade_id="backprop-relu" old="x.clamp(min=0)" new="x.clamp_(min=0)"

# %% CrossEntropyLoss.backward does not divide by the batch size grade_id="backprop-loss" old="return p / len(self.labels)" new="return p"

# %% the maximum of each column over the batch (dim=0) is subtracted, not the one of the row, so that the softmax itself changes grade_id="backprop-loss" old="logits.max(dim=1, keepdim=True)[0]" new="logits.max(dim=0, keepdim=True)[0]"

# %% a ReLU follows the last linear layer, too grade_id="backprop-mlp" old="            if i < len(sizes) - 2:\n                self.layers.append(ReLU())" new="            self.layers.append(ReLU())"

# %% step adds the gradients instead of subtracting them grade_id="backprop-mlp" old="layer.weight = layer.weight - lr * layer.grad_weight\n                layer.bias = layer.bias - lr * layer.grad_bias" new="layer.weight = layer.weight + lr * layer.grad_weight\n                layer.bias = layer.bias + lr * layer.grad_bias"

# %% step does not move the biases grade_id="backprop-mlp" old="\n                layer.bias = layer.bias - lr * layer.grad_bias" new=""

# %% the loss noted is computed anew after the step grade_id="backprop-train" old="losses.append(value.item())" new="losses.append(loss.forward(net.forward(inputs), labels).item())"

# %% train notes the loss as a tensor and not as a plain number grade_id="backprop-train" old="losses.append(value.item())" new="losses.append(value)"

# %% all weights start at zero grade_id="backprop-linear" old="torch.randn(out_features, in_features) * (2 / in_features) ** 0.5" new="torch.zeros(out_features, in_features)"

# %% the gradients of the weights and biases are added up from one backward to the next grade_id="backprop-linear" old="        self.grad_weight = grad_output.T @ self.x\n        self.grad_bias = grad_output.sum(dim=0)\n" new="        self.grad_weight = getattr(self, 'grad_weight', 0) + grad_output.T @ self.x\n        self.grad_bias = getattr(self, 'grad_bias', 0) + grad_output.sum(dim=0)\n"

# %% backward goes through the layers from the first to the last, not in reverse grade_id="backprop-mlp" old="reversed(self.layers)" new="self.layers"
