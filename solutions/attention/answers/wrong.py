# Bugs, each with the grade id that loses points and the code of what is wrong.

# %% softmax over the queries grade_id="attention-weights" code="softmax-axis"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-2)


# %% softmax over the axis 1, which is that of the keys in a matrix alone grade_id="attention-weights" code="softmax-axis-fixed"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=1)


# %% softmax over all scores together grade_id="attention-weights" code="softmax-all"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores.flatten(-2), dim=-1).reshape(scores.shape)


# %% no scale grade_id="attention-weights" code="scale-missing"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% divided by d itself grade_id="attention-weights" code="scale-without-root"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1]
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% times the root of d grade_id="attention-weights" code="scale-upside-down"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) * queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% the root of the number of keys grade_id="attention-weights" code="scale-by-keys"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / keys.shape[-2] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% the root of the number of queries grade_id="attention-weights" code="scale-by-queries"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-2] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% scaled after the softmax grade_id="attention-weights" code="scale-after-softmax"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1) / queries.shape[-1] ** 0.5


# %% the scores without a softmax grade_id="attention-weights" code="softmax-missing"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, 0)
    return scores


# %% exponentials that are not divided grade_id="attention-weights" code="softmax-not-divided"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.exp(scores)


# %% scores divided by their sum grade_id="attention-weights" code="softmax-without-exp"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, 0)
    return scores / scores.sum(-1, keepdim=True)


# %% log_softmax grade_id="attention-weights" code="softmax-log"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.log_softmax(scores, dim=-1)


# %% sigmoid in place of the softmax grade_id="attention-weights" code="softmax-sigmoid"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.sigmoid(scores)


# %% the softmax twice grade_id="attention-weights" code="softmax-twice"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(torch.softmax(scores, dim=-1), dim=-1)


# %% negative scores grade_id="attention-weights" code="scores-negative"
def attention_weights(queries, keys, mask=None):
    scores = -(queries @ keys.transpose(-2, -1)) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% cosines in place of scalar products grade_id="attention-weights" code="scores-cosine"
def attention_weights(queries, keys, mask=None):
    q, k = (each / each.norm(dim=-1, keepdim=True) for each in (queries, keys))
    scores = q @ k.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% distances in place of scalar products grade_id="attention-weights" code="scores-distance"
def attention_weights(queries, keys, mask=None):
    scores = -torch.cdist(queries, keys) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% keys times queries grade_id="attention-weights" code="scores-transposed"
def attention_weights(queries, keys, mask=None):
    scores = keys @ queries.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% exp of large scores is infinite grade_id="attention-weights" code="exp-overflows"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    e = torch.exp(scores)
    if mask is not None:
        e = e * mask
    return e / e.sum(-1, keepdim=True)


# %% weights that are rounded to one key grade_id="attention-weights" code="softmax-hard"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return nn.functional.one_hot(scores.argmax(-1), keys.shape[-2]).to(scores.dtype)


# %% the values are scaled once more grade_id="attention-values" code="values-scaled"
def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask) @ values / queries.shape[-1] ** 0.5


# %% the scale once more in attention grade_id="attention-values" code="scale-twice"
def attention(queries, keys, values, mask=None):
    return attention_weights(queries / queries.shape[-1] ** 0.5, keys, mask) @ values


# %% the keys in place of the values grade_id="attention-values" code="keys-for-values"
def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask) @ keys


# %% the sum of the values, without weights grade_id="attention-values" code="values-without-weights"
def attention(queries, keys, values, mask=None):
    weights = torch.ones(*queries.shape[:-1], keys.shape[-2])
    if mask is not None:
        weights = weights * mask
    return weights.to(values.dtype) @ values


# %% the mean of all values grade_id="attention-values" code="values-plain-mean"
def attention(queries, keys, values, mask=None):
    weights = torch.ones(*queries.shape[:-1], keys.shape[-2])
    if mask is not None:
        weights = weights * mask
    return (weights / weights.sum(-1, keepdim=True)).to(values.dtype) @ values


# %% the value of the likeliest key alone grade_id="attention-values" code="values-hard"
def attention(queries, keys, values, mask=None):
    best = attention_weights(queries, keys, mask).argmax(-1)
    return nn.functional.one_hot(best, keys.shape[-2]).to(values.dtype) @ values


