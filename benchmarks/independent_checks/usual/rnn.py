# %% rnn-onehot
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
from torch.nn import functional as F
torch.manual_seed(0)
for shape, n in [((5,), 4), ((3, 2), 6), ((1,), 1), ((2, 3, 4), 5), ((), 3), ((7,), 10)]:
    indices = torch.randint(n, shape)
    before = indices.clone()
    v = one_hot(indices, n)
    assert v.shape == (*shape, n), "one_hot has a wrong shape"
    assert v.dtype == torch.get_default_dtype(), "one_hot should give floats"
    assert torch.equal(v, F.one_hot(indices, n).to(v.dtype)), "wrong one-hot vectors"
    assert torch.equal(indices, before), "the indices are changed"
assert one_hot(torch.tensor([1, 0, 2, 2, 3]), 4).tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
assert one_hot(torch.tensor([0, 0]), 4).tolist() == [[1, 0, 0, 0]] * 2  # not all classes occur

# %% rnn-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
import copy
import torch
from torch import nn
torch.manual_seed(1)
for n_in, hidden, batch, layers, seq in [(4, 4, 1, 1, 5), (3, 5, 2, 1, 6), (6, 4, 3, 2, 4), (1, 1, 1, 1, 1), (2, 3, 4, 3, 2)]:
    net_ = RNN(n_in, hidden, batch, layers)
    x = torch.randn(seq, batch, n_in)
    before = x.clone()
    y = net_(x)
    assert y.shape == (seq * batch, hidden), "forward returns a wrong shape"
    assert torch.equal(x, before), "forward changes its input"
    assert y.abs().max() <= 1, "values of tanh lie between -1 and 1"
    assert torch.allclose(net_(x), y, atol=1e-6), "a second call must start from h_0 = 0 again"
    steps = y.view(seq, batch, hidden)
    # how many weights: with two biases or with one
    n = sum(i * hidden + hidden * hidden + 2 * hidden for i in [n_in] + [hidden] * (layers - 1))
    assert sum(p.numel() for p in net_.parameters()) in (n, n - layers * hidden), "wrong number of weights"
    # earlier steps do not see later ones, and later ones remember
    if seq > 1:
        other = x.clone()
        other[-1] += 1
        assert torch.allclose(net_(other).view(seq, batch, hidden)[:-1], steps[:-1], atol=1e-6), "a step must not depend on later inputs"
        other = x.clone()
        other[0] += 1
        assert not torch.allclose(net_(other).view(seq, batch, hidden)[1], steps[1], atol=1e-6), "the network forgets"
        assert torch.allclose(net_(x[:1]), y[:batch], atol=1e-6), "other lengths"
    if batch > 1:  # words do not mix
        other = x.clone()
        other[:, 0] += 1
        assert torch.allclose(net_(other).view(seq, batch, hidden)[:, 1:], steps[:, 1:], atol=1e-6), "the words of a batch must not mix"
    # against torch's own layer
    inner = [m for m in net_.modules() if isinstance(m, nn.RNN)]
    if len(inner) == 1:
        ref = nn.RNN(n_in, hidden, layers)
        ref.load_state_dict(inner[0].state_dict())
        assert torch.allclose(y, ref(x)[0].reshape(seq * batch, hidden), atol=1e-5), "wrong hidden states, or rows in a wrong order"
    # gradients reach all weights
    net_(torch.randn(max(seq, 2), batch, n_in)).sum().backward()
    assert all(p.grad is not None for p in net_.parameters())
# one step: tanh of a sum, so atanh of it is affine in x
net_ = RNN(3, 5, 1, 1)
f = lambda x: torch.atanh(net_(x.view(1, 1, 3)))
a, b = torch.randn(2, 3) / 2
assert torch.allclose(f(a) + f(b), f(a + b) + f(torch.zeros(3)), atol=1e-3), "h_1 is not tanh(W x + b)"

# %% rnn-train
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
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(4, 4)

    def forward(self, x):
        return self.rnn(x)[0].reshape(-1, 4)


torch.manual_seed(11)
for inputs_, labels_, epochs, lr in [
    (torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1), torch.tensor([3, 1, 2, 3, 2]), 12, 0.05),
    (torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1), torch.tensor([3, 1, 2, 3, 2]), 1, 0.01),
    (torch.randn(5, 3, 4), torch.randint(4, (15,)), 6, 0.005),
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
    losses_ = train(RNN(4, 4, 1, 1), torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1), torch.tensor([3, 1, 2, 3, 2]), epochs=30)
assert len(losses_) == 30 and losses_[-1] < losses_[0], "the loss does not fall"

# %% rnn-ohlol
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
inputs_ = torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1)
texts = []
for seed in range(8):
    torch.manual_seed(seed)
    net_ = RNN(input_size=4, hidden_size=4, batch_size=1, num_layers=1)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        losses_ = train(net_, inputs_, ohlol_)
    assert len(losses_) == 100 and losses_[-1] < losses_[0], "the loss does not fall"
    texts.append(decode(net_(inputs_), idx2char))
    if texts[-1] == "ohlol":
        break
assert texts[-1] == "ohlol", f"hello becomes {texts}"
assert "ohlol" in out.getvalue(), "the printed lines should read ohlol"
