"""What the shapes in the pictures of the cells stand for."""

from __future__ import annotations

from pictures.drawing import FUNCTION, LAYER, MUTED, Drawing


def draw_legend(drawing: Drawing, y: float, layer: str) -> None:
    """layer: what a box with weights computes"""
    drawing.box(40, y, 26, 18, LAYER)
    drawing.text(60, y, layer, anchor="start", color=MUTED, size=13)
    drawing.box(362, y, 26, 18, FUNCTION)
    drawing.text(382, y, "no weights", anchor="start", color=MUTED, size=13)
    drawing.operation(486, y, "×", radius=10)
    drawing.operation(510, y, "+", radius=10)
    drawing.text(528, y, "element by element", anchor="start", color=MUTED, size=13)
