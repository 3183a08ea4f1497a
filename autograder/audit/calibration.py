"""How often a hidden suite fails a right answer by chance, and how near rounding comes to its tolerances.

It grades the solution and the right answers of `answers/` again and again, each time with other hidden numbers. It
grades the bugs once, to find the smallest difference for which each test fails one. All of them run in processes of
this machine without walls, because they are the instructor's own code.
"""

from __future__ import annotations

import math
import multiprocessing
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import product

import torch

from autograder.audit.bounds import upper_bound
from autograder.audit.known import turn_through
from autograder.course.answers import known_answers
from autograder.course.material import Cells, Material
from autograder.errors import InfrastructureError
from autograder.grading.batch import warm_up
from autograder.grading.plugin import PRECISIONS, Turn
from autograder.grading.self_check import solution_of
from autograder.student.connection import LocalConnection

SOLUTION = "the solution"
MOST_EXAMPLES = 3  # of a test's failures
SECONDS = 300.0  # for one test
AT_A_TIME = 5  # trials that a process is given
SUPPORTED = 10  # a tolerance is to be that many times the largest rounding seen


@dataclass(frozen=True)
class Trial:
    """One known answer, graded once. number: what the hidden numbers are drawn from. threads: of torch. is_right: or a
    bug.
    """

    answer: str
    cells: Cells = field(repr=False)
    number: int
    threads: int
    device: str
    is_right: bool = True


@dataclass(frozen=True)
class Outcome:
    """The outcome of one test in one trial. message: why it failed, "" if it passed. in_float32: the same if everything
    is computed in float32. rounding: the largest relative difference that it took for rounding, by dtype. beyond: the
    smallest difference that it did not, in float64; inf if there was none.
    """

    test: str
    grade_id: str
    message: str
    in_float32: str
    rounding: Mapping[str, float]
    beyond: float = math.inf


@dataclass
class TestRecord:
    """How one test has done over all trials."""

    __test__ = False  # no test of pytest's

    name: str
    grade_id: str
    runs: int = 0
    failed: int = 0
    failed_in_float32: int = 0
    rounding: dict[str, float] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    """The first failures: whose, with which number, and why."""
    smallest_mistake: float | None = None
    """The smallest relative difference for which it failed a bug; None where it failed none by a difference."""

    @property
    def at_most(self) -> float:
        """The chance to fail a right answer, as a 95 % bound."""
        return upper_bound(self.failed, self.runs)

    def supports(self, dtype: str) -> float:
        """The tolerance that the rounding seen in this dtype supports."""
        return SUPPORTED * self.rounding.get(dtype, 0.0)

    def add(self, trial: Trial, outcome: Outcome) -> None:
        if not trial.is_right:
            if outcome.message and outcome.beyond < math.inf:
                self.smallest_mistake = min(outcome.beyond, self.smallest_mistake or math.inf)
            return
        self.runs += 1
        self.failed_in_float32 += bool(outcome.in_float32)
        for dtype, value in outcome.rounding.items():
            self.rounding[dtype] = max(value, self.rounding.get(dtype, 0.0))
        if outcome.message:
            self.failed += 1
            if len(self.examples) < MOST_EXAMPLES:
                self.examples.append(f"{trial.answer} (number {trial.number}): {outcome.message}")


class Calibration:
    """The trials of one assignment, and the record of each of its tests.

    runs: how many trials there are at least; each right answer has as many. threads: numbers of torch's threads, each
    tried. device: cpu or cuda. CourseError where there is nothing to try.
    """

    def __init__(
        self,
        name: str,
        material: Material,
        *,
        runs: int,
        threads: Collection[int] = (1,),
        device: str = "cpu",
    ) -> None:
        self.name = name
        self._material = material
        self.records: dict[str, TestRecord] = {}
        self.failures: list[str] = []
        """Trials of which nothing can be said, each with the reason."""
        suite = material.suites[name]
        known = known_answers(suite)
        right = [(each.name, each.cells) for each in known if each.kind == "right"]
        self.answers = [(SOLUTION, solution_of(suite)), *right]
        each = -(-runs // (len(self.answers) * len(threads)))
        self.trials = [
            Trial(answer, cells, number, count, device)
            for number, (answer, cells), count in product(range(each), self.answers, threads)
        ]
        self.bugs = [
            Trial(bug.name, bug.cells, 0, 1, device, is_right=False) for bug in known if bug.kind == "wrong"
        ]

    @property
    def is_sound(self) -> bool:
        """Whether no test failed a right answer, and each could be graded."""
        return not self.failures and not any(each.failed for each in self.records.values())

    def run(self, jobs: int) -> Iterator[Trial]:
        """Makes all trials, those of bugs last, in `jobs` processes; gives each as it is done."""
        warm_up()
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("forkserver")) as executor:
            try:
                yield from self._run(executor)
            finally:
                executor.shutdown(wait=False, cancel_futures=True)

    def _run(self, executor: Executor) -> Iterator[Trial]:
        trials = [*self.trials, *self.bugs]
        parts = [trials[start : start + AT_A_TIME] for start in range(0, len(trials), AT_A_TIME)]
        tasks = [executor.submit(_tried, self.name, self._material, part) for part in parts]
        for part, task in zip(parts, tasks, strict=True):
            try:
                found = task.result()
            except BrokenProcessPool:
                found = ["a process that graded died"] * len(part)
            for trial, outcomes in zip(part, found, strict=True):
                self._note(trial, outcomes)
                yield trial

    def _note(self, trial: Trial, outcomes: list[Outcome] | str) -> None:
        if isinstance(outcomes, str):
            self.failures.append(f"{trial.answer} (number {trial.number}): {outcomes}")
            return
        for each in outcomes:
            self.records.setdefault(each.test, TestRecord(each.test, each.grade_id)).add(trial, each)


def _tried(name: str, material: Material, trials: Sequence[Trial]) -> list[list[Outcome] | str]:
    """In another process: the outcomes of each trial, or why there are none."""
    found: list[list[Outcome] | str] = []
    for trial in trials:
        torch.set_num_threads(trial.threads)
        try:
            found.append(_outcomes(name, material, trial))
        except InfrastructureError as error:
            found.append(str(error))
    return found


def _outcomes(name: str, material: Material, trial: Trial) -> list[Outcome]:
    """As it is graded, and once more all in float32, where it is right."""
    if not trial.is_right:
        turn = _graded(name, material, trial, PRECISIONS)
        return [
            Outcome(each.name, each.grade_id, each.message, "", {}, turn.beyond.get(each.name, math.inf))
            for each in turn.results
        ]
    as_graded, in_float32 = (
        _graded(name, material, trial, precisions) for precisions in (PRECISIONS, [torch.float32])
    )
    messages = {each.name: each.message for each in in_float32.results}
    return [
        Outcome(
            each.name,
            each.grade_id,
            each.message,
            messages[each.name],
            {
                str(dtype).removeprefix("torch."): value
                for turn in (as_graded, in_float32)
                for dtype, value in filter(None, [turn.rounding.get(each.name)])
            },
        )
        for each in as_graded.results
    ]


def _graded(name: str, material: Material, trial: Trial, precisions: Sequence[torch.dtype]) -> Turn:
    """The suite's run on a known answer."""
    connection = LocalConnection(trial.cells, material.config.assignments[name].forbidden)
    key = f"{material.config.seed}/calibration/{trial.answer}/{trial.number}"
    torch.manual_seed(trial.number)  # what the answer itself draws
    return turn_through(
        connection,
        name,
        material,
        key,
        trial.device,
        precisions=precisions,
        seconds=SECONDS,
        explains=trial.is_right,
    )
