# %% the feed-forward network reads norm1 of y instead of norm2 grade_id="transformer-block" old="        return y + self.feed_forward(self.norm2(y))" new="        return y + self.feed_forward(self.norm1(y))"

# %% the feed-forward network's result is added to x, the block's input, instead of to y grade_id="transformer-block" old="        return y + self.feed_forward(self.norm2(y))" new="        return x + self.feed_forward(self.norm2(y))"

# %% the feed-forward network has no activation between its two layers grade_id="transformer-block" old="        return self.down(self.up(t).clamp(min=0))" new="        return self.down(self.up(t))"

# %% a dropout of 0.1 follows the feed-forward network in training mode grade_id="transformer-block" old="        return self.down(self.up(t).clamp(min=0))" new="        return F.dropout(self.down(self.up(t).clamp(min=0)), 0.1, self.training)"

# %% the mask is the whole one for max_seq places, so shorter texts raise an error grade_id="transformer-model" old="        mask = self.mask[:seq, :seq]" new="        mask = self.mask"

# %% the mask is the wrong way round: places look at themselves and at later ones grade_id="transformer-model" old="        self.register_buffer(\"mask\", places[:, None] >= places[None, :], persistent=False)" new="        self.register_buffer(\"mask\", places[:, None] <= places[None, :], persistent=False)"

# %% the rows come place by place, not word by word grade_id="transformer-model" old="        return logits.view(batch * seq, -1)" new="        return logits.transpose(0, 1).reshape(batch * seq, -1)"

# %% the heads are put together without moving their axis back grade_id="transformer-block" old="        return self.out(o.transpose(1, 2).reshape(batch, seq, d_model))" new="        return self.out(o.reshape(batch, seq, d_model))"

# %% all blocks are one and the same block with shared weights grade_id="transformer-model" old="        for _ in range(num_layers):\n            self.blocks.append(Block(d_model, heads))" new="        block = Block(d_model, heads)\n        for _ in range(num_layers):\n            self.blocks.append(block)"

# %% train never sets the gradients back to zero, so they add up over the epochs grade_id="transformer-train" old="        opt.zero_grad(set_to_none=True)\n        logits = net(inputs)" new="        logits = net(inputs)"

# %% the parameter lr is ignored: Adam is made without it and takes its default of 0.001 grade_id="transformer-train" old="    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)" new="    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad])"

# %% two mistakes: the heads are put together without moving their axis back; and all blocks are one and the same block with shared weights grade_id="transformer-block transformer-model"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        batch, seq, d_model = x.shape
        q, k, v = (
            layer(x).view(batch, seq, self.heads, d_model // self.heads).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        o = attention(q, k, v, mask)
        return self.out(o.reshape(batch, seq, d_model))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList()
        block = Block(d_model, heads)
        for _ in range(num_layers):
            self.blocks.append(block)
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        places = torch.arange(max_seq)
        self.register_buffer("places", places, persistent=False)
        self.register_buffer("mask", places[:, None] >= places[None, :], persistent=False)

    def forward(self, indices):
        batch, seq = indices.shape
        x = self.token(indices) + self.position(self.places[:seq])[None]
        mask = self.mask[:seq, :seq]
        for block in self.blocks:
            x = block(x, mask)
        logits = self.head(self.norm(x))
        return logits.view(batch * seq, -1)
