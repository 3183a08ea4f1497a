# %% a forget bias of 1 is added in every step besides the biases grade_id="lstm-layer" old="        f = torch.sigmoid(z[:, u : 2 * u])" new="        f = torch.sigmoid(z[:, u : 2 * u] + 1.0)"

# %% the recurrent kernels are stored as Keras does, (hidden, 4 * hidden), so that the parameter's shape is wrong and the product raises an error grade_id="lstm-layer" old="            recurrent = nn.init.orthogonal_(torch.empty(4 * hidden_size, hidden_size))" new="            recurrent = nn.init.orthogonal_(torch.empty(hidden_size, 4 * hidden_size))"

# %% the peephole: the output gate also sees the new cell state grade_id="lstm-layer" old="        return o * torch.tanh(c), c" new="        return torch.sigmoid(z[:, 3 * u :] + c) * torch.tanh(c), c"

# %% the network answers once for a sequence: only the last step's output reaches the linear layer grade_id="lstm-model" old="        logits = self.dense(x)" new="        logits = self.dense(x[-1:])"

# %% the logits go through a softmax grade_id="lstm-model" old="        return logits.reshape(-1, logits.shape[2])" new="        return torch.softmax(logits.reshape(-1, logits.shape[2]), dim=1)"

# %% the last c of each layer is collected where h belongs too, so h_n holds cell states grade_id="lstm-layer" old="            last_h.append(h)" new="            last_h.append(c)"

# %% decode returns a list of characters instead of a string grade_id="lstm-ohlol lstm-train" old="    return \"\".join(idx2char[k] for k in y_pred)" new="    return [idx2char[k] for k in y_pred]"

# %% decode calls numpy on outputs that still need a gradient, which raises an error grade_id="lstm-ohlol lstm-train" old="    y_pred = outputs.detach().cpu().numpy().argmax(axis=1)" new="    y_pred = outputs.numpy().argmax(axis=1)"

# %% two mistakes: a forget bias of 1 is added in every step besides the biases; and decode returns a list of characters instead of a string grade_id="lstm-layer lstm-ohlol lstm-train"
class LSTM(nn.Module):
    """Starts with Keras' unit_forget_bias; that is a start only, training may change it."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.units = hidden_size
        self.num_layers = num_layers
        for layer in range(num_layers):
            n = input_size if layer == 0 else hidden_size
            kernel = nn.init.xavier_uniform_(torch.empty(4 * hidden_size, n))
            recurrent = nn.init.orthogonal_(torch.empty(4 * hidden_size, hidden_size))
            bias = torch.zeros(4 * hidden_size)
            bias[hidden_size : 2 * hidden_size] = 1.0
            setattr(self, "weight_ih_l" + str(layer), nn.Parameter(kernel))
            setattr(self, "weight_hh_l" + str(layer), nn.Parameter(recurrent))
            setattr(self, "bias_ih_l" + str(layer), nn.Parameter(bias))
            setattr(self, "bias_hh_l" + str(layer), nn.Parameter(torch.zeros(4 * hidden_size)))

    def step(self, layer, x, h, c):
        u = self.units
        z = x @ getattr(self, f"weight_ih_l{layer}").t() + getattr(self, f"bias_ih_l{layer}")
        z = z + h @ getattr(self, f"weight_hh_l{layer}").t() + getattr(self, f"bias_hh_l{layer}")
        i = torch.sigmoid(z[:, :u])
        f = torch.sigmoid(z[:, u : 2 * u] + 1.0)
        g = torch.tanh(z[:, 2 * u : 3 * u])
        o = torch.sigmoid(z[:, 3 * u :])
        c = f * c + i * g
        return o * torch.tanh(c), c

    def forward(self, input, state=None):
        seq, batch, _ = input.shape
        if state is None:
            h_0 = torch.zeros(self.num_layers, batch, self.units, dtype=input.dtype, device=input.device)
            c_0 = torch.zeros_like(h_0)
        else:
            h_0, c_0 = state
        x, last_h, last_c = input, [], []
        for layer in range(self.num_layers):
            h, c = h_0[layer], c_0[layer]
            steps = []
            for t in range(seq):
                h, c = self.step(layer, x[t], h, c)
                steps.append(h)
            x = torch.stack(steps, dim=0)
            last_h.append(h)
            last_c.append(c)
        return x, (torch.stack(last_h, dim=0), torch.stack(last_c, dim=0))


def decode(outputs, idx2char):
    y_pred = outputs.detach().cpu().numpy().argmax(axis=1)
    return [idx2char[k] for k in y_pred]
