# %% the hand-written pooling looks at three of the four values of a window only grade_id="cnn-model" old="torch.maximum(torch.maximum(a, b), torch.maximum(c, d))" new="torch.maximum(torch.maximum(a, b), c)"

# %% the random seed is set at the start of train grade_id="cnn-train" old="    means = list()\n" new="    torch.manual_seed(0)\n    means = list()\n"

# %% one meter serves all epochs, so a loss is the mean over all epochs so far grade_id="cnn-train"
def train(model, loader, epochs=5, lr=0.001):
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

# %% accuracy adds up the images of a fixed batch size of 64 grade_id="cnn-accuracy" old="bad += len(labels) - same" new="bad += 64 - same"

# %% accuracy leaves the recording of gradients switched off for good grade_id="cnn-accuracy" old="    torch.set_grad_enabled(old)\n" new=""
