# %% embedding-lookup
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
e = Embedding(4, 3)
assert e(torch.tensor([[1, 0], [2, 2]])).shape == (2, 2, 3)
assert torch.allclose(e(torch.tensor([2]))[0], e.weight[2])

# %% embedding-padding
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
e = Embedding(5, 3, padding_idx=4)
assert (e.weight[4] == 0).all()
e(torch.tensor([0, 4, 4])).sum().backward()
assert (e.weight.grad[4] == 0).all()

# %% embedding-model
assert EmbeddingRNN(4, 3, 8)(torch.zeros(5, 1, dtype=torch.long)).shape == (5, 4)
assert EmbeddingRNN(6, 3, 8, 2)(torch.zeros(5, 2, dtype=torch.long)).shape == (10, 6)

# %% embedding-train
idx2char, ohlol = ["e", "h", "l", "o"], torch.tensor([3, 1, 2, 3, 2])
torch.manual_seed(0); losses = train(EmbeddingRNN(4, 3, 8), torch.tensor([[1], [0], [2], [2], [3]]), ohlol)
assert len(losses) == 100
assert losses[-1] < 0.3, "the loss should come close to 0"

# %% embedding-ohlol
idx2char, inputs = ["e", "h", "l", "o"], torch.tensor([[1], [0], [2], [2], [3]])
torch.manual_seed(0); net = EmbeddingRNN(num_embeddings=4, embedding_dim=3, hidden_size=8)
train(net, inputs, torch.tensor([3, 1, 2, 3, 2]))
assert decode(net(inputs), idx2char) == "ohlol"
