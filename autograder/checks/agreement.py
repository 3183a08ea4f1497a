"""Whether a student's function or module computes what the course's own solution does: that is the oracle."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks.draws import Draws
from autograder.checks.values import (
    Mistake,
    as_object,
    as_tensor,
    finite,
    kind_of,
    same,
    same_shape,
    shape_text,
)
from autograder.student.student import Function, Gradients, Handle

SCALE = 0.5  # of the hidden weights
MOST_NAMED = 8  # parameters in a message
Arguments = Sequence[Any]


@dataclass(frozen=True)
class SharedWeights:
    """Which of a student's parameters is which of the solution's.

    mine, own: the student's module and the solution's. pairs: for each parameter of the solution the student's name of
    it, and whether the student keeps the matrix the other way round.
    """

    mine: Handle
    own: Handle
    name: str
    pairs: Mapping[str, tuple[str, bool]]

    def compare(self, what: str = "after training") -> None:
        """Mistake unless all parameters have the same values in both now."""
        theirs, ours = self.mine.parameters(), self.own.parameters()
        for name, (their_name, is_turned) in self.pairs.items():
            got = theirs[their_name]
            same(got, _as_kept(ours[name], got, is_turned), f"{self.name}'s {their_name} {what}")

    def compare_gradients(self, got: Gradients, want: Gradients) -> None:
        """Mistake unless the gradients of all parameters that the solution's output depends on are the same."""
        for name, (their_name, is_turned) in self.pairs.items():
            expected, gradient = want.parameters[name], got.parameters.get(their_name)
            if expected is not None:
                what = f"the gradient of {self.name}'s {their_name}"
                if gradient is None:
                    raise Mistake(f"{what}: none reaches it")
                same(gradient, _as_kept(expected, gradient, is_turned), what)


def agree(
    theirs: Function,
    ours: Function,
    *,
    inputs: Sequence[Arguments],
    draws: Draws,
    sizes: Arguments | None = None,
    gradients: bool = True,
    named: bool = False,
) -> None:
    """Mistake unless the student's function or module gives what the solution gives, each time that it is asked.

    theirs, ours: `student.NAME` and `reference.NAME`. inputs: a tuple of arguments for each call: give several sizes.
    sizes: what a module is made with, `(10, 20)`; None for a function. Of a module, hidden weights are set: which of
    the student's parameters is which is told by their names, order or first use where the shapes fit, transposed as
    they may be; with named=True by their names alone, for an assignment that fixes them.
    Its output is compared in evaluation mode and, where the solution draws no random numbers, in training mode, and
    with gradients=True the gradients of its parameters and inputs, too.

    Not looked at: the gradients of a function, and whether an argument is changed in place.

        checks.agree(student.Gate, reference.Gate, sizes=(3,), inputs=[(draws.normal(5, 3),)], draws=draws)
    """
    if sizes is None:
        for arguments in inputs:
            want = ours(*arguments)
            if isinstance(want, Handle):
                raise TypeError(
                    f"{ours.name} makes an object: give checks.agree its sizes=(...), () where it has none"
                )
            for time in ("", " when it is called again"):
                _same(theirs(*arguments), want, f"{theirs.name}{time}")
        return
    mine = as_object(theirs(*sizes), f"{theirs.name}(...)")
    own = as_object(ours(*sizes), f"{ours.name}(...)")
    shared = share_weights(mine, own, inputs[0], draws, named)
    for arguments in inputs:
        want = own.evaluate(*arguments)
        for time in ("", " when it is called again"):
            _same(mine.evaluate(*arguments), want, f"the output of {theirs.name}{time}")
        trained = own(*arguments)
        if _equal(trained, own(*arguments)) and _equal(trained, want):
            _same(mine(*arguments), want, f"the output of {theirs.name} in training mode")
        if gradients:
            _same_gradients(shared, arguments, draws)


def share_weights(
    mine: Handle, own: Handle, arguments: Arguments, draws: Draws, named: bool = False
) -> SharedWeights:
    """Sets the same hidden weights in a student's module and in the solution's, and tells which is which.

    arguments: of one call, by whose output that is told where names, order and shapes leave it open. named: the
    assignment fixes the parameters' names, so these alone tell it. Mistake where the student's parameters have not the
    shapes of the solution's.

        mine, own = student.Line(), reference.Line()
        shared = checks.share_weights(mine, own, (x,), draws)
        assert student.train(mine, x, y) == pytest.approx(reference.train(own, x, y))
        shared.compare()
    """
    theirs, ours = mine.parameters(), own.parameters()
    values = draws.like(ours, SCALE)
    own.load(values)
    name = own.kind
    if named:
        _check_names(name, theirs, ours)
        mine.load(values)
        return SharedWeights(mine, own, name, {each: (each, False) for each in ours})
    found = [each for each in _candidates(mine, own, arguments, theirs, ours) if _fits(each, theirs, ours)]
    if not found:
        raise Mistake(f"{name}: expected parameters of the shapes {_shapes(ours)}, got {_shapes(theirs)}")
    want = own.evaluate(*arguments)
    for pairs in [*found, found[0]]:
        mine.load({b: _as_kept(values[a], theirs[b], is_turned) for a, (b, is_turned) in pairs.items()})
        if len(found) == 1 or _equal(mine.evaluate(*arguments), want):
            return SharedWeights(mine, own, name, pairs)
    return SharedWeights(mine, own, name, found[0])


