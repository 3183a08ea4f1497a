"""One step of a GRU, each arrow a term of its equations:

r = σ(W_ir x + b_ir + W_hr h + b_hr), z alike; n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn)); h' = (1 − z) ⊙ n + z ⊙ h.
"""

from __future__ import annotations

from pictures.drawing import BLUE, CELL, FUNCTION, LAYER, PURPLE, Drawing
from pictures.legend import draw_legend

CARRY, BLEND, SCALED, GATES = 46, 94, 188, 252  # heights: of h, of (1 − z) ⊙ n, of r ⊙ (…), of the gates
HIDDEN, INPUT = 312, 336  # heights of the lines of h and of x
UPDATE, RESET, OLD, NEW = 160, 262, 392, 536  # where z, r, W_hn h and W_in x stand
LEFT, FORK, ENTRY, RIGHT = 62, 108, 126, 652  # where h begins and forks, where x enters, where h ends


def draw() -> Drawing:
    drawing = Drawing(
        "One step of a GRU",
        "The input x and the hidden state h of the step before enter the gates r and z, which end in a sigmoid. r "
        "multiplies what a linear layer makes of h; what another makes of x is added, and tanh gives the candidate n. "
        "The new hidden state is one minus z times n, plus z times the hidden state before.",
        height=438,
    )
    drawing.box(360, 188, 536, 332, CELL)
    _draw_state(drawing)
    _draw_candidate(drawing)
    _draw_inputs(drawing)
    draw_legend(drawing, 411, "$W x_t + b + W h_{t-1} + b$, then σ")
    return drawing


def _draw_state(drawing: Drawing) -> None:
    """h' = (1 − z) ⊙ n + z ⊙ h."""
    drawing.text(LEFT - 8, CARRY, "$h_{t-1}$", anchor="end", color=PURPLE)
    drawing.arrow((LEFT, CARRY), (UPDATE - 14, CARRY), color=PURPLE)
    drawing.arrow((UPDATE, CARRY), (NEW - 14, CARRY), color=PURPLE)
    drawing.arrow((NEW, CARRY), (RIGHT, CARRY), color=PURPLE)
    drawing.text(RIGHT + 8, CARRY, "$h_t$", anchor="start", color=PURPLE)

    drawing.arrow((UPDATE, GATES), (UPDATE, CARRY + 14))
    drawing.dot(UPDATE, BLEND)
    drawing.arrow((UPDATE, BLEND), (464 - 14, BLEND))
    drawing.arrow((464, BLEND), (NEW - 14, BLEND))
    drawing.arrow((NEW, BLEND), (NEW, CARRY + 14))
    drawing.operation(UPDATE, CARRY, "×")
    drawing.operation(464, BLEND, "1−")
    drawing.operation(NEW, BLEND, "×")
    drawing.operation(NEW, CARRY, "+")


def _draw_candidate(drawing: Drawing) -> None:
    """n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn))."""
    drawing.arrow((RESET, GATES), (RESET, SCALED), (OLD - 14, SCALED))
    drawing.arrow((OLD, GATES), (OLD, SCALED + 14))
    drawing.arrow((OLD, SCALED), (NEW - 14, SCALED))
    drawing.arrow((NEW, GATES), (NEW, SCALED + 14))
    drawing.arrow((NEW, SCALED), (NEW, BLEND + 14))
    drawing.operation(OLD, SCALED, "×")
    drawing.operation(NEW, SCALED, "+")
    drawing.box(NEW, 145, 56, 28, FUNCTION, "tanh")
    drawing.text(NEW + 8, 119, "$n_t$", anchor="start", color=BLUE)


def _draw_inputs(drawing: Drawing) -> None:
    drawing.dot(FORK, CARRY, PURPLE)
    drawing.text(ENTRY, INPUT + 42, "$x_t$")
    top = GATES + 22
    drawing.branches(
        (FORK, CARRY),
        (FORK, HIDDEN),
        tips=[(UPDATE - 12, top), (RESET - 12, top), (OLD, top)],
        color=PURPLE,
    )
    drawing.branches(
        (ENTRY, INPUT + 30), (ENTRY, INPUT), tips=[(UPDATE + 12, top), (RESET + 12, top), (NEW, top)]
    )
    for x, name in ((UPDATE, "z"), (RESET, "r")):
        drawing.box(x, GATES, 58, 40, LAYER, "σ")
        drawing.text(x + 8, GATES - 34, f"${name}_t$", anchor="start", color=BLUE)
    drawing.box(OLD, GATES, 124, 40, LAYER, "$W_{hn} h_{t-1} + b_{hn}$")
    drawing.box(NEW, GATES, 124, 40, LAYER, "$W_{in} x_t + b_{in}$")
