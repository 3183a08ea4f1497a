# %% the hidden state of one layer is the first state of the next: h is reset before the first layer alone grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        widths = [input_size] + [hidden_size] * num_layers
        self.cells = nn.ModuleList(nn.RNNCell(a, b) for a, b in zip(widths, widths[1:]))

    def forward(self, input):
        sequence = list(input.unbind(0))
        h = None
        for cell in self.cells:
            states = []
            for x in sequence:
                h = cell(x, h)
                states.append(h)
            sequence = states
        return torch.cat(sequence, dim=0)

# %% the state handed to the next step is detached, so no gradient flows back through time grade_id="rnn-model" old="                h = cell(x, h)" new="                h = cell(x, h if h is None else h.detach())"

# %% the cells have no biases grade_id="rnn-model" old="        self.cells = nn.ModuleList(nn.RNNCell(a, b) for a, b in zip(widths, widths[1:]))" new="        self.cells = nn.ModuleList(nn.RNNCell(a, b, bias=False) for a, b in zip(widths, widths[1:]))"

# %% all layers above the first share one cell and so the same weights grade_id="rnn-model" old="        self.cells = nn.ModuleList(nn.RNNCell(a, b) for a, b in zip(widths, widths[1:]))" new="        first, rest = nn.RNNCell(input_size, hidden_size), nn.RNNCell(hidden_size, hidden_size)\n        self.cells = nn.ModuleList([first] + [rest] * (num_layers - 1))"

# %% one_hot is written for one axis of indices alone and gives a wrong shape or an error for others grade_id="rnn-onehot" old="    out = torch.zeros(*indices.shape, num_classes)\n    return out.scatter_(-1, indices.unsqueeze(-1), 1.0)" new="    out = torch.zeros(len(indices), num_classes)\n    return out.scatter_(1, indices.reshape(-1, 1), 1.0)"

# %% decode squeezes the outputs first, so that with a single step or a single class the argmax runs over the wrong axis grade_id="rnn-ohlol" old="    best = torch.max(outputs.detach(), dim=-1).indices" new="    best = torch.max(outputs.detach().squeeze(), dim=-1).indices.reshape(-1)"

# %% train stops early when the loss has not improved for five epochs, and then returns fewer losses than epochs grade_id="rnn-train" old="        history.append(value)" new="        history.append(value)\n        if epoch >= 5 and min(history[-5:]) >= min(history[:-5]):\n            break"

# %% two mistakes: train stops early when the loss has not improved for five epochs, and then returns fewer losses than epochs; and decode squeezes the outputs first, so that with a single step or a single class the argmax runs over the wrong axis grade_id="rnn-train rnn-ohlol"
def decode(outputs: torch.Tensor, idx2char: list) -> str:
    best = torch.max(outputs.detach().squeeze(), dim=-1).indices.reshape(-1)
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
        if epoch >= 5 and min(history[-5:]) >= min(history[:-5]):
            break
        print(f"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}")
    return history
