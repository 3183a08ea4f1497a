# Bugs, each with the grade id that loses points and the code of what is wrong.

# %% one head grade_id="transformer-block" code="heads-ignored"
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
            layer(x)
            for layer in (self.query, self.key, self.value)
        )
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(heads)

# %% reshaped without a transpose grade_id="transformer-block" code="heads-mix-places"
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
            layer(x).reshape(len(x), self.heads, x.shape[1], -1)
            for layer in (self.query, self.key, self.value)
        )
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(heads.reshape(x.shape))

# %% put together without a transpose grade_id="transformer-block" code="heads-joined-wrong"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(heads.reshape(x.shape))

# %% the mask is not passed on by MultiHead grade_id="transformer-block" code="mask-not-passed"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=None)
        return self.out(heads.transpose(1, 2).flatten(2))

# %% the mask read the other way round grade_id="transformer-block" code="mask-read-opposite"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=None if mask is None else ~mask | torch.eye(len(mask), dtype=torch.bool))
        return self.out(heads.transpose(1, 2).flatten(2))

# %% the mask is added as numbers grade_id="transformer-block" code="mask-added"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=None if mask is None else mask.to(q.dtype))
        return self.out(heads.transpose(1, 2).flatten(2))

# %% no scale grade_id="transformer-block" code="scale-missing"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=1.0)
        return self.out(heads.transpose(1, 2).flatten(2))

# %% scaled by the root of d_model grade_id="transformer-block" code="scale-by-d-model"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=x.shape[-1] ** -0.5)
        return self.out(heads.transpose(1, 2).flatten(2))

# %% out is missing in forward grade_id="transformer-block" code="out-missing"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return heads.transpose(1, 2).flatten(2)

# %% query and key swapped grade_id="transformer-block" code="query-key-swapped"
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(heads.transpose(1, 2).flatten(2))

# %% other names in MultiHead grade_id="transformer-block" code="parameter-not-there"
class MultiHead(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(d_model, d_model)
        self.k = nn.Linear(d_model, d_model)
        self.v = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer in (self.q, self.k, self.v)
        )
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(heads.transpose(1, 2).flatten(2))

# %% post-norm grade_id="transformer-block" code="norm-post"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = self.norm1(x + self.attention(x, mask))
        return self.norm2(x + self.down(torch.relu(self.up(x))))

# %% no way around attention grade_id="transformer-block" code="residual-missing-attention"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = self.attention(self.norm1(x), mask)
        return x + self.down(torch.relu(self.up(self.norm2(x))))

# %% no way around the feed-forward network grade_id="transformer-block" code="residual-missing-feed-forward"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return self.down(torch.relu(self.up(self.norm2(x))))

# %% no way around either part grade_id="transformer-block" code="residual-missing"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = self.attention(self.norm1(x), mask)
        return self.down(torch.relu(self.up(self.norm2(x))))

# %% the way around begins behind the norm grade_id="transformer-block" code="residual-after-norm"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = self.norm1(x)
        x = x + self.attention(x, mask)
        x = self.norm2(x)
        return x + self.down(torch.relu(self.up(x)))

# %% the second part reads the block's input grade_id="transformer-block" code="parts-parallel"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        y = x + self.attention(self.norm1(x), mask)
        return y + self.down(torch.relu(self.up(self.norm2(x))))

# %% the second part is added to the block's input grade_id="transformer-block" code="residual-skips-attention"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        y = x + self.attention(self.norm1(x), mask)
        return x + self.down(torch.relu(self.up(self.norm2(y))))

# %% no norm before attention grade_id="transformer-block" code="norm1-missing"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(x, mask)
        return x + self.down(torch.relu(self.up(self.norm2(x))))

# %% no norm before the feed-forward network grade_id="transformer-block" code="norm2-missing"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.down(torch.relu(self.up(x)))

# %% no norms grade_id="transformer-block" code="norms-missing"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(x, mask)
        return x + self.down(torch.relu(self.up(x)))

