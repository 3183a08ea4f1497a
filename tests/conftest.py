"""What the rooms' tests share: one real sandbox, for its zygote takes seconds to import torch.

Nothing heavy is imported here, so that tests which need no torch start at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import costs
import pytest

from autograder import startup  # noqa: F401 - before all else
from autograder.sandbox import gpus

if TYPE_CHECKING:
    from autograder.sandbox.sandbox import Sandbox

SCRATCH = 16 << 20  # bytes
ROOM = Path(__file__).parent
NEEDS = {  # what the tests of a file or folder need, as pyproject.toml names the marks
    "alone": ("grading/test_busy.py", "sandbox/test_clock.py"),
    "browser": ("browser", "documentation/test_site.py"),
    "cluster": ("cluster",),
    "nbgrader": (
        "exports",
        "gradebook",
        "hostile",
        "life",
        "test_cli.py",
        "test_demo_class.py",
        "documentation/test_howtos.py",
    ),
    "process": (
        *("attacks", "doctor", "fuzz", "grading", "gpu", "test_public.py", "test_public_corpus.py"),
        "test_in_notebook.py",
        *("sandbox/test_doors.py", "sandbox/test_forbidding.py", "sandbox/test_limits.py"),
        *("sandbox/test_sandbox.py", "course/test_new_course.py", "course/test_release.py"),
        *("course/test_authoring.py", "course/test_authors_guide.py", "test_appeal.py"),
        *("course/test_hidden_regions.py", "course/test_importing.py"),
    ),
}
SLOWER = ("slow", "corpus", *NEEDS)  # than what `--quick` is for
OF_PROCESSES = ("sandbox", "sandbox_with_gpu")  # fixtures
LONGEST = (ROOM / "life", ROOM / "test_cli.py", ROOM / "cluster", ROOM / "grading" / "test_batch.py")
SECRET = ("AUTOGRADER_TEST_SECRET", "what no student may read")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="only what is tried within two minutes")
    parser.addoption("--measure", metavar="FILE", type=Path, help="write there what each test costs")
    parser.addoption("--order", metavar="SEED", help="the files in an order of this seed's")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What `--quick` leaves out is not even imported."""
    places = [ROOM / place for places in NEEDS.values() for place in places]
    return True if config.getoption("quick") and collection_path in places else None


def pytest_configure(config: pytest.Config) -> None:
    # As a grading process does: one thread is faster here than two on a machine that others use too. torch reads it
    # when it is imported.
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    if not config.getoption("numprocesses", None):  # else its processes would see none either
        gpus.keep_for_students()
    os.environ.update([SECRET])
    if measured := config.getoption("measure"):
        config.pluginmanager.register(costs.Measuring(measured))
    # A job in the background of a shell ignores Ctrl-C, and so would what the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    # Many tests wait: for a limit to be passed, a server to start.
    return len(os.sched_getaffinity(0)) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """Says what a test needs. Tests that share what is costly to make share a process; all others may run in any."""
    for need in _needs(item.path):
        item.add_marker(need)
    if set(OF_PROCESSES) & set(item.fixturenames):
        item.add_marker("process")
    if (shared := _shared(item)) is not None:
        item.add_marker(pytest.mark.xdist_group(shared))


@cache  # thousands of tests are in a few files
def _needs(path: Path) -> list[str]:
    return [
        need for need, places in NEEDS.items() if any(path.is_relative_to(ROOM / place) for place in places)
    ]


def _shared(item: pytest.Item) -> str | None:
    """The file or folder whose tests use the fixtures that this one does; each process has a `sandbox` of its own."""
    fixtures = [given[-1] for given in item._fixtureinfo.name2fixturedefs.values()]
    if any(fixture.scope == "module" for fixture in fixtures):
        return item.path.relative_to(ROOM).as_posix()
    rooms = {fixture.baseid for fixture in fixtures if fixture.scope == "session"}
    # Neither pytest's own nor `sandbox`. All processes must find the same one.
    return min(rooms - {"", ROOM.name}, default=None)


@pytest.hookimpl(tryfirst=True)  # before marks are chosen by
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that no process ends long after the others."""
    if config.getoption("quick"):
        items[:] = [item for item in items if not any(map(item.get_closest_marker, SLOWER))]
    for item in costs.of_make_slow(items):
        item.add_marker("thorough")
    items.sort(key=lambda item: not any(item.path.is_relative_to(long) for long in LONGEST))
    if seed := config.getoption("order"):
        items[:] = costs.shuffled(items, seed)


@pytest.fixture(scope="session", autouse=True)
def _alembic_runs_once() -> Iterator[None]:
    """For each new gradebook nbgrader runs `alembic`, for seconds, to hear what it is told each time."""
    asking = [
        sys.modules[name] for name in ("nbgrader.api", "autograder.nbgrader.ledger") if name in sys.modules
    ]
    with pytest.MonkeyPatch.context() as patch:
        for module in asking:
            ask = lru_cache(lambda path, really=module.get_alembic_version: really())
            # Where it is looked for counts: see test_record.py.
            patch.setattr(module, "get_alembic_version", lambda ask=ask: ask(os.environ.get("PATH")))
        yield


@pytest.fixture
def secret() -> tuple[str, str]:
    """A variable of this process's environment, and its value."""
    return SECRET


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox that no test ends: one that attacks the zygote takes a sandbox of its own."""
    from autograder.sandbox.sandbox import Sandbox

    with Sandbox(scratch=SCRATCH) as sandbox:
        yield sandbox


@pytest.fixture
def graded_here(sandbox: Sandbox) -> Iterator[None]:
    """Classes are graded in this process, through the shared sandbox: see here.py."""
    import here

    with here.graded_by(sandbox):
        yield


@pytest.fixture(scope="session")
def sandbox_with_gpu() -> Iterator[Sandbox]:
    """A sandbox whose workers see this machine's GPUs."""
    from autograder.sandbox.sandbox import Sandbox

    with Sandbox(scratch=SCRATCH, cuda=True) as sandbox:
        yield sandbox
