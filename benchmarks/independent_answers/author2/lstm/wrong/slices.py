# %% the candidate g goes through a sigmoid instead of tanh grade_id="lstm-layer" old="g = torch.tanh(a[:, 2 * H:3 * H])" new="g = torch.sigmoid(a[:, 2 * H:3 * H])"

# %% the hidden state is o times c, without the tanh of c grade_id="lstm-layer" old="h = o * torch.tanh(c)" new="h = o * c"

# %% the first step is left out of the loop over the steps grade_id="lstm-layer" old="for t in range(seq):" new="for t in range(1, seq):"

# %% the network hands the LSTM one layer always: num_layers is ignored, and h_0 has too many layers grade_id="lstm-model" old="self.lstm = LSTM(input_size, hidden_size, num_layers=num_layers)" new="self.lstm = LSTM(input_size, hidden_size)"
