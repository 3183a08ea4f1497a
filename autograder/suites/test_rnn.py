"""rnn: "hello" → "ohlol"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.errors import InfrastructureError
from autograder.student.student import Handle, Student
from autograder.suites.checks import Mistake, as_object, as_tensor, close, finite, kind_of, same, same_shape
from autograder.suites.draws import Draws
from autograder.suites.loops import as_losses, check_losses, check_printed, check_weights, run_on_sequence
from autograder.suites.references import recurrent
from autograder.suites.references.recurrent import Layout
from autograder.suites.references.training import LOOP_MISTAKES, Loop, Replay, adam, replay

CHARACTERS = ["e", "h", "l", "o"]
SIZES = [  # seq, batch, in, hidden, layers
    pytest.param(5, 1, 4, 4, 1, id="hello"),
    pytest.param(7, 3, 2, 5, 1, id="batch"),
    pytest.param(6, 2, 3, 5, 2, id="two layers"),
    pytest.param(4, 2, 2, 3, 3, id="three layers"),
]
# The outputs are tanh's, so no logit is above 1 or below -1, and a cross-entropy over 4 classes has a floor.
LOSS_FLOOR = math.log(1 + 3 * math.exp(-2))
LOSS_TOLERANCE = 1e-3  # right loops agree within it over 100 epochs, wrong ones leave it by the third
EPOCHS, LR = 100, 0.05  # the lecture's
NAMING_EPOCHS = 10
MOST_DRAWS = 100
CLEAR = 0.05  # between the two largest outputs of a row


@dataclass(frozen=True)
class Forward:
    """A student's network with hidden weights, run on hidden inputs."""

    network: Handle
    inputs: Tensor
    weights: dict[str, Tensor]
    used: tuple[str, ...]
    output: object
    hidden: int
    layers: int

    def arranged(
        self, layout: Layout, weights: dict[str, Tensor] | None = None
    ) -> list[recurrent.Weights] | None:
        values = weights or self.weights
        used = [values[name] for name in self.used]
        return recurrent.arrange(used, layout, self.inputs.shape[2], self.hidden, self.layers)

    def layouts(self) -> list[Layout]:
        used = [self.weights[name] for name in self.used]
        return list(recurrent.layouts(used, self.inputs.shape[2], self.hidden, self.layers))

    def right_layout(self) -> Layout | None:
        """The layout in which the student's weights give the student's output, if there is one."""
        for layout in self.layouts():
            weights = self.arranged(layout)
            if weights and _equal(self.output, recurrent.flat(recurrent.rnn(weights, self.inputs))):
                return layout
        return None

    def explain(self) -> str:
        """The one known mistake that gives the student's output exactly, or a word on the parameters."""
        layouts = self.layouts()
        if not layouts:
            shapes = [f"{name} {tuple(self.weights[name].shape)}" for name in self.used]
            return f"its parameters are not those of an RNN's layers: {', '.join(shapes) or 'it has none'}"
        if not _equal(self.network.trace(self.inputs).output, as_tensor(self.output, "RNN(...)(input)")):
            return "a second call on the same input gives another output: h_0 must be 0 on every call"
        names = {
            name
            for name, wrong in recurrent.MISTAKES.items()
            for layout in layouts
            if (weights := self.arranged(layout)) and _equal(self.output, wrong(weights, self.inputs))
        }
        if self.inputs.shape[1] == 1:
            names -= recurrent.SAME_FOR_ONE_SEQUENCE
        return names.pop() if len(names) == 1 else "its values are not those of an RNN with these weights"


def run_forward(
    student: Student, draws: Draws, seq: int, batch: int, size: int, hidden: int, layers: int
) -> Forward:
    """Runs a new network with hidden weights once: what a call leaves behind cannot matter yet."""
    inputs = draws.normal(seq, batch, size)
    used = as_object(student.RNN(size, hidden, batch, layers), "RNN(...)").trace(inputs).used
    network = as_object(student.RNN(size, hidden, batch, layers), "RNN(...)")
    weights = draws.like(network.parameters(), scale=0.6)
    network.load(weights)
    used = tuple(name for name in used if name in weights)
    return Forward(network, inputs, weights, used, network.trace(inputs).output, hidden, layers)


def _equal(got: object, want: Tensor) -> bool:
    return isinstance(got, Tensor) and got.shape == want.shape and close(got, want)


