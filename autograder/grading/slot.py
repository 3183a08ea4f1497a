"""What a grading process does. Nothing here needs torch before the process grades: see `warm`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Collection
from typing import TYPE_CHECKING

from autograder.course.material import Material
from autograder.grading.report import Report
from autograder.grading.work import Work
from autograder.sandbox import gpus
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.process import SandboxProcess

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

    from autograder.grading.grader import Grader

WARM = "autograder.grading.warm"
"""The module that the processes' common ancestor imports."""
QUIET = "autograder.grading.quiet"
"""The one that it imports first."""

_material: Material
_grader: Grader


def start(
    material: Material, walls: Collection[Wall], turn: Synchronized[int], sandboxes: socket.socket
) -> None:
    """Makes a new process one that grades. turn: how many have been started before it. sandboxes: started ones are
    taken from there, one by each process, as long as there are any.
    """
    global _material, _grader
    from autograder.grading.grader import Grader

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's to act on
    threading.Thread(target=end_with_the_program, daemon=True).start()
    with turn:
        number = turn.value
        turn.value += 1
    os.environ.update(gpus.of_turn(number))
    gpus.keep_for_students()
    _material = material
    _grader = Grader(material, walls)
    with sandboxes:
        _grader.start_ahead(SandboxProcess.taken_over(sandboxes))


def ready() -> None:
    """Has a process started."""


def end_with_the_program() -> None:
    """If the program is killed, it tells nobody, and a process that waits for work would wait for ever."""
    program = multiprocessing.parent_process()
    assert program is not None
    program.join()
    os._exit(1)


def grade(work: Work) -> Report:
    return _grader.grade(work)


def complaint(names: Collection[str]) -> str:
    """What does not fit between these assignments and their suites: see `self_check.complaint`."""
    from autograder.grading import self_check

    return self_check.complaint(names, _material)
