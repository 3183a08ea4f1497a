# %% the padding index is not passed on to F.embedding, so the row gets a gradient grade_id="embedding-padding" old="        return F.embedding(indices, self.weight, padding_idx=self.padding_idx)" new="        return F.embedding(indices, self.weight)"

# %% max_norm is set in F.embedding, which rescales long rows of the table in place grade_id="embedding-lookup" old="        return F.embedding(indices, self.weight, padding_idx=self.padding_idx)" new="        return F.embedding(indices, self.weight, padding_idx=self.padding_idx, max_norm=1.0)"

# %% the gradient is scaled by how often an index occurs (scale_grad_by_freq), so repeated rows get a mean and not the sum grade_id="embedding-lookup" old="        return F.embedding(indices, self.weight, padding_idx=self.padding_idx)" new="        return F.embedding(indices, self.weight, padding_idx=self.padding_idx, scale_grad_by_freq=True)"

# %% all rows of a new table are zero grade_id="embedding-lookup" old="        nn.init.normal_(self.weight)" new="        nn.init.zeros_(self.weight)"

# %% dropout of 0.3 is applied to the embedded vectors in training mode grade_id="embedding-model" old="        x = self.layers[\"embedding\"](indices)" new="        x = F.dropout(self.layers[\"embedding\"](indices), 0.3, training=self.training)"

# %% the loss is the mean squared error between the softmax of the outputs and one-hot labels instead of the cross-entropy grade_id="embedding-train" old="            loss = F.cross_entropy(input=outputs, target=y)" new="            loss = F.mse_loss(outputs.softmax(1), F.one_hot(y, outputs.shape[1]).float())"

# %% train replaces the weights by Xavier-uniform ones before it begins, instead of training the network as it is given grade_id="embedding-train" old="    loss_history = []" new="    loss_history = []\n    for p in net.parameters():\n        if p.dim() > 1:\n            nn.init.xavier_uniform_(p)"

# %% two mistakes: the padding index is not passed on to F.embedding, so the row gets a gradient; and dropout of 0.3 is applied to the embedded vectors in training mode grade_id="embedding-padding embedding-model"
class Embedding(nn.Module):
    """F.embedding does the lookup, and knows about the padding too."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim))
        self.reset_parameters()

    def reset_parameters(self):
        nn.init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx].fill_(0)

    def forward(self, indices):
        return F.embedding(indices, self.weight)

    def extra_repr(self):
        return f"{self.num_embeddings}, {self.embedding_dim}, padding_idx={self.padding_idx}"


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "embedding": Embedding(num_embeddings, embedding_dim),
                "rnn": nn.RNN(embedding_dim, hidden_size, num_layers),
                "linear": nn.Linear(hidden_size, num_embeddings),
            }
        )

    def forward(self, indices):
        x = F.dropout(self.layers["embedding"](indices), 0.3, training=self.training)
        x, _ = self.layers["rnn"](x)
        x = self.layers["linear"](x)
        return x.reshape(-1, x.size(-1))
