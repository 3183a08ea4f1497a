# %% transformer-block
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
from torch import nn
torch.manual_seed(0)
# MultiHead
for d_model, heads, batch, seq in [(8, 2, 3, 5), (6, 3, 1, 4), (4, 1, 2, 1)]:
    net_ = MultiHead(d_model, heads)
    assert {n for n, _ in net_.named_parameters()} == {f"{l}.{p}" for l in ("query", "key", "value", "out") for p in ("weight", "bias")}
    ref = nn.MultiheadAttention(d_model, heads, batch_first=True)
    with torch.no_grad():
        for p in net_.parameters():
            p.copy_(torch.randn_like(p))
        ref.in_proj_weight.copy_(torch.cat([net_.query.weight, net_.key.weight, net_.value.weight]))
        ref.in_proj_bias.copy_(torch.cat([net_.query.bias, net_.key.bias, net_.value.bias]))
        ref.out_proj.weight.copy_(net_.out.weight)
        ref.out_proj.bias.copy_(net_.out.bias)
    x = torch.randn(batch, seq, d_model)
    for mask in (None, torch.ones(seq, seq, dtype=torch.bool).tril()):
        expected = ref(x, x, x, attn_mask=None if mask is None else ~mask, need_weights=False)[0]
        assert torch.allclose(net_(x, mask), expected, rtol=1e-4, atol=1e-4), "MultiHead is wrong"
# Block
for d_model, heads, batch, seq in [(8, 2, 3, 5), (12, 4, 1, 4), (4, 1, 2, 1)]:
    block = Block(d_model, heads)
    names = {f"{l}.{p}" for l in ("norm1", "norm2", "up", "down") for p in ("weight", "bias")}
    names |= {f"attention.{l}.{p}" for l in ("query", "key", "value", "out") for p in ("weight", "bias")}
    assert {n for n, _ in block.named_parameters()} == names, "the parameters have wrong names"
    assert isinstance(block.norm1, nn.LayerNorm) and isinstance(block.norm2, nn.LayerNorm) and isinstance(block.attention, MultiHead)
    assert block.up.weight.shape == (4 * d_model, d_model) and block.down.weight.shape == (d_model, 4 * d_model)
    assert not any(isinstance(m, (nn.TransformerEncoderLayer, nn.MultiheadAttention)) for m in block.modules()), "not allowed"
    ref = nn.TransformerEncoderLayer(d_model, heads, 4 * d_model, dropout=0.0, batch_first=True, norm_first=True)
    with torch.no_grad():
        for p in block.parameters():
            p.copy_(torch.randn_like(p))
        a = block.attention
        ref.self_attn.in_proj_weight.copy_(torch.cat([a.query.weight, a.key.weight, a.value.weight]))
        ref.self_attn.in_proj_bias.copy_(torch.cat([a.query.bias, a.key.bias, a.value.bias]))
        ref.self_attn.out_proj.load_state_dict(a.out.state_dict())
        ref.norm1.load_state_dict(block.norm1.state_dict())
        ref.norm2.load_state_dict(block.norm2.state_dict())
        ref.linear1.load_state_dict(block.up.state_dict())
        ref.linear2.load_state_dict(block.down.state_dict())
    for mask in (None, torch.ones(seq, seq, dtype=torch.bool).tril(), torch.eye(seq, dtype=torch.bool)):
        x = torch.randn(batch, seq, d_model)
        before = x.clone()
        y = block(x, mask)
        assert y.shape == x.shape, "Block returns a wrong shape"
        assert torch.allclose(y, ref(x, None if mask is None else ~mask), rtol=1e-3, atol=1e-3), "Block differs from a pre-norm layer"
        assert torch.equal(x, before), "the input is changed"
    assert torch.allclose(block(x), block(x, None), atol=1e-4)
    block(x).square().sum().backward()
    assert all(p.grad is not None for p in block.parameters())

