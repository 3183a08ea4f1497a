"""The ways in which something of torch is taken away from a whole process, each with its way back.

An operator goes from torch's dispatcher, through which every path to it leads, from Python, C++ and torch.jit, in each
thread and under each mode. A Python function loses its code, so that references to it that are kept anywhere refuse,
too. What is written in C and no operator goes from the module or type that holds it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
import types
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import cache_from_source
from typing import Any

import torch

from .refusal import Forbidden, message, refusing

KEYS = [key for key in torch._C.DispatchKey.__members__ if torch._C._parse_dispatch_key(key)]
METHODS = ("__init__", "__call__", "__new__")  # the only ones with underscores that make or use a class


class Taken:
    """What was taken away. Either it is all put back, or it is kept so for as long as the process lives."""

    def __init__(self) -> None:
        self._back: list[Callable[[], object]] = []
        self._libraries: dict[tuple[str, str], Any] = {}
        self._files: dict[str, str] = {}

    def operator(self, overload: str, name: str) -> None:
        """Refuses an operator, "aten::lstm.input", on every device and under every transformation."""
        for key in keys_of(overload):
            self.kernel(overload, key, refusing(name))

    def kernel(self, overload: str, key: str, function: Callable[..., Any]) -> None:
        """Registers a kernel over those that are there; torch.library.fallthrough_kernel passes by them."""
        namespace = overload.partition("::")[0]
        library = self._libraries.get((namespace, key))
        if library is None:
            # torch.library keeps lists of what is registered through it, in which it can be found and ended.
            library = torch._C._dispatch_library("IMPL", namespace, key, __file__, 1)
            self._libraries[namespace, key] = library
        library.impl(overload, key, function)

    def function(self, function: Any, name: str) -> None:
        """Refuses a Python function, and what it wraps, under each name and from each place that it is kept in."""
        while function is not None:
            wrapped = getattr(function, "__wrapped__", None)
            if isinstance(function, types.FunctionType):
                if wrapped is None:  # what wraps it may be spelled in a file of other things
                    self._files[function.__code__.co_filename] = name
                self._code(function, name)
            function = wrapped

    def cls(self, cls: type, name: str) -> None:
        """Refuses to make and to use a class, also one that was made before and those derived from it."""
        for attribute, value in list(vars(cls).items()):
            if not attribute.startswith("__") or attribute in METHODS:
                self.function(getattr(value, "__func__", value), name)
        if "__init__" not in vars(cls):
            with contextlib.suppress(TypeError):  # a class that is written in C
                self.attribute(cls, "__init__", refusing(name))

    def attribute(self, owner: Any, attribute: str, value: Any) -> None:
        had = attribute in vars(owner)
        before = vars(owner).get(attribute)
        setattr(owner, attribute, value)
        self._back.append(
            (lambda: setattr(owner, attribute, before)) if had else (lambda: delattr(owner, attribute))
        )

    def entry(self, cls: type, attribute: str, value: Any) -> None:
        """Replaces an attribute of a class that is written in C, which lets nobody set one."""
        (entries,) = gc.get_referents(cls.__dict__)
        before = entries[attribute]

        def put(value: Any) -> None:
            entries[attribute] = value
            ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))

        put(value)
        self._back.append(lambda: put(before))

    def file(self, path: str, name: str) -> None:
        """A module of torch that is not to be loaded any more."""
        self._files[path] = name

    def put_back(self) -> None:
        for library in self._libraries.values():
            library.reset()
        while self._back:
            self._back.pop()()
        self._libraries.clear()
        self._files.clear()

    def keep(self) -> None:
        """From now on there is no way back: what it would need is gone."""
        for library in self._libraries.values():
            # Python's end of it would end it. An object that nothing refers to is found by nobody.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))
        if self._files:
            sys.addaudithook(_guard(self._files))
        self._libraries = {}
        self._back = []
        self._files = {}

    def _code(self, function: types.FunctionType, name: str) -> None:
        before = function.__code__
        function.__code__ = _refusing_code(name, before.co_freevars)

        def put_back() -> None:
            function.__code__ = before

        self._back.append(put_back)


def keys_of(overload: str) -> list[str]:
    """The dispatch keys with a kernel of this operator's own."""
    return registered(len(sys.modules)).get(overload, [])


@lru_cache(maxsize=1)
def registered(modules: int) -> dict[str, list[str]]:
    """The same of each operator. modules: how many are loaded, since each may bring more."""
    keys: dict[str, list[str]] = {}
    for key in KEYS:
        for overload in torch._C._dispatch_get_registrations_for_dispatch_key(key):
            keys.setdefault(overload, []).append(key)
    return keys


def overloads() -> list[tuple[str, str]]:
    """Each operator of torch, "aten::lstm.input", and its plain name, "lstm"."""
    names = torch._C._dispatch_get_all_op_names()
    return [(name, name.partition("::")[2].partition(".")[0]) for name in names]


def definitions() -> Iterator[Any]:
    """The Python functions and classes that the loaded modules of torch name."""
    for module in modules():
        for value in list(vars(module).values()):
            # Asking what an object says that it is would wake deprecated ones.
            if issubclass(type(value), (types.FunctionType, type)):
                yield value


def modules() -> Iterator[types.ModuleType]:
    """Those of torch that are loaded."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "torch" and isinstance(module, types.ModuleType):
            yield module


def _refusing_code(name: str, variables: tuple[str, ...]) -> types.CodeType:
    """Code that raises Forbidden in whatever function it is put; `variables`: those that the function encloses."""

    def template(*args: Any, **kwargs: Any) -> Any:
        return "refuse".__call__()  # type: ignore[operator]

    code = template.__code__
    constants = tuple(refusing(name) if value == "refuse" else value for value in code.co_consts)
    return code.replace(co_consts=constants, co_freevars=variables, co_name="refuse")


def _guard(files: dict[str, str]) -> Callable[[str, tuple[Any, ...]], None]:
    """A hook of Python's against loading a module that lost code, or would have, and against opening its file. It stops
    the easy ways: text can be read without Python's open, and whoever has the text can run it.
    """
    read: dict[tuple[int, int] | None, str] = {}
    for file, name in files.items():
        for place in (file, cache_from_source(file)):
            read[_identity(place)] = name
    read.pop(None, None)

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "exec":
            name = files.get(getattr(arguments[0], "co_filename", ""))
            if name and getattr(arguments[0], "co_name", "") == "<module>":
                raise Forbidden(name)
        elif event == "open" and (name := read.get(_identity(arguments[0]))):
            # An error that whoever reads files expects: a traceback through the file is printed without its lines.
            raise PermissionError(message(name))

    return guard


def _identity(path: Any) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, TypeError, ValueError):
        return None
    return status.st_dev, status.st_ino
