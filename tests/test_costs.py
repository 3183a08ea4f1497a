"""`make test` leaves out what is dear or one of very many, and each test function keeps a case unless it is long."""

from __future__ import annotations

import json
from pathlib import Path

import costs
import pytest

pytest_plugins = ["pytester"]
SOURCE = """
    import pytest

    @pytest.mark.parametrize("case", range(3))
    def test_all_dear(case): pass

    @pytest.mark.parametrize("case", range(3))
    def test_some_cheap(case): pass

    @pytest.mark.corpus
    @pytest.mark.parametrize("case", range(200))
    def test_very_many(case): pass

    def test_long(): pass
    def test_new(): pass

    @pytest.fixture(scope="module")
    def expensive(): pass
    @pytest.fixture(scope="module")
    def cheap(): pass
    def test_with_an_expensive_set_up(expensive): pass
    def test_with_a_cheap_one(cheap): pass
"""
TWO = """
    import time
    import pytest

    @pytest.fixture(scope="module")
    def shared(): work(0.2)

    def test_quick(shared): pass
    def test_dear(shared): work(0.1)

    def work(seconds):
        end = time.process_time() + seconds
        while time.process_time() < end: pass
"""
COSTS = {
    "test_these.py::test_all_dear[0]": 9,
    "test_these.py::test_all_dear[1]": 2,
    "test_these.py::test_all_dear[2]": 5,
    "test_these.py::test_some_cheap[1]": 3,
    "test_these.py::test_long": 16,
    "test_these.py:expensive": 31,
    "test_these.py:cheap": 9,
}


@pytest.fixture
def items(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[pytest.Item]:
    monkeypatch.setattr(costs, "COSTS", tmp_path / "costs.json")
    costs.COSTS.write_text(json.dumps(COSTS))
    pytester.makeini("[pytest]\nmarkers = corpus\n")
    return pytester.inline_genitems(pytester.makepyfile(test_these=SOURCE))[0]


def names(items: list[pytest.Item]) -> set[str]:
    return {item.name for item in items}


def test_the_cheapest_case_of_each_function_is_tried(items):
    left_out = names(costs.of_make_slow(items))
    assert {name for name in left_out if not name.startswith("test_very_many")} == {
        "test_all_dear[0]",
        "test_all_dear[2]",
        "test_some_cheap[1]",
        "test_long",
        "test_with_an_expensive_set_up",
    }
    some = {item.name for item in items if item.name.startswith("test_very_many")} - left_out
    assert 1 < len(some) < 200 / costs.SHARE * 2
    assert names(costs.of_make_slow(items[::-1])) == left_out  # whatever their order


def test_another_seed_gives_another_order_and_loses_none(items):
    one, other = costs.shuffled(items, "1"), costs.shuffled(items, "2")
    assert names(one) == names(other) == names(items)


def test_costs_are_measured_and_written(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(costs, "COSTS", tmp_path / "costs.json")
    monkeypatch.setattr(costs, "BRIEF", 0.05)
    pytester.makepyfile(test_two=TWO)
    lines = tmp_path / "lines"
    pytester.inline_run(plugins=[costs.Measuring(lines)])
    assert len(lines.read_text().splitlines()) == 3
    costs.write(lines)
    assert list(json.loads(costs.COSTS.read_text())) == ["test_two.py::test_dear", "test_two.py:shared"]


def test_what_is_listed_is_there(request: pytest.FixtureRequest):
    """A test that is renamed would be taken for a cheap one."""
    root = request.config.rootpath
    for name in json.loads(costs.COSTS.read_text()):
        path, _, rest = name.partition(":")
        defined = rest.removeprefix(":").partition("[")[0]
        file = root / path if path.endswith(".py") else root / path / "conftest.py"
        assert f"def {defined}(" in file.read_text(encoding="utf-8"), name
