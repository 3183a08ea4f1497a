"""What rnn, embedding, lstm and gru have in common: reading an output as text, and learning to spell a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import torch
from torch import Tensor

from autograder.checks import explaining
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.loop_runs import (
    LOSS_TOLERANCE,
    as_losses,
    first_difference,
    run_on_sequence,
    run_training,
)
from autograder.checks.loops import check_printed, check_weights, printed_lines, show_losses
from autograder.checks.mistakes import the_only
from autograder.checks.replay import (
    ANEW_EACH_BATCH,
    LOOP_MISTAKES,
    Loop,
    Replay,
    adam,
    replay,
    without_way,
)
from autograder.checks.settings import check_settings_of_function
from autograder.checks.values import (
    Mistake,
    Said,
    as_object,
    as_tensor,
    equal,
    kind_of,
    same,
    same_shape,
    varies,
)
from autograder.errors import Raised, WorkerError
from autograder.sandbox.inside.probes import Reader
from autograder.student.student import Gradients, Handle, Student
from shared.references import texts
from shared.references.recurrent import detachments
from shared.references.texts import READINGS

CHARACTERS = ["e", "h", "l", "o"]
OTHERS = list(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
EPOCHS, LR = 100, 0.05  # the lecture's
NAMING_EPOCHS = 10  # that are compared with each known mistake's; they differ by the third
MOST_DRAWS = 100  # of weights to start from
FEWEST_DRAWS = 3
MOST_STEPS = 2_000_000_000  # of a weight, for all draws but the fewest
CLEAR = 0.05  # between the two largest outputs of a row


@dataclass(frozen=True)
class Word:
    """What to read, what to answer, and the training that teaches it."""

    source: str
    target: str
    epochs: int
    lr: float

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


HELLO = Word("hello", "ohlol", EPOCHS, LR)
# Who has learnt nothing but the lecture's word fails here; larger steps learn it sooner.
HOLEEL = Word("holeel", "elhool", epochs=15, lr=0.1)


def indices(word: str) -> Tensor:
    """(len(word),), int64."""
    return torch.tensor([CHARACTERS.index(character) for character in word])


def read(outputs: Tensor, characters: Sequence[str] = CHARACTERS) -> str:
    """The most likely character of each row of outputs (n, classes); "?" for a class that has none."""
    return texts.read(outputs, characters)


def check_decode(student: Student, draws: Draws, characters: list[str]) -> None:
    """Mistake unless decode reads the most likely character of each row: of many, of one, of one class."""
    outputs = draws.normal(50, len(characters))
    outputs[::2] -= 5  # a row's largest value may be negative
    outputs[1::4] -= 1.5  # or not far from 0
    outputs[[0, -1], 0] += 10  # a blank at either end is a character like any other
    outputs[len(outputs) // 2, -1] += 20  # the largest value of all is not in the first row
    _check_text(student, draws, outputs, characters)
    _check_text(student, draws, draws.normal(1, len(characters)), characters)
    _check_text(student, draws, draws.normal(3, 1), characters[-1:])
    check_settings_of_function(student, "decode", outputs.float(), characters)


def _check_text(student: Student, draws: Draws, outputs: Tensor, characters: list[str]) -> None:
    try:
        got, (after, _) = student.decode.with_arguments(outputs, characters)
    except Raised:
        if _reads_columns(student, draws, characters):
            raise Mistake(OVER_STEPS) from None
        raise
    if not isinstance(got, str):
        raise Mistake("string-expected", got=kind_of(got))
    wanted = read(outputs, characters)
    if got != wanted:
        if _reads_columns(student, draws, characters):
            raise Mistake(OVER_STEPS)
        raise Mistake(_misread(got, wanted, outputs, characters))
    if not equal(after, outputs):
        raise Mistake("changed-in-place", name="decode", number=1)


def _misread(got: str, wanted: str, outputs: Tensor, characters: Sequence[str]) -> Said:
    """What is done to the right text, where that is seen."""
    if 0 < len(got) < len(wanted) and wanted.startswith(got):
        return Said("text-cut", got=len(got), want=len(wanted))
    # Of few rows, another mistake may read the same by chance.
    readings = READINGS if len(outputs) >= MANY_ROWS else {}
    if known := the_only(said for said, reading in readings.items() if got == reading(outputs, characters)):
        return known
    if got == " ".join(wanted):
        return Said("joined-by-blanks")
    between = len(wanted) - 1
    width = (len(got) - len(wanted)) // between if between else 0
    if width > 0 and got == (separator := got[1 : 1 + width]).join(wanted):
        return Said("joined-by", separator=repr(separator[:MOST_SHOWN]))
    if wanted in got:
        return Said("more-around-text")
    if got == wanted.strip():
        return Said("blanks-stripped")
    if got.casefold() == wanted.casefold():
        return Said("letters-in-other-case")
    if got == wanted[::-1]:
        return Said("text-reversed")
    if len(set(wanted)) > 1 and got == "".join(each for each, _ in groupby(wanted)):
        return Said("repeated-letters-once")
    if 0 < len(got) < len(wanted) and wanted.endswith(got):
        return Said("text-starts-late", first=len(wanted) - len(got))
    if len(got) != len(wanted):
        return Said("text-of-other-length", got=len(got), want=len(wanted))
    row = next(row for row, pair in enumerate(zip(got, wanted, strict=True)) if pair[0] != pair[1])
    return Said("not-most-likely", shape=outputs.shape, row=row)


MOST_SHOWN = 5  # characters of a separator
MANY_ROWS = 20


OVER_STEPS = Said("largest-of-columns")


def _reads_columns(student: Student, draws: Draws, characters: list[str]) -> bool:
    """Whether decode takes each column's largest value: where there are as many rows as characters, it reads them."""
    outputs = draws.normal(len(characters), len(characters))
    try:
        got = student.decode(outputs, characters)
    except WorkerError:
        return False
    wanted = read(outputs.T, characters)
    return got == wanted and wanted != read(outputs, characters)


