"""Whether a student's function, module or training loop does what the course's own solution does: the oracle.

The calls made of both are data, a list. So if a student's answers are wrong, the same calls are tried on the known
bugs. If one of them gives the same answers, it names the mistake.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import methodcaller
from typing import Any

import torch

from autograder.checks import explaining
from autograder.checks.draws import Draws
from autograder.checks.settings import check_settings
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
    trained_alike,
)
from autograder.errors import KitError, Raised, WorkerError
from autograder.sandbox.inside.wire import Remote
from autograder.student.reference import Reference
from autograder.student.student import Function, Gradients, Handle, Renamed, Student, Training

SCALE = 0.5  # of the hidden weights
MOST_NAMED = 8  # parameters in a message
OTHER_SEED = 1  # of random numbers, which each call draws alike otherwise
MOST_TRIED = 24  # ways in which parameters that are alike may be which
Arguments = Sequence[Any]
NUMBER = re.compile(r"-?\d+(?:\.(?P<decimals>\d+))?(?:e(?P<exponent>[+-]?\d+))?")


@dataclass(frozen=True)
class SharedWeights:
    """Which parameter of the student's is which of the solution's. mine, own: the student's module and the solution's.
    pairs: for each parameter of the solution the student's name of it, and whether the student keeps the matrix the
    other way round.
    """

    mine: Handle
    own: Handle
    name: str
    pairs: Mapping[str, tuple[str, bool]]

    def compare(self, what: str | Said = Said("after-training")) -> None:  # noqa: B008 - it does not change
        """Mistake unless all parameters have the same values in both now."""
        self.compare_values(self.mine.parameters(), self.own.parameters(), what)

    def compare_values(
        self, theirs: Mapping[str, torch.Tensor], ours: Mapping[str, torch.Tensor], what: str | Said
    ) -> None:
        """Mistake unless values of all parameters, by the student's names and by the solution's, are the same."""
        for name, (their_name, is_turned) in self.pairs.items():
            got = theirs[their_name]
            parameter = Said("parameter-when", of=self.name, name=their_name, when=what)
            same(got, _as_kept(ours[name], got, is_turned), parameter)

    def compare_gradients(self, got: Gradients, want: Gradients) -> None:
        """Mistake unless the gradients of all that the solution's output depends on are the same."""
        for name, (their_name, is_turned) in self.pairs.items():
            expected, gradient = want.parameters[name], got.parameters.get(their_name)
            if expected is not None:
                what = Said("gradient-of", of=Said("parameter-of", of=self.name, name=their_name))
                if gradient is None:
                    raise Mistake("no-gradient-reaches", what=what)
                same(gradient, _as_kept(expected, gradient, is_turned), what)
        _same_input_gradients(got, want, self.name)


@dataclass(frozen=True)
class Loader:
    """Batches of samples, which become a DataLoader where the code runs that is asked: see `loader`."""

    inputs: torch.Tensor
    labels: torch.Tensor
    batch_size: int


def loader(inputs: torch.Tensor, labels: torch.Tensor, batch_size: int) -> Loader:
    """A loader for `training`. The training function gets it as a DataLoader: batches in this order, the last may be
    short.

    inputs: (samples, …). labels: (samples, …).

        checks.loader(draws.normal(10, 4), draws.integers(3, 10), batch_size=4)    # batches of 4, 4 and 2
    """
    return Loader(inputs, labels, batch_size)


