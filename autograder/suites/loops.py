"""Checks of training loops: a student's train() runs on a probe network, the right loop is replayed beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.sandbox.inside.probes import Probe
from autograder.student.student import Handle, Student, Training
from autograder.suites.checks import Mistake, as_number, close
from autograder.suites.draws import Draws
from autograder.suites.references.training import (
    LOOP_MISTAKES,
    SUMMED,
    Batch,
    Loop,
    MakeOptimizer,
    Replay,
    adam,
    adamw,
    replay,
    reported_optimizer,
    sgd,
)

PROBE_HIDDEN = 6
LOSS_DIGITS = 4  # as the assignments print it


@dataclass(frozen=True)
class Run:
    """One call of a student's train() on a probe: what it gave, the weights it left, and what a right one gives."""

    training: Training
    weights: Mapping[str, Tensor]
    right: Replay
    blind: Replay  # the right loop with a gradient of zero
    named_mistakes: Mapping[str, Callable[[], Replay]]

    @property
    def is_right(self) -> bool:
        """Whether training left the weights that the right loop leaves."""
        return _same_weights(list(self.weights.values()), self.right.weights)

    @cached_property
    def mistake(self) -> tuple[str, Replay] | None:
        """The one known mistake that leaves these weights; None where several would, for naming one were a guess."""
        found = [
            (name, wrong)
            for name, make in self.named_mistakes.items()
            if _same_weights(list(self.weights.values()), (wrong := make()).weights)
        ]
        return found[0] if len(found) == 1 else None

    @property
    def like(self) -> Replay:
        """The loop that the student's is, as far as it is known: what it reports is compared with that one."""
        return self.right if self.is_right or self.mistake is None else self.mistake[1]


def twin_probes(
    student: Student, draws: Draws, features: int, classes: int, watch: str = ""
) -> tuple[Handle, Probe]:
    """The same network twice, with hidden weights: where the student's code lives, and here."""
    theirs = student.make("Probe", features, PROBE_HIDDEN, classes, watch)
    ours = Probe(features, PROBE_HIDDEN, classes, watch)
    values = draws.like(dict(ours.named_parameters()), scale=0.5)
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
) -> Run:
    """train(model, loader, epochs, lr) on images (n, 1, 28, 28); the optimizer is the student's choice."""
    theirs, ours = twin_probes(student, draws, features=28 * 28, classes=10, watch="mode")
    images = draws.normal(samples, 1, 28, 28, scale=0.1)
    labels = draws.integers(10, samples)
    loader = student.make("loader", images, labels, batch_size)
    training = student.run_training("train", theirs, loader, epochs=epochs, lr=lr)
    batches = list(zip(images.split(batch_size), labels.split(batch_size), strict=True))
    count = len(list(ours.parameters()))
    optimizer = reported_optimizer(training.steps, lr, count, insist_on_lr)
    return _compare(training, theirs, ours, batches, epochs, optimizer, LOOP_MISTAKES, {})


def run_on_sequence(student: Student, draws: Draws, epochs: int, lr: float, seq: int, batch: int) -> Run:
    """train(net, inputs, labels, epochs, lr) on inputs (seq, batch, 4); Adam, one step an epoch."""
    theirs, ours = twin_probes(student, draws, features=4, classes=4, watch="mode")
    inputs = draws.normal(seq, batch, 4)
    labels = draws.integers(4, seq * batch)
    training = student.run_training("train", theirs, inputs, labels, epochs=epochs, lr=lr)
    others = {
        "the optimizer is plain gradient descent; the assignment asks for Adam": sgd(lr),
        "the optimizer is AdamW; the assignment asks for Adam": adamw(lr),
        "the learning rate is Adam's default; train is given one": adam(1e-3),
        "the learning rate is always 0.05; train is given one": adam(0.05),
    }
    # With Adam the sum leads to the same steps as the mean: it is the losses that tell.
    loops = {name: loop for name, loop in LOOP_MISTAKES.items() if name != SUMMED}
    return _compare(training, theirs, ours, [(inputs, labels)], epochs, adam(lr), loops, others)


def check_weights(run: Run) -> None:
    """Mistake unless training left the weights that the right loop leaves."""
    if not run.is_right:
        raise Mistake(
            run.mistake[0] if run.mistake else "the weights after training differ from a right loop's"
        )
    # The settings of a free optimizer are the student's: with eps=1e300 it would take no step at all.
    if _same_weights(run.blind.weights, run.right.weights):
        raise Mistake("the optimizer's settings leave the gradient without effect")


