"""What is asked of a training loop: its weights, its losses, all its epochs, its defaults and what it prints."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks import epoch_losses
from autograder.checks.adam import Adam
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.loop_runs import (
    LOSS_TOLERANCE,
    SURE,
    Run,
    as_losses,
    check_goes_on_learning,
    count_of_losses,
    digits_kept,
    found_before,
    ignored_epochs_of,
    instead_of_adam,
    list_of_losses,
    near,
    near_from_the_first,
    run_training,
    twin_probes,
)
from autograder.checks.mistakes import the_only
from autograder.checks.replay import (
    CHANGING,
    LOOP_MISTAKES,
    SUMMED,
    Loop,
    MakeOptimizer,
    Replay,
    adam,
    replay,
    reported_clipping,
    reported_rate,
    together,
    without_way,
)
from autograder.checks.settings import check_settings_of_function
from autograder.checks.values import (
    Mistake,
    Said,
    same_weights,
)
from autograder.errors import Raised
from autograder.sandbox.inside.epoch_lines import LOSS_DIGITS, EpochLine, epoch_lines
from autograder.sandbox.inside.probes import Shift
from autograder.student.student import Handle, Student, Training

PATIENT_EPOCHS = 28  # a loop that stops where the loss does not fall may wait for twenty epochs
SURE_EPOCHS = 4


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
    if any(isinstance(loss, Tensor) for loss in list_of_losses(run.training, run.epochs)):
        raise Mistake("losses-are-tensors")
    losses = as_losses(run.training, run.epochs)
    # A wrong loss in the steps costs points only once: another loss may be reported.
    if any(near_from_the_first(losses, each) for each in (run.like.losses, run.like.cross_entropies)):
        return
    if digits := digits_kept(losses, run.like.losses):
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
    count = count_of_losses(run.training)
    if count is None or count <= run.epochs:
        return
    second = None
    with suppress(Raised, Mistake):
        second = count_of_losses(run.again())
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
    check_settings_of_function(student, "train", theirs, inputs, ours(inputs).argmax(1), epochs=1, lr=0.01)
    check_goes_on_learning(theirs, ours, inputs)


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
    if count := ignored_epochs_of(training, epochs, train):
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
    count = count_of_losses(training)
    if count is not None and count != epochs:
        if count_of_losses(train(epochs=epochs, lr=lr)) == epochs:
            raise Mistake("other-default-epochs", got=count, want=epochs)
        if count == ignored_epochs_of(training, epochs, train):
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
    for mistake, make in instead_of_adam(steps, lr, parameter_count=1).items():
        if near(losses, known(Loop(), make).losses):
            if mistake == CHANGING:  # perhaps after more steps than the other tests take
                raise Mistake(mistake).for_certain()
            return
    clippings = reported_clipping(steps, known(Loop(), keep_gradients=True))
    likely = _loops_of(found_before.get(student))  # the other tests may have seen what it is
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
