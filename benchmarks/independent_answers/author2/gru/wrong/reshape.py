# %% the reset gate is missing in the candidate grade_id="gru-layer" old="reset_gate * gh[:, 2]" new="gh[:, 2]"

# %% h_0 is kept in self when none is given, so a second call goes on where the first one ended grade_id="gru-layer"
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

    def forward(self, input, h_0=None):
        L, B, H = self.num_layers, input.shape[1], self.hidden_size
        if h_0 is None:
            h_0 = getattr(self, "memory", torch.zeros(L, B, H))
        result = input
        finals = [None] * L
        for k in range(L):
            from_x = torch.einsum("sbi,gi->sbg", result, getattr(self, f"weight_ih_l{k}")) + getattr(self, f"bias_ih_l{k}")
            h = h_0[k]
            hidden = []
            t = 0
            while t < result.shape[0]:
                from_h = torch.einsum("bj,gj->bg", h, getattr(self, f"weight_hh_l{k}")) + getattr(self, f"bias_hh_l{k}")
                gx = from_x[t].reshape(B, 3, H)
                gh = from_h.reshape(B, 3, H)
                reset_gate = (gx[:, 0] + gh[:, 0]).sigmoid()
                update_gate = (gx[:, 1] + gh[:, 1]).sigmoid()
                candidate = (gx[:, 2] + reset_gate * gh[:, 2]).tanh()
                h = update_gate * h + (1 - update_gate) * candidate
                hidden.append(h)
                t += 1
            result = torch.stack(hidden, dim=0)
            finals[k] = result[-1]
        self.memory = torch.stack(finals, dim=0).detach()
        return result, torch.stack(finals, dim=0)

# %% the network applies its linear layer to h_n and not to the output, so only the last step is answered grade_id="gru-model" old="return self.linear(output.reshape(seq * batch, hidden))" new="return self.linear(h_n.reshape(-1, hidden))"

# %% the loss takes the logarithm of nothing: it is minus the mean of the label's probability instead of its logarithm grade_id="gru-train" old="torch.log_softmax(z, dim=1)" new="torch.softmax(z, dim=1)"
