"""A plot of losses as a small SVG, drawn here: matplotlib would take more time than all else about a submission.

It reads in print, too: the two lines differ in width and dash, not in colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from autograder.checks.exhibits import Losses

WIDTH, HEIGHT = 460, 220  # pixels
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 28, 34  # margins
INK, FAINT = "#1f2937", "#d1d5db"
THEIRS, OURS = "#2563eb", "#f59e0b"
BAND_WIDTH = 9  # pixels at least: the reference's band is thinner than a line could show
MOST_TICKS = 5
FARTHEST = 4.0  # times the reference's largest loss: what leaves the picture would press the rest flat


def losses_svg(losses: Losses) -> str:
    """The student's losses over the reference's band, by epoch, as the text of an SVG file."""
    low = min(0.0, *losses.expected)
    high = max(losses.expected)
    high = max(high, min(max(losses.got), FARTHEST * max(high, 0.1))) or 1.0
    last = max(1, len(losses.got) - 1)
    inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(epoch: float) -> float:
        return LEFT + inner_width * epoch / last

    def y(loss: float) -> float:
        return TOP + inner_height * (high - max(low, min(loss, high))) / (high - low)

    def line(values: Sequence[float], look: str) -> str:
        if len(values) == 1:  # a line of one point would not be seen
            return f'<circle cx="{x(0):.1f}" cy="{y(values[0]):.1f}" r="4" {look}/>'
        points = " ".join(f"{x(epoch):.1f},{y(loss):.1f}" for epoch, loss in enumerate(values))
        return f'<polyline points="{points}" fill="none" stroke-linejoin="round" {look}/>'

    band = max(BAND_WIDTH, 2 * losses.band * inner_height / (high - low))
    step = _round_step((high - low) / MOST_TICKS)
    ticks = [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11" fill="{INK}">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="16" font-size="13">{escape(losses.title)}</text>',
            *(
                f'<path d="M{LEFT} {y(loss):.1f}H{WIDTH - RIGHT}" stroke="{FAINT}"/>'
                f'<text x="{LEFT - 6}" y="{y(loss) + 4:.1f}" text-anchor="end">{loss:.3g}</text>'
                for loss in ticks
            ),
            *(
                f'<text x="{x(epoch):.1f}" y="{HEIGHT - 18}" text-anchor="middle">{epoch}</text>'
                for epoch in sorted({0, last // 2, last})
            ),
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 5}" text-anchor="end">epoch</text>',
            line(losses.expected, f'stroke="{OURS}" stroke-opacity="0.45" stroke-width="{band:.1f}"'),
            line(losses.got, f'stroke="{THEIRS}" stroke-width="1.8" stroke-dasharray="6 2"'),
            _key(LEFT, THEIRS, 'stroke-width="1.8" stroke-dasharray="6 2"', "yours"),
            _key(LEFT + 80, OURS, f'stroke-opacity="0.45" stroke-width="{BAND_WIDTH}"', "expected"),
            "</svg>",
        ]
    )


def losses_text(losses: Losses) -> str:
    """What the plot shows, in one sentence, for who does not see it."""
    difference = (
        epoch
        for epoch, (got, want) in enumerate(zip(losses.got, losses.expected, strict=True))
        if abs(got - want) > losses.band
    )
    first = next(difference, None)
    apart = "they agree" if first is None else f"they differ from epoch {first} on"
    return (
        f"{losses.title}: yours goes from {losses.got[0]:.3g} to {losses.got[-1]:.3g}, "
        f"expected from {losses.expected[0]:.3g} to {losses.expected[-1]:.3g}; {apart}."
    )


def _round_step(least: float) -> float:
    """The smallest of …, 0.1, 0.2, 0.5, 1, … that is not below `least`."""
    magnitude = 10.0 ** math.floor(math.log10(least))
    return next(step for factor in (1, 2, 5, 10) if (step := factor * magnitude) >= least)


def _key(x: float, colour: str, look: str, name: str) -> str:
    y = HEIGHT - 9
    return f'<path d="M{x} {y}h24" stroke="{colour}" {look}/><text x="{x + 30}" y="{y + 4}">{escape(name)}</text>'
