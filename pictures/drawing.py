"""A sheet to draw on, in the one style that all pictures share. What it writes is plain SVG.

Coordinates are pixels from the top left corner. Boxes and circles are placed by their centre.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import hypot

from autograder.reports.png import png

WIDTH = 720  # of a notebook's text, about

INK, MUTED, FAINT = "#1f2937", "#6b7280", "#d1d5db"
BLUE, GREEN, AMBER, RED, PURPLE = "#2563eb", "#15803d", "#b45309", "#c2410c", "#7c3aed"

Point = tuple[float, float]


@dataclass(frozen=True)
class Look:
    """The colours of a shape, which say what it stands for."""

    fill: str
    stroke: str


LAYER = Look("#dbeafe", BLUE)  # has weights
FUNCTION = Look("#dcfce7", GREEN)  # has none
LOSS = Look("#fef3c7", AMBER)
STATE = Look("#ede9fe", PURPLE)
VALUE = Look("#f3f4f6", MUTED)
OPERATION = Look("#fff", INK)
PLAIN = Look("#fff", "#9ca3af")
CELL = Look("#f8fafc", FAINT)

_STYLE = """\
text { font: 14px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2937; text-anchor: middle }
.m { font-family: "STIX Two Text", "Times New Roman", Times, Georgia, serif; font-size: 1.12em }
.i { font-style: italic }
.s { font-size: 0.76em }
"""
_TOKEN = re.compile(r"([_^])(?:\{([^}]*)\}|(.))|([^_^]+)")
_RUN = re.compile(r"[A-Za-z]+|[^A-Za-z]+")


class Drawing:
    """A picture of one notebook. `title` and `description` are what a screen reader says."""

    def __init__(self, title: str, description: str, height: int) -> None:
        self._title = title
        self._description = description
        self._height = height
        self._elements: list[str] = []

    def svg(self) -> str:
        """The file's text."""
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self._height}" '
                f'viewBox="0 0 {WIDTH} {self._height}" role="img" aria-labelledby="title description">',
                f'<title id="title">{escape(self._title)}</title>',
                f'<desc id="description">{escape(self._description)}</desc>',
                f"<style>\n{_STYLE}</style>",
                # white, for a notebook may be dark
                f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{self._height - 1}" rx="10" fill="#fff" '
                f'stroke="{FAINT}"/>',
                *self._elements,
                "</svg>\n",
            ]
        )

    def box(self, x: float, y: float, width: float, height: float, look: Look, text: str = "") -> None:
        """A rounded box, with its text in the middle; a newline in the text begins another line."""
        self._elements.append(_rectangle(x, y, width, height, look, 7))
        lines = text.split("\n")
        for number, line in enumerate(lines):
            self.text(x, y + 18 * (number - (len(lines) - 1) / 2), line)

    def cells(
        self, x: float, y: float, texts: Sequence[str], marked: Collection[int], look: Look, width: float = 20
    ) -> None:
        """A row of small cells, centred at (x, y), some of them marked by their look."""
        for index in sorted(range(len(texts)), key=lambda index: index in marked):  # their edges are on top
            place = x + width * (index - (len(texts) - 1) / 2)
            self._elements.append(_rectangle(place, y, width, 20, look if index in marked else PLAIN, 2))
            self.text(place, y, texts[index], size=13)

    def operation(self, x: float, y: float, sign: str, radius: float = 13) -> None:
        """A small circle: an operation element by element."""
        self.circle(x, y, radius, OPERATION)
        self.text(x, y, sign, size=17 if len(sign) == 1 else 14)

    def circle(self, x: float, y: float, radius: float, look: Look) -> None:
        self._elements.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{look.fill}" stroke="{look.stroke}" '
            'stroke-width="1.5"/>'
        )

    def dot(self, x: float, y: float, color: str = INK) -> None:
        """Where a line forks. Lines that merely cross have none."""
        self._elements.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="3.2" fill="{color}"/>')

    def line(self, *points: Point, color: str = INK) -> None:
        """A line through the points, its corners rounded."""
        self._elements.append(f'<path d="{_path(points)}" fill="none" stroke="{color}" stroke-width="1.6"/>')

    def arrow(self, *points: Point, color: str = INK) -> None:
        """A line through the points, with a head at the last one."""
        (x0, y0), (x, y) = points[-2:]
        length = hypot(x - x0, y - y0)
        dx, dy = (x - x0) / length, (y - y0) / length
        base_x, base_y = x - 8 * dx, y - 8 * dy
        self.line(*points[:-1], (base_x, base_y), color=color)
        head = (x, y), (base_x - 4 * dy, base_y + 4 * dx), (base_x + 4 * dy, base_y - 4 * dx)
        corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in head)
        self._elements.append(f'<polygon points="{corners}" fill="{color}"/>')

    def branches(self, *points: Point, tips: Iterable[Point], color: str = INK) -> None:
        """A line through the points that goes on to the right, with an arrow up or down from it to each tip.

        The tips are given from left to right; the line ends in the last one.
        """
        *others, last = tips
        end = points[-1]
        self.arrow(*points, (last[0], end[1]), last, color=color)
        for x, y in others:
            self.arrow((x - 8, end[1]), (x, end[1]), (x, y), color=color)

    def mesh(self, starts: Iterable[Point], ends: Sequence[Point]) -> None:
        """A thin line from every start to every end."""
        lines = "".join(f"M{_n(x)} {_n(y)}L{_n(a)} {_n(b)}" for x, y in starts for a, b in ends)
        self._elements.append(f'<path d="{lines}" fill="none" stroke="{FAINT}" stroke-width="0.7"/>')

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 14,
        color: str = INK,
        anchor: str = "middle",
        bold: bool = False,
    ) -> None:
        """One line, vertically centred at y. Between two $ is mathematics, as in `$h_{t-1}$`.

        anchor: which part of the line is at x: start, middle or end
        """
        styles = {
            f"font-size:{_n(size)}px": size != 14,
            f"fill:{color}": color != INK,
            f"text-anchor:{anchor}": anchor != "middle",
            "font-weight:600": bold,
        }
        style = ";".join(each for each, used in styles.items() if used)
        attribute = f' style="{style}"' if style else ""
        self._elements.append(
            f'<text x="{_n(x)}" y="{_n(y + 0.35 * size)}"{attribute}>{_markup(text, size)}</text>'
        )

    def pixels(
        self,
        x: float,
        y: float,
        size: tuple[float, float],
        rows: Sequence[Sequence[int]],
        palette: Sequence[str],
    ) -> None:
        """An image in a thin frame, its top left corner at (x, y); each pixel has the colour palette[pixel]."""
        width, height = map(_n, size)
        place = f'x="{_n(x)}" y="{_n(y)}" width="{width}" height="{height}"'
        content = b64encode(png(rows, palette)).decode()
        self._elements.append(
            f'<image {place} style="image-rendering:pixelated" preserveAspectRatio="none" '
            f'href="data:image/png;base64,{content}"/>'
            f'<rect {place} fill="none" stroke="{FAINT}"/>'
        )