# %% queries and keys swapped in attention grade_id="attention-values" code="scores-transposed"
def attention(queries, keys, values, mask=None):
    return attention_weights(keys, queries, mask) @ values


# %% the weights turned round grade_id="attention-values" code="weights-transposed"
def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask).transpose(-2, -1) @ values


# %% values and weights come back grade_id="attention-values" code="returns-pair"
def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    return weights @ values, weights


# %% softmax of the outputs, too grade_id="attention-values" code="output-softmax"
def attention(queries, keys, values, mask=None):
    return torch.softmax(attention_weights(queries, keys, mask) @ values, dim=-1)


# %% each place sees those after it grade_id="attention-mask" code="mask-future"
def causal_mask(seq):
    return torch.ones(seq, seq, dtype=torch.bool).triu()


# %% a place does not see itself grade_id="attention-mask" code="mask-without-itself"
def causal_mask(seq):
    return torch.ones(seq, seq, dtype=torch.bool).tril(-1)


# %% a place sees one place too many grade_id="attention-mask" code="mask-one-ahead"
def causal_mask(seq):
    return torch.ones(seq, seq, dtype=torch.bool).tril(1)


# %% True where a place may not look grade_id="attention-mask" code="mask-opposite"
def causal_mask(seq):
    return torch.ones(seq, seq, dtype=torch.bool).triu(1)


# %% a place sees itself alone grade_id="attention-mask" code="mask-itself-alone"
def causal_mask(seq):
    return torch.eye(seq, dtype=torch.bool)


# %% all places see all grade_id="attention-mask" code="mask-all"
def causal_mask(seq):
    return torch.ones(seq, seq, dtype=torch.bool)


# %% a mask of numbers grade_id="attention-mask" code="mask-numbers"
def causal_mask(seq):
    return torch.ones(seq, seq).tril()


# %% a mask of minus infinity grade_id="attention-mask" code="not-finite"
def causal_mask(seq):
    return torch.full((seq, seq), float("-inf")).triu(1)


# %% weights that are masked after the softmax grade_id="attention-mask" code="mask-after-softmax"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    weights = torch.softmax(scores, dim=-1)
    return weights if mask is None else weights * mask


# %% scores of 0 in place of minus infinity grade_id="attention-mask" code="mask-zero-scores"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores * mask
    return torch.softmax(scores, dim=-1)


# %% the mask read the other way round grade_id="attention-mask" code="mask-read-opposite"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% the mask is not used grade_id="attention-mask" code="mask-ignored"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    return torch.softmax(scores, dim=-1)


# %% the mask is added as numbers grade_id="attention-mask" code="mask-added"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + mask
    return torch.softmax(scores, dim=-1)


# %% a masked score is small, and not small enough grade_id="attention-mask" code="mask-too-weak"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -5.0)
    return torch.softmax(scores, dim=-1)


# %% masked_fill that is not kept grade_id="attention-mask" code="mask-ignored"
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is not None:
        scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)


# %% attention does not pass its mask on grade_id="attention-mask" code="mask-lost-in-attention"
def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys) @ values


# %% the mask cuts the values and not the weights grade_id="attention-mask" code="mask-after-softmax"
def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys)
    return (weights if mask is None else weights * mask) @ values


# %% one head grade_id="attention-heads" code="heads-ignored"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        return self.out(attention(self.query(x), self.key(x), self.value(x), mask))


# %% heads of every other number grade_id="attention-heads" code="heads-interleaved"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (-1, self.heads)).movedim(-1, 1)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v, mask).movedim(1, -1).flatten(2))


# %% reshaped without a transpose grade_id="attention-heads" code="heads-mix-places"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        b, t, d = x.shape
        q, k, v = (
            layer(x).reshape(b, self.heads, t, d // self.heads)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v, mask).reshape(b, t, d))


# %% put together without a transpose grade_id="attention-heads" code="heads-joined-wrong"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v, mask).reshape(x.shape))


# %% attention among the heads of a place grade_id="attention-heads" code="heads-attend-heads"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (layer(x).unflatten(-1, (self.heads, -1)) for layer in (self.query, self.key, self.value))
        return self.out(attention(q, k, v).flatten(2))


# %% scaled by the root of d_model grade_id="attention-heads" code="scale-by-d-model"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        scores = q @ k.transpose(-2, -1) / x.shape[-1] ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        return self.out((torch.softmax(scores, dim=-1) @ v).transpose(1, 2).flatten(2))


# %% out is missing in forward grade_id="attention-heads" code="out-missing"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return attention(q, k, v, mask).transpose(1, 2).flatten(2)


# %% the values are x itself grade_id="attention-heads" code="value-missing"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            each.unflatten(-1, (self.heads, -1)).transpose(1, 2) for each in (self.query(x), self.key(x), x)
        )
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% query and key swapped grade_id="attention-heads" code="query-key-swapped"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.key, self.query, self.value)
        )
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% the query layer for the keys, too grade_id="attention-heads" code="query-for-key"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.query, self.value)
        )
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% the mask is not passed on by MultiHead grade_id="attention-heads" code="mask-not-passed"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v).transpose(1, 2).flatten(2))


