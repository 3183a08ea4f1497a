"""The public tests of embedding. Run them with `pytest test_embedding.py`, or a part of them with
`pytest test_embedding.py -k model`.

They tell whether you are on the right way. Grading looks closer, with other weights, sizes and words.
"""

import contextlib
import io
import re

import pytest
import torch
from torch import nn
from torch.nn import functional as F

IDX2CHAR = ["e", "h", "l", "o"]
HELLO = torch.tensor([1, 0, 2, 2, 3])  # (seq,)
OHLOL = torch.tensor([3, 1, 2, 3, 2])  # (seq,)
INPUTS = HELLO.unsqueeze(1)  # (seq, batch) = (5, 1)


def check_shape(value, shape, what):
    assert isinstance(value, torch.Tensor), f"{what}: expected a tensor, got {type(value).__name__}"
    assert tuple(value.shape) == shape, f"{what}: expected the shape {shape}, got {tuple(value.shape)}"


def read(outputs):
    """The most likely character of each row."""
    return "".join(IDX2CHAR[index] for index in outputs.argmax(-1).tolist())


@pytest.fixture(autouse=True)
def no_ready_made_table(monkeypatch):
    """nn.Embedding is what this assignment builds, so it is out of reach while your code runs."""

    def refuse(*args, **kwargs):
        pytest.fail("nn.Embedding is not allowed in this assignment", pytrace=False)

    monkeypatch.setattr(nn.Embedding, "__init__", refuse)


def known_weights(net, start=0):
    """The network with weights that are the same on every machine; `start` chooses which."""
    net(INPUTS)
    count = 0
    with torch.no_grad():
        for parameter in net.parameters():
            places = torch.arange(count, count + parameter.numel())
            parameter.copy_(0.5 * torch.sin(1.7 * places + 0.3 + start).reshape(parameter.shape))
            count += parameter.numel()
    return net


def table_of(student, num_embeddings, embedding_dim, **options):
    """A new table, its weight filled with 1, 2, 3, ... but for the row of padding."""
    table = student.Embedding(num_embeddings, embedding_dim, **options)
    assert isinstance(table.weight, nn.Parameter), "Embedding: weight must be an nn.Parameter"
    check_shape(table.weight, (num_embeddings, embedding_dim), "Embedding.weight")
    rows = 1.0 + torch.arange(num_embeddings * embedding_dim).reshape(num_embeddings, embedding_dim)
    if options.get("padding_idx") is not None:
        rows[options["padding_idx"]] = 0
    with torch.no_grad():
        table.weight.copy_(rows)
    return table, rows


def gradient_of(table, indices, upstream):
    table.weight.grad = None
    table(indices).backward(upstream)
    assert table.weight.grad is not None, "weight gets no gradient"
    return table.weight.grad


def test_lookup_weight_starts_from_random_values(student):
    weight = student.Embedding(6, 3).weight
    assert isinstance(weight, nn.Parameter), "Embedding: weight must be an nn.Parameter"
    check_shape(weight, (6, 3), "Embedding(6, 3).weight")
    assert not torch.equal(weight, weight[:1].expand(6, 3)), "all rows are the same"


@pytest.mark.parametrize("shape", [(5,), (4, 2), (2, 3, 2), ()])
def test_lookup_gives_the_rows(student, shape):
    table, rows = table_of(student, 6, 3)
    indices = torch.randint(6, shape)
    found = table(indices)
    check_shape(found, (*shape, 3), f"Embedding(6, 3) of indices {shape}")
    one_hot = F.one_hot(indices, 6).to(rows.dtype)  # (..., 6)
    assert torch.allclose(found, one_hot @ rows, atol=1e-4), "each index gives the row of its number"


def test_lookup_gradient_is_the_sum_over_the_places(student):
    table, _ = table_of(student, 5, 2)
    gradient = gradient_of(
        table, torch.tensor([3, 1, 3]), torch.tensor([[1.0, 2.0], [3.0, 4.0], [10.0, 20.0]])
    )
    assert gradient.tolist() == [[0, 0], [3, 4], [0, 0], [11, 22], [0, 0]]


@pytest.mark.parametrize("padding_idx", [0, 2, 4])
def test_padding_row_starts_at_zero(student, padding_idx):
    weight = student.Embedding(5, 3, padding_idx=padding_idx).weight.detach()
    assert (weight[padding_idx] == 0).all(), f"row {padding_idx} of a new table is not zero"
    others = [row for row in range(5) if row != padding_idx]
    assert (weight[others] != 0).any(1).all(), "the other rows are not zero"


