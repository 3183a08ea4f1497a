"""The library for hidden suites. Most of it needs torch, which is imported only when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.checks.agreement import agree as agree
    from autograder.checks.agreement import arguments as arguments
    from autograder.checks.agreement import loader as loader
    from autograder.checks.agreement import share_weights as share_weights
    from autograder.checks.agreement import training as training
    from autograder.checks.mistakes import Mistake as Mistake
    from autograder.checks.mistakes import Said as Said
    from autograder.checks.values import same as same

_HOMES = {
    **dict.fromkeys(("agree", "arguments", "loader", "share_weights", "training"), "agreement"),
    **dict.fromkeys(("Mistake", "Said"), "mistakes"),
    "same": "values",
}
NAMES = tuple(_HOMES)
"""What `from autograder import checks` gives."""


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"autograder.checks has no {name}")
    return getattr(import_module(f"autograder.checks.{_HOMES[name]}"), name)
