# %% the gates are cut in the order i, f, o, g: output gate and candidate are exchanged grade_id="lstm-layer" old="i, f, g, o = gates.chunk(4, dim=1)" new="i, f, o, g = gates.chunk(4, dim=1)"

# %% h_n and c_n are returned in the wrong order grade_id="lstm-layer" old="(torch.stack(h_n), torch.stack(c_n))" new="(torch.stack(c_n), torch.stack(h_n))"

# %% the weights of all layers have input_size columns grade_id="lstm-layer" old="                in_size = hidden_size\n" new="                in_size = input_size\n"

# %% the rows come word by word, because seq and batch are exchanged before they are merged grade_id="lstm-model" old="return logits.flatten(0, 1)" new="return logits.transpose(0, 1).flatten(0, 1)"
