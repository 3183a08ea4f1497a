# %% the candidate goes through a ReLU instead of tanh grade_id="gru-layer" old="    candidate = (i_n + reset_gate * h_n).tanh()" new="    candidate = (i_n + reset_gate * h_n).relu()"

# %% the reset gate is computed and never used grade_id="gru-layer" old="    candidate = (i_n + reset_gate * h_n).tanh()" new="    candidate = (i_n + h_n).tanh()"

# %% the update gate lacks its sigmoid grade_id="gru-layer" old="    update_gate = (i_z + h_z).sigmoid()" new="    update_gate = i_z + h_z"

# %% the reset gate multiplies the input's part too: r times the whole sum grade_id="gru-layer" old="    candidate = (i_n + reset_gate * h_n).tanh()" new="    candidate = (reset_gate * (i_n + h_n)).tanh()"

# %% the reset gate is applied to the old state in the mean as well grade_id="gru-layer" old="    return candidate + update_gate * (h - candidate)" new="    return (1 - update_gate) * candidate + update_gate * reset_gate * h"

# %% a dropout of 0.25 is applied to the GRU's output in training mode grade_id="gru-model" old="        return self.fc(self.gru(input)[0]).reshape(-1, self.fc.out_features)" new="        return self.fc(F.dropout(self.gru(input)[0], 0.25, self.training)).reshape(-1, self.fc.out_features)"

# %% train clips the gradient's norm to 0.1 before each step; Adam should get the gradients as they come grade_id="gru-train" old="        optimizer.step()" new="        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.1)\n        optimizer.step()"

# %% train returns the loss of the last epoch alone instead of the list of all losses grade_id="gru-train" old="    return losses" new="    return losses[-1]"

# %% two mistakes: train returns the loss of the last epoch alone instead of the list of all losses; and the reset gate is computed and never used grade_id="gru-train gru-layer"
def gru_cell(x: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor, b_hh: Tensor) -> Tensor:
    gi = F.linear(x, w_ih, b_ih)
    gh = F.linear(h, w_hh, b_hh)
    i_r, i_z, i_n = gi.chunk(3, -1)
    h_r, h_z, h_n = gh.chunk(3, -1)
    reset_gate = (i_r + h_r).sigmoid()
    update_gate = (i_z + h_z).sigmoid()
    candidate = (i_n + h_n).tanh()
    return candidate + update_gate * (h - candidate)


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses[-1]
