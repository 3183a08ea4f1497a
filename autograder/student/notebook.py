"""A student's names and objects as the plain code of a notebook's grade cells uses them: `Net(10)`, `model.fc.weight`,
`len(stack)`, `a, b = split(x)`.

The code runs here, the objects live where the student's code does, and data passes. So what a cell compares is compared
here, whatever a class of the student's says of equality. What cannot be done so raises a TypeError that says what can.
"""

from __future__ import annotations

import operator
import random
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np
import torch
from torch import nn

from autograder.errors import BadAnswer, KitError, Missing, Raised
from autograder.sandbox.inside import plain
from autograder.sandbox.inside.wire import Remote, Value
from autograder.student.student import Handle, Student

MOST_ITEMS = 10_000  # of one iteration: a student's may have no end
MOST_BYTES = 2 << 30  # of the numbers that one cell is given
SEEDS = 2**31


class Notebook:
    """The names of a notebook as its grade cells see them: imports, what the cells above define, the student's own.

    names: of the module that the cells are in. What it has imported so far is there for each cell, anew.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names
        self._imported = {name: names[name] for name in names if name[0] != "_"}
        for name in self._imported:
            del names[name]
        self._own: set[str] = set()

    @contextmanager
    def cell(
        self,
        student: Student,
        seeds: Sequence[int],
        defined: Collection[str],
        asked: Collection[str],
        above: Sequence[Callable[[], None]],
    ) -> Iterator[None]:
        """A cell's code runs within this, in a namespace of its own: what it sets is seen by functions of the module.

        seeds: of torch's, NumPy's and Python's random numbers. defined: names that the student's code is asked for.
        asked: those of which it is not known who defines them. above: statements of cells above, which are run first.

        The names stay until the next cell begins, for messages look at them.
        """
        if not self._own:
            self._own = set(self._names)
        for name in self._names.keys() - self._own:
            del self._names[name]
        self._names.update(self._imported)
        torch.manual_seed(seeds[0])
        np.random.seed(seeds[1])
        random.seed(seeds[2])
        session = _Session(student)
        missing: dict[str, Missing] = {}
        for name in [*defined, *(name for name in asked if name not in self._imported)]:
            try:
                self._names[name] = session.named(name)
            except Missing as error:  # perhaps it is not needed after all
                missing[name] = error
        try:
            for statement in above:
                statement()
            yield
            session.check()
        except NameError as error:
            session.check()
            if error.name in missing:
                raise missing[error.name].with_traceback(error.__traceback__) from None
            raise
        except Exception:
            session.check()
            raise


class _Session:
    """What one cell asks of a student's code."""

    def __init__(self, student: Student) -> None:
        self._student = student
        self._objects: dict[tuple[int, int], Object] = {}
        self._left = MOST_BYTES
        self._failure: KitError | None = None

    def check(self) -> None:
        """Raises what was no answer of the student's code, its process gone, say: a cell that expects an exception
        would take it for one.
        """
        if self._failure:
            raise self._failure

    def named(self, name: str) -> Any:
        found = self._lift(self._student.ask("named", name, name=name)["value"])
        if isinstance(found, Object) and kind_of(found) == "module":
            raise TypeError(f"{name} is a module of the student's: import it in the cell")
        return found

    def use(self, how: str, subject: str, *args: Any, **kwargs: Any) -> Any:
        """One of `operations.USES`. The student's code draws its random numbers from this process's, so that a cell
        which seeds them gets the same again. What it prints is printed here.
        """
        request: dict[str, Value] = {
            "how": how,
            "args": plain.pack_sent(list(args), _keep),
            "kwargs": {"dict": [[key, plain.pack_sent(item, _keep)] for key, item in kwargs.items()]},
            "recording": torch.is_grad_enabled(),
            "seeds": [int(np.random.randint(SEEDS)), random.randrange(SEEDS)],
        }
        try:
            with self._student.seeded(int(torch.randint(SEEDS, ()))):
                answer = self._student.ask("use", subject, **request)
        except (Raised, Missing):
            raise
        except KitError as error:
            self._failure = error
            raise
        sys.stdout.write(answer.get("printed", ""))
        return self._lift(answer["value"])

    def _lift(self, value: Value) -> Any:
        try:
            return plain.unpack(self._counted(value), self._object)
        except plain.Unpackable:
            raise BadAnswer("the student's process sent something that stands for no value") from None

    def _object(self, remote: Remote) -> Object:
        """The same object for the same number, so that `is` means what it does in a notebook."""
        key = (self._student.generation, remote.number)
        if key not in self._objects:
            self._objects[key] = Object(self, self._student.handle(remote))
        return self._objects[key]

    def _counted(self, value: Value) -> Value:
        waiting = [value]
        while waiting:
            each = waiting.pop()
            if isinstance(each, torch.Tensor):
                self._left -= each.nbytes
            elif isinstance(each, (list, dict)):
                waiting += each.values() if isinstance(each, dict) else each
        if self._left < 0:
            raise BadAnswer(f"the student's code gave more than {MOST_BYTES >> 30} GiB of numbers")
        return value


