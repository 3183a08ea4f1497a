# %% padding_idx=0 is taken for no padding, as `if padding_idx:` does not hold for 0 grade_id="embedding-padding" old="        if padding_idx is not None:\n            with" new="        if padding_idx:\n            with"

# %% the padding row starts at zero but gets gradients: no hook is registered grade_id="embedding-padding" old="            self.weight.register_hook(self._no_padding)\n" new=""

# %% the hook is registered, but the padding row does not start at zero grade_id="embedding-padding" old="            with torch.no_grad():\n                self.weight[padding_idx] = 0\n" new=""

# %% the hook returns nothing (its return is missing) and changes only a copy, so the padding row keeps its gradient grade_id="embedding-padding" old="        grad[self.padding_idx] = 0\n        return grad" new="        grad[self.padding_idx] = 0"

# %% the hook clears the column and not the row of the padding index grade_id="embedding-padding" old="grad[self.padding_idx] = 0" new="grad[:, self.padding_idx] = 0"

# %% the table is a plain tensor with requires_grad, not an nn.Parameter: no optimizer finds it grade_id="embedding-lookup" old="nn.Parameter(torch.randn(num_embeddings, embedding_dim))" new="torch.randn(num_embeddings, embedding_dim, requires_grad=True)"

# %% the RNN reads batch first, so it walks through the words and not through the steps grade_id="embedding-model" old="nn.RNN(embedding_dim, hidden_size, num_layers)" new="nn.RNN(embedding_dim, hidden_size, num_layers, batch_first=True)"

# %% the rows come word by word, as seq and batch are swapped before they are merged grade_id="embedding-model" old="return z.flatten(0, 1)" new="return z.transpose(0, 1).flatten(0, 1)"

# %% the linear layer answers with embedding_dim numbers instead of num_embeddings grade_id="embedding-model" old="nn.Linear(hidden_size, num_embeddings)" new="nn.Linear(hidden_size, embedding_dim)"

# %% the loss is printed with more decimals than asked for (six) grade_id="embedding-train" old=":.4f}" new=":.6f}"

# %% zero_grad is missing, the gradients add up from epoch to epoch grade_id="embedding-train" old="        optimizer.zero_grad()\n" new=""

# %% decode takes the smallest value of each row grade_id="embedding-ohlol" old="argmax" new="argmin"
