# The notebook, in jupytext's percent format. Change everything but the lines that begin with "# %% nbgrader": in these,
# change the grade ids, here and in grading.yml.

# %% [markdown]
# # A gate
# Write a module with weights of its own.

# %%
import torch
from torch import nn


# %% nbgrader={"grade": false, "grade_id": "NAME-code", "locked": false, "schema_version": 3, "solution": true}
class Gate(nn.Module):
    """y = σ(x Wᵀ + b) * x, for x of shape (batch, features).

    W has the shape (features, features), b the shape (features,): both are parameters.
    """

    ### BEGIN SOLUTION
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features, features) / features**0.5)
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        return torch.sigmoid(x @ self.weight.T + self.bias) * x

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "NAME-forward", "locked": true, "schema_version": 3, "solution": false}
# The public tests; save the notebook first.
# !python -m pytest -q test_NAME.py

# %% nbgrader={"grade": true, "grade_id": "NAME-gradients", "locked": true, "schema_version": 3, "solution": false}
# Gradients are only tested when you hand in.
