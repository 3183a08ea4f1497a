"""Names mistakes, within a budget of CPU. The grader computes what each known mistake would give and compares it with
the wrong answer. Students may make networks of any size, so this has a budget of a few seconds of CPU. Once it is
spent, grading goes on and messages say less. So no point may depend on these names.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from autograder.student.student import Student

Name = TypeVar("Name")
MOST_SECONDS = 20.0  # of the grader's CPU, for all mistakes of one submission


class Explaining:
    """The time that is left to look for names."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._named: list[object] = []

    def the_one(self, known: Iterable[tuple[Name, Callable[[], bool]]]) -> Name | None:
        """The name of the only mistake that gives the answer. None if no mistake or several give it, because naming one
        would be a guess, or if the time is over before that is known.

        A mistake that was the only one before is tried first, and is named again if it gives the answer: few tests
        distinguish all mistakes, and no mistake is searched for twice.
        """
        waiting = list(known)
        for name in self._named:
            if self._is_any(is_it for other, is_it in waiting if other == name):
                return cast(Name, name)
        found: set[Name] = set()
        for name, is_it in waiting:
            if self.left <= 0:
                return None
            if name not in found and name not in self._named and self._is_any([is_it]):
                found.add(name)
        if len(found) != 1:
            return None
        self._named.extend(found)
        return found.pop()

    def _is_any(self, asked: Iterable[Callable[[], bool]]) -> bool:
        """Whether one of them is true, as long as there is time."""
        for is_it in asked:
            if self.left <= 0:
                return False
            started = time.thread_time()
            answer = is_it()
            self.left -= time.thread_time() - started
            if answer:
                return True
        return False


_of: WeakKeyDictionary[Student, Explaining] = WeakKeyDictionary()


def of(student: Student) -> Explaining:
    """That of a submission: each has its own."""
    return _of.setdefault(student, Explaining(MOST_SECONDS))


def refuse(student: Student) -> None:
    """No names for this one: somebody who measures a suite with many wrong answers only wants to know which of them
    fail.
    """
    _of[student] = Explaining(0.0)
