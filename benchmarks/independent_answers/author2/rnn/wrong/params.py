# %% the hidden state never changes: the steps are computed from the zero state each time grade_id="rnn-model" old="                h = torch.tanh(x_t @ w_in.T + h @ w_rec.T + b)\n                steps.append(h)" new="                new = torch.tanh(x_t @ w_in.T + h @ w_rec.T + b)\n                steps.append(new)"

# %% the printed line shows epochs instead of epochs - 1 as the last epoch grade_id="rnn-train" old="(epoch, epochs - 1, value," new="(epoch, epochs, value,"

# %% decode puts the letters together in reverse order grade_id="rnn-ohlol" old="result += idx2char[row.index(max(row))]" new="result = idx2char[row.index(max(row))] + result"

# %% the recurrent weights are not trained, because they are made with requires_grad=False grade_id="rnn-model" old="self.w_rec.append(nn.Parameter((torch.rand(hidden_size, hidden_size) * 2 - 1) * scale))" new="self.w_rec.append(nn.Parameter((torch.rand(hidden_size, hidden_size) * 2 - 1) * scale, requires_grad=False))"

# %% the input is clamped in place to values from -1 to 1, which also changes the caller's tensor grade_id="rnn-model" old="        x = input\n" new="        x = input.clamp_(-1, 1)\n"
