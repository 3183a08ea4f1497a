# %% lstm-layer
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
from torch import nn
torch.manual_seed(0)
for n_in, hidden, layers, seq, batch in [(4, 3, 1, 5, 1), (3, 5, 2, 4, 3), (1, 1, 1, 1, 1), (2, 4, 3, 6, 2), (5, 2, 2, 1, 4)]:
    net_ = LSTM(n_in, hidden, layers)
    ref = nn.LSTM(n_in, hidden, layers)
    shapes = {n: p.shape for n, p in net_.named_parameters()}
    assert shapes == {n: p.shape for n, p in ref.named_parameters()}, "the parameters have wrong names or shapes"
    assert not any(isinstance(m, (nn.LSTM, nn.LSTMCell)) for m in net_.modules()), "nn.LSTM and nn.LSTMCell are not allowed"
    with torch.no_grad():
        for n, p in ref.named_parameters():
            p.copy_(torch.randn_like(p))
            net_.get_parameter(n).copy_(p)
    x = torch.randn(seq, batch, n_in)
    state = (torch.randn(layers, batch, hidden), torch.randn(layers, batch, hidden))
    x_before = x.clone()
    state_before = tuple(s.clone() for s in state)
    for args in [(x,), (x, None), (x, state)]:
        output, last = net_(*args)
        output_ref, last_ref = ref(*args)
        assert output.shape == (seq, batch, hidden), "output has a wrong shape"
        assert torch.allclose(output, output_ref, atol=1e-4), "wrong output"
        assert isinstance(last, (tuple, list)) and len(last) == 2, "the second result is the pair (h_n, c_n)"
        for s, t in zip(last, last_ref, strict=True):
            assert s.shape == (layers, batch, hidden), "a last state has a wrong shape"
            assert torch.allclose(s, t, atol=1e-4), "wrong last state"
    assert torch.equal(x, x_before) and torch.equal(state[0], state_before[0]) and torch.equal(state[1], state_before[1]), "input or state is changed"
    # gradients as torch's
    xs = [x.clone().requires_grad_() for _ in range(2)]
    g = torch.randn(seq, batch, hidden)
    for module, xi in zip((net_, ref), xs):
        module.zero_grad()
        (module(xi)[0] * g).sum().backward()
    assert torch.allclose(xs[0].grad, xs[1].grad, atol=1e-3), "wrong gradient of the input"
    for n, p in ref.named_parameters():
        assert torch.allclose(net_.get_parameter(n).grad, p.grad, atol=1e-3), f"wrong gradient of {n}"
# one layer is the default, and the weights start at random numbers
net_ = LSTM(4, 6)
assert len(list(net_.parameters())) == 4
assert net_.weight_ih_l0.std() > 0 and net_.weight_hh_l0.std() > 0 and not torch.equal(net_.weight_ih_l0, LSTM(4, 6).weight_ih_l0)
# in two pieces, the state handed on, it is the same
x = torch.randn(6, 2, 4)
output, last = net_(x)
first, middle = net_(x[:2])
second, end = net_(x[2:], middle)
assert torch.allclose(torch.cat([first, second]), output, atol=1e-5)
# one step by hand
net_ = LSTM(1, 1)
with torch.no_grad():
    for n, p in net_.named_parameters():
        p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) + (0.3 if "bias" in n else 0))
    w_ih, w_hh, b_ih, b_hh = (net_.get_parameter(n).flatten() for n in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"))
    gi, gh = w_ih * 0.7 + b_ih, w_hh * 0.4 + b_hh
    i, f, o = (torch.sigmoid(gi[k] + gh[k]) for k in (0, 1, 3))
    c = f * -0.5 + i * torch.tanh(gi[2] + gh[2])
    h = o * torch.tanh(c)
    output, (h_n, c_n) = net_(torch.full((1, 1, 1), 0.7), (torch.full((1, 1, 1), 0.4), torch.full((1, 1, 1), -0.5)))
    assert torch.allclose(h_n.flatten(), h, atol=1e-5) and torch.allclose(c_n.flatten(), c, atol=1e-5) and torch.allclose(output.flatten(), h, atol=1e-5)

# %% lstm-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
import torch
from torch import nn
torch.manual_seed(1)
for n_in, hidden, classes, layers, seq, batch in [(4, 8, 3, 1, 5, 1), (3, 5, 7, 2, 4, 3), (2, 1, 4, 1, 1, 2), (6, 4, 2, 3, 3, 4)]:
    net_ = CharLSTM(n_in, hidden, classes, layers)
    x = torch.randn(seq, batch, n_in)
    before = x.clone()
    y = net_(x)
    assert y.shape == (seq * batch, classes), "CharLSTM returns a wrong shape"
    assert torch.equal(x, before), "the input is changed"
    assert torch.allclose(net_(x), y, atol=1e-6), "each call starts from zero states"
    inner = [m for m in net_.modules() if isinstance(m, LSTM)]
    assert len(inner) == 1, "CharLSTM should use your LSTM"
    assert not any(isinstance(m, (nn.LSTM, nn.LSTMCell)) for m in net_.modules()), "nn.LSTM is not allowed"
    # what does not belong to the LSTM is the linear layer
    rest = [p for p in net_.parameters() if not any(p is q for q in inner[0].parameters())]
    assert sorted(p.dim() for p in rest) == [1, 2], "one linear layer, with a bias"
    (weight,), (bias,) = [p for p in rest if p.dim() == 2], [p for p in rest if p.dim() == 1]
    with torch.no_grad():
        for p in net_.parameters():
            p.copy_(torch.randn_like(p) * 2)
        ref = nn.LSTM(n_in, hidden, layers)
        for n, p in ref.named_parameters():
            p.copy_(inner[0].get_parameter(n))
        weight = weight if weight.shape == (classes, hidden) else weight.T
        expected = (ref(x)[0] @ weight.T + bias).reshape(seq * batch, classes)
    assert torch.allclose(net_(x), expected, atol=1e-3), "wrong logits, or rows in a wrong order"
    net_(x).sum().backward()
    assert all(p.grad is not None for p in net_.parameters())

# %% lstm-train
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
    losses_ = train(CharLSTM(4, 8, 4), torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1), torch.tensor([3, 1, 2, 3, 2]), epochs=20)
assert len(losses_) == 20 and losses_[-1] < losses_[0], "the loss does not fall"

# %% lstm-ohlol
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
for seed in range(3):
    torch.manual_seed(seed)
    net_ = CharLSTM(input_size=4, hidden_size=8, num_classes=4)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        losses_ = train(net_, inputs_, ohlol_)
    assert len(losses_) == 100 and losses_[-1] < losses_[0], "the loss does not fall"
    texts.append(decode(net_(inputs_), idx2char))
    if texts[-1] == "ohlol":
        break
assert texts[-1] == "ohlol", f"hello becomes {texts}"
assert "ohlol" in out.getvalue(), "the printed lines should read ohlol"
