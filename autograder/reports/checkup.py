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
REACHES = {  # what students' code can do by a wall that is not up, by the probe that got through; the worst first
    "changes_modes": "change the modes of your own files",
    "changes_dates": "change the dates of your own files",
    "empties_a_file": "empty your own files",
    "locks_a_file": "lock files of the Python environment",
    "reads_a_file": "read files that you may read",
    "reads_a_program": "read the system's programs",
    "connects_to_the_machine": "connect to this machine's network",
    "sees_a_file": "see which paths exist, with sizes and dates",
    "sees_the_machines_processes": "see which processes run",
    "runs_what_it_wrote": "run machine code that it wrote, behind the same walls",
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
    for line in (*_reasons(found), *found.exposed, *filter(None, [reach(found)])):
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
    """The walls that grading does without, for the person who starts it."""
    down = [state.wall.value for state in found.states if state.wall not in found.walls]
    why = f" ({'; '.join(_reasons(found))})" if found.tried else ""
    return f"Students' code runs behind {found.title}, without {', '.join(down)}{why}."


def reach(found: Diagnosis) -> str:
    """What students' code could do behind the chosen walls but not behind all of them; "" for nothing."""
    through = {probe for state in found.states for probe in state.through}
    can = [words for probe, words in REACHES.items() if probe in through]
    return f"Students' code could still {'; '.join(can)}." if found.mode and can else ""


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
        Status.UNPROVEN: "not proven: the probes fail without the wall, too",
        Status.DOWN: "not up",
    }[state.status]
