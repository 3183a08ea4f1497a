"""Answers an appeal: looks up why a submission lost its points and, if wanted, runs its failed tests again.

Everything comes from the stored report. If there is none, or if something that it depends on has changed, one line says
so. The shapes of hidden inputs come from the solution, which runs in this process with the submission's own draws.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from autograder.audit.recording import Asked, leaves, record, remotes
from autograder.checks.mistakes import shape_text
from autograder.course.config import Course
from autograder.course.excerpts import Excerpt, Labelled, definition, pointed_to
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission
from autograder.errors import CourseError, InfrastructureError
from autograder.exports.entries import Entry
from autograder.grading.devices import resolve, wanted
from autograder.grading.grade import key_of
from autograder.grading.progress import State, graded_on, state_of
from autograder.grading.report import Report, TestResult, Verdict
from autograder.grading.rerun import Again, rerun, sandbox_for
from autograder.grading.store import REPORTS, Store
from autograder.grading.work import opened
from autograder.nbgrader.book import Book
from autograder.nbgrader.conform import read_released
from autograder.reports.why import Appeal, LostPart, LostTest
from autograder.reports.wording import and_more, notes, points, score_of
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.inside.wire import Value
from autograder.text import LONGEST_REASON, printable

MOST_INPUTS = 4  # calls of a test whose shapes are shown
DEFINED = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Nothing:
    """There is nothing to explain, and why. has_score: whether that is so because a score stands."""

    line: str
    has_score: bool


@dataclass(frozen=True)
class Case:
    """A submission whose report stands and lost points, and all that it is looked up in."""

    course: Course
    submission: Submission
    report: Report
    material: Material
    device: str


def case_of(course: Course, found: Found, output: Path) -> Case | Nothing:
    """The case of a student's submission by the report in `output`, or why there is nothing to explain."""
    name = found.assignment
    material, now = Material.of(course, [name]), opened(found, course.config)
    report = Store(output / REPORTS).find(name, found.student)
    # Where it was graded may be another machine, or what --device said.
    device = (report and graded_on(report, now, material)) or resolve(wanted(course.config, name))
    state = state_of(report, now, material, device)
    who, again = f"{found.student} {name}", f"run `autograder grade {name} --student {found.student}`"
    if report is None or state is State.PENDING:
        return Nothing(f"{who}: not graded yet: {again}", False)
    if state is State.INFRASTRUCTURE:
        return Nothing(f"{who}: has no score: {printable(report.reason, LONGEST_REASON)}; {again}", False)
    if state is State.STALE:
        return Nothing(
            f"{who}: its report is out of date: the submission, or what it is graded "
            f"with, has changed: {again}",
            False,
        )
    score = score_of(report.score, report.max_score)
    if report.verdict is Verdict.REFUSED or isinstance(now, Report):
        return Nothing(f"{who}: refused ({score}): {printable(report.reason, LONGEST_REASON)}", True)
    if all(test.passed for test in report.tests):
        return Nothing(f"{who}: no points were lost, {score}", True)
    return Case(course, now, report.titled_as(course.assignment(name)), material, device)


def appeal_of(case: Case, only: str = "") -> Appeal:
    """Why points were lost. only: a test's name, with or without its parameters; all that failed where it is "".

    CourseError where none of that name has failed.
    """
    report, name = case.report, case.submission.assignment
    failed = [test for test in report.tests if not test.passed and is_named(test, only)]
    if not failed:
        known = ", ".join(test.name for test in report.tests if not test.passed)
        raise CourseError(f"--test {only}: no such test failed; {report.student}'s {name} failed {known}")
    inputs = _inputs(case, {test.name for test in failed})
    parts = []
    for grade in report.grades:
        mine = [test for test in failed if test.grade_id == grade.grade_id]
        if mine:
            total = sum(test.weight for test in report.tests_of(grade.grade_id))
            each = grade.max_score / total
            parts.append(
                LostPart(
                    grade.grade_id,
                    grade.title,
                    grade.score or 0.0,
                    grade.max_score,
                    tuple(_lost(case, mine, each, inputs)),
                    *_code(case, grade.grade_id, mine),
                )
            )
    return Appeal(
        report.student,
        name,
        case.course.assignment(name).title,
        report.score,
        report.max_score,
        tuple(parts),
        (*report.problems, *(note.removeprefix("note: ") for note in notes(report))),
    )


def waiting(found: Found, output: Path, book: Book) -> str:
    """A line about the cells that a person has yet to grade; "" if there are none."""
    report = Store(output / REPORTS).find(found.assignment, found.student)
    place = (found.student, found.assignment)
    entry = Entry(*place, report, book.standings.get(place))
    cells = [cell for cell in entry.cells if cell.grade_id in entry.waiting]
    told = ", ".join(f"{cell.grade_id} (up to {points(cell.max_score)})" for cell in cells)
    return f"{found.student} {found.assignment}: points that a person has yet to give: {told}" if told else ""


