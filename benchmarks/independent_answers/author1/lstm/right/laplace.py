import math

import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

class LSTM(nn.Module):
    """PyTorch's LSTM."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = hidden_size**-0.5
        G, n = 4 * hidden_size, input_size
        for k in range(num_layers):
            self.register_parameter(f"weight_ih_l{k}", nn.Parameter(torch.randn(G, n) * s))
            self.register_parameter(f"weight_hh_l{k}", nn.Parameter(torch.randn(G, hidden_size) * s))
            self.register_parameter(f"bias_ih_l{k}", nn.Parameter(torch.zeros(G)))
            self.register_parameter(f"bias_hh_l{k}", nn.Parameter(torch.zeros(G)))
            n = hidden_size

    def forward(self, input: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor] | None = None):
        batch = input.shape[1]
        if state is None:
            h_0 = torch.zeros(self.num_layers, batch, self.hidden_size)
            state = (h_0, h_0.clone())
        current, h_n, c_n = input, [], []
        for layer in range(self.num_layers):
            h, c = state[0][layer], state[1][layer]
            hidden_states = []
            for x in current:
                from_x = x @ getattr(self, f"weight_ih_l{layer}").T + getattr(self, f"bias_ih_l{layer}")
                from_h = h @ getattr(self, f"weight_hh_l{layer}").T + getattr(self, f"bias_hh_l{layer}")
                in_gate, forget_gate, candidate, out_gate = (from_x + from_h).split(self.hidden_size, dim=1)
                in_gate, forget_gate, out_gate = in_gate.sigmoid(), forget_gate.sigmoid(), out_gate.sigmoid()
                c = forget_gate * c + in_gate * candidate.tanh()
                h = out_gate * c.tanh()
                hidden_states.append(h)
            current = torch.stack(hidden_states)
            h_n.append(h)
            c_n.append(c)
        return current, (torch.stack(h_n), torch.stack(c_n))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.a = LSTM(input_size, hidden_size, num_layers)
        self.b = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        return torch.cat([self.b(h_t) for h_t in self.a(input)[0]], dim=0)


def decode(outputs, idx2char):
    mask = outputs == outputs.amax(1, keepdim=True)
    return "".join(idx2char[i] for i in mask.int().argmax(1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        t = nn.functional.one_hot(labels, z.shape[1]).to(z.dtype)  # (n, classes)
        loss = -torch.einsum("nc,nc->n", t, z.log_softmax(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss, decode(z, idx2char)))
        losses.append(loss.item())
    return losses
