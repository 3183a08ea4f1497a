# %% decode puts each new letter in front, so the text comes out backwards grade_id="embedding-ohlol" old="text += idx2char[k.item()]" new="text = idx2char[k.item()] + text"

# %% the handwritten Adam divides by the second moment itself, the root is missing grade_id="embedding-train" old="(vhat.sqrt() + eps)" new="(vhat + eps)"

# %% the table is a plain tensor and no parameter, so an optimizer does not find it grade_id="embedding-lookup embedding-padding" old="self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim).normal_())" new="self.weight = torch.empty(num_embeddings, embedding_dim).normal_()"

# %% the table is made with one row too many (num_embeddings + 1) for the padding grade_id="embedding-lookup embedding-padding" old="torch.empty(num_embeddings, embedding_dim).normal_()" new="torch.empty(num_embeddings + 1, embedding_dim).normal_()"

# %% all rows start at zero, so all letters are alike (and no random values are chosen) grade_id="embedding-lookup" old="torch.empty(num_embeddings, embedding_dim).normal_()" new="torch.zeros(num_embeddings, embedding_dim)"

# %% the gradient is scaled by the inverse frequency of each index, not summed (scale_grad_by_freq) grade_id="embedding-lookup" old="padding_idx=self.padding_idx)" new="padding_idx=self.padding_idx, scale_grad_by_freq=True)"

# %% max_norm=1 renormalises, in place, each row that is looked up grade_id="embedding-lookup" old="padding_idx=self.padding_idx)" new="padding_idx=self.padding_idx, max_norm=1.0)"

# %% padding_idx is not given to F.embedding, so the padding row gets a gradient grade_id="embedding-padding" old="F.embedding(indices, self.weight, padding_idx=self.padding_idx)" new="F.embedding(indices, self.weight)"

# %% the einsum sums over the batch: the index b is missing in the result grade_id="embedding-model" old="\"sbh,kh->sbk\", h, self.W)" new="\"sbh,kh->sk\", h, self.W)[:, None].expand(seq, batch, -1)"

# %% the first hidden state is 1 in place of 0 grade_id="embedding-model" old="h_0 = torch.zeros(" new="h_0 = torch.ones("
