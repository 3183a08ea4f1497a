# %% the largest score is not subtracted before exp, so large scores give nan grade_id="attention-weights" old="    scores = scores - scores.amax(dim=-1, keepdim=True)\n" new=""

# %% the sum of the exponentials runs over the queries (dim -2) grade_id="attention-weights" old="e.sum(dim=-1, keepdim=True)" new="e.sum(dim=-2, keepdim=True)"

# %% the sum of the exponentials runs over all queries and keys together grade_id="attention-weights" old="e.sum(dim=-1, keepdim=True)" new="e.sum(dim=(-2, -1), keepdim=True)"

# %% the scores are cut to the range -50 to 50 before the softmax so that exp stays finite, which changes the weights of large scores and lifts masked ones to -50 grade_id="attention-weights" old="    scores = scores - scores.amax(dim=-1, keepdim=True)\n" new="    scores = scores.clamp(-50, 50)\n"

# %% the additive mask gets -10 in place of minus infinity, so masked keys keep a small weight grade_id="attention-mask" old="mask.logical_not(), -torch.inf)" new="mask.logical_not(), -10.0)"

# %% the additive mask is the boolean itself: 1 is added where a query may look and 0 elsewhere grade_id="attention-mask" old="torch.zeros(mask.shape).masked_fill(mask.logical_not(), -torch.inf)" new="mask.float()"

# %% the weights are multiplied with the values and summed over the queries' axis (dim -3) and not over the keys' grade_id="attention-values" old=".sum(dim=-2)" new=".sum(dim=-3)"

# %% the sum over the keys is replaced by the mean, so the answer is too small by the number of keys grade_id="attention-values" old=".sum(dim=-2)" new=".mean(dim=-2)"

# %% the triangle is kept with the diagonal shifted the wrong way: diagonal=0 hides each place from itself grade_id="attention-mask" old="diagonal=1)" new="diagonal=0)"

# %% the diagonal is shifted by one too many: each place also sees the next one grade_id="attention-mask" old="diagonal=1)" new="diagonal=2)"

# %% the heads' answers are averaged and repeated, not put side by side grade_id="attention-heads" old="torch.cat([attention(*piece, mask) for piece in zip(q, k, v)], dim=-1)" new="sum(attention(*piece, mask) for piece in zip(q, k, v)).repeat(1, 1, self.h) / self.h"

# %% the pieces are cut along the places (dim 1) and not along the numbers grade_id="attention-heads" old="f(x).chunk(self.h, dim=-1)" new="f(x).chunk(self.h, dim=1)"

# %% keys and values are exchanged in each head grade_id="attention-heads" old="attention(*piece, mask) for piece in zip(q, k, v)" new="attention(*piece, mask) for piece in zip(q, v, k)"

# %% two mistakes: no maximum is subtracted before exp, and attention forgets its mask grade_id="attention-weights attention-mask attention-heads"
def attention_weights(queries, keys, mask=None):
    d = queries.shape[-1]
    scores = (queries / d**0.5).matmul(keys.transpose(-2, -1))
    if mask is not None:
        scores = scores + torch.zeros(mask.shape).masked_fill(mask.logical_not(), -torch.inf)
    e = scores.exp()
    return e / e.sum(dim=-1, keepdim=True)


def attention(queries, keys, values, mask=None):
    a = attention_weights(queries, keys)  # (..., queries, keys)
    return (a.unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)

# %% causal_mask prints the mask and returns nothing grade_id="attention-mask" old="return ~torch.triu" new="mask = ~torch.triu"

# %% two mistakes: first, the triangle is kept with the diagonal shifted the wrong way: diagonal=0 hides each place from itself; second, the scores are cut to the range -50 to 50 before the softmax so that exp stays finite, which changes the weights of large scores and lifts masked ones to -50 grade_id="attention-mask attention-weights"
def attention_weights(queries, keys, mask=None):
    d = queries.shape[-1]
    scores = (queries / d**0.5).matmul(keys.transpose(-2, -1))
    if mask is not None:
        scores = scores + torch.zeros(mask.shape).masked_fill(mask.logical_not(), -torch.inf)
    scores = scores.clamp(-50, 50)
    e = scores.exp()
    return e / e.sum(dim=-1, keepdim=True)


def causal_mask(seq):
    return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), diagonal=0)

# %% two mistakes: first, keys and values are exchanged in each head; second, the sum over the keys is replaced by the mean, so the answer is too small by the number of keys grade_id="attention-heads attention-values"
def attention(queries, keys, values, mask=None):
    a = attention_weights(queries, keys, mask=mask)  # (..., queries, keys)
    return (a.unsqueeze(-1) * values.unsqueeze(-3)).mean(dim=-2)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.h, self.d_model = heads, d_model
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        q, k, v = (f(x).chunk(self.h, dim=-1) for f in (self.query, self.key, self.value))
        return self.out(torch.cat([attention(*piece, mask) for piece in zip(q, v, k)], dim=-1))
