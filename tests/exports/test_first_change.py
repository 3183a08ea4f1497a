"""What docs/first-change.md tells a contributor to type works: an export, and a test that passes and can fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from documentation.makers import DOCS, blocks

from autograder import exports
from autograder.exports import registry

EXPORT, TEST = blocks((DOCS / "first-change.md").read_text(encoding="utf-8"), "python")
RIGHT = "number(math.fsum(known) if len(known) == len(scores) else None)"


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts an export beside the kit's."""

    def typed(code: str) -> None:
        (tmp_path / "totals.py").write_text(code)
        monkeypatch.delitem(sys.modules, "autograder.exports.totals", raising=False)

    monkeypatch.setattr(exports, "__path__", [*exports.__path__, str(tmp_path)])
    registry.formats.cache_clear()
    yield typed
    registry.formats.cache_clear()


def run(reports) -> None:
    names: dict = {}
    exec(compile(TEST, "test_totals.py", "exec"), names)
    names["test_a_missing_score_is_no_zero"](reports)


def test_the_export_is_found_and_writes_its_file(typed, graded, tmp_path):
    typed(EXPORT)
    options = registry.Options(submitted=graded.root / "submitted")
    written, _ = registry.write("totals", graded, ["rnn"], graded.root / "graded", tmp_path, options)
    assert [path.name for path in written] == ["totals.csv"]
    assert written[0].read_text().splitlines()[0] == "student,points"


def test_its_test_passes_and_fails_as_the_page_says(typed, reports):
    typed(EXPORT)
    run(reports)
    assert RIGHT in EXPORT
    typed(EXPORT.replace(RIGHT, "number(math.fsum(known))"))
    with pytest.raises(AssertionError):
        run(reports)
