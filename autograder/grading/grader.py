"""Grades submissions one after another through one warm sandbox."""

from __future__ import annotations

from collections.abc import Collection

from autograder.course.config import Config
from autograder.errors import InfrastructureError
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict, failed
from autograder.grading.work import Work
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.sandbox import Sandbox

ATTEMPTS = 2  # for a submission whose grading failed through no fault of its own


class Grader:
    """Holds a sandbox, which is started when first needed and replaced where it fails."""

    def __init__(self, config: Config, walls: Collection[Wall]) -> None:
        self._config = config
        self._walls = frozenset(walls)
        self._sandbox: Sandbox | None = None

    def grade(self, work: Work) -> Report:
        """The report of one submission, after a second attempt where the first one failed on our side."""
        assignment = self._config.assignments[work.submission.assignment]
        for _ in range(ATTEMPTS):
            try:
                sandbox = self.sandbox_for(assignment.limits.scratch, work.device == "cuda").ready()
            except InfrastructureError as error:
                self.close()
                return failed(work.submission, assignment, str(error))
            report = grade(work.submission, self._config, sandbox, work.device)
            if report.verdict is not Verdict.INFRASTRUCTURE:
                break
            self.close()
        return report

    def sandbox_for(self, scratch: int, cuda: bool) -> Sandbox:
        """A sandbox of that kind, which may still be starting."""
        if self._sandbox and (self._sandbox.scratch, self._sandbox.cuda) != (scratch, cuda):
            self.close()
        if self._sandbox is None:
            self._sandbox = Sandbox(scratch=scratch, cuda=cuda, walls=self._walls, wait=False)
        return self._sandbox

    def close(self) -> None:
        if self._sandbox:
            self._sandbox.close()
            self._sandbox = None
