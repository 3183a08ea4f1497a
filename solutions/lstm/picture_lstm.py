"""One step of an LSTM, each arrow a term of its equations:

i = σ(W_ii x + b_ii + W_hi h + b_hi), f and o alike, g alike with tanh; c' = f ⊙ c + i ⊙ g; h' = o ⊙ tanh(c').
"""

from __future__ import annotations

from pictures.drawing import AMBER, BLUE, CELL, FUNCTION, LAYER, PURPLE, Drawing
from pictures.legend import draw_legend

CARRY, PRODUCT, GATES = 46, 116, 202  # heights: of c's line, of i ⊙ g, of the gates
HIDDEN, INPUT = 264, 288  # heights of the lines of h and of x
FORGET, WRITE, CANDIDATE, READ = 190, 290, 390, 490  # where f, i, g and o stand
END = 586  # where c becomes h
LEFT, RIGHT = 62, 652  # where the lines begin and end


def draw() -> Drawing:
    drawing = Drawing(
        "One step of an LSTM",
        "The input x and the hidden state h of the step before enter the gates i, f and o, which end in a sigmoid, "
        "and the candidate g, which ends in tanh. The cell state c of the step before is multiplied by f, and i times "
        "g is added. The new hidden state is o times tanh of the new cell state.",
        height=392,
    )
    drawing.box(360, 164, 536, 284, CELL)
    _draw_cell_state(drawing)
    _draw_hidden_state(drawing)
    _draw_gates(drawing)
    draw_legend(drawing, 364, "$W x_t + b + W h_{t-1} + b$, then σ or tanh")
    return drawing


def _draw_cell_state(drawing: Drawing) -> None:
    drawing.text(LEFT - 8, CARRY, "$c_{t-1}$", anchor="end", color=AMBER)
    drawing.arrow((LEFT, CARRY), (FORGET - 14, CARRY), color=AMBER)
    drawing.arrow((FORGET, CARRY), (CANDIDATE - 14, CARRY), color=AMBER)
    drawing.arrow((CANDIDATE, CARRY), (RIGHT, CARRY), color=AMBER)
    drawing.text(RIGHT + 8, CARRY, "$c_t$", anchor="start", color=AMBER)

    drawing.arrow((FORGET, GATES), (FORGET, CARRY + 14))
    drawing.arrow((WRITE, GATES), (WRITE, PRODUCT), (CANDIDATE - 14, PRODUCT))
    drawing.arrow((CANDIDATE, GATES), (CANDIDATE, PRODUCT + 14))
    drawing.arrow((CANDIDATE, PRODUCT), (CANDIDATE, CARRY + 14))
    drawing.operation(FORGET, CARRY, "×")
    drawing.operation(CANDIDATE, PRODUCT, "×")
    drawing.operation(CANDIDATE, CARRY, "+")


def _draw_hidden_state(drawing: Drawing) -> None:
    drawing.dot(END, CARRY, AMBER)
    drawing.arrow((END, CARRY), (END, 82), color=AMBER)
    drawing.arrow((END, 98), (END, 154 - 14))
    drawing.box(END, 98, 56, 30, FUNCTION, "tanh")
    drawing.arrow((READ, GATES), (READ, 154), (END - 14, 154))
    drawing.arrow((END, 154), (END, HIDDEN), (RIGHT, HIDDEN), color=PURPLE)
    drawing.operation(END, 154, "×")
    drawing.text(RIGHT + 8, HIDDEN, "$h_t$", anchor="start", color=PURPLE)


def _draw_gates(drawing: Drawing) -> None:
    drawing.text(LEFT - 8, HIDDEN, "$h_{t-1}$", anchor="end", color=PURPLE)
    drawing.text(130, INPUT + 42, "$x_t$")
    gates = {FORGET: ("f", "σ"), WRITE: ("i", "σ"), CANDIDATE: ("g", "tanh"), READ: ("o", "σ")}
    top = GATES + 22
    drawing.branches((LEFT, HIDDEN), tips=[(x - 12, top) for x in gates], color=PURPLE)
    drawing.branches((130, INPUT + 30), (130, INPUT), tips=[(x + 12, top) for x in gates])
    for x, (name, function) in gates.items():
        drawing.box(x, GATES, 58, 40, LAYER, function)
        drawing.text(x + 8, GATES - 34, f"${name}_t$", anchor="start", color=BLUE)
