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
    Said,
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

    def compare(self, what: str | Said = Said("after-training")) -> None:  # noqa: B008 - it does not change
        """Mistake unless all parameters have the same values in both now."""
        theirs, ours = self.mine.parameters(), self.own.parameters()
        for name, (their_name, is_turned) in self.pairs.items():
            got = theirs[their_name]
            parameter = Said("parameter-when", of=self.name, name=their_name, when=what)
            same(got, _as_kept(ours[name], got, is_turned), parameter)

    def compare_gradients(self, got: Gradients, want: Gradients) -> None:
        """Mistake unless the gradients of all parameters that the solution's output depends on are the same."""
        for name, (their_name, is_turned) in self.pairs.items():
            expected, gradient = want.parameters[name], got.parameters.get(their_name)
            if expected is not None:
                what = Said("gradient-of", of=Said("parameter-of", of=self.name, name=their_name))
                if gradient is None:
                    raise Mistake("no-gradient-reaches", what=what)
                same(gradient, _as_kept(expected, gradient, is_turned), what)


def agree(
    theirs: Function,
    ours: Function,
    *,
    inputs: Sequence[Arguments],
    draws: Draws,
    sizes: Arguments | None = None,
    gradients: bool = True,
) -> None:
    """Mistake unless the student's function or module gives what the solution gives, each time that it is asked.

    theirs, ours: `student.NAME` and `reference.NAME`. inputs: a tuple of arguments for each call: give several sizes.
    sizes: what a module is made with, `(10, 20)`; None for a function. Of a module, hidden weights are set: which of
    the student's parameters is which is told by their names, order or first use where the shapes fit, transposed as
    they may be.
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
            for what in (theirs.name, Said("called-again", what=theirs.name)):
                _same(theirs(*arguments), want, what)
        return
    mine = as_object(theirs(*sizes), f"{theirs.name}(...)")
    own = as_object(ours(*sizes), f"{ours.name}(...)")
    shared = share_weights(mine, own, inputs[0], draws)
    for arguments in inputs:
        want = own.evaluate(*arguments)
        output = Said("output-of", of=theirs.name)
        for what in (output, Said("called-again", what=output)):
            _same(mine.evaluate(*arguments), want, what)
        trained = own(*arguments)
        if _equal(trained, own(*arguments)) and _equal(trained, want):
            _same(mine(*arguments), want, Said("in-training-mode", what=output))
        if gradients:
            _same_gradients(shared, arguments, draws)


def share_weights(mine: Handle, own: Handle, arguments: Arguments, draws: Draws) -> SharedWeights:
    """Sets the same hidden weights in a student's module and in the solution's, and tells which is which.

    arguments: of one call, by whose output that is told where names, order and shapes leave it open. Mistake where the
    student's parameters have not the shapes of the solution's.

        mine, own = student.Line(), reference.Line()
        shared = checks.share_weights(mine, own, (x,), draws)
        assert student.train(mine, x, y) == pytest.approx(reference.train(own, x, y))
        shared.compare()
    """
    theirs, ours = mine.parameters(), own.parameters()
    values = draws.like(ours, SCALE)
    own.load(values)
    name = own.kind
    found = [each for each in _candidates(mine, own, arguments, theirs, ours) if _fits(each, theirs, ours)]
    if not found:
        raise Mistake("shapes-of-parameters", what=name, want=_shapes(ours), got=_shapes(theirs))
    want = own.evaluate(*arguments)
    for pairs in [*found, found[0]]:
        mine.load({b: _as_kept(values[a], theirs[b], is_turned) for a, (b, is_turned) in pairs.items()})
        if len(found) == 1 or _equal(mine.evaluate(*arguments), want):
            return SharedWeights(mine, own, name, pairs)
    return SharedWeights(mine, own, name, found[0])


def _same_gradients(shared: SharedWeights, arguments: Arguments, draws: Draws) -> None:
    output = shared.own.evaluate(*arguments)
    if not isinstance(output, torch.Tensor) or not output.is_floating_point():
        return
    upstream = draws.normal(*output.shape)
    got, want = (each.gradients(*arguments, upstream=upstream) for each in (shared.mine, shared.own))
    shared.compare_gradients(got, want)
    for number, (gradient, expected) in enumerate(zip(got.inputs, want.inputs, strict=True), start=1):
        if expected is not None:
            what = Said("gradient-of", of=Said("input-of", of=shared.name, number=number))
            if gradient is None:
                raise Mistake("no-gradient-reaches", what=what)
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


def _shapes(parameters: Mapping[str, torch.Tensor]) -> str | Said:
    return ", ".join(shape_text(value.shape) for value in parameters.values()) or Said("none")


def _equal(got: Any, want: Any) -> bool:
    try:
        _same(got, want, "")
    except Mistake:
        return False
    return True


def _same(got: Any, want: Any, what: str | Said) -> None:
    """Mistake unless an answer is what the solution gives: tensors up to rounding, all else exactly."""
    if isinstance(want, torch.Tensor):
        _same_tensor(got, want, what)
    elif isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            raise Mistake("other-kind", what=what, want=kind_of(want), got=kind_of(got))
        for number, (item, expected) in enumerate(zip(got, want, strict=True), start=1):
            _same(item, expected, Said("item-of", what=what, number=number))
    elif isinstance(want, dict):
        if not isinstance(got, dict) or got.keys() != want.keys():
            raise Mistake("other-keys", what=what, want=kind_of(want), got=kind_of(got))
        for key, expected in want.items():
            _same(got[key], expected, Said("entry-of", what=what, key=str(key)))
    elif isinstance(want, float) and isinstance(got, (int, float)) and not isinstance(got, bool):
        same(torch.tensor(float(got)), torch.tensor(want), what)
    elif type(got) is not type(want):
        raise Mistake("other-kind", what=what, want=kind_of(want), got=kind_of(got))
    elif got != want:
        raise Mistake("other-value", what=what, got=kind_of(got))


def _same_tensor(got: Any, want: torch.Tensor, what: str | Said) -> None:
    if want.is_floating_point():
        same(got, want, what)
        if not got.is_floating_point():
            raise Mistake("other-dtype", what=what, want=str(want.dtype), got=str(got.dtype))
        return
    if want.dtype == torch.bool and isinstance(got, torch.Tensor) and got.dtype == torch.bool:
        tensor = got
    else:
        tensor = as_tensor(got, what)
        finite(tensor, what)
    same_shape(tensor, want.shape, what)
    if tensor.dtype != want.dtype:
        raise Mistake("other-dtype", what=what, want=str(want.dtype), got=str(tensor.dtype))
    if not torch.equal(tensor.cpu(), want):
        raise Mistake("other-values", what=what, shape=tensor.shape, reason=Said("some-values"))