def check_training_steps(
    student: Student, draws: Draws, epochs: int, lr: float, indices: bool = False
) -> None:
    """Mistake unless train takes one right step of Adam in each of the epochs. More than a few show what an optimizer
    keeps, and only there another learning rate than `lr` is a mistake: one test of it is enough.
    """
    late = epochs > FEW_EPOCHS
    run = run_on_sequence(student, draws, epochs, lr, seq=5, batch=2, indices=indices, surprised=late)
    check_weights(run, insist_on_lr=late)


FEW_EPOCHS = 5


def check_printed_lines(student: Student, draws: Draws, indices: bool = False) -> None:
    """Mistake unless train prints each epoch's number, its loss and the text that is read then: a long one, and one of
    a single character in a single epoch.
    """

    def own_read(logits: Tensor) -> str:
        try:
            return str(student.decode(logits, CHARACTERS))
        except WorkerError:
            return ""

    for epochs, seq in ((6, 41), (1, 1)):
        run = run_on_sequence(
            student, draws, epochs, lr=0.1, seq=seq, batch=1, indices=indices, keep_logits=True
        )
        check_printed(run, read=read, own_read=own_read)


def check_rows(
    student: Student,
    got: Tensor,
    want: tuple[int, int],
    what: str,
    columns: str,
    known: Callable[[], Iterable[Mapping[Said, Tensor]]],
) -> None:
    """Mistake where a network's output has another shape than (seq * batch, columns), and what its rows are is known.

    columns: the name of the other axis. known: what other rows may be, for each way to read the parameters.
    """
    if got.dim() != 2 or tuple(got.shape) == want:
        return
    explain = explaining.of(student)
    pairs = (pair for each in known() for pair in each.items())
    if reason := explain.the_one((said, partial(equal, got, rows)) for said, rows in pairs):
        raise Mistake("other-rows", what=what, want=want, columns=columns, got=got.shape, reason=reason)


LEAK = Said("hidden-state-leaks")
SECOND_CALL = Said("second-call")
OUTPUT = Said("output-of-network")


def check_second_call(network: Handle, inputs: Tensor, want: Tensor) -> None:
    """Mistake unless `network`, called before, gives `want`, now in training mode, and leaves its argument as it is."""
    because = LEAK
    got = network(inputs)
    evaluated, (left,) = network.with_arguments(inputs)
    if equal(evaluated, want):
        because = Said("another-in-training-mode")
    same(got, want, SECOND_CALL, because=because)
    if not equal(left, inputs):
        raise Mistake("changed-in-place", name="forward", number=1)


def gradients_of(network: Handle, inputs: Tensor, upstream: Tensor) -> Gradients:
    """Mistake where no gradient flows back from the output at all."""
    try:
        return network.gradients(inputs, upstream=upstream)
    except Raised as error:
        if "does not require grad" not in str(error):
            raise
        raise Mistake("no-gradient-at-all") from None


def gradients_again(network: Handle, inputs: Tensor, upstream: Tensor, output: object) -> Gradients:
    """The same of a network called before, with the same inputs: Mistake unless it gives that call's `output` again,
    for the gradients of other values would tell nothing.
    """
    gradients = gradients_of(network, inputs, upstream)
    same(gradients.output, as_tensor(output, SECOND_CALL), SECOND_CALL, because=LEAK)
    return gradients


