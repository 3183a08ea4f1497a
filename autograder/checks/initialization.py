"""Whether training can start from the weights that a new network has."""

from __future__ import annotations

import torch
from torch import Tensor

from autograder.checks.values import Mistake, as_object
from autograder.student.student import Student


def check_first_weights(student: Student, name: str, *sizes: int, inputs: Tensor) -> None:
    """Mistake where the first weights of the student's network `name` are no numbers, or all the same: units that start
    equal stay equal. How they are drawn is free, and a single matrix may well start with zeros.

    inputs: what it is called with first; one that cannot be called cannot be trained.
    """
    what = f"{name}({', '.join(map(str, sizes))})"
    network = as_object(student.fresh(name, *sizes), what)
    network.evaluate(inputs)  # a lazy module makes its parameters on its first call
    weights = network.parameters()
    if not weights:
        raise Mistake("no-weights", what=what)
    if not all(bool(torch.isfinite(value).all()) for value in weights.values()):
        raise Mistake("first-weights-not-finite", what=what)
    several = [value for value in weights.values() if value.numel() > 1]
    matrices = [value for value in several if value.dim() > 1] or several
    if all(bool((value == value.flatten()[0]).all()) for value in matrices):
        raise Mistake("first-weights-alike", what=what)