# %% one norm for both parts grade_id="transformer-block" code="norm1-twice"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.down(torch.relu(self.up(self.norm1(x))))

# %% the norms swapped grade_id="transformer-block" code="norms-swapped"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm2(x), mask)
        return x + self.down(torch.relu(self.up(self.norm1(x))))

# %% no ReLU grade_id="transformer-block" code="relu-missing"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.down(self.up(self.norm2(x)))

# %% GELU in place of ReLU grade_id="transformer-block" code="relu-gelu"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.down(F.gelu(self.up(self.norm2(x))))

# %% tanh in place of ReLU grade_id="transformer-block" code="relu-tanh"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.down(torch.tanh(self.up(self.norm2(x))))

# %% a ReLU on the output, too grade_id="transformer-block" code="relu-last"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + torch.relu(self.down(torch.relu(self.up(self.norm2(x)))))

# %% the mask is not passed on by the block grade_id="transformer-block" code="mask-not-passed"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x))
        return x + self.down(torch.relu(self.up(self.norm2(x))))

# %% the feed-forward network comes first grade_id="transformer-block" code="parts-swapped"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.down(torch.relu(self.up(self.norm1(x))))
        return x + self.attention(self.norm2(x), mask)

# %% attention alone grade_id="transformer-block" code="feed-forward-missing"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x

# %% a norm over the places, too grade_id="transformer-block" code="norm-over-places"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(F.layer_norm(x, x.shape[1:]) * self.norm1.weight + self.norm1.bias, mask)
        return x + self.down(torch.relu(self.up(self.norm2(x))))

# %% 2 times d_model inside grade_id="transformer-block" code="other-shape"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 2 * d_model)
        self.down = nn.Linear(2 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.down(torch.relu(self.up(self.norm2(x))))

# %% a dropout that nobody asked for grade_id="transformer-block" code="dropout"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + F.dropout(self.down(torch.relu(self.up(self.norm2(x)))), 0.1, self.training)

# %% attention is detached grade_id="transformer-block" code="attention-detached"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask).detach()
        return x + self.down(torch.relu(self.up(self.norm2(x))))

# %% other names in the block grade_id="transformer-block" code="parameter-not-there"
class Block(nn.Module):

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.linear1 = nn.Linear(d_model, 4 * d_model)
        self.linear2 = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.linear2(torch.relu(self.linear1(self.norm2(x))))

# %% no positions grade_id="transformer-model" code="position-missing"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% positions that count from 1 grade_id="transformer-model" code="position-from-one"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(1, seq + 1, device=indices.device) % len(self.position.weight)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% positions that count backwards grade_id="transformer-model" code="position-backwards"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device).flip(0)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% the position of the batch grade_id="transformer-model" code="position-of-batch"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(torch.arange(len(indices)))[:, None]
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% the letters in place of the positions grade_id="transformer-model" code="position-of-letters"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(indices % len(self.position.weight))
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% positions that are multiplied grade_id="transformer-model" code="position-multiplied"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) * self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% letters alone do not count grade_id="transformer-model" code="token-missing"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.position(places).expand(len(indices), -1, -1)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% no mask grade_id="transformer-model" code="mask-missing"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)).flatten(0, 1)

# %% each place sees those after it grade_id="transformer-model" code="mask-future"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).triu()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% a place does not see itself grade_id="transformer-model" code="mask-without-itself"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril(-1) | (torch.arange(seq) == 0)
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% a place sees one place too many grade_id="transformer-model" code="mask-one-ahead"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril(1)
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% the mask for the first block alone grade_id="transformer-model" code="mask-first-block"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
            mask = None
        return self.head(self.norm(x)).flatten(0, 1)

# %% no last norm grade_id="transformer-model" code="last-norm-missing"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(x).flatten(0, 1)

# %% a norm before the blocks grade_id="transformer-model" code="norm-before-blocks"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        x = self.norm(x)
        for block in self.blocks:
            x = block(x, mask)
        return self.head(x).flatten(0, 1)

