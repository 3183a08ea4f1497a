"""What tests cost, and which of them `make test` leaves to `make slow` for that.

costs.json has the CPU seconds of each case that takes over BRIEF, and of each set-up that tests share; `make costs`
measures them anew. A test that is not in it is taken for a cheap one.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

COSTS = Path(__file__).with_name("costs.json")
BRIEF = 0.7  # seconds of CPU: up to here each case is tried by `make test`
LONG = 3.0  # up to here at least the cheapest case of a test function is
SHARED = 10.0  # up to here a set-up that tests share is made
SHARE = 24  # of very many known answers, one in so many


def of_make_slow(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Those that `make test` leaves out: expensive ones, and most of the many known answers.

    The cheapest case of each test function stays, if it takes no longer than LONG and shares no set-up over SHARED.
    """
    costs = json.loads(COSTS.read_text(encoding="utf-8"))
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    left_out = []
    for item in items:
        if any(costs.get(key, 0.0) > SHARED for key in _set_ups(item)):
            left_out.append(item)
        else:
            cases[item.nodeid.partition("[")[0]].append(item)
    for same in cases.values():
        same.sort(key=lambda item: (costs.get(item.nodeid, 0.0), item.nodeid))
        for number, item in enumerate(same):
            if item.get_closest_marker("corpus"):
                left_out += [item] if number and int(_hash(item.nodeid), 16) % SHARE else []
            elif costs.get(item.nodeid, 0.0) > (BRIEF if number else LONG):
                left_out.append(item)
    return left_out


def _set_ups(item: pytest.Item) -> Iterator[str]:
    for fixtures in item._fixtureinfo.name2fixturedefs.values():  # type: ignore[attr-defined]
        yield from (_key(each) for each in fixtures if each.scope != "function")


def _key(fixture: pytest.FixtureDef[object]) -> str:
    return f"{fixture.baseid}:{fixture.argname}"


def shuffled(items: list[pytest.Item], seed: str) -> list[pytest.Item]:
    """The files in an order of the seed's: what time does not allow today, it allows another day."""
    return sorted(items, key=lambda item: _hash(f"{seed} {item.path.name}"))


def _hash(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()


class Measuring:
    """A plugin that adds to a file, a line each, what a test costs, and what a set-up that tests share does."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shared = 0.0  # of the test that runs now

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._shared = 0.0
        start = cpu_seconds()
        try:
            return (yield)
        finally:
            group = item.get_closest_marker("xdist_group")
            name = item.nodeid.removesuffix(f"@{group.args[0]}") if group else item.nodeid
            self._add(name, cpu_seconds() - start - self._shared)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[object]:
        """What tests share would count for the first of them, which is another one once that is left out."""
        if fixturedef.scope == "function":
            return (yield)
        before, start = self._shared, cpu_seconds()
        try:
            return (yield)
        finally:
            took = cpu_seconds() - start
            self._shared = before + took  # whatever it asked for within is part of it
            self._add(_key(fixturedef), took)

    def _add(self, name: str, seconds: float) -> None:
        with open(self._path, "a", encoding="utf-8") as lines:  # of all processes, a line at once
            lines.write(json.dumps([name, seconds]) + "\n")


def cpu_seconds() -> float:
    """Of this process and all below it, ended or not. It is the same on a busy machine as on a quiet one."""
    this = psutil.Process()
    total = 0.0
    for process in (this, *this.children(recursive=True)):
        with contextlib.suppress(psutil.Error):  # it has ended since
            total += sum(process.cpu_times()[:4])  # user and system, its own and its children's
    return total


def write(measured: Path) -> None:
    """Makes costs.json of the lines of one run: python tests/costs.py LINES."""
    lines = [json.loads(line) for line in measured.read_text(encoding="utf-8").splitlines()]
    dear = {name: round(seconds, 1) for name, seconds in sorted(lines) if seconds > BRIEF}
    COSTS.write_text(json.dumps(dear, indent=0, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
