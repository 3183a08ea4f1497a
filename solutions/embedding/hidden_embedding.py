"""embedding: a lookup table instead of one-hot vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from weakref import WeakKeyDictionary

import lookup_table
import pytest
import torch
from lookup_table import LOOKUP_MISTAKES, MISTAKES, Embedder, Ends
from shared.references import recurrent, weight_places, weight_search
from shared.references.weight_places import Sizes
from shared.sequences import (
    CHARACTERS,
    DRAWS_NUMBERS,
    EPOCHS,
    HELLO,
    HOLEEL,
    LR,
    OTHERS,
    Task,
    Word,
    check_decode,
    check_gradients,
    check_learns,
    check_learns_with_reader,
    check_printed_lines,
    check_rows,
    check_second_call,
    check_training_steps,
    draws_numbers,
    gradients_again,
    gradients_of,
    indices,
    telling_h_0,
    telling_ignored_input,
)
from torch import Tensor

from autograder.checks import explaining
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.initialization import check_first_weights
from autograder.checks.loop_runs import run_on_sequence
from autograder.checks.loops import check_all_epochs_of_sequence, check_defaults, check_losses
from autograder.checks.mistakes import the_only
from autograder.checks.settings import check_settings_of_module
from autograder.checks.values import (
    Mistake,
    Said,
    as_object,
    as_tensor,
    close,
    equal,
    finite,
    same,
    same_shape,
    shape_text,
)
from autograder.errors import WorkerError
from autograder.student.student import Handle, Student

pytestmark = pytest.mark.same_shapes  # what a right answer computes has the solution's, in any spelling

WORDS = [replace(HELLO, epochs=40), HOLEEL]  # with a linear layer at the end that is enough
COUNT, DIM = 7, 4  # rows of a table and their length
LOOKUPS = [  # shape of the indices, rows and their length
    ((5,), 131, DIM),
    ((1,), 1, DIM),
    ((6, 3), COUNT, 1),
    ((2, 3, 4), COUNT, DIM),
    ((), COUNT, DIM),
]
LARGE = 30.0  # rows and logits that no bound leaves alone
LONG = 54  # steps: a state that is detached every few of them, or every fifty, shows
PADDINGS = [0, 3, COUNT - 1]
# seq, batch, num_embeddings, embedding_dim, hidden, layers: different, so that shapes tell which is which, but for one
# case in which the table could be the linear layer's weight as well.
SIZES = [
    pytest.param(5, 1, 4, 3, 6, 1, id="hello"),
    pytest.param(41, 12, 31, 4, 5, 1, id="many steps"),
    pytest.param(6, 3, 7, 5, 5, 2, id="two layers"),
    pytest.param(4, 2, 8, 7, 5, 11, id="many layers"),
    pytest.param(1, 1, 9, 3, 5, 1, id="one step"),
    pytest.param(3, 19, 37, 18, 21, 1, id="many of each"),
]
GRADIENT = Said("gradient-of", of="weight")
MOST_GUESSES = 8  # of where the weights are, for naming a mistake: those that take a layer after the other
MOST_NAMED = 12  # parameters in a message


# The table


def new_table(
    student: Student, padding_idx: int | None = None, count: int = COUNT, dim: int = DIM
) -> tuple[Handle, str, Tensor]:
    """A new Embedding(7, 4), or of other sizes, the name of the parameter that is its weight, and its first values, NaN
    where it leaves them unset: what was in memory before would be another thing each time.
    """
    arguments = {} if padding_idx is None else {"padding_idx": padding_idx}
    what = f"Embedding({count}, {dim})"
    table = as_object(student.fresh("Embedding", count, dim, **arguments), what)
    weight = as_tensor(table.attribute("weight"), f"{what}.weight")
    same_shape(weight, (count, dim), f"{what}.weight", "(num_embeddings, embedding_dim)")
    parameters = {name: value for name, value in table.parameters().items() if value.shape == weight.shape}
    first = weight.nan_to_num()
    names = [name for name, value in parameters.items() if bool((value.nan_to_num() == first).all())]
    if not names:
        raise Mistake("no-parameter")
    return table, "weight" if "weight" in names else names[0], weight


def loaded_table(
    student: Student, draws: Draws, padding_idx: int | None = None, count: int = COUNT, dim: int = DIM
) -> tuple[Handle, str, Tensor]:
    """A new table with hidden rows: Embedding(7, 4), the name of its weight, and the rows. That of padding is 0."""
    table, name, _ = new_table(student, padding_idx, count, dim)
    rows = draws.normal(count, dim, scale=LARGE)
    if padding_idx is not None:
        rows[padding_idx] = 0
    table.load({name: rows})
    return table, name, rows


_mistakes: WeakKeyDictionary[Student, dict[torch.dtype, Said | None]] = WeakKeyDictionary()


def known_mistake(student: Student, got: Tensor, rows: Tensor, wanted: Tensor) -> Said | str:
    """The one known mistake in a student's lookup, where these values are its, too.

    It is looked for among several rows of several values, of which all known mistakes make other ones.
    """
    known, dtype = _mistakes.setdefault(student, {}), torch.get_default_dtype()
    if dtype not in known:
        known[dtype] = None
        with suppress(Mistake, WorkerError):
            table, _, several = loaded_table(student, Draws("a mistake"))
            every = torch.arange(COUNT)
            seen = table(every.clone())
            known[dtype] = the_only(
                mistake for mistake, wrong in LOOKUP_MISTAKES.items() if equal(seen, wrong(several, every))
            )
    mistake = known[dtype]
    return mistake if mistake and equal(got, LOOKUP_MISTAKES[mistake](rows, wanted)) else ""


@pytest.mark.grade("embedding-lookup")
def test_weight(student: Student) -> None:
    """weight is a parameter of the shape (num_embeddings, embedding_dim), and its rows start different."""
    _, _, weight = new_table(student)
    if not bool(torch.isfinite(weight).all()):
        raise Mistake("table-not-finite")
    if bool((weight == weight[0]).all()):
        raise Mistake("rows-alike")


@pytest.mark.grade("embedding-lookup", weight=2)
@pytest.mark.parametrize(("shape", "count", "dim"), LOOKUPS, ids=str)
def test_lookup(student: Student, draws: Draws, shape: tuple[int, ...], count: int, dim: int) -> None:
    """forward gives the row of each index, for indices of any shape and tables of any size."""
    table, _, rows = loaded_table(student, draws, count=count, dim=dim)
    wanted = draws.integers(count, *shape)
    what = Said("indices-of-shape", what=f"Embedding({count}, {dim})", shape=shape)
    value, (after,) = table.with_arguments(wanted)
    if not equal(after, wanted):
        raise Mistake("changed-in-place", name="Embedding", number=1)
    got = as_tensor(value, what)
    same_shape(got, (*shape, dim), what, "(*indices.shape, embedding_dim)")
    finite(got, what)
    same(got, rows[wanted], what, because=known_mistake(student, got, rows, wanted))


def check_every_row(student: Student, table: Handle, rows: Tensor) -> None:
    """Mistake unless each index gives its row."""
    every, what = torch.arange(COUNT), "Embedding(7, 4)(indices)"
    got = as_tensor(table(every), what)
    same(got, rows, what, because=known_mistake(student, got, rows, torch.arange(COUNT)))


@pytest.mark.grade("embedding-lookup")
def test_tables_are_their_own(student: Student, draws: Draws) -> None:
    """Two tables share nothing, and a call leaves the weight as it is."""
    every = torch.arange(COUNT)
    table, name, rows = loaded_table(student, draws)
    check_every_row(student, table, rows)
    other, _, others = loaded_table(student, draws)
    other(every)
    same(table(every), rows, "Embedding(7, 4)", because=Said("rows-of-another-table"))
    same(other(every), others, "Embedding(7, 4)", because=Said("second-call-other-rows"))
    same(
        table.parameters().get(name),
        rows,
        "Embedding(7, 4).weight",
        because=Said("changed-by-a-call"),
    )
    check_settings_of_module(student, "Embedding", (COUNT, DIM), every)


@pytest.mark.grade("embedding-lookup", weight=2)
def test_gradient(student: Student, draws: Draws) -> None:
    """The gradient reaches the rows that were looked up, and adds up where an index occurs more than once."""
    table, name, rows = loaded_table(student, draws)
    wanted = torch.tensor([[4, 1, 4], [2, 4, 0]])  # rows 3, 5 and 6 are not looked up
    upstream = draws.normal(2, 3, DIM)
    what = "Embedding(7, 4)(indices)"
    same_shape(as_tensor(table(wanted), what), (2, 3, DIM), what, "(*indices.shape, embedding_dim)")
    got = _gradient(table, name, wanted, upstream)
    want = _right_gradient(rows, wanted, upstream, None)
    last = want.clone()
    last[4] = upstream[1, 1]
    known = {Said("gradients-do-not-add-up"): last, **_scaled(want, wanted)}
    same(
        got,
        want,
        GRADIENT,
        because=the_only(said for said, other in known.items() if equal(got, other)) or "",
    )


@pytest.mark.grade("embedding-padding")
@pytest.mark.parametrize("padding_idx", PADDINGS)
def test_padding_row_starts_at_zero(student: Student, padding_idx: int) -> None:
    """The row padding_idx of a new table is zero, and no other one."""
    _, _, weight = new_table(student, padding_idx)
    zero = (weight == 0).all(1)  # (n,)
    if not bool(zero[padding_idx]):
        trap = _trap(padding_idx, lambda other: bool((new_table(student, other)[2][other] == 0).all()))
        raise Mistake("padding-row-not-zero", trap=trap)
    if int(zero.sum()) > 1:
        raise Mistake("other-rows-zero")


@pytest.mark.grade("embedding-padding", weight=2)
@pytest.mark.parametrize("padding_idx", PADDINGS)
def test_padding_row_gets_no_gradient(student: Student, draws: Draws, padding_idx: int) -> None:
    """The row padding_idx gets no gradient, so that no step of training changes it; the others get theirs."""
    table, name, rows = loaded_table(student, draws, padding_idx)
    mixed = torch.tensor([[0, 1, 3, 6, 3], [6, 5, 0, 3, 2]])
    what = "Embedding(7, 4, padding_idx)(indices)"
    got = as_tensor(table(mixed), what)
    padded = _padding_mistake(got, rows, mixed, padding_idx) or known_mistake(student, got, rows, mixed)
    same(got, rows[mixed], what, because=padded)
    none = torch.where(mixed == padding_idx, 4, mixed)
    for wanted in (
        mixed,
        mixed,
        none,
    ):  # what is cleared once only comes back, and a batch may have no padding
        upstream = draws.normal(2, 5, DIM)
        got = _gradient(table, name, wanted, upstream)
        same_shape(got, rows.shape, GRADIENT)
        finite(got, GRADIENT)
        # Not even a small one: Adam's steps are as large for small gradients as for others.
        if bool((got[padding_idx] != 0).any()):

            def is_right_for(other: int, upstream: Tensor = upstream) -> bool:
                table, name, _ = loaded_table(student, draws, other)
                return not bool(_gradient(table, name, mixed, upstream)[other].any())

            trap = _trap(padding_idx, is_right_for)
            raise Mistake("padding-row-gets-gradient", trap=trap)
        want = _right_gradient(rows, wanted, upstream, padding_idx)
        scaled = the_only(said for said, other in _scaled(want, wanted).items() if equal(got, other))
        same(got, want, GRADIENT, because=scaled or Said("other-rows-wrong-gradient"))


def _padding_mistake(got: Tensor, rows: Tensor, wanted: Tensor, padding_idx: int) -> Said | None:
    """What else is taken for padding, where `rows` has zeros for it, if these values of a lookup say so."""
    places = torch.arange(wanted.numel()).reshape(wanted.shape)
    zero = {
        **{
            Said("another-row-zero", padding_idx=padding_idx, index=index): wanted == index
            for index in range(len(rows))
            if index != padding_idx
        },
        Said("all-rows-but-padding-zero"): wanted != padding_idx,
        Said("rows-from-padding-on-zero"): wanted >= padding_idx,
        Said("padding-by-position"): places == padding_idx,
    }
    right = rows[wanted]
    known = {said: right.masked_fill(where.unsqueeze(-1), 0) for said, where in zero.items()}
    known[Said("padding-gives-ones")] = right.masked_fill((wanted == padding_idx).unsqueeze(-1), 1)
    return the_only(said for said, other in known.items() if equal(got, other) and not equal(other, right))


def _scaled(gradient: Tensor, wanted: Tensor) -> dict[Said, Tensor]:
    """By mistake, the gradient of a table from which `wanted` was looked up."""
    often = wanted.reshape(-1).bincount(minlength=len(gradient)).clamp(min=1)
    return {
        Said("gradients-averaged"): gradient / often.unsqueeze(1),
        Said("gradients-divided-by-rows"): gradient / len(gradient),
    }


@pytest.mark.grade("embedding-padding")
def test_no_padding(student: Student, draws: Draws) -> None:
    """Without padding_idx every row is like the others."""
    _, _, weight = new_table(student)
    if bool((weight == 0).all(1).any()):
        raise Mistake("row-zero-without-padding")
    table, name, rows = loaded_table(student, draws)
    wanted = torch.arange(COUNT)
    check_every_row(student, table, rows)
    upstream = draws.normal(COUNT, DIM)
    got = _gradient(table, name, wanted, upstream)
    same(got, upstream, GRADIENT, because=Said("rows-without-gradient"))


def _gradient(table: Handle, name: str, wanted: Tensor, upstream: Tensor) -> Tensor:
    gradient = gradients_of(table, wanted, upstream).parameters.get(name)
    if gradient is None:
        raise Mistake("gets-no-gradient", name="weight")
    return as_tensor(gradient, GRADIENT)


def _right_gradient(rows: Tensor, wanted: Tensor, upstream: Tensor, padding_idx: int | None) -> Tensor:
    total = torch.zeros_like(rows).index_add_(0, wanted.reshape(-1), upstream.reshape(-1, DIM))
    if padding_idx is not None:
        total[padding_idx] = 0
    return total


def _trap(padding_idx: int, is_right_for: Callable[[int], bool]) -> str | Said:
    """A word on the index 0, where another one shows no mistake."""
    trapped = padding_idx == 0 and is_right_for(PADDINGS[1])
    return Said("padding-taken-for-none") if trapped else ""


# The network


@dataclass(frozen=True)
class Forward:
    """A student's EmbeddingRNN with hidden weights, run on hidden indices (seq, batch)."""

    student: Student
    network: Handle
    draws: Draws
    indices: Tensor
    weights: dict[str, Tensor]
    used: tuple[str, ...]
    output: object
    count: int
    sizes: Sizes

    @cached_property
    def ends(self) -> Ends | Said:
        """The table and the linear layer, or which of them is missing."""
        return lookup_table.find_ends(self.weights, self.used, self.count, self.sizes)

    @cached_property
    def reference(self) -> Embedder | None:
        """The reference in the student's weights that gives the student's output, if there is one."""
        ends = self.ends
        if isinstance(ends, Said):
            return None
        layers = weight_search.adopt(
            self._inner,
            ([name for name in self.used if name in self._inner], list(self._inner)),
            self.sizes,
            lambda layers: equal(self.output, Embedder(ends, layers, self.count)(self.weights, self.indices)),
            self._watch,
        )
        return Embedder(ends, layers, self.count) if layers else None

    @property
    def _inner(self) -> dict[str, Tensor]:
        """The parameters between the two ends."""
        names = set() if isinstance(self.ends, Said) else self.ends.names
        return {name: value for name, value in self.weights.items() if name not in names}

    def right(self) -> Embedder:
        """The reference; Mistake where the student's output is not its."""
        with telling_ignored_input(self.student, *IGNORED):
            return self._right()

    def _right(self) -> Embedder:
        seq, batch = self.indices.shape
        output = as_tensor(self.output, WHAT)
        if tuple(output.shape) == (seq * batch, self.sizes.hidden) and self._is_states(output):
            raise Mistake("linear-layer-missing", what=WHAT)
        want = (seq * batch, self.count)
        check_rows(self.student, output, want, WHAT, "num_embeddings", self._rows)
        axes = {"embedding_dim": self.sizes.input, "hidden_size": self.sizes.hidden}
        named = the_only(
            name for name, size in axes.items() if tuple(output.shape) == (want[0], size) != want
        )
        if named and self._follows(named):
            raise Mistake("last-axis", what=WHAT, want=want, got=output.shape, name=named)
        same_shape(output, (seq * batch, self.count), WHAT, "(seq * batch, num_embeddings)")
        finite(output, WHAT)
        if self.reference is None:
            raise Mistake("wrong-values", what=WHAT, reason=self._explain())
        return self.reference

    def _is_states(self, output: Tensor) -> bool:
        """Whether the output is the hidden states, which the linear layer should read."""
        ends = self.ends
        if isinstance(ends, Said):
            table = lookup_table.find_table(self.weights, self.used, self.count, self.sizes)
            if table is None:
                return False
            ends = Ends(table, table, None)
        inner = {name: self.weights[name] for name in self.used if name not in ends.names}
        embedded = ends.embed(self.weights, self.count, self.indices)
        return any(
            equal(output, recurrent.flat(recurrent.rnn(layers.weights(self.weights), embedded)))
            for layers in islice(weight_places.guesses(inner, list(inner), self.sizes), MOST_GUESSES)
        )

    def _follows(self, name: str) -> bool:
        """Whether the output's last axis is what is called so: it is in a network of other sizes, too."""
        sizes = {"embedding_dim": self.sizes.input + 2, "hidden_size": self.sizes.hidden + 3}
        try:
            other = as_object(self.student.EmbeddingRNN(self.count, *sizes.values()), "EmbeddingRNN(...)")
            return as_tensor(other.evaluate(self.indices), WHAT).shape[-1:] == (sizes[name],)
        except (Mistake, WorkerError):
            return False

    def _rows(self) -> Iterator[dict[Said, Tensor]]:
        """What other rows might be, for each guess of where the weights are."""
        if isinstance(self.ends, Ends):
            inner = [name for name in self.used if name in self._inner]
            for layers in islice(weight_places.guesses(self._inner, inner, self.sizes), MOST_GUESSES):
                yield Embedder(self.ends, layers, self.count).other_rows(self.weights, self.indices)

    def _watch(self) -> tuple[Tensor, list[list[Tensor]]]:
        assert isinstance(self.ends, Ends)
        seq, batch = weight_search.IDENTIFYING_STEPS, self.indices.shape[1]
        # In any order, but each of them: a row that is never read would leave the weights open.
        wanted = (self.draws.normal(seq * batch).argsort() % self.count).reshape(seq, batch)
        trace = self.network.trace(wanted)
        return self.ends.embed(self.weights, self.count, wanted), weight_search.traced_states(
            trace.operations, seq, batch, self.sizes
        )

    def _explain(self) -> Said:
        """The one known mistake that gives the student's output exactly, or a word on the parameters."""
        if isinstance(self.ends, Said):
            return self.ends if self.used else Said("no-parameters")
        inner = [name for name in self.used if name in self._inner]
        guesses = [
            Embedder(self.ends, layers, self.count)
            for layers in islice(weight_places.guesses(self._inner, inner, self.sizes), MOST_GUESSES)
        ]
        if not guesses:
            return self._misfit(inner)
        if not equal(self.network.evaluate(self.indices), as_tensor(self.output, WHAT)):
            return Said("second-call-on-indices")
        if draws_numbers(self.student, self.network, self.indices, self.output):
            return DRAWS_NUMBERS

        def is_by(wrong: Callable[..., Tensor], guess: Embedder) -> bool:
            return equal(self.output, wrong(guess, self.weights, self.indices))

        known = (
            (name, partial(is_by, wrong, guess)) for guess in guesses for name, wrong in MISTAKES.items()
        )
        name = explaining.of(self.student).the_one(known)
        return name or Said("not-embedding-rnn-linear")

    def _misfit(self, inner: list[str]) -> Said:
        for layers in range(1, self.sizes.layers):
            if replace(self, sizes=replace(self.sizes, layers=layers)).reference:
                few = Said("fewer-layers", got=layers, want=self.sizes.layers)
                return Said("rnn-of-one-layer") if layers == 1 else few
        shapes = [f"{name} {shape_text(self.weights[name].shape)}" for name in inner[:MOST_NAMED]]
        return Said("other-parameters-beside", found=", ".join(shapes) or Said("it-has-none"))


