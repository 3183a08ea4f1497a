"""The data sets of the exercises: where they lie, and by which names code imports them.

Their folder is `datasets`, and a package of Hugging Face's has that name, too: Colab brings it, and it may be installed
beside the kit. So students import `exercise_data`, and nothing here looks for a package by the old name.
"""

from __future__ import annotations

from pathlib import Path

NAME = "exercise_data"
"""What notebooks import."""
OLD_NAME = "datasets"
NAMES = (NAME, OLD_NAME)
"""With the name that notebooks of earlier releases import: what students handed in is graded with both."""


def folder() -> Path:
    """The package's folder: beside the kit's in its repository, within it where the kit is installed."""
    kit = Path(__file__).parents[2]
    inside = kit / "datasets"
    return inside if inside.is_dir() else kit.parent / "datasets"