def ask_again(case: Case, names: Collection[str], walls: Collection[Wall]) -> list[Again]:
    """The tests of these names once more, behind the walls."""
    if case.device == "cuda":
        resolve("cuda")  # which says so where there is none
    with sandbox_for(case.material, case.submission.assignment, case.device, walls) as sandbox:
        return rerun(case.submission, case.material, sandbox, case.device, names)


def is_named(test: TestResult, name: str) -> bool:
    return not name or name in (test.name, test.name.partition("[")[0])


def _lost(
    case: Case, failed: Sequence[TestResult], each: float, inputs: dict[str, tuple[str, ...]]
) -> Iterable[LostTest]:
    """The failed tests of a part; those of one docstring that failed for the same reason as one. each: points for a
    weight of 1.
    """
    together: dict[tuple[str, str], list[TestResult]] = {}
    for test in failed:
        together.setdefault((test.title, test.message), []).append(test)
    code = _labelled(case.submission)
    for (title, message), tests in together.items():
        asked = dict.fromkeys(line for test in tests for line in inputs.get(test.name, ()))
        more = [and_more(len(asked) - MOST_INPUTS)] if len(asked) > MOST_INPUTS else []
        yield LostTest(
            tuple(test.name for test in tests),
            title,
            message,
            each * sum(test.weight for test in tests),
            (*list(asked)[:MOST_INPUTS], *more),
            pointed_to(code, message),
        )


def _labelled(submission: Submission) -> list[Labelled]:
    return [*((cell.label, cell.source) for cell in submission.code), *submission.modules]


def _code(
    case: Case, grade_id: str, failed: Sequence[TestResult]
) -> tuple[tuple[Excerpt, ...], tuple[Excerpt, ...], tuple[str, ...]]:
    """What of the student's and of the solution's code a part is about; and what of it the student does not define."""
    names = _defined_for(case, grade_id)
    told = " ".join(test.message for test in failed)
    named = [name for name in names if re.search(rf"\b{re.escape(name)}\b", told)]
    # Where a name stands in several cells, the cell of the answer counts, as it does where the code is loaded.
    cells = sorted(case.submission.code, key=lambda cell: bool(cell.grade_id))
    code = [*case.submission.modules, *((cell.label, cell.source) for cell in cells)]
    theirs = {name: definition(code, name) for name in named or names}
    solution = case.material.suites[case.submission.assignment].solution
    ours = (definition(solution, name) for name in theirs)
    return (
        tuple(each for each in theirs.values() if each),
        tuple(each for each in ours if each),
        tuple(name for name, each in theirs.items() if each is None),
    )


def _defined_for(case: Case, grade_id: str) -> list[str]:
    """What the answers above the cell of a grade id define, in the released notebook."""
    answers: list[str] = []
    is_closed = False  # the next answer begins another part
    for cell in read_released(case.course.root, case.submission.assignment).cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            answers = [] if is_closed else answers
            answers += DEFINED.findall(cell.source)
            is_closed = False
        elif marks.get("grade"):
            if marks["grade_id"] == grade_id:
                return answers
            is_closed = True
    return []


def _inputs(case: Case, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What the solution is asked in tests of these names, by shapes: no value leaves this function."""
    name = case.submission.assignment
    hidden, assignment = case.material.suites[name], case.material.config.assignments[name]
    key = key_of(case.submission, case.material)
    try:
        recordings = record(hidden, hidden.solution, assignment.forbidden, key, names)
    except (
        InfrastructureError
    ):  # the solution is not there, or asks nothing: the reasons stand without shapes
        return {}
    return {each.test: tuple(dict.fromkeys(filter(None, map(_shapes, each.asked)))) for each in recordings}


def _shapes(asked: Asked) -> str:
    """The shapes of a request's tensors, and whose they are: `CNN: (3, 1, 28, 28)`."""
    request = asked.request
    values = [request.get("args"), request.get("kwargs")]
    found = list(_tensors(values))
    if not found:
        return ""
    target = next((remote.kind for remote in remotes(request.get("target"))), "")
    subject = (
        request.get("name") or request.get("probe") or ".".join(filter(None, (target, request.get("method"))))
    )
    return f"{subject}: {', '.join(found)}"


def _tensors(value: Value) -> Iterable[str]:
    for leaf in leaves(value):
        if isinstance(leaf, torch.Tensor):
            kind = "" if leaf.is_floating_point() else " of " + str(leaf.dtype).removeprefix("torch.")
            yield f"{shape_text(tuple(leaf.shape))}{kind}"
