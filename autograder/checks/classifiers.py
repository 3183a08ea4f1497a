"""What classifiers have in common beside the training loop: their accuracy."""

from __future__ import annotations

from contextlib import suppress
from itertools import combinations
from typing import Any

import torch
from torch import Tensor

from autograder.checks.draws import Draws
from autograder.checks.loops import LEFT_OUT, check_settings, twin_probes
from autograder.checks.mistakes import the_only
from autograder.checks.replay import without_way
from autograder.checks.values import Mistake, Said, as_number, as_plain_number, equal, same
from autograder.errors import Raised, WorkerError
from autograder.sandbox.inside.probes import Probe
from autograder.student.student import Handle, Student

ROUNDING, DISTINCT = 1e-6, 1e-3  # of a share
LARGE_BATCH = 40
CALL = "accuracy(model, loader)"
NOT_THE_SHARE = Said("not-the-share")
STAY_OFF = Said("gradients-stay-off")


def check_accuracy(student: Student, draws: Draws, last: int, insist_on_images: bool = False) -> None:
    """Mistake unless accuracy is the share of right samples; the last batch has `last` of them. Where that is one, the
    others are large, and in an iterable that is no DataLoader and leaves samples out; else they have 4 and are many.
    """
    batch_size = LARGE_BATCH if last == 1 else 4
    theirs, ours = twin_probes(
        student, draws, features=28 * 28, classes=10, reads="images" if insist_on_images else ""
    )

    def asked() -> tuple[float, Tensor, dict[Said, float]]:
        """The accuracy that is given for hidden samples, which of them are right, and what else may be taken for it."""
        samples = batch_size * ((2 if last == 1 else 21) + int(draws.integers(5))) + last
        images = draws.normal(samples, 1, 28, 28)
        logits = _logits(ours, images)
        order = logits.argsort(1, descending=True)
        right, labels = _labelled(order, draws)
        while not _tells(logits, labels, batch_size):
            right, labels = _labelled(order, draws)
        settings, given = dict[str, Any](), (images, labels)
        mistaken = _mistaken(logits, labels, batch_size)
        if last == 1:
            settings = {"bare": True, "left_out": LEFT_OUT}
            given = torch.cat([images, images[:LEFT_OUT]]), torch.cat([labels, labels[:LEFT_OUT]])
            mistaken[Said("left-out-samples-counted")] = _share(right) * samples / (samples + LEFT_OUT)
            of_all = _share(torch.cat([right, right[:LEFT_OUT]]))
            mistaken[Said("left-out-samples-counted", way="read")] = of_all
        loader = student.make("loader", *given, batch_size, **settings)
        return as_plain_number(student.accuracy(theirs, loader), CALL), right, mistaken

    def reasons(got: float, mistaken: dict[Said, float]) -> set[Said]:
        # None and all of a few samples are what many mistakes give.
        fitting = (why for why, value in mistaken.items() if abs(got - value) < ROUNDING)
        return {without_way(why) for why in fitting if mistaken[why] not in (0, 1)}

    got, right, mistaken = asked()
    if abs(got - _share(right)) < ROUNDING:
        return
    found = reasons(got, mistaken)
    if found:  # by chance, it may be: so once more
        with suppress(WorkerError, Mistake):
            again, _, others = asked()
            found &= reasons(again, others)
    if not found and got == 0 and _is_right_of_one(student, draws, theirs, ours):
        found = {Said("right-of-one-image-alone")}
    raise Mistake("wrong-accuracy", reason=the_only(found) or NOT_THE_SHARE)


def _labelled(order: Tensor, draws: Draws) -> tuple[Tensor, Tensor]:
    """Which samples are right, and the labels that make them so: those of the others are any but the likeliest class.

    order: the classes of each sample, (samples, 10), the likeliest first.
    """
    right = _some(draws, len(order))
    ranks = torch.where(right, torch.zeros(len(order), dtype=torch.int64), 1 + draws.integers(9, len(order)))
    return right, order.gather(1, ranks[:, None])[:, 0]


def _tells(logits: Tensor, labels: Tensor, batch_size: int) -> bool:
    """Whether the samples tell a right accuracy from all others, and those of the first and last batch alone too."""
    right = logits.argmax(1) == labels
    others = _mistaken(logits, labels, batch_size).values()
    ends = [batch for batch in (right[:batch_size], right.split(batch_size)[-1]) if len(batch) > 1]
    are_mixed = all(0 < _share(batch) < 1 for batch in ends)
    return are_mixed and all(abs(value - _share(right)) >= DISTINCT for value in others)


def _mistaken(logits: Tensor, labels: Tensor, batch_size: int) -> dict[Said, float]:
    """What accuracy may be taken for where these samples come in batches, by what is wrong with it."""
    order = logits.argsort(1, descending=True)
    right = order[:, 0] == labels
    batches = [_share(batch) for batch in right.split(batch_size)]
    among = order == labels[:, None]
    pairs = zip(labels.split(batch_size), logits.split(batch_size), strict=True)
    of_batches = [some == values.argmax() for some, values in pairs]
    return {
        Said("mean-of-batches"): sum(batches) / len(batches),
        Said("percentage"): 100 * _share(right),
        Said("number-of-right-samples"): len(right) * _share(right),
        Said("first-batch-alone"): batches[0],
        Said("last-batch-alone"): batches[-1],
        Said("divided-by-batches"): len(right) * _share(right) / len(batches),
        Said("share-of-wrong-samples"): 1 - _share(right),
        Said("least-likely-class"): _share(order[:, -1] == labels),
        Said("second-likeliest-class"): _share(order[:, 1] == labels),
        Said("largest-of-all-images"): _share(labels == logits.argmax()),
        Said("largest-of-all-images", way="in a batch"): _share(torch.cat(of_batches)),
        **{Said("label-among-largest", count=count): _share(among[:, :count].any(1)) for count in (2, 3, 5)},
    }


