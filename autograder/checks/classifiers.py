"""What classifiers have in common beside the training loop: their accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import combinations

import torch
from torch import Tensor

from autograder.checks.draws import Draws
from autograder.checks.loop_runs import gets_gradients, twin_probes
from autograder.checks.mistakes import the_only
from autograder.checks.replay import without_way
from autograder.checks.settings import check_settings_of_function
from autograder.checks.values import Mistake, Said, as_number, as_plain_number, equal, same
from autograder.errors import WorkerError
from autograder.sandbox.inside.probes import Probe
from autograder.student.student import Handle, Student

ROUNDING, DISTINCT = 1e-6, 1e-3  # of a share
LARGE_BATCH = 40
MOST_DRAWS = 100  # of labels that tell mistakes apart
BATCH_SIZES = (10, 16, 32, 50, 64, 100, 128, 256)  # that one writes into a code
CALL = "accuracy(model, loader)"
NOT_THE_SHARE = Said("not-the-share")
STAY_OFF = Said("gradients-stay-off")


def check_accuracy(student: Student, draws: Draws, last: int, insist_on_images: bool = False) -> None:
    """Mistake unless accuracy is the share of right samples; the last batch has `last` of them. Where that is one, the
    others are large, and in an iterable that is no DataLoader; else they have 4 and are many.
    """
    batch_size = LARGE_BATCH if last == 1 else 4
    theirs, ours = twin_probes(
        student, draws, features=28 * 28, classes=10, reads="images" if insist_on_images else ""
    )

    def asked() -> tuple[float, Tensor, Tensor]:
        """The accuracy that is given for hidden samples, their logits, and their labels."""
        samples = batch_size * ((2 if last == 1 else 21) + int(draws.integers(5))) + last
        images = draws.normal(samples, 1, 28, 28)
        logits = _logits(ours, images)
        labels = _telling_labels(logits, batch_size, draws)
        loader = student.make("loader", images, labels, batch_size, **({"bare": True} if last == 1 else {}))
        return as_plain_number(student.accuracy(theirs, loader), CALL), logits, labels

    def reasons(got: float, logits: Tensor, labels: Tensor) -> set[Said]:
        mistaken = _mistaken(logits, labels, batch_size)
        # None and all of a few samples are what many mistakes give.
        fitting = (why for why, value in mistaken.items() if abs(got - value) < ROUNDING)
        return {without_way(why) for why in fitting if mistaken[why] not in (0, 1)}

    got, logits, labels = asked()
    if abs(got - _share(logits.argmax(1) == labels)) < ROUNDING:
        return
    found = reasons(got, logits, labels)
    if found:  # by chance, it may be: so once more
        with suppress(WorkerError, Mistake):
            found &= reasons(*asked())
    if not found and got == 0 and _is_right_of_one(student, draws, theirs, ours):
        found = {Said("right-of-one-image-alone")}
    raise Mistake("wrong-accuracy", reason=the_only(found) or NOT_THE_SHARE)


def _telling_labels(logits: Tensor, batch_size: int, draws: Draws) -> Tensor:
    """Labels of which some are the likeliest class, and the others any other class. They are chosen so that the right
    accuracy differs from all wrong ones, as far as this is possible.
    """
    order = logits.argsort(1, descending=True)  # (samples, classes), the likeliest first

    def some_labels() -> Tensor:
        ranks = torch.where(_some(draws, len(order)), 0, 1 + draws.integers(9, len(order)))
        return order.gather(1, ranks[:, None])[:, 0]

    def coincides(labels: Tensor, mistaken: Mapping[Said, float]) -> bool:
        share = _share(labels == order[:, 0])
        return any(abs(each - share) < DISTINCT for each in mistaken.values())

    def is_mixed(labels: Tensor) -> bool:
        """Whether the first and the last batch have both, right samples and wrong ones."""
        batches = (labels == order[:, 0]).split(batch_size)
        return all(0 < _share(batch) < 1 for batch in (batches[0], batches[-1]) if len(batch) > 1)

    labels = some_labels()
    for _ in range(MOST_DRAWS):
        if is_mixed(labels) and not coincides(labels, _mistaken(logits, labels, batch_size)):
            return labels
        labels = some_labels()
    while coincides(labels, _mistaken_by_right_ones(labels == order[:, 0], batch_size)):
        labels = some_labels()
    return labels


def _mistaken(logits: Tensor, labels: Tensor, batch_size: int) -> dict[Said, float]:
    """Wrong values for the accuracy if these samples come in batches, by the mistake that gives them."""
    order = logits.argsort(1, descending=True)  # (samples, classes), the likeliest first
    answers, places = order[:, 0], order == labels[:, None]
    right, batches = places[:, 0], -(-len(labels) // batch_size)
    is_sure = logits.softmax(1).amax(1) > 0.5
    pairs = zip(labels.split(batch_size), logits.split(batch_size), strict=True)
    largest_of_batch = [some == values.argmax() for some, values in pairs]
    others = [size for size in BATCH_SIZES if size != batch_size]
    return {
        **_mistaken_by_right_ones(right, batch_size),
        Said("least-likely-class"): _share(places[:, -1]),
        Said("second-likeliest-class"): _share(places[:, 1]),
        Said("largest-of-all-images"): _share(labels == logits.argmax()),
        Said("largest-of-all-images", way="in a batch"): _share(torch.cat(largest_of_batch)),
        Said("compared-with-all-labels"): _share(answers[:, None] == labels),
        Said("sorted-before-comparing"): _share(answers.sort().values == labels.sort().values),
        Said("only-sure-answers"): _share(right & is_sure),
        **{Said("among-the-likeliest", count=k): _share(places[:, :k].any(1)) for k in (2, 3, 5)},
        **{Said("batches-counted-as", size=size): float(right.sum()) / batches / size for size in others},
    }


def _mistaken_by_right_ones(right: Tensor, batch_size: int) -> dict[Said, float]:
    """The same, for the mistakes that depend only on which samples are right."""
    batches = [_share(batch) for batch in right.split(batch_size)]
    return {
        Said("mean-of-batches"): sum(batches) / len(batches),
        Said("percentage"): 100 * _share(right),
        Said("number-of-right-samples"): len(right) * _share(right),
        Said("first-batch-alone"): batches[0],
        Said("last-batch-alone"): batches[-1],
        Said("last-batch-not-counted"): _share(right[: batch_size * (len(batches) - 1)]),
        Said("divided-by-batches"): len(right) * _share(right) / len(batches),
        Said("share-of-wrong-samples"): 1 - _share(right),
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
    if "gradients" in student.changed.get("accuracy", ()):
        raise Mistake("wrong-accuracy", reason=STAY_OFF)
    if is_share(got, right):
        check_settings_of_function(student, "accuracy", theirs, loader)
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
    """Some of the samples: a number of them that nobody can guess, but neither none nor all."""
    count = 1 + int(draws.integers(samples - 1))
    return draws.normal(samples).argsort().argsort() < count


def _share(chosen: Tensor) -> float:
    return chosen.to(torch.float64).mean().item()


def _check_untouched(theirs: Handle, ours: Probe, images: Tensor) -> None:
    """Mistake if accuracy has changed the model's weights, or has left the model unable to learn."""
    before, after = dict(ours.named_parameters()), theirs.parameters()
    for name, value in before.items():
        what = Said("after-accuracy", name=name)
        same(after.get(name), value, what, because=Said("changed-by-accuracy"))
    if not gets_gradients(theirs, ours, images):
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
