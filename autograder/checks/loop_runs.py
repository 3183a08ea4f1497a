"""A student's train() on a probe network, and beside it the right loop, replayed: where they part."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import combinations, count, product
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary, WeakSet

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from autograder.checks import adam_by_hand, epoch_losses
from autograder.checks.crashes import said_of
from autograder.checks.draws import Draws
from autograder.checks.mistakes import the_only
from autograder.checks.replay import (
    ANEW_EACH_BATCH,
    COMMON,
    INPUT_MISTAKES,
    LOOP_MISTAKES,
    NEVER_ZEROED,
    SOFTMAX_FIRST,
    SUMMED,
    UNREADABLE,
    Batch,
    Batches,
    Loop,
    MakeOptimizer,
    Replay,
    adam,
    adamw,
    batches_of,
    replay,
    reported_clipping,
    reported_deviation,
    reported_optimizers,
    reported_rate,
    sgd,
    some_rows,
    stopping,
    together,
    without_way,
)
from autograder.checks.values import (
    Mistake,
    Said,
    as_number,
    close,
    kind_of,
    same_weights,
    trained_alike,
)
from autograder.errors import Raised, WorkerError
from autograder.sandbox.inside.probes import Probe
from autograder.student.student import Handle, Student, Training

PROBE_HIDDEN = 6
FAR_OFF = 40.0  # a certainty with which a loss gets as large as any that somebody would clip
BRIGHT = 30.0
MOST_PASSES = 3  # through a loader in an epoch, of which a right loop may train on one alone
MOST_RESHUFFLED = 4  # epochs
SURE = 100.0  # a certainty: see twin_probes
EVALUATING = Said("trained-in-evaluation-mode")
EVALUATING_LATER = Said("evaluation-mode-later")
CLIPPED = Said("gradients-clipped")
RATE_MISTAKES = {"learning-rate-of-adam", "learning-rate-always", "learning-rate-scaled"}
USUAL_RATES = (1e-4, 1e-3, 5e-3, 1e-2, 5e-2, 0.1, 0.5, 1.0)
MOST_EPOCHS = 200  # that are replayed, of a loop that takes another number than it is given
MOST_DIGITS = 8  # that a loss is rounded to: none that is computed has as few by chance
EXACT = 1e-13
# By how much the first loss may be off, relative to it or to 1: rounding grows from step to step.
FIRST_LOSS = {torch.float64: 1e-8, torch.float32: 2e-6}
LOSS_TOLERANCE = 1e-3  # right loops agree within it over 100 epochs, wrong ones leave it by the third


class KnownMistake(NamedTuple):
    """A mistake that is known, and the loop that makes it."""

    said: Said
    replay: Replay


@dataclass(frozen=True)
class KnownMistakes:
    """The known mistakes of a loop, each with the replay that makes it. all: all mistakes. pairs: two at once. loops:
    those of `all` for which the student's code need not run again.

    Each replay may get what the student's process `reported` of its steps, and ends where it differs from that.
    """

    loops: Mapping[Said, Callable[..., Replay]]
    all: Callable[[], Mapping[Said, Callable[..., Replay]]]
    pairs: Callable[[], Iterator[tuple[Said, Callable[..., Replay]]]]


found_before: WeakKeyDictionary[Student, Said] = WeakKeyDictionary()
"""The mistake of a submission's loop, once it is known."""
_not_two: WeakSet[Student] = WeakSet()
"""The submissions in whose loop no two known mistakes were found."""


