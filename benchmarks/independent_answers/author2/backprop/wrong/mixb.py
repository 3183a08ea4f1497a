# %% the loop over the batch in backward leaves out the last sample grade_id="backprop-linear" old="for n in range(grad_output.shape[0]):" new="for n in range(grad_output.shape[0] - 1):"

# %% the gradient of the loss is not divided by the batch size grade_id="backprop-loss" old="return gradient / len(self.labels)" new="return gradient"

# %% step adds the gradient of the weight instead of subtracting it grade_id="backprop-mlp" old="layer.weight - lr * layer.grad_weight" new="layer.weight + lr * layer.grad_weight"

# %% the learning rate is halved after every ten epochs grade_id="backprop-train" old="        epoch = epoch + 1\n" new="        epoch = epoch + 1\n        if epoch % 10 == 0:\n            lr = lr / 2\n"
