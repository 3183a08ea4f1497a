"""Runs tests of a submission once more, behind the walls, for what no report keeps: the numbers that were compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from autograder.course.material import Material
from autograder.course.submissions import Submission
from autograder.errors import KitError
from autograder.grading import numbers, suite
from autograder.grading.failures import Compared
from autograder.grading.grade import turn_of
from autograder.grading.plugin import Turn, Witness
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.sandbox import Sandbox


@dataclass(frozen=True)
class Again:
    """The outcome of a test in the second run. numbers: the expected ones and the student's, only for the instructor;
    none if it passed.
    """

    name: str
    passed: bool
    message: str
    numbers: tuple[str, ...] = ()


@contextmanager
def sandbox_for(
    material: Material, assignment: str, device: str, walls: Collection[Wall]
) -> Iterator[Sandbox]:
    """A sandbox as grading has it, in a process that computes as a grading process does."""
    torch.set_num_threads(1)  # set before any sandbox is started
    scratch = material.config.assignments[assignment].limits.scratch
    with Sandbox(scratch=scratch, cuda=device == "cuda", walls=walls) as sandbox:
        yield sandbox


def rerun(
    submission: Submission, material: Material, sandbox: Sandbox, device: str, names: Collection[str]
) -> list[Again]:
    """The tests of these names with the submission's own hidden numbers, in the suite's order.

    InfrastructureError for whatever is no student's doing.
    """
    seen: dict[str, tuple[str, ...]] = {}

    def witness(name: str, error: BaseException, compared: Compared) -> None:
        seen[name] = tuple(numbers.of_failure(error, compared))

    turn = _run(submission, material, sandbox, device, names, witness, explains=True)
    return [Again(each.name, each.passed, each.message, seen.get(each.name, ())) for each in turn.results]


def wrong_answers(
    submission: Submission, material: Material, sandbox: Sandbox, device: str, names: Collection[str]
) -> dict[str, torch.Tensor]:
    """The last numbers that each failed test did not accept, by its name, in float64; of the tests of these names.

    The hidden numbers are the same for all submissions of a course, so that the answers can be compared. A test in
    which the student's code fails, or compares no numbers, is not among them. InfrastructureError for whatever is no
    student's doing.
    """
    plain: dict[str, torch.Tensor | None] = {}

    def witness(name: str, error: BaseException, compared: Compared) -> None:
        if not isinstance(error, KitError):
            plain[name] = numbers.given_answer(error, compared)

    key = f"{material.config.seed}/the same for all"
    turn = _run(submission, material, sandbox, device, names, witness, explains=False, key=key)
    answers = {
        name: answer if turn.wrong.get(name) is None else turn.wrong[name] for name, answer in plain.items()
    }
    return {
        name: answer.detach().to("cpu", torch.float64)
        for name, answer in answers.items()
        if answer is not None
    }


def _run(
    submission: Submission,
    material: Material,
    sandbox: Sandbox,
    device: str,
    names: Collection[str],
    witness: Witness,
    *,
    explains: bool,
    key: str = "",
) -> Turn:
    """names: none of them are all."""
    name = submission.assignment
    timeout = suite.timeout_of(material.config.assignments[name])
    with turn_of(submission, material, sandbox, device, explains=explains, key=key) as (turn, _):
        turn.witness = witness
        suite.run(material.suites[name], turn, timeout, names=frozenset(names))
    return turn
