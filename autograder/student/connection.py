"""Ways to reach a student's code: in this process, or in a sandboxed worker that is replaced when it dies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from autograder.errors import BadAnswer, Died, Raised, TimedOut
from autograder.sandbox.inside import compiler, forbidding, wire
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.operations import Operations
from autograder.sandbox.inside.wire import Value
from autograder.sandbox.sandbox import Sandbox, Worker
from autograder.student.limit_sentences import sentences

Request = dict[str, Value]
Answer = dict[str, Value]
LabelledSource = tuple[str, str]
"""A cell as messages name it ("cell 3") and its source."""

SLOW_IMPORTS = ("matplotlib.pyplot", "torchvision")
"""What submissions often import, and takes longer than grading them."""
MOST_PROBLEMS = 20
MOST_CHARACTERS = 2000  # of one of them
STATEMENTS_SECONDS = 8.0  # for everything in a submission that is no definition


class Connection(Protocol):
    """Sends requests to a student's code and gives the answers, as `inside.operations` describes both."""

    def request(self, request: Request) -> Answer:
        """The answer; raises Died or BadAnswer where there is none, Raised where the code passed a limit."""

    @property
    def generation(self) -> int:
        """Changes when the code was loaded anew, so that objects made before are gone."""


class LocalConnection:
    """A student's code in this very process: for the kit's own tests and for trying a suite. No walls, no limits.

    What passes is copied as the sandbox's wire does it, so that the student's code holds no tensor of a test's.

    forbidden: what of torch the code may not use, by full names; here as far as forbidding.forbid keeps it from that.
    """

    generation = 0

    def __init__(self, cells: Sequence[LabelledSource], forbidden: Sequence[str] = ()) -> None:
        compiler.defer()
        self._operations = Operations()
        self._forbidden = forbidden
        self._answer({"do": "load", "cells": [list(cell) for cell in cells], "seconds": None})

    def forget(self) -> None:
        """Lets go of all objects that were made so far."""
        self._operations.forget()

    def request(self, request: Request) -> Answer:
        answer = self._answer(wire.copy(request))
        try:
            copied: Answer = wire.copy(answer)
            return copied
        except wire.WireError as error:
            return {"unsendable": str(error)}

    def _answer(self, request: Request) -> Answer:
        with forbidding.forbid(self._forbidden):
            return self._operations.answer(request)


class SandboxConnection:
    """A student's code in a sandboxed worker. One that dies is replaced for the next request, within the limits of all.

    answers: the labels of the cells whose definitions count where others have the same name. forbidden: what of torch
    the code may not use, by full names. modules: the code's own, sources by their paths.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        cells: Sequence[LabelledSource],
        limits: Limits,
        answers: Sequence[str] = (),
        forbidden: Sequence[str] = (),
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self._sandbox = sandbox
        self._forbidden = forbidden
        self._load: Request = {
            "do": "load",
            "cells": [list(cell) for cell in cells],
            "answers": list(answers),
            "modules": dict(modules or {}),
        }
        text = "\n".join([*(source for _, source in cells), *(modules or {}).values()])
        self._imports = [module for module in SLOW_IMPORTS if module.partition(".")[0] in text]
        self._limits = limits
        self.sentences = sentences(limits)  # looked into at every request
        self._worker: Worker | None = None
        self._spent = 0.0  # seconds of their own time that workers have used which have ended
        # Statements outside of definitions ended a worker: from then on only definitions are loaded.
        self._definitions_only = False
        self._hopeless: Died | None = None
        self.generation = 0
        self.cpu = 0.0  # seconds used by the workers that have ended
        self.problems: list[str] = []  # what failed while the submission was loaded, and what it should know
        self.passed: set[str] = set()  # the names of the limits that it passed

    def request(self, request: Request) -> Answer:
        if self._hopeless:
            raise self._hopeless
        worker = self._worker or self._start()
        answer = self._ask(worker, request)
        self._note(answer)
        limit = answer.get("over")
        if limit in self.sentences and "raised" in answer:
            self.passed.add(limit)
            place = f" ({answer['where']})" if answer.get("where") else ""
            raise Raised(self.sentences[limit] + place, limit)
        return answer

    def close(self) -> None:
        """Ends the worker; `cpu` is complete then."""
        if self._worker:
            self._account(self._worker)

    def _start(self) -> Worker:
        spent = int(self.cpu)
        if spent >= self._limits.cpu:
            self._give_up(self.sentences["cpu"], "cpu")
        left = replace(self._limits, cpu=self._limits.cpu - spent)
        self._worker = self._sandbox.worker(left, self._imports, self._forbidden)
        seconds = 0.0 if self._definitions_only else STATEMENTS_SECONDS
        try:
            answer = self._ask(self._worker, {**self._load, "seconds": seconds})
        except Died as death:
            if self._definitions_only:
                self._give_up(f"while the submission was loaded, {death}", death.limit)
            self._definitions_only = True
            return self._start()
        except BadAnswer as error:
            self._give_up(f"while the submission was loaded: {error}", "")
        problems = answer.get("value")
        if isinstance(problems, list):
            self.problems = [p[:MOST_CHARACTERS] for p in problems[:MOST_PROBLEMS] if isinstance(p, str)]
        self._note(answer)
        return self._worker

    def _ask(self, worker: Worker, request: Request) -> Answer:
        left = self._limits.wall - self._spent - worker.open
        if left < self._limits.request:  # `spent` is exact, and costs a question: asked only where it matters
            left = self._limits.wall - self._spent - worker.spent
        if left <= 0:
            self._give_up(self.sentences["wall"], "wall")
        try:
            return worker.request(request, min(self._limits.request, left))
        except TimedOut:
            if left < self._limits.request:  # it is not this request that took too long
                self._give_up(self.sentences["wall"], "wall")
            self.passed.add("request")
            raise
        except Died as death:
            if death.limit:
                self.passed.add(death.limit)
                raise Died(self.sentences[death.limit], death.limit) from None
            raise
        finally:
            if worker.end is not None:
                self._account(worker)

    def _note(self, answer: Answer) -> None:
        """Keeps what the student should know beside the scores."""
        if answer.get("over") == "output":
            self.passed.add("output")
        for note in answer.get("notes", []):
            if note not in self.problems and len(self.problems) < MOST_PROBLEMS:
                self.problems.append(note)

    def _give_up(self, reason: str, limit: str) -> None:
        if self._worker:
            self._account(self._worker)
        self.passed |= {limit} - {""}
        self._hopeless = Died(reason, limit)
        raise self._hopeless

    def _account(self, worker: Worker) -> None:
        end = worker.close()
        self.cpu += end.cpu
        self._spent += worker.spent
        self._worker = None
        self.generation += 1
