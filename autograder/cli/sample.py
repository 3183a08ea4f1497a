"""The sample class."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import err, out, show, tell
from autograder.cli.ending import end, until_interrupted
from autograder.cli.grading import announce
from autograder.cli.options import Jobs, cores
from autograder.course.config import Course
from autograder.course.submissions import find
from autograder.exports import registry
from autograder.nbgrader.settings import OUTPUT, SUBMITTED, gradebook_of
from autograder.reports import terminal
from autograder.text import printable


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the sample course.")] = Path("demo"),
    jobs: Jobs = None,
) -> None:
    """Make a sample class of submissions and grade it: right ones, bugs, crashes, an endless loop, an attack."""
    from autograder import class_grading
    from autograder.demo.make import enroll, make_class

    root = Path.cwd() / folder
    make_class(root)
    course = Course.load(root)
    enroll(course)
    output = root / OUTPUT
    plan = class_grading.plan(
        course,
        find(root / SUBMITTED, list(course.config.assignments)),
        output=output,
        gradebook=gradebook_of(course),
        device=None,
        jobs=jobs or cores(),
        tell=tell,
    )
    announce(plan)
    told: list[str] = []
    reports = until_interrupted(
        plan.total, lambda done: class_grading.grade_class(plan, done, told.append), told
    )
    with out.status("Writing nbgrader's feedback pages"):
        feedback, failed_pages = class_grading.write_feedback(plan, reports)
    for line in failed_pages:
        err.print(Text(printable(line)))
    (overview,), _ = registry.write(
        "overview", course, list(plan.devices), output, None, registry.Options(root / SUBMITTED)
    )
    terminal.table(reports, out)
    show(
        gradebook=root / "gradebook.db",
        scores=output / class_grading.SCORES,
        reports=output / class_grading.REPORTS,
        feedback=feedback,
        overview=overview,
    )
    end(reports, told)
