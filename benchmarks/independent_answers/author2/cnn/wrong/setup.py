# %% softmax is applied to the logits grade_id="cnn-model" old="        return logits" new="        return torch.softmax(logits, dim=1)"

# %% the random seed is set when a network is made grade_id="cnn-model" old="    def init_weights(self):\n" new="    def init_weights(self):\n        torch.manual_seed(1)\n"

# %% each number of the list is the mean over all epochs so far and not of its own epoch: the lists are not emptied grade_id="cnn-train"
def train(model, loader, epochs=5, lr=0.001):
    loss_function = nn.CrossEntropyLoss()
    opt = torch.optim.AdamW(model.parameters(), lr=lr)
    epoch_losses = []
    batch_losses = []
    batch_sizes = []
    for epoch in range(epochs):
        model.train()
        for images, labels in loader:
            # 1. forget, 2. logits, 3. loss, 4. gradients, 5. step
            opt.zero_grad()
            prediction = model(images)
            error = loss_function(prediction, labels)
            error.backward()
            opt.step()
            batch_losses.append(error.item())
            batch_sizes.append(images.shape[0])
        weighted = 0
        for i in range(len(batch_losses)):
            weighted += batch_losses[i] * batch_sizes[i]
        epoch_losses.append(weighted / sum(batch_sizes))
        print(f"Epoch {epoch}/{epochs-1}, Loss {epoch_losses[epoch]:.4f}")
    return epoch_losses

# %% the last batch is left out of the epoch's loss grade_id="cnn-train" old="for i in range(len(batch_losses)):" new="for i in range(len(batch_losses) - 1):"
