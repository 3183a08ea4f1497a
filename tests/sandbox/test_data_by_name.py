"""The data sets in grading: by the name that notebooks import now, and by the one of earlier releases."""

from __future__ import annotations

import sys

import pytest
from sandbox.test_sandbox import Attacker

from autograder.sandbox.inside import data_sets
from autograder.sandbox.sandbox import Sandbox

LOAD = """
    from {name} import load
    def attack():
        return len(load("digits").train)
"""
SEARCHED = """
    import sys
    from importlib.machinery import PathFinder
    def attack(name):
        kits = next(place for place, path in enumerate(sys.path) if PathFinder.find_spec(name, [path]))
        installed = next(place for place, path in enumerate(sys.path) if path.endswith("site-packages"))
        return kits < installed
"""


@pytest.fixture
def beside_another(tmp_path, monkeypatch):
    """Where the grader's own process would import a package `datasets` of somebody else's."""
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "__init__.py").write_text("raise RuntimeError('the package of Hugging Face')")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [each for each in sys.modules if each.partition(".")[0] in data_sets.NAMES]:
        monkeypatch.delitem(sys.modules, name)


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_a_submission_loads_data_by_either_name(name, sandbox: Sandbox):
    assert Attacker(sandbox)(LOAD.format(name=name)) == 1437


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_the_kits_comes_before_what_is_installed(name, sandbox: Sandbox):
    assert Attacker(sandbox)(SEARCHED, name) is True


def test_the_grader_finds_its_own_beside_another(beside_another):
    with pytest.raises(RuntimeError, match="of Hugging Face"):
        import datasets  # noqa: F401
    import exercise_data

    assert len(exercise_data.load("digits").test) == 360


@pytest.mark.parametrize("name", data_sets.NAMES)
def test_a_sandbox_that_is_started_beside_another_has_the_kits(name, beside_another):
    with Sandbox(scratch=16 << 20, warm=False) as started:
        assert Attacker(started)(LOAD.format(name=name)) == 1437
