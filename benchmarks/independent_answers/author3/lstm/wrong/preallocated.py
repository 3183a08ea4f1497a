# %% the states of a call are kept in the module and are the next call's start where none is given and the batch size is the same grade_id="lstm-layer"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.L = num_layers

        def new(*shape):
            return nn.Parameter(torch.randn(*shape) / hidden_size**0.5)

        self.weight_ih_l0 = new(4 * hidden_size, input_size)
        self.weight_hh_l0 = new(4 * hidden_size, hidden_size)
        self.bias_ih_l0 = new(4 * hidden_size)
        self.bias_hh_l0 = new(4 * hidden_size)
        for k in range(1, num_layers):
            setattr(self, f"weight_ih_l{k}", new(4 * hidden_size, hidden_size))
            setattr(self, f"weight_hh_l{k}", new(4 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", new(4 * hidden_size))
            setattr(self, f"bias_hh_l{k}", new(4 * hidden_size))

    def forward(self, input, state=None):
        seq, batch = input.shape[0], input.shape[1]
        kept = getattr(self, "kept", None)
        if state is None and kept is not None and kept[0].shape[1] == batch:
            h_n, c_n = kept
        elif state is None:
            h_n = torch.zeros(self.L, batch, self.H)
            c_n = torch.zeros(self.L, batch, self.H)
        else:
            h_n = state[0].clone()
            c_n = state[1].clone()
        h = [h_n[k] for k in range(self.L)]
        c = [c_n[k] for k in range(self.L)]
        tops = []
        for t in range(seq):
            below = input[t]
            for k in range(self.L):
                gates = below.matmul(getattr(self, f"weight_ih_l{k}").T) + getattr(self, f"bias_ih_l{k}")
                gates = gates + h[k].matmul(getattr(self, f"weight_hh_l{k}").T) + getattr(self, f"bias_hh_l{k}")
                gates = gates.reshape(batch, 4, self.H)
                keep = torch.sigmoid(gates[:, 1])
                write = torch.sigmoid(gates[:, 0]) * torch.tanh(gates[:, 2])
                show = torch.sigmoid(gates[:, 3])
                c[k] = keep * c[k] + write
                h[k] = show * torch.tanh(c[k])
                below = h[k]
            tops.append(below.unsqueeze(0))
        self.kept = (torch.stack(h).detach(), torch.stack(c).detach())
        return torch.cat(tops), (torch.stack(h), torch.stack(c))

# %% the layers above the first are made for inputs of input_size instead of hidden_size grade_id="lstm-layer" old="            setattr(self, f\"weight_ih_l{k}\", new(4 * hidden_size, hidden_size))" new="            setattr(self, f\"weight_ih_l{k}\", new(4 * hidden_size, input_size))"

# %% the matrix of the recurrent weights of each gate is used transposed in the product grade_id="lstm-layer" old="                gates = gates + h[k].matmul(getattr(self, f\"weight_hh_l{k}\").T) + getattr(self, f\"bias_hh_l{k}\")" new="                whh = getattr(self, f\"weight_hh_l{k}\").reshape(4, self.H, self.H).transpose(1, 2).reshape(-1, self.H)\n                gates = gates + h[k].matmul(whh.T) + getattr(self, f\"bias_hh_l{k}\")"

# %% the gates' numbers are cut as (batch, hidden, 4), every fourth one to a gate, instead of in four blocks grade_id="lstm-layer" old="                gates = gates.reshape(batch, 4, self.H)" new="                gates = gates.reshape(batch, self.H, 4).transpose(1, 2)"

# %% num_layers is not passed on to the LSTM grade_id="lstm-model" old="        self.body = LSTM(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)" new="        self.body = LSTM(input_size=input_size, hidden_size=hidden_size)"

# %% decode takes the smallest value of each row instead of the largest grade_id="lstm-ohlol lstm-train" old="        characters.append(idx2char[row.index(max(row))])" new="        characters.append(idx2char[row.index(min(row))])"

# %% train appends the loss tensors with their graphs to the list it returns instead of plain numbers grade_id="lstm-train" old="        loss = optimizer.step(closure).item()" new="        loss = optimizer.step(closure)"

# %% two mistakes: the layers above the first are made for inputs of input_size instead of hidden_size; and train appends the loss tensors with their graphs to the list it returns instead of plain numbers grade_id="lstm-layer lstm-train"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.L = num_layers

        def new(*shape):
            return nn.Parameter(torch.randn(*shape) / hidden_size**0.5)

        self.weight_ih_l0 = new(4 * hidden_size, input_size)
        self.weight_hh_l0 = new(4 * hidden_size, hidden_size)
        self.bias_ih_l0 = new(4 * hidden_size)
        self.bias_hh_l0 = new(4 * hidden_size)
        for k in range(1, num_layers):
            setattr(self, f"weight_ih_l{k}", new(4 * hidden_size, input_size))
            setattr(self, f"weight_hh_l{k}", new(4 * hidden_size, hidden_size))
            setattr(self, f"bias_ih_l{k}", new(4 * hidden_size))
            setattr(self, f"bias_hh_l{k}", new(4 * hidden_size))

    def forward(self, input, state=None):
        seq, batch = input.shape[0], input.shape[1]
        if state is None:
            h_n = torch.zeros(self.L, batch, self.H)
            c_n = torch.zeros(self.L, batch, self.H)
        else:
            h_n = state[0].clone()
            c_n = state[1].clone()
        h = [h_n[k] for k in range(self.L)]
        c = [c_n[k] for k in range(self.L)]
        tops = []
        for t in range(seq):
            below = input[t]
            for k in range(self.L):
                gates = below.matmul(getattr(self, f"weight_ih_l{k}").T) + getattr(self, f"bias_ih_l{k}")
                gates = gates + h[k].matmul(getattr(self, f"weight_hh_l{k}").T) + getattr(self, f"bias_hh_l{k}")
                gates = gates.reshape(batch, 4, self.H)
                keep = torch.sigmoid(gates[:, 1])
                write = torch.sigmoid(gates[:, 0]) * torch.tanh(gates[:, 2])
                show = torch.sigmoid(gates[:, 3])
                c[k] = keep * c[k] + write
                h[k] = show * torch.tanh(c[k])
                below = h[k]
            tops.append(below.unsqueeze(0))
        return torch.cat(tops), (torch.stack(h), torch.stack(c))


def train(net, inputs, labels, epochs=100, lr=0.05):
    """One step of Adam for each epoch, the optimizer calls the closure itself."""
    optimizer = torch.optim.Adam(net.parameters(), lr)
    losses = []
    text = ""

    def closure():
        nonlocal text
        optimizer.zero_grad()
        scores = net(inputs)
        text = decode(scores, idx2char)
        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()
        cost.backward()
        return cost

    for epoch in range(epochs):
        loss = optimizer.step(closure)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses += [loss]
    return losses
