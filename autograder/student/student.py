"""The vocabulary of hidden tests: `student.CNN()` makes a network, `network(images)` runs it, `network.trace(images)`
shows each step, `student.train(network, loader, epochs=2, lr=0.1)` trains it. Where the code runs is not their concern.

What comes back may be forged: a test compares its values with values that it computes itself, and trusts no name, log
or shape that is only reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import torch

from autograder.errors import BadAnswer, Died, Missing, Raised, TimedOut, WorkerError, raised
from autograder.sandbox.inside.wire import Remote, Value
from autograder.student import missing_name
from autograder.student.connection import Answer, Connection
from autograder.student.retracing import Asked, Retracing

NAMES = {torch.float32: "float32", torch.float64: "float64"}
SETTINGS = frozenset({"dtype", "gradients", "seed"})  # of torch's, for all code
MOST_WEIGHTS = 20_000_000  # of a network; widths may be free, and a lecture's perceptron has half a million
FEW = 16  # numbers
MOST_TENSORS = 1_000  # as inside.tensor_search, which a student's process may change
MOST_OPERATIONS = 5_000  # of a trace
MOST_CHARACTERS = 2_000  # of what it raised
SEED = 20_071_123  # none that a student would set, so that it shows where one does


@dataclass(frozen=True)
class Trace:
    """A forward pass: its output, each operation's name and value in order, the parameters in order of first use.

    crash: what the pass raised, if it was traced up to an error; then `output` is None.
    """

    output: Value
    operations: tuple[tuple[str, torch.Tensor], ...]
    used: tuple[str, ...]
    crash: Raised | None = None


@dataclass(frozen=True)
class Gradients:
    """Gradients of sum(output * upstream); None for what the output does not depend on.

    inputs: one for each argument; each item of a tuple counts as one.
    """

    output: Value
    parameters: Mapping[str, torch.Tensor | None]
    inputs: tuple[torch.Tensor | None, ...]


@dataclass(frozen=True)
class Training:
    """The return value and the printed text of a training function, and the optimizer's steps if they were asked
    for.
    """

    value: Value
    printed: str
    steps: tuple[Mapping[str, Any], ...]


class Student:
    """A submission. Its functions and classes are attributes. `dtype`, `device` and `seed` are settings for all later
    requests; in each request, its code draws random numbers anew from `seed`.
    """

    def __init__(self, connection: Connection, device: str = "cpu") -> None:
        self._connection = connection
        self._too_slow: dict[str, TimedOut] = {}
        self.retracing = Retracing()
        self.changed: dict[str, set[str]] = {}
        """The settings of torch for all code that the student's code has changed, by the name that changed them:
        "train". Of the current test.
        """
        self.changed_before: set[str] = set()
        """The functions and classes that have changed some in earlier tests."""
        self._stand_ins: Mapping[str, str] = {}
        self.dtype = torch.float32
        self.device = device
        self.seed = SEED
        self.may_be_float32 = False
        """Whether its answers may be float32 by its own choice: an answer had floats of less precision, the code
        raised, or it worked on an object that it was given. Training does the latter, and rounding may grow to anything
        in its many steps.
        """

    def begin_test(self) -> None:
        """Another test begins: what `may_be_float32` and `changed` say is about it alone."""
        self.may_be_float32 = False
        self.changed_before.update(name.partition(".")[0] for name, found in self.changed.items() if found)
        self.changed.clear()

    def __getattr__(self, name: str) -> Function:
        if name.startswith("__"):
            raise AttributeError(name)
        return Function(self, name)

    def ask(self, operation: str, subject: str, **arguments: Value) -> Answer:
        """One request; the answer holds "value" and "printed". subject: what of the student's it is about, "train".

        A request that took too long once is not sent again: an endless loop would use up its limit in each test.

        Raises Raised for an exception of the student's code, Missing for a name it does not define, BadAnswer for
        anything that is no answer, Died where the process ended.
        """
        if subject in self._too_slow:
            raise self._too_slow[subject]
        request = {
            "do": operation,
            "dtype": NAMES[self.dtype],
            "device": self.device,
            "seed": self.seed,
            **arguments,
        }
        holds_object = any(map(_holds_object, (arguments.get("args"), arguments.get("kwargs"))))
        if operation in ("call", "call_with", "apply") and holds_object:
            self.may_be_float32 = True
        try:
            answer = self._connection.request(request)
        except TimedOut as error:
            self._too_slow[subject] = TimedOut(f"{subject}: {error}", error.limit)
            raise self._too_slow[subject] from None
        asked = Asked(operation, subject, arguments, self.generation, trains=holds_object)
        if "raised" in answer:
            self.may_be_float32 = True
            place = answer.get("where")
            where = f" ({place})" if place else ""
            crash = raised(answer["raised"] + where, answer.get("derived_from", ""))
            crash.asked = asked
            raise crash
        if "missing" in answer:
            told = missing_name.sentence(
                answer["missing"], answer.get("problems", []), answer.get("defined", [])
            )
            raise Missing(told)
        if "unsendable" in answer:
            raise BadAnswer(answer["unsendable"])
        self.may_be_float32 = self.may_be_float32 or _is_narrow(answer.get("value"), self.dtype)
        if "arrays" in answer:
            answer["value"] = _with_arrays(answer["value"], answer["arrays"])
        if "changed" in answer:
            self.changed.setdefault(subject, set()).update(SETTINGS.intersection(answer["changed"]))
        self.retracing.note(asked, answer.get("value"))
        return answer

    @contextmanager
    def seeded(self, seed: int) -> Iterator[None]:
        """In a `with` block, other random numbers for the student's code, the same for the same `seed`:
        `with student.seeded(2): dropped = net(x)`.
        """
        before = self.seed
        self.seed = seed
        try:
            yield
        finally:
            self.seed = before

    @contextmanager
    def standing_in(self, parts: Mapping[str, str]) -> Iterator[None]:
        """In a `with` block, the kit's layers replace the student's own, by the names of their classes:
        `with student.standing_in({"ReLU": "tanh"}): net = student.MLP([2, 3])`. `sandbox/inside/stand_ins.py` has them.

        Raises Missing if the student's code does not define one of them.
        """
        before = self._stand_ins
        self._stand_ins = {**before, **parts}
        try:
            self._stand_in()
            yield
        finally:
            self._stand_ins = before
            with suppress(WorkerError):  # a process that has ended starts anew with what is the student's own
                self._stand_in()

    def _stand_in(self) -> None:
        self.ask("stand_in", "stand_in", parts=dict(self._stand_ins))

    def make(self, probe: str, *args: Value, **kwargs: Value) -> Handle:
        """A handle of an object of the kit's own, a probe, that is made where the student's code lives:
        `student.make("loader", inputs, labels, batch_size=4)` is a DataLoader of batches in this order.
        """
        return self.handle(
            self.ask("make", probe, probe=probe, args=_lower(args), kwargs=_lower(kwargs))["value"]
        )

    def call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return self._lift(
            self.ask("call", name, name=name, args=_lower(args), kwargs=_lower(kwargs))["value"]
        )

    def fresh(self, name: str, *args: Value, **kwargs: Value) -> Any:
        """An object of the class `name`, with NaN for each number that it leaves unset: `student.fresh("Relu")`."""
        return self._lift(
            self.ask("fresh", name, name=name, args=_lower(args), kwargs=_lower(kwargs))["value"]
        )

    def run_training(self, name: str, *args: Any, steps_of: Handle | None = None, **kwargs: Any) -> Training:
        """Calls the training function `name`; if `steps_of` is a network, notes the optimizer's steps on it:
        `student.run_training("train", net, x, y, epochs=3).printed`.
        """
        watched = {} if steps_of is None else {"steps_of": steps_of.remote}
        answer = self.ask("call", name, name=name, args=_lower(args), kwargs=_lower(kwargs), **watched)
        value, steps = answer["value"], []
        if watched:
            if not isinstance(value, dict) or "value" not in value:
                raise _not_a("answer")
            value, steps = value["value"], _list(value, "steps", "answer")
        logged = tuple(step for step in steps if isinstance(step, dict))
        return Training(self._lift(value), answer.get("printed", ""), logged)

    def _lift(self, value: Value) -> Any:
        return self.handle(value) if isinstance(value, Remote) else value

    def handle(self, value: Value) -> Handle:
        """A handle of what an answer refers to."""
        if not isinstance(value, Remote):
            raise _not_a("object")
        return Handle(self, value, self._connection.generation)

    @property
    def generation(self) -> int:
        """Changes when the student's code is loaded anew; objects that were made before are then gone."""
        return self._connection.generation

    def _check_alive(self, generation: int) -> None:
        if generation != self._connection.generation:
            raise Died("the student's process ended while it was asked")


