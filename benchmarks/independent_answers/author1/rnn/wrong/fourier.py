# %% decode forgets detach, so numpy refuses outputs that need a gradient, as train hands them over grade_id="rnn-train rnn-ohlol" old="outputs.detach().cpu().numpy()" new="outputs.cpu().numpy()"

# %% the gradients get the wrong sign, so training climbs uphill grade_id="rnn-train rnn-ohlol" old="p.grad = g\n" new="p.grad = None if g is None else -g\n"

# %% the concatenated vector holds zeros in place of the hidden state, so nothing is remembered grade_id="rnn-model rnn-ohlol" old="torch.cat([x[t], h], dim=-1)" new="torch.cat([x[t], torch.zeros_like(h)], dim=-1)"

# %% there is no bias in the layers grade_id="rnn-model" old="+ hidden_size, hidden_size) for k in range(num_layers)" new="+ hidden_size, hidden_size, bias=False) for k in range(num_layers)"

# %% an off-by-one: the output at step t is the state before step t, so the first row is zero grade_id="rnn-model rnn-ohlol" old="                h = affine(torch.cat([x[t], h], dim=-1)).tanh()\n                ys.append(h)" new="                ys.append(h)\n                h = affine(torch.cat([x[t], h], dim=-1)).tanh()"
