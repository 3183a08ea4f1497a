"""A student's own modules go with the notebook that imports them, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course import modules
from autograder.course.config import Assignment, Config, Grade
from autograder.course.submissions import Found, Submission, read
from autograder.errors import SubmissionError

CONFIG = Config(
    course="dl",
    seed=1,
    assignments={"cnn": Assignment(title="cnn", grades={"cnn-model": Grade(points=1, title="The network")})},
)


def cell(source: str, kind: str = "code") -> dict[str, object]:
    return {"cell_type": kind, "metadata": {}, "source": source}


@pytest.fixture
def hand_in(tmp_path):
    folder = tmp_path / "ann" / "cnn"

    def hand_in(code: str, *others: dict[str, object], place: str = "", **files: str | bytes) -> Submission:
        """A notebook, in a folder of the student's perhaps, and files beside it."""
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell(code), *others]}
        for path, text in {"cnn.ipynb": json.dumps(content), **files}.items():
            (folder / place / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / place / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(Found("ann", "cnn", folder), CONFIG)

    return hand_in


@pytest.mark.parametrize(
    "code",
    [
        "import helpers",
        "import torch, helpers as h",
        "from helpers import twice",
        "if True:\n    from helpers import (\n  twice)",
        "x = 1\nimport helpers  # mine",
        "import helpers; x = 2",
        "from helpers.inner import x",
    ],
)
@pytest.mark.parametrize("place", ["", "cnn", "week 3/cnn"])
def test_what_the_code_imports_comes_along_and_that_is_said(hand_in, code, place):
    submission = hand_in(code, place=place, **{"helpers.py": "a = 1\r\n", "unused.py": "b = 1"})
    assert submission.modules == (("helpers.py", "a = 1\n"),)
    path = "/".join(filter(None, (place, "cnn.ipynb")))
    assert f"came along from beside {path}, which imports it: helpers.py" in submission.notes


def test_what_they_import_in_turn_comes_along_and_so_does_a_whole_package(hand_in):
    files = {
        "a.py": "from layers import linear",
        "layers/__init__.py": "",
        "layers/linear.py": "import b",
        "b.py": "import a",
        "c.py": "",
    }
    assert dict(hand_in("import a", **files).modules).keys() == files.keys() - {"c.py"}


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("import datasets", "datasets/__init__.py"),
        ("import exercise_data", "exercise_data/__init__.py"),
        ("import conftest", "conftest.py"),
        ("import test_cnn", "test_cnn.py"),
        ("import _loading", "_loading.py"),
        ("import helpers", "helpers.pyc"),
        ("import helpers", "helpers.so"),
        ("import helpers", "other/helpers.py"),
        ("import helpers", "my-helpers/helpers.py"),
        ("import helpers", "helpers/a b.py"),
        ("import helpers", ".hidden/helpers.py"),
        ("text = 'helpers'", "helpers.py"),
    ],
)
def test_nothing_else_does(hand_in, code, path):
    submission = hand_in(code, **{path: "x = 1"})
    assert (submission.modules, submission.notes) == ((), ())
    assert submission.digest == hand_in(code).digest


def test_text_imports_nothing(hand_in):
    assert hand_in("x = 1", cell("import helpers", "markdown"), **{"helpers.py": "x = 1"}).modules == ()


@pytest.mark.parametrize("name", ["random", "json", "pickle", "statistics"])
def test_none_has_the_name_of_one_of_pythons(hand_in, name):
    submission = hand_in(f"import {name}", **{f"{name}.py": "x = 1"})
    assert submission.modules == ()
    said = f"{name}.py did not come along: Python has a module {name}, give yours another name"
    assert submission.notes == (said,)


def test_one_that_cannot_be_read_is_left_out_with_the_reason(hand_in):
    submission = hand_in("import a, b", **{"a.py": b"\xff", "b.py": "x = 1"})
    assert submission.modules == (("b.py", "x = 1"),)
    assert (
        "a.py did not come along: a.py is not UTF-8 (line 1): save it as plain UTF-8 text" in submission.notes
    )


def test_one_that_is_a_link_is_refused_with_the_submission(hand_in, tmp_path: Path):
    (tmp_path / "secret.py").write_text("x = 1")
    hand_in("import helpers")
    (tmp_path / "ann" / "cnn" / "helpers.py").symlink_to(tmp_path / "secret.py")
    with pytest.raises(SubmissionError, match=r"helpers.py is a link"):
        hand_in("import helpers")
    submission = read(Found("ann", "cnn", tmp_path / "ann" / "cnn"), CONFIG, is_copied=False)
    assert submission.modules == ()
    assert "helpers.py did not come along: helpers.py is a link: hand in the file itself" in submission.notes


def test_too_many_or_too_large_ones_are_left_out(hand_in, monkeypatch):
    large = {"a.py": f"import b\nx = {'1' * 1_200_000!r}", "b.py": f"x = {'1' * 1_200_000!r}"}
    left_out = "no module beside cnn.ipynb came along: they are too many, or too large"
    submission = hand_in("import a", **large)
    assert (submission.modules, submission.notes) == ((), (left_out,))
    monkeypatch.setattr(modules, "MOST_MODULES", 1)
    assert hand_in("import a", **{"a.py": "import c"}).modules == (("a.py", "import c"),)
    submission = hand_in("import a", **{"a.py": "import b", "b.py": "x = 1"})
    assert (submission.modules, submission.notes) == ((), (left_out,))


def test_the_digest_is_of_them_too(hand_in):
    one = hand_in("import a", **{"a.py": "x = 1"})
    assert one.digest != hand_in("import a", **{"a.py": "x = 2"}).digest
    assert one.digest == hand_in("import a", **{"a.py": "x = 1"}).digest