@pytest.mark.parametrize("padding_idx", [0, 2, 4])
def test_padding_row_gets_no_gradient(student, padding_idx):
    table, rows = table_of(student, 5, 3, padding_idx=padding_idx)
    indices = torch.tensor([[0, 2, 4], [4, 2, 0], [1, 3, 1]])
    assert torch.allclose(table(indices), rows[indices], atol=1e-4), "each index gives the row of its number"
    gradient = gradient_of(table, indices, torch.ones(3, 3, 3))
    expected = torch.tensor([2.0, 2.0, 2.0, 1.0, 2.0])
    expected[padding_idx] = 0
    assert torch.allclose(gradient, expected.unsqueeze(1).expand(5, 3)), (
        f"row {padding_idx} gets no gradient, the others theirs; got\n{gradient}"
    )


@pytest.mark.parametrize("make", [torch.optim.SGD, torch.optim.Adam])
def test_padding_row_stays_zero_when_a_step_is_taken(student, make):
    table, rows = table_of(student, 5, 3, padding_idx=0)
    optimizer = make([table.weight], lr=0.1)
    table(torch.arange(5)).sum().backward()
    optimizer.step()
    assert (table.weight[0] == 0).all(), "the padding row has changed"
    assert (table.weight[1:] != rows[1:]).all(), "the other rows must change"


def test_padding_is_off_by_default(student):
    table, _ = table_of(student, 4, 2)
    assert (gradient_of(table, torch.arange(4), torch.ones(4, 2)) == 1).all(), "some row gets no gradient"


@pytest.mark.parametrize(
    ("seq", "batch", "letters", "dim", "hidden", "layers"),
    [(5, 1, 4, 3, 8, 1), (6, 3, 7, 2, 5, 1), (4, 2, 6, 3, 5, 3)],
)
def test_model_output_shape(student, seq, batch, letters, dim, hidden, layers):
    net = student.EmbeddingRNN(letters, dim, hidden, layers).eval()
    outputs = net(torch.randint(letters, (seq, batch)))
    check_shape(outputs, (seq * batch, letters), "EmbeddingRNN(...)(indices), (seq * batch, num_embeddings)")


def test_model_has_one_layer_by_default(student):
    check_shape(student.EmbeddingRNN(4, 3, 8)(INPUTS), (5, 4), "EmbeddingRNN(4, 3, 8)(hello)")


def test_model_starts_from_zero_in_every_call(student):
    net = student.EmbeddingRNN(4, 3, 8).eval()
    assert torch.allclose(net(INPUTS), net(INPUTS), atol=1e-5), (
        "the second call gives other values: h_0 must be 0 in every call"
    )


def test_model_keeps_the_sequences_of_a_batch_apart(student):
    """What one sequence reads changes its own rows only, and only from then on."""
    net = known_weights(student.EmbeddingRNN(6, 3, 8).eval())
    indices = torch.tensor([[0, 1], [2, 3], [4, 5], [1, 0]])  # (seq, batch) = (4, 2)
    other = indices.clone()
    other[1, 1] = 5
    change = (net(indices) - net(other)).abs().max(1).values.reshape(4, 2)  # of each step and sequence
    assert (change[:, 0] < 1e-5).all(), "a sequence must not depend on the others of its batch"
    assert change[0, 1] < 1e-5, "a step must not depend on later ones"
    assert change[1, 1] > 1e-4, "a step must depend on what it reads"
    assert change[2, 1] > 1e-4, "a step must depend on what was read before it: is h carried on?"


def test_model_gives_logits(student):
    outputs = known_weights(student.EmbeddingRNN(4, 3, 8).eval())(INPUTS)
    assert not torch.allclose(outputs.sum(1), torch.ones(5), atol=1e-4), (
        "is softmax applied? logits are wanted"
    )
    assert not torch.allclose(outputs.exp().sum(1), torch.ones(5), atol=1e-4), (
        "is log_softmax applied? logits are wanted"
    )


def test_model_gradient_reaches_the_table(student):
    net = known_weights(student.EmbeddingRNN(4, 3, 8, 2).eval())
    net(INPUTS)[-1].sum().backward()
    tables = [parameter for parameter in net.parameters() if tuple(parameter.shape) == (4, 3)]
    assert tables, "the network has no table of the shape (num_embeddings, embedding_dim) = (4, 3)"
    gradient = tables[0].grad
    assert gradient is not None, "the table gets no gradient"
    assert (gradient != 0).any(1).all(), "each letter that was read has a part in the last output"


