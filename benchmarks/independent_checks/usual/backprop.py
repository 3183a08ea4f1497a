# %% backprop-linear
import torch
from torch.nn import functional as F
torch.manual_seed(0)
for batch, n_in, n_out in [(5, 4, 3), (1, 3, 2), (4, 1, 1), (1, 1, 5), (2, 7, 7)]:
    layer = Linear(n_in, n_out)
    assert layer.weight.shape == (n_out, n_in) and layer.bias.shape == (n_out,), "weight or bias has a wrong shape"
    with torch.no_grad():
        layer.weight.copy_(torch.randn(n_out, n_in))
        layer.bias.copy_(torch.randn(n_out))
    for scale in (1, 100):  # twice: the gradients are set anew, not added
        x, g = scale * torch.randn(batch, n_in), torch.randn(batch, n_out)
        x_before, g_before = x.clone(), g.clone()
        with torch.no_grad():
            z = layer.forward(x)
            grad_x = layer.backward(g)
        with torch.enable_grad():
            xr, wr, br = (t.detach().clone().requires_grad_() for t in (x, layer.weight, layer.bias))
            zr = F.linear(xr, wr, br)
            zr.backward(g)
        assert z.shape == (batch, n_out) and torch.allclose(z, zr.detach(), rtol=1e-4, atol=1e-4), "forward is wrong"
        assert grad_x.shape == x.shape and torch.allclose(grad_x, xr.grad, rtol=1e-4, atol=1e-4), "backward returns a wrong gradient"
        assert layer.grad_weight.shape == (n_out, n_in) and torch.allclose(layer.grad_weight, wr.grad, rtol=1e-4, atol=1e-3), "grad_weight is wrong"
        assert layer.grad_bias.shape == (n_out,) and torch.allclose(layer.grad_bias, br.grad, rtol=1e-4, atol=1e-4), "grad_bias is wrong"
        assert torch.equal(x, x_before) and torch.equal(g, g_before), "x or grad_output is changed"
# the first weights are random and small
layer, other = Linear(50, 40), Linear(50, 40)
assert layer.weight.std() > 0 and layer.weight.abs().max() < 10, "weights should be small random numbers"
assert len(layer.weight.unique(dim=0)) == 40, "the outputs' weights are alike"
assert not torch.equal(layer.weight, other.weight), "two layers must not have the same weights"

# %% backprop-relu
import torch
torch.manual_seed(1)
for shape in [(3, 4), (1, 1), (1, 6), (5, 1)]:
    relu = ReLU()
    for _ in range(2):
        x, g = torch.randn(shape), torch.randn(shape)
        x_before, g_before = x.clone(), g.clone()
        with torch.no_grad():
            a = relu.forward(x)
            grad = relu.backward(g)
        assert torch.equal(a, torch.relu(x_before)), "ReLU's forward is wrong"
        assert grad.shape == shape and torch.equal(grad, torch.where(x_before > 0, g_before, torch.zeros(()))), "ReLU's backward is wrong"
        assert torch.equal(x, x_before) and torch.equal(g, g_before), "ReLU changes what it is given"
x = torch.tensor([[-1000.0, -0.001, 0.001, 1000.0]])
r = ReLU()
assert torch.equal(r.forward(x), torch.tensor([[0, 0, 0.001, 1000.0]]))
assert torch.equal(r.backward(torch.tensor([[-1.0, 2.0, -3.0, 4.0]])), torch.tensor([[0, 0, -3.0, 4.0]]))
# at 0 the output is 0
assert torch.equal(ReLU().forward(torch.zeros(1, 2)), torch.zeros(1, 2))

# %% backprop-loss
import math
import torch
from torch.nn import functional as F
torch.manual_seed(2)
for batch, classes, scale in [(4, 3, 1), (1, 5, 1), (6, 2, 10), (3, 1, 1), (5, 10, 1000)]:
    loss = CrossEntropyLoss()
    for _ in range(2):
        logits, labels = scale * torch.randn(batch, classes), torch.randint(classes, (batch,))
        logits_before, labels_before = logits.clone(), labels.clone()
        with torch.no_grad():
            value = loss.forward(logits, labels)
            grad = loss.backward()
        with torch.enable_grad():
            ref = logits.detach().clone().requires_grad_()
            expected = F.cross_entropy(ref, labels)
            expected.backward()
        assert torch.as_tensor(value).shape == (), "the loss is a single number"
        assert math.isclose(float(value), expected.item(), rel_tol=1e-4, abs_tol=1e-5), "wrong loss"
        assert grad.shape == (batch, classes), "the gradient has the shape of the logits"
        assert torch.allclose(grad, ref.grad, atol=1e-5), "wrong gradient of the loss"
        assert torch.allclose(grad.sum(dim=1), torch.zeros(batch), atol=1e-5)
        assert torch.equal(logits, logits_before) and torch.equal(labels, labels_before), "logits or labels are changed"
loss = CrossEntropyLoss()
assert abs(float(loss.forward(torch.zeros(2, 3), torch.tensor([2, 0]))) - math.log(3)) < 1e-5
assert abs(float(loss.forward(torch.tensor([[1000.0, 0.0, -1000.0]]), torch.tensor([2]))) - 2000) < 1e-2
assert torch.allclose(loss.backward(), torch.tensor([[1.0, 0.0, -1.0]]), atol=1e-5), "large logits"
assert abs(float(loss.forward(torch.full((1, 4), -1000.0), torch.tensor([1]))) - math.log(4)) < 1e-3

