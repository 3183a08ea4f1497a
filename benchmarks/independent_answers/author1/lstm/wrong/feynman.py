# %% decode takes the place of the largest value modulo 4, so with more than four classes letters are wrong grade_id="lstm-ohlol" old="idx2char[int(w)]" new="idx2char[int(w) % 4]"

# %% the loss of an epoch is returned rounded to whole numbers grade_id="lstm-train" old="return loss.item()\n" new="return round(loss.item())\n"

# %% h_n and c_n belong to the first step and not to the last grade_id="lstm-layer" old="            final_h.append(pairs[-1][0])\n            final_c.append(pairs[-1][1])" new="            final_h.append(pairs[0][0])\n            final_c.append(pairs[0][1])"

# %% the next layer reads the cell states of the layer below and not its hidden states, and so the output holds cell states grade_id="lstm-layer" old="xs = [h for h, _ in pairs]" new="xs = [c for _, c in pairs]"

# %% the weights weight_ih of further layers have in columns and not hidden, which crashes for in other than hidden grade_id="lstm-layer" old="u(4 * hidden_size, hidden_size if k else input_size)" new="u(4 * hidden_size, input_size)"