class Echo(nn.Module):
    """A network for `train` that reads indices and is no RNN: it answers each letter with the same letter."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(5 * torch.eye(4))

    def forward(self, indices):
        return self.weight[indices].reshape(-1, 4)  # (seq * batch, 4)


def losses_of(student, net, epochs, lr):
    returned = student.train(net, INPUTS, OHLOL, epochs=epochs, lr=lr)
    assert returned is not None, "train returned None: is a return missing?"
    losses = [float(loss) for loss in returned]
    assert len(losses) == epochs, f"train returned {len(losses)} losses for {epochs} epochs"
    return losses


def test_train_makes_the_loss_fall(student):
    losses = losses_of(student, Echo(), epochs=30, lr=0.1)
    assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"


def test_train_returns_numbers(student):
    losses = student.train(Echo(), INPUTS, OHLOL, epochs=2, lr=0.1)
    assert isinstance(losses, (list, tuple)), f"expected a list of losses, got {type(losses).__name__}"
    assert not any(isinstance(loss, torch.Tensor) for loss in losses), "expected numbers: append loss.item()"


def test_train_returns_the_cross_entropy(student):
    first = losses_of(student, Echo(), epochs=2, lr=0.1)[0]
    expected = F.cross_entropy(Echo()(INPUTS), OHLOL).item()
    assert first == pytest.approx(expected, abs=1e-3), "the first loss is that of the network as it is given"


def test_train_takes_a_step_of_adam(student):
    """Adam's first step moves each weight by lr, however large the gradient is."""
    net = Echo()
    losses_of(student, net, epochs=1, lr=0.02)
    moved = (net.weight.detach() - Echo().weight.detach()).abs()  # (4, 4)
    assert moved.max() > 0, "no weight has changed"
    assert torch.allclose(moved, torch.full((4, 4), 0.02), rtol=0.05), (
        "one epoch is one step of Adam with the given lr"
    )


def test_train_forgets_earlier_gradients(student):
    net, other = Echo(), Echo()
    losses_of(student, net, epochs=3, lr=1e-6)  # so small that each epoch has the same gradient
    F.cross_entropy(other(INPUTS), OHLOL).backward()
    if net.weight.grad is not None:
        times = (net.weight.grad.norm() / other.weight.grad.norm()).item()
        assert times < 1.5, (
            f"after 3 epochs the gradient is {times:.0f} times that of one: is zero_grad missing?"
        )


def test_train_prints_each_epoch(student, capsys):
    losses = losses_of(student, Echo(), epochs=3, lr=1e-6)  # so small that the net goes on to answer hello
    printed = "".join(capsys.readouterr())
    lines = re.findall(r"^\s*Epoch (\d+)/(\d+), Loss (-?\d+\.\d{4}): (.*)$", printed, re.MULTILINE)
    wanted = "`Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}`"
    assert len(lines) == 3, f"expected 3 lines {wanted}, found {len(lines)} in\n{printed}"
    for epoch, (number, last, loss, text) in enumerate(lines):
        assert (int(number), int(last)) == (epoch, 2), f"the epochs run from 0 to epochs - 1: {wanted}"
        assert float(loss) == pytest.approx(losses[epoch], abs=1e-4), "the loss printed is the loss returned"
        assert text.strip() == "hello", f"the outputs read 'hello', printed is {text.strip()!r}"


def test_ohlol_is_decoded(student):
    outputs = torch.eye(4)[OHLOL] - 0.5  # (seq, classes)
    assert student.decode(outputs, IDX2CHAR) == "ohlol"
    assert student.decode(outputs, ["a", "b", "c", "d"]) == "dbcdc"


def test_ohlol_is_learned(student):
    texts = []
    for start in range(3):
        net = known_weights(student.EmbeddingRNN(4, 3, 8), start)
        with contextlib.redirect_stdout(io.StringIO()):  # a hundred lines would hide the message below
            losses = losses_of(student, net, epochs=100, lr=0.05)
        assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"
        texts.append(read(net.eval()(INPUTS)))
        if texts[-1] == "ohlol":
            return
    pytest.fail(f"after 100 epochs hello reads {', '.join(dict.fromkeys(texts))}, never ohlol", pytrace=False)
