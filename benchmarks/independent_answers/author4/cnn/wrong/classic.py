# %% the two ReLUs are left out grade_id="cnn-model" old="        x = F.relu(F.max_pool2d(self.conv1(x), 2))\n        x = F.relu(F.max_pool2d(self.conv2(x), 2))" new="        x = F.max_pool2d(self.conv1(x), 2)\n        x = F.max_pool2d(self.conv2(x), 2)"

# %% the second ReLU is left out grade_id="cnn-model" old="x = F.relu(F.max_pool2d(self.conv2(x), 2))" new="x = F.max_pool2d(self.conv2(x), 2)"

# %% average-pooling takes the place of max-pooling after the first convolution grade_id="cnn-model" old="F.max_pool2d(self.conv1(x), 2)" new="F.avg_pool2d(self.conv1(x), 2)"

# %% the kernels have the size 3 instead of 5, and the linear layer reads 20 * 5 * 5 = 500 values grade_id="cnn-shapes cnn-model" old="        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)\n        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)\n        self.fc = nn.Linear(320, 10)" new="        self.conv1 = nn.Conv2d(1, 10, kernel_size=3)\n        self.conv2 = nn.Conv2d(10, 20, kernel_size=3)\n        self.fc = nn.Linear(500, 10)"

# %% the linear layer is made for 20 * 8 * 8 = 1280 values, the sizes before the second pooling, so forward fails grade_id="cnn-shapes cnn-model" old="nn.Linear(320, 10)" new="nn.Linear(1280, 10)"

# %% flatten starts at axis 0 and merges the images of the batch, so the linear layer fails for batches of more than one image and gives no batch axis for one grade_id="cnn-shapes cnn-model" old="x.flatten(start_dim=1)" new="x.flatten()"

# %% the logits go through softmax at the end of forward grade_id="cnn-model" old="return self.fc(x)" new="return F.softmax(self.fc(x), dim=1)"

# %% dropout with p = 0.5 is applied before the linear layer in training mode grade_id="cnn-model" old="return self.fc(x)" new="return self.fc(F.dropout(x, 0.5, training=self.training))"

# %% the optimizer's step is missing, so the weights never change grade_id="cnn-train" old="            optimizer.step()\n" new=""

# %% the loss of an epoch is the mean of the batches' means grade_id="cnn-train" old="            total += loss.item() * len(labels)\n            samples += len(labels)\n        losses" new="            total += loss.item()\n            samples += 1\n        losses"

# %% return losses stands inside the loop over the epochs, so only one epoch is trained grade_id="cnn-train" old="        print(f\"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}\")\n    return losses" new="        print(f\"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}\")\n        return losses"

# %% the printed line has two decimals instead of four grade_id="cnn-train" old="{losses[-1]:.4f}" new="{losses[-1]:.2f}"

# %% the number of right answers is divided by the number of batches grade_id="cnn-accuracy" old="            samples += len(labels)\n    return right" new="            samples += 1\n    return right"

# %% gradients are recorded in accuracy: no_grad is named but not called as a context grade_id="cnn-accuracy" old="    with torch.no_grad():\n" new="    torch.no_grad()\n    if True:\n"
