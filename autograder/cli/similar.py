"""Which submissions are alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import complain, err, out, show, tell
from autograder.cli.options import (
    Folder,
    Output,
    Submitted,
    Without,
    known_assignments,
    output_folder,
    submitted_folder,
    walls_of,
)
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Submission, find
from autograder.errors import CourseError
from autograder.grading.store import REPORTS, Store, write_whole
from autograder.grading.work import opened
from autograder.text import printable


@app.command()
def similar(
    assignment: Annotated[str, typer.Argument(autocompletion=known_assignments)],
    submitted: Submitted = None,
    output: Output = None,
    most: Annotated[int, typer.Option(min=1, help="How many pairs are shown.")] = 20,
    html: Annotated[
        Folder,
        typer.Option(metavar="FILE", help="The page. Default: similar_<assignment>.html in the output."),
    ] = None,
    rerun: Annotated[
        bool,
        typer.Option(
            "--rerun", help="Run the failed tests again, and show which students give the same wrong answers."
        ),
    ] = False,
    without_wall: Without = None,
) -> None:
    """Show which submissions share most of their own code, side by side on a page.

    Code from the released notebook or the solution does not count; neither do names, comments and layout. With --rerun,
    the failed tests run again behind the walls, with the same hidden numbers for all; pairs that give the same wrong
    answers are shown, too, however differently their code is written. A high share is no proof: read both submissions.
    """
    course = Course.load(Path.cwd())
    course.assignment(assignment)
    from autograder.similarity import comparing, fingerprints

    fingerprints.require()
    from autograder.reports import similarity_page

    folder = output_folder(course, output)
    submissions = []
    for found in find(submitted_folder(course, submitted), [assignment]):
        submission = opened(found, course.config)
        if isinstance(submission, Submission):
            submissions.append(submission)
        else:
            err.print(
                Text(printable(f"{found.student} is not compared: {submission.reason}")), soft_wrap=True
            )
    if len(submissions) < 2:
        raise CourseError(f"{assignment} has {len(submissions)} submissions that can be read: two are needed")
    stored = Store(folder / REPORTS)
    known = {
        each.student: report for each in submissions if (report := stored.find(assignment, each.student))
    }
    material = Material.of(course, [assignment])
    answers = None
    if rerun:
        from autograder.doctor.cache import diagnosis_for_grading
        from autograder.grading.devices import resolve, wanted
        from autograder.similarity.asking import ask

        device = resolve(wanted(course.config, assignment))
        diagnosis = diagnosis_for_grading(
            course.root, given_up=walls_of(without_wall), cuda=device == "cuda", tell=tell
        ).checked()
        answers, problems = ask(submissions, known, material, device, diagnosis.walls)
        complain(problems)
    result = comparing.compare(submissions, material.suites[assignment], list(known.values()), most, answers)
    table = Table(
        "pair",
        Column("share", justify="right"),
        *(heading.lower() for heading in similarity_page.headings(result)),
    )
    for pair in result.pairs:
        table.add_row(
            Text(printable(f"{pair.first} and {pair.second}")),
            similarity_page.percent(pair),
            *(Text(printable(said)) for said in similarity_page.in_common(result, pair)),
            style="bold" if pair.is_above else None,
        )
    out.print(table)
    out.print(Text(similarity_page.SMALL if result.is_small else similarity_page.CAUTION), soft_wrap=True)
    path = Path.cwd() / html if html else folder / f"similar_{assignment}.html"
    write_whole(path, similarity_page.page(result))
    show(page=path)
