"""Looking the rows of a table up, and the same as the product of one-hot vectors and a matrix."""

from __future__ import annotations

from collections.abc import Sequence

from pictures.drawing import AMBER, BLUE, FAINT, GREEN, MUTED, PURPLE, WIDTH, Drawing, Look

HELLO = (("h", 1), ("e", 0), ("l", 2), ("l", 2), ("o", 3))
TABLE = ("0.3 −0.9 0.5", "−0.4 0.1 1.2", "0.8 −0.2 0.6", "−1.1 0.7 −0.3")
LOOKS = (
    Look("#dcfce7", GREEN),
    Look("#ede9fe", PURPLE),
    Look("#dbeafe", BLUE),
    Look("#fef3c7", AMBER),
)  # of the rows

LOOKUP, PRODUCT = 112, 290  # the middles of the two halves
LEFT, MIDDLE, RIGHT = 130, 360, 602
HIGH, NUMBER = 22, 48  # how high a row is, and how wide a number
HALF = 1.5 * NUMBER  # half of a row of the table


def draw() -> Drawing:
    drawing = Drawing(
        "An embedding is a lookup table",
        "The letters of hello have the indices 1, 0, 2, 2, 3, and each index names a row of the table. These rows, the "
        "one of l twice, are the output. The product of the five one-hot vectors and the table is the same.",
        height=386,
    )
    _draw_lookup(drawing)
    drawing.line((24, 202), (WIDTH - 24, 202), color=FAINT)
    _draw_product(drawing)
    return drawing


def _draw_lookup(drawing: Drawing) -> None:
    for place, (letter, index) in enumerate(HELLO):
        y, row = _height(LOOKUP, place, len(HELLO)), _height(LOOKUP, index, len(TABLE))
        drawing.text(LEFT - 34, y, letter, size=17, bold=True)
        drawing.cells(LEFT, y, [str(index)], {0}, LOOKS[index], 26)
        drawing.arrow((LEFT + 14, y), (MIDDLE - HALF - 34, row), color=LOOKS[index].stroke)
        drawing.arrow((MIDDLE + HALF + 2, row), (RIGHT - HALF - 2, y), color=LOOKS[index].stroke)
    for index in range(len(TABLE)):
        y = _height(LOOKUP, index, len(TABLE))
        drawing.text(MIDDLE - HALF - 18, y, str(index), color=MUTED, size=13)
    drawing.text(LEFT - 14, LOOKUP - 78, "indices", bold=True)
    drawing.text(MIDDLE, LOOKUP - 78, "weight", bold=True)
    drawing.text(RIGHT, LOOKUP - 78, "output", bold=True)
    _draw_rows(drawing, MIDDLE, LOOKUP, range(len(TABLE)))
    _draw_rows(drawing, RIGHT, LOOKUP, [index for _, index in HELLO])


def _draw_product(drawing: Drawing) -> None:
    for place, (_, index) in enumerate(HELLO):
        one_hot = [str(int(number == index)) for number in range(len(TABLE))]
        drawing.cells(LEFT - 14, _height(PRODUCT, place, len(HELLO)), one_hot, {index}, LOOKS[index], 26)
    drawing.text((LEFT + 38 + MIDDLE - HALF) / 2, PRODUCT, "×", size=20)
    drawing.text((MIDDLE + RIGHT) / 2, PRODUCT, "=", size=20)
    _draw_rows(drawing, MIDDLE, PRODUCT, range(len(TABLE)))
    _draw_rows(drawing, RIGHT, PRODUCT, [index for _, index in HELLO])
    drawing.text(LEFT - 14, PRODUCT + 72, "one-hot vectors", color=MUTED, size=13)
    drawing.text(MIDDLE, PRODUCT + 72, "the same table", color=MUTED, size=13)
    drawing.text(RIGHT, PRODUCT + 72, "the same output", color=MUTED, size=13)


def _draw_rows(drawing: Drawing, x: float, y: float, indices: Sequence[int]) -> None:
    """These rows of the table, one below the other."""
    for place, index in enumerate(indices):
        drawing.cells(
            x, _height(y, place, len(indices)), TABLE[index].split(), range(3), LOOKS[index], NUMBER
        )


def _height(middle: float, place: int, count: int) -> float:
    """Where one of so many rows is."""
    return middle + HIGH * (place - (count - 1) / 2)
