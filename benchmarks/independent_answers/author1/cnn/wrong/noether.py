# %% the line is printed for each batch: print stands in the inner loop, with the mean so far grade_id="cnn-train" old="            seen += batch\n        mean = running / seen\n        epoch_losses.append(mean)\n        print(f\"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}\")\n" new="            seen += batch\n            mean = running / seen\n            print(f\"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}\")\n        epoch_losses.append(mean)\n"

# %% a label smoothing of 0.1 is added to the loss grade_id="cnn-train" old="nn.CrossEntropyLoss()" new="nn.CrossEntropyLoss(label_smoothing=0.1)"

# %% a batch of one image is skipped grade_id="cnn-train" old="        for images, labels in loader:\n" new="        for images, labels in loader:\n            if len(labels) == 1:\n                continue\n"

# %% the sort is ascending, so the smallest logit is the answer grade_id="cnn-accuracy" old="argsort(dim=1, descending=True)" new="argsort(dim=1)"

# %% gradients are recorded: torch.enable_grad stands where no_grad should grade_id="cnn-accuracy" old="with torch.no_grad():\n        for batch in loader" new="with torch.enable_grad():\n        for batch in loader"

# %% the reshape of the pooling has the axes in the wrong order: the largest of four values that are half an image apart grade_id="cnn-model" old="x.reshape(b, c, h // 2, 2, w // 2, 2).amax(dim=(3, 5))" new="x.reshape(b, c, 2, h // 2, 2, w // 2).amax(dim=(2, 4))"

# %% the pooling takes the mean of the 2 x 2 values grade_id="cnn-model" old="amax(dim=(3, 5))" new="mean(dim=(3, 5))"

# %% the pooling takes the smallest of the 2 x 2 values grade_id="cnn-model" old="amax(dim=(3, 5))" new="amin(dim=(3, 5))"

# %% the axes amax reduces are those of rows and row pairs (2, 3) and so a map becomes columns only, which does not fit grade_id="cnn-shapes cnn-model" old="amax(dim=(3, 5))" new="amax(dim=(2, 3))"

# %% the wrong sign of the bend: negative values are kept and positive ones become 0 (clamp max) grade_id="cnn-model" old="x = self.pool(self.c2(x)).clamp(min=0)" new="x = self.pool(self.c2(x)).clamp(max=0)"

# %% values are bounded above by 1 in the bend: clamp(0, 1) grade_id="cnn-model" old="x = self.pool(self.c1(x)).clamp(min=0)" new="x = self.pool(self.c1(x)).clamp(0, 1)"

# %% the second kernel has the size 3 and the linear layer 500 inputs grade_id="cnn-shapes" old="kernel_size=5)\n        self.fc = nn.Linear(20 * 4 * 4, 10)" new="kernel_size=3)\n        self.fc = nn.Linear(20 * 5 * 5, 10)"

# %% forward has no return grade_id="cnn-shapes cnn-model" old="        return self.fc(x.reshape(x.shape[0], -1))" new="        x = self.fc(x.reshape(x.shape[0], -1))"

# %% two mistakes: first, the pooling takes the smallest of the 2 x 2 values; second, the line is printed for each batch: print stands in the inner loop, with the mean so far grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(in_channels=1, out_channels=10, kernel_size=5)
        self.c2 = nn.Conv2d(in_channels=10, out_channels=20, kernel_size=5)
        self.fc = nn.Linear(20 * 4 * 4, 10)

    @staticmethod
    def pool(x):
        """The largest of each 2 x 2, by reshaping."""
        b, c, h, w = x.shape
        return x.reshape(b, c, h // 2, 2, w // 2, 2).amin(dim=(3, 5))

    def forward(self, x):
        x = self.pool(self.c1(x)).clamp(min=0)  # (batch, 10, 12, 12)
        x = self.pool(self.c2(x)).clamp(min=0)  # (batch, 20, 4, 4)
        return self.fc(x.reshape(x.shape[0], -1))


def train(model: nn.Module, loader, epochs: int = 5, lr: float = 0.001) -> list[float]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr)
    epoch_losses = []
    for epoch in range(epochs):
        model.train()
        running, seen = 0.0, 0
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            batch = labels.shape[0]
            running += batch * loss.item()
            seen += batch
            mean = running / seen
            print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
        epoch_losses.append(mean)
    return epoch_losses
