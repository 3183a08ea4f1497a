import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        s = 1 / hidden_size**0.5
        for k in range(num_layers):
            m = input_size if k == 0 else hidden_size
            setattr(self, f"weight_ih_l{k}", nn.Parameter((torch.rand(3 * hidden_size, m) - 0.5) * 2 * s))
            setattr(self, f"weight_hh_l{k}", nn.Parameter((torch.rand(3 * hidden_size, hidden_size) - 0.5) * 2 * s))
            setattr(self, f"bias_ih_l{k}", nn.Parameter((torch.rand(3 * hidden_size) - 0.5) * 2 * s))
            setattr(self, f"bias_hh_l{k}", nn.Parameter((torch.rand(3 * hidden_size) - 0.5) * 2 * s))

    def forward(self, input, h_0=None):
        p = dict(self.named_parameters())
        if h_0 is None:
            state = torch.zeros(self.num_layers, input.size(1), self.hidden_size)
        else:
            state = h_0.clone()
        output = []
        for x in input:
            new_state = []
            for k in range(self.num_layers):
                h = state[k]
                gx = torch.addmm(p[f"bias_ih_l{k}"], x, p[f"weight_ih_l{k}"].t())
                gh = torch.addmm(p[f"bias_hh_l{k}"], h, p[f"weight_hh_l{k}"].t())
                xr, xz, xn = torch.split(gx, self.hidden_size, dim=1)
                hr, hz, hn = torch.split(gh, self.hidden_size, dim=1)
                r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
                n = torch.tanh(torch.addcmul(xn, r, hn))
                x = (1 - z) * n + z * h
                new_state.append(x)
            state = torch.stack(new_state)
            output.append(x)
        return torch.stack(output), state


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers=num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        out, h_n = self.gru(input)
        return self.linear(out).view(-1, self.linear.out_features)


def decode(outputs: torch.Tensor, idx2char: list) -> str:
    best = torch.max(outputs.detach(), dim=-1).indices
    text = ""
    for index in best:
        text += idx2char[int(index)]
    return text


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list:
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)
    history = []

    def train_step():
        opt.zero_grad(set_to_none=True)
        logits = net(inputs)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        opt.step()
        return loss.item(), logits.detach()

    net.train()
    for epoch in range(epochs):
        value, logits = train_step()
        history.append(value)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}")
    return history
