"""The public tests of transformer. Run them with `pytest test_transformer.py`, or a part of them with
`pytest test_transformer.py -k block`.

They tell whether you are on the right way. Grading looks closer, with other weights, sizes and words.
"""

import contextlib
import io
import math

import pytest
import torch
from _recorded import Mistake, check_shape, fill, recorded
from _recorded import numbers as varied
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
INPUTS = HELLO.unsqueeze(0)  # (batch, seq) = (1, 5)
HEADS = ("query", "key", "value", "out")


def numbers(*shape, start=0):
    """Numbers that are the same on every machine; `start` chooses which."""
    places = torch.arange(math.prod(shape)).reshape(shape)
    return torch.sin(1.7 * places + 0.3 + start)


def same(got, wanted):
    return torch.allclose(got, wanted, atol=1e-4)


def causal(seq):
    return torch.ones(seq, seq, dtype=torch.bool).tril()


@pytest.fixture(autouse=True)
def no_ready_made_block(monkeypatch):
    """nn.TransformerEncoderLayer is what this assignment builds, so it is out of reach while your code runs."""

    def refuse(*args, **kwargs):
        pytest.fail("nn.TransformerEncoderLayer is not allowed in this assignment", pytrace=False)

    monkeypatch.setattr(nn.TransformerEncoderLayer, "__init__", refuse)


def block_shapes(d):
    """The shape of each parameter of a Block, by name."""
    shapes = {}
    for norm in ("norm1", "norm2"):
        shapes[f"{norm}.weight"] = shapes[f"{norm}.bias"] = (d,)
    for name in HEADS:
        shapes[f"attention.{name}.weight"], shapes[f"attention.{name}.bias"] = (d, d), (d,)
    shapes |= {"up.weight": (4 * d, d), "up.bias": (4 * d,), "down.weight": (d, 4 * d), "down.bias": (d,)}
    return shapes


def known_weights(net, shapes, start=0):
    """Gives a network weights that are the same on every machine, by name; returns them."""
    given = dict(net.named_parameters())
    weights = {}
    for number, (name, shape) in enumerate(shapes.items()):
        if name not in given:
            has = ", ".join(given) or "none"
            is_first_there = name.replace(".1.", ".0.") in given
            code = "parameter-of-first-alone" if is_first_there else "parameter-not-there"
            raise Mistake(f"{type(net).__name__} has no parameter {name}; it has {has}", code)
        check_shape(given[name], shape, name)
        weights[name] = 0.6 * numbers(*shape, start=start + number)
        with torch.no_grad():
            given[name].copy_(weights[name])
    return weights


def clear(net, weights, *names):
    """Makes the weights of these parts zero, here and in the network."""
    given = dict(net.named_parameters())
    for name in weights:
        if name.startswith(names):
            weights[name].zero_()
            with torch.no_grad():
                given[name].zero_()


def part(weights, name):
    """The weights of a part, without its name: query.weight of attention.query.weight."""
    return {key[len(name) + 1 :]: value for key, value in weights.items() if key.startswith(f"{name}.")}


def right_heads(x, weights, heads, mask):
    """What MultiHead gives, head by head."""
    q, k, v = (F.linear(x, *part(weights, name).values()).chunk(heads, dim=-1) for name in HEADS[:3])
    pieces = [F.scaled_dot_product_attention(q[h], k[h], v[h], attn_mask=mask) for h in range(heads)]
    return F.linear(torch.cat(pieces, dim=-1), *part(weights, "out").values())


def right_block(x, weights, heads, mask):
    """What Block gives."""
    d = x.shape[-1:]
    inner = F.layer_norm(x, d, *part(weights, "norm1").values())
    x = x + right_heads(inner, part(weights, "attention"), heads, mask)
    inner = F.linear(F.layer_norm(x, d, *part(weights, "norm2").values()), *part(weights, "up").values())
    return x + F.linear(torch.relu(inner), *part(weights, "down").values())


@pytest.mark.parametrize(
    ("batch", "seq", "d_model", "heads"), [(2, 3, 4, 2), (1, 5, 6, 1), (3, 1, 6, 3), (17, 18, 34, 17)]
)
def test_block_shape(student, batch, seq, d_model, heads):
    got = student.Block(d_model, heads)(numbers(batch, seq, d_model))
    check_shape(got, (batch, seq, d_model), "Block(...)(x), (batch, seq, d_model)")


def test_block_parameters(student):
    known_weights(student.Block(6, 2), block_shapes(6))


@pytest.mark.parametrize("masked", [False, True])
def test_block_heads(student, masked):
    net = student.MultiHead(6, 2).eval()
    weights = known_weights(net, part(block_shapes(6), "attention"))
    x, mask = numbers(2, 4, 6), causal(4) if masked else None
    got = net(x, mask) if masked else net(x)
    assert same(got, right_heads(x, weights, 2, mask)), "MultiHead is not that of the assignment on attention"


