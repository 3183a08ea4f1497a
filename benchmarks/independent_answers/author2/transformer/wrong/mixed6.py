# %% attention's result is added twice: attention is run again on the sum grade_id="transformer-block" old="x = x + self.attention(self.norm1(x), mask)" new="x = x + self.attention(self.norm1(x), mask)\n        x = x + self.attention(self.norm1(x), mask)"

# %% the end of a head's piece is a + h + 1 and not a + d, so the pieces have the wrong sizes grade_id="transformer-block" old="b = (h + 1) * self.d" new="b = a + h + 1"

# %% there is only one block, whatever num_layers says grade_id="transformer-model" old="for _ in range(num_layers))" new="for _ in range(1))"

# %% two mistakes: MultiHead does not scale its scores, and the letters' rows and the places' rows are multiplied instead of added grade_id="transformer-block transformer-model"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.d = d_model // heads
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        Q = self.query(x)
        K = self.key(x)
        V = self.value(x)
        parts = []
        for h in range(self.heads):
            a = h * self.d
            b = (h + 1) * self.d
            scores = Q[:, :, a:b] @ K[:, :, a:b].transpose(1, 2)
            if mask is not None:
                scores = scores.masked_fill(~mask, float("-inf"))
            weights = F.softmax(scores, dim=2)
            parts.append(weights @ V[:, :, a:b])
        return self.out(torch.cat(parts, dim=2))

class CharTransformer(nn.Module):
    """Reads indices and answers each with logits."""

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[-1]
        place = torch.arange(seq)
        mask = place[:, None] >= place[None, :]
        embedded = self.token(indices)
        embedded = embedded * self.position(place)
        number = 0
        while number < len(self.blocks):
            embedded = self.blocks[number](embedded, mask)
            number = number + 1
        answer = self.head(self.norm(embedded))
        return answer.view(-1, answer.shape[-1])

# %% the sum of the exponentials runs over the rows instead of the classes and fails where the sizes differ grade_id="transformer-train" old="log_sum = torch.log(e.sum(dim=1))" new="log_sum = torch.log(e.sum(dim=0))"

# %% decode takes the second of the sorted classes grade_id="transformer-ohlol" old="first = order[:, 0]" new="first = order[:, 1]"