# %% one block for all grade_id="transformer-model" code="blocks-first-alone"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in [self.blocks[0]] * len(self.blocks):
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% the first block alone grade_id="transformer-model" code="blocks-one"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks[:1]:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% the blocks in reverse grade_id="transformer-model" code="blocks-reversed"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in reversed(self.blocks):
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% each block reads the embedding grade_id="transformer-model" code="blocks-not-chained"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            y = block(x, mask)
        x = y
        return self.head(self.norm(x)).flatten(0, 1)

# %% num_layers is ignored grade_id="transformer-model" code="parameter-of-first-alone"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(1))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% blocks in a Python list grade_id="transformer-model" code="parameter-not-there"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = [Block(d_model, heads) for _ in range(num_layers)]
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% softmax at the end grade_id="transformer-model" code="ends-in-softmax"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1).softmax(1)

# %% log_softmax at the end grade_id="transformer-model" code="ends-in-log_softmax"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1).log_softmax(1)

# %% a ReLU on the logits grade_id="transformer-model" code="relu-on-logits"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return torch.relu(self.head(self.norm(x)).flatten(0, 1))

# %% rows letter by letter grade_id="transformer-model" code="rows-by-place"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).transpose(0, 1).flatten(0, 1)

# %% the logits with their axes grade_id="transformer-model" code="other-shape"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x))

# %% the last letter's answer alone grade_id="transformer-model" code="last-letter-alone"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x))[:, -1]

# %% the batch comes second grade_id="transformer-model" code="batch-second"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        indices = indices.T
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% embeddings times the root of d_model grade_id="transformer-model" code="token-scaled"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) * self.token.weight.shape[1] ** 0.5 + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% the head is the table of the letters grade_id="transformer-model" code="head-tied"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return (self.norm(x) @ self.token.weight.T).flatten(0, 1)

# %% the table of positions is a constant grade_id="transformer-model" code="position-not-trained"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.position.weight.requires_grad_(False)
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% first weights of zero grade_id="transformer-model" code="first-weights-alike"
class CharTransformer(nn.Module):

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def forward(self, indices):
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)
        x = self.token(indices) + self.position(places)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)

# %% zero_grad is missing grade_id="transformer-train" code="zero_grad-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% step is missing grade_id="transformer-train" code="weights-never-change"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% a new optimizer each epoch grade_id="transformer-train" code="optimizer-each-epoch"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% plain gradient descent grade_id="transformer-train" code="plain-gradient-descent"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% AdamW grade_id="transformer-train" code="adamw"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the learning rate is Adam's own grade_id="transformer-train" code="learning-rate-of-adam"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters())
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% softmax before the loss grade_id="transformer-train" code="softmax-before-cross-entropy"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs.softmax(1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% losses with their graphs grade_id="transformer-train" code="losses-are-tensors"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% nothing comes back grade_id="transformer-train" code="losses-no-list"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")


# %% the last loss alone grade_id="transformer-train" code="losses-no-list"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses[-1]

# %% a step too few grade_id="transformer-train" code="number-of-losses"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs - 1):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% a hundred epochs always grade_id="transformer-train" code="epochs-ignored count=100"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(100):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% it stops where the loss is small grade_id="transformer-train" code="number-of-losses"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if loss.item() < 1e-3:
            return losses
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% evaluation mode grade_id="transformer-train" code="trained-in-evaluation-mode"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    net.eval()
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% gradients are clipped grade_id="transformer-train" code="gradients-clipped"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 0.1)
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% step twice grade_id="transformer-train" code="step-twice"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the loss grows grade_id="transformer-train" code="loss-grows"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = -criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the epochs are printed from 1 grade_id="transformer-train" code="epochs-printed"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch + 1}/{epochs}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% nothing is printed grade_id="transformer-train" code="lines-missing found=none"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% the labels are printed grade_id="transformer-train" code="text-of-labels"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {''.join(idx2char[i] for i in labels.tolist())}")
    return losses

