"""Runs the failed tests of a class once more, with the same hidden numbers for all, for its wrong answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from autograder.course.material import Material
from autograder.course.submissions import Submission
from autograder.errors import reason_of
from autograder.grading.progress import graded_on
from autograder.grading.report import Report
from autograder.grading.rerun import sandbox_for, wrong_answers
from autograder.sandbox.inside.walls import Wall
from autograder.similarity.behaviour import Answers


def ask(
    submissions: Sequence[Submission],
    reports: Mapping[str, Report],
    material: Material,
    device: str,
    walls: Collection[Wall],
) -> tuple[dict[str, Answers], list[str]]:
    """The wrong answers of each student to one assignment, and a line about each whose code could not be run.

    reports: by student. The tests that a report says have passed do not run again; without a report that is up to date,
    all tests run.
    """
    answers: dict[str, Answers] = {}
    problems = []
    with sandbox_for(material, submissions[0].assignment, device, walls) as sandbox:
        for each in submissions:
            names: list[str] = []
            report = reports.get(each.student)
            if report is not None and graded_on(report, each, material):
                names = [test.name for test in report.tests if not test.passed]
                if not names:
                    continue
            try:
                answers[each.student] = wrong_answers(each, material, sandbox, device, names)
            except Exception as error:  # as in grading: one student's must not end it for the others
                problems.append(f"{each.student} is not compared by answers: {reason_of(error)}")
    return answers, problems
