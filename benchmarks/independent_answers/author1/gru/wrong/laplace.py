# %% the loss is printed with three decimals and not four grade_id="gru-train" old="Loss %.4f: %s" new="Loss %.3f: %s"

# %% the output and h_n are returned in the wrong order grade_id="gru-layer gru-model" old="return current, torch.stack(h_n)" new="return torch.stack(h_n), current"

# %% bias_ih is added twice, to the product with x and to that with h, and bias_hh not at all grade_id="gru-layer" old="getattr(self, f\"weight_hh_l{layer}\").T + getattr(self, f\"bias_hh_l{layer}\")" new="getattr(self, f\"weight_hh_l{layer}\").T + getattr(self, f\"bias_ih_l{layer}\")"

# %% two mistakes: the update gate weighs the wrong states (z the new one), and CharGRU answers with the softmax of its logits grade_id="gru-layer gru-model"
class GRU(nn.Module):
    """PyTorch's GRU."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        s = hidden_size**-0.5
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            for name, shape in (
                ("weight_ih", (3 * hidden_size, n)),
                ("weight_hh", (3 * hidden_size, hidden_size)),
                ("bias_ih", (3 * hidden_size,)),
                ("bias_hh", (3 * hidden_size,)),
            ):
                setattr(self, f"{name}_l{k}", nn.Parameter(torch.empty(shape).uniform_(-s, s)))

    def forward(self, input: torch.Tensor, h_0: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        batch = input.shape[1]
        state = torch.zeros(self.num_layers, batch, self.hidden_size) if h_0 is None else h_0
        current, h_n = input, []
        for layer in range(self.num_layers):
            h = state[layer]
            hidden_states = []
            for x in current:
                from_x = x @ getattr(self, f"weight_ih_l{layer}").T + getattr(self, f"bias_ih_l{layer}")
                from_h = h @ getattr(self, f"weight_hh_l{layer}").T + getattr(self, f"bias_hh_l{layer}")
                x_r, x_z, x_n = from_x.split(self.hidden_size, dim=1)
                h_r, h_z, h_new = from_h.split(self.hidden_size, dim=1)
                reset_gate = torch.sigmoid(x_r + h_r)
                update_gate = torch.sigmoid(x_z + h_z)
                candidate = torch.tanh(x_n + reset_gate * h_new)
                h = update_gate * candidate + (1.0 - update_gate) * h
                hidden_states.append(h)
            current = torch.stack(hidden_states)
            h_n.append(h)
        return current, torch.stack(h_n)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = GRU(input_size, hidden_size, num_layers)
        self.readout = nn.Linear(hidden_size, num_classes, bias=True)

    def forward(self, input):
        out, last = self.layers(input)
        return torch.cat([self.readout(h) for h in out]).softmax(-1)
