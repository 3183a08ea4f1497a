# %% lstm-layer
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: a part of it here
    import torch.fx.experimental.symbolic_shapes
except ImportError:
    pass
import torch
output, (h_n, c_n) = LSTM(input_size=4, hidden_size=3, num_layers=2)(torch.randn(5, 1, 4))
assert output.shape == (5, 1, 3)
assert h_n.shape == c_n.shape == (2, 1, 3)
assert torch.allclose(output[-1], h_n[-1])

# %% lstm-model
try:  # torch.optim imports much at its first use, which would be slow in the cell of train: another part here
    import torch.distributed.fsdp
except ImportError:
    pass
net = CharLSTM(input_size=4, hidden_size=8, num_classes=3)
assert net(torch.randn(5, 2, 4)).shape == (10, 3)

# %% lstm-train
idx2char, ohlol = ["e", "h", "l", "o"], torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1)
torch.manual_seed(0); losses = train(CharLSTM(4, 8, 4), inputs, ohlol)
assert len(losses) == 100
assert losses[-1] < losses[0] / 2, "the loss should fall"

# %% lstm-ohlol
idx2char, inputs = ["e", "h", "l", "o"], torch.eye(4)[[1, 0, 2, 2, 3]].unsqueeze(1)
torch.manual_seed(0); net = CharLSTM(input_size=4, hidden_size=8, num_classes=4)
train(net, inputs, torch.tensor([3, 1, 2, 3, 2]))
assert decode(net(inputs), idx2char) == "ohlol"
