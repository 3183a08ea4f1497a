"""What the rooms' tests share: one real sandbox, for its zygote takes seconds to import torch."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import torch

from autograder.sandbox.sandbox import Sandbox

SCRATCH = 16 << 20  # bytes
SECRET = ("AUTOGRADER_TEST_SECRET", "what no student may read")


def pytest_configure(config: pytest.Config) -> None:
    # As a grading process does: one thread is faster here than two on a machine that others use too.
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    torch.set_num_threads(1)
    os.environ.update([SECRET])


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    # Many tests wait: for a limit to be passed, a server to start.
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests share what is costly to make, and so a process; those of a file that says SPREAD do not."""
    for item in items:
        if not getattr(getattr(item, "module", None), "SPREAD", False):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.fixture
def secret() -> tuple[str, str]:
    """A variable of this process's environment, and its value."""
    return SECRET


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox that no test ends: one that attacks the zygote takes a sandbox of its own."""
    with Sandbox(scratch=SCRATCH) as sandbox:
        yield sandbox
