"""mlp: a multi-layer perceptron for 28×28 digits, of any depth, widths and activation."""

from __future__ import annotations

from typing import Literal

import logits
import pytest
from shared import classifier_training, networks

from autograder.checks.classifiers import check_accuracy, check_accuracy_only_looks
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.settings import check_settings_of_module
from autograder.checks.values import Mistake
from autograder.student.student import Student


@pytest.mark.grade("mlp-model")
@pytest.mark.parametrize("batch", [1, 2, 7])
def test_logits(student: Student, draws: Draws, batch: int) -> None:
    """The network gives each image, (batch, 1, 28, 28), its ten logits, (batch, 10), for any batch size."""
    network, images = networks.make(student), networks.digits(draws, 7)
    network.load_lively(draws, images)
    networks.logits(network.handle, images[:batch])  # in this form alone
    networks.check_batches(student, network, images, batch)


@pytest.mark.grade("mlp-model")
@pytest.mark.parametrize("batch", [1, 5])
def test_rows_of_pixels(student: Student, draws: Draws, batch: int) -> None:
    """Images that are rows of pixels, (batch, 784), have the same logits."""
    network, images = networks.make(student), networks.digits(draws, 5)
    network.load_lively(draws, images)
    rows = networks.logits(network.handle, images[:batch].flatten(1))
    if not network.flat and not networks.agree(rows, network(images[:batch])):
        raise Mistake("rows-of-pixels-differ")


@pytest.mark.grade("mlp-model")
def test_second_call(student: Student, draws: Draws) -> None:
    """In evaluation mode the same images have the same logits each time."""
    networks.check_second_call(student, draws)


@pytest.mark.grade("mlp-model")
def test_same_weights(student: Student, draws: Draws) -> None:
    """All weights are the network's parameters: a second network with the same ones computes the same."""
    networks.check_same_weights(student, draws)


@pytest.mark.grade("mlp-model", weight=2)
def test_hidden_layer(student: Student, draws: Draws) -> None:
    """A hidden layer has an activation function, so that the network does more than a linear layer."""
    networks.check_bends(networks.make(student), draws)


@pytest.mark.grade("mlp-model", weight=2)
def test_logits_are_free(student: Student, draws: Draws) -> None:
    """The network ends in logits, which may be any numbers: no softmax, no activation function after the last layer."""
    logits.check_logits_are_free(networks.make(student), draws)


@pytest.mark.grade("mlp-model", weight=2)
def test_gradients(student: Student, draws: Draws) -> None:
    """The gradient reaches every weight and is right: nothing is cut off from training."""
    networks.check_gradients(networks.make(student), draws)


@pytest.mark.grade("mlp-model")
def test_every_pixel(student: Student, draws: Draws) -> None:
    """The network looks at all of the image."""
    networks.check_every_pixel(networks.make(student), draws)


@pytest.mark.grade("mlp-model")
def test_first_weights(student: Student, draws: Draws) -> None:
    """The first weights are ones that training can start from."""
    network = networks.make(student, fresh=True)
    networks.check_first_weights(network, draws)
    networks.check_passes_in_training(network, draws)
    check_settings_of_module(student, "MLP", (), networks.digits(draws, 2))


@pytest.mark.grade("mlp-train", weight=3)
@pytest.mark.parametrize("kind", ["shuffled", ""])
def test_training_steps(student: Student, draws: Draws, kind: Literal["shuffled", ""]) -> None:
    """train takes one right step a batch, for the epochs, the learning rate and the batches it is given."""
    classifier_training.check_steps(student, draws, kind)


@pytest.mark.grade("mlp-train", weight=2)
def test_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """train returns the mean loss over the samples of each epoch, as a list of numbers."""
    classifier_training.check_reported_losses(student, draws, exhibits)


@pytest.mark.grade("mlp-train")
def test_all_epochs(student: Student, draws: Draws) -> None:
    """train goes on for all the epochs it is given, whatever the loss, and changes nothing but the model."""
    classifier_training.check_goes_on(student, draws)


@pytest.mark.grade("mlp-train")
def test_printed_lines(student: Student, draws: Draws) -> None:
    """Each epoch prints its number and its loss."""
    classifier_training.check_lines(student, draws)


@pytest.mark.grade("mlp-accuracy", weight=2)
@pytest.mark.parametrize("last", [3, 1])
def test_accuracy(student: Student, draws: Draws, last: int) -> None:
    """accuracy is the share of samples whose most likely class is right, also when the last batch is shorter."""
    check_accuracy(student, draws, last)


@pytest.mark.grade("mlp-accuracy")
@pytest.mark.parametrize("watch", ["mode", "grad"])
def test_accuracy_only_looks(student: Student, draws: Draws, watch: str) -> None:
    """accuracy puts the model in evaluation mode and records no gradients."""
    check_accuracy_only_looks(student, draws, watch)