# %% transformer-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
import torch
from torch import nn
from torch.nn import functional as F
torch.manual_seed(1)
for n, d_model, heads, layers, max_seq, batch, seq in [(4, 8, 2, 1, 8, 1, 5), (6, 6, 3, 2, 7, 3, 7), (5, 4, 1, 3, 4, 2, 1)]:
    net_ = CharTransformer(n, d_model, heads, layers, max_seq)
    assert net_.token.weight.shape == (n, d_model) and net_.position.weight.shape == (max_seq, d_model)
    assert len(net_.blocks) == layers and all(isinstance(b, Block) for b in net_.blocks), "wrong blocks"
    assert isinstance(net_.norm, nn.LayerNorm) and net_.head.weight.shape == (n, d_model) and net_.head.bias.shape == (n,)
    size = sum(p.numel() for p in Block(d_model, heads).parameters()) * layers + (n + max_seq) * d_model + 2 * d_model + (d_model + 1) * n
    assert sum(p.numel() for p in net_.parameters()) == size, "wrong number of weights"
    with torch.no_grad():
        for p in net_.parameters():
            p.copy_(torch.randn_like(p) * 0.7)
    indices = torch.randint(n, (batch, seq))
    before = indices.clone()
    y = net_(indices)
    assert y.shape == (batch * seq, n), "CharTransformer returns a wrong shape"
    assert torch.equal(indices, before)
    # written out
    x = net_.token.weight[indices] + net_.position.weight[:seq]
    for block in net_.blocks:
        h = F.layer_norm(x, (d_model,), block.norm1.weight, block.norm1.bias)
        a = block.attention
        q, k, v = (l(h).view(batch, seq, heads, -1).transpose(1, 2) for l in (a.query, a.key, a.value))
        x = x + a.out(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(batch, seq, d_model))
        h = F.layer_norm(x, (d_model,), block.norm2.weight, block.norm2.bias)
        x = x + block.down(F.relu(block.up(h)))
    expected = net_.head(F.layer_norm(x, (d_model,), net_.norm.weight, net_.norm.bias)).reshape(batch * seq, n)
    assert torch.allclose(y, expected, rtol=1e-3, atol=1e-3), "wrong logits"
    # causal
    if seq > 1:
        other = indices.clone()
        other[:, -1] = (other[:, -1] + 1) % n
        changed = (net_(other) - y).view(batch, seq, n).abs().amax(dim=2)
        assert (changed[:, :-1] < 1e-4).all(), "an answer depends on a later letter"
        assert (changed[:, -1] > 1e-4).all()
        # the same letter at two places
        same = net_(torch.zeros(1, seq, dtype=torch.long))
        assert not torch.allclose(same[0], same[1], atol=1e-4), "the places are not told apart"
    # one word alone, and a shorter one
    assert torch.allclose(net_(indices[:1]), y[:seq], atol=1e-3), "the words of a batch must not mix"
    assert torch.allclose(net_(indices[:, :1]), y.view(batch, seq, n)[:, 0], atol=1e-3), "seq may be 1"
    net_(indices).square().sum().backward()
    assert all(p.grad is not None for p in net_.parameters())

# %% transformer-train
import contextlib
import copy
import io
import numbers
import re
import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]

class _Net(nn.Module):
    """Reads indices."""
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(4, 5)
        self.rnn = nn.RNN(5, 6, batch_first=True)
        self.linear = nn.Linear(6, 4)

    def forward(self, indices):
        return self.linear(self.rnn(self.table(indices))[0]).flatten(0, 1)


