# %% the logits are divided by their largest absolute value, so they lie between -1 and 1 grade_id="mlp-model" old="        return last(x)" new="        z = last(x)\n        return z / z.abs().amax(dim=1, keepdim=True)"

# %% the loop goes through all layers, the last included, and the last one is applied once more, which raises an error grade_id="mlp-model" old="        for layer in hidden:" new="        for layer in self.layers:"

# %% the labels are made floats with a second axis before the loss, which raises an error grade_id="mlp-train" old="            loss = loss_fn(y_pred, y_batch)" new="            loss = loss_fn(y_pred, y_batch.unsqueeze(1).float())"

# %% forward returns the answer, the argmax, instead of the logits grade_id="mlp-model" old="        return last(x)" new="        return last(x).argmax(dim=1)"

# %% the batches' mean losses are averaged without their sizes as weights grade_id="mlp-train" old="            metric.update_state(loss.item(), sample_weight=x_batch.shape[0])" new="            metric.update_state(loss.item())"

# %% epochs are printed counted from 1, as Keras does grade_id="mlp-train" old="        print(\"Epoch {}/{}, Loss {:.4f}\".format(epoch, epochs - 1, metric.result()))" new="        print(\"Epoch {}/{}, Loss {:.4f}\".format(epoch + 1, epochs, metric.result()))"

# %% RMSprop is made without lr, so its default of 0.01 counts grade_id="mlp-train" old="    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)" new="    optimizer = torch.optim.RMSprop(model.parameters())"

# %% two mistakes: forward returns the answer, the argmax, instead of the logits; and the batches' mean losses are averaged without their sizes as weights grade_id="mlp-model mlp-train"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [784, 512, 256, 128, 64, 10]
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes[:-1], sizes[1:]))

    def forward(self, x):
        x = x.reshape(len(x), 784)
        *hidden, last = self.layers
        for layer in hidden:
            x = F.relu(layer(x))
        return last(x).argmax(dim=1)


def train(model, loader, epochs=10, lr=0.001):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    metric = Mean()
    history = {"loss": []}
    for epoch in range(epochs):
        metric.reset_state()
        model.train()
        for x_batch, y_batch in loader:
            y_pred = model(x_batch)
            loss = loss_fn(y_pred, y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            metric.update_state(loss.item())
        history["loss"].append(metric.result())
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, metric.result()))
    return history["loss"]
