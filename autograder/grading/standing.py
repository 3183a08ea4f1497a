"""The points that count for a submission, by nbgrader's rules: automatic scores, points that people gave, and late
penalties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from autograder.grading.report import DECIMALS, Report

Place = tuple[str, str]
"""A student and an assignment."""


@dataclass(frozen=True)
class Cell:
    """One line of the gradebook. automatic, manual: None where there is none; manual comes first. max_score: without
    extra credit.
    """

    grade_id: str
    max_score: float
    automatic: float | None = None
    manual: float | None = None
    extra: float = 0.0

    @property
    def points(self) -> float | None:
        """The points that count; None if neither a test nor a person has given any, whatever the extra credit is.

        Cell("a", 4, automatic=1.0, manual=3.0, extra=0.5).points  # 3.5
        """
        score = self.automatic if self.manual is None else self.manual
        return None if score is None else round(score + self.extra, DECIMALS)

    @property
    def is_given(self) -> bool:
        """Whether a person has given something."""
        return self.manual is not None or bool(self.extra)


@dataclass(frozen=True)
class Standing:
    """The gradebook's cells of a submission. penalty: the points that lateness takes, as they were assigned last."""

    cells: Mapping[str, Cell]
    penalty: float = 0.0

    @property
    def is_given(self) -> bool:
        """Whether a person has given something."""
        return any(cell.is_given for cell in self.cells.values())


def counted(automatic: Iterable[Cell], standing: Standing | None) -> list[Cell]:
    """The cells as they count: those of a report with what people gave for them, then the gradebook's others.

    automatic: the scores of a report, see `cells_of`. If the gradebook says otherwise, the report counts, because what
    is graded may not be recorded yet.
    """
    known = standing.cells if standing else {}
    mine = {cell.grade_id: cell for cell in automatic}
    cells = [
        replace(cell, manual=known[name].manual, extra=known[name].extra) if name in known else cell
        for name, cell in mine.items()
    ]
    return [*cells, *(cell for name, cell in known.items() if name not in mine)]


def cells_of(report: Report) -> list[Cell]:
    """The automatic scores of a report."""
    return [Cell(grade.grade_id, grade.max_score, grade.score) for grade in report.grades]
