# %% the one-hot vectors always have 4 classes, so it crashes for other numbers of classes grade_id="lstm-train" old="one_hot(labels, z.shape[1])" new="one_hot(labels, 4)"

# %% the input gate lacks its sigmoid grade_id="lstm-layer" old="in_gate.sigmoid(), forget_gate.sigmoid(), out_gate.sigmoid()" new="in_gate, forget_gate.sigmoid(), out_gate.sigmoid()"

# %% a constant 1 is added to the forget gate before its sigmoid, as some libraries do grade_id="lstm-layer" old="in_gate.sigmoid(), forget_gate.sigmoid()," new="in_gate.sigmoid(), (forget_gate + 1).sigmoid(),"

# %% h_n and c_n are returned side by side, three values in place of output and a pair grade_id="lstm-layer lstm-model" old="return current, (torch.stack(h_n), torch.stack(c_n))" new="return current, torch.stack(h_n), torch.stack(c_n)"

# %% two mistakes: the forget gate multiplies the candidate and the input gate the old cell state, and CharLSTM gives the answer to the last step only grade_id="lstm-layer lstm-model lstm-ohlol"
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
                c = in_gate * c + forget_gate * candidate.tanh()
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
        return torch.cat([self.b(h_t) for h_t in self.a(input)[0][-1:]], dim=0)

# %% the step's hidden state is not handed on within a layer: the product takes the first state of the layer at every step grade_id="lstm-layer" old="from_h = h @ getattr" new="from_h = state[0][layer] @ getattr"