@dataclass(frozen=True)
class Given:
    """The arguments of one call, by position and by name: see `arguments`."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def in_another_order(self) -> Given | None:
        """The same with the rows of each tensor (samples or steps) moved on by one; None if that changes nothing."""
        other = self._each(_moved)
        pairs = zip(self._values(), other._values(), strict=True)
        return other if any(isinstance(a, torch.Tensor) and not torch.equal(a, b) for a, b in pairs) else None

    def in_float32(self) -> Given:
        """The same with float64 tensors as float32."""
        return self._each(_narrowed)

    def _values(self) -> list[Any]:
        return [*self.args, *self.kwargs.values()]

    def _each(self, change: Callable[[Any], Any]) -> Given:
        return Given(tuple(map(change, self.args)), {name: change(v) for name, v in self.kwargs.items()})


def _moved(value: Any) -> Any:
    """A tensor with its rows moved on; unchanged if it may have to be in order, symmetric or triangular."""
    if not isinstance(value, torch.Tensor) or not value.dim():
        return value
    is_square = value.dim() == 2 and value.shape[0] == value.shape[1]
    is_sorted = value.dim() == 1 and torch.equal(value, value.sort().values)
    return value if is_square or is_sorted else value.roll(1, 0)


def _narrowed(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(map(_narrowed, value))
    is_wide = isinstance(value, torch.Tensor) and value.dtype == torch.float64
    return value.to(torch.float32) if is_wide else value


def arguments(*args: Any, **kwargs: Any) -> Given:
    """The arguments of one call for `agree`, if some are passed by name.

        checks.agree(student.attend, reference.attend, inputs=[checks.arguments(x, causal=True)], draws=draws)

    A call whose arguments are all passed by their place may be a tuple.
    """
    return Given(args, kwargs)


@dataclass(frozen=True)
class _Call:
    """The calls made of both: `ask` gives the answer of one side, `compare` raises Mistake unless two answers are the
    same.
    """

    ask: Callable[[Any], Any]
    compare: Callable[[Any, Any], None]


@dataclass(frozen=True)
class _Turn:
    """Calls of one thing of the student's and one of the solution's. make: makes the same thing of a known bug."""

    calls: Iterable[_Call]
    mine: Any
    own: Any
    make: Callable[[Student], Any]


def agree(
    theirs: Function,
    ours: Function,
    *,
    inputs: Sequence[Arguments | Given],
    draws: Draws,
    sizes: Arguments | None = None,
    gradients: bool | None = None,
    named: bool = False,
) -> None:
    """Raises Mistake unless the student's function or module gives what the solution gives, in every call.

    theirs, ours: `student.NAME` and `reference.NAME`. inputs: a tuple of arguments for each call, or
    `checks.arguments(x, causal=True)` to pass some by name. Give several sizes. sizes: the arguments that make a
    module, `(10, 20)`; None for a function. In a module, hidden weights are set. The student's parameters are matched
    by their names, order, first use or layers, if the shapes fit, also transposed, and the output then is the
    solution's. A layer that is not used is left out. named=True matches only by names, for an assignment that
    prescribes them.

    It compares the output; the output of a second call; the arguments after it, which may not be changed in place
    unless the solution changes them, too; and the output for the same arguments with their rows in another order, which
    finds answers that are cached by shape. In float32 the output must have the solution's dtype. A call must leave the
    random seed, the default dtype and whether gradients are recorded as they were, if the solution does. A module is
    called in evaluation mode; in training mode, unless the solution draws random numbers there; and, if that changes
    running statistics, in evaluation mode again. gradients: whether the gradients of inputs and parameters are
    compared. None: for a module they are, for a function not.

    If all answers are those of one known bug (a wrong answer in the assignment's `answers/`, of the grade id that is
    tested, with a code), the Mistake has its code. An exception is reported as it is.

        checks.agree(student.Gate, reference.Gate, sizes=(3,), inputs=[(draws.normal(5, 3),)], draws=draws)
    """
    asked = list(map(_given, inputs))
    if sizes is None:
        calls = _calls_of_a_function(theirs.name, ours, asked, draws, bool(gradients))
        turn = _Turn(calls, theirs, ours, lambda bug: getattr(bug, ours.name))
        _compare([turn], theirs.student, ours)
        _check_dtype(theirs, ours, None, asked[:1])
        _check_settings(theirs, ours, theirs.name)
        return
    mine = as_object(theirs(*sizes), f"{theirs.name}(...)")
    own = as_object(ours(*sizes), f"{ours.name}(...)")

    def make(bug: Student) -> Handle:
        return as_object(bug.call(ours.name, sizes, {}), ours.name)

    def make_alike(bug: Student) -> Handle:
        return _loaded(make(bug), own.parameters())

    try:
        shared = _share(mine, own, asked, draws, _bugs(ours, make_alike), named)
    except Mistake:
        has_it = partial(_agrees, mine, inputs=asked, draws=draws, named=named)
        _name(theirs.student, ((code, partial(has_it, bug)) for code, bug in _bugs(ours, make)))
        raise
    # `mine` has been asked before, which counts where it keeps a state.
    fresh = as_object(theirs(*sizes), f"{theirs.name}(...)")
    _parameters(fresh, asked[0])  # a lazy one can be loaded then
    fresh.load(mine.parameters())
    probe = as_object(ours(*sizes), ours.name)
    calls = _calls_of_a_module(replace(shared, mine=fresh), asked, draws, gradients is not False, probe)
    _compare([_Turn(calls, fresh, own, make_alike)], theirs.student, ours)
    _check_dtype(theirs, ours, sizes, asked[:1])
    _check_settings(theirs, ours, theirs.name, f"{mine.kind}.forward")


def training(
    theirs: Function,
    ours: Function,
    *,
    networks: tuple[Function, Function],
    sizes: Arguments,
    example: Arguments,
    data: Arguments,
    settings: Sequence[Mapping[str, Any]],
    draws: Draws,
    prints: bool = False,
) -> None:
    """Raises Mistake unless the student's training function trains a network as the solution's does, from the same
    weights.

    theirs, ours: `student.train` and `reference.train`: functions that take a network, then `data`. networks:
    `student.Net` and `reference.Net`, made with `sizes`. example: the arguments of one call of the network. data:
    tensors, numbers, or a `checks.loader(…)`. settings: the keywords of each training, such as `{"epochs": 5}`; each
    training begins with newly drawn weights.

    It compares the weights after each training, what the function returns and, with prints=True, the lines that it
    prints: their words, and their numbers up to rounding. torch's settings must be left as `agree` says. It names known
    bugs as `agree` does. Both loops draw the same random numbers, so a loop that draws them in another order counts as
    different: see docs/authors.md.

        checks.training(
            student.train, reference.train, networks=(student.Line, reference.Line), sizes=(), example=(x,),
            data=(x, y), settings=[{"epochs": 1}, {"epochs": 5, "lr": 0.1}], draws=draws,
        )
    """

    def turn(each: Mapping[str, Any]) -> _Turn:
        mine, own = (as_object(network(*sizes), f"{network.name}(...)") for network in networks)
        shared = share_weights(mine, own, example, draws)
        start = own.parameters()

        def trained(train: Function, network: Handle) -> tuple[Training, Mapping[str, torch.Tensor]]:
            given = [_made(train.student, item) for item in data]
            done = train.student.run_training(train.name, network, *given, **each)
            return done, network.parameters()

        def by_bug(bug: Student) -> tuple[Function, Handle]:
            network = as_object(bug.call(networks[1].name, sizes, {}), networks[1].name)
            return Function(bug, ours.name), _loaded(network, start)

        call = _Call(lambda pair: trained(*pair), partial(_same_training, shared, start, theirs.name, prints))
        return _Turn([call], (theirs, mine), (ours, own), by_bug)

    _compare(map(turn, settings), theirs.student, ours)
    _check_settings(theirs, ours, theirs.name)


def share_weights(
    mine: Handle, own: Handle, arguments: Arguments | Given, draws: Draws, named: bool = False
) -> SharedWeights:
    """Sets the same hidden weights in a student's module and in the solution's, and matches their parameters.

    arguments: those of one call. Its output decides if names, order and shapes leave the match open. named: the
    assignment prescribes the parameters' names, so only these decide. Raises Mistake if the student's parameters do not
    have the shapes of the solution's.

        mine, own = student.Line(), reference.Line()
        shared = checks.share_weights(mine, own, (x,), draws)
        assert student.train(mine, x, y) == pytest.approx(reference.train(own, x, y))
        shared.compare()
    """
    return _share(mine, own, [_given(arguments)], draws, (), named)


def _share(
    mine: Handle,
    own: Handle,
    inputs: Sequence[Given],
    draws: Draws,
    bugs: Iterable[tuple[str, Callable[[], Handle]]],
    named: bool = False,
    most: int = MOST_TRIED,
) -> SharedWeights:
    """As share_weights, by the outputs of several calls. bugs: whose outputs may tell which parameter is which, too.
    most: how many ways to pair layers that are alike are tried.
    """
    arguments = inputs[0]
    theirs, ours = _parameters(mine, arguments), own.parameters()
    values = draws.like(ours, SCALE)
    own.load(values)
    if named:
        _check_names(own.kind, theirs, ours)
        used = mine.trace(*inputs[0].args, **inputs[0].kwargs).used if theirs.keys() - ours.keys() else ()
        if spare := [name for name in used if name not in ours]:
            raise Mistake("parameters-too-many", what=own.kind, names=", ".join(spare[:MOST_NAMED]))
        mine.load(values)
        return SharedWeights(mine, own, own.kind, {name: (name, False) for name in ours})
    if len(theirs) > len(ours):  # a layer that is made and not used does no harm
        used = mine.trace(*arguments.args, **arguments.kwargs).used
        theirs = {name: value for name, value in theirs.items() if name in used}
    want = own.evaluate(*arguments.args, **arguments.kwargs)
    tried: list[tuple[Mapping[str, tuple[str, bool]], Any]] = []

    def load(pairs: Mapping[str, tuple[str, bool]]) -> SharedWeights:
        mine.load({b: _as_kept(values[a], theirs[b], is_turned) for a, (b, is_turned) in pairs.items()})
        return SharedWeights(mine, own, own.kind, pairs)

    for pairs in _candidates(mine, own, arguments, theirs, ours, most):
        if _fits(pairs, theirs, ours) and pairs not in [other for other, _ in tried]:
            shared = load(pairs)
            got = mine.evaluate(*arguments.args, **arguments.kwargs)
            if _equal(got, want) and all(
                _equal(mine.evaluate(*more.args, **more.kwargs), own.evaluate(*more.args, **more.kwargs))
                for more in inputs[1:]
            ):
                return shared
            tried.append((pairs, got))
    if not tried:
        raise _other_shapes(own.kind, ours, theirs)
    for _, make in bugs if len(tried) > 1 else ():
        output = _tried(partial(_output, make, arguments))
        for pairs, got in tried:
            if output is not None and _equal(got, output):
                return load(pairs)
    return load(tried[0][0])


def _parameters(module: Handle, arguments: Given) -> dict[str, torch.Tensor]:
    """Those of a module, which a lazy one has once it was called."""
    try:
        return module.parameters()
    except Raised:
        module.evaluate(*arguments.args, **arguments.kwargs)
        return module.parameters()


def _check_names(kind: str, theirs: Mapping[str, torch.Tensor], ours: Mapping[str, torch.Tensor]) -> None:
    """Mistake unless the student has each of the solution's parameters, by its name and in its shape."""
    for name, value in ours.items():
        if name not in theirs:
            first = re.sub(r"(?<=\.)\d+(?=\.)", "0", name)  # a module counts once, however often it is used
            if first in theirs:
                raise Mistake("parameter-of-first-alone", what=kind, name=name, first=first)
            has = ", ".join(list(theirs)[:MOST_NAMED]) or Said("none")
            raise Mistake("parameter-not-there", what=kind, name=name, has=has)
        same_shape(theirs[name], value.shape, Said("parameter-of", of=kind, name=name))


