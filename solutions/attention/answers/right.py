# Right answers in other spellings. Each gets all points.

# %% the exponentials by hand, the largest score taken off
import math


def attention_weights(queries, keys, mask=None):
    s = torch.matmul(queries, keys.transpose(-1, -2)) / math.sqrt(keys.size(-1))
    if mask is not None:
        s = torch.where(mask, s, torch.tensor(-1e30, dtype=s.dtype))
    e = torch.exp(s - s.max(dim=-1, keepdim=True).values)
    return e / e.sum(dim=-1, keepdim=True)


def causal_mask(seq):
    return torch.tril(torch.ones((seq, seq))).bool()


# %% einsum everywhere
def attention_weights(queries, keys, mask=None):
    scores = torch.einsum("...qd,...kd->...qk", queries, keys) * queries.shape[-1] ** -0.5
    if mask is not None:
        scores = scores.masked_fill(mask.logical_not(), -torch.inf)
    return scores.softmax(-1)


def attention(queries, keys, values, mask=None):
    return torch.einsum("...qk,...kv->...qv", attention_weights(queries, keys, mask), values)


def causal_mask(seq):
    places = torch.arange(seq)
    return places[None, :] <= places[:, None]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        b, n, _ = x.shape
        q, k, v = (layer(x).view(b, n, self.heads, self.d) for layer in (self.query, self.key, self.value))
        scores = torch.einsum("bqhd,bkhd->bhqk", q, k) / self.d**0.5
        if mask is not None:
            scores.masked_fill_(~mask, float("-inf"))
        weights = scores.softmax(-1)
        return self.out(torch.einsum("bhqk,bkhd->bqhd", weights, v).reshape(b, n, -1))


# %% a mask that is added
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.mT / queries.size(-1) ** 0.5
    if mask is not None:
        bias = torch.zeros(mask.shape, dtype=scores.dtype)
        bias[~mask] = float("-inf")
        scores = scores + bias
    return nn.functional.softmax(scores, dim=-1)


def causal_mask(seq):
    mask = torch.zeros(seq, seq, dtype=torch.bool)
    for i in range(seq):
        mask[i, : i + 1] = True
    return mask


# %% the queries are scaled, the heads in a loop
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.d = d_model // heads
        self.out = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.query = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        v, k, q = self.value(x), self.key(x), self.query(x)
        outputs = []
        for start in range(0, x.shape[-1], self.d):
            piece = slice(start, start + self.d)
            outputs.append(attention(q[..., piece], k[..., piece], v[..., piece], mask))
        return self.out(torch.cat(outputs, dim=-1))


def attention_weights(queries, keys, mask=None):
    scores = (queries / queries.shape[-1] ** 0.5) @ keys.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(mask == False, -1e20)
    return torch.softmax(scores, -1)


# %% chunks, stacked as a new axis in front
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.h = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def split(self, x):
        return torch.stack(x.chunk(self.h, dim=2))

    def forward(self, x, mask=None):
        y = attention(self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x)), mask)
        return self.out(torch.cat(list(y), dim=-1))


# %% one product for the three layers
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.n_heads = heads
        self.key = nn.Linear(d_model, d_model)
        self.query = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        layers = self.query, self.key, self.value
        w, b = torch.cat([l.weight for l in layers]), torch.cat([l.bias for l in layers])
        qkv = nn.functional.linear(x, w, b).reshape(*x.shape[:2], 3, self.n_heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        return self.out(attention(q, k, v, mask).permute(0, 2, 1, 3).reshape(x.shape))


# %% parameters in modules of one's own
class Affine(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(size, size) / size**0.5)
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        return x @ self.weight.t() + self.bias


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        assert d_model % heads == 0
        self.heads = heads
        for name in ("query", "key", "value", "out"):
            self.add_module(name, Affine(d_model))

    def forward(self, x, mask=None):
        b, t, d = x.size()

        def cut(y):
            return y.view(b, t, self.heads, d // self.heads).transpose(1, 2)

        y = attention(cut(self.query(x)), cut(self.key(x)), cut(self.value(x)), mask)
        return self.out(y.transpose(1, 2).contiguous().view(b, t, d))


# %% query by query
def attention_weights(queries, keys, mask=None):
    scores = (queries.unsqueeze(-2) * keys.unsqueeze(-3)).sum(-1) / queries.shape[-1] ** 0.5
    if mask is None:
        mask = torch.ones_like(scores, dtype=torch.bool)
    allowed = mask.expand(scores.shape)
    rows = []
    for row, seen in zip(scores.reshape(-1, scores.shape[-1]), allowed.reshape(-1, scores.shape[-1])):
        out = torch.zeros_like(row)
        out[seen] = row[seen].softmax(0)
        rows.append(out)
    return torch.stack(rows).reshape(scores.shape)


def attention(queries, keys, values, mask=None):
    weights = attention_weights(queries, keys, mask)
    return (weights.unsqueeze(-1) * values.unsqueeze(-3)).sum(-2)


# %% exponentials that are masked, then divided by their sum
def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    if mask is None:
        mask = torch.ones((), dtype=torch.bool)
    scores = scores - scores.masked_fill(~mask, -1e300 if scores.dtype == torch.float64 else -1e38).amax(
        -1, keepdim=True
    )
    e = torch.exp(scores.clamp(max=0)) * mask
    return e / e.sum(-1, keepdim=True)


def causal_mask(seq):
    return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), diagonal=1)


