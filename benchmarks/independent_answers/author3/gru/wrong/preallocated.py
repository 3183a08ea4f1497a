# %% a layer normalisation is applied to the state after each step grade_id="gru-layer" old="                states[k] = (1 - update) * new + update * states[k]" new="                states[k] = (1 - update) * new + update * states[k]\n                states[k] = nn.functional.layer_norm(states[k], (hidden,))"

# %% the reset gate is rounded to 0 or 1, a hard gate grade_id="gru-layer" old="                reset = torch.sigmoid(gi[:, :hidden] + gh[:, :hidden])" new="                reset = (torch.sigmoid(gi[:, :hidden] + gh[:, :hidden]) > 0.5).float()"

# %% the h_0 that is given is ignored grade_id="gru-layer" old="        if h_0 is not None:\n            h_n = h_n + h_0\n        states = [h_n[k] for k in range(self.num_layers)]" new="        states = [h_n[k] for k in range(self.num_layers)]"

# %% weight_hh is made with 4 * hidden rows, as in the LSTM, which raises an error in forward grade_id="gru-layer" old="            setattr(self, f\"weight_hh_l{layer}\", nn.Parameter(torch.Tensor(3 * hidden_size, hidden_size)))" new="            setattr(self, f\"weight_hh_l{layer}\", nn.Parameter(torch.Tensor(4 * hidden_size, hidden_size)))"

# %% the loop over the steps goes backwards, from the last to the first grade_id="gru-layer" old="            for t in range(seq):" new="            for t in reversed(range(seq)):"

# %% the Adam written out adds the step to the parameters instead of subtracting it grade_id="gru-train" old="            p -= lr * m_hat / (v_hat.sqrt() + eps)" new="            p += lr * m_hat / (v_hat.sqrt() + eps)"

# %% in the Adam written out both moments of a parameter are the same tensor grade_id="gru-train" old="    state = {\"t\": 0, \"moments\": [(torch.zeros_like(p), torch.zeros_like(p)) for p in params]}" new="    state = {\"t\": 0, \"moments\": [(torch.zeros_like(p),) * 2 for p in params]}"

# %% two mistakes: the reset gate is rounded to 0 or 1, a hard gate; and in the Adam written out both moments of a parameter are the same tensor grade_id="gru-layer gru-train"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for layer, width in enumerate([input_size] + [hidden_size] * (num_layers - 1)):
            setattr(self, f"weight_ih_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size, width)))
            setattr(self, f"weight_hh_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size, hidden_size)))
            setattr(self, f"bias_ih_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size)))
            setattr(self, f"bias_hh_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size)))
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1.0 / (self.hidden_size**0.5)
        for weight in self.parameters():
            weight.data.uniform_(-stdv, stdv)

    def forward(self, input, h_0=None):
        seq, batch, _ = input.size()
        hidden = self.hidden_size
        h_n = torch.zeros(self.num_layers, batch, hidden)
        if h_0 is not None:
            h_n = h_n + h_0
        states = [h_n[k] for k in range(self.num_layers)]
        current = input
        for k in range(self.num_layers):
            result = torch.zeros(seq, batch, hidden)
            for t in range(seq):
                gi = current[t] @ getattr(self, f"weight_ih_l{k}").t() + getattr(self, f"bias_ih_l{k}")
                gh = states[k] @ getattr(self, f"weight_hh_l{k}").t() + getattr(self, f"bias_hh_l{k}")
                reset = (torch.sigmoid(gi[:, :hidden] + gh[:, :hidden]) > 0.5).float()
                update = torch.sigmoid(gi[:, hidden : 2 * hidden] + gh[:, hidden : 2 * hidden])
                new = torch.tanh(gi[:, 2 * hidden :] + reset * gh[:, 2 * hidden :])
                states[k] = (1 - update) * new + update * states[k]
                result[t] = states[k]
            current = result
        return current, torch.stack(states)


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    state = {"t": 0, "moments": [(torch.zeros_like(p),) * 2 for p in params]}
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        loss.backward()
        adam_step(params, state, lr)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(out, idx2char)}")
    return losses
