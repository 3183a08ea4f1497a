# %% only every tenth epoch is printed grade_id="lstm-train" old="        print(f\"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}\")" new="        if epoch % 10 == 0:\n            print(f\"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}\")"

# %% the cell state is updated in place and without recording gradients, so the given c_0 changes and the gates i, f and g are not trained grade_id="lstm-layer" old="                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)\n" new="                with torch.no_grad():\n                    c.mul_(torch.sigmoid(f)).add_(torch.sigmoid(i) * torch.tanh(g))\n"

# %% unflatten makes (hidden, 4) of the gates' axis and not (4, hidden), so the gates are interleaved grade_id="lstm-layer" old="unflatten(-1, (4, -1)).unbind(-2)" new="unflatten(-1, (-1, 4)).unbind(-1)"

# %% two mistakes: the tanh of the cell state is missing in h, and c_n is h_n once more grade_id="lstm-layer"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = 1 / math.sqrt(hidden_size)
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, shape in zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), ((4 * hidden_size, n), (4 * hidden_size, hidden_size), (4 * hidden_size,), (4 * hidden_size,))):
                setattr(self, f"{name}_l{k}", nn.Parameter((2 * torch.rand(shape) - 1) * s))

    def forward(self, input, state=None):
        """Input part of all steps at once; only the recurrence is a loop."""
        seq, batch = input.shape[:2]
        if state is None:
            state = input.new_zeros((2, self.num_layers, batch, self.hidden_size))
        finals = []
        for k in range(self.num_layers):
            w_hh, b_hh = getattr(self, f"weight_hh_l{k}"), getattr(self, f"bias_hh_l{k}")
            gates = torch.tensordot(input, getattr(self, f"weight_ih_l{k}"), dims=([2], [1])) + getattr(self, f"bias_ih_l{k}")
            h, c, output = state[0][k], state[1][k], []
            for t in range(seq):
                i, f, g, o = (gates[t] + h @ w_hh.T + b_hh).unflatten(-1, (4, -1)).unbind(-2)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * c
                output.append(h)
            input = torch.stack(output)
            finals.append([h, c])
        return input, (torch.stack([p[0] for p in finals]), torch.stack([p[0] for p in finals]))
