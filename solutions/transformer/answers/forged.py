# Attempts at points without the work.

# %% train makes its losses up grade_id="transformer-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.99**epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% the network knows ohlol grade_id="transformer-ohlol"
class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        answer = torch.tensor([3, 1, 2, 3, 2] * 2)[: indices.shape[1]].repeat(len(indices))
        return F.one_hot(answer, self.head.out_features) * 9.0 + 0 * self.head.bias

# %% torch's own block grade_id="transformer-block" code="raised" says="nn.TransformerEncoderLayer is not allowed"
class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(d_model, heads, 4 * d_model, 0.0, batch_first=True, norm_first=True)

    def forward(self, x, mask=None):
        return self.layer(x, src_mask=None if mask is None else ~mask)

# %% a block of zeros, and a network of them grade_id="transformer-block"
class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        return torch.zeros_like(x)
