"""Tests that need a GPU are left out where there is none: test_elsewhere.py and test_before_the_fork.py need none."""

from __future__ import annotations

from autograder.sandbox import gpus

collect_ignore = [] if gpus.devices() else ["test_verdicts.py", "test_workers.py"]