WHAT = "EmbeddingRNN(...)(indices)"
IGNORED = "EmbeddingRNN", (4, 3, 8), indices(HELLO.source).unsqueeze(1)


def run_forward(
    student: Student, draws: Draws, seq: int, batch: int, count: int, dim: int, hidden: int, layers: int
) -> Forward:
    """Runs a new network with hidden weights once: what a call leaves behind cannot matter yet."""
    wanted = draws.integers(count, seq, batch)

    def new() -> Handle:
        more = (layers,) if layers > 1 else ()  # one layer is the default
        return as_object(student.EmbeddingRNN(count, dim, hidden, *more), "EmbeddingRNN(...)")

    with telling_ignored_input(student, *IGNORED), telling_h_0(layers):
        return _run_forward(student, draws, new, wanted, count, Sizes(dim, hidden, layers))


def _run_forward(
    student: Student, draws: Draws, new: Callable[[], Handle], wanted: Tensor, count: int, sizes: Sizes
) -> Forward:
    first = new()
    used = first.trace(wanted).used
    weights = draws.like(first.parameters(), scale=0.6)  # only now does a lazy module have its parameters
    for value in weights.values() if sizes.input != sizes.hidden else ():
        if sorted(value.squeeze().shape) in ([count], sorted((count, sizes.hidden))):
            value *= LARGE
    network = new()
    network.load(weights)
    used = tuple(name for name in used if name in weights) or tuple(weights)
    output = network.evaluate(wanted)
    return Forward(student, network, draws, wanted, weights, used, output, count, sizes)


