"""A grading process of a Dask worker: `python -m autograder.cluster.grading_process DESCRIPTOR`.

A worker runs its tasks in threads, and under a nanny it may not start processes by multiprocessing. But a hidden suite
needs the main thread of a process, because its clock is a signal.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from autograder.cluster.handshake import Standing, Terms, difference
from autograder.grading.work import Work
from autograder.sandbox import gpus
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.process import started_ahead

IDLE_SECONDS = 900.0  # whoever hired the worker may be gone without a word
GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Start:
    """The first message to a process. terms: pickled, because only the same kit can read them. walls: the walls that
    hold, as the worker's first process found; None for that process, which asks the doctor.
    """

    versions: dict[str, str]
    terms: bytes
    walls: tuple[str, ...] | None = None


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's to act on
    threading.Thread(target=_end_with_worker, args=(descriptor,), daemon=True).start()
    conversation: Connection[Any, Any] = Connection(descriptor)
    with suppress(EOFError, OSError):  # the worker is gone
        _serve(conversation)


def _serve(conversation: Connection[Any, Any]) -> None:
    start: Start = conversation.recv()
    if refusal := difference(start.versions):
        conversation.send(Standing(refusal))
        return
    terms: Terms = pickle.loads(start.terms)
    standing, walls = _examined(terms, start.walls)
    conversation.send(standing)
    if standing.refusal:
        return
    sandbox = started_ahead(walls, terms.material.config.limits.scratch)
    import torch

    from autograder.grading import self_check
    from autograder.grading.grader import Grader

    torch.set_num_threads(1)
    gpus.keep_for_students()
    grader = Grader(terms.material, walls)
    grader.start_ahead(sandbox)
    try:
        while conversation.poll(IDLE_SECONDS):
            match conversation.recv():
                case Work() as work:
                    conversation.send(grader.grade(work).model_dump_json())
                case tuple() as names:
                    conversation.send(self_check.complaint(names, terms.material))
    finally:
        grader.close()


def _examined(terms: Terms, walls: Collection[str] | None) -> tuple[Standing, frozenset[Wall]]:
    if walls is not None:
        return Standing(), frozenset(Wall(name) for name in walls)
    from autograder.doctor.cache import diagnosis_for_grading

    found = diagnosis_for_grading(terms.course, given_up=terms.given_up, cuda=terms.cuda)
    refusal = found.refusal
    if not refusal and (down := [wall.value for wall in Wall if wall in terms.walls - set(found.walls)]):
        refusal = (
            f"these walls do not hold there: {', '.join(down)} ({'; '.join(found.tried) or 'not tried'})"
        )
    return Standing(refusal, found.model_dump_json()), frozenset(found.walls)


def _end_with_worker(descriptor: int) -> None:
    """Ends this process when the worker's end of the socket is closed, whatever it is doing then."""
    poll = select.poll()
    poll.register(descriptor, 0)  # a hang-up is always told
    poll.poll()
    time.sleep(GRACE_SECONDS)  # between two submissions it ends by itself
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
