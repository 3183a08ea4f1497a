# %% attention-weights
import torch
from torch.nn import functional as F
torch.manual_seed(0)
for q_shape, k_shape in [((3, 4), (5, 4)), ((2, 6, 4), (2, 3, 4)), ((2, 3, 1, 8), (2, 3, 7, 8)), ((1, 1), (1, 1))]:
    q, k = torch.randn(q_shape), torch.randn(k_shape)
    q_before, k_before = q.clone(), k.clone()
    w = attention_weights(q, k)
    assert w.shape == (*q_shape[:-1], k_shape[-2]), "attention_weights has a wrong shape"
    assert torch.allclose(w.sum(-1), torch.ones(q_shape[:-1])), "each row must add up to 1"
    expected = torch.softmax(q @ k.transpose(-2, -1) / q_shape[-1] ** 0.5, dim=-1)
    assert torch.allclose(w, expected, atol=1e-5), "wrong weights"
    assert torch.equal(q, q_before) and torch.equal(k, k_before), "the arguments are changed"
# large scores
q = torch.tensor([[1000.0, 0.0], [0.0, -1000.0]])
k = torch.tensor([[2**0.5, 0.0], [0.0, 2**0.5], [-(2**0.5), 1.0]])
w = attention_weights(q, k)
assert torch.isfinite(w).all(), "scores of 1000 must give finite weights"
assert torch.allclose(w, torch.softmax(q @ k.T / 2**0.5, dim=-1), atol=1e-5)
# gradients come through
q, k = torch.randn(3, 4, requires_grad=True), torch.randn(5, 4, requires_grad=True)
attention_weights(q, k)[:, 0].sum().backward()
assert q.grad is not None and k.grad is not None and q.grad.abs().sum() > 0
# None is the same as nothing
assert torch.equal(attention_weights(q, k, None), attention_weights(q, k))

# %% attention-values
import torch
from unittest import mock
from torch.nn import functional as F
torch.manual_seed(1)
for front, n_q, n_k, d, d_v in [((), 3, 5, 4, 2), ((2,), 4, 4, 8, 8), ((2, 3), 6, 2, 4, 7), ((1,), 1, 1, 1, 1)]:
    q, k, v = torch.randn(*front, n_q, d), torch.randn(*front, n_k, d), torch.randn(*front, n_k, d_v)
    q_before, k_before, v_before = q.clone(), k.clone(), v.clone()
    expected = torch.softmax(q @ k.transpose(-2, -1) / d**0.5, dim=-1) @ v
    with mock.patch.object(F, "scaled_dot_product_attention", side_effect=AssertionError("not allowed here")):
        o = attention(q, k, v)
    assert o.shape == (*front, n_q, d_v), "attention has a wrong shape"
    assert torch.allclose(o, expected, atol=1e-5), "wrong mean of the values"
    assert torch.allclose(o, F.scaled_dot_product_attention(q, k, v), atol=1e-5)
    assert torch.equal(q, q_before) and torch.equal(k, k_before) and torch.equal(v, v_before)
# queries of zeros: the plain mean
assert torch.allclose(attention(torch.zeros(2, 4), torch.randn(5, 4), v := torch.randn(5, 3)), v.mean(0).expand(2, 3), atol=1e-5)
# gradients as torch's
a = [torch.randn(2, 3, 4, requires_grad=True) for _ in range(3)]
b = [t.detach().clone().requires_grad_() for t in a]
g = torch.randn(2, 3, 4)
(attention(*a) * g).sum().backward()
(F.scaled_dot_product_attention(*b) * g).sum().backward()
for s, t in zip(a, b):
    assert torch.allclose(s.grad, t.grad, atol=1e-5), "wrong gradient"

# %% attention-mask
import torch
from torch.nn import functional as F
for n in (1, 2, 4, 7):
    m = causal_mask(n)
    assert m.shape == (n, n) and m.dtype == torch.bool, "causal_mask must be bool (seq, seq)"
    assert torch.equal(m, torch.tensor([[j <= i for j in range(n)] for i in range(n)])), "wrong causal mask"
