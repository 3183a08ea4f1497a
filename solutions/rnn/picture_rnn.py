"""The recurrent network of the lecture, unrolled over the five letters of hello."""

from __future__ import annotations

from pictures.drawing import BLUE, LAYER, MUTED, PURPLE, STATE, Drawing

LETTERS = "ehlo"
HELLO, OHLOL = (1, 0, 2, 2, 3), (3, 1, 2, 3, 2)
FIRST, STEP = 188, 116  # where the first step stands, and how far it is to the next
ANSWER, STATES, NETWORK, INPUTS, READ = 40, 92, 186, 276, 330  # the rows, from the top


def draw() -> Drawing:
    drawing = Drawing(
        "A recurrent network, unrolled",
        "The letters h, e, l, l, o are read from left to right as one-hot vectors. At each step the same network "
        "makes a new hidden state out of the letter and of the hidden state before, starting from zeros; the largest "
        "of its four values is the answer: o, h, l, o, l.",
        height=362,
    )
    _name_rows(drawing)
    for step, (read, answer) in enumerate(zip(HELLO, OHLOL, strict=True)):
        _draw_step(drawing, FIRST + STEP * step, step + 1, read, answer)
    drawing.text(FIRST - 68, NETWORK, "$h_0 = 0$", color=PURPLE, anchor="end")
    drawing.arrow((FIRST - 62, NETWORK), (FIRST - 34, NETWORK), color=PURPLE)
    drawing.text(FIRST - STEP / 2, NETWORK + 18, "$W_{hh}$", color=BLUE)
    return drawing


def _name_rows(drawing: Drawing) -> None:
    rows = {ANSWER: "answer", STATES: "hidden state", INPUTS: "one-hot vector", READ: "letter read"}
    for y, name in rows.items():
        drawing.text(18, y, name, color=MUTED, anchor="start", size=13)


def _draw_step(drawing: Drawing, x: float, step: int, read: int, answer: int) -> None:
    drawing.text(x, READ, LETTERS[read], size=22, bold=True)
    drawing.cells(x, INPUTS, [str(int(index == read)) for index in range(len(LETTERS))], {read}, LAYER)
    drawing.arrow((x, INPUTS - 12), (x, NETWORK + 24))
    drawing.text(x + 8, INPUTS - 26, f"$x_{step}$", anchor="start")
    drawing.text(x + 8, NETWORK + 40, "$W_{ih}$", anchor="start", color=BLUE)
    drawing.box(x, NETWORK, 64, 44, LAYER, "tanh")
    drawing.arrow((x, NETWORK - 22), (x, STATES + 12), color=PURPLE)
    drawing.text(x + 8, NETWORK - 42, f"$h_{step}$", anchor="start", color=PURPLE)
    if step < len(HELLO):
        drawing.arrow((x + 32, NETWORK), (x + STEP - 34, NETWORK), color=PURPLE)
        drawing.text(x + STEP / 2, NETWORK + 18, "$W_{hh}$", color=BLUE)
    drawing.cells(x, STATES, LETTERS, {answer}, STATE)
    drawing.text(x, ANSWER, LETTERS[answer], size=22, bold=True, color=PURPLE)