# %% the largest value of each column grade_id="transformer-ohlol" code="largest-of-columns"
def decode(outputs, idx2char):
    indices = outputs.argmax(dim=0)
    return "".join(idx2char[index] for index in indices.tolist())

# %% the smallest value grade_id="transformer-ohlol" code="least-likely"
def decode(outputs, idx2char):
    indices = outputs.argmin(dim=1)
    return "".join(idx2char[index] for index in indices.tolist())

# %% a list of characters grade_id="transformer-ohlol" code="string-expected"
def decode(outputs, idx2char):
    indices = outputs.argmax(dim=1)
    return [idx2char[index] for index in indices.tolist()]

# %% spaces between the characters grade_id="transformer-ohlol" code="joined-by-blanks"
def decode(outputs, idx2char):
    indices = outputs.argmax(dim=1)
    return " ".join(idx2char[index] for index in indices.tolist())

# %% the four letters always grade_id="transformer-ohlol" code="raised" says="IndexError"
def decode(outputs, idx2char):
    indices = outputs.argmax(dim=1)
    return "".join("ehlo"[index] for index in indices.tolist())

# %% indices come back grade_id="transformer-ohlol" code="string-expected"
def decode(outputs, idx2char):
    indices = outputs.argmax(dim=1)
    return indices

# %% repeated letters are dropped grade_id="transformer-ohlol" code="repeated-letters-once"
def decode(outputs, idx2char):
    indices = outputs.argmax(dim=1)
    return "".join(idx2char[index] for index in indices.unique_consecutive().tolist())

# %% a crash in the head: the places are joined before the norm grade_id="transformer-model" code="crash-after-other-shape" old="return self.head(self.norm(x)).flatten(0, 1)" new="return self.head(self.norm(x.flatten(1)))"

# %% each loss is too large by less than float32 tells grade_id="transformer-train" code="losses-not-the-mean" old="losses.append(loss.item())" new="losses.append(loss.item() + 1.9e-4)"

# %% the losses are rounded to four digits grade_id="transformer-train" code="losses-rounded digits=4" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 4))"

# %% the losses are rounded to three digits grade_id="transformer-train" code="losses-rounded digits=3" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 3))"

# %% the rate is off by a thousandth grade_id="transformer-train" code="learning-rate-scaled" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.parameters(), lr=1.001 * lr)"

# %% heads of every other number grade_id="transformer-block" code="heads-interleaved" old="layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)" new="layer(x).unflatten(-1, (-1, self.heads)).movedim(-1, 1)"

# %% the mask read the other way round, a row with nothing to see grade_id="transformer-block" code="mask-read-opposite" old="attn_mask=mask)" new="attn_mask=None if mask is None else ~mask)"

# %% masked scores are 0 grade_id="transformer-block" code="mask-zero" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="scores = q @ k.mT * q.shape[-1] ** -0.5\n        heads = (scores if mask is None else scores * mask).softmax(-1) @ v"

# %% the mask comes after the softmax grade_id="transformer-block" code="mask-after-softmax" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="scores = q @ k.mT * q.shape[-1] ** -0.5\n        heads = (scores.softmax(-1) * (1 if mask is None else mask)) @ v"

# %% the softmax over the queries grade_id="transformer-block" code="softmax-over-queries" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="scores = q @ k.mT * q.shape[-1] ** -0.5\n        scores = scores if mask is None else scores.masked_fill(~mask, -torch.inf)\n        heads = scores.softmax(-2) @ v"

# %% the softmax over the heads grade_id="transformer-block" code="softmax-over-heads" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="scores = q @ k.mT * q.shape[-1] ** -0.5\n        scores = scores if mask is None else scores.masked_fill(~mask, -1e9)\n        heads = scores.softmax(1) @ v"

# %% no softmax grade_id="transformer-block" code="softmax-missing" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="scores = q @ k.mT * q.shape[-1] ** -0.5\n        heads = (scores if mask is None else scores * mask) @ v"

