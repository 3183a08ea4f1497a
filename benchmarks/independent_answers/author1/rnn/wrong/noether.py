# %% decode returns after the first letter because the return stands inside the loop grade_id="rnn-ohlol" old="    return text" new="        return text"

# %% the label column is picked with [:, labels], which gives a square table of all pairs of rows and labels, so every row is trained on all labels grade_id="rnn-train rnn-ohlol" old="[rows, labels].mean()" new="[:, labels].mean()"

# %% the hidden state is reset to zero at every step, so nothing is remembered grade_id="rnn-model rnn-ohlol" old="torch.einsum(\"bj,hj->bh\", h, U)" new="torch.einsum(\"bj,hj->bh\", 0 * h, U)"

# %% the tanh surrounds the input part alone, the recurrent part is added outside of it grade_id="rnn-model rnn-ohlol" old="torch.tanh(u + torch.einsum(\"bj,hj->bh\", h, U))" new="torch.tanh(u) + torch.einsum(\"bj,hj->bh\", h, U)"

# %% the indices of einsum sum over the batch as well: the recurrent part mixes the words of a batch grade_id="rnn-model" old="\"bj,hj->bh\", h, U)" new="\"bj,hj->h\", h, U)"

# %% one_hot compares along the wrong axis: the classes come first and not last grade_id="rnn-onehot rnn-ohlol" old="(indices[..., None] == torch.arange(num_classes)).float()" new="(indices == torch.arange(num_classes).view(-1, *[1] * indices.dim())).float()"
