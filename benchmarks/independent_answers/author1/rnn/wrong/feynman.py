# %% decode uses min instead of max grade_id="rnn-ohlol" old="max(range(len(row))" new="min(range(len(row))"

# %% the indices of einsum are wrong: n and m are summed over all pairs of rows, so every row is compared with every label grade_id="rnn-train rnn-ohlol" old="\"nc,nc->n\", t," new="\"nc,mc->m\", t,"

# %% forward returns the rows of the last step only grade_id="rnn-model rnn-ohlol" old="return output.view(seq * batch, self.hidden_size)" new="return output[-1]"

# %% a dropout of 0.5 stands between the layers, so in training mode the result is random and different grade_id="rnn-model" old="nonlinearity=\"tanh\")" new="nonlinearity=\"tanh\", dropout=0.5 if num_layers > 1 else 0.0)"

# %% the input is centred in place before it is read: forward changes its argument grade_id="rnn-model" old="        seq, batch, _ = input.size()\n" new="        seq, batch, _ = input.size()\n        input -= input.mean(-1, keepdim=True)\n"

# %% the batch's size is taken from the input's first axis and the sequence's from the second, so h_0 does not fit grade_id="rnn-model" old="seq, batch, _ = input.size()" new="batch, seq, _ = input.size()"
