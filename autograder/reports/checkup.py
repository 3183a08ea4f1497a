"""What the doctor found, on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from autograder.doctor.diagnosis import Diagnosis, WallState
from autograder.doctor.status import OF_WALLS, Status
from autograder.sandbox.inside.walls import Wall

KEEPS_FROM = {
    Wall.BUBBLEWRAP: "the machine's network, processes and files",
    Wall.ENVIRONMENT: "the grader's environment variables",
    Wall.DESCRIPTORS: "open files and sockets",
    Wall.NAMESPACES: "other workers' traces, running what it wrote, /proc",
    Wall.LIMITS: "more CPU, memory, threads and files than allowed",
    Wall.CAPABILITIES: "privileges",
    Wall.LANDLOCK: "opening anything but the Python environment",
    Wall.SECCOMP: "system calls that no exercise needs",
    Wall.CLOCK: "making the grader wait",
}
STYLES = {Status.HOLDS: "green", Status.OPEN: "red", Status.UNPROVEN: "yellow", Status.DOWN: "yellow"}


def show(found: Diagnosis, console: Console) -> None:
    """A table of all walls, what kept a stronger mode from passing, and the verdict."""
    table = Table("wall", "keeps students' code from", "state", Column("what to do", overflow="fold"))
    for state in found.states:
        status = Text(_words(state), STYLES[state.status])
        table.add_row(state.wall.value, KEEPS_FROM[state.wall], status, Text(state.advice))
    console.print(Text(found.machine))
    console.print(table)
    for line in (*_reasons(found), *found.exposed):
        console.print(Text(line), soft_wrap=True)
    console.print(Text(verdict(found)), soft_wrap=True)


def verdict(found: Diagnosis) -> str:
    """The last line: whether submissions can be graded here, and behind what."""
    if found.refusal:
        return f"Grading is refused: {found.refusal}"
    if found.is_full:
        return "All walls hold. Submissions are graded behind all of them."
    return weaker(found)


def weaker(found: Diagnosis) -> str:
    """What grading goes on without, for whoever starts it."""
    down = [state.wall.value for state in found.states if state.wall not in found.walls]
    why = f" ({'; '.join(_reasons(found))})" if found.tried else ""
    return f"Students' code is walled in by {found.title}, without {', '.join(down)}{why}."


def _reasons(found: Diagnosis) -> list[str]:
    """What kept the stronger modes from passing: each reason once, with the modes that it is of."""
    modes: dict[str, list[str]] = {}
    for line in found.tried:
        mode, _, reason = line.partition(": ")
        modes.setdefault(reason, []).append(mode)
    return [f"{', '.join(names)}: {reason}" for reason, names in modes.items()]


def _words(state: WallState) -> str:
    if state.status is Status.OPEN:
        return f"open: {', '.join(name.replace('_', ' ') for name in state.through)}"
    count = len(OF_WALLS[state.wall])
    return {
        Status.HOLDS: f"holds ({count} {'probe' if count == 1 else 'probes'})",
        Status.UNPROVEN: "not proven: the probes fail without it, too",
        Status.DOWN: "not up",
    }[state.status]
