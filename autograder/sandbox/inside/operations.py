"""What a grader can ask of a student's code. One vocabulary, in the sandboxed worker and in a student's own process.

A request is a dict with "do", the operation's name, and its arguments; the answer is a dict with one of

    value                      what it gave; objects stay here, a Remote stands for them
    raised, where              the exception, and the place in the student's code; where it is none of Python's own, the
                               one that it is derived from (derived_from)
    missing, problems, defined a name the code does not define, what failed that would have made it, and, where nothing
                               has, what the code defines of its kind
    unsendable                 what it gave is no data

beside what it printed, the limit that it passed ("over"), what its author should know ("notes"), where in the value a
list was an array of NumPy's ("arrays") and what of torch's own settings was changed and left so ("changed").
"""

from __future__ import annotations

import contextlib
import itertools
import operator
import os
import random
import re
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter

from . import exceeded_limits, gpu, loading, plain, probes, stand_ins, tensor_search
from .forward_shapes import ForwardShapes
from .own_modules import OwnModules
from .tracing import Trace
from .wire import Remote, Value

MODULE = "submission"
PROBES: dict[str, Callable[..., Any]] = {
    "Probe": probes.Probe,
    "Shift": probes.Shift,
    "Reader": probes.Reader,
    "loader": probes.loader,
    "ByHand": probes.by_hand,
    "Watched": probes.Watched,
}
USES: dict[str, Callable[..., Any]] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "attribute": getattr,
    "iterator": iter,
    "next": lambda target: list(itertools.islice(target, 1)),
    **{function.__name__: function for function in (len, bool, str, repr, int, float, round, abs)},
    **{
        name: getattr(operator, name)
        for name in (
            *(
                "getitem",
                "setitem",
                "delitem",
                "contains",
                "add",
                "sub",
                "mul",
                "truediv",
                "floordiv",
                "mod",
                "pow",
            ),
            *("matmul", "neg", "pos", "and_", "or_", "xor", "invert", "index"),
        )
    },
}
"""What a notebook's plain code does with an object, by name."""
MOST_PROBLEMS = 20
MOST_DEFINED = 5
MOST_ARRAYS = 100
SEED = 0  # of a request that brings none: the same request twice gives the same answer
DTYPES = {"float32": torch.float32, "float64": torch.float64}


