"""The public tests of attention. Run them with `pytest test_attention.py`, or a part of them with
`pytest test_attention.py -k weights`.

They tell whether you are on the right way. Grading looks closer, with other numbers, sizes and masks.
"""

import math

import pytest
import torch
from _recorded import Mistake, check_shape, fill, recorded
from _recorded import numbers as varied
from _training import are_drawn, settings
from torch import nn
from torch.nn import functional as F

RIGHT = F.scaled_dot_product_attention  # what your results are compared with
NAMES = ("query", "key", "value", "out")
CAUSAL = torch.tensor([[True, False, False], [True, True, False], [True, True, True]])


def numbers(*shape, start=0):
    """Numbers that are the same on every machine; `start` chooses which."""
    places = torch.arange(math.prod(shape)).reshape(shape)
    return 2 * torch.sin(1.7 * places + 0.3 + start)


def same(got, wanted):
    return torch.allclose(got, wanted, atol=1e-4)


@pytest.fixture(autouse=True)
def no_ready_made_attention(monkeypatch):
    """What this assignment builds is out of reach while your code runs."""

    def refusing(name):
        def refuse(*args, **kwargs):
            pytest.fail(f"{name} is not allowed in this assignment", pytrace=False)

        return refuse

    monkeypatch.setattr(F, "scaled_dot_product_attention", refusing("F.scaled_dot_product_attention"))
    monkeypatch.setattr(F, "multi_head_attention_forward", refusing("F.multi_head_attention_forward"))
    monkeypatch.setattr(nn.MultiheadAttention, "__init__", refusing("nn.MultiheadAttention"))


@pytest.mark.parametrize(
    ("front", "queries", "keys", "d"), [((), 3, 5, 4), ((2,), 4, 4, 3), ((2, 3), 1, 4, 2)]
)
def test_weights_shape(student, front, queries, keys, d):
    got = student.attention_weights(numbers(*front, queries, d), numbers(*front, keys, d))
    check_shape(got, (*front, queries, keys), "attention_weights, (..., queries, keys)")


def test_weights_of_a_query_add_up_to_one(student):
    weights = student.attention_weights(numbers(2, 3, 4), numbers(2, 5, 4))
    check_shape(weights, (2, 3, 5), "attention_weights, (..., queries, keys)")
    assert not (weights < 0).any(), "a weight is negative: is the softmax missing?"
    assert same(weights.sum(-1), torch.ones(2, 3)), (
        "the weights of a query, a row, must add up to 1: over which axis does the softmax go?"
    )


def test_weights_are_scaled(student):
    """The scores are 0 and 8: over the root of d = 4 that is 0 and 4."""
    weights = student.attention_weights(
        torch.tensor([[2.0, 2, 2, 2]]), torch.tensor([[1.0, 1, 1, 1], [0, 0, 0, 0]])
    )
    check_shape(weights, (1, 2), "attention_weights, (..., queries, keys)")
    got = weights[0, 0].item()
    assert got != pytest.approx(1 / (1 + math.exp(-8)), abs=1e-5), (
        "the scores must be divided by the root of d"
    )
    assert got != pytest.approx(1 / (1 + math.exp(-2)), abs=1e-5), "divided by d; it must be the root of d"
    assert got == pytest.approx(1 / (1 + math.exp(-4)), abs=1e-5), "the first of two weights is not right"


def test_weights_of_large_scores_are_numbers(student):
    weights = student.attention_weights(1000 * torch.eye(3), torch.eye(3))
    assert torch.isfinite(weights).all(), "exp of a large score is infinite: torch.softmax knows what to do"
    assert same(weights, torch.eye(3))


def test_values_shape(student):
    got = student.attention(numbers(2, 3, 4), numbers(2, 5, 4), numbers(2, 5, 6))
    check_shape(got, (2, 3, 6), "attention, (..., queries, d_v)")


def test_values_of_equal_keys_are_averaged(student):
    values = numbers(5, 2)
    got = student.attention(numbers(3, 4), torch.ones(5, 4), values)
    check_shape(got, (3, 2), "attention, (..., queries, d_v)")
    assert same(got, values.mean(0).expand(3, 2)), (
        "where all keys are equal, the answer is the mean of the values"
    )


def test_values_as_torch_has_them(student):
    q, k, v = numbers(2, 3, 4), numbers(2, 5, 4, start=1), numbers(2, 5, 6, start=2)
    assert same(student.attention(q, k, v), RIGHT(q, k, v)), "attention(queries, keys, values) is not right"


def test_mask_is_causal(student):
    mask = student.causal_mask(3)
    check_shape(mask, (3, 3), "causal_mask(3)")
    assert mask.dtype == torch.bool, f"causal_mask: expected torch.bool, got {mask.dtype}"
    assert not torch.equal(mask, CAUSAL.T), (
        "the mask lets each place see those after it; it may see those before it"
    )
    assert not torch.equal(mask, ~CAUSAL), "the mask is the opposite: True is where a place may look"
    assert torch.equal(mask, CAUSAL), f"causal_mask(3) is\n{mask}"