def _calls_of_a_function(
    name: str, ours: Function, inputs: Sequence[Given], draws: Draws, gradients: bool
) -> Iterator[_Call]:
    for arguments in inputs:
        want = ours(*arguments.args, **arguments.kwargs)
        if isinstance(want, Handle):
            raise TypeError(
                f"{name} makes an object: give checks.agree its sizes=(...), () where it has none"
            )
        for what in (name, Said("called-again", what=name)):
            ask = methodcaller("with_arguments", *arguments.args, **arguments.kwargs)
            yield _Call(ask, partial(_same_with_arguments, what=what, name=name))
        if (other := arguments.in_another_order()) and _is_answered(
            partial(ours, *other.args, **other.kwargs)
        ):
            what = Said("with-other-values", what=name)
            yield _Call(methodcaller("__call__", *other.args, **other.kwargs), partial(_same, what=what))
        if gradients:
            upstream = draws.normal(*as_tensor(want, name).shape)
            ask = methodcaller("gradients", *arguments.args, **arguments.kwargs, upstream=upstream)
            yield _Call(ask, partial(_same_input_gradients, name=name))


def _calls_of_a_module(
    shared: SharedWeights, inputs: Sequence[Given], draws: Draws, gradients: bool, probe: Handle
) -> Iterator[_Call]:
    """probe: another module like the solution's, for what may change it: both sides must be called equally often."""
    own, name = shared.own, shared.name
    output = Said("output-of", of=name)
    before = own.evaluate(*inputs[0].args, **inputs[0].kwargs)
    for arguments in inputs:
        want = own.evaluate(*arguments.args, **arguments.kwargs)
        yield _Call(
            methodcaller("evaluate", *arguments.args, **arguments.kwargs), partial(_same, what=output)
        )
        again = partial(_same_with_arguments, what=Said("called-again", what=output), name=name)
        yield _Call(methodcaller("with_arguments", *arguments.args, **arguments.kwargs), again)
        if (other := arguments.in_another_order()) and _is_answered(
            partial(own.evaluate, *other.args, **other.kwargs)
        ):
            differently = partial(_same, what=Said("with-other-values", what=output))
            yield _Call(methodcaller("evaluate", *other.args, **other.kwargs), differently)
        upstream = _upstream(want, draws)
        if gradients and upstream:
            ask = methodcaller("gradients", *arguments.args, **arguments.kwargs, upstream=upstream[0])
            yield _Call(ask, shared.compare_gradients)
        trained = _tried(
            partial(probe, *arguments.args, **arguments.kwargs)
        )  # a batch of one may be none to train with
        if trained is not None and _equal(trained, _with_other_draws(probe, arguments)):
            in_training = partial(_same, what=Said("in-training-mode", what=output))
            yield _Call(methodcaller("__call__", *arguments.args, **arguments.kwargs), in_training)
    if not _equal(own.evaluate(*inputs[0].args, **inputs[0].kwargs), before):  # it has running statistics
        afterwards = partial(_same, what=Said("in-evaluation-afterwards", what=output))
        yield _Call(methodcaller("evaluate", *inputs[0].args, **inputs[0].kwargs), afterwards)


