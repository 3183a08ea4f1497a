"""How far the grading of a class is: which reports are still up to date."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from autograder.course.material import Material
from autograder.course.submissions import Submission
from autograder.grading.digest import digest_of
from autograder.grading.report import Report, Verdict
from autograder.sandbox.inside.walls import Wall


class State(str, Enum):
    """graded: its report is up to date. pending: there is none yet. infrastructure: the kit or its machine failed.
    stale: the submission, or what it was graded with, has changed since.
    """

    GRADED = "graded"
    PENDING = "pending"
    INFRASTRUCTURE = "infrastructure"
    STALE = "stale"


@dataclass(frozen=True)
class Queue:
    """How far `--watch` is: the submissions that wait, are being graded, and were graded since it began."""

    waiting: int
    grading: int
    done: int
    problem: str = ""  # why it cannot be seen what is there


def state_of(
    stored: Report | None,
    opened: Submission | Report,
    material: Material,
    device: str,
    walls: Collection[Wall] = (),
) -> State:
    """The state of a submission. opened: what `work.opened` gives now. walls: those behind which its report must have
    been made.
    """
    if stored is None:
        return State.PENDING
    if stored.verdict is Verdict.INFRASTRUCTURE:
        return State.INFRASTRUCTURE
    # Code that cannot be read needs no walls.
    walled = stored.verdict is Verdict.REFUSED or {wall.value for wall in walls} <= set(stored.walls)
    return State.GRADED if is_of(stored, opened, material, device) and walled else State.STALE


def is_of(report: Report, opened: Submission | Report, material: Material, device: str) -> bool:
    """Whether a report fits the submission that was opened, and all else that it depends on, as they are now."""
    digest = opened.digest if isinstance(opened, Report) else digest_of(opened, material, device)
    return report.digest == digest


def graded_on(report: Report, opened: Submission | Report, material: Material) -> str | None:
    """The device by which a report fits, whatever this machine has or grading.yml says; None if it fits by none."""
    return next((each for each in ("cpu", "cuda") if is_of(report, opened, material, each)), None)
