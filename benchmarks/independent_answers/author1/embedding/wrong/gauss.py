# %% the loss uses the largest output of a row in place of the logsumexp of the row grade_id="embedding-train" old="(y.logsumexp(dim=1) - y.gather(1, labels[:, None]).squeeze(1))" new="(y.amax(dim=1) - y.gather(1, labels[:, None]).squeeze(1))"

# %% the padding row is zero at the places where the index is NOT the padding: the comparison is the wrong way round grade_id="embedding-padding" old="(indices == self.padding_idx)[..., None]" new="(indices != self.padding_idx)[..., None]"

# %% if padding_idx is asked by its truth value when the table is made, so that row 0 is not set to zero for padding_idx=0 grade_id="embedding-padding" old="        if padding_idx is not None:\n            W[padding_idx] = 0\n" new="        if padding_idx:\n            W[padding_idx] = 0\n"

# %% the padding's column of the table is set to zero, and not its row grade_id="embedding-padding" old="W[padding_idx] = 0" new="W[:, padding_idx] = 0"

# %% the padding row is not masked in forward, so it gets a gradient and is trained grade_id="embedding-padding" old="        if self.padding_idx is None:\n            return rows\n        return rows.masked_fill((indices == self.padding_idx)[..., None], 0.0)" new="        return rows"

# %% the linear layer's logits go through a tanh grade_id="embedding-model" old="self.V(self.R(self.E(indices))[0]).flatten(0, 1)" new="self.V(self.R(self.E(indices))[0]).tanh().flatten(0, 1)"

# %% the rows come word by word: the axes are exchanged before they are merged grade_id="embedding-model" old="self.V(self.R(self.E(indices))[0]).flatten(0, 1)" new="self.V(self.R(self.E(indices))[0]).transpose(0, 1).flatten(0, 1)"

# %% a name is misspelt: self.weigth grade_id="embedding-lookup embedding-padding embedding-model" old="rows = self.weight[indices]" new="rows = self.weigth[indices]"

# %% two mistakes: first, a name is misspelt: self.weigth; second, the loss uses the largest output of a row in place of the logsumexp of the row grade_id="embedding-lookup embedding-padding embedding-model embedding-train"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        W = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            W[padding_idx] = 0
        self.weight, self.padding_idx = nn.Parameter(W), padding_idx

    def forward(self, indices):
        rows = self.weigth[indices]
        if self.padding_idx is None:
            return rows
        return rows.masked_fill((indices == self.padding_idx)[..., None], 0.0)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr)

    def energy(y):
        return (y.amax(dim=1) - y.gather(1, labels[:, None]).squeeze(1)).mean()

    trace = []
    for k in range(epochs):
        optim.zero_grad(set_to_none=True)
        y = net(inputs)
        e = energy(y)
        e.backward()
        optim.step()
        trace.append(float(e))
        print(f"Epoch {k}/{epochs - 1}, Loss {trace[-1]:.4f}: {decode(y, idx2char)}")
    return trace
