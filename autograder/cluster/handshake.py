"""What a worker is told before it grades, and what it says of itself. Needs no torch and no Dask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.course.material import Material
from autograder.grading import digest
from autograder.sandbox.inside.walls import Wall


@dataclass(frozen=True)
class Terms:
    """course: a folder that is looked at where the worker has it too. walls: those that must hold. given_up: those to
    do without. cuda: whether students' code may run on the worker's GPU.
    """

    material: Material
    course: Path
    walls: frozenset[Wall]
    given_up: frozenset[Wall] = frozenset()
    cuda: bool = False


@dataclass(frozen=True)
class Standing:
    """refusal: why the worker must not grade, "" where it may. diagnosis: the doctor's, as JSON. slots, gpus: how many
    submissions it grades at a time, and how many of them on a GPU.
    """

    refusal: str = ""
    diagnosis: str = ""
    slots: int = 0
    gpus: int = 0


def versions() -> dict[str, str]:
    """All that must be the same on both sides: a report made with another stands for no submission here."""
    return {
        "the kit": f"{digest.ENGINE['autograder']} ({digest.package()[:12]})",
        "torch": digest.ENGINE["torch"],
        "Python": digest.ENGINE["python"],
    }


def difference(theirs: dict[str, str]) -> str:
    """In what this side differs from the one that sent its versions; "" where in nothing."""
    ours = versions()
    return "; ".join(
        f"{name} is {ours[name]} there and {version} here"
        for name, version in theirs.items()
        if ours[name] != version
    )
