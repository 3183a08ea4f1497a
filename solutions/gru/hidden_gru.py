"""gru: the GRU's equations."""

from __future__ import annotations

import pytest
from shared import gated_layers, gated_models
from shared.references.gated_mistakes import GRU
from shared.sequences import (
    CHARACTERS,
    EPOCHS,
    LR,
    OTHERS,
    check_decode,
    check_printed_lines,
    check_training_steps,
)

from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.initialization import check_first_weights
from autograder.checks.loop_runs import run_on_sequence
from autograder.checks.loops import check_all_epochs_of_sequence, check_defaults, check_losses
from autograder.student.student import Student

pytestmark = pytest.mark.same_shapes  # what a right answer computes has the solution's, in any spelling

SIZES = [  # seq, batch, in, hidden, layers; None where the default is used
    pytest.param(6, 3, 2, 5, 2, id="two layers"),
    pytest.param(41, 12, 13, 5, None, id="many steps"),
    pytest.param(4, 2, 3, 4, 18, id="many layers"),
    pytest.param(5, 1, 4, 4, 1, id="hello"),
    pytest.param(1, 1, 1, 1, 1, id="one of each"),
    pytest.param(3, 19, 23, 21, 1, id="many of each"),
]


@pytest.mark.grade("gru-layer")
def test_parameters(student: Student) -> None:
    """The parameters have torch.nn.GRU's names and shapes: weight_ih_l0 (3 * hidden, in) and so on, in each layer."""
    gated_layers.make(student, GRU, (3, 5, 2), named=True)


@pytest.mark.grade("gru-layer", weight=3)
def test_first_weights(student: Student, draws: Draws) -> None:
    """The first weights are ones that training can start from."""
    run = gated_layers.run_layer(student, GRU, draws, 4, 2, 3, 5, 2)
    run.check_output()
    check_first_weights(student, "GRU", 3, 5, 2, inputs=run.inputs)


@pytest.mark.grade("gru-layer")
@pytest.mark.parametrize(("seq", "batch", "size", "hidden", "layers"), SIZES)
def test_output(
    student: Student, draws: Draws, seq: int, batch: int, size: int, hidden: int, layers: int | None
) -> None:
    """The output is the last layer's h at each step, (seq, batch, hidden), for any sizes."""
    gated_layers.run_layer(student, GRU, draws, seq, batch, size, hidden, layers).check_output()


@pytest.mark.grade("gru-layer")
@pytest.mark.parametrize("gate", GRU.gates)
def test_gate(student: Student, draws: Draws, gate: str) -> None:
    """Each of r, z and n does what its equation says, the others held open or shut."""
    gated_layers.check_gate(gated_layers.run_layer(student, GRU, draws, 4, 2, 3, 5, gate=gate), gate)


@pytest.mark.grade("gru-layer")
@pytest.mark.parametrize("layers", [1, 5])
def test_final_state(student: Student, draws: Draws, layers: int) -> None:
    """h_n is the state of each layer after the last step, (num_layers, batch, hidden)."""
    gated_layers.run_layer(student, GRU, draws, 5, 2, 3, 4, layers).check_finals()


@pytest.mark.grade("gru-layer")
@pytest.mark.parametrize("layers", [1, 3])
def test_given_state(student: Student, draws: Draws, layers: int) -> None:
    """forward starts each layer from the h_0 that it is given."""
    run = gated_layers.run_layer(student, GRU, draws, 5, 3, 2, 4, layers, given=True, large=True)
    run.check_output()
    run.check_finals()


@pytest.mark.grade("gru-layer")
@pytest.mark.parametrize("given", [False, True], ids=["from zero", "from a given state"])
def test_second_call(student: Student, draws: Draws, given: bool) -> None:
    """A second call starts from h_0 = 0 again: nothing is left over from the first."""
    gated_layers.check_second_call(student, GRU, draws, given)


@pytest.mark.grade("gru-layer")
@pytest.mark.parametrize(
    ("through", "seq", "layers"), [("output", 3, 2), ("final state", 3, 2), ("output", 54, 1)]
)
def test_gradients(student: Student, draws: Draws, through: str, seq: int, layers: int) -> None:
    """The gradient reaches every weight, the input and the given state, through all steps."""
    gated_layers.check_gradients(student, GRU, draws, through, seq, layers)


@pytest.mark.grade("gru-model")
@pytest.mark.parametrize(
    ("seq", "batch", "size", "hidden", "classes", "layers"),
    [
        pytest.param(4, 3, 2, 4, 9, 11, id="many layers"),
        pytest.param(1, 1, 4, 7, 4, None, id="one step"),
        pytest.param(41, 2, 4, 4, 4, 1, id="many steps, equal sizes"),
        pytest.param(3, 19, 23, 21, 22, 1, id="many of each"),
    ],
)
def test_logits(
    student: Student,
    draws: Draws,
    seq: int,
    batch: int,
    size: int,
    hidden: int,
    classes: int,
    layers: int | None,
) -> None:
    """CharGRU is GRU -> Linear: (seq, batch, in) -> logits (seq * batch, num_classes)."""
    gated_models.run_model(student, GRU, draws, seq, batch, size, hidden, classes, layers).check_all()


@pytest.mark.grade("gru-model")
def test_second_call_of_the_network(student: Student, draws: Draws) -> None:
    """A second call of CharGRU starts from zero again: nothing is left over from the first."""
    gated_models.check_second_call(student, GRU, draws)


@pytest.mark.grade("gru-model")
def test_gradients_of_the_network(student: Student, draws: Draws) -> None:
    """The gradient reaches every weight of CharGRU."""
    gated_models.check_gradients(student, GRU, draws)


@pytest.mark.grade("gru-train", weight=3)
@pytest.mark.parametrize(("epochs", "lr"), [(5, 0.05), (8, 0.27)])
def test_training_steps(student: Student, draws: Draws, epochs: int, lr: float) -> None:
    """train takes one right step of Adam an epoch, for the epochs and the learning rate it is given."""
    check_training_steps(student, draws, epochs, lr)


@pytest.mark.grade("gru-train")
def test_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """train returns the loss of each epoch, as a list of numbers."""
    run = run_on_sequence(student, draws, epochs=6, lr=0.05, seq=41, batch=1)
    check_losses(run, exhibits)


@pytest.mark.grade("gru-train")
def test_all_epochs(student: Student, draws: Draws) -> None:
    """train goes on for all the epochs it is given, whatever the loss."""
    check_all_epochs_of_sequence(student, draws)


@pytest.mark.grade("gru-train")
def test_defaults(student: Student, draws: Draws) -> None:
    """Without epochs and lr, train takes 100 epochs with the learning rate 0.05."""
    check_defaults(student, draws, EPOCHS, LR)


@pytest.mark.grade("gru-train")
def test_printed_lines(student: Student, draws: Draws) -> None:
    """Each epoch prints its number, its loss and the text read so far."""
    check_printed_lines(student, draws)


@pytest.mark.grade("gru-ohlol")
@pytest.mark.parametrize("characters", [CHARACTERS, OTHERS], ids=["ehlo", "others"])
def test_decode(student: Student, draws: Draws, characters: list[str]) -> None:
    """decode reads the most likely character of each row."""
    check_decode(student, draws, characters)


@pytest.mark.grade("gru-ohlol", weight=2)
def test_learns(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """Adam from known weights gives the reference's losses and spells the target: hello becomes ohlol."""
    gated_models.check_learns(student, GRU, draws, exhibits)
