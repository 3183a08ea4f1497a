import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """One step of one layer."""
    gates = F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh)
    in_gate, forget_gate, candidate, out_gate = gates.chunk(4, 1)
    c_new = forget_gate.sigmoid() * c + in_gate.sigmoid() * candidate.tanh()
    return out_gate.sigmoid() * c_new.tanh(), c_new


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        for k in range(num_layers):
            fan_in = hidden_size if k else input_size
            self.register_parameter(f"weight_ih_l{k}", nn.Parameter(torch.empty(4 * hidden_size, fan_in)))
            self.register_parameter(f"weight_hh_l{k}", nn.Parameter(torch.empty(4 * hidden_size, hidden_size)))
            self.register_parameter(f"bias_ih_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))
            self.register_parameter(f"bias_hh_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))
        self.reset_parameters()

    def reset_parameters(self):
        for name, p in self.named_parameters():
            if "weight_ih" in name:
                nn.init.xavier_uniform_(p)
            elif "weight_hh" in name:
                nn.init.orthogonal_(p)

    def weights(self, k):
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        return [getattr(self, f"{name}_l{k}") for name in names]

    def forward(self, input, state=None):
        batch = input.size(1)
        if state is None:
            h = [input.new_zeros(batch, self.hidden_size) for _ in range(self.num_layers)]
            c = [input.new_zeros(batch, self.hidden_size) for _ in range(self.num_layers)]
        else:
            h, c = list(state[0].unbind(0)), list(state[1].unbind(0))
        output = []
        for x in input.unbind(0):
            for k in range(self.num_layers):
                h[k], c[k] = lstm_cell(x, h[k], c[k], *self.weights(k))
                x = h[k]
            output.append(x)
        return torch.stack(output), (torch.stack(h), torch.stack(c))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        hidden_states = self.lstm(input)[0]
        return self.fc(hidden_states.reshape(-1, hidden_states.shape[-1]))


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