@dataclass(frozen=True)
class Run:
    """One call of a student's train() on a probe: what it gave, the weights it left, and what a right one gives."""

    student: Student
    training: Training
    start: Sequence[Tensor]
    weights: Mapping[str, Tensor]
    right: Replay
    blind: Callable[[], Replay] | None  # the right loop with a gradient of zero, where the optimizer is free
    known: KnownMistakes
    candidates: Callable[[], Iterator[Replay]]  # the right loop with each optimizer that it may be
    replaces: Callable[[], bool]  # whether train puts new weights in the place of those that it is given
    labels: Tensor  # of the last batch
    with_samples: Callable[[Said | None], Replay | None]  # right, or with a mistake; and each sample's loss
    again: Callable[[], Training]  # another call of train, from the same weights
    look: Callable[[], Said | None] = lambda: None  # where to look for a mistake that is not known

    @property
    def is_right(self) -> bool:
        """Whether training left the weights that the right loop leaves."""
        return self._left(self.right)

    def _left(self, replay: Replay) -> bool:
        return trained_alike(self.start, list(self.weights.values()), replay.weights)

    @cached_property
    def mistake(self) -> KnownMistake | None:
        """The mistake that leaves these weights; None if none or several would, because naming one would be a guess. A
        mistake that another run has shown to be the only one is tried alone. If no single mistake fits, two at once are
        tried.
        """
        before = found_before.get(self.student)
        if (
            before is not None
            and before in self.known.loops
            and self._left(again := self.known.loops[before]())
        ):
            return KnownMistake(before, again)
        found = self._fitting(self.known.all().items())
        if not found and self.student not in _not_two:
            found = self._fitting(self.known.pairs())
            if not found:
                _not_two.add(self.student)  # it is searched for once: there are many pairs
        only = the_only({without_way(each.said): each for each in found}.values())
        if only:
            found_before[self.student] = only.said
        return only

    def _fitting(self, known: Iterable[tuple[Said, Callable[..., Replay]]]) -> list[KnownMistake]:
        reported = self.training.steps
        return [
            KnownMistake(said, wrong) for said, make in known if self._left(wrong := make(reported=reported))
        ]

    @cached_property
    def of_samples(self) -> epoch_losses.Epochs:
        """The losses of each sample in `like`'s epochs; none where the loop is not known."""
        found = None
        if self.is_right:
            found = self.with_samples(None)
        elif self.mistake:
            found = self.with_samples(self.mistake.said)
        return found.of_samples if found else []

    @property
    def ignores_lr(self) -> bool:
        """Whether the loop is right except for its learning rate, which is not the one that train is given."""
        return not self.is_right and self.mistake is not None and self.mistake.said.code in RATE_MISTAKES

    @property
    def epochs(self) -> int:
        """The number of epochs of the student's loop: another number than train is given, if that is its mistake."""
        asked = len(self.right.losses)
        return asked if count_of_losses(self.training) == asked else len(self.like.losses)

    @property
    def like(self) -> Replay:
        """The replay that makes what the student's loop makes, as far as it is known: the reported losses are compared
        with this replay.
        """
        return self.right if self.is_right or self.mistake is None else self.mistake.replay


def twin_probes(
    student: Student,
    draws: Draws,
    features: int,
    classes: int,
    watch: str = "",
    certainty: float = 1.0,
    reads: str = "",
) -> tuple[Handle, Probe]:
    """The same network twice, with hidden weights: where the student's code lives, and here. reads: the only input that
    it can read, see probes.READABLE.

    certainty: what its logits are multiplied by. With SURE one class is far more likely than the others, with 0 all
    are as likely.
    """
    theirs = student.make("Probe", features, PROBE_HIDDEN, classes, watch, reads)
    ours = Probe(features, PROBE_HIDDEN, classes, watch, reads)
    values = draws.like(dict(ours.named_parameters()), scale=0.5)
    if certainty != 1:
        values |= {name: certainty * values[name] for name in ("out.weight", "out.bias")}
    theirs.load(values)
    ours.load_state_dict(values)
    return theirs, ours


def gets_gradients(theirs: Handle, ours: Probe, inputs: Tensor) -> bool:
    """Whether all weights of a probe still get gradients, after a call that was given it."""
    try:
        gradients = theirs.gradients(inputs, upstream=torch.ones_like(ours(inputs).detach())).parameters
    except Raised:
        return False
    return all(gradients.get(name) is not None for name, _ in ours.named_parameters())


def check_goes_on_learning(theirs: Handle, ours: Probe, inputs: Tensor) -> None:
    """Mistake where train has left a probe whose weights no later training could change."""
    if not gets_gradients(theirs, ours, inputs):
        raise Mistake("no-gradients-after-training")