def test_block_leaves_a_way_around(student):
    """With down and out zero, both parts add nothing."""
    net = student.Block(4, 2).eval()
    clear(net, known_weights(net, block_shapes(4)), "attention.out.", "down.")
    x = numbers(2, 3, 4)
    assert same(net(x), x), (
        "where both parts add 0, x must come out as it went in: pre-norm, with a way around"
    )


def test_block_adds_attention(student):
    """With down zero, the second part adds nothing."""
    net = student.Block(4, 2).eval()
    weights = known_weights(net, block_shapes(4))
    clear(net, weights, "down.")
    x = numbers(2, 3, 4)
    assert same(net(x, causal(3)), right_block(x, weights, 2, causal(3))), (
        "x + attention(norm1(x), mask) is not right"
    )


@pytest.mark.parametrize("masked", [False, True])
def test_block_as_a_whole(student, masked):
    net = student.Block(6, 3).eval()
    weights = known_weights(net, block_shapes(6))
    x, mask = numbers(2, 4, 6), causal(4) if masked else None
    got = net(x, mask) if masked else net(x)
    assert same(got, right_block(x, weights, 3, mask)), "the block's two equations are not both right"


def model_shapes(letters, d, layers, max_seq):
    """The shape of each parameter of a CharTransformer, by name."""
    shapes = {"token.weight": (letters, d), "position.weight": (max_seq, d)}
    for number in range(layers):
        shapes |= {f"blocks.{number}.{name}": shape for name, shape in block_shapes(d).items()}
    return shapes | {
        "norm.weight": (d,),
        "norm.bias": (d,),
        "head.weight": (letters, d),
        "head.bias": (letters,),
    }


def block_of(student, d, heads):
    """A new Block with weights that are the same on every machine."""
    return fill(student.Block(d, heads).eval(), block_shapes(d), scale=0.8)


@recorded("Block(...)(x)")
def test_block_values(student):
    return {
        f"of {heads} heads, {seq} places": block_of(student, d, heads)(varied(2, seq, d))
        for d, heads, seq in [(6, 3, 4), (4, 2, 3), (8, 4, 1)]
    }


@recorded("Block(...)(x, mask)")
def test_block_values_with_a_mask(student):
    net = block_of(student, 6, 3)
    mask = torch.tensor([[True, False, True], [False, True, True], [True, True, False]])
    return {"causal": net(varied(2, 3, 6), causal(3)), "another": net(varied(2, 3, 6), mask)}


@recorded("Block(...)(x)")
def test_block_values_of_small_inputs(student):
    return {"of numbers up to 0.003": block_of(student, 6, 3)(varied(2, 4, 6, scale=0.003))}


@recorded("MultiHead(...)(x, mask)")
def test_block_values_of_heads(student):
    shapes = {name[10:]: shape for name, shape in block_shapes(6).items() if name.startswith("attention.")}
    net = fill(student.MultiHead(6, 3).eval(), shapes, scale=0.8)
    mask = torch.tensor([[True, False, True], [False, True, True], [True, True, False]])
    return {"without a mask": net(varied(2, 3, 6)), "with one": net(varied(2, 3, 6), mask)}


@recorded("Block(...)(x) in training mode")
def test_block_mode_of_learning(student):
    net = block_of(student, 6, 3).train()
    return {"first": net(varied(2, 3, 6)), "once more": net(varied(2, 3, 6))}


@recorded("the gradients of Block(...)(x)")
def test_block_gradients(student):
    net, x = block_of(student, 6, 3), varied(2, 3, 6).requires_grad_()
    (net(x, causal(3)) * varied(2, 3, 6, start=1)).sum().backward()
    named = [(name, value) for name, value in net.named_parameters() if not name.endswith("key.bias")]
    return {f"of {name}": value.grad for name, value in named} | {"of x": x.grad}


MODEL = "CharTransformer(...)(indices)"


def model_of(student, letters=4, d=8, heads=2, layers=1, most=8):
    """A new CharTransformer with weights that are the same on every machine."""
    net = student.CharTransformer(letters, d, heads, layers, most).eval()
    return fill(net, model_shapes(letters, d, layers, most), scale=0.8)