class Printed:
    """Stands in for sys.stdout: keeps the first `limit` characters printed, drops the rest."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, limit: int) -> None:
        self._parts: list[str] = []
        self._left = limit

    def write(self, text: str) -> int:
        if self._left > 0:
            self._parts.append(text[: self._left])
        self._left -= len(text)
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    @property
    def overflowed(self) -> bool:
        return self._left < 0

    def text(self) -> str:
        return "".join(self._parts)


class MissingName(Exception):
    """The submission does not define a name."""


def _check(part: str = "") -> None:
    """Stands in for the function that runs the public tests in a notebook (course/check_cells.py): does nothing."""


class Operations:
    """A submission's namespace, the objects made from it, and the operations on them."""

    def __init__(self, output_limit: int = 1 << 20, gpu_memory: int = 2 << 30) -> None:
        self._module = types.ModuleType(MODULE)
        sys.modules[MODULE] = self._module  # pickle and dataclasses look classes up by their module
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}  # of these objects, by their ids
        self._labels: set[str] = set()
        self._problems: list[loading.Problem] = []
        self._restore: Callable[[], None] = lambda: None  # the methods that stand-ins have taken the place of
        self._arrays: list[str] = []  # the places of NumPy's arrays in a value that is sent, "/0"
        self.notes: list[str] = []
        self._output_limit = output_limit
        self._gpu_memory = gpu_memory
        self._folder = os.getcwd()  # a student's code may leave it, or be in one that is gone

    def answer(self, request: dict[str, Any]) -> dict[str, Value]:
        """Carries one request out. Never raises an Exception of the student's code."""
        operation: Callable[..., Any] = getattr(self, "do_" + request["do"])
        arguments = {
            key: value for key, value in request.items() if key not in ("do", "dtype", "device", "seed")
        }
        # What goes to stderr, a bar of progress for one, comes after the lines of the other, not within them.
        printed, aside = Printed(self._output_limit), Printed(self._output_limit)
        device, seed = torch.device(request.get("device", "cpu")), request.get("seed", SEED)
        recording = torch.is_grad_enabled()
        try:
            if device.type == "cuda":
                gpu.share(self._gpu_memory)
            with (
                _settings(DTYPES[request.get("dtype", "float32")], device, seed),
                contextlib.redirect_stdout(printed),
                contextlib.redirect_stderr(aside),
            ):
                value = operation(**{key: self._local(item, device) for key, item in arguments.items()})
                self._arrays.clear()
                answer = {"value": self._sendable(value)}
                if self._arrays:
                    answer["arrays"] = list(self._arrays)
                if changed := _changed_globally(DTYPES[request.get("dtype", "float32")], recording, seed):
                    answer["changed"] = changed
        except MissingName as error:
            answer = self._missing(str(error))
        # A student's exit() or KeyboardInterrupt ends the request, not the worker.
        except (Exception, SystemExit, KeyboardInterrupt, loading.OutOfTime) as error:
            said = "NotImplementedError" if _is_stub(error, self._labels) else loading.describe(error)[:2000]
            answer = {"raised": said, "where": loading.where(error, self._labels)}
            if type(error).__module__ != "builtins":
                known = (kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
                answer["derived_from"] = next(known)
            if limit := exceeded_limits.limit_of(error, self._folder):
                answer["over"] = limit
        if device.type == "cuda" and gpu.exceeded(self._gpu_memory):
            answer = {"raised": "CUDA out of memory", "where": "", "over": "gpu_memory"}
        answer["printed"] = _joined(printed.text(), aside.text())[: self._output_limit]
        if printed.overflowed or aside.overflowed:
            answer.setdefault("over", "output")
        if self.notes:
            answer["notes"] = list(self.notes)
        return answer

    def forget(self) -> None:
        """Lets go of all objects that were made so far."""
        self._objects.clear()
        self._numbers.clear()

    def do_load(
        self,
        cells: list[list[str]],
        seconds: float | None,
        answers: Sequence[str] = (),
        modules: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Runs the submission's cells, pairs of label and source; what failed, in order. answers: see loading.load.
        modules: its own, sources by their paths.
        """
        own = OwnModules(modules or {})
        self._module.__dict__.setdefault("check", _check)
        sources = [(label, source) for label, source in cells]
        problems = loading.load(sources, self._module, seconds, answers, own.write)
        self._labels = {*(label for label, _ in cells), *own.sources}
        self.notes += own.notes
        self._problems = problems
        return [str(problem) for problem in problems[:MOST_PROBLEMS]]

    def do_call(
        self, name: str, args: list[Any], kwargs: dict[str, Any], steps_of: nn.Module | None = None
    ) -> Any:
        """Calls a function or class of the submission; with `steps_of`, notes the optimizer's steps on a network."""
        function = self._named(name)
        if steps_of is None:
            return function(*args, **kwargs)
        with probes.optimizer_log(list(steps_of.parameters())) as steps:
            value = function(*args, **kwargs)
        return {"value": self._sendable(value), "steps": steps}

    def do_call_with(
        self, args: list[Any], name: str = "", target: Any = None, kwargs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Calls a function of the submission, or a network in evaluation mode: what it gives, and its arguments after
        that, which it may have changed: those by position, then those by name.
        """
        named = kwargs or {}
        value = self._named(name)(*args, **named) if name else self.do_evaluate(target, args, named)
        return {"value": self._sendable(value), "arguments": self._sendable([*args, *named.values()])}

    def do_fresh(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Calls a class of the submission; numbers that it leaves unset are NaN, not what was there before."""
        with _unset_is_nan():
            return self._named(name)(*args, **kwargs)

    def do_apply(self, target: Any, method: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Calls a method of an object made before; "" calls the object itself."""
        return (getattr(target, method) if method else target)(*_tuples(args), **kwargs)

    def do_evaluate(self, target: nn.Module, args: list[Any], kwargs: dict[str, Any] | None = None) -> Any:
        """One forward pass in evaluation mode, and nothing but its output."""
        with _evaluating(target), torch.no_grad():
            return target(*_tuples(args), **(kwargs or {}))

    def do_attribute(self, target: Any, name: str) -> Any:
        return getattr(target, name)

    def do_named(self, name: str) -> Any:
        """What the submission calls so, whatever it is, as `plain` packs it."""
        return plain.pack(self._named(name), self._keep)

    def do_use(self, how: str, args: Value, kwargs: Value, recording: bool, seeds: list[int]) -> Any:
        """One of USES, its arguments and its outcome as `plain` packs them.

        recording: whether gradients are recorded. seeds: of NumPy's and Python's random numbers.
        """
        positional, named = (plain.unpack_sent(packed, self._objects) for packed in (args, kwargs))
        np.random.seed(seeds[0])
        random.seed(seeds[1])
        with torch.set_grad_enabled(recording):
            return plain.pack(USES[how](*positional, **named), self._keep)

    def do_make(self, probe: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Makes one of the kit's probes."""
        return PROBES[probe](*args, **kwargs)

    def do_stand_in(self, parts: dict[str, str]) -> None:
        """Until it is asked again, classes of the submission have the methods of stand-ins, by their names: with {}
        they have their own.
        """
        kinds = {self._named(name): stand_in for name, stand_in in parts.items()}
        self._restore()
        self._restore = stand_ins.replace(kinds)

    def do_parameters(self, target: nn.Module) -> dict[str, torch.Tensor]:
        parameters: dict[str, torch.Tensor] = dict(target.named_parameters())
        if any(isinstance(parameter, UninitializedParameter) for parameter in parameters.values()):
            raise ValueError("a lazy module has no parameters before it is called")
        return parameters

    def do_set_parameters(self, target: nn.Module, values: dict[str, torch.Tensor]) -> None:
        parameters = dict(target.named_parameters())
        with torch.no_grad():
            for name, value in values.items():
                parameter = parameters[name]
                if isinstance(parameter, UninitializedParameter):  # of a lazy module that has not run yet
                    parameter.materialize(tuple(value.shape))
                parameter.copy_(value)

    def do_tensors(self, target: Any) -> dict[str, torch.Tensor]:
        """The floating-point tensors that any object leads to, by the way there."""
        return tensor_search.tensors(target)

    def do_set_tensors(self, target: Any, values: dict[str, torch.Tensor]) -> None:
        """Overwrites tensors in place, so that all who share them see it: by the way there, or an attribute's name."""
        reached = tensor_search.tensors(target)
        with torch.no_grad():
            for name, value in values.items():
                tensor = reached[name] if name in reached else getattr(target, name)
                (torch.from_numpy(tensor) if isinstance(tensor, np.ndarray) else tensor).copy_(value)

    def do_trace(
        self,
        target: nn.Module,
        args: list[Any],
        to_crash: bool = False,
        kwargs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """One forward pass in evaluation mode, each operation recorded; with to_crash, up to the one that raises, and
        what that says.
        """
        args, named = _tuples(args), kwargs or {}
        trace, output, crash = Trace(()), None, None
        with _evaluating(target), torch.no_grad():
            try:
                if any(isinstance(p, UninitializedParameter) for p in target.parameters()):
                    target(*args, **named)  # a lazy module makes its parameters on its first call
                trace = Trace(target.named_parameters())
                with trace:
                    output = target(*args, **named)
            except Exception as error:
                if not to_crash or _is_stub(error, self._labels):
                    raise
                crash = [loading.describe(error)[:2000], loading.where(error, self._labels)]
        return {
            "output": output,
            "crash": crash,
            "operations": [[name, value] for name, value in trace.operations],
            "used": trace.used,
        }

    def do_shapes(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Another request, carried out once more: the shapes of its inputs and of what is made of them, in order, and
        what it raises, if it does. "cut" where there are too many.
        """
        operation: Callable[..., Any] = getattr(self, "do_" + asked.pop("do"))
        shapes, crash = ForwardShapes(), None
        shapes.begin([asked.get("args"), asked.get("kwargs")])
        try:
            with shapes:
                operation(**asked)
        except Exception as error:
            crash = loading.describe(error)[:2000]
        noted = [list(shape) for shape in shapes.noted]
        return {
            "inputs": [list(s) for s in shapes.inputs],
            "noted": noted,
            "cut": shapes.is_cut,
            "crash": crash,
        }

    def do_gradients(
        self,
        target: Any,
        args: list[Any],
        upstream: Any,
        name: str = "",
        kwargs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Gradients of sum(output * upstream) for each parameter and each floating-point input.

        An output of several tensors takes a list of upstreams of its form; None leaves a tensor out. `name` is the
        submission's function that is asked, in place of a target. What is given by name has no gradient.
        """
        inputs = [_leaf(a) for a in args]
        module = target if isinstance(target, nn.Module) else nn.Module()
        with _evaluating(module), torch.enable_grad(), gpu.without_cudnn():
            module.zero_grad()
            output = (self._named(name) if name else target)(*inputs, **(kwargs or {}))
            if isinstance(upstream, list):
                pairs = zip(_flat(output), _flat(upstream), strict=True)
                chosen = [(o, u) for o, u in pairs if u is not None and o.requires_grad]
                _backward(chosen)
            else:
                _backward([(output, upstream)])
        return {
            "output": output,
            "parameters": {name: p.grad for name, p in module.named_parameters()},
            "inputs": [a.grad if isinstance(a, torch.Tensor) else None for a in _flat(inputs)],
        }

    def _missing(self, name: str) -> dict[str, Value]:
        causes = [str(problem) for problem in loading.causes(name, self._problems)[:MOST_PROBLEMS]]
        answer: dict[str, Value] = {"missing": name, "problems": causes}
        if not causes and (defined := self._defined(wants_class=name[:1].isupper())):
            answer["defined"] = defined
        return answer

    def _defined(self, wants_class: bool) -> list[str]:
        """The classes that the submission defines, or its functions: its author may call one as nobody asked for."""
        kinds: tuple[type, ...] = (type,) if wants_class else (types.FunctionType,)
        return [
            f"{name} (nn.Module)" if isinstance(value, type) and issubclass(value, nn.Module) else name
            for name, value in vars(self._module).items()
            if isinstance(value, kinds) and getattr(value, "__module__", "") == MODULE and name[0] != "_"
        ][:MOST_DEFINED]

    def _named(self, name: str) -> Any:
        if not hasattr(self._module, name):
            raise MissingName(name)
        return getattr(self._module, name)

    def _local(self, value: Value, device: torch.device) -> Any:
        """A received value with its objects in place and its tensors on the device."""
        if isinstance(value, Remote):
            return self._objects[value.number]
        if isinstance(value, torch.Tensor):
            return value.to(device)
        if isinstance(value, list):
            return [self._local(item, device) for item in value]
        if isinstance(value, dict):
            return {key: self._local(item, device) for key, item in value.items()}
        return value

    def _sendable(self, value: Any, depth: int = 0, place: str = "") -> Value:
        """`value` as data; an object that is no data stays here and a Remote stands for it."""
        if value is None or isinstance(value, (bool, int, float, str, torch.Tensor, Remote)):
            return value
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            if value.ndim and len(self._arrays) < MOST_ARRAYS:
                self._arrays.append(place)
            return self._sendable(value.tolist(), depth)  # numbers, but no tensor
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, (list, tuple)) and depth < 16:
            return [self._sendable(item, depth + 1, f"{place}/{n}") for n, item in enumerate(value)]
        if isinstance(value, dict) and depth < 16 and all(isinstance(key, str) for key in value):
            return {key: self._sendable(item, depth + 1, f"{place}/{key}") for key, item in value.items()}
        return self._keep(value)

    def _keep(self, value: Any) -> Remote:
        """Has an object stay here; the same one is the same Remote."""
        number = self._numbers.setdefault(id(value), len(self._objects))
        self._objects[number] = value
        return Remote(number, type(value).__name__)


def _joined(text: str, more: str) -> str:
    """Both, the second one from a new line on."""
    return text + "\n" + more if more and text and not text.endswith("\n") else text + more


def _is_stub(error: BaseException, labels: set[str]) -> bool:
    """Whether a cell raised it as released stubs do. Where torch does, its words tell more: a network without forward,
    integers where it wants floating point.
    """
    if not isinstance(error, NotImplementedError):
        return False
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    return innermost.filename in labels and bool(re.search(r"\braise\b", innermost.line or ""))


def _changed_globally(dtype: torch.dtype, recording: bool, seed: int) -> list[str]:
    """What of torch's settings for all code is not as it was before a request; drawing random numbers is no change."""
    changes = {
        "dtype": torch.get_default_dtype() not in (dtype, torch.float32),  # which it is outside of grading
        "gradients": torch.is_grad_enabled() != recording,
        "seed": torch.initial_seed() != seed,
    }
    return [name for name, is_changed in changes.items() if is_changed]


@contextlib.contextmanager
def _settings(dtype: torch.dtype, device: torch.device, seed: int) -> Iterator[None]:
    """Default dtype and device for the student's own torch.zeros(...) and the like; a fixed seed.

    Afterwards all but the seed is as it was.
    """
    before, recording = torch.get_default_dtype(), torch.is_grad_enabled()
    # torch.manual_seed seeds GPUs as well, and where none is in use notes who asked: slow, and once a request.
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed_all(seed)
    torch.set_default_dtype(dtype)
    # As a context it is slow, so the CPU, which is the default anyway, does without.
    with contextlib.nullcontext() if device.type == "cpu" else device:
        try:
            yield
        finally:
            torch.set_default_dtype(before)
            torch.set_grad_enabled(recording)  # what one part leaves off is not for the others to lack


@contextlib.contextmanager
def _unset_is_nan() -> Iterator[None]:
    """torch.empty is filled with NaN, which torch does while its algorithms are to be deterministic.

    torch.use_deterministic_algorithms would import the compiler first, which takes each worker longer than all else.
    """
    torch._C._set_deterministic_algorithms(True, warn_only=True)
    try:
        yield
    finally:
        torch._C._set_deterministic_algorithms(False)


def _backward(pairs: list[tuple[torch.Tensor, torch.Tensor]]) -> None:
    """A step backward from outputs, each with the gradient that arrives there.

    torch.autograd.backward would import sympy to compare the shapes, which takes a worker longer than its networks do.
    """
    for output, upstream in pairs:
        if output.shape != upstream.shape:
            raise RuntimeError(f"gradients of {tuple(upstream.shape)} for an output of {tuple(output.shape)}")
    if pairs:
        sum((output * upstream).sum() for output, upstream in pairs).backward()  # type: ignore[union-attr]


@contextlib.contextmanager
def _evaluating(module: nn.Module) -> Iterator[None]:
    """Evaluation mode, and the mode that each part had before afterwards."""
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        yield
    finally:
        for part, training in modes:
            part.training = training


def _tuples(args: list[Any]) -> list[Any]:
    """Arguments with a tuple for each list among them: the wire has no tuples, and networks take their states so."""
    return [tuple(_tuples(a)) if isinstance(a, list) else a for a in args]


def _leaf(value: Any) -> Any:
    """`value` with each floating-point tensor a new leaf that wants a gradient; a list as a tuple."""
    if isinstance(value, list):
        return tuple(_leaf(item) for item in value)
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        return value.detach().clone().requires_grad_()
    return value


def _flat(value: Any) -> list[Any]:
    """The items of lists and tuples, however deep."""
    return [leaf for item in value for leaf in _flat(item)] if isinstance(value, (list, tuple)) else [value]