torch.manual_seed(11)
for inputs_, labels_, epochs, lr in [
    (torch.tensor([[1, 0, 2, 2, 3]]), torch.tensor([3, 1, 2, 3, 2]), 12, 0.05),
    (torch.tensor([[1, 0, 2, 2, 3]]), torch.tensor([3, 1, 2, 3, 2]), 1, 0.01),
    (torch.randint(4, (3, 5)), torch.randint(4, (15,)), 6, 0.005),
]:
    net_ = _Net()
    ref = copy.deepcopy(net_)
    inputs_before, labels_before = inputs_.clone(), labels_.clone()
    with contextlib.redirect_stdout(io.StringIO()) as out:
        losses_ = train(net_, inputs_, labels_, epochs=epochs, lr=lr)
    optimizer, expected, texts = torch.optim.Adam(ref.parameters(), lr=lr), [], []
    for _ in range(epochs):
        optimizer.zero_grad()
        outputs_ = ref(inputs_)
        loss = F.cross_entropy(outputs_, labels_)
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
        texts.append("".join(idx2char[i] for i in outputs_.argmax(dim=1).tolist()))
    assert isinstance(losses_, list) and len(losses_) == epochs, "train must return a list with the loss of each epoch"
    assert all(isinstance(l, numbers.Real) for l in losses_), "the losses must be plain numbers"
    assert torch.allclose(torch.tensor(losses_), torch.tensor(expected), atol=1e-3), "the losses are not those of Adam on the cross-entropy"
    for p, q in zip(net_.parameters(), ref.parameters()):
        assert torch.allclose(p, q, atol=1e-3), "wrong weights after training"
    lines = [l for l in out.getvalue().splitlines() if l.strip()]
    assert len(lines) == epochs, "one line must be printed in each epoch"
    for epoch, (line, value, text) in enumerate(zip(lines, expected, texts)):
        match = re.fullmatch(r"Epoch (\d+)/(\d+), Loss (\d+\.\d{4}): (.*)", line.strip())
        assert match, f"the line {line!r} has a wrong form"
        assert (int(match[1]), int(match[2])) == (epoch, epochs - 1), "wrong epoch printed"
        assert abs(float(match[3]) - value) < 1e-3 and match[4] == text, "wrong loss or text printed"
    assert torch.equal(inputs_, inputs_before) and torch.equal(labels_, labels_before), "the data is changed"
# with the student's own network
torch.manual_seed(2)
with contextlib.redirect_stdout(io.StringIO()):
    losses_ = train(CharTransformer(4, 8, 2, 1, 8), torch.tensor([[1, 0, 2, 2, 3]]), torch.tensor([3, 1, 2, 3, 2]), epochs=15)
assert len(losses_) == 15 and losses_[-1] < losses_[0], "the loss does not fall"

# %% transformer-ohlol
import contextlib
import io
import torch
torch.manual_seed(12)
idx2char = ["e", "h", "l", "o"]
# decode
outputs_ = torch.tensor([[0.1, 0.9, 0.0, 0.0], [-1.0, -2.0, -3.0, -4.0], [0.0, 0.0, 5.0, 4.9], [-9.0, -8.0, -7.0, -6.0]])
before = outputs_.clone()
text = decode(outputs_, idx2char)
assert isinstance(text, str), "decode must return a string"
assert text == "helo", f"decode reads {text!r}, not 'helo'"
assert torch.equal(outputs_, before), "decode changes the outputs"
assert decode(torch.eye(4)[[1, 0, 2, 2, 3]], idx2char) == "hello"
assert decode(torch.tensor([[0.0, 0.0, 0.0, 1.0]]), idx2char) == "o"  # one step
assert decode(torch.randn(3, 1), ["x"]) == "xxx"  # one class
scores = torch.randn(20, 6, requires_grad=True)
assert decode(scores, list("abcdef")) == "".join("abcdef"[i] for i in scores.argmax(dim=1).tolist()), "other characters"
# hello becomes ohlol
ohlol_ = torch.tensor([3, 1, 2, 3, 2])
inputs_ = torch.tensor([[1, 0, 2, 2, 3]])
texts = []
for seed in range(3):
    torch.manual_seed(seed)
    net_ = CharTransformer(num_embeddings=4, d_model=8, heads=2, num_layers=1, max_seq=8)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        losses_ = train(net_, inputs_, ohlol_)
    assert len(losses_) == 100 and losses_[-1] < losses_[0], "the loss does not fall"
    texts.append(decode(net_(inputs_), idx2char))
    if texts[-1] == "ohlol":
        break
assert texts[-1] == "ohlol", f"hello becomes {texts}"
assert "ohlol" in out.getvalue(), "the printed lines should read ohlol"
