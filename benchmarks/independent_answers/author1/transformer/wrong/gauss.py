# %% decode shifts each class by one: the letter before the right one is read grade_id="transformer-ohlol" old="idx2char[k.item()]" new="idx2char[k.item() - 1]"

# %% nll_loss is given softmax and not log_softmax grade_id="transformer-train" old="nll_loss(z.log_softmax(dim=1), labels)" new="nll_loss(z.softmax(dim=1), labels)"

# %% post-norm: the norms stand after the sums, as in Vaswani et al. grade_id="transformer-block" old="        y = x + self.attention(self.norm1(x), mask)\n        return y + self.down(F.relu(self.up(self.norm2(y))))" new="        y = self.norm1(x + self.attention(x, mask))\n        return self.norm2(y + self.down(F.relu(self.up(y))))"

# %% the way around the attention is missing: x is not added grade_id="transformer-block" old="y = x + self.attention(self.norm1(x), mask)" new="y = self.attention(self.norm1(x), mask)"

# %% the way around goes through the norm: norm1(x) is added and not x grade_id="transformer-block" old="y = x + self.attention(self.norm1(x), mask)" new="x = self.norm1(x)\n        y = x + self.attention(x, mask)"

# %% the feed-forward part adds x, the block's input, and not y grade_id="transformer-block" old="return y + self.down(" new="return x + self.down("

# %% GELU in place of ReLU grade_id="transformer-block" old="F.relu(self.up(" new="F.gelu(self.up("

# %% the mask does not reach the attention of the block grade_id="transformer-block transformer-model" old="self.attention(self.norm1(x), mask)" new="self.attention(self.norm1(x))"

# %% the causal mask is the upper triangle: each place sees itself and those after it grade_id="transformer-model" old="dtype=torch.bool).tril()" new="dtype=torch.bool).triu()"

# %% the position embedding is not added grade_id="transformer-model" old="self.token(indices) + self.position(torch.arange(seq))" new="self.token(indices)"

# %% the places are counted from 1, so the first row of the position table is never read and a text of max_seq letters crashes grade_id="transformer-model" old="self.position(torch.arange(seq))" new="self.position(torch.arange(1, seq + 1))"

# %% the last norm is left out grade_id="transformer-model" old="self.head(self.norm(x))" new="self.head(x)"

# %% the rows come place by place: the first two axes are exchanged before they are merged grade_id="transformer-model" old="self.head(self.norm(x)).flatten(0, 1)" new="self.head(self.norm(x)).transpose(0, 1).flatten(0, 1)"

# %% the heads are joined without moving their axis back behind the places grade_id="transformer-block" old="y.transpose(1, 2).flatten(2)" new="y.reshape(x.shape)"

# %% is_causal=True is given in place of the mask, so MultiHead is causal whatever mask it gets grade_id="transformer-block" old="attn_mask=mask)" new="is_causal=True)"

# %% the mask is inverted before it is given to scaled_dot_product_attention, as nn.MultiheadAttention would want it grade_id="transformer-block transformer-model" old="attn_mask=mask)" new="attn_mask=None if mask is None else ~mask)"

# %% one and the same block is used num_layers times, the weights are shared grade_id="transformer-model" old="nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))" new="nn.ModuleList([Block(d_model, heads)] * num_layers)"

# %% two mistakes: the feed-forward part adds its norm and not y, and the places are not embedded grade_id="transformer-block transformer-model"
class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        y = x + self.attention(self.norm1(x), mask)
        y = self.norm2(y)
        return y + self.down(F.relu(self.up(y)))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).tril()
        x = self.token(indices)
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% a name is misspelt: the attribute is called norm_1 in __init__ and norm1 in forward grade_id="transformer-block transformer-model" old="self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)" new="self.norm_1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)"

# %% two mistakes: first, post-norm: the norms stand after the sums, as in Vaswani et al.; second, the causal mask is the upper triangle: each place sees itself and those after it grade_id="transformer-block transformer-model"
class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        y = self.norm1(x + self.attention(x, mask))
        return self.norm2(y + self.down(F.relu(self.up(y))))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).triu()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% two mistakes: first, the rows come place by place: the first two axes are exchanged before they are merged; second, decode shifts each class by one: the letter before the right one is read grade_id="transformer-model transformer-ohlol"
class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = nn.Embedding(num_embeddings, d_model), nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).tril()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).transpose(0, 1).flatten(0, 1)


def decode(outputs, idx2char):
    _, best = outputs.max(dim=1)
    text = ""
    for k in best:
        text += idx2char[k.item() - 1]
    return text
