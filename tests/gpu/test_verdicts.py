"""Where students' code runs changes no verdict: the whole corpus, on a GPU.

What is not right there is graded on the CPU instead, so it is enough that nothing wrong passes, and that right answers
fail for nothing but that they stay on the CPU.
"""

from __future__ import annotations

import pytest
from corpus.grading import each, grade_sandboxed

from autograder.course.answers import KnownAnswer
from autograder.sandbox.sandbox import Sandbox

# What torch says of a tensor that stays there, and of one that NumPy is to take.
ON_THE_CPU = ("on the same device", "cuda:0 device type tensor to numpy")


@each("right")
def test_a_right_answer_is_right_on_a_gpu_or_stays_on_the_cpu(
    sandbox_with_gpu: Sandbox, assignment: str, answer: KnownAnswer
):
    graded = grade_sandboxed(sandbox_with_gpu, answer.cells, assignment, device="cuda")
    assert all(any(sign in complaint for sign in ON_THE_CPU) for complaint in graded.complaints)
    if not graded.full:
        pytest.xfail(f"stays on the CPU: {graded.complaints[0]}")


@each("wrong", "forged")
def test_nothing_wrong_is_right_on_a_gpu(sandbox_with_gpu: Sandbox, assignment: str, answer: KnownAnswer):
    graded = grade_sandboxed(sandbox_with_gpu, answer.cells, assignment, device="cuda")
    assert graded.losing >= {*answer.grade_ids}
