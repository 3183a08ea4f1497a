"""The public tests of embedding. Run them with `pytest test_embedding.py`, or a part of them with
`pytest test_embedding.py -k model`.

They tell whether you are on the right way. Grading looks closer, with other weights, sizes and words.
"""

import contextlib
import io
import math

import pytest
import torch
from _recorded import Mistake, NotAlike, check_count, check_shape, fill, fill_evenly, numbers, recorded
from _training import (
    Table,
    are_drawn,
    lines_on_one_batch,
    loop_goes_on,
    loop_on_one_batch,
    loop_twice,
    loop_with_defaults,
    settings,
    texts_of,
)
from torch import nn
from torch.nn import functional as F

IDX2CHAR = ["e", "h", "l", "o"]
HELLO = torch.tensor([1, 0, 2, 2, 3])  # (seq,)
OHLOL = torch.tensor([3, 1, 2, 3, 2])  # (seq,)
INPUTS = HELLO.unsqueeze(1)  # (seq, batch) = (5, 1)


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


def known_table(student, rows, columns, padding_idx=None, start=0.0):
    """A new table with numbers that are the same on every machine."""
    options = {} if padding_idx is None else {"padding_idx": padding_idx}
    table = student.Embedding(rows, columns, **options)
    with torch.no_grad():
        table.weight.copy_(numbers(rows, columns, start=start, scale=3.0))
        if padding_idx is not None:
            table.weight[padding_idx] = 0
    return table


SHAPES = [(5,), (4, 2), (2, 3, 2), (), (1,)]


def indices_of(shape, rows):
    return (3 * torch.arange(math.prod(shape)) + 1).reshape(shape) % rows


@recorded("Embedding(...)(indices)")
def test_lookup_values(student):
    found = {}
    for shape in SHAPES:
        indices = indices_of(shape, 7)
        given = indices.clone()
        found[f"the rows of indices {shape}"] = known_table(student, 7, 4)(given)
        found[f"the indices {shape} afterwards"] = torch.equal(given, indices)
    return found


@recorded("Embedding(...)(indices)")
def test_lookup_second_call_and_second_table(student):
    first, second = known_table(student, 6, 3), known_table(student, 6, 3, start=1.0)
    indices = indices_of((4, 2), 6)
    return {
        "the rows of the first table": first(indices),
        "of the second": second(indices),
        "of the first, once more": first(indices),
        "the weight afterwards": first.weight,
        "in training mode": first.train()(indices),
    }


@recorded("the gradient of Embedding(...)(indices)")
def test_lookup_gradient(student):
    found = {}
    for shape in [(5,), (4, 3)]:
        table = known_table(student, 7, 4)
        rows = table(indices_of(shape, 5))
        if rows.requires_grad:
            (rows * numbers(*shape, 4, start=1)).sum().backward()
        found[f"for indices {shape}"] = table.weight.grad
    return found


@recorded("Embedding(num_embeddings, embedding_dim)")
def test_lookup_first_values(student):
    table = student.Embedding(6, 3)
    weight = table.weight.detach()
    student.Embedding(6, 3)(torch.tensor([1]))
    if (
        not weight.isfinite().all() or weight.abs().max() >= 1e6
    ):  # where it is never filled, it is never the same
        return {"its values are numbers": False}
    return {
        "its shape": tuple(weight.shape),
        "it is an nn.Parameter": isinstance(table.weight, nn.Parameter),
        "its values are numbers": True,
        "rows that are 0": [bool((row == 0).all()) for row in weight],
        "its rows differ": bool((weight != weight[:1]).any(1)[1:].all()),
    } | settings()


@recorded("Embedding(..., padding_idx)(indices)")
def test_padding_values(student):
    found = {}
    for padding in (0, 2, 4):
        table = known_table(student, 5, 3, padding_idx=padding)
        indices = torch.tensor([[0, 2, 4, 1], [4, 2, 0, 0], [1, 3, 1, 3]])
        rows = table(indices)
        found[f"the rows, padding {padding}"] = rows
        if rows.requires_grad:
            (rows * numbers(3, 4, 3, start=1)).sum().backward()
        gradient = table.weight.grad
        found[f"the gradient, padding {padding}"] = gradient
        if gradient is not None and gradient.shape == (5, 3):
            found[f"the gradient of row {padding} is 0"] = not gradient[padding].any()
        found[f"the weight afterwards, padding {padding}"] = table.weight
    return found


