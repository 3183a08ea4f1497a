# %% the hook makes the gradient of the whole table zero and not only that of the padding row grade_id="embedding-padding" old="grad[self.padding_idx] = 0" new="grad[:] = 0"

# %% the text printed is read from the outputs of the network after the step grade_id="embedding-train" old="line += decode(outputs, idx2char)" new="line += decode(net(inputs), idx2char)"

# %% decode starts its search for the maximum at 0, so a row of negative values always gives class 0 grade_id="embedding-ohlol" old="biggest = float(\"-inf\")" new="biggest = 0"

# %% the gradient hook makes the gradient of the row after padding_idx zero (modulo the number of rows) and not that of padding_idx grade_id="embedding-padding" old="grad[self.padding_idx] = 0" new="grad[(self.padding_idx + 1) % len(grad)] = 0"
