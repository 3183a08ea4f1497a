# %% the ReLU takes the place of tanh in the hidden states grade_id="rnn-model" old="torch.tanh(self.kernel" new="torch.relu(self.kernel"

# %% zero_grad stands between backward and step, so each step is taken with gradients that were forgotten and no weight changes grade_id="rnn-train rnn-ohlol" old="        optimizer.zero_grad()\n        loss.backward()\n" new="        loss.backward()\n        optimizer.zero_grad()\n"

# %% the learning rate lr is not used, Adam runs with its default of 0.001 grade_id="rnn-train" old="lr=lr, betas" new="betas"

# %% train returns the dictionary history in place of the list of losses grade_id="rnn-train" old="return history[\"loss\"]" new="return history"

# %% the further layers are copies of one object: all layers above the first share the same weights grade_id="rnn-model" old="        for _ in range(num_layers - 1):\n            layers.append(SimpleRNNLayer(hidden_size, hidden_size))" new="        layers += [SimpleRNNLayer(hidden_size, hidden_size)] * (num_layers - 1)"

# %% the output has a softmax on top: the hidden states are turned into probabilities grade_id="rnn-model" old="return states.view(-1, self.hidden_size)" new="return torch.softmax(states.view(-1, self.hidden_size), dim=1)"

# %% decode drops repeated letters, as is done after CTC grade_id="rnn-ohlol" old="return \"\".join(map(lambda place: idx2char[place], places.tolist()))" new="return \"\".join(map(lambda place: idx2char[place], torch.unique_consecutive(places).tolist()))"
