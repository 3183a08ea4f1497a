"""cnn: a convolutional network for 28×28 digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import pytest
import reference_cnn
import torch
from reference_cnn import CNN
from shared import classifier_training
from shared.networks import Network, check_gradients, why_drawn
from torch import Tensor

from autograder.checks import crashes, explaining
from autograder.checks.classifiers import check_accuracy, check_accuracy_only_looks
from autograder.checks.draws import Draws
from autograder.checks.exhibits import MOST_AXES, Exhibits, Stage, State
from autograder.checks.initialization import check_first_weights
from autograder.checks.settings import check_settings_of_module
from autograder.checks.values import (
    Mistake,
    Said,
    as_object,
    as_tensor,
    equal,
    fits,
    same,
    shape_text,
    varies,
)
from autograder.errors import Raised
from autograder.student.student import Handle, Student, Trace

CALL = "CNN()(images)"
LARGE = 300.0  # values of images, so that a bound on any value on the way changes the logits
FEW, MANY = 8, 340  # images, to find weights in what is computed from them: more values than weights
MORE = 100  # parameters than the lecture's network has: weight normalisation adds one for each channel
OPERATION = re.compile(r"\w{1,30}")  # its name, as a student's process gives it
MOST_OPERATIONS = 6  # in a message
FEATURE_MAPS = {  # after each operation, for any batch size
    "conv1": (10, 24, 24),
    "pool1": (10, 12, 12),
    "conv2": (20, 8, 8),
    "pool2": (20, 4, 4),
    "flatten": (320,),
    "logits": (10,),
}


@dataclass(frozen=True)
class Forward:
    """A student's network with hidden weights, run on hidden images, and the reference in the same weights."""

    student: Student
    network: Handle
    images: Tensor
    weights: dict[str, Tensor]
    used: tuple[str, ...]
    trace: Trace
    reference: CNN
    drawn: Said | None = None
    """Why the logits of a wrong network change with the random numbers that are drawn."""

    @property
    def is_right(self) -> bool:
        return self.reference.complete and equal(self.trace.output, self.reference(self.images))

    def shows(self, stage: str) -> bool:
        """Whether some operation of the student's gives the values of a stage."""
        wanted = self.reference.stages(self.images).get(stage, [])
        return any(equal(value, want) for _, value in self.trace.operations for want in wanted)

    def stages(self) -> list[Stage]:
        """Each stage's shape beside the student's. Where none of theirs has it, the one at its place is taken."""
        batch = self.images.shape[0]
        shapes = [value.shape for _, value in self.trace.operations if value.shape[:1] == (batch,)]
        places = list(dict.fromkeys(shapes))
        stages = []
        for number, (name, sizes) in enumerate(FEATURE_MAPS.items()):
            expected = got = shape_text(("batch", *sizes))
            right = self.is_right or self.shows(name)
            same_shape = right or (batch, *sizes) in shapes
            if not same_shape:
                there = places[number][1:MOST_AXES] if number < len(places) else None
                got = "nothing" if there is None else shape_text(("batch", *there))
            state: State = "right" if right else "other values" if same_shape else "other shape"
            stages.append(Stage(name=name, expected=expected, got=got, state=state))
        return stages

    def first_wrong(self) -> str:
        """The first stage whose values no operation gives; "" where there is none."""
        return next((stage for stage in FEATURE_MAPS if not self.shows(stage)), "")

    def wrong_at(self, stage: str) -> Said:
        """What is wrong at the first stage that is."""
        shape, batch = ("batch", *FEATURE_MAPS[stage]), len(self.images)
        if (batch, *FEATURE_MAPS[stage]) not in [value.shape for _, value in self.trace.operations]:
            return Said("stage-shape", stage=stage, shape=shape, steps=crashes.steps(self.trace, batch))
        reason = None if self.trace.crash else self.explain()
        return Said("stage-values", stage=stage, shape=shape, reason=reason or self.operations(stage))

    def operations(self, stage: str) -> Said:
        """What the student's process says to compute from the last right stage to one that is not; after the logits
        where none is wrong.
        """
        values = [value for _, value in self.trace.operations]
        wanted = self.reference.stages(self.images)
        before, done = "", 0
        for name in FEATURE_MAPS:
            if name == stage:
                break
            places = [
                n for n, value in enumerate(values) if any(equal(value, w) for w in wanted.get(name, []))
            ]
            if places:
                before, done = name, places[-1] + 1
        names = [name.strip("_") for name, _ in self.trace.operations[done:]]
        if stage:
            shape = (len(self.images), *FEATURE_MAPS[stage])
            names = names[: next((n for n, v in enumerate(values[done:], 1) if v.shape == shape), 0)]
        names = [name for name in names if OPERATION.fullmatch(name)][:MOST_OPERATIONS]
        if not names or not before:
            return Said("values-differ")
        return Said("values-differ-between", before=before, operations=", ".join(names))

    def check_logits(self) -> None:
        """Mistake unless they are right; what else is asked of the network has no worth before."""
        if not self.is_right:
            # The shapes up to a crash are told by the tests of the feature maps and of the logits.
            reason = crashes.said_of(self.trace.crash) if self.trace.crash else self.explain()
            raise Mistake("logits-first-because", reason=reason) if reason else Mistake("logits-first")

    def explain(self) -> Said | None:
        """The one known mistake that gives the student's logits exactly, or what of the weights does not fit."""
        output = self.trace.output
        if self.trace.crash:
            first = self.first_wrong()
            return self.wrong_at(first) if first else crashes.said_of(self.trace.crash)
        if self.drawn:
            return self.drawn
        if not self.reference.complete or not isinstance(output, Tensor):
            return self.reference.misfit

        def named(known: Iterable[tuple[Said, reference_cnn.Variant]]) -> Said | None:
            """The only one, as far as there is time: see explaining."""
            made = ((name, partial(wrong, self.reference, self.images)) for name, wrong in known)
            return explaining.of(self.student).the_one(
                (name, partial(fits, output, each)) for name, each in made
            )

        if reference_cnn.is_bounded(self.reference, self.images, output):
            return Said("logits-bounded")
        return named(reference_cnn.mistakes()) or named(reference_cnn.pairs())


