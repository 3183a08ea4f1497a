"""What mlp and cnn have in common beside the training loop: the accuracy of a classifier."""

from __future__ import annotations

import torch
from torch import Tensor

from autograder.errors import Raised
from autograder.sandbox.inside.probes import Probe
from autograder.student.student import Handle, Student
from autograder.suites.checks import Mistake, as_number, as_plain_number, same
from autograder.suites.draws import Draws
from autograder.suites.loops import twin_probes

STAY_OFF = "gradients stay switched off: use `with torch.no_grad():`"


def check_accuracy(student: Student, draws: Draws, most: int) -> None:
    """Mistake unless accuracy is the share of right samples; at most `most` of a shorter last batch are wrong."""
    theirs, ours = twin_probes(student, draws, features=28 * 28, classes=10)
    # Full batches of 4 that are right, and a shorter last one that is partly wrong; sizes that nobody can foresee.
    last = 2 + int(draws.integers(2))
    wrong = min(most, 1 + int(draws.integers(last)))
    full = 2 + int(draws.integers(4))
    samples = 4 * full + last
    images = draws.normal(samples, 1, 28, 28)
    labels = _predictions(ours, images)
    labels[-wrong:] = _predictions(ours, images[-wrong:], rank=2)
    got = as_plain_number(
        student.accuracy(theirs, student.make("loader", images, labels, 4)), "accuracy(model, loader)"
    )
    want, of_last = 1 - wrong / samples, 1 - wrong / last
    if abs(got - want) < 1e-6:
        return
    known = {
        "it is the mean of the batches' accuracies; a short batch counts less": (full + of_last) / (full + 1),
        "expected a share from 0 to 1, got a percentage": 100 * want,
        "expected a share from 0 to 1, got the number of right samples": samples * want,
        "it is that of the last batch alone": of_last,
        "it is the share of wrong samples": 1 - want,
    }
    reasons = [why for why, value in known.items() if got and abs(got - value) < 1e-6]
    raise Mistake(f"accuracy: {reasons[0] if len(reasons) == 1 else 'it is not the share of right samples'}")


def check_accuracy_only_looks(student: Student, draws: Draws, watch: str) -> None:
    """Mistake unless accuracy evaluates the model (`watch` is "mode") or records no gradients ("grad")."""
    theirs, ours = twin_probes(student, draws, features=28 * 28, classes=10, watch=watch)
    images = draws.normal(12, 1, 28, 28)
    right = _predictions(ours, images)
    with torch.enable_grad():
        wrong = ours.train(watch == "mode")(images).argmax(1)
    labels = torch.cat([right[:-3], wrong[-3:]])
    got = as_number(
        student.accuracy(theirs, student.make("loader", images, labels, 4)), "accuracy(model, loader)"
    )
    _check_untouched(theirs, ours, images)
    if watch == "grad":  # this probe computes something else where no gradients are recorded
        same(theirs(images), ours(images), "the model after accuracy", because=STAY_OFF)
    want, other = ((predicted == labels).to(torch.float64).mean().item() for predicted in (right, wrong))
    # Equal batches and any scale: what else is wrong with the number is the other test's business.
    if any(abs(got - want * scale) < 1e-6 for scale in (1, 100, 12)):
        return
    if not any(abs(got - other * scale) < 1e-6 for scale in (1, 100, 12)):
        raise Mistake("accuracy: it is not the share of right samples")
    mode = "the model is not in evaluation mode: call model.eval()"
    raise Mistake(f"accuracy: {mode if watch == 'mode' else 'gradients are recorded: use torch.no_grad()'}")


def _check_untouched(theirs: Handle, ours: Probe, images: Tensor) -> None:
    """Mistake where accuracy has changed the model's weights, or left it unable to learn."""
    before, after = dict(ours.named_parameters()), theirs.parameters()
    for name, value in before.items():
        same(after.get(name), value, f"{name} after accuracy", because="accuracy changes it")
    upstream = torch.ones(len(images), 10)
    try:
        gradients = theirs.gradients(images, upstream=upstream).parameters
    except Raised:
        gradients = {}
    if any(gradients.get(name) is None for name in before):
        raise Mistake("accuracy: the model's weights get no gradients any more: use torch.no_grad() instead")


def _predictions(network: Probe, images: Tensor, rank: int = 1) -> Tensor:
    """The most likely classes, or the second most likely, in evaluation mode and without gradients."""
    with torch.no_grad():
        logits: Tensor = network.eval()(images)
    return logits.topk(rank).indices[:, -1]
