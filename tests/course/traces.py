"""What students must not find in what they get: lines of solutions, suites and answers, and the names of these."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions"
REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
WORDS = ("BEGIN SOLUTION", "END SOLUTION", "autograder.checks", "mark.grade", "answers/")
SUITE = re.compile(rf"hidden_({'|'.join(path.parent.name for path in SOLUTIONS.glob('*/hidden_*.py'))})\b")
LONG = 40  # characters: shorter lines of a suite anybody may write


def lines_of(text: str) -> set[str]:
    """Without the imports, which anybody writes alike."""
    return {line.strip() for line in text.splitlines() if not line.startswith(("import ", "from "))}


def solution_lines(path: Path) -> set[str]:
    return {line for region in REGION.findall(path.read_text()) for line in lines_of(region) if len(line) > 8}


def secrets_of(name: str) -> set[str]:
    """Lines of an assignment's solution, and of all that graders alone have: suites, their modules, known answers."""
    secret = solution_lines(SOLUTIONS / name / f"{name}.py")
    published = ("{}.py", "test_{}.py", "exhibits_{}.py")
    graders = [*(ROOT / "autograder" / "checks").rglob("*.py")]
    graders += [
        path
        for path in SOLUTIONS.rglob("*.py")
        if path.name not in {each.format(path.parent.name) for each in published}
    ]
    asked = lines_of(REGION.sub("", (SOLUTIONS / name / f"{name}.py").read_text()))
    for path in graders:
        secret |= {line for line in lines_of(path.read_text()) if len(line) > LONG} - asked
    for path in _public(name):
        secret -= lines_of(path.read_text())
    return secret


def _public(name: str) -> Iterator[Path]:
    yield SOLUTIONS / name / f"test_{name}.py"
    yield from (ROOT / "datasets").rglob("*.py")
    for module in ("loading", "forward_shapes", "epoch_lines"):
        yield ROOT / "autograder/sandbox/inside" / f"{module}.py"
    yield from (ROOT / "autograder/student/public").rglob("*.py")


def modules_of_suites() -> set[str]:
    """The names of the files that lie beside hidden suites, and are theirs."""
    own = {path.name for path in SOLUTIONS.glob("*/*.py")}
    public = {
        each.format(path.name)
        for path in SOLUTIONS.iterdir()
        for each in ("{}.py", "test_{}.py", "exhibits_{}.py")
    }
    return own - public - {"__init__.py"}


def traces(files: Mapping[str, bytes], secret: set[str]) -> list[str]:
    """Where files hold what they must not, in words; a notebook is searched in all of its texts, outputs too."""
    found = []
    for path, content in files.items():
        if Path(path).name in modules_of_suites():
            found.append(f"{path} is a suite's")
        text = "\n".join(_texts(path, content))
        found += [f"{path}: {word}" for word in WORDS if word in text or word in path]
        found += [f"{path}: {suite[0]}" for suite in SUITE.finditer(text)]
        found += [f"{path}: {line}" for line in sorted(secret & lines_of(text))]
    return found


def _texts(path: str, content: bytes) -> Iterator[str]:
    text = content.decode("utf-8", errors="replace")
    if path.endswith((".ipynb", ".json")):
        yield from _strings(json.loads(text))
    else:
        yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(isinstance(each, str) for each in value):
            yield "".join(value)  # a cell's lines
        else:
            for each in value:
                yield from _strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)
