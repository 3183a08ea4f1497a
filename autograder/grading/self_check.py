"""Whether an assignment's hidden suite can be trusted with a class: this is found out before the first student is
graded.

Its tests and grading.yml must fit together, the course's own solution must get all points, and what students get none.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from autograder.checks import catalogues
from autograder.course.answers import known_answers
from autograder.course.config import Config
from autograder.course.material import Cells, HiddenSuite, Material
from autograder.course.validation_messages import did_you_mean
from autograder.doctor.cache import cache_folder, forget_old, still_used
from autograder.errors import CourseError, InfrastructureError
from autograder.grading import digest, suite
from autograder.grading.plugin import Turn, grade_mark
from autograder.sandbox.inside import forbidding
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

SECONDS = 300.0  # for one test on the solution
MOST_TOLD = 5  # problems of a suite
MOST_KEPT = 200  # checks that are remembered


def complaint(names: Collection[str], material: Material) -> str:
    """What does not fit between these assignments and their suites; "" if all fits."""
    try:
        for name in names:
            check(name, material)
    except CourseError as error:
        return str(error)
    return ""


def check(name: str, material: Material) -> None:
    """CourseError, with a line for each problem, unless the grade ids of grading.yml and those of the suite's tests are
    the same, torch has what grading.yml forbids, the solution gets all points and the stub none, and the known answers
    can be read.

    The solution's code runs in this process: it is the instructor's. What has passed is remembered.
    """
    hidden = material.suites[name]
    _check_names(name, material.config, hidden)
    passed = _marker(name, material)
    if passed.is_file() and passed.stat().st_uid == os.getuid():
        still_used(passed)
        return
    solution = solution_of(hidden)
    for answer in known_answers(hidden):
        for grade_id in answer.grade_ids:
            if grade_id not in material.config.assignments[name].grades:
                raise CourseError(
                    f"{answer.place}: {answer.name!r} should lose points of {grade_id}, "
                    f"which grading.yml does not have{_did_you_mean(grade_id, name, material.config)}"
                )
    if wrong := catalogues.problems(hidden):
        raise CourseError("\n".join(_most(wrong)))
    cannot_work = [f"{hidden.place}, line {line}: {said}" for line, said in hidden.problems]
    problems = cannot_work or [
        *_lost_by(solution, name, material),
        *_won_by(hidden.stub, name, material),
    ]
    if problems:
        raise CourseError("\n".join(_most(problems)))
    if hidden.stub:  # else it is to be tried once the assignment is released
        _remember(passed)


def solution_of(hidden: HiddenSuite) -> Cells:
    """The course's own solution; CourseError where there is none."""
    if not hidden.solution:
        solution = f"{hidden.place.removesuffix(hidden.name)}{hidden.assignment}.py"
        raise CourseError(f"{solution} is missing or cannot be read, and the suite is tried on it")
    return hidden.solution


def _most(problems: Sequence[str]) -> list[str]:
    more = len(problems) - MOST_TOLD
    return [*problems[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]


def _check_names(name: str, config: Config, hidden: HiddenSuite) -> None:
    assignment, place = config.assignments[name], ("assignments", name)
    for number, forbidden in enumerate(assignment.forbidden):
        try:
            forbidding.find(forbidden)
        except LookupError:
            there = forbidding.like(forbidden)
            text = f"{name} forbids {forbidden}, which torch does not have{did_you_mean(forbidden, there)}"
            raise CourseError(config.complaint((*place, "forbidden", number), text)) from None
    collected, file = suite.collected(hidden, suite.timeout_of(assignment)), hidden.name
    if collected.broken:
        raise CourseError(f"{hidden.place} cannot be collected: {collected.broken[0]}")
    marks = [(test.name, grade_mark(test)[0]) for test in collected.tests]
    if unmarked := [test for test, grade_id in marks if not grade_id]:
        raise CourseError(f"{file}: {unmarked[0]} has no mark pytest.mark.grade(<grade id>)")
    if collected.unweighed:
        raise CourseError(suite.weigh(hidden, collected))
    tested = {grade_id for _, grade_id in marks}
    for grade_id in sorted(tested - assignment.grades.keys()):
        hint = _did_you_mean(grade_id, name, config)
        text = f"{name} has no grade id {grade_id}, but {file} has tests for it{hint}"
        raise CourseError(config.complaint((*place, "grades"), text))
    for grade_id in assignment.grades.keys() - tested:
        text = (
            f"no test of {file} has the grade id {grade_id}; "
            f"points that people give belong in a task cell: docs/instructors.md"
        )
        raise CourseError(config.complaint((*place, "grades", grade_id), text))


def _did_you_mean(grade_id: str, name: str, config: Config) -> str:
    return did_you_mean(grade_id, list(config.assignments[name].grades))


def _lost_by(solution: Cells, name: str, material: Material) -> list[str]:
    """A line for each test that the solution does not pass."""
    hidden = material.suites[name]
    turn, failure = _run(solution, name, material, is_solution=True)
    if failure:
        return [failure]
    return [
        f"{hidden.place}, line {turn.lines.get(each.name, 0)}: {each.name} fails on the course's own solution: "
        f"{each.message}"
        for each in turn.results
        if not each.passed
    ]


def _won_by(stub: Cells, name: str, material: Material) -> list[str]:
    """A line for each test that passes on what students get."""
    hidden = material.suites[name]
    turn, failure = _run(stub, name, material)
    if failure:
        return [failure]
    return [
        f"{hidden.place}: {each.name} passes on the released notebook as it is, so its points are given for nothing"
        for each in turn.results
        if each.passed
    ]


def _run(cells: Cells, name: str, material: Material, is_solution: bool = False) -> tuple[Turn, str]:
    """The suite's run on some code, and why it could not be run, or ""."""
    hidden, forbidden = material.suites[name], material.config.assignments[name].forbidden
    key = f"{material.config.seed}/self-check"
    turn = Turn(Student(LocalConnection(cells, forbidden)), key, is_solution=is_solution)
    if cells:
        try:
            suite.run(hidden, turn, SECONDS)
        except InfrastructureError as error:
            return turn, str(error).replace(hidden.name, hidden.place, 1)
    return turn, ""


def _marker(name: str, material: Material) -> Path:
    """The file that shows that a suite has passed."""
    config, hidden = material.config, material.suites[name]
    asked = digest.asked_by(config.assignments[name])
    key = digest.of(name, hidden.digest, hidden.stub, digest.kit(), asked, config.seed, digest.ENGINE)
    return cache_folder() / "suites" / key


def _remember(passed: Path) -> None:
    """Remembers it if that is possible; otherwise the next run checks again."""
    try:
        passed.parent.mkdir(parents=True, exist_ok=True)
        passed.touch()
        forget_old(passed.parent.iterdir(), MOST_KEPT)
    except OSError:
        pass
