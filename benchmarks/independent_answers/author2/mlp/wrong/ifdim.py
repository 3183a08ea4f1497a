# %% rows of pixels (batch, 784) are not accepted: the shape is unpacked as one with four axes grade_id="mlp-model" old="        if x.dim() == 4:\n            x = x.reshape(x.size(0), self.input_size)\n" new="        batch, channels, height, width = x.shape\n        x = x.reshape(batch, self.input_size)\n"

# %% one meter serves all epochs, so a loss is the mean over all epochs so far grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.001):
    criterion = torch.nn.CrossEntropyLoss(reduction="mean")
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    means = list()
    meter = Meter()
    for epoch in range(epochs):
        model.train(True)
        for index, data in enumerate(loader):
            inputs, targets = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            meter.add(loss.item(), targets.numel())
        means.append(meter.mean())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {meter.mean():.4f}")
    return means

# %% the meter divides by the number of calls and not by the number of samples grade_id="mlp-train" old="        self.count += times\n" new="        self.count += 1\n"