@pytest.mark.grade("rnn-onehot")
@pytest.mark.parametrize("shape", [(5,), (1,), (3, 2), (2, 3, 4)], ids=str)
def test_one_hot(student: Student, draws: Draws, shape: tuple[int, ...]) -> None:
    """one_hot puts a 1 at each index and 0 elsewhere, as floats, for indices of any shape."""
    classes = 6
    indices = draws.integers(classes, *shape)
    got = as_tensor(student.one_hot(indices, classes), "one_hot(indices, 6)")
    same_shape(got, (*shape, classes), "one_hot(indices, 6)", "(…, num_classes)")
    if not got.is_floating_point():
        raise Mistake(f"one_hot: expected floats, got {got.dtype}")
    same(got, F.one_hot(indices, classes).to(torch.get_default_dtype()), "one_hot(indices, 6)")


@pytest.mark.grade("rnn-model")
@pytest.mark.parametrize(("seq", "batch", "size", "hidden", "layers"), SIZES)
def test_hidden_states(
    student: Student, draws: Draws, seq: int, batch: int, size: int, hidden: int, layers: int
) -> None:
    """forward gives the RNN's hidden states, (seq, batch, in) → (seq * batch, hidden), h_0 = 0, for any sizes."""
    ours = run_forward(student, draws, seq, batch, size, hidden, layers)
    output = as_tensor(ours.output, "RNN(...)(input)")
    same_shape(output, (seq * batch, hidden), "RNN(...)(input)", "(seq * batch, hidden)")
    finite(output, "RNN(...)(input)")
    if ours.right_layout() is None:
        raise Mistake(f"RNN(...)(input): the shape is right, but {ours.explain()}")


@pytest.mark.grade("rnn-model")
def test_second_call(student: Student, draws: Draws) -> None:
    """A second call starts from h_0 = 0 again: nothing is left over from the first."""
    ours = run_forward(student, draws, 5, 2, 3, 4, 1)
    layout = ours.right_layout()
    weights = ours.arranged(layout) if layout else None
    if weights is None:
        raise Mistake(f"RNN(...)(input): {ours.explain()}")
    other = draws.normal(5, 2, 3)
    want = recurrent.flat(recurrent.rnn(weights, other))
    same(
        ours.network(other),
        want,
        "the second call of a network",
        because="the first call's hidden state leaks in",
    )


@pytest.mark.grade("rnn-model")
def test_gradients(student: Student, draws: Draws) -> None:
    """The gradient reaches every weight, through all steps."""
    ours = run_forward(student, draws, 5, 2, 3, 4, 2)
    layout = ours.right_layout()
    if layout is None:
        raise Mistake(f"RNN(...)(input): {ours.explain()}")
    leaves = {name: value.clone().requires_grad_() for name, value in ours.weights.items()}
    upstream = draws.normal(10, 4)
    recurrent.flat(recurrent.rnn(ours.arranged(layout, leaves) or [], ours.inputs)).backward(upstream)
    got = ours.network.gradients(ours.inputs, upstream=upstream)
    for name in ours.used:
        gradient = got.parameters.get(name)
        if gradient is None:
            raise Mistake(f"{name} gets no gradient: training cannot change it")
        want = as_tensor(leaves[name].grad, name)
        same(
            gradient,
            want,
            f"the gradient of {name}",
            because="it does not flow through all steps: is h detached?",
        )


@pytest.mark.grade("rnn-train", weight=3)
@pytest.mark.parametrize(("epochs", "lr"), [(5, 0.05), (4, 0.3)])
def test_training_steps(student: Student, draws: Draws, epochs: int, lr: float) -> None:
    """train takes one right step of Adam an epoch, for the epochs and the learning rate it is given."""
    check_weights(run_on_sequence(student, draws, epochs, lr, seq=5, batch=2))


@pytest.mark.grade("rnn-train")
def test_reported_losses(student: Student, draws: Draws) -> None:
    """train returns the loss of each epoch, as a list of numbers."""
    check_losses(run_on_sequence(student, draws, epochs=6, lr=0.05, seq=5, batch=1))


@pytest.mark.grade("rnn-train")
def test_printed_lines(student: Student, draws: Draws) -> None:
    """Each epoch prints its number, its loss and the text read so far."""
    run = run_on_sequence(student, draws, epochs=6, lr=0.1, seq=5, batch=1)
    check_printed(run, read=lambda logits: _read(logits, CHARACTERS))


@pytest.mark.grade("rnn-ohlol")
@pytest.mark.parametrize("characters", [CHARACTERS, list("abcdefg")], ids=["ehlo", "others"])
def test_decode(student: Student, draws: Draws, characters: list[str]) -> None:
    """decode reads the most likely character of each row."""
    outputs = draws.normal(9, len(characters))
    got = student.decode(outputs, characters)
    if not isinstance(got, str):
        raise Mistake(f"decode: expected a string, got {kind_of(got)}")
    if got != _read(outputs, characters):
        raise Mistake("decode: the text is not the most likely character of each row")