def check_gradients(
    student: Student,
    got: Mapping[str, Tensor | None],
    gradients: Callable[[tuple[int, int] | None], Mapping[str, Tensor | None]],
    steps: int,
    because: Callable[[str, Tensor, Tensor], Said | None] = lambda name, got, want: None,
) -> None:
    """Mistake unless the gradients of an RNN's parameters are right, by name.

    gradients: the right ones, or those of an RNN that detaches h, see `recurrent.rnn`. steps: of the sequence. because:
    what else is known of a gradient that is wrong.
    """
    for name, want in gradients(None).items():
        gradient, wanted = got.get(name), as_tensor(want, name)
        if gradient is None:
            raise Mistake("gets-no-gradient", name=name)
        if equal(gradient, wanted):
            continue

        def is_by(detached: tuple[int, int]) -> bool:
            return all(equal(got.get(each), as_tensor(g, each)) for each, g in gradients(detached).items())

        known = ((said, partial(is_by, places)) for said, places in detachments(steps).items())
        reason = because(name, gradient, wanted) or explaining.of(student).the_one(known)
        same(
            gradient,
            wanted,
            Said("gradient-of", of=name),
            because=reason or Said("gradient-through-all-steps"),
        )


def ignores_input(network: Callable[[], Handle], inputs: Tensor, others: Tensor) -> bool:
    """Whether a new network gives the same for other inputs of the same shape, which no right one does.

    One number throughout says nothing of the inputs: a softmax over a batch of one gives it, whatever they are.
    """
    try:
        made = network()
        first, second = made.evaluate(inputs), made.evaluate(others)
    except (WorkerError, Mistake):
        return False
    first, second = (value[0] if isinstance(value, list) and value else value for value in (first, second))
    are_equal = isinstance(first, Tensor) and isinstance(second, Tensor) and torch.equal(first, second)
    return are_equal and not torch.equal(first, first.flatten()[:1].expand_as(first))


@contextmanager
def telling_ignored_input(
    student: Student, name: str, sizes: Sequence[int], inputs: Tensor
) -> Iterator[None]:
    """Where a check of a network fails whose forward does not look at its argument, that is the Mistake.

    sizes: those of a network that can read `inputs`. They are the lecture's, for which a variable outside is made.
    """
    try:
        yield
    except (Mistake, Raised):
        others = inputs.roll(1, 0)
        if ignores_input(lambda: as_object(getattr(student, name)(*sizes), name), inputs, others):
            raise Mistake("argument-ignored") from None
        raise


HIDDEN_SIZE = re.compile(r"Expected hidden size \((\d+(?:, \d+)*)\), got \[(\d+(?:, \d+)*)\]")


@contextmanager
def telling_h_0(layers: int) -> Iterator[None]:
    """What torch says of an h_0 that does not fit nn.RNN, in a beginner's words. layers: those asked for."""
    try:
        yield
    except Raised as error:
        if not (found := HIDDEN_SIZE.search(str(error))):
            raise
        want, got = (tuple(map(int, sizes.split(", "))) for sizes in found.groups())
        if want[0] == 1 and got[0] == layers > 1 and want[1:] == got[1:]:
            raise Mistake("num_layers-not-given", layers=layers) from None
        raise Mistake("h_0-shape", want=want, got=got) from None


def draws_numbers(student: Student, network: Handle, inputs: Tensor, output: object) -> bool:
    """Whether `network`, in evaluation mode, gives another output than `output`, an earlier call's, where its code's
    random numbers are others, and there alone: a state that leaks shows with the same ones.
    """
    output = as_tensor(output, OUTPUT)
    return equal(network.evaluate(inputs), output) and varies(student, lambda: network.evaluate(inputs))


DRAWS_NUMBERS = Said("draws-numbers")


