# %% the softmax runs over the queries and not over the keys grade_id="attention-weights" old="torch.softmax(scores, dim=-1)" new="torch.softmax(scores, dim=-2)"

# %% attention does not pass its mask on grade_id="attention-mask" old="return attention_weights(queries, keys, mask) @ values" new="return attention_weights(queries, keys) @ values"

# %% two mistakes: with a mask each query sees the key of its own number alone, whatever the mask says, and MultiHead adds its input x to the result grade_id="attention-mask attention-heads"
def attention_weights(queries, keys, mask=None):
    d = queries.shape[-1]
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~torch.eye(scores.shape[-2], scores.shape[-1], dtype=torch.bool), float("-inf"))
    return torch.softmax(scores, dim=-1)

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x, mask=None):
        q = self.split(self.query(x))
        k = self.split(self.key(x))
        v = self.split(self.value(x))
        y = attention(q, k, v, mask)
        return x + self.out(y.transpose(1, 2).flatten(2))