@pytest.mark.grade("embedding-model")
@pytest.mark.parametrize(("seq", "batch", "count", "dim", "hidden", "layers"), SIZES)
def test_logits(
    student: Student, draws: Draws, seq: int, batch: int, count: int, dim: int, hidden: int, layers: int
) -> None:
    """EmbeddingRNN is Embedding -> RNN -> Linear: indices (seq, batch) -> logits (seq * batch, num_embeddings)."""
    ours = run_forward(student, draws, seq, batch, count, dim, hidden, layers)
    found = ours.right()
    if found.ends.head == found.ends.table:
        raise Mistake("table-is-linear-layer")
    if found.ends.bias is None:
        raise Mistake("linear-bias-missing")
    if without := [number for number, each in enumerate(found.layers.places) if not each.biases]:
        raise Mistake("rnn-bias-missing", layer=without[0])


@pytest.mark.grade("embedding-model")
def test_second_call(student: Student, draws: Draws) -> None:
    """A second call starts from h_0 = 0 again: nothing is left over from the first."""
    ours = run_forward(student, draws, 5, 2, 7, 3, 6, 2)
    reference = ours.right()
    other = draws.integers(7, 5, 2)
    check_second_call(ours.network, other, reference(ours.weights, other))
    check_settings_of_module(student, "EmbeddingRNN", (7, 3, 6, 2), other)