def _is_answered(ask: Callable[[], Any]) -> bool:
    """Whether the solution gives numbers for these values. It need not, because nobody has chosen them."""
    answer = _tried(ask)
    return answer is not None and _equal(answer, answer)


def _check_settings(theirs: Function, ours: Function, *names: str) -> None:
    """Mistake where torch's settings for all code are changed, unless the solution changes some in its calls, too.

    Nor where an earlier test has found it: this function may only call the one whose mistake it is.
    """
    if not any(ours.student.changed.values()) and not theirs.student.changed_before - {theirs.name}:
        check_settings(theirs.student, *names)


def _check_dtype(theirs: Function, ours: Function, sizes: Arguments | None, inputs: Sequence[Given]) -> None:
    """Mistake if, in float32, an answer has another dtype than the solution's; values are compared in float64, where
    this does not show.
    """

    def ask(function: Function, given: Given) -> Any:
        student = function.student
        before, student.dtype = student.dtype, torch.float32
        try:
            if sizes is None:
                return function(*given.args, **given.kwargs)
            return as_object(function(*sizes), function.name).evaluate(*given.args, **given.kwargs)
        finally:
            student.dtype = before

    for arguments in inputs:
        given = arguments.in_float32()
        want = _tried(partial(ask, ours, given))
        if want is not None:
            what: str | Said = theirs.name if sizes is None else Said("output-of", of=theirs.name)
            _same_dtype(ask(theirs, given), want, what)


