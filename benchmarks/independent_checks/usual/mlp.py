# %% mlp-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
    import torch.distributed.fsdp
except ImportError:
    pass
import torch
from torch import nn
torch.manual_seed(0)
net_ = MLP()
images_ = torch.rand(5, 1, 28, 28)
before = images_.clone()
assert net_(images_).shape == (5, 10), "the logits have a wrong shape"
# eval mode: dropout and normalisation are allowed
net_.eval()
y = net_(images_)
assert torch.allclose(net_(images_.flatten(1)), y, atol=1e-5), "rows of 784 pixels should give the same"
for batch in (1, 2, 64):
    assert net_(torch.rand(batch, 1, 28, 28)).shape == (batch, 10)
    assert net_(torch.rand(batch, 784)).shape == (batch, 10)
assert torch.allclose(net_(images_[:1]), y[:1], atol=1e-4), "the images of a batch must not mix"
assert torch.equal(images_, before), "the images are changed"
# hidden layers, whose weights the optimizer finds
shapes = [tuple(p.shape) for p in net_.parameters() if p.dim() == 2]
assert any(784 in s for s in shapes) and any(10 in s for s in shapes), "the layers are not found by net.parameters()"
assert len(shapes) >= 2, "there should be a hidden layer"
# not a straight line
a, b = 5 * torch.randn(2, 16, 784)
with torch.no_grad():
    line = net_(a) + net_(b) - net_(torch.zeros(16, 784))
    assert not torch.allclose(net_(a + b), line, rtol=1e-3, atol=1e-3), "there is no activation between the layers"
# all layers get gradients
net_(images_).square().sum().backward()
assert all(p.grad is not None for p in net_.parameters() if p.requires_grad), "a layer gets no gradient"
# the logits are not bounded, and there is no softmax
with torch.no_grad():
    size = net_(images_).abs().max()
    for p in net_.parameters():
        p.mul_(3)
    z = net_(images_)
    assert z.abs().max() > 1.5 * size, "with larger weights the logits should get larger"
    for p in net_.parameters():
        p.mul_(3)
    z = net_(images_)
    assert not torch.allclose(z.exp().sum(dim=1), torch.ones(5), atol=1e-3) and not torch.allclose(z.sum(dim=1), torch.ones(5), atol=1e-3), "no softmax at the end"
# the seed is left alone, the weights are random
torch.manual_seed(123)
assert torch.initial_seed() == 123
a, b = MLP(), MLP()
for net_ in (a, b):
    net_.eval()(images_)
assert torch.initial_seed() == 123 and not torch.equal(a(images_), b(images_))

# %% mlp-train
import contextlib
import copy
import io
import numbers
import re
import torch
from torch import nn
from torch.nn import functional as F

class _Loader:
    """Batches of sizes as told; an iterable, with its length and dataset, and no more."""
    def __init__(self, images, labels, sizes):
        self.batches = list(zip(images[:sum(sizes)].split(sizes), labels[:sum(sizes)].split(sizes)))
        self.dataset = list(zip(images, labels))
    def __iter__(self):
        return iter(self.batches)
    def __len__(self):
        return len(self.batches)

class _Probe(nn.Module):
    """A small network that notes how it is called."""
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)
        self.modes, self.sizes, self.weights, self.grads = [], [], [], []
        self.linear.weight.register_post_accumulate_grad_hook(lambda p: self.grads.append(p.grad.clone()))
    def forward(self, x):
        self.modes.append(self.training)
        self.sizes.append(len(x))
        self.weights.append(self.linear.weight.detach().clone())
        return self.linear(x.flatten(1))

