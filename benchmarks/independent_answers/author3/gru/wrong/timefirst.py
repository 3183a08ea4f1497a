# %% h_n holds the last layer's state for every layer grade_id="gru-layer" old="        return torch.stack(output), state" new="        return torch.stack(output), state[-1:].expand_as(state).clone()"

# %% the updated state reaches the next step detached, so there is no back propagation through time grade_id="gru-layer" old="            state = torch.stack(new_state)" new="            state = torch.stack(new_state).detach()"

# %% the next layer reads the candidate n instead of the hidden state of the layer below grade_id="gru-layer"
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
        state = torch.zeros(self.num_layers, input.size(1), self.hidden_size) if h_0 is None else h_0
        output = []
        for x in input:
            new_state = []
            for k in range(self.num_layers):
                h = state[k]
                xr, xz, xn = (x @ p[f"weight_ih_l{k}"].t() + p[f"bias_ih_l{k}"]).chunk(3, dim=1)
                hr, hz, hn = (h @ p[f"weight_hh_l{k}"].t() + p[f"bias_hh_l{k}"]).chunk(3, dim=1)
                r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)
                x = torch.tanh(xn + r * hn)
                new_state.append((1 - z) * x + z * h)
            state = torch.stack(new_state)
            output.append(state[-1])
        return torch.stack(output), state

# %% the update gate is computed from the input alone, without the part of h grade_id="gru-layer" old="                r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz + hz)" new="                r, z = torch.sigmoid(xr + hr), torch.sigmoid(xz)"

# %% only the last state h_n of the network reaches the linear layer grade_id="gru-model" old="        return self.linear(out).view(-1, self.linear.out_features)" new="        return self.linear(h_n[-1])"

# %% decode squeezes the outputs first, so that with a single step or a single class the argmax runs over the wrong axis grade_id="gru-ohlol" old="    best = torch.max(outputs.detach(), dim=-1).indices" new="    best = torch.max(outputs.detach().squeeze(), dim=-1).indices.reshape(-1)"

# %% the printed epochs are counted from 1 to epochs instead of from 0 to epochs - 1 grade_id="gru-train" old="        print(f\"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}\")" new="        print(f\"Epoch {epoch + 1}/{epochs}, Loss {value:.4f}: {decode(logits, idx2char)}\")"
