"""Judges what is made of a student's layers by itself: a mistake in a layer costs the layer's own points alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from autograder.checks.values import Mistake, Said
from autograder.errors import Raised, WorkerError
from autograder.student.student import Student


class Made(Protocol):
    """Of what something is made: the student's own classes, but for those that the kit's stand in for."""

    @property
    def stand_ins(self) -> Mapping[str, str]: ...


Way = TypeVar("Way", bound=Made)


def judge(
    student: Student, check: Callable[[Way], None], ways: Sequence[Way], is_own_right: Callable[[], bool]
) -> None:
    """Mistake, or what the student's code raised, unless `check` passes in one of the ways, its own being the first.

    is_own_right: whether the student's own classes are right, so that what is wrong with them in place is wrong. A
    mistake that is certain is that of what is made of them.
    """
    own, *others = ways
    try:
        check(own)
        return
    except (Mistake, Raised) as error:
        if isinstance(error, Mistake) and error.certain:
            raise
        first: Mistake | Raised = error
    seconds: list[Mistake | WorkerError] = []
    for way in others:
        try:
            with student.standing_in(way.stand_ins):
                check(way)
            return
        except (Mistake, WorkerError) as error:
            seconds.append(error)
    if is_own_right():
        raise first
    # Among right ones, of which the first way has most, the mistake is seen for what it is.
    if isinstance(seconds[0], Mistake):
        raise seconds[0]
    if isinstance(first, Mistake):
        raise Mistake("hint", mistake=first.said, reason=Said("its-own-classes-first"))
    raise first