@pytest.mark.grade("embedding-model")
def test_gradients(student: Student, draws: Draws) -> None:
    """The gradient reaches every weight, through all steps, down to the rows that were looked up."""
    ours = run_forward(student, draws, LONG, 2, 7, 3, 6, 2)
    reference = ours.right()
    upstream = draws.normal(2 * LONG, 7)

    def gradients(detached: tuple[int, int] | None = None) -> dict[str, Tensor | None]:
        leaves = {name: value.clone().requires_grad_() for name, value in ours.weights.items()}
        logits = reference(leaves, ours.indices, states=partial(recurrent.rnn, detached=detached))
        (logits * upstream).sum().backward()
        return {name: leaves[name].grad for name in reference.owners(ours.weights)}

    def because(name: str, got: Tensor, want: Tensor) -> Said | None:
        if name != reference.ends.table:
            return None
        if _lacks_rows(got, want):
            return Said("looked-up-rows-without-gradient")
        if got.shape != want.shape or want.shape[0] != ours.count:
            return None
        return the_only(said for said, other in _scaled(want, ours.indices).items() if equal(got, other))

    got = gradients_again(ours.network, ours.indices, upstream, ours.output)
    check_gradients(student, got.parameters, gradients, LONG, because)


def _lacks_rows(got: Tensor, want: Tensor) -> bool:
    """Whether `got` is `want` but for whole rows that are zero."""
    if got.shape != want.shape:
        return False
    empty = (got == 0).all(1) & (want != 0).any(1)
    return bool(empty.any()) and close(got, want.masked_fill(empty.unsqueeze(1), 0))


