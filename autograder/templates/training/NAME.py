# The notebook, in jupytext's percent format. Change everything but the lines that begin with "# %% nbgrader": in these,
# change the grade ids, here and in grading.yml.

# %% [markdown]
# # A line through points
# Write a network, and the loop that trains it.

# %%
import torch
from torch import nn
from torch.nn import functional as F


# %% nbgrader={"grade": false, "grade_id": "NAME-model-code", "locked": false, "schema_version": 3, "solution": true}
class Line(nn.Module):
    """y = w x + b, for x of shape (batch, 1); w and b are parameters."""

    ### BEGIN SOLUTION
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "NAME-model", "locked": true, "schema_version": 3, "solution": false}
# !python -m pytest -q test_NAME.py -k model


# %% nbgrader={"grade": false, "grade_id": "NAME-train-code", "locked": false, "schema_version": 3, "solution": true}
def train(model, x, y, epochs=20, lr=0.1):
    """Trains by gradient descent (torch.optim.SGD) on the mean squared error of all points at once.

    x, y: (points, 1). Returns the loss of each epoch, a list of numbers, each from before its step.
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "NAME-train", "locked": true, "schema_version": 3, "solution": false}
# !python -m pytest -q test_NAME.py -k train
