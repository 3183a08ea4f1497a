"""What a test shows beside its sentence: the data of a picture or a table. None of it ever earns a point.

A test may show shapes that the assignment names, losses, and texts that the student's own code printed, but no hidden
input and no expected tensor.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_TEXT = 12  # characters of a decoded text
UNKNOWN = "?"
MOST_TEXTS = 12
MOST_AXES = 8  # of a shape; a student's network may make up any
DECIMALS = 4


State = Literal["right", "other values", "other shape"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stage(_Frozen):
    """One operation's result: its shape as the assignment has it, and the student's; state is what became of it."""

    name: str
    expected: str
    got: str
    state: State


class Shapes(_Frozen):
    """The shapes on the way through a network, in order."""

    kind: Literal["shapes"] = "shapes"
    stages: tuple[Stage, ...]


class Losses(_Frozen):
    """A loss for each epoch: what train returned, and what the reference gives from the same weights.

    band: half the width within which the two count as equal.
    """

    kind: Literal["losses"] = "losses"
    title: str
    got: tuple[float, ...]
    expected: tuple[float, ...]
    band: float


class Texts(_Frozen):
    """What was read from a network's output while it learned: the epochs at which the text changed, and the last."""

    kind: Literal["texts"] = "texts"
    source: str
    target: str
    texts: tuple[tuple[int, str], ...]


Exhibit = Annotated[Shapes | Losses | Texts, Field(discriminator="kind")]


class Exhibits:
    """What the test that runs now has shown so far."""

    def __init__(self) -> None:
        self._shown: list[Exhibit] = []

    def __iter__(self) -> Iterator[Exhibit]:
        return iter(self._shown)

    def clear(self) -> None:
        self._shown.clear()

    def shapes(self, stages: Iterable[Stage]) -> None:
        """Shows the shapes on the way through a network, in order: expected ones beside the student's."""
        self._shown.append(Shapes(stages=tuple(stages)))

    def losses(self, title: str, got: Sequence[float], expected: Sequence[float], band: float) -> None:
        """Shows a loss for each epoch, the student's beside the reference's. band: half the width within which the two
        count as equal. Losses that are not finite, or whose number is not that of the epochs, are not plotted: a
        message reports them.
        """
        if len(got) == len(expected) and all(map(math.isfinite, (*got, *expected))):
            values = [tuple(round(loss, DECIMALS) for loss in losses) for losses in (got, expected)]
            self._shown.append(Losses(title=title, got=values[0], expected=values[1], band=band))

    def texts(self, source: str, target: str, texts: Iterable[tuple[int, str]]) -> None:
        """Shows what a network made of `source` while it learned to turn it into `target`.

        texts: pairs of an epoch and the text that a student's code printed for it. The text may be anything: only
        letters of the two words are shown as they are.
        """
        letters = {*source, *target}
        lines = [
            (epoch, "".join(c if c in letters else UNKNOWN for c in text[:LONGEST_TEXT]))
            for epoch, text in texts
        ]
        changed = [
            line
            for before, line in zip([None, *lines], lines, strict=False)
            if not before or line[1] != before[1]
        ]
        if lines:
            shown = tuple(dict.fromkeys([*changed[: MOST_TEXTS - 1], lines[-1]]))
            self._shown.append(Texts(source=source, target=target, texts=shown))
