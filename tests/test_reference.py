"""docs/checks.md is what docstrings say, and each entry has words."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[1] / "docs"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_as_the_docstrings_are():
    assert (DOCS / "checks.md").read_text(encoding="utf-8") == maker().page(), "python docs/make_reference.py"


def test_no_entry_is_without_words():
    entries = re.findall(r"### `(.+?)`\n(.*)", (DOCS / "checks.md").read_text(encoding="utf-8"))
    assert len(entries) > 20
    assert [name for name, words in entries if not words.strip()] == []
