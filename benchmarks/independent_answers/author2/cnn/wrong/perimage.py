# %% the row of the first image is used for all images grade_id="cnn-model" old="rows.append(h2[i].reshape(320))" new="rows.append(h2[0].reshape(320))"

# %% the first ReLU is replaced by a sigmoid grade_id="cnn-model" old="h1 = F.relu(F.max_pool2d(self.conv1(x), 2))" new="h1 = torch.sigmoid(F.max_pool2d(self.conv1(x), 2))"

# %% the loss is computed of the squeezed logits, so a batch of a single image fails grade_id="cnn-train" old="F.cross_entropy(logits, labels)" new="F.cross_entropy(logits.squeeze(), labels)"

# %% the step adds the gradient instead of subtracting it grade_id="cnn-train" old="p -= lr * p.grad" new="p += lr * p.grad"

# %% accuracy uses integer division, so it is 0 or 1 grade_id="cnn-accuracy" old="return correct / count" new="return correct // count"
