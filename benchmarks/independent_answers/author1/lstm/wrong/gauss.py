# %% decode takes the first row of the order in place of its first column grade_id="lstm-ohlol" old="order[:, 0].tolist()" new="order[0].tolist()"

# %% Adam is called with amsgrad=True, but all else is to be as by default grade_id="lstm-train" old="net.parameters(), lr=lr)" new="net.parameters(), lr=lr, amsgrad=True)"

# %% the gates are cut in the order i, g, f, o in place of i, f, g, o grade_id="lstm-layer" old="i, f, g, o = (x_t" new="i, g, f, o = (x_t"

# %% the hidden state is o times c, the tanh of the cell state is missing grade_id="lstm-layer" old="h = o.sigmoid() * c.tanh()" new="h = o.sigmoid() * c"

# %% c_n holds the last hidden states a second time and not the cell states grade_id="lstm-layer" old="cn.append(c)" new="cn.append(h)"

# %% CharLSTM reshapes with the axes exchanged, so its rows come word by word grade_id="lstm-model" old="h, _ = self.rec(input)\n" new="h, _ = self.rec(input)\n        h = h.transpose(0, 1)\n"

# %% a name is misspelt: c.tahn grade_id="lstm-layer lstm-model lstm-ohlol" old="h = o.sigmoid() * c.tanh()" new="h = o.sigmoid() * c.tahn()"

# %% two mistakes: first, decode takes the first row of the order in place of its first column; second, Adam is called with amsgrad=True, but all else is to be as by default grade_id="lstm-ohlol lstm-train"
def decode(outputs, idx2char):
    order = outputs.argsort(dim=-1, descending=True)
    return "".join(idx2char[i] for i in order[0].tolist())


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, amsgrad=True)
    losses: list[float] = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {text}")
    return losses
