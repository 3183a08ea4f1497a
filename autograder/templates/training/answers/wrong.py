# Typical bugs: where each loses points, and its code, whose sentence stands in messages.yml. What a student's loop
# gives is compared with what these give, so that the student reads the sentence.

# %% zero_grad is missing grade_id="NAME-train" code="gradients-add-up"
def train(model, x, y, epochs=20, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% the loss after the step grade_id="NAME-train" code="loss-after-the-step"
def train(model, x, y, epochs=20, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        F.mse_loss(model(x), y).backward()
        optimizer.step()
        losses.append(F.mse_loss(model(x), y).item())
    return losses


# %% no bias grade_id="NAME-model" code="bias-missing"
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1, bias=False)

    def forward(self, x):
        return self.linear(x)