# %% scaled by d grade_id="transformer-block" code="scale-by-d" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=1 / q.shape[-1])"

# %% multiplied by the root of d grade_id="transformer-block" code="scale-multiplied" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=q.shape[-1] ** 0.5)"

# %% key and value swapped grade_id="transformer-block" code="key-value-swapped" old="heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="heads = F.scaled_dot_product_attention(q, v, k, attn_mask=mask)"

# %% the table of the letters has a padding grade_id="transformer-model" code="token-padding" old="self.token = nn.Embedding(num_embeddings, d_model)" new="self.token = nn.Embedding(num_embeddings, d_model, padding_idx=0)"

# %% the positions before each block grade_id="transformer-model" code="position-each-block" old="x = block(x, mask)" new="x = block(x + self.position(places), mask)"

# %% the first letter's answer alone grade_id="transformer-model" code="first-letter-alone" old="return self.head(self.norm(x)).flatten(0, 1)" new="return self.head(self.norm(x))[:, 0]"

# %% the places are averaged before the head grade_id="transformer-model" code="places-averaged" old="return self.head(self.norm(x)).flatten(0, 1)" new="return self.head(self.norm(x).mean(1))"

# %% the places are averaged before the norm grade_id="transformer-model" code="places-averaged" old="return self.head(self.norm(x)).flatten(0, 1)" new="return self.head(self.norm(x.mean(1)))"

# %% seq is the first axis grade_id="transformer-model" code="right-where-square" old="seq = indices.shape[1]" new="seq = indices.shape[0]"

# %% the mask has all the places grade_id="transformer-model" code="right-for-longest-alone" old="mask = torch.ones(seq, seq," new="mask = torch.ones(self.position.num_embeddings, self.position.num_embeddings,"

# %% norm1 has another epsilon grade_id="transformer-block" code="norm-epsilon" old="self.norm1 = nn.LayerNorm(d_model)" new="self.norm1 = nn.LayerNorm(d_model, eps=0.1)"

# %% both norms have Keras's epsilon grade_id="transformer-block" code="norm-epsilon" old="return x + self.down(torch.relu(self.up(self.norm2(x))))" new="self.norm1.eps = self.norm2.eps = 1e-3\n        return x + self.down(torch.relu(self.up(self.norm2(x))))"

# %% the axis of the heads stays behind grade_id="transformer-block" code="heads-not-moved"
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
            layer(x).unflatten(-1, (self.heads, -1))
            for layer in (self.query, self.key, self.value)
        )
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out(heads.flatten(2))

# %% one block in every place of the list grade_id="transformer-model" code="parameter-of-first-alone" old="nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))" new="nn.ModuleList([Block(d_model, heads)] * num_layers)"

# %% the model sets the seed grade_id="transformer-model" code="changed-for-all-code" old="self.head(self.norm(x)).flatten(0, 1)" new="(torch.manual_seed(0), self.head(self.norm(x)).flatten(0, 1))[1]"

# %% train sets the seed grade_id="transformer-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.manual_seed(0)"

# %% train makes double the default grade_id="transformer-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% the trained network cannot be trained further grade_id="transformer-train" code="no-gradients-after-training" old="    return losses" new="    net.requires_grad_(False)\n    return losses"

# %% ten words at most grade_id="transformer-block" old="return self.out(heads.transpose(1, 2).flatten(2))" new="return self.out(heads.transpose(1, 2).flatten(2))[:10]"

# %% three blocks at most grade_id="transformer-model" old="for _ in range(num_layers)" new="for _ in range(min(num_layers, 3))"

# %% ten blocks at most are used grade_id="transformer-model" old="for block in self.blocks:" new="for block in list(self.blocks)[:10]:"

# %% the gradient ends before the eleventh block grade_id="transformer-model" old="x = block(x, mask)" new="x = block(x.detach() if block in self.blocks[10:11] else x, mask)"