def _same_dtype(got: Any, want: Any, what: str | Said) -> None:
    """Mistake if floating-point numbers have another dtype; all else is compared elsewhere."""
    if isinstance(want, list) and isinstance(got, list):
        for number, (item, expected) in enumerate(zip(got, want, strict=False), start=1):
            _same_dtype(item, expected, Said("item-of", what=what, number=number))
    elif isinstance(want, dict) and isinstance(got, dict):
        for key in want.keys() & got.keys():
            _same_dtype(got[key], want[key], Said("entry-of", what=what, key=str(key)))
    elif isinstance(want, torch.Tensor) and isinstance(got, torch.Tensor) and got.dtype != want.dtype:
        raise Mistake("other-dtype", what=what, want=str(want.dtype), got=str(got.dtype)).for_certain()


def _upstream(output: Any, draws: Draws) -> list[Any]:
    """One item, a hidden upstream gradient of an output's form; none where nothing in it has a gradient."""
    if isinstance(output, torch.Tensor):
        return [draws.normal(*output.shape)] if output.is_floating_point() else []
    if not isinstance(output, list):
        return []
    items = [_upstream(item, draws) for item in output]
    return [[item[0] if item else None for item in items]] if any(items) else []


def _with_other_draws(probe: Handle, arguments: Given) -> Any:
    with probe._student.seeded(OTHER_SEED):
        return probe(*arguments.args, **arguments.kwargs)


