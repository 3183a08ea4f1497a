# %% the lookup reads the row before the right one: the index minus one grade_id="embedding-lookup" old="torch.index_select(self.weight, 0, indices.flatten())" new="torch.index_select(self.weight, 0, (indices.flatten() - 1) % len(self.weight))"

# %% the padding row is always the last one, whatever padding_idx says grade_id="embedding-padding" old="self.pad = padding_idx" new="self.pad = num_embeddings - 1"

# %% the layers above the first get no input of the layer below but the embedding, and fail unless the sizes agree grade_id="embedding-model" old="            y, unused = layer(y)" new="            y, unused = layer(self.embedding(indices))"

# %% the step puts a new tensor into the list and does not change the parameter, so the network never changes and the second epoch fails grade_id="embedding-train embedding-ohlol" old="params[i] -= lr * m_hat / (v_hat.sqrt() + eps)" new="params[i] = params[i] - lr * m_hat / (v_hat.sqrt() + eps)"

# %% decode reads the columns of the outputs instead of the rows grade_id="embedding-ohlol" old="scores = outputs[step].tolist()" new="scores = outputs[:, step].tolist()"
