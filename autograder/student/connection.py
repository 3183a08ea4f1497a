"""Ways to reach a student's code: in this process, or in a sandboxed worker that is replaced when it dies."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from autograder.errors import Died, TimedOut
from autograder.sandbox.inside import wire
from autograder.sandbox.inside.operations import Operations
from autograder.sandbox.inside.walls import Limits
from autograder.sandbox.inside.wire import Value
from autograder.sandbox.sandbox import Sandbox, Worker

Request = dict[str, Value]
Answer = dict[str, Value]
LabelledSource = tuple[str, str]
"""A cell as messages name it ("cell 3") and its source."""

SLOW_IMPORTS = ("matplotlib.pyplot", "torchvision")
"""What submissions often import, and takes longer than grading them."""
STATEMENTS_SECONDS = 8.0  # for everything in a submission that is no definition


class Connection(Protocol):
    """Sends requests to a student's code and gives the answers, as `inside.operations` describes both."""

    def request(self, request: Request) -> Answer:
        """The answer; raises Died or BadAnswer where there is none."""

    @property
    def generation(self) -> int:
        """Changes when the code was loaded anew, so that objects made before are gone."""


class LocalConnection:
    """A student's code in this very process: for the kit's own tests and for trying a suite. No walls, no limits.

    What passes is copied as the sandbox's wire does it, so that the student's code holds no tensor of a test's.
    """

    generation = 0

    def __init__(self, cells: Sequence[LabelledSource]) -> None:
        self._operations = Operations()
        self._operations.answer({"do": "load", "cells": [list(cell) for cell in cells], "seconds": None})

    def request(self, request: Request) -> Answer:
        answer = self._operations.answer(wire.copy(request))
        try:
            copied: Answer = wire.copy(answer)
            return copied
        except wire.WireError as error:
            return {"unsendable": str(error)}


@dataclass(frozen=True)
class Budget:
    """What one submission may use in all, and one request of it.

    wall, request, cpu: seconds. memory, file_size: bytes. output: characters printed per answer.
    """

    wall: float
    request: float
    cpu: int
    memory: int | None
    processes: int
    file_size: int
    output: int

    @property
    def limits(self) -> Limits:
        return Limits(self.cpu, self.memory, self.processes, self.file_size)


class SandboxConnection:
    """A student's code in a sandboxed worker. One that dies is replaced for the next request, within the budget.

    answers: the labels of the cells whose definitions count where others have the same name.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        cells: Sequence[LabelledSource],
        budget: Budget,
        answers: Sequence[str] = (),
    ) -> None:
        self._sandbox = sandbox
        self._load: Request = {
            "do": "load",
            "cells": [list(cell) for cell in cells],
            "answers": list(answers),
        }
        text = "\n".join(source for _, source in cells)
        self._imports = [module for module in SLOW_IMPORTS if module.partition(".")[0] in text]
        self._budget = budget
        self._worker: Worker | None = None
        self._deadline = time.monotonic() + budget.wall
        # Statements outside of definitions ended a worker: from then on only definitions are loaded.
        self._definitions_only = False
        self._hopeless: Died | None = None
        self.generation = 0
        self.cpu = 0.0  # seconds used by the workers that have ended
        self.memory = 0  # bytes, the highest peak of a worker that has ended
        self.problems: list[str] = []  # what failed while the submission was loaded

    def request(self, request: Request) -> Answer:
        if self._hopeless:
            raise self._hopeless
        worker = self._worker or self._start()
        return self._ask(worker, request)

    def close(self) -> None:
        """Ends the worker; `cpu` and `memory` are complete then."""
        if self._worker:
            self._account(self._worker)

    def _start(self) -> Worker:
        spent = int(self.cpu)
        if spent >= self._budget.cpu:
            self._give_up(f"the submission used up its {self._budget.cpu:.3g} seconds of CPU")
        limits = replace(self._budget.limits, cpu=self._budget.cpu - spent)
        self._worker = self._sandbox.worker(limits, self._budget.output, self._imports)
        seconds = 0.0 if self._definitions_only else STATEMENTS_SECONDS
        try:
            answer = self._ask(self._worker, {**self._load, "seconds": seconds})
        except Died as death:
            if self._definitions_only:
                self._give_up(f"while the submission was loaded, {death}")
            self._definitions_only = True
            return self._start()
        if isinstance(answer.get("value"), list):
            self.problems = [str(problem) for problem in answer["value"]]
        return self._worker

    def _ask(self, worker: Worker, request: Request) -> Answer:
        out_of_time = f"the submission used up its {self._budget.wall:.3g} seconds"
        left = self._deadline - time.monotonic()
        if left <= 0:
            self._give_up(out_of_time)
        try:
            return worker.request(request, min(self._budget.request, left))
        except TimedOut:
            if left < self._budget.request:  # it is not this request that took too long
                self._give_up(out_of_time)
            raise
        finally:
            if worker.end is not None:
                self._account(worker)

    def _give_up(self, reason: str) -> None:
        if self._worker:
            self._account(self._worker)
        self._hopeless = Died(reason)
        raise self._hopeless

    def _account(self, worker: Worker) -> None:
        end = worker.close()
        self.cpu += end.cpu
        self.memory = max(self.memory, end.memory)
        self._worker = None
        self.generation += 1
