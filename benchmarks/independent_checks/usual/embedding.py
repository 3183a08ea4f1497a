# %% embedding-lookup
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
    import torch.distributed.fsdp
except ImportError:
    pass
import torch
from torch import nn
torch.manual_seed(0)
for n, dim, shape in [(4, 3, (5,)), (7, 2, (3, 4)), (1, 1, (2,)), (5, 6, (2, 3, 2)), (4, 1, (1, 1)), (6, 3, ())]:
    table_ = Embedding(n, dim)
    assert [name for name, _ in table_.named_parameters()] == ["weight"], "weight should be the only parameter"
    assert isinstance(table_.weight, nn.Parameter) and table_.weight.shape == (n, dim), "weight has a wrong shape"
    assert not any(isinstance(m, nn.Embedding) for m in table_.modules()), "nn.Embedding is not allowed"
    indices = torch.randint(n, shape)
    before = indices.clone()
    rows = table_(indices)
    assert rows.shape == (*shape, dim), "forward returns a wrong shape"
    assert torch.allclose(rows, table_.weight[indices]), "wrong rows"
    assert torch.equal(indices, before), "the indices are changed"
    # other weights, and gradients, against torch's own
    ref = nn.Embedding(n, dim)
    with torch.no_grad():
        table_.weight.copy_(ref.weight)
    g = torch.randn(*shape, dim)
    (table_(indices) * g).sum().backward()
    (ref(indices) * g).sum().backward()
    assert torch.allclose(table_(indices), ref(indices)), "wrong rows"
    assert torch.allclose(table_.weight.grad, ref.weight.grad, atol=1e-5), "wrong gradient of the table"
# a row gets the sum, and nothing if it is not looked up
table_ = Embedding(4, 2)
table_(torch.tensor([1, 0, 2, 2, 2])).sum().backward()
assert table_.weight.grad.tolist() == [[1, 1], [1, 1], [3, 3], [0, 0]]
# the rows start at random values
table_ = Embedding(20, 8)
assert table_.weight.std() > 0 and len(table_.weight.unique(dim=0)) == 20 and not torch.equal(table_.weight, Embedding(20, 8).weight)

# %% embedding-padding
import torch
torch.manual_seed(1)
for n, dim, pad in [(5, 3, 4), (5, 3, 0), (6, 2, 2), (2, 1, 1)]:
    table_ = Embedding(n, dim, padding_idx=pad)
    others = [i for i in range(n) if i != pad]
    assert (table_.weight[pad] == 0).all(), f"row {pad} should be zero in a new table"
    assert (table_.weight[others] != 0).any(dim=1).all(), "the other rows should be random"
    indices = torch.tensor([others[0], pad, others[-1], pad, pad, others[-1]]).view(3, 2)
    rows = table_(indices)
    assert rows.shape == (3, 2, dim) and torch.allclose(rows, table_.weight[indices]) and (rows[indices == pad] == 0).all()
    rows.sum().backward()
    assert (table_.weight.grad[pad] == 0).all(), "the padding row must get no gradient"
    for i in others:
        assert (table_.weight.grad[i] == (indices == i).sum()).all(), "the other rows get their gradients"
    for optimizer in (torch.optim.SGD(table_.parameters(), lr=0.1), torch.optim.Adam(table_.parameters(), lr=0.1)):
        start = table_.weight.detach().clone()
        for _ in range(5):
            optimizer.zero_grad()
            ((table_(indices) - 1) ** 2).sum().backward()
            optimizer.step()
        assert (table_.weight[pad] == 0).all(), "the padding row does not stay zero"
        assert not torch.equal(table_.weight[others[0]], start[others[0]]), "the other rows must be trained"
    assert (table_(torch.tensor([pad, pad])) == 0).all()
# nothing but padding
table_ = Embedding(3, 2, 0)
table_(torch.zeros(4, dtype=torch.long)).sum().backward()
assert table_.weight.grad is None or (table_.weight.grad == 0).all()
# None: all rows are alike
table_ = Embedding(5, 3, padding_idx=None)
assert (table_.weight != 0).any(dim=1).all(), "without padding_idx no row is zero"
table_(torch.arange(5)).sum().backward()
assert (table_.weight.grad == 1).all(), "without padding_idx all rows get gradients"

