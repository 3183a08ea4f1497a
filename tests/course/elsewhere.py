"""A notebook for nbgrader, as somebody wrote it who knows nothing of this kit: its convention, and their habits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ANSWER = {"grade": False, "locked": False, "solution": True}
LOCKED = {"grade": False, "locked": True, "solution": False}
GRADED = {"grade": True, "locked": True, "solution": False}
BY_PEOPLE = {"grade": True, "locked": False, "solution": True}

IMPORTS = """\
%matplotlib inline
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
"""
HELPERS = '''\
RNG = np.random.default_rng(3)

def rel_error(a, b):
    """The largest relative error."""
    return np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)))

def make_data(n):
    x = torch.linspace(-1, 1, n).unsqueeze(1)
    return x, 3 * x - 0.5
'''
SOFTMAX = '''\
def softmax(scores):
    """Each row of scores, an array (N, C), as probabilities. ValueError where scores has no two axes."""
    ### BEGIN SOLUTION
    if scores.ndim != 2:
        raise ValueError("scores must have two axes")
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION
'''
TEST_SOFTMAX = """\
# Rows add up to one.
scores = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
p = softmax(scores)
assert isinstance(p, np.ndarray), "softmax returns an array"
assert p.shape == (2, 3)
np.testing.assert_allclose(p.sum(axis=1), 1.0)
### BEGIN HIDDEN TESTS
def reference(s):
    e = np.exp(s - s.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)
big = np.array([[1234.5, 1233.25, 0.0]])
assert np.allclose(softmax(big), reference(big))
for _ in range(3):
    s = RNG.normal(size=(4, 7))
    assert rel_error(softmax(s), reference(s)) < 1e-7
try:
    softmax(np.zeros(3))
except ValueError:
    pass
else:
    raise AssertionError("softmax of one axis must raise a ValueError")
### END HIDDEN TESTS
"""
STATS = '''\
def stats(values):
    """Mean and standard deviation, and a dict of counts."""
    mean = None
    ### BEGIN SOLUTION
    mean = sum(values) / len(values)
    ### END SOLUTION
    std = None
    ### BEGIN SOLUTION
    std = (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5
    ### END SOLUTION
    return mean, std

### BEGIN SOLUTION
answer = 42
### END SOLUTION
'''
TEST_STATS = """\
mean, std = stats([1, 2, 3, 4])
assert mean == 2.5
### BEGIN HIDDEN TESTS
assert abs(std - 1.118033988749895) < 1e-9
assert stats([77.25, 77.25]) == (77.25, 0.0)
assert answer == 42
### END HIDDEN TESTS
"""
NET = '''\
class Net(nn.Module):
    """Two linear layers fc1 and fc2 with ReLU and dropout between them."""
    ### BEGIN SOLUTION
    def __init__(self, d_in, d_out, hidden=16):
        super().__init__()
        self.hidden = hidden
        self.fc1 = nn.Linear(d_in, hidden)
        self.fc2 = nn.Linear(hidden, d_out)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return self.fc2(self.dropout(torch.relu(self.fc1(x))))
    ### END SOLUTION

def train(model, loader, epochs=1, lr=0.1):
    """Trains with SGD on the mean squared error; the list of each epoch's loss."""
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        losses.append(total / len(loader.dataset))
    return losses
    ### END SOLUTION
'''
EXPERIMENT = """\
line = Net(1, 1)
print(line)
"""
TEST_NET = """\
model = Net(10, 20)
x = torch.randn(5, 10)
assert model(x).shape == (5, 20)
### BEGIN HIDDEN TESTS
torch.manual_seed(7)
net = Net(3, 2, hidden=8)
assert net.hidden == 8 and net.fc1.weight.shape == (8, 3)
assert sum(p.numel() for p in net.parameters()) == 8 * 3 + 8 + 2 * 8 + 2
assert {name for name, _ in net.named_parameters()} == set(net.state_dict())
state = {name: torch.full_like(value, 0.125) for name, value in net.state_dict().items()}
net.load_state_dict(state)
net.eval()
assert net.training is False
with torch.no_grad():
    out = net(torch.ones(4, 3))
    hidden = torch.relu(torch.ones(4, 3) @ state["fc1.weight"].T + state["fc1.bias"])
    want = hidden @ state["fc2.weight"].T + state["fc2.bias"]
assert torch.allclose(out, want)
net.train()
assert not torch.allclose(net(torch.ones(4, 3)), net(torch.ones(4, 3))), "no dropout in training mode"
### END HIDDEN TESTS
"""
TEST_TRAIN = """\
x, y = make_data(32)
loader = DataLoader(TensorDataset(x, y), batch_size=8)
losses = train(line, loader, epochs=2)
assert len(losses) == 2
### BEGIN HIDDEN TESTS
before = {k: v.clone() for k, v in line.state_dict().items()}
losses = train(line, loader, epochs=30, lr=0.05)
assert any(not torch.equal(before[k], v) for k, v in line.state_dict().items()), "no weight has changed"
assert losses[-1] < losses[0]
line.eval()
with torch.no_grad():
    assert nn.MSELoss()(line(x), y) < 1.0625
### END HIDDEN TESTS
"""
CELLS: list[tuple[str, dict[str, Any] | None, str]] = [
    ("md", None, "# Homework 3\n![the net](net.png)"),
    ("code", None, IMPORTS),
    ("code", {**LOCKED, "grade_id": "helpers"}, HELPERS),
    ("md", None, "## Softmax"),
    ("code", {**ANSWER, "grade_id": "softmax"}, SOFTMAX),
    ("code", {**GRADED, "grade_id": "test_softmax", "points": 4}, TEST_SOFTMAX),
    ("code", {**ANSWER, "grade_id": "stats"}, STATS),
    ("code", {**GRADED, "grade_id": "Q2-stats", "points": 1.5}, TEST_STATS),
    ("code", {**ANSWER, "grade_id": "net"}, NET),
    ("code", None, EXPERIMENT),
    ("code", {**GRADED, "grade_id": "test_net", "points": 3}, TEST_NET),
    ("code", {**GRADED, "grade_id": "test_train", "points": 2}, TEST_TRAIN),
    ("md", {**BY_PEOPLE, "grade_id": "why", "points": 5}, "YOUR ANSWER HERE: why does dropout help?"),
]


def write(path: Path, cells: list[tuple[str, dict[str, Any] | None, str]] = CELLS) -> Path:
    """The notebook, with outputs, as Jupyter saves it."""
    made = []
    for number, (kind, marks, source) in enumerate(cells):
        cell = new_markdown_cell(source) if kind == "md" else new_code_cell(source, execution_count=number)
        if marks is not None:
            cell.metadata["nbgrader"] = {
                "schema_version": 3,
                "task": False,
                "cell_type": "markdown" if kind == "md" else "code",
                "checksum": "0" * 32,
                **marks,
            }
            cell.metadata["deletable"] = False
        made.append(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=made, metadata={"celltoolbar": "Create Assignment"}), path)
    return path
