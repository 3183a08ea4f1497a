"""torch's compiler, torch._dynamo, imported by those who compile alone.

An optimizer's step imports it, in each process that trains, to say that it does not want to be compiled: that takes
more than half as long as torch itself does. Until somebody asks for more, something small stands in its place.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, cast

import torch

NAME = "torch._dynamo"
_loading = threading.RLock()


def _disable(function: Callable[..., Any] | None = None, *_: object, **__: object) -> Any:
    """The function as it is, for nothing has been compiled yet; also used as a decorator with arguments."""
    return (lambda each: each) if function is None else function


STANDS_IN: dict[str, Callable[..., Any]] = {"graph_break": lambda *_, **__: None, "disable": _disable}
"""What torch's optimizers ask of the compiler."""


class _Deferred(ModuleType):
    """The compiler before it is imported. It becomes the real one, as the same object, when it is asked for more."""

    def __getattr__(self, name: str) -> Any:
        # Those who walk through all modules ask each for names like __warningregistry__, and mean no compiler. Python
        # asks for __path__ before it imports a part of it, which expects the whole to be there.
        if name.startswith("__") and name not in ("__all__", "__path__"):
            raise AttributeError(name)
        load()
        return getattr(self, name)


def defer() -> None:
    """Puts the import of the compiler off, unless it has been imported."""
    if NAME in sys.modules:
        return
    spec = find_spec(NAME)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    _put_off(module)
    sys.modules[NAME] = module
    cast(Any, torch)._dynamo = module


def load() -> None:
    """Imports the compiler where that has been put off."""
    with _loading:
        module = sys.modules.get(NAME)
        if module is None or vars(module).get("disable") is not _disable:
            return
        spec = module.__spec__
        assert spec is not None
        assert spec.loader is not None
        assert spec.submodule_search_locations is not None
        for name in STANDS_IN:
            vars(module).pop(name, None)
        module.__class__ = ModuleType
        module.__path__ = spec.submodule_search_locations
        try:
            spec.loader.exec_module(module)
        except BaseException:
            _put_off(module)
            raise


def _put_off(module: ModuleType) -> None:
    module.__class__ = _Deferred
    vars(module).update(STANDS_IN)
    del module.__path__
