"""Checks of training loops: a student's train() runs on a probe network, the right loop is replayed beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import chain, combinations, count, product
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary, WeakSet

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from autograder.checks import adam_by_hand, epoch_losses
from autograder.checks.adam import Adam
from autograder.checks.crashes import said_of
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.mistakes import the_only
from autograder.checks.replay import (
    ANEW_EACH_BATCH,
    CHANGING,
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
from autograder.checks.settings import check_settings
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
from autograder.sandbox.inside.epoch_lines import LOSS_DIGITS, EpochLine, epoch_lines
from autograder.sandbox.inside.probes import Probe, Shift
from autograder.student.student import Handle, Student, Training

PROBE_HIDDEN = 6
FAR_OFF = 40.0  # a certainty with which a loss gets as large as any that somebody would clip
BRIGHT = 30.0
MOST_PASSES = 3  # through a loader in an epoch, of which a right loop may train on one alone
MOST_RESHUFFLED = 4  # epochs
SURE = 100.0  # a certainty: see twin_probes
PATIENT_EPOCHS = 28  # a loop that stops where the loss does not fall may wait for twenty epochs
SURE_EPOCHS = 4
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


_told: WeakKeyDictionary[Student, Said] = WeakKeyDictionary()
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
        before = _told.get(self.student)
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
            _told[self.student] = only.said
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
        return asked if _count(self.training) == asked else len(self.like.losses)

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
            **_instead_of_adam(steps(), lr, len(start)),
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


def _count(training: Training) -> int | None:
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


def _ignored_epochs(training: Training, epochs: int, train: Callable[..., Training]) -> int | None:
    return ignored_epochs(_count(training), epochs, lambda other: _count(train(epochs=other)))


def _instead_of_adam(
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


def check_weights(run: Run, insist_on_lr: bool = True) -> None:
    """Mistake unless training left the weights that the right loop leaves.

    insist_on_lr: whether another learning rate than train is given is a mistake here; one test of it is enough.
    """
    if not run.is_right and (insist_on_lr or not run.ignores_lr):
        if run.mistake is None:
            raise Mistake(_of_weights(run))
        # In float64 it is this mistake exactly; in float32 a small one would be taken for rounding.
        raise Mistake(run.mistake.said).for_certain()
    # The settings of a free optimizer are the student's: with eps=1e300 it would take no step at all.
    if run.blind and same_weights(run.blind().weights, run.right.weights):
        raise Mistake("gradient-without-effect")


def _first_not_finite(losses: object) -> int | None:
    """The first epoch whose loss is not a finite number."""
    for epoch, loss in enumerate(losses if isinstance(losses, list) else []):
        value = loss.item() if isinstance(loss, Tensor) and loss.numel() == 1 else loss
        if isinstance(value, float) and not math.isfinite(value):
            return epoch
    return None


def _of_weights(run: Run) -> Said:
    """What can be said about weights that no known mistake leaves."""
    left = list(run.weights.values())
    if not all(bool(torch.isfinite(value).all()) for value in left):
        epoch = _first_not_finite(run.training.value)
        return Said("weights-not-finite-from", epoch=epoch - 1) if epoch else Said("weights-not-finite")
    same = [torch.equal(a, b.to(a)) for a, b in zip(run.start, left, strict=False)]
    moved = [not torch.equal(a, b.to(a)) for a, b in zip(run.start, run.right.weights, strict=False)]
    still = sum(a and b for a, b in zip(same, moved, strict=False))
    if 0 < still < len(left):
        return Said("parameters-left", count=still, all=len(left))
    return Said("weights-replaced") if run.replaces() else run.look() or Said("weights-after-training")


def check_losses(run: Run, exhibits: Exhibits) -> None:
    """Mistake unless train() returned each epoch's mean loss over the samples, as numbers."""
    show_losses(exhibits, "The loss of each epoch", run.training, run.right.losses)
    _check_not_kept(run)
    if any(isinstance(loss, Tensor) for loss in _list_of_losses(run.training, run.epochs)):
        raise Mistake("losses-are-tensors")
    losses = as_losses(run.training, run.epochs)
    # A wrong loss in the steps costs points only once: another loss may be reported.
    if any(_near_from_the_first(losses, each) for each in (run.like.losses, run.like.cross_entropies)):
        return
    if digits := _digits(losses, run.like.losses):
        raise Mistake("losses-rounded", digits=digits).for_certain()
    # Of losses that are sums, the sum over all batches through the number of samples is the mean that is asked for.
    if run.mistake and run.mistake.said == SUMMED and near(losses, run.like.batch_sums_per_sample):
        return
    for reason, other in epoch_losses.other_sums(run.like).items():
        if near(losses, other) and not near(losses, run.like.losses):
            raise Mistake("other-sum", reason=reason)
    # That of a single batch is its loss.
    averages = (each for each in epoch_losses.moving_averages(run.like) if not near(each, run.like.losses))
    if any(near(losses, each) for each in averages):
        raise Mistake("other-sum", reason=Said("moving-average"))
    if not run.is_right and run.mistake is None:
        raise Mistake("losses-of-wrong-steps")
    is_mean = near(losses, run.like.losses)  # but for what float32 cannot tell
    sums = epoch_losses.others(run.of_samples) if run.of_samples and not is_mean else {}
    fitting = {without_way(said) for said, other in sums.items() if near(losses, other)}
    if another := the_only(fitting) or epoch_losses.factor(losses, run.like.losses):
        raise Mistake("other-sum", reason=another)
    if not run.is_right:
        raise Mistake("losses-of-wrong-steps")
    other = [n for n, (a, b) in enumerate(zip(losses, run.like.losses, strict=True)) if not near([a], [b])]
    if 0 < len(other) < len(losses):
        raise Mistake("some-losses-differ", count=len(other), all=len(losses), epoch=other[0])
    raise Mistake("losses-not-the-mean")


