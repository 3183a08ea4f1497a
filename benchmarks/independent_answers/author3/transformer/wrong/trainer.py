# %% masked scores: the mask is turned into floats, which scaled_dot_product_attention adds to the scores grade_id="transformer-block" old="        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="        o = F.scaled_dot_product_attention(q, k, v, attn_mask=None if mask is None else mask.float())"

# %% dropout_p of 0.1 is given to scaled_dot_product_attention, which uses it in evaluation mode too grade_id="transformer-block" old="        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=0.1)"

# %% the heads' axis is not moved in front of the places, so each place's heads attend to each other, and a mask raises an error grade_id="transformer-block"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def split(self, t):
        return t.unflatten(-1, (self.heads, -1))

    def forward(self, x, mask=None):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(o.flatten(2))

# %% the table of positions gets no gradient: it is detached, as if the positions were fixed grade_id="transformer-model" old="        h = h + self.position.weight[:seq]" new="        h = h + self.position.weight[:seq].detach()"

# %% padding index 0: the row of letter 0 is zero and is not trained grade_id="transformer-model" old="        self.token = nn.Embedding(num_embeddings, d_model)" new="        self.token = nn.Embedding(num_embeddings, d_model, padding_idx=0)"

# %% the last linear layer, head, has no bias grade_id="transformer-model" old="        self.head = nn.Linear(d_model, num_embeddings)" new="        self.head = nn.Linear(d_model, num_embeddings, bias=False)"

# %% decode writes a softmax into the outputs that it is given, in place grade_id="transformer-ohlol" old="    lookup = dict(enumerate(idx2char))" new="    lookup = dict(enumerate(idx2char))\n    outputs.data.copy_(outputs.data.softmax(1))"

# %% the outputs are detached before the loss, so backward raises an error grade_id="transformer-train" old="        y_hat = self.net(x)" new="        y_hat = self.net(x).detach()"

# %% two mistakes: dropout_p of 0.1 is given to scaled_dot_product_attention, which uses it in evaluation mode too; and the last linear layer, head, has no bias grade_id="transformer-block transformer-model"
class MultiHead(nn.Module):
    """Self-attention in several heads, side by side."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def split(self, t):
        return t.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x, mask=None):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=0.1)
        return self.out(o.transpose(1, 2).flatten(2))


class CharTransformer(nn.Module):
    """Starts as GPT-2 does: normal with a deviation of 0.02 for the tables, biases of 0."""

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings, bias=False)
        self.apply(self._init_weights)

    @staticmethod
    def _init_weights(module):
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)

    def causal(self, seq):
        return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), diagonal=1)

    def forward(self, indices):
        seq = indices.size(1)
        assert seq <= self.max_seq, f"at most {self.max_seq} letters"
        h = self.token(indices)
        h = h + self.position.weight[:seq]
        for layer in self.blocks:
            h = layer(h, mask=self.causal(seq))
        h = self.norm(h)
        h = self.head(h)
        return h.reshape(-1, h.shape[-1])
