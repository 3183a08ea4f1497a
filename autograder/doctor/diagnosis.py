"""The doctor's diagnosis of a machine: the strongest mode that passes, what it found, and whether grading may start."""

from __future__ import annotations

import platform
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from autograder.doctor import scan
from autograder.doctor.advice import advice
from autograder.doctor.status import Status
from autograder.errors import InfrastructureError
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.modes import FULL, MODES, Mode, missing

if TYPE_CHECKING:
    from autograder.doctor.examine import Examination


Tell = Callable[[str], None]
"""Says one line to whoever waits."""


class WallState(BaseModel):
    """One wall: how it stands in the chosen mode, which probes got through it, and what would make it stand."""

    model_config = ConfigDict(frozen=True)

    wall: Wall
    status: Status
    through: tuple[str, ...] = ()
    advice: str = ""


class Diagnosis(BaseModel):
    """mode, title: of the strongest mode that passed; "" where none did. tried: what kept each stronger one from it.

    given_up: walls that the instructor did without by name. exposed: what students' code could read and must not.
    refusal: why grading may not start; "" where it may.
    """

    model_config = ConfigDict(frozen=True)

    machine: str
    mode: str = ""
    title: str = ""
    walls: tuple[Wall, ...] = ()
    given_up: tuple[Wall, ...] = ()
    states: tuple[WallState, ...] = ()
    tried: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def is_full(self) -> bool:
        """Whether every wall holds."""
        return not self.refusal and self.mode == FULL.name and not self.given_up

    def beside(self, exposed: Collection[str]) -> Diagnosis:
        """The same where students' code could read what it must not: a line for each such thing."""
        if not exposed:
            return self
        refusal = next(iter(exposed)) if self.mode else self.refusal
        return self.model_copy(update={"exposed": tuple(exposed), "refusal": refusal})

    def checked(self) -> Diagnosis:
        """Itself; InfrastructureError where grading may not start."""
        if self.refusal:
            raise InfrastructureError(self.refusal)
        return self


def diagnose(
    course: Path | None,
    *,
    given_up: Collection[Wall] = (),
    cuda: bool = False,
    tell: Tell = lambda line: None,
) -> Diagnosis:
    """Tries the modes, strongest first, until one passes; looks for what of `course` is in sight of students' code."""
    return try_walls(given_up=given_up, cuda=cuda, tell=tell).beside(scan.problems(course))


def try_walls(
    *, given_up: Collection[Wall] = (), cuda: bool = False, tell: Tell = lambda line: None
) -> Diagnosis:
    """The part of the diagnosis that does not depend on a course. It takes some seconds for each mode, because torch is
    imported behind its walls.
    """
    from autograder.doctor.examine import examine  # brings torch, which a diagnosis made before needs not

    given = tuple(wall for wall in Wall if wall in given_up)
    machine = f"Linux {platform.release()}, {platform.machine()}"
    tried: list[str] = []
    first: tuple[WallState, ...] = ()
    for mode in _candidates(given):
        tell(f"Trying {mode.title}")
        found = examine(mode.walls, cuda=cuda)
        states = tuple(_state(found, wall, given) for wall in Wall)
        first = first or states
        if reason := _why_not(mode, found):
            tried.append(f"{mode.name}: {reason}")
            continue
        return Diagnosis(
            machine=machine,
            mode=mode.name,
            title=mode.title,
            walls=tuple(wall for wall in Wall if wall in mode.walls),
            given_up=given,
            states=states,
            tried=tuple(tried),
            refusal=_refusal(mode, given),
        )
    return Diagnosis(
        machine=machine,
        given_up=given,
        states=first,
        tried=tuple(tried),
        refusal="no set of walls holds on this machine, so no submission is run: `autograder doctor` tells why",
    )


def _candidates(given: Collection[Wall]) -> list[Mode]:
    """The modes without what is given up, each set of walls once."""
    candidates: dict[frozenset[Wall], Mode] = {}
    for mode in MODES:
        candidates.setdefault(mode.without(given).walls, mode.without(given))
    return [mode for mode in candidates.values() if not missing(mode, given)]


def _why_not(mode: Mode, found: Examination) -> str:
    if found.problem:
        return found.problem
    weak = [wall.value for wall in Wall if wall in mode.walls and not _stands(wall, mode, found)]
    return f"{', '.join(weak)} did not hold" if weak else ""


def _stands(wall: Wall, mode: Mode, found: Examination) -> bool:
    if wall is Wall.CAPABILITIES and Wall.NAMESPACES not in mode.walls:
        # Where users make no namespaces not even the control has capabilities to show.
        return found.status(wall) is not Status.OPEN
    return found.status(wall) is Status.HOLDS


def _state(found: Examination, wall: Wall, given: Collection[Wall]) -> WallState:
    status = found.status(wall)
    to_do = "" if status is Status.HOLDS else advice(wall)
    finding = next((each for each in found.findings if each.wall is wall), None)
    return WallState(
        wall=wall,
        status=status,
        through=finding.through if finding else (),
        advice="given up by --without-wall" if wall in given else to_do,
    )


def _refusal(mode: Mode, given: Collection[Wall]) -> str:
    lacks = missing(mode, given)
    return f"required walls are missing: {', '.join(lacks)}" if lacks else ""
