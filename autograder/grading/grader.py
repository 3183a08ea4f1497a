"""Grades submissions one after another through one warm sandbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from autograder.course.material import Material
from autograder.errors import reason_of
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict, failed
from autograder.grading.work import Work
from autograder.sandbox.inside import compiler
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.process import SandboxProcess, started_ahead
from autograder.sandbox.sandbox import Sandbox

ATTEMPTS = 2  # for a submission whose grading failed, and that is not to blame


class Grader:
    """Has a sandbox of each kind that it needs: it starts one when it is first needed, and replaces one that fails."""

    def __init__(self, material: Material, walls: Collection[Wall]) -> None:
        compiler.defer()  # hidden suites train references
        self._material = material
        self._walls = frozenset(walls)
        self._sandboxes: dict[bool, Sandbox] = {}

    def start_ahead(self, started: SandboxProcess | None = None) -> None:
        """Starts the sandbox that most submissions need, before there is one. It does not wait until it is there.

        started: one that has been started so already, with these settings.
        """
        scratch = self._material.config.limits.scratch
        if process := started or started_ahead(self._walls, scratch):
            self._sandboxes[False] = Sandbox(scratch=scratch, walls=self._walls, wait=False, process=process)

    def grade(self, work: Work) -> Report:
        """The report of one submission, after a second attempt if the first one failed on our side.

        A submission that is not right on a GPU is graded on the CPU instead, and that result counts: a right answer may
        use tensors, or NumPy arrays, that stay on the CPU. `report.device` says where the submission ran; its digest is
        the work's.
        """
        report = self._attempted(work)
        if work.device == "cpu" or report.verdict is not Verdict.GRADED or report.score == report.max_score:
            return report
        return self._attempted(replace(work, device="cpu")).model_copy(update={"digest": report.digest})

    def _attempted(self, work: Work) -> Report:
        assignment = self._material.config.assignments[work.submission.assignment]
        for _ in range(ATTEMPTS):
            try:
                sandbox = self._sandbox(assignment.limits.scratch, cuda=work.device == "cuda").ready()
            # There is no disk, memory or descriptor for it: only this submission's turn is over.
            except Exception as error:
                self.close()
                return failed(work.submission, assignment, reason_of(error))
            report = grade(work.submission, self._material, sandbox, work.device, explains=work.explains)
            if report.verdict is not Verdict.INFRASTRUCTURE:
                break
            self.close()
        return report

    def _sandbox(self, scratch: int, *, cuda: bool) -> Sandbox:
        """A sandbox of that kind, which may still be starting."""
        held = self._sandboxes.pop(cuda, None)
        if held and held.scratch != scratch:
            held.close()
            held = None
        self._sandboxes[cuda] = held or Sandbox(scratch=scratch, cuda=cuda, walls=self._walls, wait=False)
        return self._sandboxes[cuda]

    def close(self) -> None:
        while self._sandboxes:
            self._sandboxes.popitem()[1].close()