def test_mask_hides_keys(student):
    weights = student.attention_weights(numbers(2, 3, 4), numbers(2, 3, 4, start=1), CAUSAL)
    check_shape(weights, (2, 3, 3), "attention_weights, (..., queries, keys)")
    assert not (weights[:, CAUSAL] == 0).all(), (
        "the mask is read the other way round: True is where a query may look"
    )
    assert (weights[:, ~CAUSAL] == 0).all(), "a weight where the mask is False is not 0"
    assert same(weights.sum(-1), torch.ones(2, 3)), (
        "the weights that are left must add up to 1: the mask belongs before the softmax"
    )


def test_mask_with_an_axis_for_the_batch(student):
    q, k, v = numbers(2, 3, 4), numbers(2, 5, 4, start=1), numbers(2, 5, 6, start=2)
    mask = torch.tensor(
        [[[True, True, True, False, False]], [[True, True, True, True, True]]]
    )  # (batch, 1, keys)
    assert same(student.attention(q, k, v, mask), RIGHT(q, k, v, attn_mask=mask)), "a mask (batch, 1, keys)"


def test_mask_in_attention(student):
    q, k, v = numbers(3, 4), numbers(3, 4, start=1), numbers(3, 2, start=2)
    other = v.clone()
    other[2] = 100
    got, changed = student.attention(q, k, v, CAUSAL), student.attention(q, k, other, CAUSAL)
    assert same(got[:2], changed[:2]), (
        "the last value has a part in the first answers: does attention use its mask?"
    )
    assert same(got, RIGHT(q, k, v, attn_mask=CAUSAL))


def heads_of(student, d_model, heads):
    """A new MultiHead with known weights, and these, by name."""
    net = student.MultiHead(d_model, heads).eval()
    given = dict(net.named_parameters())
    weights = {}
    for number, name in enumerate(NAMES):
        weights[name] = (0.4 * numbers(d_model, d_model, start=number), numbers(d_model, start=number + 0.5))
        for kind, value in zip(("weight", "bias"), weights[name], strict=True):
            full = f"{name}.{kind}"
            if full not in given:
                has = ", ".join(given) or "none"
                raise Mistake(f"MultiHead has no parameter {full}; it has {has}", "parameter-not-there")
            check_shape(given[full], tuple(value.shape), full)
            with torch.no_grad():
                given[full].copy_(value)
    return net, weights


def right_heads(x, weights, heads, mask=None):
    """What MultiHead gives, head by head."""
    q, k, v = (F.linear(x, *weights[name]).chunk(heads, dim=-1) for name in NAMES[:3])
    pieces = [RIGHT(q[h], k[h], v[h], attn_mask=mask) for h in range(heads)]
    return F.linear(torch.cat(pieces, dim=-1), *weights["out"])


@pytest.mark.parametrize(("batch", "seq", "d_model", "heads"), [(2, 3, 4, 2), (1, 5, 6, 1), (3, 1, 6, 3)])
def test_heads_shape(student, batch, seq, d_model, heads):
    got = student.MultiHead(d_model, heads)(numbers(batch, seq, d_model))
    check_shape(got, (batch, seq, d_model), "MultiHead(...)(x), (batch, seq, d_model)")


@pytest.mark.parametrize("masked", [False, True])
def test_heads_one_head(student, masked):
    """With one head nothing is cut."""
    net, weights = heads_of(student, 4, 1)
    x, mask = numbers(2, 3, 4), CAUSAL if masked else None
    got = net(x, mask) if masked else net(x)
    assert same(got, right_heads(x, weights, 1, mask)), (
        "MultiHead(4, 1) is not out(attention(query, key, value))"
    )


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("heads", [2, 3])
def test_heads_several(student, heads, masked):
    net, weights = heads_of(student, 6, heads)
    x, mask = numbers(2, 3, 6), CAUSAL if masked else None
    got = net(x, mask) if masked else net(x)
    assert same(got, right_heads(x, weights, heads, mask)), (
        "is each head given its own piece of d_model / heads numbers, and its scores divided by the root of that?"
    )


def test_heads_gradient_reaches_every_weight(student):
    net, _ = heads_of(student, 4, 2)
    net(numbers(2, 3, 4)).square().sum().backward()
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None, f"{name} gets no gradient"


MASK = torch.tensor(
    [[True, False, True, True, False], [False, True, True, False, True], [True, True, False, False, False]]
)  # (queries, keys) = (3, 5)


def sizes(d=4):
    """Queries, keys and values of several sizes, each with its name."""
    for front, queries, keys, width, scale in [
        ((), 3, 5, d, 1.5),
        ((2,), 4, 4, 3, 1.5),
        ((2, 3), 1, 6, 5, 1.5),
        ((), 2, 3, 9, 5.0),
        ((3,), 5, 2, 16, 1.0),
    ]:
        q = varied(*front, queries, width, scale=scale)
        k = varied(*front, keys, width, start=1, scale=scale)
        v = varied(*front, keys, 6, start=2)
        yield f"{(*front, queries, keys)}", q, k, v


