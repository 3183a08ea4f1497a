"""How a worker's process ended, and what a student reads of it."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """How a worker's process ended: its wait status, and what it used."""

    status: int
    cpu: float  # seconds
    threads: Mapping[str, Sequence[float]] | None = None  # what is known of each, see `usage.threads`
    limit: str = ""  # that it passed, by its name in grading.yml

    def __str__(self) -> str:
        if not os.WIFSIGNALED(self.status):
            return f"it exited with code {os.waitstatus_to_exitcode(self.status)}"
        if self.limit:
            return {"cpu": "it used up its CPU time"}.get(self.limit, f"it used more than its {self.limit}")
        number = os.WTERMSIG(self.status)
        with contextlib.suppress(ValueError):
            return f"it crashed ({signal.Signals(number).name})"
        return f"it was ended by signal {number}"