# The loop and the whole


@pytest.mark.grade("embedding-model", weight=2)
def test_first_weights(student: Student, draws: Draws) -> None:
    """The first weights are ones that training can start from."""
    ours = run_forward(student, draws, 5, 2, 7, 3, 6, 1)
    ours.right()
    check_first_weights(student, "EmbeddingRNN", 7, 3, 6, 1, inputs=ours.indices)


@pytest.mark.grade("embedding-train", weight=3)
@pytest.mark.parametrize(("epochs", "lr"), [(5, 0.05), (8, 0.27)])
def test_training_steps(student: Student, draws: Draws, epochs: int, lr: float) -> None:
    """train takes one right step of Adam an epoch, for the epochs and the learning rate it is given."""
    check_training_steps(student, draws, epochs, lr, indices=True)


@pytest.mark.grade("embedding-train")
def test_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """train returns the loss of each epoch, as a list of numbers."""
    run = run_on_sequence(student, draws, epochs=6, lr=0.05, seq=41, batch=1, indices=True)
    check_losses(run, exhibits)


@pytest.mark.grade("embedding-train")
def test_defaults(student: Student, draws: Draws) -> None:
    """Without epochs and lr, train takes 100 epochs with the learning rate 0.05."""
    check_defaults(student, draws, EPOCHS, LR, indices=True)


