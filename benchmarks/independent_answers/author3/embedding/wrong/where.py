# %% the indices are cut to one axis and the rows returned without the indices' shape grade_id="embedding-lookup" old="        found = self.weight.index_select(0, indices.reshape(-1)).reshape(*indices.shape, -1)\n        is_padding = indices.eq(self.padding_idx)[..., None]" new="        found = self.weight.index_select(0, indices.reshape(-1))\n        is_padding = indices.reshape(-1).eq(self.padding_idx)[..., None]"

# %% the comparison with padding_idx is the wrong way round: everything but the padding becomes zero grade_id="embedding-padding" old="        is_padding = indices.eq(self.padding_idx)[..., None]" new="        is_padding = indices.ne(self.padding_idx)[..., None]"

# %% the batch-first logits are merged without moving seq to the front, so the rows come word by word grade_id="embedding-model" old="        return z.permute(1, 0, 2).reshape(-1, z.shape[2])" new="        return z.reshape(-1, z.shape[2])"

# %% the indices are not transposed for the batch-first RNN, so it runs along the batch, and the rows come out in another order grade_id="embedding-model" old="        e = self.embedding(indices.T)  # (batch, seq, embedding_dim)" new="        e = self.embedding(indices)  # (batch, seq, embedding_dim)"

# %% the sign of the cross-entropy is wrong, so that training makes the right letters less likely grade_id="embedding-train" old="        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()" new="        cost = scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()"

# %% decode joins the characters with blanks between them grade_id="embedding-ohlol embedding-train" old="    return \"\".join(characters)" new="    return \" \".join(characters)"