def _check_not_kept(run: Run) -> None:
    """Mistake if the next call continues the list of losses."""
    count = _count(run.training)
    if count is None or count <= run.epochs:
        return
    second = None
    with suppress(Raised, Mistake):
        second = _count(run.again())
    if second == count + len(run.right.losses):
        raise Mistake("losses-kept", count=count, epochs=len(run.right.losses))


def check_all_epochs(run: Run) -> None:
    """Mistake unless train() went through all epochs: in `run`, the loss does not fall, or is almost 0."""
    losses = as_losses(run.training, len(run.right.losses))
    # Over these epochs rounding may grow until the weights no longer show which optimizer of the student's own it is.
    loops = chain([run.like], run.candidates())
    _check_first(
        losses,
        (sums[:1] for loop in loops for sums in (loop.losses, *epoch_losses.other_sums(loop).values())),
    )


def check_all_epochs_of_sequence(student: Student, draws: Draws, indices: bool = False) -> None:
    """The same for what `run_on_sequence` runs, where the loss is never again what it was before the first step, and
    where it is almost 0. torch's settings for all code are to be left as they were.
    """
    # Each input has each label, all but equally often: no shift of the logits does better than none, and Adam's large
    # steps do worse.
    pairs = torch.cartesian_prod(torch.arange(4), torch.arange(4)).repeat(3, 1)
    pairs = torch.cat([pairs, draws.integers(4, 1, 2)])
    inputs = pairs[:, :1] if indices else F.one_hot(pairs[:, :1], 4).to(torch.get_default_dtype())
    train_on = partial(_check_all_epochs_of_sequence, student)
    train_on(student.make("Shift", 4), Shift(4), inputs, pairs[:, 1], PATIENT_EPOCHS, lr=4.0)
    theirs, ours = twin_probes(student, draws, features=4, classes=4, certainty=SURE)
    inputs = draws.integers(4, 5, 2) if indices else draws.normal(5, 2, 4)
    train_on(theirs, ours, inputs, ours(inputs).argmax(1), SURE_EPOCHS, lr=0.01)
    check_settings(student, "train")


def _check_all_epochs_of_sequence(
    student: Student,
    theirs: Handle,
    ours: Callable[[Tensor], Tensor],
    inputs: Tensor,
    labels: Tensor,
    epochs: int,
    lr: float,
) -> None:
    train = partial(run_training, student, theirs, inputs, labels, lr=lr)
    training = train(epochs=epochs)
    if count := _ignored_epochs(training, epochs, train):
        raise Mistake("epochs-ignored", count=count)
    # All of the data is one batch: the first loss comes before any step.
    logits = ours(inputs).detach()
    losses = [float(loop.loss(logits, labels)) for loop in (Loop(), *LOOP_MISTAKES.values())]
    _check_first(as_losses(training, epochs), [[n * loss] for loss in losses for n in (1, len(labels))])


def _check_first(losses: Sequence[float], known: Iterable[Sequence[float]]) -> None:
    """Mistake if the first loss is none of the known ones: another test checks how an epoch's loss is computed and
    summed up, but made-up numbers are none of these losses.
    """
    if not any(near(losses[:1], first) for first in known):
        raise Mistake("first-loss-wrong")


