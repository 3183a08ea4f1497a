"""Submissions as students write them: for each assignment right ones in different spellings, and bugs with what the
hidden suite must say of them. One module for each assignment, with

    RIGHT       right answers, by a name that says what is special about the spelling
    BUGS        wrong ones, by the name of the bug
    FORGERIES   attempts at points without the work: forbidden shortcuts, made-up values
    SOUND       one of RIGHT, from which the others are made
    STUB        what the released notebook holds before a student writes anything
"""

from __future__ import annotations

from dataclasses import dataclass


class Answers:
    """A submission: a first cell and the cells of its answers, by name."""

    def __init__(self, head: str, **parts: str) -> None:
        self.head = head
        self.parts = parts

    def with_(self, **parts: str) -> Answers:
        """The same with other answers."""
        assert parts.keys() <= self.parts.keys()
        return Answers(self.head, **{**self.parts, **parts})

    @property
    def cells(self) -> list[tuple[str, str]]:
        sources = (self.head, *self.parts.values())
        return [(f"cell {i}", source) for i, source in enumerate(sources, start=1)]


@dataclass(frozen=True)
class Bug:
    """A wrong submission: the grade id that must lose points, words that a message of it must hold, and words that no
    message may hold: the name of another bug.
    """

    grade_id: str
    answers: Answers
    phrase: str
    never: str = ""