@recorded("Embedding(..., padding_idx)(indices)")
def test_padding_where_none_is_read(student):
    found = {}
    for padding in (0, 3):
        table = known_table(student, 5, 3, padding_idx=padding)
        rows = table(torch.tensor([1, 2, 4, 2]))
        (rows * numbers(4, 3, start=1)).sum().backward()
        found |= {f"the rows, padding {padding}": rows, f"the gradient, padding {padding}": table.weight.grad}
    return found


@recorded("Embedding(..., padding_idx)")
def test_padding_first_values(student):
    found = {}
    for padding in ("by default", None, 0, 2, 4):
        options = {} if padding == "by default" else {"padding_idx": padding}
        weight = student.Embedding(5, 3, **options).weight.detach()
        found[f"the rows that are 0, padding {padding}"] = [bool((row == 0).all()) for row in weight]
        found[f"the columns that are 0, padding {padding}"] = [bool((row == 0).all()) for row in weight.T]
    return found


MODEL = "EmbeddingRNN(...)(indices)"


def model_of(student, letters, dim, hidden, layers=1, scale=0.8):
    """A new EmbeddingRNN with weights that are the same on every machine."""
    ends = {}
    for k in range(layers):
        ends |= {
            f"weight_ih_l{k}": (hidden, dim if k == 0 else hidden),
            f"weight_hh_l{k}": (hidden, hidden),
            f"bias_ih_l{k}": (hidden,),
            f"bias_hh_l{k}": (hidden,),
        }
    net = student.EmbeddingRNN(letters, dim, hidden, layers).eval()
    net(torch.zeros(2, 1, dtype=torch.long))  # lazy layers make their weights
    table = [name for name, value in net.named_parameters() if tuple(value.shape) == (letters, dim)]
    if len(table) != 1:
        raise NotAlike
    return fill(net, {table[0]: (letters, dim)} | ends, [(letters, hidden)], scale=scale)


@recorded(MODEL)
def test_model_values(student):
    found = {}
    for seq, batch, letters, dim, hidden, layers in [
        (5, 1, 4, 3, 8, 1),
        (6, 3, 7, 2, 5, 1),
        (4, 2, 6, 3, 5, 3),
        (3, 1, 5, 3, 4, 6),
    ]:
        indices = indices_of((seq, batch), letters)
        given = indices.clone()
        net = model_of(student, letters, dim, hidden, layers)
        found[f"the logits, {layers} layers, {batch} texts"] = net(given)
        found[f"the indices afterwards, {layers} layers, {batch} texts"] = torch.equal(given, indices)
    return found


@recorded("EmbeddingRNN(...)")
def test_model_has_weights_and_biases(student):
    for dim, layers in ((3, 1), (3, 3), (3, 6), (5, 2), (3, 17)):
        net = student.EmbeddingRNN(7, dim, 5, layers).eval()
        net(indices_of((2, 2), 7))
        least = 7 * dim + 5 * dim + (2 * layers - 1) * 5 * 5 + layers * 5 + 5 * 7 + 7
        what = "the table, the weights and biases of all layers and of the linear layer"
        check_count(net, f"EmbeddingRNN(7, {dim}, 5, {layers})", least, what)
    return {}


@recorded(MODEL)
def test_model_values_whatever_its_cells_are(student):
    found = {}
    for seq, batch, layers in [(5, 1, 1), (4, 3, 3), (3, 2, 6)]:
        net = student.EmbeddingRNN(7, 3, 5, layers).eval()
        indices = indices_of((seq, batch), 7)
        net(indices)
        fill_evenly(net, 3, 5, layers, others=[(7, 3), (7, 5)], biases=[7])
        rows = net(indices)
        found[f"of {layers} layers and {batch} texts"] = rows
        if rows.requires_grad:
            (rows[-batch:] * numbers(batch, 7, start=1)).sum().backward()
        table = next(value for value in net.parameters() if sorted(value.shape) == [3, 7])
        gradient = table.grad if table.grad is None or table.shape[0] == 7 else table.grad.T
        found[f"the gradient of the table, {layers} layers"] = gradient
        found[f"in training mode, {layers} layers"] = net.train()(indices)
    return found