# %% log_softmax, baddbmm, and the heads in the axis of the batch
def attention_weights(queries, keys, mask=None):
    scores = torch.matmul(queries, keys.swapaxes(-1, -2)).div(queries.shape[-1] ** 0.5)
    if mask is not None:
        scores = torch.where(mask, scores, float("-inf"))
    return torch.log_softmax(scores, dim=-1).exp()


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        B, T, D = x.shape
        H, d = self.heads, D // self.heads
        q, k, v = [
            f(x).reshape(B, T, H, d).permute(0, 2, 1, 3).reshape(B * H, T, d)
            for f in (self.query, self.key, self.value)
        ]
        bias = torch.zeros(T, T, dtype=x.dtype)
        if mask is not None:
            bias = bias.masked_fill(~mask, float("-inf"))
        weights = torch.baddbmm(bias.expand(B * H, T, T), q, k.transpose(1, 2), alpha=d**-0.5).softmax(2)
        y = torch.bmm(weights, v).reshape(B, H, T, d).permute(0, 2, 1, 3).reshape(B, T, D)
        return self.out(y)


# %% an attention of a class, a dropout of 0
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.softmax = nn.Softmax(dim=-1)

    def weights(self, q, k, mask):
        scores = torch.matmul(q, k.transpose(-2, -1)) / torch.sqrt(
            torch.tensor(float(q.shape[-1]), dtype=q.dtype)
        )
        if mask is not None:
            scores = scores.masked_fill(mask == 0, float("-inf"))
        return self.softmax(scores)


def attention_weights(queries, keys, mask=None):
    return Attention().weights(queries, keys, mask)


def attention(queries, keys, values, mask=None):
    return attention_weights(queries, keys, mask).matmul(values)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads, dropout=0.0):
        super().__init__()
        self.d_model, self.heads = d_model, heads
        self.query, self.key = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.value, self.out = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.dropout = nn.Dropout(dropout)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)

    def forward(self, x, mask=None):
        n, t = x.shape[:2]
        q = self.query(x).view(n, t, self.heads, -1).transpose(1, 2)
        k = self.key(x).view(n, t, self.heads, -1).transpose(1, 2)
        v = self.value(x).view(n, t, self.heads, -1).transpose(1, 2)
        y = self.dropout(attention(q, k, v, mask)).transpose(1, 2).flatten(start_dim=-2)
        return self.out(y)


# %% vmap over the heads
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (layer(x).unflatten(2, (self.heads, -1)) for layer in (self.query, self.key, self.value))
        per_head = torch.vmap(lambda a, b, c: attention(a, b, c, mask), in_dims=2, out_dims=2)
        return self.out(per_head(q, k, v).flatten(2))


# %% a mask that is read as numbers
def causal_mask(seq):
    return torch.ones(seq, seq).cumsum(1) <= torch.arange(1, seq + 1).unsqueeze(1)


def attention_weights(queries, keys, mask=None):
    scores = queries @ keys.transpose(-2, -1)
    scores *= keys.shape[-1] ** -0.5
    if mask is not None:
        scores = scores + torch.log(mask.to(scores.dtype))
    return scores.softmax(dim=-1)
