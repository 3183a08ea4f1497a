"""Makes the documentation's pictures from a demo course: `autograder demo demo && python docs/make_images.py demo`."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from autograder.grading.store import Store
from autograder.reports import terminal

IMAGES = Path(__file__).parent / "images"


def main(course: Path) -> None:
    console = Console(record=True, width=120, file=io.StringIO())
    reports = sorted(
        Store(course / "graded" / "reports"), key=lambda report: (report.student, report.assignment)
    )
    terminal.table(reports, console)
    IMAGES.mkdir(exist_ok=True)
    svg = console.export_svg(title="autograder demo")
    # rich names a font on somebody's server; the fallback does.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (IMAGES / "demo.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