@pytest.fixture
def forward(student: Student, draws: Draws) -> Callable[[int], Forward]:
    """Runs a new network of the student's, with hidden weights, on a batch of hidden images."""

    def adopted(batch: int) -> Forward:
        network = as_object(student.CNN(), "CNN()")
        images = draws.normal(batch, 1, 28, 28, scale=LARGE if batch == 2 else 1.0)
        first = network.trace(images, to_crash=True)  # also makes the parameters of lazy modules
        if first.crash and not first.operations:
            raise first.crash
        used = first.used
        try:
            weights = draws.like(network.parameters(), scale=0.2)
        except Raised as error:
            raise (first.crash or error) from None
        network.load(weights)
        used = tuple(name for name in used if name in weights)
        reference = reference_cnn.adopt(weights, used)
        ours = Forward(
            student, network, images, weights, used, network.trace(images, to_crash=True), reference
        )
        if ours.is_right or ours.trace.crash:
            return ours
        # The order of their definition, where a compiled part does not show what it uses.
        defined = replace(ours, used=tuple(weights), reference=reference_cnn.adopt(weights, tuple(weights)))
        if defined.is_right:
            return defined
        if reference.complete:
            return ours
        few = draws.normal(FEW, 1, 28, 28)
        # With the images of the test: what a weight is worth shows only where its feature is not 0.
        many = torch.cat([images, draws.normal(MANY, 1, 28, 28)])
        identified = reference_cnn.identify(network.trace(few).operations, few, network.evaluate, many)
        if identified is None:
            return ours
        # Fewer parameters than the lecture's network cannot reach all that it can: kernels in groups, layers in a list.
        # Many more are those of further layers.
        count = sum(value.numel() for value in weights.values())
        fits = identified.size <= count <= identified.size + MORE
        # Batch normalisation is another function in training mode, and a layer that is made in forward another one
        # each time: only with the same random numbers has it the same weights.
        with student.seeded(student.seed + 1):
            again = network(images)
        if fits and equal(again, identified(images)):
            return replace(ours, reference=identified)
        return ours

    def run(batch: int) -> Forward:
        ours = adopted(batch)
        if (
            ours.is_right
            or ours.trace.crash
            or not varies(student, lambda: ours.network.evaluate(ours.images))
        ):
            return ours
        return replace(ours, drawn=why_drawn(ours.trace))

    return run


@pytest.mark.grade("cnn-shapes")
@pytest.mark.parametrize("stage", FEATURE_MAPS)
def test_feature_map(forward: Callable[[int], Forward], exhibits: Exhibits, stage: str) -> None:
    """Each feature map has the lecture's shape and values:
    (batch, 1, 28, 28) -> … -> (batch, 20, 4, 4) -> 320 -> 10.
    """
    ours = forward(3)
    exhibits.shapes(ours.stages())
    # A network that gives the right logits on hidden weights computes every stage, whether or not a spelling shows it.
    if ours.is_right or ours.shows(stage):
        return
    shape = ("batch", *FEATURE_MAPS[stage])
    first = ours.first_wrong()
    if first != stage:
        raise Mistake("stage-before", stage=stage, shape=shape, first=first)
    raise Mistake(ours.wrong_at(stage))


