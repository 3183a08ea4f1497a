"""Answer a student who asks why points were lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import err, out, show, tell
from autograder.cli.ending import UNGRADED
from autograder.cli.options import (
    Book,
    Folder,
    Output,
    Submitted,
    Without,
    book_of,
    known_assignments,
    known_students,
    names_of,
    output_folder,
    submitted_folder,
    walls_of,
)
from autograder.course.config import Course
from autograder.course.languages import html_code
from autograder.course.submissions import find
from autograder.errors import CourseError
from autograder.grading.store import write_whole
from autograder.text import LONGEST_REASON, printable


@app.command()
def why(
    student: Annotated[
        str,
        typer.Argument(
            help="The id, which is the name of the student's folder.", autocompletion=known_students
        ),
    ],
    assignment: Annotated[
        str | None,
        typer.Argument(help="Default: all that the student handed in.", autocompletion=known_assignments),
    ] = None,
    html: Annotated[
        Folder, typer.Option(metavar="FILE", help="Write a page for the student, without the solution.")
    ] = None,
    rerun: Annotated[
        bool, typer.Option("--rerun", help="Run the failed tests again, and show the numbers, only here.")
    ] = False,
    test: Annotated[
        str, typer.Option(metavar="NAME", help="Only this failed test, with or without its [parameters].")
    ] = "",
    submitted: Submitted = None,
    output: Output = None,
    gradebook: Book = None,
    without_wall: Without = None,
) -> None:
    """Show why a student lost points: each reason, their own lines, the solution's, and the shapes of hidden inputs.

    It also names the points that a person has yet to give.

    With --rerun, the failed tests run again behind the walls. Numbers are only printed, and written nowhere.
    Exit code 0: the score is up to date. 2: there is no such student, submission or test. 3: a submission has no
    score that is up to date: grade it first.
    """
    course = Course.load(Path.cwd())
    names = names_of(course, [assignment] if assignment else None)
    found = find(submitted_folder(course, submitted), names, [student])
    given_up = walls_of(without_wall)
    from autograder import appeal  # imports torch
    from autograder.nbgrader.reading import read_book
    from autograder.reports import why as reasons
    from autograder.reports import why_page

    cases = [appeal.case_of(course, each, output_folder(course, output)) for each in found]
    for each in cases:
        if isinstance(each, appeal.Nothing):
            (out if each.has_score else err).print(Text(printable(each.line, LONGEST_REASON)), soft_wrap=True)
    lost = [each for each in cases if isinstance(each, appeal.Case)]
    if test:
        lost = [
            each for each in lost if any(appeal.is_named(t, test) for t in each.report.tests if not t.passed)
        ] or lost
    if lost:
        told = [appeal.appeal_of(each, test) for each in lost]
        for one in told:
            reasons.show(one, out)
        if rerun:
            from autograder.doctor.cache import diagnosis_for_grading

            for case, one in zip(lost, told, strict=True):
                cuda = case.device == "cuda"
                diagnosis = diagnosis_for_grading(
                    course.root, given_up=given_up, cuda=cuda, tell=tell
                ).checked()
                reasons.show_again(appeal.ask_again(case, one.failed, diagnosis.walls), out)
        if html is not None:
            path, words = Path.cwd() / html, course.translation(*names).words
            write_whole(path, why_page.page(told, words, html_code(course.config.language)))
            show(written=path)
            line = "The student may read it: it has no line of the solution and no number that is not in the feedback."
            out.print(Text(line), soft_wrap=True)
    scored = [
        of for of, case in zip(found, cases, strict=True) if isinstance(case, appeal.Case) or case.has_score
    ]
    try:
        book = read_book(book_of(course, gradebook), student)
    except CourseError as error:
        line = f"{error}; so it is not known whether a person has yet to give points"
        err.print(Text(printable(line, LONGEST_REASON)), soft_wrap=True)
    else:
        for of in scored:
            if line := appeal.waiting(of, output_folder(course, output), book):
                out.print(Text(printable(line, LONGEST_REASON)), soft_wrap=True)
    if any(isinstance(each, appeal.Nothing) and not each.has_score for each in cases):
        sys.exit(UNGRADED)
    if test and not lost:
        raise CourseError(f"--test {test}: no test of {student}'s has failed")