def check_losses(run: Run) -> None:
    """Mistake unless train() returned each epoch's mean loss over the samples, as numbers."""
    if any(isinstance(loss, Tensor) for loss in _list_of_losses(run.training, len(run.right.losses))):
        raise Mistake("train returned tensors; expected numbers: append loss.item()")
    losses = as_losses(run.training, len(run.right.losses))
    if near(losses, run.like.losses):
        return
    known = {
        "it is the mean of the batches' means; the last batch is shorter and counts less": run.like.batch_mean_losses,
        "it is the loss of the last batch": run.like.last_losses,
        "it is the sum over the samples": run.like.summed_losses,
        "it is the sum over the batches": run.like.batch_summed_losses,
    }
    for name, other in known.items():
        if near(losses, other):
            raise Mistake(f"train's losses: expected the mean over the samples of each epoch, but {name}")
    if not run.is_right and run.mistake is None:
        raise Mistake("train's losses are not those of a right loop: see the test of its steps")
    raise Mistake("train's losses are not the mean loss over the samples of each epoch")


def as_losses(training: Training, epochs: int) -> list[float]:
    """What train() returned, if it is a list of one number an epoch, tensors of one included; Mistake otherwise."""
    return [as_number(loss, "a loss that train returned") for loss in _list_of_losses(training, epochs)]


def check_printed(run: Run, read: Callable[[Tensor], str] | None = None) -> None:
    """Mistake unless each epoch prints ``Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}``.

    read: how the logits of an epoch are read; the text of those before or after its step must then follow the loss,
    after ``": "``. Other lines may be printed too.
    """
    epochs = len(run.right.losses)
    # Bounded, and within a line: a student's process may print anything to make this slow.
    tail = r": (.*)" if read else r"[ \t]*()"
    line = rf"^[ \t]*Epoch (\d{{1,9}})/(\d{{1,9}}), Loss (-?\d{{1,9}}\.\d{{{LOSS_DIGITS}}}){tail}$"
    lines = re.findall(line, run.training.printed, re.M)
    wanted = "Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}" + (": {text}" if read else "")
    if len(lines) != epochs:
        raise Mistake(f"expected a line `{wanted}` for each of {epochs} epochs, found {len(lines) or 'none'}")
    if [(int(a), int(b)) for a, b, _, _ in lines] != [(epoch, epochs - 1) for epoch in range(epochs)]:
        raise Mistake(f"the epochs printed must run from 0 to epochs - 1: `{wanted}`")
    printed = [float(loss) for _, _, loss, _ in lines]
    known = (run.like.losses, run.like.batch_mean_losses, run.like.last_losses)
    if not any(all(abs(a - b) <= 10**-LOSS_DIGITS for a, b in zip(printed, k, strict=True)) for k in known):
        raise Mistake("the losses printed are not those of the epochs" + _see_steps(run))
    if read:
        for (_, _, _, text), logits in zip(lines, run.like.logits, strict=True):
            if text.strip() not in {read(each) for each in logits}:
                raise Mistake(
                    "the text printed is not the most likely character of each row" + _see_steps(run)
                )


def _see_steps(run: Run) -> str:
    return "" if run.is_right or run.mistake else ": see the test of train's steps first"


def _list_of_losses(training: Training, epochs: int) -> list[object]:
    value = training.value
    if isinstance(value, Tensor) and value.dim() == 1:
        value = list(value)
    if not isinstance(value, list):
        raise Mistake("train must return a list of losses, one an epoch")
    if len(value) != epochs:
        raise Mistake(f"train returned {len(value)} losses for {epochs} epochs; expected one an epoch")
    return value


def _compare(
    training: Training,
    theirs: Handle,
    ours: Probe,
    batches: Sequence[Batch],
    epochs: int,
    optimizer: MakeOptimizer,
    other_loops: Mapping[str, Loop],
    other_optimizers: Mapping[str, MakeOptimizer],
) -> Run:
    start = {name: value.clone() for name, value in ours.state_dict().items()}

    def again(make: MakeOptimizer, loop: Loop | None = None) -> Replay:
        ours.load_state_dict(start)
        return replay(ours, list(ours.parameters()), batches, epochs, make, loop, keep_logits=True)

    def evaluating() -> Replay:
        ours.eval()
        try:
            return again(optimizer)
        finally:
            ours.train()

    blind = again(optimizer, Loop(loss=lambda z, y: 0 * F.cross_entropy(z, y)))
    mistakes: dict[str, Callable[[], Replay]] = {}
    mistakes |= {name: partial(again, optimizer, loop) for name, loop in other_loops.items()}
    mistakes |= {name: partial(again, make) for name, make in other_optimizers.items()}
    mistakes["the model is in evaluation mode while it is trained"] = evaluating
    return Run(training, theirs.parameters(), again(optimizer), blind, mistakes)


def _same_weights(got: Sequence[Tensor], want: Sequence[Tensor]) -> bool:
    return len(got) == len(want) and all(
        a.shape == b.shape and close(a, b) for a, b in zip(got, want, strict=True)
    )


def near(got: Sequence[float], want: Sequence[float]) -> bool:
    """Whether two lists of losses agree up to rounding."""
    return close(torch.tensor(got), torch.tensor(want))
