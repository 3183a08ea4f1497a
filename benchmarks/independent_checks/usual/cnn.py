# %% cnn-shapes
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
from torch import nn
torch.manual_seed(0)
net_ = CNN()
for batch in (1, 2, 7):
    assert net_(torch.rand(batch, 1, 28, 28)).shape == (batch, 10), "the logits have a wrong shape"
# the layers: 1 -> 10 and 10 -> 20 with kernels of 5, and 320 -> 10
params = sorted(p.numel() for p in net_.parameters())
assert params == sorted([250, 10, 5000, 20, 3200, 10]), f"the layers have wrong sizes: {params}"
assert not any(isinstance(m, (nn.Dropout, nn.Dropout2d, nn.BatchNorm2d, nn.BatchNorm1d)) for m in net_.modules()), "no other layers"
# what the convolutions give
convs = [m for m in net_.modules() if isinstance(m, nn.Conv2d) and m.in_channels in (1, 10)]
shapes = {}
hooks = [m.register_forward_hook(lambda m, i, o: shapes.__setitem__(m.in_channels, tuple(o.shape))) for m in convs]
net_(torch.rand(3, 1, 28, 28))
for hook in hooks:
    hook.remove()
for channels, shape in shapes.items():
    assert shape == {1: (3, 10, 24, 24), 10: (3, 20, 8, 8)}[channels], "a feature map has a wrong shape"
for m in convs:
    assert m.kernel_size == (5, 5) and m.out_channels == {1: 10, 10: 20}[m.in_channels]

# %% cnn-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
import itertools
import torch
from torch.nn import functional as F
torch.manual_seed(1)
net_ = CNN()
x = torch.rand(4, 1, 28, 28)
before = x.clone()
net_(x)
for scale in (1, 10):
    with torch.no_grad():
        for p in net_.parameters():
            p.mul_(scale).add_(0.05 * torch.randn_like(p))
        y = net_(x)
        # against the same network in torch's functions; which bias of ten values is whose is left open
        by_size = {n: [p for p in net_.parameters() if p.numel() == n] for n in (250, 5000, 3200, 10, 20)}
        w1, w2, w3 = by_size[250][0].view(10, 1, 5, 5), by_size[5000][0].view(20, 10, 5, 5), by_size[3200][0].view(10, 320)
        refs = []
        for b1, b3 in itertools.permutations(by_size[10], 2):
            h = F.max_pool2d(F.relu(F.conv2d(x, w1, b1)), 2)
            h = F.max_pool2d(F.relu(F.conv2d(h, w2, by_size[20][0].view(20))), 2)
            refs.append(F.linear(h.flatten(1), w3, b3))
    assert any(torch.allclose(y, ref, rtol=1e-3, atol=1e-3) for ref in refs), "CNN does not compute what the table says"
assert y.max() > 1.5 and not torch.allclose(y.exp().sum(dim=1), torch.ones(4)), "the logits should come as they are"
net_.eval()
assert torch.allclose(net_(x), y, rtol=1e-4, atol=1e-4), "training and evaluation mode should give the same"
assert torch.allclose(net_(x[:1]), y[:1], rtol=1e-3, atol=1e-3), "the images of a batch must not mix"
assert torch.equal(x, before), "the images are changed"
net_(x).square().sum().backward()
assert all(p.grad is not None for p in net_.parameters()), "a layer gets no gradient"
# the seed is left alone, weights are random
torch.manual_seed(123)
a, b = CNN(), CNN()
a(x), b(x)
assert torch.initial_seed() == 123 and not torch.equal(next(a.parameters()), next(b.parameters()))

# %% cnn-train
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

# %% cnn-accuracy
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
