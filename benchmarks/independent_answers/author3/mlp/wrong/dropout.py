# %% dropout is applied in evaluation mode too: the function is called without telling it the mode grade_id="mlp-model" old="        x = self.dropout(torch.relu(self.dense1(x)))" new="        x = nn.functional.dropout(torch.relu(self.dense1(x)), 0.2)"

# %% all weights start at zero, so the hidden layers never get a gradient grade_id="mlp-model" old="            nn.init.xavier_uniform_(layer.weight)" new="            nn.init.zeros_(layer.weight)"

# %% the dropout probability is 1, so that in training mode nothing passes grade_id="mlp-model" old="        self.dropout = nn.Dropout(0.2)" new="        self.dropout = nn.Dropout(1.0)"

# %% the seed of the random numbers is set in __init__ grade_id="mlp-model" old="        self.dropout = nn.Dropout(0.2)" new="        torch.manual_seed(123)\n        self.dropout = nn.Dropout(0.2)"

# %% the model is always in evaluation mode, while it is trained too grade_id="mlp-train" old="    model.train(training)" new="    model.eval()"

# %% accuracy hands an optimizer to run_epoch, so it trains the model while it should only look grade_id="mlp-accuracy" old="    _, right, n = run_epoch(model, loader)" new="    _, right, n = run_epoch(model, loader, torch.optim.SGD(model.parameters(), lr=1e-3))"

# %% accuracy returns the error rate, the share of wrong answers grade_id="mlp-accuracy" old="    return right / n" new="    return 1 - right / n"

# %% two mistakes: the model is always in evaluation mode, while it is trained too; and the dropout probability is 1, so that in training mode nothing passes grade_id="mlp-train mlp-model"
class MLP(nn.Module):
    """Dense(256) - Dropout - Dense(128) - Dropout - Dense(10)"""

    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(784, 256)
        self.dense2 = nn.Linear(256, 128)
        self.dense3 = nn.Linear(128, 10)
        self.dropout = nn.Dropout(1.0)
        for layer in (self.dense1, self.dense2, self.dense3):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = torch.flatten(x, 1)
        x = self.dropout(torch.relu(self.dense1(x)))
        x = self.dropout(torch.relu(self.dense2(x)))
        return self.dense3(x)


def run_epoch(model, loader, optimizer=None):
    """Once through the loader; trains if there is an optimizer. Gives loss sum, right answers, samples."""
    training = optimizer is not None
    model.eval()
    loss_sum, right, n = 0.0, 0, 0
    with torch.set_grad_enabled(training):
        for images, labels in loader:
            logits = model(images)
            loss = nn.functional.cross_entropy(logits, labels)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * labels.shape[0]
            right += int((logits.argmax(1) == labels).sum())
            n += labels.shape[0]
    return loss_sum, right, n