@recorded("attention_weights(queries, keys)")
def test_weights_numbers(student):
    return {f"the weights {name}": student.attention_weights(q, k) for name, q, k, _ in sizes()} | settings()


@recorded("attention_weights(queries, keys)")
def test_weights_numbers_of_large_scores(student):
    q, k = 60 * varied(3, 4), 60 * varied(5, 4, start=1)
    return {"the weights": student.attention_weights(q, k)}


@recorded("the gradients of attention_weights(queries, keys)")
def test_weights_gradients(student):
    q, k = varied(3, 4).requires_grad_(), varied(5, 4, start=1).requires_grad_()
    (student.attention_weights(q, k) * varied(3, 5, start=2)).sum().backward()
    return {"of the queries": q.grad, "of the keys": k.grad}


@recorded("attention(queries, keys, values)")
def test_values_numbers(student):
    return {f"the result {name}": student.attention(q, k, v) for name, q, k, v in sizes()}


@recorded("the gradients of attention(queries, keys, values)")
def test_values_gradients(student):
    _, *given = next(sizes())
    given = [each.requires_grad_() for each in given]
    (student.attention(*given) * varied(3, 6, start=3)).sum().backward()
    names = "of the queries", "of the keys", "of the values"
    return {name: each.grad for name, each in zip(names, given, strict=True)}


@recorded("causal_mask(seq)")
def test_mask_cells(student):
    return {f"causal_mask({seq})": student.causal_mask(seq) for seq in (1, 2, 5, 12)}


@recorded("attention_weights(queries, keys, mask)")
def test_mask_numbers(student):
    found = {}
    for scale in (1.0, 30.0):
        q, k = varied(3, 4, scale=scale), varied(5, 4, start=1, scale=scale)
        found[f"the weights, numbers up to {scale}"] = student.attention_weights(q, k, MASK)
    q, k = 20 * varied(3, 4).abs(), -20 * varied(5, 4, start=1).abs()
    found["the weights, all scores negative"] = student.attention_weights(q, k, MASK)
    q, k = varied(2, 3, 4), varied(2, 5, 4, start=1)
    masks = torch.stack([MASK, ~MASK])
    found["the weights of a batch"] = student.attention_weights(q, k, masks)
    found["the mask afterwards"] = torch.equal(masks, torch.stack([MASK, ~MASK]))
    return found


@recorded("attention(queries, keys, values, mask)")
def test_mask_in_the_result(student):
    q, k, v = varied(2, 3, 4), varied(2, 5, 4, start=1), varied(2, 5, 6, start=2)
    return {
        "the result": student.attention(q, k, v, MASK),
        "of a mask (batch, 1, keys)": student.attention(q, k, v, MASK[:2, None]),
    }


def known_heads(student, d_model, heads):
    """A new MultiHead with weights that are the same on every machine."""
    ends = {}
    for name in NAMES:
        ends |= {f"{name}.weight": (d_model, d_model), f"{name}.bias": (d_model,)}
    return fill(student.MultiHead(d_model, heads).eval(), ends, scale=0.8)


@recorded("MultiHead(...)(x)")
def test_heads_numbers(student):
    return {
        f"of {heads} heads": known_heads(student, d_model, heads)(varied(2, seq, d_model))
        for d_model, heads, seq in [(6, 2, 3), (6, 3, 4), (4, 1, 3), (8, 4, 1), (8, 4, 5)]
    }


@recorded("MultiHead(...)(x, mask)")
def test_heads_numbers_where_some_are_hidden(student):
    net = known_heads(student, 6, 3)
    return {f"mask {n}": net(varied(2, 3, 6), mask) for n, mask in enumerate([MASK[:, :3], CAUSAL, CAUSAL.T])}


@recorded("MultiHead(...)(x) in training mode")
def test_heads_mode_of_learning(student):
    net = known_heads(student, 6, 3).train()
    return {"first": net(varied(2, 3, 6)), "once more": net(varied(2, 3, 6))}


@recorded("the gradients of MultiHead(...)(x)")
def test_heads_gradients(student):
    net, x = known_heads(student, 6, 3), varied(2, 3, 6).requires_grad_()
    (net(x) * varied(2, 3, 6, start=1)).sum().backward()
    named = [
        (name, value) for name, value in net.named_parameters() if name != "key.bias"
    ]  # it is 0, or nearly
    return {f"of {name}": value.grad for name, value in named} | {"of x": x.grad}


@recorded("MultiHead(...)")
def test_heads_first_numbers(student):
    net = student.MultiHead(6, 2)
    net(varied(2, 3, 6))
    return {"the weights of a layer differ": are_drawn(net)} | settings()
