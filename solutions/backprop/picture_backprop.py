"""The layers of a perceptron: values go forward through them, gradients come back."""

from __future__ import annotations

from pictures.drawing import BLUE, FUNCTION, INK, LAYER, LOSS, MUTED, RED, Drawing

ROW = 138
FIRST, RELU, SECOND, ENTROPY = 140, 284, 428, 572
HALF, HIGH = 44, 76  # half the width of a box, and its height
START, END = 36, 676


def draw() -> Drawing:
    drawing = Drawing(
        "Values go forward, gradients come back",
        "The input x goes through Linear, ReLU, Linear and the cross-entropy, which also takes the labels and gives "
        "the loss L. Backwards, each layer gets the gradient of L with respect to its output and gives that with "
        "respect to its input. The linear layers also get the gradients of their weights and biases.",
        height=318,
    )
    for left, right, value in (
        (START, FIRST - HALF, "x"),
        (FIRST + HALF, RELU - HALF, "z"),
        (RELU + HALF, SECOND - HALF, "a"),
        (SECOND + HALF, ENTROPY - HALF, "y"),
    ):
        _draw_between(drawing, left, right, f"${value}$", f"$∂L/∂{value}$")
    _draw_between(drawing, ENTROPY + HALF, END, "", "1")
    drawing.text(END + 12, ROW, "$L$", size=17)
    _draw_weights(drawing, FIRST, 1)
    _draw_weights(drawing, SECOND, 2)
    drawing.text(ENTROPY, 40, "labels", size=15)
    drawing.arrow((ENTROPY, 56), (ENTROPY, ROW - HIGH / 2 - 2))
    for x, look, text in (
        (FIRST, LAYER, "Linear"),
        (RELU, FUNCTION, "ReLU"),
        (SECOND, LAYER, "Linear"),
        (ENTROPY, LOSS, "cross-\nentropy"),
    ):
        drawing.box(x, ROW, 2 * HALF, HIGH, look, text)
    _draw_legend(drawing, 288)
    return drawing


def _draw_between(drawing: Drawing, left: float, right: float, value: str, gradient: str) -> None:
    """What goes from the layer on the left to that on the right, and what comes back."""
    drawing.arrow((left, ROW - 16), (right - 2, ROW - 16))
    drawing.text((left + right) / 2 - 2, ROW - 31, value, size=17)
    drawing.arrow((right, ROW + 16), (left + 2, ROW + 16), color=RED)
    drawing.text((left + right) / 2 + 2, ROW + 32, gradient, color=RED, size=14)


def _draw_weights(drawing: Drawing, x: float, number: int) -> None:
    drawing.text(x, 40, f"$W_{number}$, $b_{number}$", color=BLUE, size=17)
    drawing.arrow((x, 56), (x, ROW - HIGH / 2 - 2), color=BLUE)
    drawing.arrow((x, ROW + HIGH / 2), (x, 220), color=RED)
    drawing.text(x, 236, f"$∂L/∂W_{number}$, $∂L/∂b_{number}$", color=RED, size=14)


def _draw_legend(drawing: Drawing, y: float) -> None:
    drawing.arrow((180, y), (216, y), color=INK)
    drawing.text(226, y, "forward: values", color=MUTED, anchor="start", size=13)
    drawing.arrow((416, y), (380, y), color=RED)
    drawing.text(426, y, "backward: gradients", color=MUTED, anchor="start", size=13)
