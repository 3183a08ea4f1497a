"""The results of an audit as data, for the terminal, the page and the JSON file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from pydantic import BaseModel, ConfigDict

from autograder.audit.operators import OPERATORS


class Fate(str, Enum):
    """killed: it lost points. survived: it kept all of them. equivalent: it did, and no value shows a difference.
    allowed: it kept all points, and the author says why it may. ungraded: it could not be graded.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    ALLOWED = "allowed"
    UNGRADED = "ungraded"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MutantResult(_Frozen):
    """One mutant. grade_ids: what its definition is tested for. killed_by: the test functions that failed. draws: how
    often it was compared with the right answer where no test failed, difference: what differed then, "" where nothing
    did. reason: why it could not be graded, or not
    be compared; why it may survive.
    """

    key: str
    subject: str
    definition: str
    grade_ids: tuple[str, ...]
    operator: str
    diff: str
    fate: Fate
    killed_by: tuple[str, ...] = ()
    draws: int = 0
    difference: str = ""
    reason: str = ""


class TestMeasure(_Frozen):
    """A test function of the suite: how many mutants it fails, and how many no other test does."""

    __test__ = False  # pytest: no test class

    name: str
    grade_id: str
    title: str
    kills: int
    alone: int


class OperatorMeasure(_Frozen):
    """The outcomes of an operator's mutants; total counts those that are not equivalent."""

    name: str
    about: str
    killed: int
    total: int
    equivalent: int


class KnownResult(_Frozen):
    """A known answer. complaint: what is not as it says, "" where all is."""

    name: str
    kind: str
    place: str
    complaint: str


class AuditResult(_Frozen):
    """The result of an audit of one assignment. made: how many mutants there are, of which some may be drawn. seconds:
    of the whole audit.
    """

    assignment: str
    title: str
    known: tuple[KnownResult, ...] = ()
    mutants: tuple[MutantResult, ...] = ()
    tests: tuple[TestMeasure, ...] = ()
    made: int = 0
    seconds: float = 0.0

    def of(self, fate: Fate) -> list[MutantResult]:
        return [each for each in self.mutants if each.fate is fate]

    @property
    def wrong(self) -> list[KnownResult]:
        """The known answers that are not as they say."""
        return [each for each in self.known if each.complaint]

    @property
    def total(self) -> int:
        """How many mutants are mistakes: neither equivalent, nor allowed, nor ungraded."""
        return len(self.of(Fate.KILLED)) + len(self.of(Fate.SURVIVED))

    @property
    def share(self) -> float | None:
        """Of the mistakes that are caught, from 0 to 1; None where there are none."""
        return len(self.of(Fate.KILLED)) / self.total if self.total else None

    @property
    def idle(self) -> list[TestMeasure]:
        """Tests that fail no mutant."""
        return [each for each in self.tests if not each.kills]

    @property
    def operators(self) -> list[OperatorMeasure]:
        """In the order of the registry, those that made a mutant."""
        fates: dict[str, Counter[Fate]] = {}
        for each in self.mutants:
            fates.setdefault(each.operator, Counter())[each.fate] += 1
        return [
            OperatorMeasure(
                name=name,
                about=OPERATORS[name].about,
                killed=fates[name][Fate.KILLED],
                total=fates[name][Fate.KILLED] + fates[name][Fate.SURVIVED],
                equivalent=fates[name][Fate.EQUIVALENT],
            )
            for name in OPERATORS
            if name in fates
        ]


def measured(
    tests: Iterable[tuple[str, str, str]], mutants: Iterable[MutantResult]
) -> tuple[TestMeasure, ...]:
    """How good each test function is. tests: names, grade ids and titles, in the suite's order."""
    kills, alone = Counter[str](), Counter[str]()
    for mutant in mutants:
        kills.update(mutant.killed_by)
        if len(mutant.killed_by) == 1:
            alone.update(mutant.killed_by)
    return tuple(
        TestMeasure(name=name, grade_id=grade_id, title=title, kills=kills[name], alone=alone[name])
        for name, grade_id, title in tests
    )