@pytest.mark.grade("embedding-train")
def test_all_epochs(student: Student, draws: Draws) -> None:
    """train goes on for all the epochs it is given, whatever the loss."""
    check_all_epochs_of_sequence(student, draws, indices=True)


@pytest.mark.grade("embedding-train")
def test_printed_lines(student: Student, draws: Draws) -> None:
    """Each epoch prints its number, its loss and the text read so far."""
    check_printed_lines(student, draws, indices=True)


@pytest.mark.grade("embedding-ohlol")
@pytest.mark.parametrize("characters", [CHARACTERS, OTHERS], ids=["ehlo", "others"])
def test_decode(student: Student, draws: Draws, characters: list[str]) -> None:
    """decode reads the most likely character of each row."""
    check_decode(student, draws, characters)


@pytest.mark.grade("embedding-ohlol", weight=2)
@pytest.mark.parametrize("word", WORDS, ids=str)
def test_learns(student: Student, draws: Draws, exhibits: Exhibits, word: Word) -> None:
    """Adam from known weights gives the reference's losses and spells the target: hello becomes ohlol."""
    ours = run_forward(student, draws, len(word.source), 1, 4, 3, 6, 1)
    reference = ours.reference
    inputs = indices(word.source).unsqueeze(1)  # (seq, 1)
    if reference is None:
        check_learns_with_reader(student, draws, exhibits, inputs, word)
        return
    network = as_object(student.EmbeddingRNN(4, 3, 6), "EmbeddingRNN(...)")
    network.evaluate(inputs)  # a lazy module has no parameters before

    task = Task.by_name(inputs, word, ours.weights.keys(), reference)
    check_learns(student, draws, exhibits, network, ours.weights, task)