@pytest.mark.grade("cnn-model")
@pytest.mark.parametrize("batch", [1, 2, 7])
def test_logits(forward: Callable[[int], Forward], batch: int) -> None:
    """The network gives the lecture's logits (batch, 10), for any batch size."""
    ours = forward(batch)
    if ours.trace.crash:
        raise Mistake("wrong-network", what=CALL, reason=ours.explain() or "")
    output = as_tensor(ours.trace.output, CALL)
    if not ours.reference.complete:
        raise Mistake("wrong-network", what=CALL, reason=ours.explain() or "")
    because = "" if ours.is_right else ours.explain()
    if because is None and (found := ours.operations(ours.first_wrong())).code == "values-differ-between":
        because = found
    same(output, ours.reference(ours.images), CALL, "(batch, 10)", because or "")


@pytest.mark.grade("cnn-model")
def test_gradients(forward: Callable[[int], Forward], draws: Draws) -> None:
    """The gradient of every weight is the lecture's: nothing is cut off from training."""
    ours = forward(4)
    ours.check_logits()
    for name, value in ours.weights.items():
        if name not in ours.used and value.numel() in ours.reference.without_bias:
            raise Mistake("unused-parameter", name=name)
    if missing := ours.reference.stages_without_bias:
        raise Mistake("layer-without-bias", stage=missing[0])
    if ours.reference.identified:
        check_gradients(Network(ours.network, ours.weights, flat=False, call=CALL), draws)
        return
    leaves = {name: value.clone().requires_grad_() for name, value in ours.weights.items()}
    upstream = draws.normal(4, 10)
    (reference_cnn.adopt(leaves, ours.used)(ours.images) * upstream).sum().backward()
    gradients = ours.network.gradients(ours.images, upstream=upstream)
    for name in ours.used:
        got = gradients.parameters.get(name)
        if got is None:
            raise Mistake("gets-no-gradient", name=name)
        want = leaves[name].grad
        same(got, torch.zeros_like(leaves[name]) if want is None else want, Said("gradient-of", of=name))


@pytest.mark.grade("cnn-model")
def test_training_mode(forward: Callable[[int], Forward]) -> None:
    """In training mode the network computes what it computes in evaluation mode, as the lecture's does."""
    ours = forward(5)
    ours.check_logits()
    ours.network.method("train")
    names = " ".join(name for name, _ in ours.trace.operations)
    reason = Said("other-in-training")
    if "dropout" in names:
        reason = Said("dropout-in-training")
    elif "batch_norm" in names:
        reason = Said("batch-norm-in-training")
    what = Said("in-training-mode", what=CALL)
    same(ours.network(ours.images), ours.reference(ours.images), what, "(batch, 10)", because=reason)


@pytest.mark.grade("cnn-model", weight=2)
def test_first_weights(student: Student, forward: Callable[[int], Forward]) -> None:
    """The first weights are ones that training can start from."""
    ours = forward(1)
    ours.check_logits()
    check_first_weights(student, "CNN", inputs=ours.images)
    check_settings_of_module(student, "CNN", (), ours.images)


@pytest.mark.grade("cnn-train", weight=3)
@pytest.mark.parametrize("kind", ["shuffled", ""])
def test_training_steps(student: Student, draws: Draws, kind: Literal["shuffled", ""]) -> None:
    """train takes one right step a batch, for the epochs, the learning rate and the batches it is given."""
    classifier_training.check_steps(student, draws, kind, insist_on_images=True)


@pytest.mark.grade("cnn-train", weight=2)
def test_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """train returns the mean loss over the samples of each epoch, as a list of numbers."""
    classifier_training.check_reported_losses(student, draws, exhibits)


@pytest.mark.grade("cnn-train")
def test_all_epochs(student: Student, draws: Draws) -> None:
    """train goes on for all the epochs it is given, whatever the loss, and changes nothing but the model."""
    classifier_training.check_goes_on(student, draws)


@pytest.mark.grade("cnn-train")
def test_printed_lines(student: Student, draws: Draws) -> None:
    """Each epoch prints its number and its loss."""
    classifier_training.check_lines(student, draws)


@pytest.mark.grade("cnn-accuracy", weight=2)
@pytest.mark.parametrize("last", [3, 1])
def test_accuracy(student: Student, draws: Draws, last: int) -> None:
    """accuracy is the share of samples whose most likely class is right, also when the last batch is shorter."""
    check_accuracy(student, draws, last, insist_on_images=True)


@pytest.mark.grade("cnn-accuracy")
@pytest.mark.parametrize("watch", ["mode", "grad"])
def test_accuracy_only_looks(student: Student, draws: Draws, watch: str) -> None:
    """accuracy puts the model in evaluation mode and records no gradients."""
    check_accuracy_only_looks(student, draws, watch)
