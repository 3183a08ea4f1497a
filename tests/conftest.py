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


@pytest.fixture
def secret() -> tuple[str, str]:
    """A variable of this process's environment, and its value."""
    return SECRET


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox that no test ends: one that attacks the zygote takes a sandbox of its own."""
    with Sandbox(scratch=SCRATCH) as sandbox:
        yield sandbox
