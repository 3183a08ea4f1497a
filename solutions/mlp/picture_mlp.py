"""The layers of the lecture's perceptron, from the 784 pixels of a digit to ten logits."""

from __future__ import annotations

from itertools import pairwise

from pictures.digit import LEVELS, digit, shades
from pictures.drawing import BLUE, FUNCTION, LAYER, MUTED, VALUE, Drawing, Point

# the width of each layer, how many of its neurons are drawn, and what they are
LAYERS = (
    (784, 12, "pixels"),
    (512, 10, "ReLU"),
    (256, 8, "ReLU"),
    (128, 6, "ReLU"),
    (64, 4, "ReLU"),
    (10, 10, "logits"),
)
FIRST, STEP = 208, 91  # where the first layer stands, and how far it is to the next
MIDDLE, APART = 152, 18  # the height of the layers' middle, and how far a unit is from the next
WIDTHS, NAMES = 300, 322  # heights of the texts


def draw() -> Drawing:
    drawing = Drawing(
        "A multi-layer perceptron",
        "The 28 by 28 pixels of a digit are the 784 inputs. Four hidden layers of 512, 256, 128 and 64 neurons "
        "follow, each with ReLU, and then ten logits, one for each digit. Every neuron is joined to every neuron of "
        "the layer before.",
        height=348,
    )
    drawing.pixels(24, MIDDLE - 56, (112, 112), digit().tolist(), shades(BLUE, LEVELS))
    drawing.text(80, WIDTHS, "28 × 28", bold=True)
    drawing.text(80, NAMES, "a digit", color=MUTED, size=13)
    drawing.arrow((144, MIDDLE), (FIRST - 14, MIDDLE))
    columns = [_neurons(FIRST + STEP * layer, width, shown) for layer, (width, shown, _) in enumerate(LAYERS)]
    for before, after in pairwise(columns):
        drawing.mesh(before, after)
    for neurons, (width, _, name) in zip(columns, LAYERS, strict=True):
        x = neurons[0][0]
        for _, y in neurons:
            drawing.circle(x, y, 6.5, {"pixels": VALUE, "ReLU": FUNCTION, "logits": LAYER}[name])
        if width > len(neurons):
            drawing.text(x, MIDDLE, "⋮", size=18, bold=True)
        drawing.text(x, WIDTHS, str(width), bold=True)
        drawing.text(x, NAMES, name, color=MUTED, size=13)
    for number, (x, y) in enumerate(columns[-1]):
        drawing.text(x + 20, y, str(number), size=13)
    return drawing


def _neurons(x: float, width: int, shown: int) -> list[Point]:
    """Where neurons are drawn; where some are left out, the middle stays free."""
    places = [number - (shown - 1) / 2 for number in range(shown)]
    if shown < width:
        places = [place + (0.6 if place > 0 else -0.6) for place in places]
    return [(x, MIDDLE + APART * place) for place in places]