torch.manual_seed(2)
q, k, v = torch.randn(2, 5, 4), torch.randn(2, 5, 4), torch.randn(2, 5, 3)
some = torch.rand(5, 5) > 0.5
some[:, 2] = True
each = torch.rand(2, 5, 5) > 0.5
each[..., 1] = True
padding = torch.tensor([[[True, True, True, False, False]], [[True, True, True, True, False]]])  # (batch, 1, keys)
alone = torch.eye(5, dtype=torch.bool)
for m in (causal_mask(5), some, each, padding, alone, torch.ones(5, 5, dtype=torch.bool)):
    before = m.clone()
    w, o = attention_weights(q, k, m), attention(q, k, v, m)
    assert torch.equal(m, before), "the mask is changed"
    assert w.shape == (2, 5, 5) and o.shape == (2, 5, 3)
    assert (w[~m.expand(2, 5, 5)] == 0).all(), "a key that is masked must get weight 0"
    assert torch.allclose(w.sum(-1), torch.ones(2, 5)), "the rows of masked weights must still add up to 1"
    assert torch.allclose(o, F.scaled_dot_product_attention(q, k, v, attn_mask=m), atol=1e-5)
    assert torch.allclose(w @ v, o, atol=1e-5)
assert torch.allclose(attention_weights(q, k, mask=alone), torch.eye(5).expand(2, 5, 5))
assert torch.allclose(attention(q, k, v, mask=None), F.scaled_dot_product_attention(q, k, v), atol=1e-5)
# heads in front, other number of keys, and no axes in front
q, k = torch.randn(2, 3, 4, 6), torch.randn(2, 3, 7, 6)
m = torch.ones(2, 1, 1, 7, dtype=torch.bool)
m[0, ..., 5:] = False
w = attention_weights(q, k, m)
assert w.shape == (2, 3, 4, 7) and (w[0, ..., 5:] == 0).all() and (w[1] > 0).all()
w = attention_weights(q[0, 0], k[0, 0, :4], causal_mask(4))
assert torch.equal(w.triu(1), torch.zeros(4, 4)) and w[0, 0] == 1
# a masked key with a very large score
w = attention_weights(torch.tensor([[1000.0]]), torch.tensor([[1.0], [-1.0], [-1.0]]), torch.tensor([[False, True, True]]))
assert torch.allclose(w, torch.tensor([[0.0, 0.5, 0.5]])), "mask before the softmax, not after it"

# %% attention-heads
import torch
from torch import nn
torch.manual_seed(3)
for d_model, heads, batch, seq in [(8, 2, 3, 5), (6, 3, 1, 4), (4, 1, 2, 3), (4, 4, 2, 1)]:
    net = MultiHead(d_model, heads)
    assert {n for n, _ in net.named_parameters()} == {f"{l}.{p}" for l in ("query", "key", "value", "out") for p in ("weight", "bias")}
    for layer in (net.query, net.key, net.value, net.out):
        assert isinstance(layer, nn.Linear) and layer.weight.shape == (d_model, d_model)
    ref = nn.MultiheadAttention(d_model, heads, batch_first=True)
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(torch.randn_like(p))
        ref.in_proj_weight.copy_(torch.cat([net.query.weight, net.key.weight, net.value.weight]))
        ref.in_proj_bias.copy_(torch.cat([net.query.bias, net.key.bias, net.value.bias]))
        ref.out_proj.weight.copy_(net.out.weight)
        ref.out_proj.bias.copy_(net.out.bias)
    for mask in (None, torch.ones(seq, seq, dtype=torch.bool).tril(), torch.eye(seq, dtype=torch.bool)):
        x = torch.randn(batch, seq, d_model, requires_grad=True)
        y = net(x, mask)
        assert y.shape == (batch, seq, d_model), "MultiHead has a wrong shape"
        not_allowed = None if mask is None else ~mask
        expected = ref(x, x, x, attn_mask=not_allowed, need_weights=False)[0]
        assert torch.allclose(y, expected, rtol=1e-4, atol=1e-4), "MultiHead differs from nn.MultiheadAttention"
    assert torch.allclose(net(x), net(x, mask=None))
    assert torch.allclose(net(x)[:1], net(x[:1]), atol=1e-4), "the sequences of a batch must not mix"
    net(x).square().sum().backward()
    assert all(p.grad is not None for p in net.parameters()), "a layer gets no gradient"
assert not any(isinstance(m, nn.MultiheadAttention) for m in net.modules()), "nn.MultiheadAttention is not allowed"