def _compare(turns: Iterable[_Turn], student: Student, ours: Function) -> None:
    """Mistake unless both give the same in each call; with the code of the one bug that gives what the student gave.

    If one answer is wrong, the other calls are made all the same: a bug must give all that the student gave.
    """
    failure: Mistake | None = None
    heard: list[tuple[Callable[[Student], Any], list[tuple[_Call, Any]]]] = []
    try:
        for turn in turns:
            answers: list[tuple[_Call, Any]] = []
            heard.append((turn.make, answers))
            for call in turn.calls:
                want, got = call.ask(turn.own), call.ask(turn.mine)
                answers.append((call, got))
                try:
                    call.compare(got, want)
                except Mistake as error:
                    failure = failure or error
    except (Mistake, WorkerError):  # what was wrong before is the mistake
        if failure is None:
            raise
    if failure is None:
        return

    def gives_all(load: Callable[[], Student]) -> bool:
        bug = load()
        return all(_gives(partial(make, bug), answers) for make, answers in heard)

    _name(student, ((code, partial(gives_all, load)) for code, load in _loaders(ours)))
    raise failure


def _name(student: Student, bugs: Iterable[tuple[str, Callable[[], bool]]]) -> None:
    """Mistake with the code of the bug that the student's code has, if only one fits."""
    if code := explaining.of(student).the_one(bugs):
        raise Mistake(code) from None


def _loaders(ours: Function) -> Iterable[tuple[str, Callable[[], Student]]]:
    """The code of each known bug, and what loads it."""
    return ours.student.known_bugs() if isinstance(ours.student, Reference) else ()


