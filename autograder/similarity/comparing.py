"""The submissions of one assignment, compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from autograder.course.material import HiddenSuite
from autograder.course.submissions import Submission
from autograder.grading.report import Report
from autograder.similarity.fingerprints import of_cells
from autograder.similarity.pairs import Pair, pairs

FEW_STRETCHES = 150
"""Of one's own, in the middle of a class, below which an assignment leaves too little choice to tell."""
RARE = (2, 0.1)
"""Of how many students, and of which part of them, a mistake may be that is worth a look where two share it."""


@dataclass(frozen=True)
class Comparison:
    """The pairs of one assignment that share most. code: of each student, as the page shows it. mistakes: the codes of
    rare mistakes that both of a pair make. is_small: whether most of what students write is given or common, so that
    shares say little.
    """

    assignment: str
    students: int
    pairs: tuple[Pair, ...]
    code: Mapping[str, str]
    mistakes: Mapping[tuple[str, str], tuple[str, ...]]
    is_small: bool


def compare(
    submissions: Sequence[Submission], suite: HiddenSuite, reports: Sequence[Report], most: int
) -> Comparison:
    """The `most` pairs of these submissions to an assignment that share most of their own code.

    What the released stub and the solution hold is nobody's own. reports: those that there are, for mistakes.
    """
    given = of_cells(source for _, source in (*suite.stub, *suite.solution))
    cells = {
        each.student: [*(cell.source for cell in each.code), *(source for _, source in each.modules)]
        for each in submissions
    }
    works = {student: of_cells(sources) - given for student, sources in cells.items()}
    found = pairs(works, most)
    codes = {report.student: {test.code for test in report.tests if test.code} for report in reports}
    times = Counter(code for each in codes.values() for code in each)
    few = max(RARE[0], RARE[1] * len(codes))
    return Comparison(
        suite.assignment,
        len(submissions),
        tuple(found),
        {student: "\n\n".join(sources) for student, sources in cells.items()},
        {
            (pair.first, pair.second): tuple(
                sorted(
                    code
                    for code in codes.get(pair.first, set()) & codes.get(pair.second, set())
                    if times[code] <= few
                )
            )
            for pair in found
        },
        median(map(len, works.values())) < FEW_STRETCHES,
    )