# %% always the causal mask grade_id="attention-heads" code="mask-always-causal"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v, causal_mask(x.shape[1])).transpose(1, 2).flatten(2))


# %% attention across the batch grade_id="attention-heads" code="attends-batch"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        x = x.transpose(0, 1)
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v).transpose(1, 2).flatten(2)).transpose(0, 1)


# %% x is added, as a block does it grade_id="attention-heads" code="residual-in-attention"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return x + self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% the mean of the heads grade_id="attention-heads" code="heads-averaged"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v, mask).mean(1).repeat(1, 1, self.heads))


# %% a dropout that nobody asked for grade_id="attention-heads" code="dropout"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.dropout(self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2)))


# %% weights that are detached grade_id="attention-heads" code="weights-detached"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        weights = attention_weights(q, k, mask).detach()
        return self.out((weights @ v).transpose(1, 2).flatten(2))


# %% no biases grade_id="attention-heads" code="parameter-not-there"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (
            nn.Linear(d_model, d_model, bias=False) for _ in range(4)
        )

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% other names grade_id="attention-heads" code="parameter-not-there"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.W_q, self.W_k, self.W_v, self.W_o = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.W_q, self.W_k, self.W_v)
        )
        return self.W_o(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% one packed layer for the three grade_id="attention-heads" code="parameter-not-there"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(d_model, 3 * d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            each.unflatten(-1, (self.heads, -1)).transpose(1, 2) for each in self.qkv(x).chunk(3, dim=-1)
        )
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% layers in a Python list grade_id="attention-heads" code="parameter-not-there"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.layers = [nn.Linear(d_model, d_model) for _ in range(4)]

    def forward(self, x, mask=None):
        query, key, value, out = self.layers
        q, k, v = (layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for layer in (query, key, value))
        return out(attention(q, k, v, mask).transpose(1, 2).flatten(2))


# %% first weights of zero grade_id="attention-heads" code="first-weights-alike"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return self.out(attention(q, k, v, mask).transpose(1, 2).flatten(2))

# %% a crash: the keys are not turned grade_id="attention-weights" code="crash-before-shape" old="keys.transpose(-2, -1)" new="keys"

# %% a crash: the heads are joined without their places grade_id="attention-heads" code="crash-after-other-shape" old="heads.transpose(1, 2).flatten(2)" new="heads.flatten(2)"

# %% a masked score is only lowered grade_id="attention-mask" code="masked-score-lowered" old="scores = scores.masked_fill(~mask, float(\"-inf\"))" new="scores = scores - 10 * (~mask)"

# %% the exponentials are divided by the sum of all grade_id="attention-weights" code="softmax-sum-all" old="return torch.softmax(scores, dim=-1)" new="e = (scores - scores.amax(-1, keepdim=True)).exp(); return e / e.sum((-2, -1), keepdim=True)"

# %% the exponentials are divided by their sum over the queries grade_id="attention-weights" code="softmax-sum-over-queries" old="return torch.softmax(scores, dim=-1)" new="e = (scores - scores.amax(-1, keepdim=True)).exp(); return e / e.sum(-2, keepdim=True)"

# %% the scores are divided by a fixed 8 grade_id="attention-weights" code="scale-fixed number=8.0" old=" / queries.shape[-1] ** 0.5" new=" / 8"

# %% the scores are divided by the root of 4 grade_id="attention-weights" code="scale-fixed" old=" / queries.shape[-1] ** 0.5" new=" / 4**0.5"

# %% scalar products that are means grade_id="attention-weights" code="scale-other d=3" old=" / queries.shape[-1] ** 0.5" new=" / queries.shape[-1] ** 1.5"

# %% the scores are clamped grade_id="attention-weights" code="scores-clamped" old="return torch.softmax(scores, dim=-1)" new="return torch.softmax(scores.clamp(-10, 10), dim=-1)"

# %% the last key is left out grade_id="attention-weights" code="keys-last-missing" old="keys.transpose(-2, -1)" new="keys[..., :-1, :].transpose(-2, -1)"

# %% the last query is left out grade_id="attention-weights" code="queries-last-missing" old="queries @" new="queries[..., :-1, :] @"

# %% the mean over the keys for the sum grade_id="attention-values" code="values-divided-by-keys" old="attention_weights(queries, keys, mask) @ values" new="attention_weights(queries, keys, mask) @ values / keys.shape[-2]"

# %% the last value alone grade_id="attention-values" code="values-last" old="attention_weights(queries, keys, mask) @ values" new="attention_weights(queries, keys, mask)[..., -1:] @ values[..., -1:, :]"

# %% the first value alone grade_id="attention-values" code="values-first" old="attention_weights(queries, keys, mask) @ values" new="attention_weights(queries, keys, mask)[..., :1] @ values[..., :1, :]"

# %% the last value is left out grade_id="attention-values" code="values-last-missing" old="attention_weights(queries, keys, mask) @ values" new="attention_weights(queries, keys, mask)[..., :-1] @ values[..., :-1, :]"

# %% as many values as there are queries grade_id="attention-values" code="values-as-many-as-queries" old="attention_weights(queries, keys, mask) @ values" new="attention_weights(queries, keys, mask)[..., : queries.shape[-2]] @ values[..., : queries.shape[-2], :]"

# %% a masked score is -1 grade_id="attention-mask" code="masked-score" old="float(\"-inf\")" new="-1.0"

# %% the first row of the mask for all queries grade_id="attention-mask" code="mask-first-row" old="~mask," new="~mask.reshape(-1, mask.shape[-1])[0],"

# %% the first row of each mask for all queries grade_id="attention-mask" code="mask-first-row" old="~mask," new="~mask[..., :1, :],"

# %% heads of every other number that are put together by heads grade_id="attention-heads" code="heads-interleaved" old="layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)" new="layer(x).unflatten(-1, (-1, self.heads)).permute(0, 3, 1, 2)"

# %% the first piece for each head grade_id="attention-heads" code="heads-first-piece" old="attention(q, k, v, mask)" new="attention(*(each[:, :1].expand_as(each) for each in (q, k, v)), mask)"

# %% the first piece of the values for each head grade_id="attention-heads" code="heads-first-values" old="attention(q, k, v, mask)" new="attention(q, k, v[:, :1].expand_as(v), mask)"

# %% the first piece of the queries for each head grade_id="attention-heads" code="heads-first-queries" old="attention(q, k, v, mask)" new="attention(q[:, :1].expand_as(q), k, v, mask)"

# %% the first piece of the keys for each head grade_id="attention-heads" code="heads-first-keys" old="attention(q, k, v, mask)" new="attention(q, k[:, :1].expand_as(k), v, mask)"

# %% scores that are summed over the heads grade_id="attention-heads" code="heads-share-scores" old="attention(q, k, v, mask)" new="attention_weights(q.transpose(1, 2).flatten(2) / self.heads**0.5 * self.heads, k.transpose(1, 2).flatten(2), mask)[:, None] @ v"

# %% the last head is left out grade_id="attention-heads" code="heads-last-missing" old="attention(q, k, v, mask)" new="attention(q, k, v, mask) * (torch.arange(self.heads) < self.heads - 1)[:, None, None]"

# %% the heads in reverse order grade_id="attention-heads" code="heads-reversed" old="attention(q, k, v, mask)" new="attention(q, k, v, mask).flip(1)"

# %% the sum of the heads grade_id="attention-heads" code="heads-summed" old="attention(q, k, v, mask)" new="attention(q, k, v, mask).sum(1, keepdim=True).expand_as(v)"

# %% the key layer for the values grade_id="attention-heads" code="key-for-value" old="for layer in (self.query, self.key, self.value)" new="for layer in (self.query, self.key, self.key)"

# %% the query layer for the values grade_id="attention-heads" code="query-for-value" old="for layer in (self.query, self.key, self.value)" new="for layer in (self.query, self.key, self.query)"

# %% the value layer for the keys grade_id="attention-heads" code="value-for-key" old="for layer in (self.query, self.key, self.value)" new="for layer in (self.query, self.value, self.value)"

# %% the key layer for the queries grade_id="attention-heads" code="key-for-query" old="for layer in (self.query, self.key, self.value)" new="for layer in (self.key, self.key, self.value)"

# %% the value layer for the queries grade_id="attention-heads" code="value-for-query" old="for layer in (self.query, self.key, self.value)" new="for layer in (self.value, self.key, self.value)"

# %% query and value swapped grade_id="attention-heads" code="query-value-swapped" old="for layer in (self.query, self.key, self.value)" new="for layer in (self.value, self.key, self.query)"

# %% key and value swapped grade_id="attention-heads" code="key-value-swapped" old="for layer in (self.query, self.key, self.value)" new="for layer in (self.query, self.value, self.key)"

# %% the biases of the three layers are not added grade_id="attention-heads" code="biases-missing" old="layer(x)" new="nn.functional.linear(x, layer.weight)"

# %% the bias of out is not added grade_id="attention-heads" code="out-bias-missing" old="self.out(heads.transpose(1, 2).flatten(2))" new="nn.functional.linear(heads.transpose(1, 2).flatten(2), self.out.weight)"

# %% the bias of out for each head grade_id="attention-heads" code="out-bias-each-head" old="self.out(heads.transpose(1, 2).flatten(2))" new="self.out(heads.transpose(1, 2).flatten(2)) + (self.heads - 1) * self.out.bias"

# %% the weights of the three layers are not transposed grade_id="attention-heads" code="layers-not-transposed" old="layer(x)" new="(x @ layer.weight + layer.bias)"

# %% x is normalised first grade_id="attention-heads" code="normalised-input" old="layer(x)" new="layer(nn.functional.layer_norm(x, x.shape[-1:]))"

# %% the output is normalised grade_id="attention-heads" code="normalised-output" old="self.out(heads.transpose(1, 2).flatten(2))" new="nn.functional.layer_norm(self.out(heads.transpose(1, 2).flatten(2)), x.shape[-1:])"

# %% no bias is added grade_id="attention-heads" code="all-biases-missing"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        q, k, v = (
            nn.functional.linear(x, layer.weight).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return nn.functional.linear(attention(q, k, v, mask).transpose(1, 2).flatten(2), self.out.weight)


# %% no weight is transposed grade_id="attention-heads" code="all-layers-not-transposed"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        q, k, v = (
            (x @ layer.weight + layer.bias).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return attention(q, k, v, mask).transpose(1, 2).flatten(2) @ self.out.weight + self.out.bias

# %% -100 in the place of minus infinity grade_id="attention-mask" code="masked-score" old="scores = scores.masked_fill(~mask, float(\"-inf\"))" new="scores = scores.masked_fill(~mask, -100.0)"

# %% the seed is set where the weights are computed grade_id="attention-weights" code="changed-for-all-code" old="return torch.softmax(scores, dim=-1)" new="torch.manual_seed(0)\n    return torch.softmax(scores, dim=-1)"

# %% the heads set the seed grade_id="attention-heads" code="changed-for-all-code" old="self.out(heads.transpose(1, 2).flatten(2))" new="(torch.manual_seed(0), self.out(heads.transpose(1, 2).flatten(2)))[1]"

# %% the heads make double the default grade_id="attention-heads" code="changed-for-all-code" old="return self.out(heads.transpose(1, 2).flatten(2))" new="torch.set_default_dtype(torch.float64)\n        return self.out(heads.transpose(1, 2).flatten(2))"

# %% ten sequences at most grade_id="attention-values" old="return attention_weights(queries, keys, mask) @ values" new="return (attention_weights(queries, keys, mask) @ values)[:10]"

# %% sixteen places at most grade_id="attention-mask" old="return torch.ones(seq, seq, dtype=torch.bool).tril()" new="return torch.ones(seq, seq, dtype=torch.bool).tril()[:16]"

# %% ten heads at most grade_id="attention-heads" old="super().__init__()" new="super().__init__()\n        heads = min(heads, 10)"

# %% bounded by ten grade_id="attention-heads" old="self.out(heads.transpose(1, 2).flatten(2))" new="self.out(heads.transpose(1, 2).flatten(2)).clamp(-10, 10)"