def _bugs(ours: Function, make: Callable[[Student], Any]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The code of each known bug, and what makes of it what is asked."""
    for code, load in _loaders(ours):
        yield code, lambda load=load: make(load())  # type: ignore[misc]


def _gives(make: Callable[[], Any], heard: Sequence[tuple[_Call, Any]]) -> bool:
    """Whether a bug gives what a student's code gave, in the same calls."""

    def compare() -> bool:
        subject = make()
        for call, got in heard:
            call.compare(got, call.ask(subject))
        return True

    return _tried(compare) is not None


def _agrees(
    mine: Handle, make: Callable[[], Handle], inputs: Sequence[Given], draws: Draws, named: bool
) -> bool:
    """For a bug whose parameters have other shapes than the solution's: whether its shapes and values are the
    student's.
    """

    def compare() -> bool:
        bug = make()
        _share(mine, bug, inputs[:1], draws, (), named, most=0)
        for arguments in inputs:
            _same(
                mine.evaluate(*arguments.args, **arguments.kwargs),
                bug.evaluate(*arguments.args, **arguments.kwargs),
                "",
            )
        return True

    return _tried(compare) is not None


def _output(make: Callable[[], Handle], arguments: Given) -> Any:
    return make().evaluate(*arguments.args, **arguments.kwargs)


def _tried(ask: Callable[[], Any]) -> Any:
    """A bug's answers; None if it fails, as bugs may."""
    try:
        return ask()
    except (Mistake, KitError, _NotFinite):
        return None


def _loaded(module: Handle, values: Mapping[str, torch.Tensor]) -> Handle:
    """A bug's module with the solution's weights, by their names, or by their order if it has names of its own. Mistake
    if it does not have these parameters.
    """
    there = module.parameters()
    names = list(values) if values.keys() == there.keys() else list(there)
    if [there[name].shape for name in names] != [value.shape for value in values.values()]:
        raise _other_shapes(module.kind, values, there)
    renamed = Renamed(module, dict(zip(values, names, strict=True)))
    renamed.load(values)
    return renamed


def _given(arguments: Arguments | Given) -> Given:
    return arguments if isinstance(arguments, Given) else Given(tuple(arguments), {})


def _made(student: Student, item: Any) -> Any:
    """An argument as this submission takes it."""
    if isinstance(item, Loader):
        return student.make("loader", item.inputs, item.labels, batch_size=item.batch_size)
    return item


def _same_training(
    shared: SharedWeights,
    start: Mapping[str, torch.Tensor],
    name: str,
    prints: bool,
    got: tuple[Training, Mapping[str, torch.Tensor]],
    want: tuple[Training, Mapping[str, torch.Tensor]],
) -> None:
    shared.compare_values(got[1], want[1], Said("after", what=name))
    ways = [(got[1][theirs], ours, is_turned) for ours, (theirs, is_turned) in shared.pairs.items()]
    first, last = (
        [_as_kept(values[ours], kept, is_turned) for kept, ours, is_turned in ways]
        for values in (start, want[1])
    )
    if not trained_alike(first, [kept for kept, *_ in ways], last):
        raise Mistake("weights-after-training")
    _same(got[0].value, want[0].value, Said("returned-by", name=name))
    if prints:
        _same_lines(got[0].printed, want[0].printed, name)


def _same_lines(got: str, want: str, name: str) -> None:
    lines, wanted = ([line.strip() for line in text.splitlines() if line.strip()] for text in (got, want))
    if len(lines) != len(wanted):
        raise Mistake("printed-lines", name=name, want=len(wanted), got=len(lines))
    for number, (line, right) in enumerate(zip(lines, wanted, strict=True), start=1):
        if NUMBER.sub("#", line).split() != NUMBER.sub("#", right).split():
            raise Mistake("printed-form", name=name, number=number)
        for mine, own in zip(NUMBER.finditer(line), NUMBER.finditer(right), strict=True):
            if abs(float(mine[0]) - float(own[0])) > 1.01 * max(map(_last_digit, (mine, own))):
                raise Mistake("printed-number", name=name, number=number)


def _last_digit(number: re.Match[str]) -> float:
    """How much one unit of the last digit changes a printed number; 0 for a whole number, which is exact."""
    if not number["decimals"] and not number["exponent"]:
        return 0.0
    return float(10.0 ** (int(number["exponent"] or 0) - len(number["decimals"] or "")))


def _same_with_arguments(
    got: tuple[Any, list[Any]], want: tuple[Any, list[Any]], what: str | Said, name: str
) -> None:
    _same(got[0], want[0], what)
    for number, (after, expected) in enumerate(zip(got[1], want[1], strict=True), start=1):
        if not _equal(after, expected):
            raise Mistake("changed-in-place", name=name, number=number)


def _same_input_gradients(got: Gradients, want: Gradients, name: str) -> None:
    for number, (gradient, expected) in enumerate(zip(got.inputs, want.inputs, strict=True), start=1):
        if expected is not None:
            what = Said("gradient-of", of=Said("input-of", of=name, number=number))
            if gradient is None:
                raise Mistake("no-gradient-reaches", what=what)
            same(gradient, expected, what)


def _candidates(
    mine: Handle,
    own: Handle,
    arguments: Given,
    theirs: Mapping[str, torch.Tensor],
    ours: Mapping[str, torch.Tensor],
    most: int,
) -> Iterator[Mapping[str, tuple[str, bool]]]:
    """Ways to tell which of the student's parameters is which, the surest first."""
    if len(theirs) != len(ours):
        return
    orders = [list(ours)] if ours.keys() == theirs.keys() else []
    orders.append(list(theirs))

    def by_use() -> Iterator[tuple[list[str], list[str]]]:
        """Only if it is needed: a trace costs as much as ten calls."""
        used, own_used = (list(each.trace(*arguments.args, **arguments.kwargs).used) for each in (mine, own))
        for order in (*orders, used):
            yield order, own_used
        yield used, list(ours)

    for order, reference in itertools.chain(((order, list(ours)) for order in orders), by_use()):
        if set(order) == theirs.keys() and set(reference) == ours.keys():
            yield from _ways_round(list(zip(reference, order, strict=True)), theirs, ours)
    for pairs in itertools.islice(_by_layer(theirs, ours), most):
        yield from _ways_round(pairs, theirs, ours)


def _ways_round(
    pairs: Sequence[tuple[str, str]], theirs: Mapping[str, torch.Tensor], ours: Mapping[str, torch.Tensor]
) -> Iterator[Mapping[str, tuple[str, bool]]]:
    """Pairs of names, with whether a matrix is kept the other way round: for a square one, nothing shows it."""
    square = [a for a, _ in pairs if ours[a].dim() == 2 and ours[a].shape[0] == ours[a].shape[1]]
    ways = itertools.chain(  # all of them alike first
        ((turned,) * len(square) for turned in (False, True)),
        itertools.product((False, True), repeat=len(square)),
    )
    for turned in itertools.islice(ways, MOST_TRIED if square else 1):
        is_turned = dict(zip(square, turned, strict=True))
        yield {a: (b, _is_transposed(ours[a], theirs[b], is_turned.get(a, False))) for a, b in pairs}


def _by_layer(
    theirs: Mapping[str, torch.Tensor], ours: Mapping[str, torch.Tensor]
) -> Iterator[list[tuple[str, str]]]:
    """Pairs of the parameters of layers that are alike, in whichever order they are defined and used."""
    alike, own = _layers(theirs), _layers(ours)
    if {kind: len(layers) for kind, layers in alike.items()} != {kind: len(own[kind]) for kind in own}:
        return
    orders = [itertools.islice(itertools.permutations(alike[kind]), MOST_TRIED) for kind in own]
    for order in itertools.product(*orders):
        layers = zip(itertools.chain(*own.values()), itertools.chain(*order), strict=True)
        yield [pair for one, other in layers for pair in zip(one, other, strict=True)]


def _layers(parameters: Mapping[str, torch.Tensor]) -> dict[tuple[Any, ...], list[list[str]]]:
    """The names of each layer's parameters, the layers by what these are called within them, and their shapes."""
    layers: dict[str, list[str]] = {}
    for name in parameters:
        layers.setdefault(name.rpartition(".")[0] or name, []).append(name)
    found: dict[tuple[Any, ...], list[list[str]]] = {}
    for names in map(sorted, layers.values()):
        kind = tuple(
            (name.rpartition(".")[2] if "." in name else "", *sorted(parameters[name].shape))
            for name in names
        )
        found.setdefault(kind, []).append(names)
    return found


def _is_transposed(ours: torch.Tensor, theirs: torch.Tensor, turned: bool) -> bool:
    """Whether a matrix is kept the other way round; for a square one nothing shows it, so both are tried."""
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


def _other_shapes(kind: str, ours: Mapping[str, torch.Tensor], theirs: Mapping[str, torch.Tensor]) -> Mistake:
    """All shapes of a few parameters; of many only those in which they differ."""
    want, got = ([shape_text(value.shape) for value in each.values()] for each in (ours, theirs))
    missing, spare = (
        _listed((a - b).elements()) for a, b in itertools.permutations(map(Counter, (want, got)))
    )
    if max(len(want), len(got)) > MOST_NAMED and (missing or spare):
        facts = {"missing": missing or Said("none"), "spare": spare or Said("none")}
        return Mistake("shapes-missing-and-spare", what=kind, **facts)
    return Mistake("shapes-of-parameters", what=kind, want=_listed(want), got=_listed(got) or Said("none"))


def _listed(shapes: Iterable[str]) -> str:
    return ", ".join(shapes)


def _equal(got: Any, want: Any) -> bool:
    try:
        _same(got, want, "")
    except (Mistake, _NotFinite):
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
    elif isinstance(want, Remote):
        raise TypeError(
            f"the solution gives an object, {want.kind}, of which only its own word can be compared"
        )
    elif got != want:
        raise Mistake("other-value", what=what, got=kind_of(got))


class _NotFinite(ValueError):
    """An answer cannot be compared with the solution's value: the suite's fault, or that of its inputs."""


def _same_tensor(got: Any, want: torch.Tensor, what: str | Said) -> None:
    if not bool(torch.isfinite(want).all()):
        raise _NotFinite("the solution gives values that are not finite numbers")
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
