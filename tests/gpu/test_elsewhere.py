"""Grading where a student's tensors are on another device than the grader's, on a machine without one."""

from __future__ import annotations

import pytest
import torch
from corpus import COURSE
from corpus.grading import forbidden, grade_through
from gpu import imaginary

from autograder.course import submissions
from autograder.course.submissions import Found
from autograder.student.connection import Answer, LocalConnection, Request


class Connection(LocalConnection):
    """A student's code in this process, its tensors elsewhere."""

    def request(self, request: Request) -> Answer:
        with imaginary.gpu():
            return super().request(request)


def test_tensors_elsewhere_follow_a_gpus_rules():
    with imaginary.gpu(), imaginary.DEVICE:
        x = torch.ones(2, 3)
        assert x.device == torch.tensor([1.0]).device == imaginary.DEVICE
        assert (x @ x.T + torch.tensor(1.0, device="cpu")).tolist() == [[4.0, 4.0], [4.0, 4.0]]
        assert x.cpu().numpy().shape == (2, 3)
        with pytest.raises(RuntimeError, match="same device"):
            x + torch.ones(2, 3, device="cpu")
        with pytest.raises(RuntimeError, match="same device"):
            torch.ones(2, 3, device="cpu").add_(x)
        with pytest.raises(TypeError, match="to numpy"):
            x.numpy()
        layer = torch.nn.RNN(3, 4)
        layer(x[None])[0].sum().backward()
        assert layer.weight_ih_l0.grad.device == imaginary.DEVICE
    assert torch.ones(1).device == torch.device("cpu")


@pytest.mark.parametrize("assignment", COURSE.config.assignments)
def test_the_solution_is_right_where_its_tensors_are_elsewhere(assignment: str):
    folder = COURSE.root / "solutions" / assignment
    submission = submissions.read(Found("ada", assignment, folder), COURSE.config)
    cells = [(cell.label, cell.source) for cell in submission.cells]
    graded = grade_through(Connection(cells, forbidden(assignment)), assignment, seed=1, device="lazy")
    assert graded.full, graded.complaints
