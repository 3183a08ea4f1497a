"""Which pictures there are, and where they lie."""

from __future__ import annotations

import runpy
from pathlib import Path

from pictures.drawing import Drawing

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def names() -> list[str]:
    """The assignments whose notebook has a picture."""
    return sorted(path.parent.name for path in SOLUTIONS.glob("*/picture_*.py"))


def drawn(name: str) -> Drawing:
    """What `draw` of solutions/<name>/picture_<name>.py draws."""
    draw = runpy.run_path(str(SOLUTIONS / name / f"picture_{name}.py"))["draw"]
    drawing: Drawing = draw()
    return drawing


def path_of(name: str) -> Path:
    """solutions/<name>/<name>.svg: beside the notebook that shows it."""
    return SOLUTIONS / name / f"{name}.svg"
