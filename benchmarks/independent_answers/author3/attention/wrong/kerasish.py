# %% the layers have no biases grade_id="attention-heads" old="        self.query = nn.Linear(d_model, d_model)\n        self.key = nn.Linear(d_model, d_model)\n        self.value = nn.Linear(d_model, d_model)\n        self.out = nn.Linear(d_model, d_model)" new="        self.query = nn.Linear(d_model, d_model, bias=False)\n        self.key = nn.Linear(d_model, d_model, bias=False)\n        self.value = nn.Linear(d_model, d_model, bias=False)\n        self.out = nn.Linear(d_model, d_model, bias=False)"

# %% the root is that of the number of keys instead of that of d grade_id="attention-weights" old="    dk = torch.tensor(keys.shape[-1], dtype=torch.float32)" new="    dk = torch.tensor(keys.shape[-2], dtype=torch.float32)"

# %% as in some Keras code, the mask times -1e9 is added, so True is what is forbidden grade_id="attention-mask" old="        logits = logits.masked_fill(mask.logical_not(), torch.finfo(logits.dtype).min)" new="        logits = logits + mask.float() * -1e9"

# %% a causal mask is always used, also where mask is None grade_id="attention-heads" old="        scaled_attention = attention(q, k, v, mask)" new="        scaled_attention = attention(q, k, v, causal_mask(x.shape[1]) if mask is None else mask)"

# %% x is added to the result, a residual connection that belongs to the transformer grade_id="attention-heads" old="        return self.out(concat)" new="        return x + self.out(concat)"

# %% the layers are named Keras-like wq, wk, wv and dense instead of query, key, value and out grade_id="attention-heads"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.num_heads = heads
        self.wq = nn.Linear(d_model, d_model)
        self.wk = nn.Linear(d_model, d_model)
        self.wv = nn.Linear(d_model, d_model)
        self.dense = nn.Linear(d_model, d_model)

    def split_heads(self, x):
        return x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)

    def forward(self, x, mask=None):
        o = attention(self.split_heads(self.wq(x)), self.split_heads(self.wk(x)), self.split_heads(self.wv(x)), mask)
        return self.dense(o.transpose(1, 2).flatten(2))

# %% the mask is cut to (queries, keys) of its first entry, so a mask for each batch entry is not honoured grade_id="attention-mask" old="    if mask is not None:\n        logits = logits.masked_fill(mask.logical_not(), torch.finfo(logits.dtype).min)" new="    if mask is not None:\n        mask = mask.reshape(-1, *mask.shape[-2:])[0]\n        logits = logits.masked_fill(mask.logical_not(), torch.finfo(logits.dtype).min)"

# %% two mistakes: x is added to the result, a residual connection that belongs to the transformer; and as in some Keras code, the mask times -1e9 is added, so True is what is forbidden grade_id="attention-heads attention-mask"
def attention_weights(queries, keys, mask=None):
    dk = torch.tensor(keys.shape[-1], dtype=torch.float32)
    logits = torch.matmul(queries, torch.transpose(keys, -2, -1)) / torch.sqrt(dk)
    if mask is not None:
        logits = logits + mask.float() * -1e9
    return F.softmax(logits, -1)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.num_heads = heads
        self.depth = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)
        for layer in (self.query, self.key, self.value, self.out):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def split_heads(self, x, batch_size):
        x = x.reshape(batch_size, -1, self.num_heads, self.depth)
        return x.permute(0, 2, 1, 3)

    def forward(self, x, mask=None):
        batch_size = x.shape[0]
        q = self.split_heads(self.query(x), batch_size)
        k = self.split_heads(self.key(x), batch_size)
        v = self.split_heads(self.value(x), batch_size)
        scaled_attention = attention(q, k, v, mask)
        scaled_attention = scaled_attention.permute(0, 2, 1, 3)
        concat = scaled_attention.reshape(batch_size, -1, self.num_heads * self.depth)
        return x + self.out(concat)
