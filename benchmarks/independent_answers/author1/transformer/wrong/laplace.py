# %% only the loss of the last epoch is returned, and not the list grade_id="transformer-train" old="return [step(epoch) for epoch in range(epochs)]" new="return [step(epoch) for epoch in range(epochs)][-1]"

# %% two mistakes: the attention's answer is not added to x but takes its place, and the blocks' number is fixed at one grade_id="transformer-block transformer-model"
class Block(nn.Module):
    """y = x + MH(n1 x), z = y + W2 relu(W1 n2 y)."""

    def __init__(self, d_model, heads):
        super().__init__()
        hidden = 4 * d_model
        self.norm1 = nn.LayerNorm(d_model, eps=1e-5)
        self.norm2 = nn.LayerNorm(d_model, eps=1e-5)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, hidden)
        self.down = nn.Linear(hidden, d_model)

    def forward(self, x, mask=None):
        a = self.attention(self.norm1(x), mask=mask)
        y = a
        h = torch.relu(self.up(self.norm2(y)))
        return torch.add(y, self.down(h))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(1))
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).tril()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)
