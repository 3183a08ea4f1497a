"""One audit of one assignment, from its right answers to the outcome of each mutant."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from autograder.audit import allowed, equivalence, known, mutants, recording
from autograder.audit.allowed import Allowed
from autograder.audit.equivalence import Decision
from autograder.audit.measuring import Measuring
from autograder.audit.mutants import Mutant, Subject
from autograder.audit.results import AuditResult, Fate, KnownResult, MutantResult, measured
from autograder.course.material import Cells, Material
from autograder.errors import CourseError
from autograder.grading import digest
from autograder.grading.batch import LocalPool
from autograder.grading.report import Report, Verdict
from autograder.grading.store import write_whole
from autograder.sandbox.inside.walls import Wall

MOST = 400
"""Mutants of one assignment, unless more are asked for: minutes on two cores."""
Bar = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Shows how far it is: takes what is done and how often, gives what is called each time."""


@dataclass(frozen=True)
class Asked:
    """The options of an audit.

    most: how many mutants of an assignment, None for all. deep: those of right answers beside the solution, too.
    operators: their names; all where there are none. fresh: also what has been graded and has not changed.
    """

    most: int | None = MOST
    deep: bool = False
    operators: Sequence[str] = ()
    fresh: bool = False


@dataclass
class Auditor:
    """Audits assignments of a course. folder: where reports of mutants are kept. walls: around their code."""

    material: Material
    folder: Path
    walls: Collection[Wall]
    jobs: int
    bar: Bar
    asked: Asked = field(default_factory=Asked)

    def audit(self, name: str) -> AuditResult:
        """CourseError where the suite and the assignment do not fit, or the solution loses points."""
        started = time.monotonic()
        assignment, hidden = self.material.config.assignments[name], self.material.suites[name]
        if not hidden.files:
            raise CourseError(f"{name} has no hidden suite: write {hidden.place}")
        rules = allowed.allowed(hidden)
        every = mutants.subjects(hidden, list(assignment.grades))
        measuring = Measuring(name, self.material, self.folder / "reports", fresh=self.asked.fresh)
        pool: list[LocalPool] = []

        def grading() -> LocalPool:
            if not pool:
                pool.append(measuring.pool(self.walls, self.jobs))
                pool[0].check([name])
            return pool[0]

        try:
            chosen = every if self.asked.deep else every[:1]
            right, solution = self._right(name, chosen, measuring, grading)
            made = [
                each for subject in right for each in mutants.mutants(name, subject, self.asked.operators)
            ]
            unique = list({each.key: each for each in reversed(made)}.values())[::-1]
            most = self.asked.most
            drawn = unique if most is None else mutants.sample(unique, most, name)
            with self.bar("Grading mutants", len(drawn)) as done:
                reports = measuring.run([each.submission for each in drawn], grading, lambda report: done())
        finally:
            for each in pool:
                each.close()
        survivors = [each for each in drawn if _is_full(reports[each.key])]
        cells = {subject.name: subject.cells for subject in right}
        decisions = self._decided(measuring, [(each, cells[each.subject]) for each in survivors], reports)
        results = [_result(each, reports[each.key], decisions.get(each.key), rules) for each in drawn]
        return AuditResult(
            assignment=name,
            title=assignment.title,
            mutants=tuple(results),
            tests=measured(_functions(solution), results),
            made=len(unique),
            seconds=round(time.monotonic() - started, 1),
        )

    def _right(
        self, name: str, subjects: Sequence[Subject], measuring: Measuring, pool: Callable[[], LocalPool]
    ) -> tuple[list[Subject], Report]:
        """The right answers that get all points, and the solution's report; CourseError where that is none of them."""
        submissions = {each.name: mutants.submission_of(name, each.cells) for each in subjects}
        with self.bar("Grading right answers", len(submissions)) as done:
            reports = measuring.run(submissions.values(), pool, lambda report: done())
        found = [each for each in subjects if _is_full(reports[submissions[each.name].student])]
        report = reports[submissions[subjects[0].name].student]
        if not _is_full(report):
            lost = [f"{test.name}: {test.message}" for test in report.tests if not test.passed]
            raise CourseError(f"{name}: the solution itself loses points: {report.reason or lost[0]}")
        return found, report

    def _decided(
        self, measuring: Measuring, survivors: Sequence[tuple[Mutant, Cells]], reports: dict[str, Report]
    ) -> dict[str, Decision]:
        """Whether survivors are equivalent. What is decided is kept; what could not be decided is tried again."""
        found: dict[str, Decision] = {}
        left: list[tuple[Mutant, Cells]] = []
        places = {
            each.key: self.folder / "decisions" / each.assignment / f"{_key(reports[each.key], right)}.json"
            for each, right in survivors
        }
        for each, right in survivors:
            decision = None if self.asked.fresh else _read(places[each.key])
            if not mutants.shows(each.operator):
                decision = Decision(
                    0,
                    failure="no draw could tell: it shows in what is left behind, or with arguments of another kind",
                )
            if decision is None:
                left.append((each, right))
            else:
                found[each.key] = decision
        with self.bar("Comparing what survived", len(left)) as done:
            for key, decision in equivalence.decide(left, measuring.material, self.walls, self.jobs):
                found[key] = decision
                if decision.difference or decision.is_equivalent:
                    write_whole(places[key], _DECISION.dump_json(decision).decode() + "\n")
                done()
        return found


def known_results(name: str, material: Material) -> Iterator[KnownResult]:
    """The known answers of an assignment, each with what is not as it says."""
    for answer, complaint in known.audit(name, material):
        yield KnownResult(name=answer.name, kind=answer.kind, place=answer.place, complaint=complaint)


_DECISION = TypeAdapter(Decision)
_DECIDING = [str(module.__file__) for module in (equivalence, recording)]


def _key(report: Report, right: Cells) -> str:
    """Of what a decision depends on."""
    own = [hashlib.sha256(Path(place).read_bytes()).hexdigest() for place in _DECIDING]
    return digest.of(report.digest, right, own)[:32]


def _read(path: Path) -> Decision | None:
    try:
        return _DECISION.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _is_full(report: Report) -> bool:
    return report.verdict is Verdict.GRADED and all(each.score == each.max_score for each in report.grades)


def _result(
    mutant: Mutant, report: Report, decision: Decision | None, rules: Sequence[Allowed]
) -> MutantResult:
    fate, why = Fate.KILLED, ""
    if report.verdict is not Verdict.GRADED:
        fate = Fate.UNGRADED
    elif _is_full(report):
        fate = Fate.EQUIVALENT if decision and decision.is_equivalent else Fate.SURVIVED
        why = allowed.reason(rules, mutant.operator, mutant.definition.name, mutant.diff)
        if why and fate is Fate.SURVIVED:
            fate = Fate.ALLOWED
    return MutantResult(
        key=mutant.key,
        subject=mutant.subject,
        definition=mutant.definition.name,
        grade_ids=mutant.definition.grade_ids,
        operator=mutant.operator,
        diff=mutant.diff,
        fate=fate,
        killed_by=tuple(dict.fromkeys(_function(test.name) for test in report.tests if not test.passed)),
        draws=decision.draws if decision else 0,
        difference=decision.difference if decision else "",
        reason=report.reason or why or (decision.failure if decision else ""),
    )


def _functions(report: Report) -> Iterator[tuple[str, str, str]]:
    """The test functions of a suite by the report of a right answer: cases of one count together."""
    seen = set()
    for test in report.tests:
        if (name := _function(test.name)) not in seen:
            seen.add(name)
            yield name, test.grade_id, test.title


def _function(test: str) -> str:
    return test.partition("[")[0]
