# %% the loop runs while e <= epochs, one epoch too many grade_id="transformer-train" old="while e < epochs:" new="while e <= epochs:"

# %% q and k are exchanged in the product: the scores are transposed grade_id="transformer-block" old="s = q @ k.transpose(-2, -1) / q.size(-1) ** 0.5" new="s = k @ q.transpose(-2, -1) / q.size(-1) ** 0.5"

# %% the mask counts where True as hidden (masked_fill with the mask itself) grade_id="transformer-block transformer-model" old="s.masked_fill(mask.logical_not()," new="s.masked_fill(mask,"

# %% the view goes straight to (batch, heads, seq, d) and mixes the places' numbers grade_id="transformer-block" old="f(x).view(b, n, self.heads, self.d).permute(0, 2, 1, 3)" new="f(x).view(b, self.heads, n, self.d)"

# %% the scale is missing in attention grade_id="transformer-block" old=" / q.size(-1) ** 0.5" new=""

# %% the causal mask lets each place see the next one too (triu(2)) grade_id="transformer-model" old=".triu(1)" new=".triu(2)"

# %% the head's weights are those of the token table (tied), the head itself serves only its bias grade_id="transformer-model" old="return self.head(self.norm(h)).view(" new="return F.linear(self.norm(h), self.token.weight, self.head.bias).view("

# %% softmax is applied to the logits grade_id="transformer-model" old="return self.head(self.norm(h)).view(" new="return self.head(self.norm(h)).softmax(-1).view("

# %% the axis batch is read as seq: shape[0] is the number of places grade_id="transformer-model" old="seq = indices.shape[1]" new="seq = indices.shape[0]"

# %% up and down have no biases grade_id="transformer-block" old="nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)" new="nn.Linear(d_model, 4 * d_model, bias=False), nn.Linear(4 * d_model, d_model, bias=False)"

# %% two mistakes: the scale is missing in attention, and the causal mask is the wrong way round grade_id="transformer-block transformer-model"
def attention(q, k, v, mask=None):
    s = q @ k.transpose(-2, -1)
    s = s if mask is None else s.masked_fill(mask.logical_not(), float("-inf"))
    return torch.softmax(s, dim=-1) @ v


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices: torch.Tensor) -> torch.Tensor:
        seq = indices.shape[1]
        assert seq <= self.max_seq, "text too long"
        mask = torch.ones(seq, seq, dtype=torch.bool).triu(1) | torch.eye(seq, dtype=torch.bool)
        one_hot = F.one_hot(indices, self.token.num_embeddings).float()
        h = torch.einsum("bsn,nd->bsd", one_hot, self.token.weight)
        h = h + self.position(torch.arange(seq)).unsqueeze(0)
        for block in self.blocks:
            h = block(h, mask)
        return self.head(self.norm(h)).view(-1, self.head.out_features)

# %% two mistakes: first, the scale is missing in attention; second, the axis batch is read as seq: shape[0] is the number of places grade_id="transformer-block transformer-model"
def attention(q, k, v, mask=None):
    s = q @ k.transpose(-2, -1)
    s = s if mask is None else s.masked_fill(mask.logical_not(), float("-inf"))
    return torch.softmax(s, dim=-1) @ v


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices: torch.Tensor) -> torch.Tensor:
        seq = indices.shape[0]
        assert seq <= self.max_seq, "text too long"
        mask = ~torch.ones(seq, seq, dtype=torch.bool).triu(1)
        one_hot = F.one_hot(indices, self.token.num_embeddings).float()
        h = torch.einsum("bsn,nd->bsd", one_hot, self.token.weight)
        h = h + self.position(torch.arange(seq)).unsqueeze(0)
        for block in self.blocks:
            h = block(h, mask)
        return self.head(self.norm(h)).view(-1, self.head.out_features)
