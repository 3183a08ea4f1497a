# %% cnn-shapes
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
net = CNN()
assert net(torch.rand(3, 1, 28, 28)).shape == (3, 10)
assert sum(p.numel() for p in net.parameters()) == 8490, "wrong number of weights"

# %% cnn-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
net = CNN()
assert net(torch.rand(1, 1, 28, 28)).shape == (1, 10)
assert len(list(net.parameters())) == 6

# %% cnn-train
from datasets import load
from torch.utils.data import DataLoader, Subset
torch.manual_seed(0)
losses = train(CNN(), DataLoader(Subset(load("digits").train, range(400)), batch_size=32, shuffle=True), epochs=3, lr=0.003)
assert len(losses) == 3
assert losses[-1] < losses[0]

# %% cnn-accuracy
from datasets import load
from torch.utils.data import DataLoader, Subset
digits = load("digits")
def _run(lr):
    torch.manual_seed(0); net = CNN()
    train(net, DataLoader(Subset(digits.train, range(640)), batch_size=16, shuffle=True), epochs=2, lr=lr)
    return float(accuracy(net, DataLoader(digits.test, batch_size=360)))
assert _run(0.002) > 0.6 or _run(0.1) > 0.6, "too few digits are read rightly"  # the optimizer is free, so two learning rates