@recorded(MODEL)
def test_model_large_weights(student):
    return {"the logits": model_of(student, 6, 3, 5, scale=8.0)(indices_of((4, 2), 6))}


@recorded(f"{MODEL} in training mode")
def test_model_mode_of_learning(student):
    net = model_of(student, 6, 3, 5, 2).train()
    return {"first": net(indices_of((4, 2), 6)), "once more": net(indices_of((4, 2), 6))}


@recorded(MODEL)
def test_model_second_call(student):
    net = model_of(student, 6, 3, 5, 2)
    return {"first": net(indices_of((4, 2), 6)), "once more": net(indices_of((4, 2), 6))}


@recorded(f"the gradients of {MODEL}")
def test_model_gradients(student):
    found = {}
    for seq, layers in ((5, 2), (24, 1)):
        net = model_of(student, 6, 3, 5, layers, scale=0.5)
        (net(indices_of((seq, 2), 6))[-2:] * numbers(2, 6)).sum().backward()
        found |= {
            f"of a parameter {tuple(value.shape)}, {seq} steps": value.grad
            for value in net.parameters()
            if value.dim() > 1
        }
        # each letter is read once, so that the row's gradient is that of its step
        net = model_of(student, 24, 3, 5, layers, scale=0.5)
        net(torch.arange(seq).unsqueeze(1))[-1].sum().backward()
        table = next(value for value in net.parameters() if tuple(value.shape) == (24, 3))
        sizes = None if table.grad is None else table.grad.norm(dim=1).clamp(min=1e-30).log()
        found[f"the size of that of each row, {seq} steps"] = sizes
    return found


@recorded("EmbeddingRNN(...)")
def test_model_first_weights(student):
    net = student.EmbeddingRNN(6, 3, 5, 2)
    net(indices_of((4, 2), 6))
    return {"the weights of a layer differ": are_drawn(net)} | settings()


def test_lookup_weight_starts_from_random_values(student):
    weight = student.Embedding(6, 3).weight
    if not isinstance(weight, nn.Parameter):
        raise Mistake("Embedding: weight must be an nn.Parameter", "no-parameter")
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
    [(5, 1, 4, 3, 8, 1), (6, 3, 7, 2, 5, 1), (4, 2, 6, 3, 5, 3), (2, 21, 24, 23, 22, 1)],
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
    if not tables:
        sentence = "the network has no table of the shape (num_embeddings, embedding_dim) = (4, 3)"
        raise Mistake(sentence, "no-table")
    gradient = tables[0].grad
    assert gradient is not None, "the table gets no gradient"
    assert (gradient != 0).any(1).all(), "each letter that was read has a part in the last output"


INPUT = "seq first"  # what `train` is given
TRAIN = "train(net, inputs, labels)"


@recorded(TRAIN)
def test_train_steps(student):
    return loop_on_one_batch(student, INPUT, epochs=3, lr=0.05)


@recorded(TRAIN)
def test_train_a_small_rate(student):
    return loop_on_one_batch(student, INPUT, epochs=4, lr=0.002)


@recorded(TRAIN)
def test_train_a_large_rate(student):
    return loop_on_one_batch(student, INPUT, epochs=33, lr=1.5)


@recorded(TRAIN)
def test_train_where_gradients_are_large(student):
    return loop_on_one_batch(student, INPUT, epochs=24, lr=0.01, net=Table(gain=45.0, scale=0.45))


@recorded(TRAIN)
def test_train_where_gradients_are_small(student):
    return loop_on_one_batch(student, INPUT, epochs=6, lr=0.01, net=Table(sure=8.0), same=True)


@recorded(TRAIN)
def test_train_defaults(student):
    return loop_with_defaults(student, INPUT)


@recorded(TRAIN)
def test_train_goes_on(student):
    return loop_goes_on(student, INPUT)


@recorded(TRAIN)
def test_train_a_second_time(student):
    return loop_twice(student, INPUT)


@recorded(TRAIN)
def test_train_prints_each_epoch(student):
    return lines_on_one_batch(student, INPUT)


@recorded("decode(outputs, idx2char)")
def test_ohlol_is_decoded(student):
    return texts_of(student.decode)


def losses_of(student, net, epochs, lr):
    losses = student.train(net, INPUTS, OHLOL, epochs=epochs, lr=lr)
    assert losses is not None, "train returned None: is a return missing?"
    return [float(loss) for loss in losses]


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
