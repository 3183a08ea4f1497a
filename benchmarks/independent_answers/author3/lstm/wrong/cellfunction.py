# %% the candidate goes through a sigmoid instead of tanh grade_id="lstm-layer" old="    c_new = forget_gate.sigmoid() * c + in_gate.sigmoid() * candidate.tanh()" new="    c_new = forget_gate.sigmoid() * c + in_gate.sigmoid() * candidate.sigmoid()"

# %% the gates use the hard sigmoid of old Keras versions grade_id="lstm-layer" old="    c_new = forget_gate.sigmoid() * c + in_gate.sigmoid() * candidate.tanh()\n    return out_gate.sigmoid() * c_new.tanh(), c_new" new="    hard = lambda a: (0.2 * a + 0.5).clamp(0, 1)\n    c_new = hard(forget_gate) * c + hard(in_gate) * candidate.tanh()\n    return hard(out_gate) * c_new.tanh(), c_new"

# %% the forget gate and the input gate change places grade_id="lstm-layer" old="    c_new = forget_gate.sigmoid() * c + in_gate.sigmoid() * candidate.tanh()" new="    c_new = in_gate.sigmoid() * c + forget_gate.sigmoid() * candidate.tanh()"

# %% the given state is ignored; the layers always start from zero grade_id="lstm-layer" old="        if state is None:" new="        if True:"

# %% the cell state is clipped to the range from -1 to 1 grade_id="lstm-layer" old="    return out_gate.sigmoid() * c_new.tanh(), c_new" new="    c_new = c_new.clamp(-1, 1)\n    return out_gate.sigmoid() * c_new.tanh(), c_new"

# %% a state is detached at each step, so gradients do not flow back through time grade_id="lstm-layer" old="                h[k], c[k] = lstm_cell(x, h[k], c[k], *self.weights(k))" new="                h[k], c[k] = lstm_cell(x, h[k].detach(), c[k].detach(), *self.weights(k))"

# %% the printed epochs are counted from 1 to epochs instead of from 0 to epochs - 1 grade_id="lstm-train" old="        print(f\"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}\")" new="        print(f\"Epoch {epoch + 1}/{epochs}, Loss {value:.4f}: {decode(logits, idx2char)}\")"

# %% train never sets the gradients back to zero, so they add up over the epochs grade_id="lstm-train" old="        opt.zero_grad(set_to_none=True)\n        logits = net(inputs)" new="        logits = net(inputs)"

# %% two mistakes: the forget gate and the input gate change places; and the printed epochs are counted from 1 to epochs instead of from 0 to epochs - 1 grade_id="lstm-layer lstm-train"
def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """One step of one layer."""
    gates = F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh)
    in_gate, forget_gate, candidate, out_gate = gates.chunk(4, 1)
    c_new = in_gate.sigmoid() * c + forget_gate.sigmoid() * candidate.tanh()
    return out_gate.sigmoid() * c_new.tanh(), c_new


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list:
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)
    history = []

    def train_step():
        opt.zero_grad(set_to_none=True)
        logits = net(inputs)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        opt.step()
        return loss.item(), logits.detach()

    net.train()
    for epoch in range(epochs):
        value, logits = train_step()
        history.append(value)
        print(f"Epoch {epoch + 1}/{epochs}, Loss {value:.4f}: {decode(logits, idx2char)}")
    return history
