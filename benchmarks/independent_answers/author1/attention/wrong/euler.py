# %% the indices of einsum are transposed: the weights have the shape (..., keys, queries) grade_id="attention-weights" old="\"...id,...jd->...ij\"" new="\"...id,...jd->...ji\""

# %% the scale is a fixed 8, the root of 64 grade_id="attention-weights" old="/ math.sqrt(keys.size(-1))" new="/ 8"

# %% the scores are multiplied by the root of d instead of divided grade_id="attention-weights" old="/ math.sqrt(keys.size(-1))" new="* math.sqrt(keys.size(-1))"

# %% the scale is the root of the number of keys: size(-2) is taken in place of size(-1) grade_id="attention-weights" old="keys.size(-1)" new="keys.size(-2)"

# %% the arguments of torch.where are exchanged: minus infinity where the mask is True grade_id="attention-mask" old="torch.where(mask, s, -math.inf)" new="torch.where(mask, -math.inf, s)"

# %% masked scores are replaced by -1, so masked keys keep a weight grade_id="attention-mask" old="torch.where(mask, s, -math.inf)" new="torch.where(mask, s, -1.0)"

# %% the values are summed over the queries: the einsum uses the transposed weights, which crashes or mixes where queries and keys differ in number grade_id="attention-values" old="\"...ij,...jv->...iv\"" new="\"...ji,...jv->...iv\""

# %% the sign of the comparison is turned: each place sees itself and those after it (upper triangle) grade_id="attention-mask" old="t[None, :] <= t[:, None]" new="t[None, :] >= t[:, None]"

# %% the view goes straight to (batch, heads, seq, d), which mixes the numbers of different places grade_id="attention-heads" old="y.view(b, s, self.heads, self.d).permute(0, 2, 1, 3)" new="y.reshape(b, self.heads, s, self.d)"

# %% MultiHead does not hand the mask on grade_id="attention-heads" old="split(self.value(x)), mask)" new="split(self.value(x)))"

# %% the out layer is not applied grade_id="attention-heads" old="self.out(o.permute(0, 2, 1, 3).reshape(b, s, self.heads * self.d))" new="o.permute(0, 2, 1, 3).reshape(b, s, self.heads * self.d)"

# %% the keys serve as values: split(key) is given twice grade_id="attention-heads" old="split(self.value(x))" new="split(self.key(x))"

# %% the pieces are put together in the wrong order: d before the heads, so numbers of the heads are interleaved grade_id="attention-heads" old="o.permute(0, 2, 1, 3).reshape(" new="o.permute(0, 2, 3, 1).reshape("

# %% two mistakes: masked scores are replaced by 0, and MultiHead lacks its out layer's application grade_id="attention-mask attention-heads"
def attention_weights(queries, keys, mask=None):
    s = torch.einsum("...id,...jd->...ij", queries, keys) / math.sqrt(keys.size(-1))
    if mask is not None:
        s = torch.where(mask, s, 0.0)
    return torch.softmax(s, dim=-1)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        b, s, _ = x.shape
        split = lambda y: y.view(b, s, self.heads, self.d).permute(0, 2, 1, 3)
        o = attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), mask)
        return o.permute(0, 2, 1, 3).reshape(b, s, self.heads * self.d)

# %% attention is not finished: it raises NotImplementedError grade_id="attention-values" old="return torch.einsum(\"...ij,...jv->...iv\", attention_weights(queries, keys, mask), values)" new="raise NotImplementedError()"

# %% two mistakes: first, the pieces are put together in the wrong order: d before the heads, so numbers of the heads are interleaved; second, the scale is the root of the number of keys: size(-2) is taken in place of size(-1) grade_id="attention-heads attention-weights"
def attention_weights(queries, keys, mask=None):
    s = torch.einsum("...id,...jd->...ij", queries, keys) / math.sqrt(keys.size(-2))
    if mask is not None:
        s = torch.where(mask, s, -math.inf)
    return torch.softmax(s, dim=-1)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        b, s, _ = x.shape
        split = lambda y: y.view(b, s, self.heads, self.d).permute(0, 2, 1, 3)
        o = attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), mask)
        return self.out(o.permute(0, 2, 3, 1).reshape(b, s, self.heads * self.d))
