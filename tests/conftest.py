"""What the rooms' tests share: one real sandbox, for its zygote takes seconds to import torch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from autograder.grading import devices
from autograder.sandbox import gpus
from autograder.sandbox.sandbox import Sandbox

SCRATCH = 16 << 20  # bytes
ROOM = Path(__file__).parent
LONGEST = (ROOM / "life", ROOM / "test_cli.py", ROOM / "cluster", ROOM / "grading" / "test_batch.py")
GPU_IS_THERE = devices.resolve("auto") == "cuda"
SECRET = ("AUTOGRADER_TEST_SECRET", "what no student may read")


def pytest_configure(config: pytest.Config) -> None:
    # As a grading process does: one thread is faster here than two on a machine that others use too.
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    torch.set_num_threads(1)
    if not config.getoption("numprocesses", None):  # else its processes would see none either
        gpus.keep_for_students()
    os.environ.update([SECRET])


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    # Many tests wait: for a limit to be passed, a server to start.
    return len(os.sched_getaffinity(0)) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that share what is costly to make share a process; all others may run in any."""
    if (shared := _shared(item)) is not None:
        item.add_marker(pytest.mark.xdist_group(shared))


def _shared(item: pytest.Item) -> str | None:
    """The file or folder whose tests use the fixtures that this one does; each process has a `sandbox` of its own."""
    fixtures = [given[-1] for given in item._fixtureinfo.name2fixturedefs.values()]
    if any(fixture.scope == "module" for fixture in fixtures):
        return item.path.relative_to(ROOM).as_posix()
    rooms = {fixture.baseid for fixture in fixtures if fixture.scope == "session"}
    # Neither pytest's own nor `sandbox`. All processes must find the same one.
    return min(rooms - {"", ROOM.name}, default=None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no process ends long after the others."""
    items.sort(key=lambda item: not any(item.path.is_relative_to(long) for long in LONGEST))


@pytest.fixture
def secret() -> tuple[str, str]:
    """A variable of this process's environment, and its value."""
    return SECRET


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox that no test ends: one that attacks the zygote takes a sandbox of its own."""
    with Sandbox(scratch=SCRATCH) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def sandbox_with_gpu() -> Iterator[Sandbox]:
    """A sandbox whose workers see this machine's GPUs; skips where there is none."""
    if not GPU_IS_THERE:
        pytest.skip("torch sees no GPU on this machine")
    with Sandbox(scratch=SCRATCH, cuda=True) as sandbox:
        yield sandbox
