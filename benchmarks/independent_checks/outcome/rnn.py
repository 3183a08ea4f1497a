# %% rnn-onehot
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
assert one_hot(torch.tensor([0, 2]), 4).tolist() == [[1, 0, 0, 0], [0, 0, 1, 0]]

# %% rnn-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
net = RNN(input_size=4, hidden_size=4, batch_size=1, num_layers=1)
assert net(torch.randn(5, 1, 4)).shape == (5, 4)
assert RNN(3, 6, 2, 2)(torch.randn(5, 2, 3)).shape == (10, 6)

# %% rnn-train
idx2char, ohlol = ["e", "h", "l", "o"], torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1)
torch.manual_seed(0); losses = train(RNN(4, 4, 1, 1), inputs, ohlol)
assert len(losses) == 100
assert losses[-1] < losses[0]

# %% rnn-ohlol
idx2char, inputs = ["e", "h", "l", "o"], torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1)
texts = []
for seed in range(5):  # about one seed in eight fails
    torch.manual_seed(seed); net = RNN(input_size=4, hidden_size=4, batch_size=1, num_layers=1)
    train(net, inputs, torch.tensor([3, 1, 2, 3, 2])); texts.append(decode(net(inputs), idx2char))
    if texts[-1] == "ohlol": break
assert "ohlol" in texts
