"""Scaled dot-product attention, and what it gives for the letters of hello:

softmax(Q K^T / sqrt(d)) V, a row of weights for each query. The weights shown are those of one-hot vectors, d = 4.
"""

from __future__ import annotations

from math import exp

from pictures.drawing import BLUE, FAINT, FUNCTION, LAYER, MUTED, PLAIN, PURPLE, RED, VALUE, Drawing, Look

WORD = "hello"
LIKE, UNLIKE = (
    exp(0.5),
    exp(0.0),
)  # of the scores of equal and of different one-hot vectors: 1 / sqrt(4), and 0

QUERY, KEY, VALUES = 90, 200, 310  # where Q, K and V stand
INPUT, LINEAR, SCORES, MASK, SOFTMAX, MEAN = (
    396,
    332,
    252,
    190,
    128,
    66,
)  # the rows of the diagram, from the bottom
MIDDLE = (QUERY + KEY) / 2
LEFT, TOP, SIZE = 462, 108, 44  # the first cell of the table, and how far it is to the next
SHADES = ("#f5f3ff", "#ede9fe", "#ddd6fe", "#c4b5fd", "#a78bfa")  # from the smallest weight to the largest


def draw() -> Drawing:
    drawing = Drawing(
        "Attention, and its weights for hello",
        "Three linear layers make queries, keys and values of x. The scalar products of queries and keys, divided by "
        "the root of d, are masked, and a softmax makes weights of them. The weights times the values are the output. "
        "Beside it a table: in the row of each letter of hello the weights of the letters up to it, in shades of "
        "purple. They add up to 1. Above the diagonal the mask leaves nothing.",
        height=424,
    )
    _draw_inputs(drawing)
    _draw_weights(drawing)
    drawing.line((392, 24), (392, 400), color=FAINT)
    _draw_table(drawing)
    return drawing


def _draw_inputs(drawing: Drawing) -> None:
    """Q, K and V, each a linear layer of x."""
    drawing.text(KEY, INPUT + 8, "$x$")
    tips = [(x, LINEAR + 16) for x in (QUERY, KEY, VALUES)]
    drawing.line((KEY, INPUT - 4), (KEY, INPUT - 20))
    drawing.dot(KEY, INPUT - 20)
    drawing.arrow((KEY, INPUT - 20), tips[1])
    for tip in (tips[0], tips[2]):
        drawing.arrow((KEY, INPUT - 20), (tip[0], INPUT - 20), tip)
    for x, name in ((QUERY, "query"), (KEY, "key"), (VALUES, "value")):
        drawing.box(x, LINEAR, 76, 32, LAYER, name)
        drawing.text(x + 8, LINEAR - 30, f"${name[0].upper()}$", anchor="start", color=BLUE)


def _draw_weights(drawing: Drawing) -> None:
    """softmax(Q K^T / sqrt(d)) V"""
    for x, tip in ((QUERY, MIDDLE - 26), (KEY, MIDDLE + 26)):
        drawing.arrow((x, LINEAR - 16), (x, SCORES + 34), (tip, SCORES + 34), (tip, SCORES + 16))
    texts = {SCORES: "$Q K^T$ / √$d$", MASK: "mask: −∞", SOFTMAX: "softmax"}
    for y, text in texts.items():
        drawing.box(MIDDLE, y, 112, 32, FUNCTION, text)
    for y, name in ((SCORES, "scores"), (MASK, ""), (SOFTMAX, "weights")):
        drawing.arrow((MIDDLE, y - 16), (MIDDLE, y - 46))
        drawing.text(MIDDLE + 8, y - 30, name, anchor="start", color=MUTED, size=13)
    drawing.arrow((VALUES, LINEAR - 16), (VALUES, MEAN), (MIDDLE + 58, MEAN))
    drawing.box(MIDDLE, MEAN, 112, 32, FUNCTION, "weights · $V$")
    drawing.arrow((MIDDLE, MEAN - 16), (MIDDLE, MEAN - 40))
    drawing.text(MIDDLE + 8, MEAN - 32, "output", anchor="start", color=PURPLE)


def _draw_table(drawing: Drawing) -> None:
    drawing.text(LEFT + 2 * SIZE, 36, "weights, with the causal mask", bold=True)
    drawing.text(LEFT + 2 * SIZE, TOP - 46, "key: the letter that is seen", color=MUTED, size=13)
    for number, letter in enumerate(WORD):
        drawing.text(LEFT + SIZE * number, TOP - 24, letter, size=17, bold=True)
        drawing.text(LEFT - 38, TOP + 30 * number, letter, size=17, bold=True, color=PURPLE)
    for row in range(len(WORD)):
        seen = [LIKE if letter == WORD[row] else UNLIKE for letter in WORD[: row + 1]]
        for column in range(len(WORD)):
            weight = seen[column] / sum(seen) if column <= row else 0.0
            text = f"{weight:.2f}" if column <= row else ""
            place = LEFT + SIZE * column, TOP + 30 * row
            drawing.box(*place, SIZE - 4, 26, _shade(weight), text)
    drawing.text(
        LEFT + 2 * SIZE, TOP + 152, "a row for each query: the letter that looks", color=PURPLE, size=13
    )
    drawing.text(
        LEFT + 2 * SIZE,
        TOP + 176,
        "each row adds up to 1",
        color=MUTED,
        size=13,
    )
    drawing.text(LEFT + 2 * SIZE, TOP + 200, "here $Q$ = $K$ = $x$, one-hot vectors", color=MUTED, size=13)
    drawing.box(LEFT + SIZE - 18, TOP + 236, SIZE - 4, 22, PLAIN)
    drawing.text(LEFT + SIZE + 12, TOP + 236, "comes later: not seen", anchor="start", color=RED, size=13)
    drawing.box(LEFT + SIZE - 18, TOP + 264, SIZE - 4, 22, LAYER)
    drawing.text(
        LEFT + SIZE + 12, TOP + 264, "a linear layer: it is trained", anchor="start", color=MUTED, size=13
    )
    drawing.box(LEFT + SIZE - 18, TOP + 292, SIZE - 4, 22, FUNCTION)
    drawing.text(LEFT + SIZE + 12, TOP + 292, "nothing to train", anchor="start", color=MUTED, size=13)


def _shade(weight: float) -> Look:
    if weight == 0:
        return PLAIN
    return Look(SHADES[min(len(SHADES) - 1, int(weight * len(SHADES)))], VALUE.stroke)