torch.manual_seed(3)
images_, labels_ = torch.rand(8, 1, 28, 28), torch.randint(10, (8,))
images_before, labels_before = images_.clone(), labels_.clone()
# a learning rate of nearly 0: the losses are known
for sizes in ([4, 1], [3, 3, 2], [8], [5, 2]):
    probe = _Probe()
    seen = sum(sizes)
    expected = F.cross_entropy(probe.linear(images_[:seen].flatten(1)), labels_[:seen]).item()
    with contextlib.redirect_stdout(io.StringIO()) as out:
        losses_ = train(probe, _Loader(images_, labels_, sizes), epochs=3, lr=1e-9)
    assert isinstance(losses_, list) and len(losses_) == 3, "train must return a list with a loss for each epoch"
    assert all(isinstance(l, numbers.Real) for l in losses_), "the losses must be plain numbers"
    assert all(abs(l - expected) < 5e-3 for l in losses_), "the loss must be the mean over the samples"
    lines = [l.strip() for l in out.getvalue().splitlines() if l.strip()]
    assert len(lines) == 3, "one line must be printed in each epoch"
    for epoch, line in enumerate(lines):
        match = re.fullmatch(r"Epoch (\d+)/2, Loss (\d+\.\d{4})", line)
        assert match and int(match[1]) == epoch, f"the line {line!r} has a wrong form"
        assert abs(float(match[2]) - losses_[epoch]) < 1e-3, "the printed loss is not the one returned"
    assert [s for s in sizes * 3] == probe.sizes, "each batch should be seen once in each epoch"
    # the gradients are those of the batch alone
    per_batch = []
    for x, y in _Loader(images_, labels_, sizes):
        w = probe.weights[0].clone().requires_grad_()
        F.cross_entropy(F.linear(x.flatten(1), w, probe.linear.bias.detach()), y).backward()
        per_batch.append(w.grad)
    for grad, ref in zip(probe.grads, per_batch * 3):
        assert torch.allclose(grad, ref, rtol=0.05, atol=2e-3), "the gradients of the batch before must be forgotten"
# a real learning rate: one step for each batch, and the loss falls
probe = _Probe()
start = copy.deepcopy(probe.linear)
probe.eval()
with contextlib.redirect_stdout(io.StringIO()):
    losses_ = train(probe, _Loader(images_, labels_, [4, 4]), epochs=15, lr=0.001)
assert len(losses_) == 15 and losses_[-1] < losses_[0], "the loss does not fall"
assert all(probe.modes), "the network should be in training mode"
assert all(not torch.equal(a, b) for a, b in zip(probe.weights, probe.weights[1:] + [probe.linear.weight])), "one step for each batch"
# lr is used
moved = []
for lr in (0.0001, 0.01):
    probe = _Probe()
    probe.linear.load_state_dict(start.state_dict())
    with contextlib.redirect_stdout(io.StringIO()):
        train(probe, _Loader(images_, labels_, [8]), epochs=1, lr=lr)
    moved.append((probe.linear.weight - start.weight).abs().sum().item())
assert moved[1] > 5 * moved[0] > 0, "train should use lr"
assert torch.equal(images_, images_before) and torch.equal(labels_, labels_before), "the data is changed"

# %% mlp-accuracy
import torch
from torch import nn

class _Loader:
    """Batches of sizes as told; an iterable, with its length and dataset, and no more."""
    def __init__(self, images, labels, sizes):
        self.batches = list(zip(images[:sum(sizes)].split(sizes), labels[:sum(sizes)].split(sizes)))
        self.dataset = list(zip(images, labels))
    def __iter__(self):
        return iter(self.batches)
    def __len__(self):
        return len(self.batches)

class _Reader(nn.Module):
    """Its logits are the first ten pixels; notes how it is called."""
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.modes, self.recording = [], []
    def forward(self, x):
        self.modes.append(self.training)
        self.recording.append(torch.is_grad_enabled())
        return self.scale * x.flatten(1)[:, :10] - 3

torch.manual_seed(4)
images_ = torch.rand(11, 1, 28, 28)
right = images_.flatten(1)[:, :10].argmax(dim=1)
labels_ = right.clone()
labels_[[0, 4, 9, 10]] = (right[[0, 4, 9, 10]] + 3) % 10  # 4 of 11 are wrong
for sizes in ([11], [4, 4, 3], [5, 5, 1], [1] * 11, [4, 4], [1]):
    net_, seen = _Reader(), sum(sizes)
    net_.train()
    value = float(accuracy(net_, _Loader(images_, labels_, sizes)))
    expected = (right[:seen] == labels_[:seen]).float().mean().item()
    assert abs(value - expected) < 1e-5, f"accuracy is {value}, should be {expected}"
    assert not any(net_.modes), "the network should be in evaluation mode"
    assert not any(net_.recording), "no gradients should be recorded"
    assert sum(1 for _ in net_.modes) == len(sizes)
assert float(accuracy(_Reader(), _Loader(images_, right, [8, 3]))) == 1.0
assert float(accuracy(_Reader(), _Loader(images_, (right + 1) % 10, [8, 3]))) == 0.0
assert torch.is_grad_enabled(), "gradients must be recorded again afterwards"
assert torch.equal(_Reader().scale, torch.ones(()))