def _rectangle(x: float, y: float, width: float, height: float, look: Look, radius: float) -> str:
    return (
        f'<rect x="{_n(x - width / 2)}" y="{_n(y - height / 2)}" width="{_n(width)}" height="{_n(height)}" '
        f'rx="{_n(radius)}" fill="{look.fill}" stroke="{look.stroke}" stroke-width="1.5"/>'
    )


def _path(points: Sequence[Point]) -> str:
    """Straight from point to point, each corner between them rounded."""
    radius = 8
    steps = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        (x1, y1), (x2, y2) = _towards(corner, before, radius), _towards(corner, after, radius)
        steps.append(f"L{_n(x1)} {_n(y1)}Q{_n(corner[0])} {_n(corner[1])} {_n(x2)} {_n(y2)}")
    return "".join([*steps, f"L{_n(points[-1][0])} {_n(points[-1][1])}"])


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1])
    share = min(distance / length, 1)
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _markup(text: str, size: float) -> str:
    """The parts of a line as SVG: those between two $ in italics, with what is below (_) and above (^) the line."""
    parts = text.split("$")
    return "".join(
        _mathematics(part, size) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def _mathematics(text: str, size: float) -> str:
    spans, lift = [], 0.0
    for mark, group, single, run in _TOKEN.findall(text):
        drop = {"_": 0.26 * size, "^": -0.34 * size, "": 0.0}[mark]
        shift = f' dy="{_n(drop - lift)}"' if drop != lift else ""
        for number, content in enumerate(_RUN.findall(group or single or run)):
            # words such as tanh are upright; letters are italic, and an index of two of them is still letters
            italic = " i" if content.isalpha() and len(content) < 3 else ""
            small = " s" if mark else ""
            move = "" if number else shift
            spans.append(f'<tspan class="m{italic}{small}"{move}>{escape(content.replace("-", "−"))}</tspan>')
        lift = drop
    if lift:
        spans.append(f'<tspan dy="{_n(-lift)}">\u200b</tspan>')  # back to the line
    return "".join(spans)


def _n(number: float) -> str:
    """As short as it can be: 2 for 2.0."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