# %% backprop-mlp
import torch
from torch.nn import functional as F

def _linears(thing, seen):
    """All Linear objects that can be reached from thing."""
    if id(thing) in seen:
        return []
    seen.add(id(thing))
    found = [thing] if isinstance(thing, Linear) else []
    parts = thing if isinstance(thing, (list, tuple)) else thing.values() if isinstance(thing, dict) else vars(thing).values() if hasattr(thing, "__dict__") and not isinstance(thing, (type, torch.Tensor)) else []
    return found + [l for part in list(parts) for l in _linears(part, seen)]

torch.manual_seed(3)
for sizes in ([4, 5, 3], [6, 5, 4, 3, 2], [3, 1, 2]):
    net = MLP(list(sizes))
    layers = {tuple(l.weight.shape): l for l in _linears(net, set())}
    shapes = list(zip(sizes[1:], sizes[:-1]))
    assert sorted(layers) == sorted(shapes), "wrong linear layers"
    layers = [layers[shape] for shape in shapes]
    for l in layers:
        with torch.no_grad():
            l.weight.copy_(torch.randn(l.weight.shape))
            l.bias.copy_(torch.randn(l.bias.shape))
    x, g, lr = torch.randn(7, sizes[0]), torch.randn(7, sizes[-1]), 0.01
    params = [(l.weight.detach().clone().requires_grad_(), l.bias.detach().clone().requires_grad_()) for l in layers]
    with torch.enable_grad():
        y = x
        for i, (w, b) in enumerate(params):
            y = F.linear(y, w, b)
            y = F.relu(y) if i < len(params) - 1 else y
        y.backward(g)
    x_before, g_before = x.clone(), g.clone()
    with torch.no_grad():
        out = net.forward(x)
        assert out.shape == (7, sizes[-1]) and torch.allclose(out, y.detach(), rtol=1e-4, atol=1e-4), "wrong logits"
        net.backward(g)
        for l, (w, b) in zip(layers, params):
            assert torch.allclose(l.grad_weight, w.grad, rtol=1e-3, atol=1e-3), "wrong gradient of a weight"
            assert torch.allclose(l.grad_bias, b.grad, rtol=1e-3, atol=1e-3), "wrong gradient of a bias"
        net.step(lr)
        for l, (w, b) in zip(layers, params):
            assert torch.allclose(l.weight, (w - lr * w.grad).detach(), rtol=1e-3, atol=1e-3), "wrong step of a weight"
            assert torch.allclose(l.bias, (b - lr * b.grad).detach(), rtol=1e-3, atol=1e-3), "wrong step of a bias"
    assert torch.equal(x, x_before) and torch.equal(g, g_before)
# same sizes, but weights of their own
layers = _linears(MLP([3, 3, 3, 3]), set())
assert len(layers) == 3 and not torch.equal(layers[0].weight, layers[1].weight) and not torch.equal(layers[1].weight, layers[2].weight)
assert MLP([2, 3, 2]).forward(torch.randn(1, 2)).shape == (1, 2)

# %% backprop-train
import numbers
import torch
from torch.nn import functional as F

class _Net:
    """One layer, without the student's code."""
    def __init__(self, w):
        self.w, self.calls = w.clone(), []
    def forward(self, x):
        self.calls.append("forward")
        self.x = x
        return x @ self.w
    def backward(self, grad_output):
        self.calls.append("backward")
        self.grad = self.x.T @ grad_output
    def step(self, lr):
        self.calls.append("step")
        self.w = self.w - lr * self.grad

torch.manual_seed(4)
x, y, w = torch.randn(12, 4), torch.randint(3, (12,)), torch.randn(4, 3)
for epochs, lr in [(10, 0.5), (1, 0.1), (5, 0.01)]:
    net, expected, ref = _Net(w), [], w.clone()
    x_before, y_before = x.clone(), y.clone()
    with torch.no_grad():
        losses = train(net, x, y, epochs=epochs, lr=lr)
    with torch.enable_grad():
        for _ in range(epochs):
            ref = ref.detach().requires_grad_()
            loss = F.cross_entropy(x @ ref, y)
            loss.backward()
            expected.append(loss.item())
            ref = ref - lr * ref.grad
    assert isinstance(losses, list) and len(losses) == epochs, "train returns a loss for each epoch"
    assert all(isinstance(l, numbers.Real) for l in losses), "the losses should be plain numbers"
    assert torch.allclose(torch.tensor(losses), torch.tensor(expected), atol=1e-4), "wrong losses"
    assert net.calls.count("step") == net.calls.count("backward") == epochs, "one step in each epoch"
    assert torch.allclose(net.w, ref.detach(), atol=1e-4), "wrong weights after training"
    assert torch.equal(x, x_before) and torch.equal(y, y_before), "the data is changed"
assert len(train(_Net(w), x, y)) == 100
# with the student's own network
torch.manual_seed(5)
losses = train(MLP([4, 16, 3]), x, y, epochs=200, lr=0.1)
assert losses[-1] < losses[0] and losses[-1] < 0.8, "the loss does not fall"