def check_defaults(student: Student, draws: Draws, epochs: int, lr: float, indices: bool = False) -> None:
    """Mistake unless train(net, inputs, labels), called without epochs and lr, uses these defaults. Other tests check
    the loop itself.
    """
    inputs = draws.integers(4, 5, 1) if indices else draws.normal(5, 1, 4)
    # All of one class: each step goes the same way, as far as the learning rate says, and the loss gets close to 0,
    # where a loop may stop early.
    labels = draws.integers(4, 1).repeat(5)

    def train(**settings: Any) -> Training:
        return run_training(student, student.make("Shift", 4), inputs, labels, **settings)

    training = train()
    count = _count(training)
    if count is not None and count != epochs:
        if _count(train(epochs=epochs, lr=lr)) == epochs:
            raise Mistake("other-default-epochs", got=count, want=epochs)
        if count == _ignored_epochs(training, epochs, train):
            raise Mistake("epochs-ignored", count=count)
    losses = as_losses(training, epochs)

    def known(loop: Loop, make: MakeOptimizer | None = None, keep_gradients: bool = False) -> Replay:
        ours, batches = Shift(4), [(inputs, labels)]
        leaves, make = list(ours.parameters()), make or adam(lr)
        return replay(ours, leaves, batches, epochs, make, loop, keep_gradients=keep_gradients)

    if near(losses, _losses_of_shift(inputs, labels, epochs, lr)):
        return
    # For other mistakes, the student's process reports the settings itself, which is quicker than to try all of them.
    theirs = student.make("Shift", 4)
    steps = run_training(student, theirs, inputs, labels, steps_of=theirs).steps
    rate = reported_rate(steps)
    is_by_rate = rate is not None and near(losses, known(Loop(), adam(rate)).losses)
    given = as_losses(train(epochs=epochs, lr=lr), epochs)
    if is_by_rate and not near(losses, given):
        raise Mistake("other-default-lr", why=Said("default-lr-is", got=rate, want=lr))
    if is_by_rate:
        return  # it is fixed in the code, or made of lr
    for mistake, make in _instead_of_adam(steps, lr, parameter_count=1).items():
        if near(losses, known(Loop(), make).losses):
            if mistake == CHANGING:  # perhaps after more steps than the other tests take
                raise Mistake(mistake).for_certain()
            return
    clippings = reported_clipping(steps, known(Loop(), keep_gradients=True))
    likely = _loops_of(_told.get(student))  # the other tests may have seen what it is
    if any(near(losses, known(loop).losses) for loop in (*likely, *LOOP_MISTAKES.values(), *clippings)):
        return
    if near(losses, given):
        raise Mistake("defaults-right-losses-wrong", epochs=epochs, lr=lr)
    raise Mistake("other-default-lr", why="")


def _loops_of(mistake: Said | None) -> list[Loop]:
    """The loop that makes a mistake, or two at once, if the mistake is in the loop and not in its optimizer."""
    if mistake is None or mistake.code != "two-at-once":
        return [LOOP_MISTAKES[mistake]] if mistake in LOOP_MISTAKES else []
    one, two = (LOOP_MISTAKES.get(mistake.facts[name]) for name in ("first", "second"))
    both = together(one, two) if one and two else None
    return [both] if both else []


def _losses_of_shift(inputs: Tensor, labels: Tensor, epochs: int, lr: float) -> list[float]:
    """The losses of a right loop with Adam for Shift. Its gradient is known, so autograd is not needed: that many steps
    of autograd would cost more than all else.
    """
    shift = torch.zeros(4)
    rows = Shift(4)(inputs).detach()
    wanted = F.one_hot(labels, 4).to(rows.dtype)
    optimizer, losses = Adam([shift], lr), []
    for _ in range(epochs):
        likely = (rows + shift).log_softmax(1)
        losses.append(-(wanted * likely).sum(1).mean())
        shift.grad = (likely.exp() - wanted).mean(0)
        optimizer.step()
    return [float(loss) for loss in torch.stack(losses)]


def show_losses(exhibits: Exhibits, title: str, training: Training, right: Sequence[float]) -> None:
    """Shows what train() returned beside `right`, the reference's losses; nothing where it returned no losses."""
    with suppress(Mistake):
        exhibits.losses(title, as_losses(training, len(right)), right, LOSS_TOLERANCE)


def as_losses(training: Training, epochs: int) -> list[float]:
    """The losses that train() returned: a list of one number for each epoch, also as tensors of one element. Raises
    Mistake otherwise.
    """
    return [as_number(loss, Said("returned-loss")) for loss in _list_of_losses(training, epochs)]


