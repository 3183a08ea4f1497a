# %% the text printed is that of a second call of the network, after the step, and does not belong to the printed loss grade_id="rnn-train" old="text = decode(outputs, idx2char)" new="text = decode(net(inputs), idx2char)"

# %% sigmoid is used in place of tanh grade_id="rnn-model rnn-ohlol" old="torch.tanh(a + B(h))" new="torch.sigmoid(a + B(h))"

# %% the first state has the batch axis of the number of steps: shape[0] in place of shape[1] grade_id="rnn-model" old="torch.zeros(y.shape[1], self.H)" new="torch.zeros(y.shape[0], self.H)"
