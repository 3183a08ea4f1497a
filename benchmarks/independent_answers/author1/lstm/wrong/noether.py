# %% the optimizer is made anew in every epoch, so Adam's running means never last longer than one step grade_id="lstm-train" old="    for epoch in range(epochs):\n        opt.zero_grad()" new="    for epoch in range(epochs):\n        opt = torch.optim.Adam(net.parameters(), lr=lr)\n        opt.zero_grad()"

# %% the input gate multiplies the old cell state and the forget gate the candidate grade_id="lstm-layer" old="c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)" new="c = torch.sigmoid(i) * c + torch.sigmoid(f) * torch.tanh(g)"

# %% the forget gate is missing: the cell state is carried on in full grade_id="lstm-layer" old="c = torch.sigmoid(f) * c +" new="c = c +"

# %% h and c are exchanged in the returned pair: (c_n, h_n) grade_id="lstm-layer" old="return input, (h_n, c_n)" new="return input, (c_n, h_n)"

# %% CharLSTM uses one layer always: num_layers is not handed on grade_id="lstm-model" old="self.lstm = LSTM(input_size, hidden_size, num_layers)" new="self.lstm = LSTM(input_size, hidden_size)"

# %% h_0 and c_0 are exchanged where a state is given grade_id="lstm-layer" old="(state[0][k], state[1][k])" new="(state[1][k], state[0][k])"