@dataclass(frozen=True)
class Task:
    """A word to learn, from `inputs`, its source as the network takes it, and the reference that learns it too.

    leaves: what the reference trains, out of a network's parameters by name. forward: these and the inputs → logits
    (seq, classes).
    """

    inputs: Tensor
    word: Word
    leaves: Callable[[Mapping[str, Tensor]], Sequence[Tensor]]
    forward: Callable[[Sequence[Tensor], Tensor], Tensor]

    @classmethod
    def by_name(
        cls,
        inputs: Tensor,
        word: Word,
        names: Collection[str],
        forward: Callable[[Mapping[str, Tensor], Tensor], Tensor],
    ) -> Task:
        """Of a reference that takes a network's parameters by their names."""
        return cls(
            inputs,
            word,
            lambda weights: [weights[name] for name in names],
            lambda leaves, inputs: forward(dict(zip(names, leaves, strict=True)), inputs),
        )

    @property
    def labels(self) -> Tensor:
        """(seq,)"""
        return indices(self.word.target)

    def train(
        self, weights: Mapping[str, Tensor], epochs: int, loop: Loop | None = None
    ) -> tuple[Replay, Tensor]:
        """A replay from `weights`, which are left as they are, and the logits (seq, classes) after it."""
        leaves = [value.clone().requires_grad_() for value in self.leaves(weights)]

        def forward(inputs: Tensor) -> Tensor:
            return self.forward(leaves, inputs)

        batches = [(self.inputs, self.labels)]
        result = replay(forward, leaves, batches, epochs, adam(self.word.lr), loop)
        return result, forward(self.inputs).detach()


def check_learns(
    student: Student,
    draws: Draws,
    exhibits: Exhibits,
    network: Handle,
    like: Mapping[str, Tensor],
    task: Task,
    floor: float = 0.0,
) -> None:
    """Mistake unless the student's train takes `network` from known weights to reading the word's target,
    by the losses that Adam gives there.

    like: the parameters of another network made alike, from which the task's reference knows which is which. floor:
    what no right network's loss can fall below.
    """
    word, epochs = task.word, task.word.epochs
    parameters = network.parameters()
    if {name: value.shape for name, value in parameters.items()} != {n: v.shape for n, v in like.items()}:
        raise Mistake("other-parameters-second-time", what=f"{network.kind}(...)")
    weights, right = _learnable(task, draws, like)
    network.load(weights)
    training = run_training(student, network, task.inputs, task.labels, epochs=epochs, lr=word.lr)
    show_losses(exhibits, f"The loss while {word.source} becomes {word.target}", training, right.losses)
    printed = printed_lines(training, with_text=True)[:epochs]
    exhibits.texts(word.source, word.target, [(line.epoch, line.text) for line in printed])
    losses = as_losses(training, epochs)
    if min(losses) < floor - LOSS_TOLERANCE:
        raise Mistake("loss-below-floor", floor=floor)
    epoch = first_difference(losses, right.losses)
    if epoch is not None:

        def is_by(loop: Loop) -> bool:
            wrong, _ = task.train(weights, NAMING_EPOCHS, loop)
            return first_difference(losses[:NAMING_EPOCHS], wrong.losses) is None

        known = (
            (without_way(name), partial(is_by, loop))
            for name, loop in LOOP_MISTAKES.items()
            if name != ANEW_EACH_BATCH  # a word is one batch, an epoch
        )
        raise Mistake(explaining.of(student).the_one(known) or Said("losses-differ-from", epoch=epoch))
    output = as_tensor(network(task.inputs), OUTPUT)
    same_shape(output, (len(word.target), len(CHARACTERS)), OUTPUT, "(seq, classes)")
    text = read(output)
    if text != word.target:
        raise Mistake("other-text", source=word.source, got=repr(text), want=repr(word.target))


def check_learns_with_reader(
    student: Student, draws: Draws, exhibits: Exhibits, inputs: Tensor, word: Word
) -> None:
    """As `check_learns`, of a network of the kit's: a student's own that is not right costs its own points alone."""
    network, ours = student.make("Reader", 4, 8, 4), Reader(4, 8, 4)
    like = {name: value.detach() for name, value in ours.named_parameters()}

    def forward(parameters: Mapping[str, Tensor], inputs: Tensor) -> Tensor:
        logits: Tensor = torch.func.functional_call(ours, dict(parameters), (inputs,))
        return logits

    task = Task.by_name(inputs, word, like.keys(), forward)
    check_learns(student, draws, exhibits, network, like, task)


def _learnable(task: Task, draws: Draws, like: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], Replay]:
    """Weights from which a right network clearly spells the target in the end, and that training's replay."""
    # A network of very many weights must not keep the grader; what it can learn must not depend on the machine.
    steps = task.word.epochs * sum(value.numel() for value in task.leaves(like))
    tries = min(MOST_DRAWS, max(FEWEST_DRAWS, MOST_STEPS // max(1, steps)))
    for _ in range(tries):
        weights = draws.like(like, scale=0.25)
        right, outputs = task.train(weights, task.word.epochs)
        best = outputs.topk(2).values  # (seq, 2)
        # A close call could fall the other way by rounding.
        if read(outputs) == task.word.target and float((best[:, 0] - best[:, 1]).min()) > CLEAR:
            return weights, right
    raise Mistake("unable-to-learn", tries=tries, want=repr(task.word.target))
