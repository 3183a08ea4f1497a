# A copy of the course's autograder/sandbox/inside/epoch_lines.py: the grader looks at your code alike.
"""The lines that train() prints of its epochs, as the assignments word them.

Public tests read them with a copy of this file, so that they ask for no more than grading does.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LOSS_DIGITS = 4  # as the assignments print it


class EpochLine(NamedTuple):
    """A line that train() printed of an epoch: ``Epoch {epoch}/{last}, Loss {loss}: {text}``."""

    epoch: int
    last: int
    loss: float
    text: str


def epoch_lines(printed: str, with_text: bool) -> list[EpochLine]:
    """The lines of epochs in what was printed, between any others. with_text: whether a text follows the loss.

    epoch_lines("Epoch 0/1, Loss 1.3863: ohlol\\n", with_text=True)[0].loss == 1.3863
    """
    # Bounded, and within a line: a student's process may print anything to make this slow.
    tail = r": (.*)" if with_text else r"[ \t]*()"
    line = rf"^[ \t]*Epoch (\d{{1,9}})/(\d{{1,9}}), Loss (-?\d{{1,9}}\.\d{{{LOSS_DIGITS}}}|nan|-?inf){tail}$"
    found = re.findall(line, printed.replace("\r", "\n"), re.M)
    return [EpochLine(int(epoch), int(last), float(loss), text) for epoch, last, loss, text in found]