class Object:
    """An object of the student's: a function, a class, a network. What a cell does with it is done where it lives."""

    __slots__ = ("__handle", "__session")

    def __init__(self, session: _Session, handle: Handle) -> None:
        object.__setattr__(self, "_Object__session", session)
        object.__setattr__(self, "_Object__handle", handle)

    def __use(self, how: str, *args: Any, **kwargs: Any) -> Any:
        subject = f"{kind_of(self)}.{args[0]}" if how == "attribute" else kind_of(self)
        return self.__session.use(how, subject, self, *args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__use("call", *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__name__":  # what libraries ask any object for
            raise AttributeError(name)
        return self.__use("attribute", name)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise TypeError(
            f"{name} of an object of the student's cannot be set from here: call a method that sets it"
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise TypeError(f"{name} of an object of the student's cannot be deleted from here")

    def __iter__(self) -> Iterator[Any]:
        iterator = self.__use("iterator")
        if not isinstance(iterator, Object):  # a list of its own
            yield from iterator
            return
        for count, item in enumerate(iterator._Object__items()):
            if count == MOST_ITEMS:
                raise BadAnswer(f"the student's iterator gave more than {MOST_ITEMS:,} items")
            yield item

    def __items(self) -> Iterator[Any]:
        while found := self.__use("next"):
            if not isinstance(found, list):
                raise BadAnswer("the student's process sent something that is no item")
            yield found[0]

    def __next__(self) -> Any:
        for item in self.__items():
            return item
        raise StopIteration

    def __eq__(self, other: object) -> bool:
        if other is None or other is self:
            return other is self
        raise TypeError(f"{kind_of(self)} is an object, no data: only what it gives can be compared")

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.__handle.remote)

    def __bool__(self) -> bool:
        return bool(self.__use("bool"))

    def __len__(self) -> int:
        return operator.index(self.__use("len"))

    def __contains__(self, item: object) -> bool:
        return bool(self.__use("contains", _object(self, item)))

    def __str__(self) -> str:
        return _text(self.__use("str"))

    def __repr__(self) -> str:
        return _text(self.__use("repr"))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadAnswer("the student's process sent something that is no text")
    return value


def _use(name: str) -> Callable[..., Any]:
    def use(self: Object, *args: Any) -> Any:
        return self._Object__use(name, *args)

    return use


def _object(beside: Object, operand: Any) -> Object:
    """An operand that is an object, too: what one makes of data were its own word, and the data perhaps expected."""
    if not isinstance(operand, Object):
        raise TypeError(
            f"{kind_of(beside)} is an object, no data: only what it gives can be compared, or added to"
        )
    return operand


def _use_of_two(name: str) -> Callable[[Object, Any], Any]:
    def use(self: Object, other: Any) -> Any:
        return self._Object__use(name, _object(self, other))

    return use


for _name in (
    "getitem",
    "setitem",
    "delitem",
    "float",
    "int",
    "index",
    "round",
    "neg",
    "pos",
    "abs",
    "invert",
):
    setattr(Object, f"__{_name}__", _use(_name))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor"):
    setattr(Object, f"__{_name.rstrip('_')}__", _use_of_two(_name))
    setattr(Object, f"__r{_name.rstrip('_')}__", _object)  # asked only where the other operand is none


def kind_of(of: Object) -> str:
    """The name of its class, as the student's process says."""
    kind: str = of._Object__handle.kind
    return kind


def _keep(value: Any) -> Value:
    """What stands for an object that lives where the student's code does; None for any other."""
    if isinstance(value, Object):
        return {"object": value._Object__handle.remote.number}
    origin = getattr(value, "origin", None) if isinstance(value, nn.Parameter) else None
    return {"object": origin.number} if isinstance(origin, Remote) else None
