# %% mlp-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
    import torch.distributed.fsdp
except ImportError:
    pass
import torch
net = MLP()
assert net(torch.rand(3, 1, 28, 28)).shape == (3, 10)
assert net(torch.rand(3, 784)).shape == (3, 10)

# %% mlp-train
from datasets import load
from torch.utils.data import DataLoader, Subset
torch.manual_seed(0)
losses = train(MLP(), DataLoader(Subset(load("digits").train, range(400)), batch_size=32, shuffle=True), epochs=3, lr=0.003)
assert len(losses) == 3
assert losses[-1] < losses[0]

# %% mlp-accuracy
from datasets import load
from torch.utils.data import DataLoader, Subset
digits = load("digits")
def _run(lr, n, epochs):
    torch.manual_seed(0); net = MLP()
    train(net, DataLoader(Subset(digits.train, range(n)), batch_size=16, shuffle=True), epochs=epochs, lr=lr)
    return float(accuracy(net, DataLoader(digits.test, batch_size=360)))
# the optimizer is free; plain SGD needs another learning rate, and longer
assert _run(0.002, 640, 2) > 0.6 or _run(0.1, 1437, 3) > 0.4, "too few digits are read rightly"
