# %% a dropout layer of 0.25 stands before the linear layer grade_id="cnn-model" old="            nn.Flatten()," new="            nn.Flatten(),\n            nn.Dropout(0.25),"

# %% a batch normalisation follows the first convolution grade_id="cnn-model" old="            nn.Conv2d(1, 10, 5)," new="            nn.Conv2d(1, 10, 5),\n            nn.BatchNorm2d(10),"

# %% the convolutions are padded so that they keep the size (padding same), and the linear layer reads 20 * 7 * 7 values grade_id="cnn-shapes"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 10, 5, padding="same"),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Conv2d(10, 20, 5, padding="same"),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(20 * 7 * 7, 10),
        )

    def forward(self, x):
        return self.net(x)

# %% the linear layer is made for 20 * 5 * 5 values instead of 20 * 4 * 4, which raises an error grade_id="cnn-shapes cnn-model" old="            nn.Linear(20 * 4 * 4, 10)," new="            nn.Linear(20 * 5 * 5, 10),"

# %% a hidden linear layer of 50 neurons stands before the last one grade_id="cnn-model" old="            nn.Linear(20 * 4 * 4, 10)," new="            nn.Linear(20 * 4 * 4, 50),\n            nn.ReLU(),\n            nn.Linear(50, 10),"

# %% the metric is not reset, so each epoch's loss is the mean over all epochs so far grade_id="cnn-train" old="        metric.reset_state()\n        model.train()" new="        model.train()"

# %% train returns the history dictionary instead of the list of losses grade_id="cnn-train" old="    return history[\"loss\"]" new="    return history"

# %% accuracy is given in percent, from 0 to 100 grade_id="cnn-accuracy" old="    return metric.result()" new="    return 100 * metric.result()"

# %% two mistakes: a batch normalisation follows the first convolution; and the metric is not reset, so each epoch's loss is the mean over all epochs so far grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 10, 5),
            nn.BatchNorm2d(10),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Conv2d(10, 20, 5),
            nn.MaxPool2d(2),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(20 * 4 * 4, 10),
        )

    def forward(self, x):
        return self.net(x)


def train(model, loader, epochs=5, lr=0.001):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    metric = Mean()
    history = {"loss": []}
    for epoch in range(epochs):
        model.train()
        for x_batch, y_batch in loader:
            y_pred = model(x_batch)
            loss = loss_fn(y_pred, y_batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            metric.update_state(loss.item(), sample_weight=x_batch.shape[0])
        history["loss"].append(metric.result())
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, metric.result()))
    return history["loss"]
