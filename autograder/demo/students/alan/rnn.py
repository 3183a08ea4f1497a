# Right: one nn.Linear for [x, h] a layer; a script instead of a notebook.
# hands in: rnn.py

# %% free
import torch
from torch import nn
from torch.nn import functional as F

CHARS = "ehlo"

# %% rnn-onehot-code
def one_hot(indices: torch.Tensor, num_classes: int) -> torch.Tensor:
    return torch.zeros(*indices.shape, num_classes).scatter_(-1, indices.unsqueeze(-1), 1.0)

# %% rnn-model-code
class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, batch_size: int, num_layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList()
        for layer in range(num_layers):
            width = (hidden_size if layer else input_size) + hidden_size
            self.layers.append(nn.Linear(width, hidden_size))

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        x = input  # (seq, batch, in)
        for layer in self.layers:
            h = torch.zeros(x.size(1), layer.out_features, device=x.device)
            steps = []
            for x_t in x.unbind(0):
                h = F.tanh(layer(torch.cat((x_t, h), dim=1)))
                steps.append(h)
            x = torch.stack(steps)
        return x.flatten(0, 1)

# %% rnn-decode-code
def decode(outputs: torch.Tensor, idx2char: list) -> str:
    return "".join(idx2char[int(row.argmax())] for row in outputs)

# %% rnn-train-code
def train(net, inputs, labels, epochs=100, lr=0.05) -> list:
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, amsgrad=False)

    def closure():
        optimizer.zero_grad()
        logits = net(inputs)
        loss = F.nll_loss(F.log_softmax(logits, dim=-1), labels)
        loss.backward()
        return loss

    losses = []
    for epoch in range(epochs):
        with torch.no_grad():
            text = decode(net(inputs), CHARS)
        losses.append(optimizer.step(closure).item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {text}")
    return losses

# %% free
if __name__ == "__main__":
    x = one_hot(torch.tensor([1, 0, 2, 2, 3]), 4).unsqueeze(1)
    train(RNN(4, 4, 1, 1), x, torch.tensor([3, 1, 2, 3, 2]))