def _is_right_of_one(student: Student, draws: Draws, theirs: Handle, ours: Probe) -> bool:
    """Whether accuracy is right where the loader has a single image, whose label is right, or is not."""
    images = draws.normal(1, 1, 28, 28)
    order = _order(ours, images)
    try:
        for rank, want in ((0, 1.0), (4, 0.0)):
            loader = student.make("loader", images, order[:, rank], 1)
            if as_plain_number(student.accuracy(theirs, loader), CALL) != want:
                return False
    except (WorkerError, Mistake):
        return False
    return True


def check_accuracy_only_looks(student: Student, draws: Draws, watch: str) -> None:
    """Mistake unless accuracy evaluates the model (`watch` is "mode") or records no gradients ("grad")."""
    theirs, ours = twin_probes(student, draws, features=28 * 28, classes=10, watch=watch)

    def asked() -> tuple[Handle, Tensor, Tensor, Tensor, Tensor]:
        """A loader, its images and labels, and which labels are those of a right look, and of a wrong one."""
        samples = 4 * (3 + int(draws.integers(10)))
        images = draws.normal(samples, 1, 28, 28)
        right = _predictions(ours, images)
        with torch.enable_grad():
            wrong = ours.train(watch == "mode")(images).argmax(1)
        other = torch.where((right + 1) % 10 == wrong, (right + 2) % 10, (right + 1) % 10)
        while True:
            # Some labels are neither's: else the share of wrong samples would be that of a wrong look.
            neither = draws.integers(4, samples) == 0
            labels = torch.where(_some(draws, samples), right, torch.where(neither, other, wrong))
            shares = [_share(labels == right), _share(labels == wrong), 1 - _share(labels == right)]
            if all(abs(a - b) >= DISTINCT for a, b in combinations(shares, 2)):
                loader = student.make("loader", images, labels, 4, bare=True)
                return loader, images, labels, labels == right, labels == wrong

    def is_share(got: float, chosen: Tensor) -> bool:
        # Equal batches and any scale: what else is wrong with the number is the other test's business.
        return any(abs(got - _share(chosen) * scale) < ROUNDING for scale in (1, 100, len(chosen)))

    loader, images, labels, right, wrong = asked()
    got = as_number(student.accuracy(theirs, loader), CALL)
    _check_untouched(theirs, ours, images)
    if watch == "grad":  # this probe computes something else where no gradients are recorded
        same(theirs(images), ours(images), Said("model-after-accuracy"), because=STAY_OFF)
    if is_share(got, right):
        check_settings(student, "accuracy")
        check_batches(loader, images, labels, 4, CALL)
        return
    reason = NOT_THE_SHARE
    if abs(got - (1 - _share(right))) < ROUNDING:
        reason = Said("share-of-wrong-samples")
    elif is_share(got, wrong):
        # Of a few samples it may be so by chance: once more.
        loader, *_, wrong = asked()
        with suppress(WorkerError, Mistake):
            if is_share(as_number(student.accuracy(theirs, loader), CALL), wrong):
                reason = Said("not-in-evaluation-mode" if watch == "mode" else "gradients-recorded")
    raise Mistake("wrong-accuracy", reason=reason)


def check_batches(loader: Handle, images: Tensor, labels: Tensor, batch_size: int, call: str) -> None:
    """Mistake where a call has changed the batches of a loader that is no DataLoader, which keeps them."""
    batches = loader.attribute("batches")
    pairs = [pair for pair in batches if isinstance(pair, list)] if isinstance(batches, list) else []
    for number, wanted in enumerate((images, labels)):
        parts = [pair[number] for pair in pairs if len(pair) == 2]
        split = wanted.split(batch_size)
        if len(parts) != len(split) or not all(map(equal, parts, split)):
            raise Mistake("batches-changed", what=call)


def _some(draws: Draws, samples: int) -> Tensor:
    """Which of the samples: any number of them, which nobody can guess, but neither none nor all."""
    count = 1 + int(draws.integers(samples - 1))
    return draws.normal(samples).argsort().argsort() < count


def _share(chosen: Tensor) -> float:
    return chosen.to(torch.float64).mean().item()


def _check_untouched(theirs: Handle, ours: Probe, images: Tensor) -> None:
    """Mistake where accuracy has changed the model's weights, or left it unable to learn."""
    before, after = dict(ours.named_parameters()), theirs.parameters()
    for name, value in before.items():
        what = Said("after-accuracy", name=name)
        same(after.get(name), value, what, because=Said("changed-by-accuracy"))
    upstream = torch.ones(len(images), 10)
    try:
        gradients = theirs.gradients(images, upstream=upstream).parameters
    except Raised:
        gradients = {}
    if any(gradients.get(name) is None for name in before):
        raise Mistake("wrong-accuracy", reason=Said("gradients-switched-off"))


def _predictions(network: Probe, images: Tensor) -> Tensor:
    """The most likely classes, in evaluation mode and without gradients."""
    return _order(network, images)[:, 0]


def _order(network: Probe, images: Tensor) -> Tensor:
    """The classes of each image, (samples, 10), the most likely first, in evaluation mode and without gradients."""
    return _logits(network, images).argsort(1, descending=True)


def _logits(network: Probe, images: Tensor) -> Tensor:
    with torch.no_grad():
        logits: Tensor = network.eval()(images)
    return logits