# %% embedding-model
import torch
from torch import nn
torch.manual_seed(2)
for n, dim, hidden, layers, seq, batch in [(4, 3, 8, 1, 5, 1), (6, 2, 5, 2, 4, 3), (3, 1, 1, 1, 1, 1), (5, 4, 3, 3, 2, 4)]:
    net_ = EmbeddingRNN(n, dim, hidden, layers)
    indices = torch.randint(n, (seq, batch))
    before = indices.clone()
    y = net_(indices)
    assert y.shape == (seq * batch, n), "EmbeddingRNN returns a wrong shape"
    assert torch.equal(indices, before), "the indices are changed"
    assert torch.allclose(net_(indices), y, atol=1e-6), "h_0 is zero on every call"
    size = n * dim + sum(i * hidden + hidden * hidden + 2 * hidden for i in [dim] + [hidden] * (layers - 1)) + hidden * n + n
    assert sum(p.numel() for p in net_.parameters()) in (size, size - layers * hidden), "wrong number of weights"
    assert any(isinstance(m, Embedding) for m in net_.modules()), "use your Embedding"
    with torch.no_grad():
        for p in net_.parameters():
            p.copy_(torch.randn_like(p))
    y = net_(indices)
    tables, rnns, linears = ([m for m in net_.modules() if isinstance(m, kind)] for kind in (Embedding, nn.RNN, nn.Linear))
    if len(tables) == len(rnns) == len(linears) == 1:
        ref = nn.RNN(dim, hidden, layers)
        ref.load_state_dict(rnns[0].state_dict())
        expected = linears[0](ref(tables[0].weight[indices])[0]).reshape(seq * batch, n)
        assert torch.allclose(y, expected, atol=1e-4), "wrong logits, or rows in a wrong order"
    # causal, and the sequences of a batch apart
    if seq > 1:
        other = indices.clone()
        other[-1] = (other[-1] + 1) % n
        assert torch.allclose(net_(other)[:-batch], y[:-batch], atol=1e-4), "a step must not depend on later letters"
        assert not torch.allclose(net_(other)[-batch:], y[-batch:], atol=1e-4)
    if batch > 1:
        alone = net_(indices[:, :1])
        assert torch.allclose(alone, y.view(seq, batch, n)[:, 0], atol=1e-4), "the rows should come step by step"
    net_.zero_grad()
    net_(torch.cat([indices, indices])).square().sum().backward()
    assert all(p.grad is not None for p in net_.parameters()), "a part gets no gradient"
# the logits are not bounded
net_ = EmbeddingRNN(4, 3, 8)
with torch.no_grad():
    for p in net_.parameters():
        p.copy_(10 * torch.randn_like(p))
assert net_(torch.tensor([[1], [0], [2]])).abs().max() > 1.5, "the logits must not be bounded"

# %% embedding-train
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
        self.rnn = nn.RNN(5, 6)
        self.linear = nn.Linear(6, 4)

    def forward(self, indices):
        return self.linear(self.rnn(self.table(indices))[0]).flatten(0, 1)


torch.manual_seed(11)
for inputs_, labels_, epochs, lr in [
    (torch.tensor([[1], [0], [2], [2], [3]]), torch.tensor([3, 1, 2, 3, 2]), 12, 0.05),
    (torch.tensor([[1], [0], [2], [2], [3]]), torch.tensor([3, 1, 2, 3, 2]), 1, 0.01),
    (torch.randint(4, (5, 3)), torch.randint(4, (15,)), 6, 0.005),
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
    losses_ = train(EmbeddingRNN(4, 3, 8), torch.tensor([[1], [0], [2], [2], [3]]), torch.tensor([3, 1, 2, 3, 2]), epochs=20)
assert len(losses_) == 20 and losses_[-1] < losses_[0], "the loss does not fall"

# %% embedding-ohlol
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
inputs_ = torch.tensor([[1], [0], [2], [2], [3]])
texts = []
for seed in range(3):
    torch.manual_seed(seed)
    net_ = EmbeddingRNN(num_embeddings=4, embedding_dim=3, hidden_size=8)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        losses_ = train(net_, inputs_, ohlol_)
    assert len(losses_) == 100 and losses_[-1] < losses_[0], "the loss does not fall"
    texts.append(decode(net_(inputs_), idx2char))
    if texts[-1] == "ohlol":
        break
assert texts[-1] == "ohlol", f"hello becomes {texts}"
assert "ohlol" in out.getvalue(), "the printed lines should read ohlol"