def letters_of(batch, seq, letters):
    return (3 * torch.arange(batch * seq) + torch.arange(batch * seq) // 4).reshape(batch, seq) % letters


@recorded(MODEL)
def test_model_values(student):
    found = {}
    for batch, seq, letters, d, heads, layers, most in [
        (1, 5, 4, 8, 2, 1, 8),
        (3, 4, 6, 6, 3, 3, 4),
        (2, 2, 3, 4, 1, 2, 5),
        (2, 1, 5, 4, 2, 1, 3),
    ]:
        net, indices = model_of(student, letters, d, heads, layers, most), letters_of(batch, seq, letters)
        given = indices.clone()
        found[f"the logits of {batch} texts of {seq} letters"] = net(given)
        found[f"these {batch} texts afterwards"] = torch.equal(given, indices)
    return found


@recorded(f"{MODEL} in training mode")
def test_model_mode_of_learning(student):
    net = model_of(student).train()
    return {"first": net(letters_of(2, 5, 4)), "once more": net(letters_of(2, 5, 4))}


@recorded(f"the gradients of {MODEL}")
def test_model_gradients(student):
    net = model_of(student, layers=2)
    (net(letters_of(2, 5, 4)) * varied(10, 4)).sum().backward()
    named = [(name, value) for name, value in net.named_parameters() if not name.endswith("key.bias")]
    return {f"of {name}": value.grad for name, value in named}


@recorded(MODEL)
def test_model_of_many_blocks(student):
    net = model_of(student, d=4, layers=12)
    rows = net(letters_of(2, 3, 4))
    (rows * varied(6, 4)).sum().backward()
    named = [(name, value) for name, value in net.named_parameters() if not name.endswith("key.bias")]
    without = sum(value.grad is None for _, value in named)
    return {"the logits": rows, "the number of parameters without a gradient": without}


@recorded("CharTransformer(...)")
def test_model_first_weights(student):
    net = student.CharTransformer(4, 8, 2, 2, 8)
    net(letters_of(2, 5, 4))
    return {"the weights of a layer differ": are_drawn(net)} | settings()


def known_model(student, start=0):
    net = student.CharTransformer(4, 8, 2, 1, 8).eval()
    return net, known_weights(net, model_shapes(4, 8, 1, 8), start)


@pytest.mark.parametrize(
    ("batch", "seq", "letters", "d_model", "heads", "layers", "max_seq"),
    [(1, 5, 4, 8, 2, 1, 8), (3, 4, 6, 6, 3, 2, 4), (17, 18, 19, 34, 17, 1, 18)],
)
def test_model_output_shape(student, batch, seq, letters, d_model, heads, layers, max_seq):
    net = student.CharTransformer(letters, d_model, heads, layers, max_seq)
    rows = net(torch.arange(batch * seq).reshape(batch, seq) % letters)
    check_shape(rows, (batch * seq, letters), "CharTransformer(...)(indices), (batch * seq, num_embeddings)")


def test_model_parameters(student):
    known_weights(student.CharTransformer(5, 6, 2, 12, 7), model_shapes(5, 6, 12, 7))


def test_model_gives_logits(student):
    rows = known_model(student)[0](INPUTS)
    ones = torch.ones(5)
    assert not same(rows.sum(1), ones), "forward ends in softmax: the logits are wanted"
    assert not same(rows.exp().sum(1), ones), "forward ends in log_softmax: the logits are wanted"


def test_model_rows_come_word_by_word(student):
    net, _ = known_model(student)
    words = torch.stack([HELLO, OHLOL])  # (batch, seq) = (2, 5)
    rows = net(words)
    check_shape(rows, (10, 4), "CharTransformer(...)(indices)")
    for number in range(2):
        alone = net(words[number : number + 1])
        assert same(rows[5 * number : 5 * number + 5], alone), (
            "rows 0 to 4 belong to word 1, rows 5 to 9 to word 2"
        )


def test_model_does_not_look_ahead(student):
    net, _ = known_model(student)
    other = INPUTS.clone()
    other[0, 3] = 0
    change = (net(INPUTS) - net(other)).abs().amax(1)  # (seq,)
    assert (change[:3] < 1e-5).all(), (
        "an answer depends on a later letter: does each block get the causal mask?"
    )
    assert change[4] > 1e-5, "an answer must depend on the letters before it"


def test_model_knows_the_places(student):
    """The same letter everywhere: only its place can make a difference."""
    rows = known_model(student)[0](torch.full((1, 4), 2))
    assert not same(rows[0], rows[1]), (
        "the answer to a letter does not depend on its place: is position added?"
    )


def test_model_as_a_whole(student):
    net, weights = known_model(student)
    x = weights["token.weight"][HELLO] + weights["position.weight"][:5]
    x = right_block(x.unsqueeze(0), part(weights, "blocks.0"), 2, causal(5))
    x = F.layer_norm(x, (8,), *part(weights, "norm").values())
    wanted = F.linear(x, *part(weights, "head").values())[0]
    assert same(net(INPUTS), wanted), "token + position -> blocks -> norm -> head: one of them is not right"


INPUT = "batch first"  # what `train` is given
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
        net, _ = known_model(student, start)
        with contextlib.redirect_stdout(io.StringIO()):  # a hundred lines would hide the message below
            losses = losses_of(student, net, epochs=100, lr=0.05)
        assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"
        texts.append("".join(IDX2CHAR[index] for index in net.eval()(INPUTS).argmax(1).tolist()))
        if texts[-1] == "ohlol":
            return
    pytest.fail(f"after 100 epochs hello reads {', '.join(dict.fromkeys(texts))}, never ohlol", pytrace=False)
