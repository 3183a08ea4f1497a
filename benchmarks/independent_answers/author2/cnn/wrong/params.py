# %% the weights of the second convolution are no parameter but a plain tensor, so they are not trained grade_id="cnn-model" old="self.w2 = nn.Parameter(torch.randn(20, 10, 5, 5) * 0.06)" new="self.w2 = torch.randn(20, 10, 5, 5) * 0.06"

# %% the first convolution's bias is never added grade_id="cnn-model" old="F.conv2d(x, self.w1, self.b1)" new="F.conv2d(x, self.w1)"

# %% the learning rate is halved after each epoch grade_id="cnn-train" old="        epoch += 1\n" new="        epoch += 1\n        optimizer.param_groups[0][\"lr\"] /= 2\n"

# %% the printed line shows epochs and not epochs - 1 behind the slash grade_id="cnn-train" old="(epoch, epochs - 1, epoch_loss)" new="(epoch, epochs, epoch_loss)"

# %% accuracy counts an image as right only when the probability of its answer is above one half grade_id="cnn-accuracy" old="n_right += int((top == y).sum())" new="n_right += int(((top == y) & (p.max(dim=1).values > 0.5)).sum())"
