# A copy of the course's autograder/reports/plots.py: feedback draws alike.
"""A plot of losses as a small SVG, drawn here: matplotlib would take more time than all else about a submission.

It reads in print, too: the two lines differ in width and dash, not in color alone. Students get this file beside their
notebooks, so it imports nothing of the kit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

WIDTH, HEIGHT = 460, 220  # pixels
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 28, 34  # margins
INK, FAINT = "#1f2937", "#d1d5db"
THEIRS, OURS = "#2563eb", "#f59e0b"
BAND_WIDTH = 9  # pixels at least: the reference's band is thinner than a line could show
FROM_TO = "{title}: yours goes from {start} to {end}, expected from {start_wanted} to {end_wanted}; {apart}."
MOST_TICKS = 5
FARTHEST = 4.0  # times the reference's largest loss: what leaves the picture would press the rest flat


class Losses(Protocol):
    """A loss for each epoch, and what is expected; band: half the width within which the two count as equal."""

    @property
    def title(self) -> str: ...
    @property
    def got(self) -> Sequence[float]: ...
    @property
    def expected(self) -> Sequence[float]: ...
    @property
    def band(self) -> float: ...


class Words(Protocol):
    """Says a sentence in the course's language: `course.words.Words`, of which students have a copy."""

    def say(self, template: str, /, **facts: Any) -> str: ...
    def of(self, text: str, /) -> str: ...


class _English:
    def say(self, template: str, /, **facts: Any) -> str:
        return template.format(**facts)

    def of(self, text: str, /) -> str:
        return text


IN_ENGLISH = _English()


@dataclass(frozen=True)
class Frame:
    """The axes of a plot of losses by epoch, and what is drawn in them. ink, faint: colours.

    What lies beyond `low` and `high` is drawn at the edge. last: the last epoch, at least 1.
    """

    low: float
    high: float
    last: int
    ink: str = INK
    faint: str = FAINT

    def x(self, epoch: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * epoch / self.last

    def y(self, loss: float) -> float:
        inside = max(self.low, min(loss, self.high))
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - inside) / (self.high - self.low)

    def height(self, loss: float) -> float:
        """How high so much of a loss is, in pixels."""
        return loss * (HEIGHT - TOP - BOTTOM) / (self.high - self.low)

    def line(self, values: Sequence[float], look: str) -> str:
        if len(values) == 1:  # a line of one point would not be seen
            return f'<circle cx="{self.x(0):.1f}" cy="{self.y(values[0]):.1f}" r="4" {look}/>'
        points = " ".join(f"{self.x(epoch):.1f},{self.y(loss):.1f}" for epoch, loss in enumerate(values))
        return f'<polyline points="{points}" fill="none" stroke-linejoin="round" {look}/>'

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Round losses, each with what is written beside it."""
        step = _round_step((self.high - self.low) / MOST_TICKS)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [(step * number, f"{step * number:.3g}") for number in range(first, last + 1)]

    def axes(self, ticks: Sequence[tuple[float, str]], words: Words = IN_ENGLISH) -> str:
        return "".join(
            [
                *(
                    f'<path d="M{LEFT} {self.y(loss):.1f}H{WIDTH - RIGHT}" stroke="{self.faint}"/>'
                    f'<text x="{LEFT - 6}" y="{self.y(loss) + 4:.1f}" text-anchor="end">{told}</text>'
                    for loss, told in ticks
                ),
                *(
                    f'<text x="{self.x(epoch):.1f}" y="{HEIGHT - 18}" text-anchor="middle">{epoch}</text>'
                    for epoch in sorted({0, self.last // 2, self.last})
                ),
                f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 5}" text-anchor="end">{escape(words.say("epoch"))}</text>',
            ]
        )

    def around(self, inner: Sequence[str], attributes: str = "") -> str:
        """The SVG of what is drawn."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11" fill="{self.ink}"{attributes}>'
            f"{''.join(inner)}</svg>"
        )


def losses_svg(losses: Losses, words: Words = IN_ENGLISH) -> str:
    """The student's losses over the reference's band, by epoch, as the text of an SVG file."""
    high = max(losses.expected)
    high = max(high, min(max(losses.got), FARTHEST * max(high, 0.1))) or 1.0
    frame = Frame(min(0.0, *losses.expected), high, max(1, len(losses.got) - 1))
    band = max(BAND_WIDTH, frame.height(2 * losses.band))
    return frame.around(
        [
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="16" font-size="13">{escape(words.of(losses.title))}</text>',
            frame.axes(frame.ticks, words),
            frame.line(losses.expected, f'stroke="{OURS}" stroke-opacity="0.45" stroke-width="{band:.1f}"'),
            frame.line(losses.got, f'stroke="{THEIRS}" stroke-width="1.8" stroke-dasharray="6 2"'),
            key(LEFT, THEIRS, 'stroke-width="1.8" stroke-dasharray="6 2"', words.say("yours")),
            key(LEFT + 80, OURS, f'stroke-opacity="0.45" stroke-width="{BAND_WIDTH}"', words.say("expected")),
        ]
    )


def losses_text(losses: Losses, words: Words = IN_ENGLISH) -> str:
    """The plot in one sentence, for readers who do not see it."""
    first = leaves_at(losses)
    agree = words.say("they agree")
    return words.say(
        FROM_TO,
        title=words.of(losses.title),
        start=f"{losses.got[0]:.3g}",
        end=f"{losses.got[-1]:.3g}",
        start_wanted=f"{losses.expected[0]:.3g}",
        end_wanted=f"{losses.expected[-1]:.3g}",
        apart=agree if first is None else words.say("they differ from epoch {epoch} on", epoch=first),
    )


def leaves_at(losses: Losses) -> int | None:
    """The first epoch at which the student's loss is not in the reference's band; None where it always is."""
    pairs = enumerate(zip(losses.got, losses.expected, strict=True))
    return next((epoch for epoch, (got, want) in pairs if abs(got - want) > losses.band), None)


def _round_step(least: float) -> float:
    """The smallest of …, 0.1, 0.2, 0.5, 1, … that is not below `least`."""
    magnitude = 10.0 ** math.floor(math.log10(least))
    return next(step for factor in (1, 2, 5, 10) if (step := factor * magnitude) >= least)


def key(x: float, colour: str, look: str, name: str) -> str:
    """The legend below the plot."""
    y = HEIGHT - 9
    return f'<path d="M{x} {y}h24" stroke="{colour}" {look}/><text x="{x + 30}" y="{y + 4}">{escape(name)}</text>'
