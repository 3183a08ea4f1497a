import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class LSTM(nn.Module):
    """Layers of LSTM cells, as nn.LSTM computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        for k, size in enumerate(sizes):
            shapes = {
                "weight_ih": (4 * hidden_size, size),
                "weight_hh": (4 * hidden_size, hidden_size),
                "bias_ih": (4 * hidden_size,),
                "bias_hh": (4 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, "%s_l%d" % (name, k), nn.Parameter(self.small(shape)))

    def small(self, shape):
        limit = self.hidden_size ** -0.5
        return (torch.rand(shape) * 2 - 1) * limit

    def forward(self, input, state=None):
        batch = input.shape[1]
        if state is None:
            h_0 = torch.zeros(self.num_layers, batch, self.hidden_size)
            c_0 = torch.zeros(self.num_layers, batch, self.hidden_size)
        else:
            h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih = getattr(self, f"weight_ih_l{k}")
            w_hh = getattr(self, f"weight_hh_l{k}")
            b_ih = getattr(self, f"bias_ih_l{k}")
            b_hh = getattr(self, f"bias_hh_l{k}")
            h, c = h_0[k], c_0[k]
            hidden_states = []
            for x in input:
                gates = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
                i, f, g, o = gates.chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                hidden_states.append(h)
            input = torch.stack(hidden_states, 0)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layer = LSTM(input_size, hidden_size, num_layers)
        self.out = nn.Linear(in_features=hidden_size, out_features=num_classes, bias=True)

    def forward(self, input):
        states = self.layer(input)[0]
        rows = []
        for step in range(states.shape[0]):
            rows.append(self.out(states[step]))
        return torch.cat(rows, dim=0)

def decode(outputs, idx2char):
    rows = outputs.tolist()
    result = ""
    for row in rows:
        result += idx2char[row.index(max(row))]
    return result

def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    m = [torch.zeros_like(p) for p in params]
    v = [torch.zeros_like(p) for p in params]
    beta1, beta2, eps = 0.9, 0.999, 1e-8
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = nn.functional.cross_entropy(outputs, labels)
        grads = torch.autograd.grad(loss, params, allow_unused=True)
        t = epoch + 1
        with torch.no_grad():
            for i in range(len(params)):
                if grads[i] is None:
                    continue
                m[i] = beta1 * m[i] + (1 - beta1) * grads[i]
                v[i] = beta2 * v[i] + (1 - beta2) * grads[i] ** 2
                m_hat = m[i] / (1 - beta1 ** t)
                v_hat = v[i] / (1 - beta2 ** t)
                params[i] -= lr * m_hat / (v_hat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
