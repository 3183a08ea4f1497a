# %% the last layer is followed by a ReLU, so no logit is negative grade_id="mlp-model" old="return self.linear5(x)" new="return F.relu(self.linear5(x))"

# %% softmax is applied to the logits in forward grade_id="mlp-model" old="return self.linear5(x)" new="return F.softmax(self.linear5(x), dim=1)"

# %% the batch size 64 is hard-coded where the pixels are put in a row, so batches of other sizes fail grade_id="mlp-model" old="x = x.reshape(len(x), 784)" new="x = x.view(64, 784)"

# %% the loss of an epoch is the mean of the losses of the batches, not of the samples grade_id="mlp-train" old="            running += loss.item() * len(labels)\n            count += len(labels)" new="            running += loss.item()\n            count += 1"

# %% zero_grad is missing, so the gradients of all batches add up grade_id="mlp-train" old="            optimizer.zero_grad()\n" new=""

# %% the sum of the losses and the count are set to zero only once before the epochs, so each epoch's loss is the mean over all epochs so far grade_id="mlp-train" old="    for epoch in range(epochs):\n        model.train()\n        running = 0.0\n        count = 0\n" new="    running = 0.0\n    count = 0\n    for epoch in range(epochs):\n        model.train()\n"

# %% the count of the samples is never reset from one batch to the next: total is that of the last batch, so the share is too large grade_id="mlp-accuracy" old="total += labels.size(0)" new="total = labels.size(0)"

# %% accuracy is in percent, from 0 to 100 grade_id="mlp-accuracy" old="return correct / total" new="return 100 * correct / total"

# %% the model is not put into evaluation mode in accuracy grade_id="mlp-accuracy" old="    model.eval()\n" new=""

# %% the images are standardised in place in the training loop, so the images given are changed grade_id="mlp-train" old="            optimizer.zero_grad()\n" new="            images -= images.mean()\n            images /= images.std()\n            optimizer.zero_grad()\n"

# %% a line is printed for each batch and not for each epoch grade_id="mlp-train" old="            count += len(labels)\n        epoch_loss = running / count\n        losses.append(epoch_loss)\n        print(f\"Epoch {epoch}/{epochs - 1}, Loss {epoch_loss:.4f}\")" new="            count += len(labels)\n            print(f\"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}\")\n        epoch_loss = running / count\n        losses.append(epoch_loss)"

# %% the random seed is set in __init__, so every new network has the same weights and PyTorch's seed is changed grade_id="mlp-model" old="        super().__init__()\n" new="        super().__init__()\n        torch.manual_seed(42)\n"

# %% there is no activation between the linear layers: F.relu is called but its result is thrown away grade_id="mlp-model" old="        x = F.relu(self.linear1(x))\n        x = F.relu(self.linear2(x))\n        x = F.relu(self.linear3(x))\n        x = F.relu(self.linear4(x))\n" new="        x = self.linear1(x)\n        F.relu(x)\n        x = self.linear2(x)\n        F.relu(x)\n        x = self.linear3(x)\n        F.relu(x)\n        x = self.linear4(x)\n        F.relu(x)\n"
