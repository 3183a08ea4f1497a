# %% the scores of a query are normalised by logsumexp along the queries (dim=-2) grade_id="attention-weights" old="torch.logsumexp(scores, dim=-1, keepdim=True)" new="torch.logsumexp(scores, dim=-2, keepdim=True)"

# %% the logarithms of the weights are returned and not the weights grade_id="attention-weights" old="return log_weights.exp()" new="return log_weights"

# %% masked scores get 1e-9, the minus sign being lost: they are almost 0 and the keys keep a weight grade_id="attention-mask" old="-np.inf" new="1e-9"

# %% the scores are limited to the range from -50 to 50 grade_id="attention-weights" old="    scores = scores.reshape(*front, n_q, n_k)\n" new="    scores = scores.reshape(*front, n_q, n_k).clamp(-50, 50)\n"

# %% keys are reshaped to (batch, d, keys) in place of transposed, which mixes their numbers grade_id="attention-weights" old="k.permute(0, 2, 1)" new="k.reshape(-1, d, n_k)"

# %% there must be as many keys as queries: keys are reshaped with the number of queries grade_id="attention-weights" old="k = keys.reshape(-1, n_k, d)" new="k = keys.reshape(-1, n_q, d)"

# %% the diagonal above is allowed as well: np.tril has k=1 grade_id="attention-mask" old="np.tril(np.ones((seq, seq)))" new="np.tril(np.ones((seq, seq)), k=1)"

# %% dropout of 0.1 is applied to the weights in every call, as in the Annotated Transformer's p_attn grade_id="attention-values" old="    return torch.matmul(p_attn, values)" new="    p_attn = F.dropout(p_attn, p=0.1)\n    return torch.matmul(p_attn, values)"

# %% the mask's rows and columns are swapped: it is transposed before it is used grade_id="attention-mask" old="masked_fill(mask == 0," new="masked_fill(mask.transpose(-2, -1) == 0,"

# %% the mask is cut to its first row in MultiHead, mask[None, None, :1], so all places look only where the first one may grade_id="attention-heads" old="mask = mask[None, None]" new="mask = mask[None, None, :1]"

# %% the value layer reads the keys made by the key layer instead of x grade_id="attention-heads" old="zip((self.query, self.key, self.value), (x, x, x))" new="zip((self.query, self.key, self.value), (x, x, self.key(x)))"

# %% the three layers share one nn.Linear object (query is key is value), and attention returns a pair of the result and the weights grade_id="attention-values attention-heads"
def attention(queries, keys, values, mask=None):
    p_attn = attention_weights(queries, keys, mask)
    return torch.matmul(p_attn, values), p_attn


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.d_k = d_model // heads
        self.h = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = self.query
        self.value = self.query
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        nbatches = x.size(0)
        query, key, value = [
            lin(x).view(nbatches, -1, self.h, self.d_k).transpose(1, 2) for lin in (self.query, self.key, self.value)
        ]
        y, self.attn = attention(query, key, value, mask=mask)
        y = y.transpose(1, 2).contiguous().view(nbatches, -1, self.h * self.d_k)
        return self.out(y)

# %% attention takes the value with the largest weight instead of the mean (hard attention) grade_id="attention-values"
def attention(queries, keys, values, mask=None):
    p_attn = attention_weights(queries, keys, mask)
    hard = F.one_hot(p_attn.argmax(-1), p_attn.shape[-1]).to(values.dtype)
    return torch.matmul(hard, values)

# %% the scaling is missing in the scores, and MultiHead loops over the heads with the same piece, the first d numbers, for all grade_id="attention-weights attention-heads"
def attention_weights(queries, keys, mask=None):
    scores = torch.matmul(queries, keys.transpose(-2, -1))
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -np.inf)
    return F.softmax(scores, dim=-1)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.d_k = d_model // heads
        self.h = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = self.query(x), self.key(x), self.value(x)
        d = self.d_k
        pieces = [attention(q[..., :d], k[..., :d], v[..., :d], mask) for _ in range(self.h)]
        return self.out(torch.cat(pieces, -1))
