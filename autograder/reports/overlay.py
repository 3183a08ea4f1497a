"""The trainings of a class in one small SVG: how far each student's losses are from those expected of that student.

Hidden weights are drawn anew for each submission, so the losses of right answers differ, too. The picture shows the
difference from the expected losses, which is 0 for a right answer. Inside the band the scale is linear, beyond it
logarithmic, because a wrong loop may be a thousand times as far off as rounding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from autograder.checks.exhibits import Losses
from autograder.reports.plots import LEFT, RIGHT, WIDTH, Frame, key, leaves_at

MOST_DECADES = 6  # beyond the band
LEAST_BAND = 1e-9  # a suite may allow no difference
RIGHT_LOOK, WRONG_LOOK = (
    'stroke-width="1.2" stroke-opacity="0.7"',
    'stroke-width="1.4" stroke-dasharray="6 2"',
)


def overlay_svg(title: str, losses: Sequence[Losses]) -> str:
    """Of at least one student. Colours are those of `page.STYLE`; who leaves the band differs by dashes, too."""
    differences = [_differences(each) for each in losses]
    most = max(abs(value) for values in differences for value in values)
    high = max(1, math.ceil(min(most, MOST_DECADES + 1))) + 0.15
    frame = Frame(
        -high, high, max(len(values) for values in differences) - 1 or 1, "var(--ink)", "var(--line)"
    )
    lines: dict[bool, list[str]] = {True: [], False: []}
    for each, values in zip(losses, differences, strict=True):
        is_right = leaves_at(each) is None
        colour, look = ("var(--good)", RIGHT_LOOK) if is_right else ("var(--bad)", WRONG_LOOK)
        lines[is_right].append(frame.line(values, f'stroke="{colour}" {look}'))
    inside, outside = len(lines[True]), len(lines[False])
    band = frame.y(-1) - frame.y(1)
    told = (
        f"{title}: the loss less the expected one, by epoch: {inside} of {inside + outside} trainings "
        f"stay in the band that counts as equal, {outside} do not"
    )
    return frame.around(
        [
            f'<text x="{LEFT}" y="16">{escape(title)}: loss less the expected</text>',
            f'<rect x="{LEFT}" y="{frame.y(1):.1f}" width="{WIDTH - LEFT - RIGHT}" height="{band:.1f}" '
            'fill="var(--same)" fill-opacity="0.35"/>',
            frame.axes(_ticks(losses, math.floor(high))),
            *lines[True],
            *lines[False],
            key(LEFT, "var(--same)", 'stroke-opacity="0.6" stroke-width="9"', "expected"),
            key(LEFT + 100, "var(--good)", RIGHT_LOOK, f"within ({inside})"),
            key(LEFT + 200, "var(--bad)", WRONG_LOOK, f"beyond ({outside})"),
        ],
        f' role="img" aria-label="{escape(told)}"',
    )


def _differences(losses: Losses) -> list[float]:
    """From -1 to 1 in the band; each 1 beyond it is ten times as much."""
    band = max(losses.band, LEAST_BAND)
    return [_scaled((got - want) / band) for got, want in zip(losses.got, losses.expected, strict=True)]


def _scaled(bands: float) -> float:
    return bands if abs(bands) <= 1 else math.copysign(1 + math.log10(abs(bands)), bands)


def _ticks(losses: Sequence[Losses], most: int) -> list[tuple[float, str]]:
    """In units of the loss; where suites allow some students more than others, in bands."""
    bands = {each.band for each in losses}
    (unit,), ending = (bands, "") if len(bands) == 1 and min(bands) > 0 else ({1.0}, " ×")
    ticks = [(0.0, "0")]
    for place in range(1, most + 1):
        told = f"{unit * 10 ** (place - 1):.3g}{ending}"
        ticks += [(float(place), f"+{told}"), (float(-place), f"−{told}")]
    return ticks
