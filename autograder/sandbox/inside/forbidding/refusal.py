"""What a student's code meets in place of what an assignment forbids."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any


class Forbidden(RuntimeError):
    """The student's code used what the assignment forbids."""

    def __init__(self, name: str) -> None:
        super().__init__(message(name))


# As a student reads it in messages.
Forbidden.__name__ = Forbidden.__qualname__ = "RuntimeError"


def message(name: str) -> str:
    return f"{name.removeprefix('torch.')} is not allowed in this assignment"


@lru_cache(maxsize=256)
def refusing(name: str) -> Callable[..., Any]:
    """A function that raises Forbidden, whatever it is given."""

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise Forbidden(name)

    return refuse
