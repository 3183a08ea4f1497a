# %% one_hot is written for one axis of indices: the other axes are lost, as the last reshape is missing grade_id="rnn-onehot" old="return V.reshape(tuple(indices.shape) + (num_classes,))" new="return V"

# %% each layer reads the hidden state that the layer below had one step before, and not its hidden state of this step grade_id="rnn-model" old="                H[k] = torch.tanh(x @ self.W[k].T + H[k] @ self.U[k].T + self.b[k])\n                x = H[k]\n            rows.append(x)" new="                x, H[k] = H[k], torch.tanh(x @ self.W[k].T + H[k] @ self.U[k].T + self.b[k])\n            rows.append(H[-1])"

# %% the rows come word by word instead of step by step grade_id="rnn-model" old="return torch.cat(rows, dim=0)" new="return torch.stack(rows, dim=1).reshape(T * B, self.H)"

# %% all layers share one vector of biases: the bias of the first layer is used in every layer grade_id="rnn-model" old="self.U[k].T + self.b[k])" new="self.U[k].T + self.b[0])"

# %% the sigmoid takes the place of tanh in the recurrence grade_id="rnn-model" old="torch.tanh(x @" new="torch.sigmoid(x @"

# %% the loss is the sum over the rows instead of the mean grade_id="rnn-train" old=".sum() / n" new=".sum()"

# %% decode starts its search for the maximum at class 1, so class 0 is never found grade_id="rnn-ohlol" old="        best = 0\n        for c in range(C):" new="        best = 1\n        for c in range(1, C):"

# %% the cross-entropy is computed with log10 in place of the natural logarithm grade_id="rnn-train" old="logp = Z - torch.logsumexp(Z, dim=1, keepdim=True)" new="logp = torch.log10(torch.softmax(Z, dim=1))"

# %% the biases are left out: the recurrence has only the two matrix products grade_id="rnn-model" old="torch.tanh(x @ self.W[k].T + H[k] @ self.U[k].T + self.b[k])" new="torch.tanh(x @ self.W[k].T + H[k] @ self.U[k].T)"