@pytest.mark.grade("rnn-ohlol", weight=2)
@pytest.mark.parametrize(("source", "target"), [("hello", "ohlol"), ("holeel", "elhool")])
def test_learns(student: Student, draws: Draws, source: str, target: str) -> None:
    """100 epochs of Adam from known weights give the reference's losses and spell the target: hello becomes ohlol."""
    layout = run_forward(student, draws, 5, 2, 3, 5, 1).right_layout()
    if layout is None:
        raise Mistake("the network is not yet an RNN: see the tests of its hidden states")
    network = as_object(student.RNN(4, 4, 1, 1), "RNN(...)")
    inputs = F.one_hot(_indices(source), 4).to(torch.get_default_dtype()).unsqueeze(1)  # (seq, 1, 4)
    names = network.parameters()
    used = tuple(name for name in network.trace(inputs).used if name in names)
    if recurrent.arrange([names[name] for name in used], layout, 4, 4, 1) is None:
        raise Mistake("RNN(4, 4, 1, 1) does not have the parameters of an RNN's layer")
    task = Task(inputs, _indices(target), layout, used)
    weights, right = _learnable(task, draws, names, target)
    network.load(weights)
    training = student.run_training("train", network, inputs, task.labels, epochs=EPOCHS, lr=LR)
    losses = as_losses(training, EPOCHS)
    if min(losses) < LOSS_FLOOR - LOSS_TOLERANCE:
        raise Mistake("the loss falls below log(1 + 3e⁻²) = 0.3408, which outputs of tanh cannot reach")
    epoch = _first_difference(losses, right.losses)
    if epoch is not None:
        wrong = {
            name: task.train(weights, NAMING_EPOCHS, loop)[0].losses for name, loop in LOOP_MISTAKES.items()
        }
        start = losses[:NAMING_EPOCHS]
        mistakes = [name for name, other in wrong.items() if _first_difference(start, other) is None]
        raise Mistake(
            mistakes[0] if len(mistakes) == 1 else f"the losses leave the reference's at epoch {epoch}"
        )
    text = _read(as_tensor(network(inputs), "RNN(...)(input)"), CHARACTERS)
    if text != target:
        raise Mistake(f"after training {source} reads {text!r}, expected {target!r}")


@dataclass(frozen=True)
class Task:
    """A word to learn, inputs (seq, 1, 4) and labels (seq,), and how a student's RNN(4, 4, 1, 1) keeps its weights."""

    inputs: Tensor
    labels: Tensor
    layout: Layout
    used: tuple[str, ...]

    def train(
        self, weights: dict[str, Tensor], epochs: int, loop: Loop | None = None
    ) -> tuple[Replay, Tensor]:
        """A replay from `weights`, which are left as they are, and the outputs (seq, 4) after it."""
        leaves = [weights[name].clone().requires_grad_() for name in self.used]

        def forward(inputs: Tensor) -> Tensor:
            return recurrent.flat(
                recurrent.rnn(recurrent.arrange(leaves, self.layout, 4, 4, 1) or [], inputs)
            )

        result = replay(forward, leaves, [(self.inputs, self.labels)], epochs, adam(LR), loop)
        return result, forward(self.inputs).detach()


def _learnable(
    task: Task, draws: Draws, shapes: dict[str, Tensor], target: str
) -> tuple[dict[str, Tensor], Replay]:
    """Weights from which a right network clearly spells the target in the end, and that training's replay."""
    for _ in range(MOST_DRAWS):
        weights = draws.like(shapes, scale=0.35)
        right, outputs = task.train(weights, EPOCHS)
        best = outputs.topk(2).values  # (seq, 2)
        # A close call could fall the other way by rounding.
        if _read(outputs, CHARACTERS) == target and float((best[:, 0] - best[:, 1]).min()) > CLEAR:
            return weights, right
    raise InfrastructureError(f"no weights found from which the reference learns {target}")


def _first_difference(losses: Sequence[float], others: Sequence[float]) -> int | None:
    pairs = enumerate(zip(losses, others, strict=True))
    return next((epoch for epoch, (a, b) in pairs if not abs(a - b) <= LOSS_TOLERANCE), None)


def _indices(word: str) -> Tensor:
    return torch.tensor([CHARACTERS.index(character) for character in word])


def _read(outputs: Tensor, characters: Sequence[str]) -> str:
    """The most likely character of each row of outputs (n, classes); "?" for a class that has none."""
    return "".join(
        characters[i] if i < len(characters) else "?" for i in outputs.argmax(-1).reshape(-1).tolist()
    )
