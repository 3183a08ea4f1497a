"""Pictures of what your code does, which `check` shows in a notebook below its words; torch is all that they need.

An assignment may have a module `_exhibits` (solutions/<name>/exhibits_<name>.py) of functions that make them, for parts
whose tests all pass: what they are given is the notebook as a module.

    def model(student):
        net = network_of(student, student.Net)
        return net and images("The weights of the first layer", [("", net.linear.weight)])
"""

from __future__ import annotations

import copy
import math
from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import torch
from _plots import IN_ENGLISH, losses_svg, losses_text  # type: ignore[import-not-found]
from _png import png, shades  # type: ignore[import-not-found]
from torch.overrides import TorchFunctionMode

LEVELS = 7  # of a color, besides none
POSITIVE, NEGATIVE = "#2563eb", "#c2410c"
PALETTE = [*reversed(shades(NEGATIVE, LEVELS)[1:]), *shades(POSITIVE, LEVELS)]
SIZE, GAP, COLUMNS = 56, 10, 10  # of the images: pixels, and how many stand side by side
MOST_WRONG = 20
INK = "#1f2937"
LAST_NARROW = 0x2E7F  # characters after it are as wide as they are high


@dataclass(frozen=True)
class Picture:
    """alt: what it shows, in words. svg: "" where the words say it all."""

    alt: str
    svg: str = ""

    def html(self) -> str:
        if not self.svg:
            return f"<p>{escape(self.alt)}</p>"
        content = b64encode(self.svg.encode()).decode()
        return (
            f'<p><img style="max-width: 100%; height: auto" src="data:image/svg+xml;base64,{content}" '
            f'alt="{escape(self.alt)}"></p>'
        )


@dataclass(frozen=True)
class Losses:
    """A loss for each epoch, and what is expected; band: half the width within which the two count as equal."""

    title: str
    got: Sequence[float]
    expected: Sequence[float]
    band: float

    def picture(self) -> Picture:
        return Picture(losses_text(self, _words()), losses_svg(self, _words()))


def _words() -> Any:
    """Those of the course's language, which a student's folder has if that is not English."""
    try:
        from _words import beside  # type: ignore[import-not-found]
    except ImportError:
        return IN_ENGLISH
    return beside(Path(__file__).parent)


def in_words(text: str) -> str:
    return str(_words().of(text))


def images(title: str, tiles: Sequence[tuple[str, torch.Tensor]], alt: str = "", size: int = SIZE) -> Picture:
    """Matrices (rows, columns) beside each other, with a few words below each: blue above 0, orange below.

    The largest value of all of them has the full color. size: of one, in pixels. title, words: in the course's language
    if its catalogues have them.
    """
    title = in_words(title)
    values = [(in_words(words), tile.detach().cpu().float()) for words, tile in tiles]
    largest = max((float(tile.abs().max()) for _, tile in values), default=0.0) or 1.0
    below = 18 if any(words for words, _ in values) else 0  # pixels for the words
    drawn = []
    for number, (words, tile) in enumerate(values):
        down, right = divmod(number, COLUMNS)
        x, y = GAP + (size + GAP) * right, 34 + (size + GAP + below) * down
        rows = (tile / largest * LEVELS).round().int() + LEVELS
        place = f'x="{x}" y="{y}" width="{size}" height="{size}"'
        content = b64encode(png(rows.tolist(), PALETTE)).decode()
        drawn.append(
            f'<image {place} style="image-rendering:pixelated" preserveAspectRatio="none" '
            f'href="data:image/png;base64,{content}"/><rect {place} fill="none" stroke="#d1d5db"/>'
            f'<text x="{x + size / 2:g}" y="{y + size + 14}" text-anchor="middle">{escape(words)}</text>'
        )
    across = min(len(values), COLUMNS) * (size + GAP) + GAP
    width = max(across, sum(15 if ord(each) > LAST_NARROW else 8 for each in title))
    height = 34 + math.ceil(len(values) / COLUMNS) * (size + GAP + below) + 2
    return Picture(
        alt or title,
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11" fill="{INK}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<text x="{GAP}" y="20" font-size="13">{escape(title)}</text>{"".join(drawn)}</svg>',
    )


def network_of(student: Any, kind: type) -> Any:
    """A copy of the network that the notebook made last of its own class, on the CPU; None where it has none."""
    found = [value for value in vars(student).values() if type(value) is kind]
    if not found:
        return None
    net = copy.deepcopy(found[-1])
    return net.cpu().eval() if isinstance(net, torch.nn.Module) else net


def maps_on_the_way(
    network: Callable[[torch.Tensor], Any], inputs: torch.Tensor, shapes: Collection[tuple[int, ...]]
) -> list[torch.Tensor]:
    """What a network computes of these shapes, the last of each, in the order of `shapes`."""
    noted = _Values()
    with torch.no_grad(), noted:
        network(inputs)
    return [noted.values[shape] for shape in shapes if shape in noted.values]


class _Values(TorchFunctionMode):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[tuple[int, ...], torch.Tensor] = {}

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        value = func(*args, **(kwargs or {}))
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            self.values[tuple(value.shape)] = value
        return value


def wrongly_read(
    network: Callable[[torch.Tensor], torch.Tensor], pixels: torch.Tensor, labels: torch.Tensor
) -> Picture:
    """The images (n, 1, 28, 28) whose largest logit is not that of the label, each with what was read in it."""
    with torch.no_grad():
        answers = network(pixels).argmax(1)  # (n,)
    wrong = (answers != labels).nonzero().flatten().tolist()
    if not wrong:
        return Picture(in_words(f"All {len(labels)} test images are read rightly."))
    shown = wrong[:MOST_WRONG]
    told = [in_words(f"{int(labels[each])}, read as {int(answers[each])}") for each in shown]
    title = in_words(f"{len(wrong)} of {len(labels)} test images are read wrongly")
    if len(wrong) > len(shown):
        title += in_words(f", the first {len(shown)}")
    tiles = [(words.replace("read ", ""), pixels[each, 0]) for words, each in zip(told, shown, strict=True)]
    return images(title, tiles, f"{title}: {'; '.join(told)}.")
