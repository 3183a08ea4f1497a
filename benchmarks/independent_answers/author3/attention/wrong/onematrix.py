# %% the scores of each head are divided by the root of d_model once more grade_id="attention-heads" old="        q, k, v = qkv.permute(2, 0, 3, 1, 4)" new="        q, k, v = qkv.permute(2, 0, 3, 1, 4)\n        q = q / self.d_model**0.5"

# %% the three layers' biases are left out of the joint product grade_id="attention-heads" old="        qkv = F.linear(x, weight, bias)  # (batch, seq, 3 * d_model)" new="        qkv = F.linear(x, weight)  # (batch, seq, 3 * d_model)"

# %% keys and values change places after the joint product grade_id="attention-heads" old="        q, k, v = qkv.permute(2, 0, 3, 1, 4)" new="        q, v, k = qkv.permute(2, 0, 3, 1, 4)"

# %% minus infinity is written where the mask is True instead of where it is False grade_id="attention-mask" old="        scores = torch.where(mask, scores, negative_infinity)" new="        scores = torch.where(mask, negative_infinity, scores)"

# %% the forward pass normalises its input with a layer norm first grade_id="attention-heads" old="        layers = [self.query, self.key, self.value]" new="        x = F.layer_norm(x, (self.d_model,))\n        layers = [self.query, self.key, self.value]"

# %% two mistakes: minus infinity is written where the mask is True instead of where it is False; and the forward pass normalises its input with a layer norm first grade_id="attention-mask attention-heads"
def attention_weights(queries, keys, mask=None):
    scores = scaled_scores(queries, keys)
    if mask is not None:
        negative_infinity = torch.full_like(scores, float("-inf"))
        scores = torch.where(mask, negative_infinity, scores)
    return F.softmax(scores, dim=-1)


class MultiHead(nn.Module):
    """Q, K and V come out of one product: the three matrices on top of each other."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.d_model, self.heads = d_model, heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        x = F.layer_norm(x, (self.d_model,))
        layers = [self.query, self.key, self.value]
        weight = torch.cat([layer.weight for layer in layers])
        bias = torch.cat([layer.bias for layer in layers])
        qkv = F.linear(x, weight, bias)  # (batch, seq, 3 * d_model)
        qkv = qkv.unflatten(-1, (3, self.heads, self.d_model // self.heads))
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        return self.out(attention(q, k, v, mask).transpose(1, 2).reshape(x.shape))
