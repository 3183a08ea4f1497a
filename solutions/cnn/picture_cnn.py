"""The feature maps of the lecture's network, computed for a real digit.

The weights are whole numbers chosen here, not trained ones, so that the picture is the same wherever it is drawn. The
first ten kernels look for edges in ten directions, as trained ones often do.
"""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pictures.digit import LEVELS, digit, shades
from pictures.drawing import BLUE, LAYER, MUTED, RED, WIDTH, Drawing

Maps = NDArray[np.int64]  # (channels, rows, columns)
Kernels = NDArray[np.int64]  # (out, in, 5, 5)

DIRECTIONS = ((1, 0), (2, 1), (1, 1), (1, 2), (0, 1), (-1, 2), (-1, 1), (-2, 1), (-1, 0), (0, -1))
MIDDLE, SHAPES, NAMES = 156, 316, 340  # heights: of the maps' middle, of the texts
PALETTE = [*reversed(shades(RED, LEVELS)[1:]), *shades(BLUE, LEVELS)]  # negative, zero, positive


def draw() -> Drawing:
    drawing = Drawing(
        "The feature maps of a convolutional network",
        "A digit of 28 by 28 pixels becomes 10 feature maps of 24 by 24 by a convolution, of 12 by 12 by max-pooling "
        "and ReLU, then 20 of 8 by 8 by another convolution, of 4 by 4 by max-pooling and ReLU; these are flattened "
        "into 320 values, and a linear layer makes ten logits of them.",
        height=414,
    )
    image = digit()[None]  # (1, 28, 28)
    conv1 = convolve(image, edges())  # (10, 24, 24)
    pool1 = rectify(pool(conv1))  # (10, 12, 12)
    conv2 = convolve(pool1, mixtures())  # (20, 8, 8)
    pool2 = rectify(pool(conv2))  # (20, 4, 4)
    _draw_maps(drawing, 22, image, 1, 3, "image")
    _draw_maps(drawing, 138, conv1, 2, 2, "convolution,", "kernel 5")
    _draw_maps(drawing, 270, pool1, 2, 3, "max-pool 2,", "ReLU")
    _draw_maps(drawing, 376, conv2, 4, 3, "convolution,", "kernel 5")
    _draw_maps(drawing, 514, pool2, 4, 4, "max-pool 2,", "ReLU")
    _draw_head(drawing, pool2)
    for x in (122, 254, 361, 499, 606):
        drawing.arrow((x - 11, MIDDLE), (x + 11, MIDDLE), color=MUTED)
    drawing.text(
        WIDTH / 2, 392, "blue: above 0, orange: below 0; ReLU leaves nothing below 0", color=MUTED, size=13
    )
    return drawing


def edges() -> Kernels:
    """The kernels (10, 1, 5, 5): bright on one side of a line through the middle, dark on the other."""
    rows, columns = np.indices((5, 5)) - 2
    kernels = np.stack([np.sign(down * rows + right * columns) for down, right in DIRECTIONS])
    return kernels[:, None]


def mixtures() -> Kernels:
    """The kernels (20, 10, 5, 5): in each map they look for an edge, in proportions drawn by chance."""
    chance = Random(1)
    shares = np.array([chance.randint(-3, 3) for _ in range(20 * 10)]).reshape(20, 10, 1, 1)
    directions = np.array([chance.randrange(10) for _ in range(20 * 10)]).reshape(20, 10)
    kernels: Kernels = shares * edges()[directions, 0]
    return kernels


def convolve(maps: Maps, kernels: Kernels) -> Maps:
    windows = sliding_window_view(maps, kernels.shape[-2:], axis=(1, 2))  # (in, rows, columns, 5, 5)
    convolved: Maps = np.einsum("crsij,ocij->ors", windows, kernels)
    return convolved


def pool(maps: Maps) -> Maps:
    channels, rows, columns = maps.shape
    pooled: Maps = maps.reshape(channels, rows // 2, 2, columns // 2, 2).max(axis=(2, 4))
    return pooled


def rectify(maps: Maps) -> Maps:
    rectified: Maps = np.maximum(maps, 0)
    return rectified


def _draw_maps(drawing: Drawing, x: float, maps: Maps, columns: int, scale: float, *names: str) -> None:
    """All maps of a stage in a grid of so many columns, and below it their shape and what made them."""
    size, gap = scale * maps.shape[1], 4
    top = MIDDLE - (len(maps) // columns * (size + gap) - gap) / 2
    for number, rows in enumerate(_colours(maps).tolist()):
        down, right = divmod(number, columns)
        place = x + (size + gap) * right, top + (size + gap) * down
        drawing.pixels(*place, (size, size), rows, PALETTE)
    _name(drawing, x + (columns * (size + gap) - gap) / 2, " × ".join(map(str, maps.shape)), *names)


def _draw_head(drawing: Drawing, maps: Maps) -> None:
    """The values of all maps in one row, here from top to bottom, and the ten logits."""
    drawing.pixels(624, MIDDLE - 128, (10, 256), _colours(maps).reshape(-1, 1).tolist(), PALETTE)
    logits = [(674.0, MIDDLE + 20 * (number - 4.5)) for number in range(10)]
    drawing.mesh([(635, MIDDLE + 24 * (place - 4.5)) for place in range(10)], logits)
    for number, (x, y) in enumerate(logits):
        drawing.circle(x, y, 6.5, LAYER)
        drawing.text(x + 20, y, str(number), size=13)
    _name(drawing, 629, "320", "flatten")
    _name(drawing, 680, "10", "linear")


def _colours(maps: Maps) -> Maps:
    """The place of each value in the palette, the largest of them at its end."""
    largest = np.abs(maps).max()
    colours: Maps = LEVELS + (2 * LEVELS * maps + largest) // (2 * largest)  # rounded
    return colours


def _name(drawing: Drawing, x: float, shape: str, *names: str) -> None:
    drawing.text(x, SHAPES, shape, bold=True)
    for line, name in enumerate(names):
        drawing.text(x, NAMES + 17 * line, name, color=MUTED, size=13)