class Function:
    """A function or class of the submission, `student.train`. Call it; it returns data or a handle.

    Raises Raised for an error of the student's code, and Missing if the code does not define the name.
    """

    def __init__(self, student: Student, name: str) -> None:
        self._student = student
        self.name = name

    @property
    def student(self) -> Student:
        """The submission."""
        return self._student

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._student.call(self.name, args, kwargs)

    def with_arguments(self, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        """The result of a call and the arguments after it, with arguments by name last. If the call changes an argument
        in place, it differs: `value, (after,) = student.double.with_arguments(x)`.
        """
        return _with_arguments(self._student, self.name, args, kwargs, name=self.name)

    def gradients(self, *args: Any, upstream: torch.Tensor | Sequence[Any], **kwargs: Any) -> Gradients:
        """Gradients of sum(output * upstream), as for a handle, but without parameters. upstream has the output's
        shape. `student.loss.gradients(x, upstream=torch.tensor(1.0)).inputs` has one for each argument.
        """
        asked = {"name": self.name, "upstream": _lower(upstream)}
        return _gradients(self._student, self.name, args, kwargs, target=None, **asked)


class Handle:
    """An object that lives where the student's code lives: a network, a layer, a loader. `net = student.CNN()`
    makes one; called, `net(images)`, it is called there.
    """

    def __init__(self, student: Student, remote: Remote, generation: int) -> None:
        self._student = student
        self._generation = generation
        self._remote = remote

    @property
    def remote(self) -> Remote:
        self._student._check_alive(self._generation)
        return self._remote

    @property
    def kind(self) -> str:
        """The name of its class, as the student's process reports it."""
        return self._remote.kind

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.method("", *args, **kwargs)

    def _subject(self, method: str) -> str:
        return f"{self.kind}.{method or 'forward'}"

    def method(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """The result of a method: `layer.method("backward", upstream)`."""
        answer = self._student.ask(
            "apply",
            self._subject(name),
            target=self.remote,
            method=name,
            args=_lower(args),
            kwargs=_lower(kwargs),
        )
        return self._student._lift(answer["value"])

    def attribute(self, name: str) -> Any:
        """The value of an attribute, or a handle: `layer.attribute("grad_weight")`."""
        return self._student._lift(
            self._student.ask("attribute", self._subject(name), target=self.remote, name=name)["value"]
        )

    def parameters(self) -> dict[str, torch.Tensor]:
        """A module's parameters by their names, as copies: `net.parameters()["fc.weight"]`."""
        return _tensors(self._student.ask("parameters", self.kind, target=self.remote)["value"])

    def load(self, values: Mapping[str, torch.Tensor]) -> None:
        """Overwrites parameters by name: `net.load({"fc.bias": torch.zeros(10)})`."""
        self._student.ask("set_parameters", self.kind, target=self.remote, values=dict(values))

    def tensors(self) -> dict[str, torch.Tensor]:
        """The floating-point tensors that it leads to, by the way there; it may be any object."""
        return _tensors(self._student.ask("tensors", self.kind, target=self.remote)["value"])

    def fill(self, values: Mapping[str, torch.Tensor]) -> None:
        """Overwrites tensors in place, by the way to them or the name of an attribute."""
        self._student.ask("set_tensors", self.kind, target=self.remote, values=dict(values))

    def evaluate(self, *args: Any, **kwargs: Any) -> Any:
        """The output of one forward pass in evaluation mode, without gradients: `net.evaluate(images)`."""
        answer = self._student.ask(
            "evaluate", self._subject(""), target=self.remote, args=_lower(args), **_by_name(kwargs)
        )
        return self._student._lift(answer["value"])

    def with_arguments(self, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        """As evaluate, but also returns the arguments after the call; an argument that was changed in place differs."""
        return _with_arguments(self._student, self._subject(""), args, kwargs, target=self.remote)

    def trace(self, *args: Any, to_crash: bool = False, **kwargs: Any) -> Trace:
        """One forward pass in evaluation mode, each operation recorded: `net.trace(images).operations` has names and
        values in order. With to_crash=True a pass that raises is recorded up to the error, see Trace; a stub still
        raises.
        """
        told: dict[str, Value] = {**({"to_crash": True} if to_crash else {}), **_by_name(kwargs)}
        value = self._student.ask("trace", self._subject(""), target=self.remote, args=_lower(args), **told)[
            "value"
        ]
        operations, used = _list(value, "operations", "trace"), _list(value, "used", "trace")
        if len(operations) > MOST_OPERATIONS or len(used) > MOST_OPERATIONS:
            raise BadAnswer("the student's process sent a trace that is too long")
        if "output" not in value or not all(isinstance(name, str) for name in used):
            raise _not_a("trace")
        if not all(
            isinstance(pair, list)
            and len(pair) == 2
            and isinstance(pair[0], str)
            and isinstance(pair[1], torch.Tensor)
            for pair in operations
        ):
            raise _not_a("trace")
        pairs = tuple((name, tensor) for name, tensor in operations)
        crash = _crash(value.get("crash"))
        self._student.may_be_float32 = self._student.may_be_float32 or crash is not None
        return Trace(value["output"], pairs, tuple(dict.fromkeys(used)), crash)

    def gradients(self, *args: Any, upstream: torch.Tensor | Sequence[Any], **kwargs: Any) -> Gradients:
        """Gradients of sum(output * upstream) in evaluation mode: `net.gradients(x, upstream=u).parameters["fc.bias"]`.

        For an output of several tensors, give a list of upstreams of the same form, with None for a tensor that is left
        out.
        """
        subject = self._subject("backward")
        return _gradients(self._student, subject, args, kwargs, target=self.remote, upstream=_lower(upstream))


class Renamed(Handle):
    """A module whose parameters go by other names than its own. names: its own, by these."""

    def __init__(self, module: Handle, names: Mapping[str, str]) -> None:
        super().__init__(module._student, module.remote, module._generation)
        self._names = names

    def parameters(self) -> dict[str, torch.Tensor]:
        values = super().parameters()
        return {name: values[its_own] for name, its_own in self._names.items()}

    def load(self, values: Mapping[str, torch.Tensor]) -> None:
        super().load({self._names[name]: value for name, value in values.items()})

    def gradients(self, *args: Any, upstream: torch.Tensor | Sequence[Any], **kwargs: Any) -> Gradients:
        found = super().gradients(*args, upstream=upstream, **kwargs)
        return replace(
            found, parameters={name: found.parameters[its_own] for name, its_own in self._names.items()}
        )


def _by_name(kwargs: Mapping[str, Any]) -> dict[str, Value]:
    """Arguments by name, as a request holds them: nothing where there are none."""
    return {"kwargs": _lower(kwargs)} if kwargs else {}


def _with_arguments(
    student: Student, subject: str, args: Sequence[Any], kwargs: Mapping[str, Any], **asked: Value
) -> tuple[Any, list[Any]]:
    value = student.ask("call_with", subject, args=_lower(args), **asked, **_by_name(kwargs))["value"]
    if not isinstance(value, dict) or "value" not in value:
        raise _not_a("answer")
    after = _list(value, "arguments", "answer")
    if len(after) != len(args) + len(kwargs):
        raise _not_a("answer")
    return student._lift(value["value"]), after


def _gradients(
    student: Student, subject: str, args: Sequence[Any], kwargs: Mapping[str, Any], **asked: Value
) -> Gradients:
    value = student.ask("gradients", subject, args=_lower(args), **asked, **_by_name(kwargs))["value"]
    inputs = _list(value, "inputs", "gradient")
    parameters = value.get("parameters")
    if not isinstance(parameters, dict) or "output" not in value or len(inputs) != _count(args):
        raise _not_a("gradient")
    if not all(g is None or isinstance(g, torch.Tensor) for g in (*parameters.values(), *inputs)):
        raise _not_a("gradient")
    return Gradients(value["output"], parameters, tuple(inputs))


def _lower(value: Any) -> Value:
    """Handles become references; tuples, lists and dicts are walked through."""
    if isinstance(value, Handle):
        return value.remote
    if isinstance(value, (list, tuple)):
        return [_lower(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _lower(item) for key, item in value.items()}
    return value


def _count(value: Any) -> int:
    return sum(map(_count, value)) if isinstance(value, (list, tuple)) else 1


def _not_a(what: str) -> BadAnswer:
    return BadAnswer(f"the student's process sent something that is no {what}")


def _list(value: Value, key: str, what: str) -> list[Value]:
    """A list in an answer. Nothing else is walked through: a tensor would become an object for each of its rows."""
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise _not_a(what)
    return found


def _crash(value: Value) -> Raised | None:
    """What a traced pass raised, [words, place]."""
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(text, str) for text in value):
        raise _not_a("trace")
    words, place = (text[:MOST_CHARACTERS] for text in value)
    return raised(words + (f" ({place})" if place else ""))


def _tensors(value: Value) -> dict[str, torch.Tensor]:
    if not isinstance(value, dict) or not all(isinstance(item, torch.Tensor) for item in value.values()):
        raise _not_a("set of parameters")
    if sum(item.numel() for item in value.values()) > MOST_WEIGHTS:
        raise BadAnswer(f"the network has more than {MOST_WEIGHTS:,} weights")
    if len(value) > MOST_TENSORS:
        raise BadAnswer(f"the network has more than {MOST_TENSORS:,} parameters")
    return value


def _is_narrow(value: Value, dtype: torch.dtype) -> bool:
    """Whether floats in an answer have less precision, or no more digits than float32 would have. Whole numbers, such
    as zeros, are the same in any precision, so they say nothing.
    """
    if isinstance(value, float):
        return not value.is_integer() and torch.tensor(value, dtype=torch.float32).item() == value
    if isinstance(value, torch.Tensor):
        if not value.is_floating_point():
            return False
        if torch.finfo(value.dtype).bits < torch.finfo(dtype).bits:
            return True
        few = value.reshape(-1)[:FEW]  # most tensors are told by these, at no cost
        is_exact = all(torch.equal(each, each.float().to(each.dtype)) for each in (few, value))
        return is_exact and not torch.equal(value, value.round())
    return any(_is_narrow(part, dtype) for part in _parts(value))


def _holds_object(value: Value) -> bool:
    """Whether an object that lives where the student's code does is among some arguments."""
    return isinstance(value, Remote) or any(map(_holds_object, _parts(value)))


def _parts(value: Value) -> Iterable[Value]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


class NumPyArray(list[Value]):
    """The numbers of an array of NumPy's: a list, which a message calls what it was."""

    @property
    def shape(self) -> tuple[int, ...]:
        part: Value = self
        sizes = []
        while isinstance(part, list):
            sizes.append(len(part))
            part = part[0] if part else None
        return tuple(sizes)


def _with_arrays(value: Value, places: Sequence[str]) -> Value:
    """`value` with each list that was an array, by its place in it, "/0/state", as one again."""
    for place in places:
        *way, last = ["", *place.split("/")[1:]]
        inner: Value = {"": value}
        with suppress(LookupError, ValueError, TypeError):  # the places are the student's process's word
            for key in way:
                inner = inner[int(key) if isinstance(inner, list) else key]
            at: int | str = int(last) if isinstance(inner, list) else last
            if isinstance(inner[at], list):
                inner[at] = NumPyArray(inner[at])
                value = inner[at] if not way else value
    return value
