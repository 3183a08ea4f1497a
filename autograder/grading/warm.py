"""Imports what every grading process needs, in the process that they are all forked from."""

import torch

from autograder.grading import grader
from autograder.sandbox.inside import compiler, gpu

__all__ = ["grader"]

# Set before the first operation of torch: a process forked from one that ever had a team of threads hangs.
torch.set_num_threads(1)
compiler.defer()
# The first step of an optimizer imports what torch itself does not.
with gpu.untouched():
    torch.optim.SGD([torch.zeros(1, requires_grad=True)]).step()
