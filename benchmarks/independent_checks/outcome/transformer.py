# %% transformer-block
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
assert MultiHead(8, 2)(torch.randn(3, 5, 8)).shape == (3, 5, 8)
assert Block(8, 2)(torch.randn(3, 5, 8)).shape == (3, 5, 8)
assert Block(8, 2)(torch.randn(3, 5, 8), torch.ones(5, 5, dtype=torch.bool).tril()).shape == (3, 5, 8)

# %% transformer-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
net = CharTransformer(num_embeddings=4, d_model=8, heads=2, num_layers=2, max_seq=8)
a, b = net(torch.tensor([[1, 0, 2, 2, 3]])), net(torch.tensor([[1, 0, 2, 2, 1]]))
assert a.shape == (5, 4)
assert torch.allclose(a[:4], b[:4], atol=1e-5), "no mask?"

# %% transformer-train
idx2char, ohlol = ["e", "h", "l", "o"], torch.tensor([3, 1, 2, 3, 2])
torch.manual_seed(0); losses = train(CharTransformer(4, 8, 2, 1, 8), torch.tensor([[1, 0, 2, 2, 3]]), ohlol)
assert len(losses) == 100
assert losses[-1] < losses[0]

# %% transformer-ohlol
idx2char, inputs = ["e", "h", "l", "o"], torch.tensor([[1, 0, 2, 2, 3]])
torch.manual_seed(0); net = CharTransformer(num_embeddings=4, d_model=8, heads=2, num_layers=1, max_seq=8)
train(net, inputs, torch.tensor([3, 1, 2, 3, 2]))
assert decode(net(inputs), idx2char) == "ohlol"
