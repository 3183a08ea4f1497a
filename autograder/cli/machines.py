"""The machines that students' code runs on: their walls, and jobs of a cluster."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import err, out, tell
from autograder.cli.ending import UNGRADED, WEAKER
from autograder.cli.options import Without, walls_of
from autograder.course.config import Course
from autograder.errors import CourseError
from autograder.nbgrader.settings import OUTPUT


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    device: Annotated[str, typer.Option(help="cpu or cuda: where students' code would run.")] = "cpu",
    without_wall: Without = None,
) -> None:
    """Try every wall around students' code on this machine, and say how to fix those that do not hold.

    Exit code 0: all walls hold. 1: grading is possible with fewer walls. 3: grading is refused.
    """
    if device not in ("cpu", "cuda"):
        raise CourseError(f"--device {device}: expected cpu or cuda")
    if device == "cuda":
        # Without a GPU nothing runs behind any walls, and it is none of them that is to be mended.
        from autograder.grading.devices import resolve

        resolve("cuda")
    given_up = walls_of(without_wall)
    try:
        root = Course.load(Path.cwd()).root
    except CourseError:
        root = None  # a machine can be examined before there is a course on it
    from autograder.doctor.diagnosis import diagnose
    from autograder.reports.checkup import show

    found = diagnose(root, given_up=given_up, cuda=device == "cuda", tell=tell)
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        show(found, out)
    sys.exit(UNGRADED if found.refusal else 0 if found.is_full else WEAKER)


class Manager(str, Enum):
    """A program that starts jobs on a cluster."""

    SLURM = "slurm"


@app.command()
def cluster(
    manager: Annotated[Manager, typer.Argument(metavar="slurm")],
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many jobs. Default: `cluster` of grading.yml.")
    ] = None,
) -> None:
    """Start a Dask scheduler, and its workers as Slurm jobs, for `grade --scheduler`. They run until Ctrl-C."""
    course = Course.load(Path.cwd())
    asked = course.config.cluster
    from autograder.cluster.extra import require

    require("dask_jobqueue")
    from autograder.cluster import slurm

    if workers:
        asked = asked.model_copy(update={"workers": workers})
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), slurm.hired(asked, course.root / OUTPUT / manager.value) as hired:
        out.print(Text(hired.scheduler_address), soft_wrap=True)
        there = -1
        while True:
            if there != (there := slurm.present(hired)):
                err.print(Text(f"{there} of {asked.workers} workers have joined"))
            time.sleep(1)