def run_on_batches(
    student: Student,
    draws: Draws,
    *,
    epochs: int,
    lr: float,
    samples: int,
    batch_size: int,
    insist_on_lr: bool = False,
    certainty: float = 1.0,
    insist_on_images: bool = False,
    kind: Literal["", "shuffled", "bare"] = "",
    far_off: bool = False,
) -> Run:
    """train(model, loader, epochs, lr) on images (n, 1, 28, 28); the optimizer is the student's choice.

    certainty: SURE for a model that knows the labels already, so that its loss is almost 0; 0 for a model that cannot
    be improved: all images are the same, and each label is as frequent. far_off: its logits are large and mostly wrong,
    and some pixels bright, so that whatever bounds a value changes it.

    kind: of the loader: a DataLoader that gives all samples in order; one that is "shuffled" anew in each epoch and
    drops a short last batch, of which it has one more; or a "bare" iterable, no DataLoader, see probes.GivenBatches.
    """
    certainty = FAR_OFF if far_off else certainty
    theirs, ours = twin_probes(
        student,
        draws,
        features=28 * 28,
        classes=10,
        watch="mode",
        certainty=certainty,
        reads="images" if insist_on_images else "",
    )
    images = draws.normal(samples, 1, 28, 28, scale=0.1)
    labels = ours(images).argmax(1) if certainty == SURE else draws.integers(10, samples)
    if certainty == 0:
        images, labels = images[:1].expand_as(images), torch.arange(samples) % 10
    if far_off:
        images[:, :, 0, 0] *= BRIGHT
        # Never the likeliest: if it is right and sure, only rounding is left of a gradient.
        ranks = 2 + draws.integers(8, samples)
        labels = ours(images).argsort(1, descending=True).gather(1, ranks[:, None])[:, 0]
    batches: Batches = _split(images, labels, batch_size)
    known, settings = {**LOOP_MISTAKES, **INPUT_MISTAKES}, dict[str, Any]()
    if kind == "shuffled":
        images = torch.cat([images, draws.normal(batch_size - 1, 1, 28, 28, scale=0.1)])
        labels = torch.cat([labels, draws.integers(10, batch_size - 1)])
        orders = draws.normal(MOST_PASSES * (epochs + 1), len(labels)).argsort(1)
        settings["orders"] = orders.tolist()
    elif kind == "bare":
        settings["bare"] = True
    loader = student.make("loader", images, labels, batch_size, **settings)
    start = {name: value.clone() for name, value in ours.state_dict().items()}
    train = partial(run_training, student, theirs, loader, steps_of=theirs, lr=lr)
    training = train(epochs=epochs)
    ways: list[tuple[int, int]] = [(0, 1)]
    if kind == "shuffled":
        took = len(training.value) if isinstance(training.value, list) else epochs
        ways = _passes_of_epochs(_passes(loader), took) or ways

        def shuffled(way: tuple[int, int], epoch: int) -> list[Batch]:
            chosen = orders[min(way[0] + way[1] * epoch, len(orders) - 1), :samples]
            return _split(images[chosen], labels[chosen], batch_size)

        batches = partial(shuffled, ways[0])
        everything = _split(images, labels, batch_size)
        known[Said("order-kept")] = Loop(batches=batches(0))
        known[Said("own-loader", last="kept")] = Loop(batches=everything)
        known[Said("own-loader", last="dropped")] = Loop(batches=everything[: samples // batch_size])
        known[Said("own-loader", last="shuffled")] = Loop(
            batches=_reshuffled(student.seed, images, labels, batch_size)
        )
    count = len(list(ours.parameters()))
    optimizers = reported_optimizers(training.steps, lr, count, insist_on_lr)

    def fixed_rates() -> dict[Said, MakeOptimizer]:
        """The usual rates, for steps by hand that leave the same weights with twice the learning rate."""
        if training.steps or kind == "shuffled":
            return {}

        def left_with(rate: float) -> list[Tensor]:
            theirs.load(start)
            train(epochs=epochs, lr=rate)
            return list(theirs.parameters().values())

        with suppress(Raised, Mistake):
            if same_weights(left_with(2 * lr), left_with(lr)):
                rates = [rate for rate in USUAL_RATES if rate != lr]
                return {Said("learning-rate-always", lr=rate): sgd(rate) for rate in rates}
        return {}

    def compare(batches: Batches) -> Run:
        ours.load_state_dict(start)  # a replay has trained it
        return _compare(
            student,
            training,
            theirs,
            ours,
            batches,
            epochs,
            optimizers,
            known,
            other_optimizers=fixed_rates,
            steps=lambda: training.steps,
            train=train,
            free=True,
            look=partial(_where_to_look, student, theirs, start, lr),
        )

    run = compare(batches)
    others = (compare(partial(shuffled, way)) for way in ways[1:])
    return run if run.is_right else next((each for each in others if each.is_right), run)


def _where_to_look(student: Student, theirs: Handle, start: Mapping[str, Tensor], lr: float) -> Said | None:
    """Whether the loss of the first batch, which comes before any step, is right; None if train reports no loss."""
    ours = Probe(28 * 28, PROBE_HIDDEN, 10, "mode")
    ours.load_state_dict(start)
    shares = []
    for number in range(2):
        # The same two classes, other images.
        images = torch.arange(2 * 28 * 28).add(number).sin().reshape(2, 1, 28, 28)
        labels = torch.tensor([3, 7])
        theirs.load(start)
        loader = student.make("loader", images, labels, 2, bare=True)
        try:
            (got,) = as_losses(run_training(student, theirs, loader, epochs=1, lr=lr), 1)
        except (Mistake, WorkerError):
            return None
        one, other = F.cross_entropy(ours(images), labels, reduction="none").tolist()
        # The test of the losses checks whether it is summed or divided in another way.
        if any(near([got], [factor * (one + other)]) for factor in (0.5, 1.0, 0.25)):
            return Said("loss-right-steps-wrong")
        shares.append((got - other) / (one - other))
    if min(shares) > 0 and max(shares) < 1 and near(shares[:1], shares[1:]):
        return Said("loss-weighted-by-class")
    return Said("loss-wrong-before-steps")


def _split(inputs: Tensor, labels: Tensor, batch_size: int) -> list[Batch]:
    return list(zip(inputs.split(batch_size), labels.split(batch_size), strict=True))


def _passes(loader: Handle) -> int:
    """How often the student's code began to go through a loader that shuffles, as the student's process reports."""
    try:
        sampler = loader.attribute("sampler")
        return int(as_number(sampler.attribute("passes"), "")) if isinstance(sampler, Handle) else 0
    except (Mistake, WorkerError):
        return 0


def _passes_of_epochs(passes: int, epochs: int) -> list[tuple[int, int]]:
    """On which passes through a loader the epochs may have trained: the number of the first one, and the distance from
    one to the next. Students may go through it before the first epoch, or again in each, to count the samples or the
    right ones. The student's process reports how often. Whichever passes are meant, the weights must come out equal.
    """
    return [
        (first, apart)
        for apart in range(1, MOST_PASSES + 1)
        for first in reversed(range(min(passes - 1 - apart * (epochs - 1), MOST_PASSES) + 1))
    ]


def _reshuffled(seed: int, inputs: Tensor, labels: Tensor, batch_size: int) -> Callable[[int], list[Batch]]:
    """The batches of DataLoader(loader.dataset, batch_size, shuffle=True), epoch by epoch, after a request's seed."""
    epochs: list[list[Batch]] = []

    def in_epoch(epoch: int) -> list[Batch]:
        if not epochs:
            with torch.random.fork_rng(devices=()):
                torch.default_generator.manual_seed(seed)
                loader = DataLoader(TensorDataset(inputs, labels), batch_size=batch_size, shuffle=True)
                epochs.extend(list(map(tuple, loader)) for _ in range(MOST_RESHUFFLED))
        return epochs[epoch]

    return in_epoch


def run_on_sequence(
    student: Student,
    draws: Draws,
    epochs: int,
    lr: float,
    seq: int,
    batch: int,
    indices: bool = False,
    keep_logits: bool = False,
    surprised: bool = False,
) -> Run:
    """train(net, inputs, labels, epochs, lr) on inputs (seq, batch, 4), or indices (seq, batch) below 4; Adam, one step
    an epoch. keep_logits: for `check_printed` with `read`; students may well read the logits in evaluation mode.

    surprised: the network is sure of its answers, and all labels are another class. The gradients are large at first,
    and almost 0 after a few steps: so anything else that is done to gradients, or kept of them, shows in a few epochs.
    """
    # One sequence alone can be read without the axis of its batch, several cannot.
    reads = "" if batch == 1 else "indices" if indices else "vectors"
    watch = "" if keep_logits else "mode"
    certainty = SURE if surprised else 1.0
    theirs, ours = twin_probes(
        student, draws, features=4, classes=4, watch=watch, certainty=certainty, reads=reads
    )
    inputs = draws.integers(4, seq, batch) if indices else draws.normal(seq, batch, 4)
    labels = draws.integers(4, seq * batch)
    if surprised:
        labels = ours(inputs).mean(0).argmin().expand(seq * batch).clone()
    train = partial(run_training, student, theirs, inputs, labels, epochs=epochs, lr=lr)
    start = {name: value.clone() for name, value in ours.state_dict().items()}
    training = train()

    @cache
    def steps() -> Sequence[Mapping[str, Any]]:
        """For training once more: a right loop need not be logged."""
        theirs.load(start)
        with suppress(Raised, Mistake):
            return train(steps_of=theirs).steps
        return ()

    def with_twice_the_lr() -> Sequence[Mapping[str, Any]]:
        theirs.load(start)
        return run_training(student, theirs, inputs, labels, epochs=1, lr=2 * lr, steps_of=theirs).steps

    def others() -> dict[Said, MakeOptimizer]:
        fewer = {Said("step-missing-at-the-end"): stopping(adam(lr), epochs - 1)} if epochs > 1 else {}
        return {
            **instead_of_adam(steps(), lr, len(start)),
            **_other_rates(steps(), lr, with_twice_the_lr),
            **fewer,
        }

    rows = seq * batch
    # With Adam the sum leads to the same steps as the mean: only the losses show it. An epoch is one batch.
    loops = {said: loop for said, loop in LOOP_MISTAKES.items() if said not in (SUMMED, ANEW_EACH_BATCH)}
    loops |= _by_first_loss(training, ours, inputs, labels)
    loops |= some_rows(rows)
    batches = [(inputs, labels)]
    return _compare(
        student,
        training,
        theirs,
        ours,
        batches,
        epochs,
        [adam(lr)],
        loops,
        others,
        steps,
        train=train,
        keep_logits=keep_logits,
    )


def _by_first_loss(training: Training, ours: Probe, inputs: Tensor, labels: Tensor) -> dict[Said, Loop]:
    """Loops whose loss is the cross-entropy with a factor, or with a penalty on the weights: the first returned loss
    shows it. All of the data is one batch.
    """
    value = training.value
    try:
        first = as_number(value[0], "") if isinstance(value, list) and value else math.nan
    except Mistake:
        return {}
    right = float(F.cross_entropy(ours(inputs), labels).detach())
    if not right or not math.isfinite(first) or abs(first - right) <= 1e-6 * max(1.0, right):
        return {}
    leaves = list(ours.parameters())
    penalties: dict[str, Callable[[], Tensor]] = {
        "squares": lambda: torch.stack([leaf.square().sum() for leaf in leaves]).sum(),
        "squares of matrices": lambda: torch.stack([p.square().sum() for p in leaves if p.dim() > 1]).sum(),
        "absolute values": lambda: torch.stack([leaf.abs().sum() for leaf in leaves]).sum(),
        "norms": lambda: torch.stack([leaf.norm() for leaf in leaves]).sum(),
    }

    def penalized(penalty: Callable[[], Tensor]) -> Loop:
        weight = (first - right) / float(penalty().detach())
        return Loop(loss=lambda z, y: F.cross_entropy(z, y) + weight * penalty())

    factor = first / right
    scaled = {}
    if factor > 0:  # with a minus it is another mistake
        scaled[_multiplied(factor, len(labels))] = Loop(loss=lambda z, y: factor * F.cross_entropy(z, y))
    return {
        **scaled,
        **{Said("weights-in-the-loss", of=of): penalized(penalty) for of, penalty in penalties.items()},
    }


def _multiplied(factor: float, rows: int) -> Said:
    if abs(factor / rows - 1) < 1e-6:
        return SUMMED
    if abs(factor * math.log(2) - 1) < 1e-6:
        return Said("loss-to-base-2")
    return Said("loss-multiplied", factor=factor)


def _other_rates(
    steps: Sequence[Mapping[str, Any]],
    lr: float,
    with_twice_the_lr: Callable[[], Sequence[Mapping[str, Any]]],
) -> dict[Said, MakeOptimizer]:
    """Adam with another rate than `lr`, by mistake: the most frequent ones, and the one that is reported."""
    rate = reported_rate(steps)
    always = {
        rate: Said("learning-rate-always", lr=rate) for rate in (0.01, 0.05, 0.1, rate) if rate is not None
    }
    known = {**always, 1e-3: Said("learning-rate-of-adam")}
    with suppress(Raised, Mistake):
        twice = None if rate in (None, lr) else reported_rate(with_twice_the_lr())
        if rate is not None and twice is not None and abs(twice - 2 * rate) <= 1e-9 * rate:
            known[rate] = Said("learning-rate-scaled")
    return {said: adam(rate) for rate, said in known.items() if abs(rate - lr) > 1e-9 * lr}


def count_of_losses(training: Training) -> int | None:
    """How many losses train() returned; None where they are no list."""
    value = training.value
    is_list = isinstance(value, list) or (isinstance(value, Tensor) and value.dim() == 1)
    return len(value) if is_list else None


def ignored_epochs(count: int | None, epochs: int, count_for: Callable[[int], int | None]) -> int | None:
    """The number of epochs that train() always takes, if it ignores the number that it is given; otherwise None. count:
    how many it took for `epochs`. count_for: trains once more, for another number, and returns how many it took.
    """
    if count is None or count == epochs or not 1 < count <= MOST_EPOCHS:
        return None
    others = (epochs + 1, count - 1)  # fewer than those of a loop that stops early, too
    with suppress(Raised, Mistake):
        if all(count_for(other) == count for other in others):
            return count
    return None


def ignored_epochs_of(training: Training, epochs: int, train: Callable[..., Training]) -> int | None:
    return ignored_epochs(
        count_of_losses(training), epochs, lambda other: count_of_losses(train(epochs=other))
    )


def instead_of_adam(
    steps: Sequence[Mapping[str, Any]], lr: float, parameter_count: int
) -> dict[Said, MakeOptimizer]:
    """What a train may use instead of Adam with `lr`, by mistake; `steps` are those that it reports."""
    return {
        Said("plain-gradient-descent"): sgd(lr),
        Said("adamw"): adamw(lr),
        **reported_deviation(steps, lr, parameter_count),
        **({} if steps else adam_by_hand.mistakes(lr)),
    }


def run_training(student: Student, *args: Any, **settings: Any) -> Training:
    """Calls the student's train; Mistake where the loss is given its arguments the wrong way round, of which torch says
    nothing that a beginner understands.
    """
    try:
        return student.run_training("train", *args, **settings)
    except Raised as error:
        if "log_softmax" in str(error) and "'Long'" in str(error):
            raise Mistake("loss-arguments-swapped", said=str(error)) from None
        for words, more in RAISED_BY_LOOPS.items():
            if words in str(error):
                raise Mistake(more(said_of(error))) from None
        raise


RAISED_BY_LOOPS: dict[str, Callable[[Said], Said]] = {
    "backward through the graph a second time": lambda said: Said("graph-used-again", said=said),
    "One of the differentiated Tensors does not require grad": (
        lambda said: Said("parameter-replaced", said=said)
    ),
    "element 0 of tensors does not require grad": lambda said: Said("loss-cut-off", said=said),
    "a leaf Variable that requires grad is being used in an in-place operation": (
        lambda said: Said("update-recorded", said=said)
    ),
}
"""What torch says in a loop, and the code of a sentence that helps a beginner more."""


def as_losses(training: Training, epochs: int) -> list[float]:
    """The losses that train() returned: a list of one number for each epoch, also as tensors of one element. Raises
    Mistake otherwise.
    """
    return [as_number(loss, Said("returned-loss")) for loss in list_of_losses(training, epochs)]


def list_of_losses(training: Training, epochs: int) -> list[object]:
    value = training.value
    if not isinstance(value, list) and not (isinstance(value, Tensor) and value.dim() == 1):
        raise Mistake("losses-no-list", got=kind_of(value))
    if len(value) != epochs:
        raise Mistake("number-of-losses", count=len(value), epochs=epochs)
    return list(
        value
    )  # of a tensor: it would become an object for each number, and there may be any number of them


def _compare(
    student: Student,
    training: Training,
    theirs: Handle,
    ours: Probe,
    batches: Batches,
    epochs: int,
    optimizers: Sequence[MakeOptimizer],
    other_loops: Mapping[Said, Loop],
    other_optimizers: Callable[[], Mapping[Said, MakeOptimizer]],
    steps: Callable[[], Sequence[Mapping[str, Any]]],
    train: Callable[..., Training],
    free: bool = False,
    keep_logits: bool = False,
    look: Callable[[], Said | None] = lambda: None,
) -> Run:
    """The student's run beside the right loop with the first of `optimizers` that leaves the student's weights.

    steps: what the student's process says of the optimizer's. train: trains `theirs` once more, for as many `epochs` as
    it is given. free: whether the optimizer is the student's choice, and with it clipping before each step.
    """
    start = {name: value.clone() for name, value in ours.state_dict().items()}
    weights = theirs.parameters()

    def again(
        make: MakeOptimizer,
        loop: Loop | None = None,
        forward: Callable[[Tensor], Tensor] = ours,
        keep_gradients: bool = free,
        epochs: int = epochs,
        keep_samples: bool = False,
        reported: Sequence[Mapping[str, Any]] = (),
    ) -> Replay:
        ours.load_state_dict(start)
        keep = keep_logits, keep_gradients, keep_samples
        try:
            return replay(forward, list(ours.parameters()), batches, epochs, make, loop, *keep, reported)
        except Exception:  # objects of the student's that only look like settings
            raise Mistake(UNREADABLE) from None

    def evaluating(
        after: int, loop: Loop | None = None, reported: Sequence[Mapping[str, Any]] = ()
    ) -> Replay:
        """In training mode for so many batches, and in evaluation mode from then on."""
        number = count()

        def forward(inputs: Tensor) -> Tensor:
            logits: Tensor = ours.train(next(number) < after)(inputs)
            return logits

        try:
            return again(optimizer, loop, forward=forward, reported=reported)
        finally:
            ours.train()

    @cache
    def clipping_loop() -> Loop:
        """The loop that clips like the student's. Its loss may also be the sum: with Adam that is not a mistake."""
        for loss in (F.cross_entropy, LOOP_MISTAKES[SUMMED].loss):
            plain = again(optimizer, Loop(loss=loss), keep_gradients=True)
            for each in reported_clipping(steps(), plain):
                clipping = replace(each, loss=loss)
                if trained_alike(first, left, again(optimizer, clipping).weights):
                    return clipping
        return Loop()

    def clipped(reported: Sequence[Mapping[str, Any]] = ()) -> Replay:
        return again(optimizer, clipping_loop(), reported=reported)

    def right_ones() -> Iterator[tuple[MakeOptimizer, Loop, Replay]]:
        for make in optimizers:
            plain = again(make)
            yield make, Loop(), plain
            for loop in reported_clipping(steps(), plain) if free else ():
                yield make, loop, again(make, loop)

    tried: list[tuple[MakeOptimizer, Loop, Replay]] = []
    untried = right_ones()

    def candidates() -> Iterator[tuple[MakeOptimizer, Loop, Replay]]:
        """The right ones; each is replayed once, however often they are gone through."""
        yield from tried
        for each in untried:
            tried.append(each)
            yield each

    first, left = list(start.values()), list(weights.values())
    like_theirs = (each for each in candidates() if trained_alike(first, left, each[2].weights))
    optimizer, loop, right = next(like_theirs, None) or tried[0]
    still = replace(loop, loss=lambda z, y: 0 * F.cross_entropy(z, y))

    loops = {said: partial(again, optimizer, wrong) for said, wrong in other_loops.items()}
    makers = cache(other_optimizers)

    @cache
    def ignored() -> int | None:
        theirs.load(start)
        return ignored_epochs_of(training, epochs, train)

    def mistakes() -> dict[Said, Callable[..., Replay]]:
        if number := ignored():
            return {Said("epochs-ignored", count=number): partial(again, optimizer, loop, epochs=number)}
        clipping = {} if free else {CLIPPED: clipped}
        return {
            **loops,
            **{said: partial(again, make) for said, make in makers().items()},
            EVALUATING: partial(evaluating, 0),
            EVALUATING_LATER: partial(evaluating, len(batches_of(batches, 0))),
            **clipping,
        }

    def pairs() -> Iterator[tuple[Said, Callable[..., Replay]]]:
        common = {said: other_loops[said] for said in COMMON if said in other_loops}
        if number := ignored():
            second = Said("epochs-ignored", count=number)
            for first, wrong in common.items():
                yield _both(first, second), partial(again, optimizer, wrong, epochs=number)
            for first, make in makers().items():
                yield _both(first, second), partial(again, make, epochs=number)
            return
        for first, second in combinations(common, 2):
            if both := together(common[first], common[second]):
                yield _both(first, second), partial(again, optimizer, both)
        for first, (second, make) in product((NEVER_ZEROED, SOFTMAX_FIRST), makers().items()):
            yield _both(first, second), partial(again, make, common[first])
        for first, wrong in common.items():
            yield _both(first, EVALUATING), partial(evaluating, 0, wrong)

    def replaces() -> bool:
        """Without a step, weights that start differently can only end equal if new ones replaced them."""
        ends = []
        for factor in (1.0, 0.5):
            theirs.load(given := {name: factor * value for name, value in start.items()})
            try:
                with student.seeded(1):
                    train(epochs=1, lr=0.0)
            except (Raised, Mistake):
                return False
            ends.append((given, theirs.parameters()))
        (one, first), (other, second) = ends
        return any(
            torch.equal(first[name], second[name]) and not torch.equal(one[name], other[name])
            for name in first
        )

    def with_samples(said: Said | None) -> Replay | None:
        if said is None:
            return again(optimizer, loop, keep_samples=True)
        if said == CLIPPED:
            return again(optimizer, clipping_loop(), keep_samples=True)
        if said in other_loops:
            return again(optimizer, other_loops[said], keep_samples=True)
        return again(makers()[said], keep_samples=True) if said in makers() else None

    @cache
    def once_more() -> Training:
        theirs.load(start)
        return train(epochs=epochs)

    blind = partial(again, optimizer, still) if free else None
    return Run(
        student,
        training,
        first,
        weights,
        right,
        blind,
        KnownMistakes(loops, mistakes, pairs),
        lambda: (candidate for *_, candidate in candidates()),
        replaces,
        batches_of(batches, 0)[-1][1],
        with_samples,
        once_more,
        look,
    )


def _both(first: Said, second: Said) -> Said:
    return Said("two-at-once", first=first, second=second)


def first_difference(losses: Sequence[float], others: Sequence[float]) -> int | None:
    """The epoch at which two lists of losses first differ by more than LOSS_TOLERANCE; None where they never do."""
    pairs = enumerate(zip(losses, others, strict=True))
    return next((epoch for epoch, (a, b) in pairs if not abs(a - b) <= LOSS_TOLERANCE), None)


def near_from_the_first(got: Sequence[float], want: Sequence[float]) -> bool:
    """Whether the losses of a training agree up to rounding, which has not grown yet in the first."""
    off = abs(got[0] - want[0]) if got else 0.0
    return near(got, want) and off <= FIRST_LOSS[torch.get_default_dtype()] * max(1.0, abs(want[0]))


def digits_kept(got: Sequence[float], want: Sequence[float]) -> int:
    """How many decimal digits losses are rounded to; 0 where they are not."""
    for digits in range(1, MOST_DIGITS + 1):
        is_rounded = all(abs(a - round(a, digits)) <= EXACT for a in got)
        if is_rounded and all(abs(a - b) <= 0.51 * 10**-digits for a, b in zip(got, want, strict=True)):
            return digits
    return 0


def near(got: Sequence[float], want: Sequence[float]) -> bool:
    """Whether two lists of losses agree up to rounding."""
    return close(torch.tensor(got), torch.tensor(want))
