# %% the table has the shape (embedding_dim, num_embeddings), the axes being swapped grade_id="embedding-lookup" old="nn.Parameter(torch.randn(num_embeddings, embedding_dim))" new="nn.Parameter(torch.randn(embedding_dim, num_embeddings))"

# %% the padding row starts at zero but gets a gradient: forward does not mask it grade_id="embedding-padding" old="            rows = rows.masked_fill(is_padding, 0.0)\n" new="            pass\n"

# %% the RNN has always one layer: num_layers is ignored grade_id="embedding-model" old="nn.RNN(embedding_dim, hidden_size, num_layers)" new="nn.RNN(embedding_dim, hidden_size)"
