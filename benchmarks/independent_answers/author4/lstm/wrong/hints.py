# %% the order of the gates is i, f, o, g instead of i, f, g, o grade_id="lstm-layer" old="i, f, g, o = gates.chunk(4, dim=1)" new="i, f, o, g = gates.chunk(4, dim=1)"

# %% h is o times c, the tanh of the cell state is forgotten grade_id="lstm-layer" old="h = torch.sigmoid(o) * torch.tanh(c)" new="h = torch.sigmoid(o) * c"

# %% the candidate g goes through a sigmoid and not through tanh grade_id="lstm-layer" old="torch.sigmoid(i) * torch.tanh(g)" new="torch.sigmoid(i) * torch.sigmoid(g)"

# %% the given state is ignored, each call starts from zeros grade_id="lstm-layer" old="        if state is None:\n            zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)\n            state = (zeros, zeros)" new="        zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size)\n        state = (zeros, zeros)"

# %% the pair of the state is unpacked in the wrong order: (c_0, h_0) grade_id="lstm-layer" old="h_0, c_0 = state" new="c_0, h_0 = state"

# %% the returned h_n and c_n are those of the last layer only, (batch, hidden) grade_id="lstm-layer" old="return output, (torch.stack(h_n), torch.stack(c_n))" new="return output, (h_n[-1], c_n[-1])"

# %% each layer reads the input instead of the hidden states of the layer below, which fails where in and hidden differ grade_id="lstm-layer" old="            for x in output:" new="            for x in input:"

# %% the linear layer has no bias grade_id="lstm-model" old="nn.Linear(hidden_size, num_classes)" new="nn.Linear(hidden_size, num_classes, bias=False)"

# %% num_layers is not passed on to the LSTM in CharLSTM grade_id="lstm-model" old="LSTM(input_size, hidden_size, num_layers)" new="LSTM(input_size, hidden_size)"

# %% a tanh follows the linear layer grade_id="lstm-model" old="return self.linear(output).flatten(0, 1)" new="return torch.tanh(self.linear(output)).flatten(0, 1)"

# %% the loss is printed and returned multiplied by the number of letters grade_id="lstm-train" old="        losses.append(loss.item())\n        print(f\"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}" new="        losses.append(loss.item() * len(labels))\n        print(f\"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}"

# %% train does not return the losses grade_id="lstm-train" old="\n    return losses" new=""