def _check_names(kind: str, theirs: Mapping[str, torch.Tensor], ours: Mapping[str, torch.Tensor]) -> None:
    """Mistake unless the student has each of the solution's parameters, by its name and in its shape."""
    for name, value in ours.items():
        if name not in theirs:
            has = ", ".join(list(theirs)[:MOST_NAMED]) or "none"
            raise Mistake(f"{kind} has no parameter {name}; it has {has}")
        same_shape(theirs[name], value.shape, f"{kind}'s {name}")


def _same_gradients(shared: SharedWeights, arguments: Arguments, draws: Draws) -> None:
    output = shared.own.evaluate(*arguments)
    if not isinstance(output, torch.Tensor) or not output.is_floating_point():
        return
    upstream = draws.normal(*output.shape)
    got, want = (each.gradients(*arguments, upstream=upstream) for each in (shared.mine, shared.own))
    shared.compare_gradients(got, want)
    for number, (gradient, expected) in enumerate(zip(got.inputs, want.inputs, strict=True), start=1):
        if expected is not None:
            what = f"the gradient of {shared.name}'s input {number}"
            if gradient is None:
                raise Mistake(f"{what}: none reaches it")
            same(gradient, expected, what)


def _candidates(
    mine: Handle,
    own: Handle,
    arguments: Arguments,
    theirs: Mapping[str, torch.Tensor],
    ours: Mapping[str, torch.Tensor],
) -> Iterator[Mapping[str, tuple[str, bool]]]:
    """Ways to tell which of the student's parameters is which, the surest first."""
    if len(theirs) != len(ours):
        return
    orders = [list(ours)] if ours.keys() == theirs.keys() else []
    orders.append(list(theirs))
    used = list(mine.trace(*arguments).used)
    if set(used) == theirs.keys():
        orders.append(used)
    references = [list(ours), list(own.trace(*arguments).used)]
    for order, reference in itertools.product(orders, references):
        if set(reference) == ours.keys():
            pairs = list(zip(reference, order, strict=True))
            is_square = any(ours[a].dim() == 2 and ours[a].shape[0] == ours[a].shape[1] for a, _ in pairs)
            for turned in (False, True) if is_square else (False,):
                yield {a: (b, _is_transposed(ours[a], theirs[b], turned)) for a, b in pairs}


def _is_transposed(ours: torch.Tensor, theirs: torch.Tensor, turned: bool) -> bool:
    """Whether a matrix is kept the other way round; of a square one nothing tells, so both are tried."""
    if ours.dim() != 2 or theirs.shape != ours.T.shape:
        return False
    return turned if ours.shape == theirs.shape else True


def _fits(
    pairs: Mapping[str, tuple[str, bool]],
    theirs: Mapping[str, torch.Tensor],
    ours: Mapping[str, torch.Tensor],
) -> bool:
    """Whether the shapes are the same, but for axes of size 1: a bias may be a row."""
    return all(
        _long_axes(theirs[b]) == _long_axes(ours[a].T if is_turned else ours[a])
        for a, (b, is_turned) in pairs.items()
    )


def _long_axes(value: torch.Tensor) -> list[int]:
    return [size for size in value.shape if size != 1]


def _as_kept(value: torch.Tensor, theirs: torch.Tensor, is_turned: bool) -> torch.Tensor:
    """A value of the solution's as the student keeps it."""
    return (value.T if is_turned else value).reshape(theirs.shape)


def _shapes(parameters: Mapping[str, torch.Tensor]) -> str:
    return ", ".join(shape_text(value.shape) for value in parameters.values()) or "none"


def _equal(got: Any, want: Any) -> bool:
    try:
        _same(got, want, "")
    except Mistake:
        return False
    return True


def _same(got: Any, want: Any, what: str) -> None:
    """Mistake unless an answer is what the solution gives: tensors up to rounding, all else exactly."""
    if isinstance(want, torch.Tensor):
        _same_tensor(got, want, what)
    elif isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            raise Mistake(f"{what}: expected {kind_of(want)}, got {kind_of(got)}")
        for number, (item, expected) in enumerate(zip(got, want, strict=True), start=1):
            _same(item, expected, f"{what}, item {number}")
    elif isinstance(want, dict):
        if not isinstance(got, dict) or got.keys() != want.keys():
            raise Mistake(f"{what}: expected {kind_of(want)}, got {kind_of(got)}, or one with other keys")
        for key, expected in want.items():
            _same(got[key], expected, f"{what}, {key}")
    elif isinstance(want, float) and isinstance(got, (int, float)) and not isinstance(got, bool):
        same(torch.tensor(float(got)), torch.tensor(want), what)
    elif type(got) is not type(want):
        raise Mistake(f"{what}: expected {kind_of(want)}, got {kind_of(got)}")
    elif got != want:
        raise Mistake(f"{what}: {kind_of(got)}, but not the expected value")


def _same_tensor(got: Any, want: torch.Tensor, what: str) -> None:
    if want.is_floating_point():
        same(got, want, what)
        if not got.is_floating_point():
            raise Mistake(f"{what}: expected {want.dtype}, got {got.dtype}")
        return
    if want.dtype == torch.bool and isinstance(got, torch.Tensor) and got.dtype == torch.bool:
        tensor = got
    else:
        tensor = as_tensor(got, what)
        finite(tensor, what)
    same_shape(tensor, want.shape, what)
    if tensor.dtype != want.dtype:
        raise Mistake(f"{what}: expected {want.dtype}, got {tensor.dtype}")
    if not torch.equal(tensor.cpu(), want):
        raise Mistake(
            f"{what}: the shape {shape_text(tensor.shape)} is right, but some of its values are not"
        )
