# %% decode takes the smallest value of each row (argmin) grade_id="gru-ohlol" old="outputs.argmax(dim=1).tolist()" new="outputs.argmin(dim=1).tolist()"

# %% zero_grad is missing, so the gradients of all epochs add up grade_id="gru-train" old="        opt.zero_grad()\n" new=""

# %% the states are written back into the given h_0, which changes the argument grade_id="gru-layer" old="            finals.append(h)\n" new="            finals.append(h)\n            if h_0 is not None:\n                with torch.no_grad():\n                    h_0[k] = h\n"

# %% only the last layer's last state is returned as h_n, with a first axis of 1 grade_id="gru-layer" old="return torch.stack(outs), torch.stack(finals)" new="return torch.stack(outs), torch.stack(finals[-1:])"

# %% the new state is added to the old one in full: the factor 1 - z is missing grade_id="gru-layer" old="(1 - z) * (gi[2] + r * gh[2]).tanh()" new="(gi[2] + r * gh[2]).tanh()"

# %% two mistakes: first, decode takes the smallest value of each row (argmin); second, zero_grad is missing, so the gradients of all epochs add up grade_id="gru-ohlol gru-train"
def decode(outputs, idx2char):
    return "".join(idx2char[k] for k in outputs.argmin(dim=1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
    return losses
