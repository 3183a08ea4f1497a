# %% decode takes all values above 0 for the largest, so a row with two positive values reads as the first of them grade_id="rnn-ohlol" old="outputs == outputs.amax(1, keepdim=True)" new="outputs > 0"

# %% the number of epochs is fixed at 100, the argument serves the printed line alone grade_id="rnn-train" old="for epoch in range(epochs)]" new="for epoch in range(100)]"

# %% a softmax over the hidden values is put at the end of forward grade_id="rnn-model rnn-ohlol" old="return torch.cat(tuple(z))" new="return torch.cat(tuple(z)).softmax(-1)"

# %% the first layer reads hidden_size numbers and not input_size, so it crashes where the two differ grade_id="rnn-model" old="sizes = [input_size, *[hidden_size] * (num_layers - 1)]" new="sizes = [hidden_size] * num_layers"

# %% the return is missing in forward, it gives None grade_id="rnn-model rnn-ohlol" old="        return torch.cat(tuple(z))" new="        z = torch.cat(tuple(z))"
