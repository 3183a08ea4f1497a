# The notebook, in jupytext's percent format, by nbgrader's own convention: the grade cells below are the hidden suite.
# Change everything but the lines that begin with "# %% nbgrader": in these, change the grade ids, here and in
# grading.yml. Each grade cell is one test, and gives its points whole or not.

# %% [markdown]
# # A network and its accuracy
# Write a network, and the share of inputs that it classifies rightly. The asserts below each are some of its tests.

# %%
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


# %% nbgrader={"grade": false, "grade_id": "NAME-helpers", "locked": true, "schema_version": 3, "solution": false}
# What a locked cell like this one defines, your tests have as it stands here, whatever students make of theirs.
def points(n):
    """n points of a plane, (n, 2), and on which side of the diagonal each is, (n,)."""
    x = torch.randn(n, 2)
    return x, (x[:, 0] > x[:, 1]).long()


# %% [markdown]
# ## The network


# %% nbgrader={"grade": false, "grade_id": "NAME-model-code", "locked": false, "schema_version": 3, "solution": true}
class Net(nn.Module):
    """Two linear layers, fc1 and fc2, with ReLU between them: (batch, inputs) becomes (batch, classes)."""

    ### BEGIN SOLUTION
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.fc1 = nn.Linear(inputs, hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "NAME-model", "locked": true, "schema_version": 3, "solution": false}
net = Net(2, 8, 3)
assert net(torch.zeros(5, 2)).shape == (5, 3)
### BEGIN HIDDEN TESTS
# Students get nothing of this region. `net` is an object of the student's process, and only data comes back from it:
# tensors, arrays, numbers, texts, lists, tuples, dicts. So compare values; what it says of its class does not count.
x = torch.randn(4, 2)
state = {name: torch.randn_like(value) for name, value in net.state_dict().items()}
assert set(state) == {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}, "call the layers fc1 and fc2"
net.load_state_dict(state)
hidden = torch.relu(x @ state["fc1.weight"].T + state["fc1.bias"])
assert torch.allclose(net(x), hidden @ state["fc2.weight"].T + state["fc2.bias"], atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# ## Accuracy


# %% nbgrader={"grade": false, "grade_id": "NAME-accuracy-code", "locked": false, "schema_version": 3, "solution": true}
def accuracy(model, loader):
    """The share of all inputs of a loader for which the largest output is that of the label."""
    ### BEGIN SOLUTION
    right = total = 0
    with torch.no_grad():
        for x, y in loader:
            right += (model(x).argmax(dim=1) == y).sum().item()
            total += len(y)
    return right / total
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "NAME-accuracy", "locked": true, "schema_version": 3, "solution": false}
x, y = points(10)
assert 0 <= accuracy(Net(2, 8, 2), DataLoader(TensorDataset(x, y), batch_size=5)) <= 1
### BEGIN HIDDEN TESTS
# A failed assert tells students shapes and kinds, no value. Words of yours are shown as they are.
for n, batch_size in [(12, 4), (13, 5)]:
    x, y = points(n)
    net = Net(2, 8, 2)
    want = (net(x).argmax(dim=1) == y).float().mean().item()
    got = accuracy(net, DataLoader(TensorDataset(x, y), batch_size=batch_size))
    assert isinstance(got, float), "the accuracy is a number: use .item()"
    assert abs(got - want) < 1e-6, "the accuracy is not the share of all inputs, the last batch's among them"
### END HIDDEN TESTS