def printed_lines(training: Training, with_text: bool) -> list[EpochLine]:
    """What train() printed of its epochs, as the assignment words it."""
    return epoch_lines(training.printed, with_text)


def check_printed(
    run: Run,
    read: Callable[[Tensor], str] | None = None,
    own_read: Callable[[Tensor], str] | None = None,
) -> None:
    """Mistake unless each epoch prints ``Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}``.

    read: how the logits of an epoch are read; then the text of the logits before or after its step must follow the
    loss, after ``": "``. own_read: what the student's own function reads in them; another test checks that function.
    Other lines may be printed too.
    """
    asked, epochs = len(run.right.losses), run.epochs
    lines = printed_lines(run.training, with_text=read is not None)
    wanted = "Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}" + (": {text}" if read else "")
    if len(lines) != epochs:
        digits = {len(each) for each in OTHER_DIGITS.findall(run.training.printed)}
        if not lines and len(digits) == 1 and LOSS_DIGITS not in digits:
            raise Mistake("digits-printed", got=digits.pop(), want=LOSS_DIGITS, line=wanted)
        raise Mistake("lines-missing", line=wanted, epochs=epochs, found=len(lines) or Said("none"))
    lasts = (asked - 1, epochs - 1)  # the one or the other, where train takes more epochs than it is given
    if not any([(line.epoch, line.last) for line in lines] == [(e, n) for e in range(epochs)] for n in lasts):
        raise Mistake("epochs-printed", line=wanted)
    printed = [line.loss for line in lines]
    if strange := [line.epoch for line in lines if not math.isfinite(line.loss)]:
        raise Mistake("loss-printed-not-finite", epoch=strange[0])
    # If another sum is both returned and printed, another test reports it.
    sums = (*epoch_losses.other_sums(run.like).values(), *epoch_losses.moving_averages(run.like))
    others = [other for other in sums if _returned(run, other)]
    known = (run.like.losses, run.like.cross_entropies, *others)
    if not any(all(abs(a - b) <= 10**-LOSS_DIGITS for a, b in zip(printed, k, strict=True)) for k in known):
        if len(printed) > 1 and len(set(printed)) == 1 and abs(printed[0] - run.like.losses[0]) <= 1e-4:
            raise Mistake("first-loss-printed")
        raise Mistake("losses-printed", see=_see_steps(run))
    if read:
        for line, logits in zip(lines, run.like.logits, strict=True):
            text = line.text.strip()
            if text in {read(each).strip() for each in logits}:
                continue
            if own_read is None or text not in {own_read(each).strip() for each in logits}:
                whole = read(logits[0])
                if 0 < len(text) < len(whole) and any(read(each).startswith(text) for each in logits):
                    raise Mistake("printed-text-cut", got=len(text), want=len(whole))
                classes = logits[0].shape[1]
                if len(text) > 1 and text == read(F.one_hot(run.labels, classes).to(logits[0])).strip():
                    raise Mistake("text-of-labels")
                raise Mistake("text-printed", see=_see_steps(run))


OTHER_DIGITS = re.compile(r"^[ \t]*Epoch \d{1,9}/\d{1,9}, Loss -?\d{1,9}(?:\.(\d{1,20}))?(?![\d.e])", re.M)
"""The digits after the point of a loss that is printed, of however many."""


def _returned(run: Run, losses: Sequence[float]) -> bool:
    try:
        return near(as_losses(run.training, len(losses)), losses)
    except Mistake:
        return False


def _see_steps(run: Run) -> str | Said:
    return "" if run.is_right or run.mistake else Said("see-steps")


def _list_of_losses(training: Training, epochs: int) -> list[object]:
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
        return _ignored_epochs(training, epochs, train)

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


def _near_from_the_first(got: Sequence[float], want: Sequence[float]) -> bool:
    """Whether the losses of a training agree up to rounding, which has not grown yet in the first."""
    off = abs(got[0] - want[0]) if got else 0.0
    return near(got, want) and off <= FIRST_LOSS[torch.get_default_dtype()] * max(1.0, abs(want[0]))


def _digits(got: Sequence[float], want: Sequence[float]) -> int:
    """How many decimal digits losses are rounded to; 0 where they are not."""
    for digits in range(1, MOST_DIGITS + 1):
        is_rounded = all(abs(a - round(a, digits)) <= EXACT for a in got)
        if is_rounded and all(abs(a - b) <= 0.51 * 10**-digits for a, b in zip(got, want, strict=True)):
            return digits
    return 0


def near(got: Sequence[float], want: Sequence[float]) -> bool:
    """Whether two lists of losses agree up to rounding."""
    return close(torch.tensor(got), torch.tensor(want))
