"""A small assignment whose suite has gaps, and an audit of it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from autograder.audit.auditing import Asked, Auditor
from autograder.audit.results import AuditResult
from autograder.course import authoring
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.release import release
from autograder.doctor.cache import diagnosis_for_grading

OPERATORS = ("axis", "bounded", "nothing-zeros", "nothing-nan", "global-touched", "loop-capped")
ALLOWED = """
allowed:
  - {operator: loop-capped, definition: standardize, text: "[:16]", why: sixteen rows at most}
"""
LOOPED = """    centred = torch.stack([row - row.mean() for row in x])
    return centred / centred.pow(2).mean(dim=1, keepdim=True).sqrt()"""


def make_course(root: Path) -> Course:
    """The template of a function, its solution with a loop over the rows, and a suite of few rows and columns."""
    authoring.new(root, "own", "function")
    folder = root / "solutions" / "own"
    notebook, suite = folder / "own.py", folder / "hidden_own.py"
    text = notebook.read_text()
    start = text.index("    centred = ")
    end = text.index("    ### END SOLUTION")
    notebook.write_text(text[:start] + LOOPED + "\n" + text[end:])
    if "import torch" not in text:
        notebook.write_text(notebook.read_text().replace("# %%\n", "# %%\nimport torch\n", 1))
    suite.write_text(suite.read_text().replace("[(4, 3), (1, 7), (50, 2)]", "[(4, 3), (1, 7), (7, 2)]"))
    (folder / "audit.yml").write_text(ALLOWED)
    course = Course.load(root)
    release(course, ["own"])
    return course


def auditor(course: Course, asked: Asked) -> Auditor:
    walls = diagnosis_for_grading(course.root).checked().walls
    material = Material.of(course, ["own"])
    folder = course.root / "graded" / "audit"
    return Auditor(material, folder, walls, 2, lambda what, total: nullcontext(lambda: None), asked)


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    course = make_course(tmp_path_factory.mktemp("audited"))
    return auditor(course, Asked(operators=OPERATORS)).audit("own")
