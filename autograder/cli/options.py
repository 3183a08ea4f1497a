"""Options that several commands share, and what they mean in a course."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import typer

from autograder.cli.ending import FRESH
from autograder.course.config import Course, Device
from autograder.course.submissions import handed_in
from autograder.errors import CourseError
from autograder.nbgrader.settings import OUTPUT, SUBMITTED, absolute, gradebook_of
from autograder.sandbox.inside.walls import Wall

DEVICES: dict[str, Device] = {name: name for name in get_args(Device)}


def known_assignments(incomplete: str) -> list[str]:
    """For the shell, which completes a name with Tab."""
    try:
        known = Course.load(Path.cwd()).config.assignments
    except CourseError:
        return []
    return [name for name in known if name.startswith(incomplete)]


def known_students(incomplete: str) -> list[str]:
    try:
        course = Course.load(Path.cwd())
        found = handed_in(submitted_folder(course, None), list(course.config.assignments))
    except CourseError:
        return []
    return sorted({each.student for each in found if each.student.startswith(incomplete)})


Folder = Path | None
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ASSIGNMENT]...", help="Default: all of grading.yml.", autocompletion=known_assignments
    ),
]
Submitted = Annotated[
    Folder,
    typer.Option(
        help="The folder with <student>/<assignment>/<assignment>.ipynb or .py. Default: submitted/."
    ),
]
Output = Annotated[
    Folder, typer.Option(help="The folder for scores.csv, reports and notebooks. Default: graded/.")
]
Book = Annotated[str | None, typer.Option(help="nbgrader's database. Default: as in grading.yml.")]
Students = Annotated[
    list[str] | None,
    typer.Option(help="Only this student; may be repeated.", autocompletion=known_students),
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Submissions graded at a time. Default: one for each core.")
]
On = Annotated[str | None, typer.Option(help="auto, cpu or cuda. Default: as in grading.yml.")]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Grade on this Dask cluster: tcp://…, see docs/clusters.md."),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without-wall",
        metavar="NAME",
        help="Grade without this wall; every report says so. May be repeated.",
    ),
]
Fresh = Annotated[
    bool, typer.Option(FRESH, help="Also grade again what has not changed since it was graded.")
]


@dataclass(frozen=True)
class Selection:
    """The students and assignments that a command is about, and where they lie. None: the default."""

    assignments: Names = None
    submitted: Submitted = None
    output: Output = None
    gradebook: Book = None
    student: Students = None
    device: On = None


@dataclass(frozen=True)
class Grading(Selection):
    """What to grade, and how."""

    jobs: Jobs = None
    without_wall: Without = None
    fresh: Fresh = False
    scheduler: Scheduler = None


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the fields of its first parameter, a dataclass, as options of its own."""
    first, *own = inspect.signature(command, eval_str=True).parameters.values()
    kind = first.annotation
    hints = get_type_hints(kind, include_extras=True)
    shared = [
        first.replace(name=each.name, annotation=hints[each.name], default=each.default)
        for each in fields(kind)
    ]

    @wraps(command)
    def expanded(**given: Any) -> None:
        asked = kind(**{each.name: given.pop(each.name) for each in shared})
        command(asked, **given)

    expanded.__signature__ = inspect.Signature([*shared, *own])  # type: ignore[attr-defined]
    expanded.__annotations__ = {each.name: each.annotation for each in [*shared, *own]}
    return expanded


def names_of(course: Course, assignments: list[str] | None) -> list[str]:
    """The assignments meant: all where none is named. CourseError for an unknown one."""
    for name in assignments or []:
        course.assignment(name)
    return assignments or list(course.config.assignments)


# Defaults lie in the course's folder; what is given is meant from where the user stands.


def submitted_folder(course: Course, submitted: Path | None) -> Path:
    return Path.cwd() / submitted if submitted else course.root / SUBMITTED


def output_folder(course: Course, output: Path | None) -> Path:
    return Path.cwd() / output if output else course.root / OUTPUT


def book_of(course: Course, gradebook: str | None) -> str:
    return absolute(gradebook, Path.cwd()) if gradebook else gradebook_of(course)


def device_of(name: str | None) -> Device | None:
    if name is not None and name not in DEVICES:
        raise CourseError(f"--device {name}: expected one of {', '.join(DEVICES)}")
    return DEVICES[name] if name else None


def walls_of(names: list[str] | None) -> list[Wall]:
    """The walls of these names; CourseError for an unknown one."""
    known = [wall.value for wall in Wall]
    for name in names or []:
        if name not in known:
            raise CourseError(f"--without-wall {name}: expected one of {', '.join(known)}")
    return [Wall(name) for name in names or []]


def cores() -> int:
    return len(os.sched_getaffinity(0))
