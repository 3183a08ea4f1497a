"""The network from the letters to the logits, and one of its blocks:

y = x + attention(norm1(x)), z = y + down(relu(up(norm2(y)))).
"""

from __future__ import annotations

from pictures.drawing import BLUE, CELL, FAINT, FUNCTION, LAYER, MUTED, PURPLE, STATE, Drawing

HELLO, OHLOL = "hello", "ohlol"
FIRST, STEP = 92, 52  # where the first letter stands, and how far it is to the next
LETTERS, TOKEN, POSITION, BLOCKS, HEAD, LOGITS = 444, 390, 338, 232, 122, 60  # the rows, from the bottom
MIDDLE = FIRST + 2 * STEP
WIDE = 4 * STEP + 44

AXIS, AROUND = 560, 462  # of the block's picture: its parts, and the way around them
IN, FORK1, NORM1, ATTENTION, ADD1, FORK2, NORM2, UP, DOWN, ADD2, OUT = (
    446, 424, 394, 344, 296, 274, 246, 200, 130, 84, 48,
)  # fmt: skip


def draw() -> Drawing:
    drawing = Drawing(
        "A transformer, and one of its blocks",
        "Left: each letter of hello becomes a row of numbers, and the row of its place is added. The five rows go "
        "through blocks, in which a place looks at itself and at the places before it; a norm and a linear layer make "
        "logits of them, and the answers are o, h, l, o, l. Right: a block. What goes in passes norm1 and attention "
        "and is added to what comes out; the sum passes norm2, up, ReLU and down, and is added to that, too.",
        height=478,
    )
    _draw_network(drawing)
    drawing.line((392, 24), (392, 454), color=FAINT)
    _draw_block(drawing)
    return drawing


def _draw_network(drawing: Drawing) -> None:
    rows = {LETTERS: "letters", TOKEN: "token", POSITION: "position", LOGITS: "answers"}
    for y, name in rows.items():
        drawing.text(12, y, name, color=MUTED, anchor="start", size=13)
    drawing.box(MIDDLE, BLOCKS, WIDE, 66, STATE)
    drawing.text(MIDDLE + WIDE / 2 + 10, BLOCKS, "blocks", color=MUTED, anchor="start", size=13)
    for step in range(len(HELLO)):
        for earlier in range(step):
            drawing.line(
                (FIRST + STEP * earlier, BLOCKS + 22), (FIRST + STEP * step, BLOCKS - 22), color="#c4b5fd"
            )
    for step, (read, answer) in enumerate(zip(HELLO, OHLOL, strict=True)):
        x = FIRST + STEP * step
        drawing.text(x, LETTERS, read, size=22, bold=True)
        drawing.arrow((x, LETTERS - 16), (x, TOKEN + 12))
        drawing.box(x, TOKEN, 40, 24, LAYER, f"$E_{read}$")
        drawing.text(x, (TOKEN + POSITION) / 2, "+", size=17)
        drawing.box(x, POSITION, 40, 24, LAYER, f"$P_{step}$")
        drawing.arrow((x, POSITION - 12), (x, BLOCKS + 33))
        drawing.text(x + 6, POSITION - 34, f"$x_{step}$", anchor="start", color=BLUE)
        drawing.arrow((x, BLOCKS + 22), (x, BLOCKS - 22), color=PURPLE)
        drawing.arrow((x, BLOCKS - 33), (x, HEAD + 28))
        drawing.arrow((x, HEAD - 28), (x, LOGITS + 14))
        drawing.text(x, LOGITS, answer, size=22, bold=True, color=PURPLE)
    drawing.box(MIDDLE, HEAD + 14, WIDE, 28, LAYER, "norm")
    drawing.box(MIDDLE, HEAD - 14, WIDE, 28, LAYER, "head")
    drawing.text(MIDDLE, 26, "the network", bold=True)


def _draw_block(drawing: Drawing) -> None:
    drawing.box(AXIS - 18, (FORK1 + ADD2) / 2 - 2, 260, FORK1 - ADD2 + 40, CELL)
    drawing.text(AXIS, 26, "a block", bold=True)
    drawing.text(AXIS + 10, IN + 8, "$x$", anchor="start")
    drawing.line((AXIS, IN + 14), (AXIS, FORK1))
    for fork, first, add in ((FORK1, NORM1, ADD1), (FORK2, NORM2, ADD2)):
        drawing.dot(AXIS, fork, PURPLE)
        drawing.arrow((AXIS, fork), (AXIS, first + 14))
        drawing.arrow((AXIS, fork), (AROUND, fork), (AROUND, add), (AXIS - 13, add), color=PURPLE)
        drawing.operation(AXIS, add, "+")
    for y, look, text in (
        (NORM1, LAYER, "norm1"),
        (ATTENTION, LAYER, "attention"),
        (NORM2, LAYER, "norm2"),
        (UP, LAYER, "up"),
        (DOWN, LAYER, "down"),
    ):
        drawing.box(AXIS, y, 120, 28, look, text)
    drawing.box(AXIS, (UP + DOWN) / 2, 60, 22, FUNCTION, "ReLU")
    drawing.arrow((AXIS, NORM1 - 14), (AXIS, ATTENTION + 14))
    drawing.arrow((AXIS, ATTENTION - 14), (AXIS, ADD1 + 13))
    drawing.line((AXIS, ADD1 - 13), (AXIS, FORK2), color=PURPLE)
    drawing.arrow((AXIS, NORM2 - 14), (AXIS, UP + 14))
    drawing.arrow((AXIS, UP - 14), (AXIS, (UP + DOWN) / 2 + 11))
    drawing.arrow((AXIS, (UP + DOWN) / 2 - 11), (AXIS, DOWN + 14))
    drawing.arrow((AXIS, DOWN - 14), (AXIS, ADD2 + 13))
    drawing.arrow((AXIS, ADD2 - 13), (AXIS, OUT - 8), color=PURPLE)
    drawing.text(AXIS + 8, ADD1 - 22, "$y$", anchor="start", color=PURPLE)
    drawing.text(AXIS + 10, OUT, "$z$", anchor="start", color=PURPLE)
    drawing.arrow((AXIS + 104, ATTENTION), (AXIS + 62, ATTENTION))
    drawing.text(AXIS + 108, ATTENTION, "mask", anchor="start", color=MUTED, size=13)
