"""What classifiers have in common beside the training loop: their accuracy."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from autograder.checks.draws import Draws
from autograder.checks.loops import check_settings, twin_probes
from autograder.checks.mistakes import the_only
from autograder.checks.values import Mistake, Said, as_number, as_plain_number, equal, same
from autograder.errors import Raised
from autograder.sandbox.inside.probes import Probe
from autograder.student.student import Handle, Student

ROUNDING, DISTINCT = 1e-6, 1e-3  # of a share
LARGE_BATCH = 40
MOST_DRAWS = 100  # of labels that tell mistakes apart
_BATCH_SIZES = (10, 16, 32, 50, 64, 100, 128, 256)  # that one writes into a code
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
    samples = batch_size * ((2 if last == 1 else 21) + int(draws.integers(5))) + last
    images = draws.normal(samples, 1, 28, 28)
    logits = _logits(ours, images)

    def some_labels() -> Tensor:
        """Those of some samples are right; the others' are of any rank below."""
        ranks = torch.where(_some(draws, samples), 0, 1 + draws.integers(9, samples))
        return logits.argsort(1, descending=True).gather(1, ranks[:, None])[:, 0]

    def coincides(mistaken: Mapping[Said, float]) -> bool:
        share = _share(labels == logits.argmax(1))
        return any(abs(each - share) < DISTINCT for each in mistaken.values())

    labels = some_labels()
    for _ in range(MOST_DRAWS):
        if not coincides(_mistaken(logits, labels, batch_size)):
            break
        labels = some_labels()
    while coincides(_mistaken_by_right_ones(labels == logits.argmax(1), batch_size)):
        labels = some_labels()
    right = labels == logits.argmax(1)
    loader = student.make("loader", images, labels, batch_size, **({"bare": True} if last == 1 else {}))
    got = as_plain_number(student.accuracy(theirs, loader), CALL)
    if abs(got - _share(right)) < ROUNDING:
        return
    mistaken = _mistaken(logits, labels, batch_size)
    reason = the_only(why for why, value in mistaken.items() if got and abs(got - value) < ROUNDING)
    raise Mistake("wrong-accuracy", reason=reason or NOT_THE_SHARE)


def _mistaken(logits: Tensor, labels: Tensor, batch_size: int) -> dict[Said, float]:
    """What accuracy may be taken for on these samples, in batches, by what is wrong with it."""
    answers = logits.argmax(1)
    right, batches = answers == labels, -(-len(labels) // batch_size)
    places = logits.argsort(1, descending=True) == labels[:, None]  # (samples, classes), the likeliest first
    is_sure = logits.softmax(1).amax(1) > 0.5
    others = [size for size in _BATCH_SIZES if size != batch_size]
    return {
        **_mistaken_by_right_ones(right, batch_size),
        Said("smallest-logit"): _share(logits.argmin(1) == labels),
        Said("compared-with-all-labels"): _share(answers[:, None] == labels),
        Said("sorted-before-comparing"): _share(answers.sort().values == labels.sort().values),
        Said("only-sure-answers"): _share(right & is_sure),
        **{Said("among-the-likeliest", count=k): _share(places[:, :k].any(1)) for k in (2, 3, 5)},
        **{Said("batches-counted-as", size=size): float(right.sum()) / batches / size for size in others},
    }


def _mistaken_by_right_ones(right: Tensor, batch_size: int) -> dict[Said, float]:
    """The same, as far as it depends alone on which samples are right."""
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


def check_accuracy_only_looks(student: Student, draws: Draws, watch: str) -> None:
    """Mistake unless accuracy evaluates the model (`watch` is "mode") or records no gradients ("grad")."""
    theirs, ours = twin_probes(student, draws, features=28 * 28, classes=10, watch=watch)
    samples = 4 * (3 + int(draws.integers(10)))
    images = draws.normal(samples, 1, 28, 28)
    logits = _logits(ours, images)
    right = logits.argmax(1)
    with torch.enable_grad():
        wrong = ours.train(watch == "mode")(images).argmax(1)
    neither = (right + 1) % 10
    neither = torch.where(neither == wrong, (neither + 1) % 10, neither)
    scales = (1, 100, samples)

    def some_labels() -> Tensor:
        return torch.where(_some(draws, samples), right, torch.where(_some(draws, samples), wrong, neither))

    def are_telling(labels: Tensor) -> bool:
        """Whether no other mistake makes the share that a model in the wrong mode has."""
        others = [_share(labels == right), *_mistaken(logits, labels, 4).values()]
        share = _share(labels == wrong)
        return all(abs(each - share * scale) >= DISTINCT for each in others for scale in scales)

    labels = some_labels()
    for _ in range(MOST_DRAWS):
        if are_telling(labels):
            break
        labels = some_labels()
    while abs(_share(labels == right) - _share(labels == wrong)) < DISTINCT:
        labels = some_labels()
    loader = student.make("loader", images, labels, 4, bare=True)
    got = as_number(student.accuracy(theirs, loader), CALL)
    _check_untouched(theirs, ours, images)
    if watch == "grad":  # this probe computes something else where no gradients are recorded
        same(theirs(images), ours(images), Said("model-after-accuracy"), because=STAY_OFF)
    # Equal batches and any scale: what else is wrong with the number is the other test's business.
    if any(abs(got - _share(labels == right) * scale) < ROUNDING for scale in scales):
        check_settings(student, "accuracy")
        check_batches(loader, images, labels, 4, CALL)
        return
    if not are_telling(labels) or not any(
        abs(got - _share(labels == wrong) * scale) < ROUNDING for scale in scales
    ):
        raise Mistake("wrong-accuracy", reason=NOT_THE_SHARE)
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


def _logits(network: Probe, images: Tensor) -> Tensor:
    """In evaluation mode and without gradients."""
    with torch.no_grad():
        logits: Tensor = network.eval()(images)
    return logits
