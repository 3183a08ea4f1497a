# %% the candidate is made with a sigmoid instead of tanh grade_id="gru-layer" old="n = torch.tanh(gates_x" new="n = torch.sigmoid(gates_x"

# %% a layer starts from the last state of the layer below, because h is set before the loop over the layers grade_id="gru-layer" old="        for layer in range(self.num_layers):\n            h = h_0[layer]\n            for t" new="        h = h_0[0]\n        for layer in range(self.num_layers):\n            for t"

# %% two mistakes: the last step is not computed, its place still holds the input (this fails where the sizes differ), and the logits go through a softmax grade_id="gru-layer gru-model"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        rows = 3 * hidden_size
        for i in range(num_layers):
            self.add(f"weight_ih_l{i}", rows, hidden_size if i else input_size)
            self.add(f"weight_hh_l{i}", rows, hidden_size)
            self.add(f"bias_ih_l{i}", rows)
            self.add(f"bias_hh_l{i}", rows)

    def add(self, name, *shape):
        tensor = torch.empty(*shape)
        nn.init.uniform_(tensor, -0.3, 0.3)
        self.register_parameter(name, nn.Parameter(tensor))

    def cell(self, layer, x, h):
        gates_x = nn.functional.linear(x, getattr(self, f"weight_ih_l{layer}"), getattr(self, f"bias_ih_l{layer}"))
        gates_h = nn.functional.linear(h, getattr(self, f"weight_hh_l{layer}"), getattr(self, f"bias_hh_l{layer}"))
        size = self.hidden_size
        rz = torch.sigmoid(gates_x[:, :2 * size] + gates_h[:, :2 * size])
        r = rz[:, :size]
        z = rz[:, size:]
        n = torch.tanh(gates_x[:, 2 * size:] + r * gates_h[:, 2 * size:])
        return n + z * (h - n)

    def forward(self, input, h_0=None):
        if h_0 is None:
            h_0 = input.new_zeros(self.num_layers, input.size(1), self.hidden_size)
        last_states = []
        sequence = list(input)
        for layer in range(self.num_layers):
            h = h_0[layer]
            for t in range(len(sequence) - 1):
                h = self.cell(layer, sequence[t], h)
                sequence[t] = h
            last_states.append(h)
        return torch.stack(sequence), torch.stack(last_states)

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        seq, batch, hidden = output.shape
        return torch.softmax(self.linear(output.reshape(seq * batch, hidden)), dim=1)

# %% one epoch too few is trained, and the last entry of the returned list stays 0 grade_id="gru-train" old="while epoch < epochs:" new="while epoch < epochs - 1:"
