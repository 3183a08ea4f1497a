"""The submissions of one assignment, compared."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from autograder.course.material import HiddenSuite
from autograder.course.submissions import Submission
from autograder.grading.report import Report
from autograder.similarity.behaviour import Answers, WrongAnswer, shared
from autograder.similarity.fingerprints import of_cells
from autograder.similarity.pairs import Names, Pair, pairs

FEW_STRETCHES = 150
"""Of one's own, in the middle of a class, below which an assignment leaves too little choice to tell."""
RARE = (2, 0.1)
"""Of how many students, and of which part of them, a mistake or a wrong answer may be that is worth a look where two
share it.
"""


@dataclass(frozen=True)
class Comparison:
    """The pairs of one assignment that share most. code: of each student, as the page shows it. mistakes: the codes of
    rare mistakes that both of a pair make. answers: the rare wrong answers that both give; None if nobody's code was
    run. is_small: whether most of what students write is given or common, so that shares say little.
    """

    assignment: str
    students: int
    pairs: tuple[Pair, ...]
    code: Mapping[str, str]
    mistakes: Mapping[Names, tuple[str, ...]]
    is_small: bool
    answers: Mapping[Names, Sequence[WrongAnswer]] | None = None


def compare(
    submissions: Sequence[Submission],
    suite: HiddenSuite,
    reports: Sequence[Report],
    most: int,
    answers: Mapping[str, Answers] | None = None,
) -> Comparison:
    """The `most` pairs of these submissions to an assignment that share most of their own code, and after them the
    `most` that share most of their wrong answers.

    What the released stub and the solution hold is nobody's own. reports: those that there are, for mistakes. answers:
    the wrong ones of each student, if the code was run for them.
    """
    given = of_cells(source for _, source in (*suite.stub, *suite.solution))
    cells = {
        each.student: [*(cell.source for cell in each.code), *(source for _, source in each.modules)]
        for each in submissions
    }
    works = {student: of_cells(sources) - given for student, sources in cells.items()}
    alike = _alike(answers or {}, len(works))
    found = pairs(works, most, list(alike)[:most])
    codes = {report.student: {test.code for test in report.tests if test.code} for report in reports}
    times = Counter(code for each in codes.values() for code in each)
    few = _few(len(codes))
    return Comparison(
        suite.assignment,
        len(submissions),
        tuple(found),
        {student: "\n\n".join(sources) for student, sources in cells.items()},
        {
            pair.both: tuple(
                sorted(
                    code
                    for code in codes.get(pair.first, set()) & codes.get(pair.second, set())
                    if times[code] <= few
                )
            )
            for pair in found
        },
        median(map(len, works.values())) < FEW_STRETCHES,
        None if answers is None else {pair.both: alike.get(pair.both, ()) for pair in found},
    )


def _few(students: int) -> float:
    return max(RARE[0], RARE[1] * students)


def _alike(answers: Mapping[str, Answers], students: int) -> dict[Names, list[WrongAnswer]]:
    """The wrong answers that pairs have in common, the rarest first. Pairs that have most of them come first, weighed
    by how few others gave them.
    """
    givers: dict[WrongAnswer, list[str]] = defaultdict(list)
    for student, given in shared(answers, _few(students)).items():
        for answer in given:
            givers[answer].append(student)
    common: dict[Names, list[WrongAnswer]] = defaultdict(list)
    for answer in sorted(givers, key=lambda each: (each.students, each.test)):
        for first, second in itertools.combinations(sorted(givers[answer]), 2):
            common[first, second].append(answer)
    weights = {
        pair: sum(math.log((students + 1) / answer.students) for answer in both)
        for pair, both in common.items()
    }
    return {pair: common[pair] for pair in sorted(common, key=lambda pair: (-weights[pair], pair))}
