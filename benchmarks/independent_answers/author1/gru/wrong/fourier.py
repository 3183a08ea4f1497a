# %% decode starts its loop at step 1 and leaves the first letter out grade_id="gru-ohlol" old="range(outputs.shape[0])" new="range(1, outputs.shape[0])"

# %% Adam's learning rate is halved by a scheduler every 10 epochs grade_id="gru-train" old="        optimizer.step()\n" new="        optimizer.step()\n        if (epoch + 1) % 10 == 0:\n            optimizer.param_groups[0][\"lr\"] /= 2\n"

# %% the state is blended with the state of the first step, hs[0], and not with that of the step before grade_id="gru-layer" old="z.T * hs[-1])" new="z.T * hs[0])"

# %% the output includes the initial state and leaves out the last one grade_id="gru-layer" old="torch.stack(hs[1:])" new="torch.stack(hs[:-1])"

# %% each layer above the first starts from the last state of the layer below and not from its own h_0 grade_id="gru-layer" old="            hs = [h_n[k]]\n" new="            hs = [h_n[k] if k == 0 else ends[-1]]\n"

# %% two mistakes: first, each layer above the first starts from the last state of the layer below and not from its own h_0; second, Adam's learning rate is halved by a scheduler every 10 epochs grade_id="gru-layer gru-train"
class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.H, self.L = hidden_size, num_layers
        widths = [input_size] + [hidden_size] * num_layers
        for k, n in enumerate(widths[:-1]):
            self.register_parameter(f"weight_ih_l{k}", nn.Parameter(torch.empty(3 * hidden_size, n)))
            self.register_parameter(f"weight_hh_l{k}", nn.Parameter(torch.empty(3 * hidden_size, hidden_size)))
            self.register_parameter(f"bias_ih_l{k}", nn.Parameter(torch.empty(3 * hidden_size)))
            self.register_parameter(f"bias_hh_l{k}", nn.Parameter(torch.empty(3 * hidden_size)))
        for p in self.parameters():
            nn.init.uniform_(p, -(hidden_size**-0.5), hidden_size**-0.5)

    def forward(self, input, h_0=None):
        seq, batch, _ = input.shape
        x = input
        h_n = torch.zeros(self.L, batch, self.H) if h_0 is None else h_0.clone()
        ends = []
        for k in range(self.L):
            P = dict(self.named_parameters())
            W, V = P[f"weight_ih_l{k}"], P[f"weight_hh_l{k}"]
            bw, bv = P[f"bias_ih_l{k}"], P[f"bias_hh_l{k}"]
            hs = [h_n[k] if k == 0 else ends[-1]]
            for t in range(seq):
                i, g = W @ x[t].T + bw[:, None], V @ hs[-1].T + bv[:, None]  # columns are the batch
                i, g = i.reshape(3, self.H, batch), g.reshape(3, self.H, batch)
                r, z = torch.sigmoid(i[:2] + g[:2])
                n = torch.tanh(i[2] + r * g[2])
                hs.append(((1 - z) * n).T + z.T * hs[-1])
            x = torch.stack(hs[1:])
            ends.append(hs[-1])
        return x, torch.stack(ends)


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses: list[float] = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        if (epoch + 1) % 10 == 0:
            optimizer.param_groups[0]["lr"] /= 2
        losses.append(loss.item())
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {text}")
    return losses
