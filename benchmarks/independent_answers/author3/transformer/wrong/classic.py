# %% the block is post-norm: the norms stand after the sums grade_id="transformer-block" old="        x = x + self.attention(self.norm1(x), mask)\n        x = x + self.down(F.relu(self.up(self.norm2(x))))" new="        x = self.norm1(x + self.attention(x, mask))\n        x = self.norm2(x + self.down(F.relu(self.up(x))))"

# %% the way around attention is missing grade_id="transformer-block" old="        x = x + self.attention(self.norm1(x), mask)" new="        x = self.attention(self.norm1(x), mask)"

# %% the activation is GELU, as in GPT-2, instead of ReLU grade_id="transformer-block" old="        x = x + self.down(F.relu(self.up(self.norm2(x))))" new="        x = x + self.down(F.gelu(self.up(self.norm2(x))))"

# %% the mask is not passed to the attention grade_id="transformer-block" old="        x = x + self.attention(self.norm1(x), mask)" new="        x = x + self.attention(self.norm1(x))"

# %% the position embedding is left out grade_id="transformer-model" old="        x = self.token(indices) + self.position(torch.arange(seq))" new="        x = self.token(indices)"

# %% the last norm is not applied before the linear layer grade_id="transformer-model" old="        return self.head(self.norm(x)).flatten(0, 1)" new="        return self.head(x).flatten(0, 1)"

# %% the blocks are called without the causal mask grade_id="transformer-model" old="            x = block(x, mask)" new="            x = block(x)"

# %% the mask is inverted before scaled_dot_product_attention, as if True meant forbidden grade_id="transformer-block" old="        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="        o = F.scaled_dot_product_attention(q, k, v, attn_mask=None if mask is None else ~mask)"

# %% scaled_dot_product_attention is always called with is_causal, so without a mask places cannot look ahead either grade_id="transformer-block" old="        o = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)" new="        o = F.scaled_dot_product_attention(q, k, v, is_causal=True)"

# %% the causal mask lets a place look at the one after it too grade_id="transformer-model" old="        mask = torch.ones(seq, seq, dtype=torch.bool).tril()" new="        mask = torch.ones(seq, seq, dtype=torch.bool).tril(1)"

# %% train clips the gradient's norm to 0.1 before each step; Adam should get the gradients as they come grade_id="transformer-train" old="        optimizer.step()" new="        torch.nn.utils.clip_grad_norm_(net.parameters(), 0.1)\n        optimizer.step()"

# %% decode takes the largest value along the steps (dim=0) instead of along the classes grade_id="transformer-ohlol transformer-train" old="    return \"\".join(idx2char[i] for i in outputs.argmax(dim=1).tolist())" new="    return \"\".join(idx2char[i] for i in outputs.argmax(dim=0).tolist())"

# %% two mistakes: the way around attention is missing; and the last norm is not applied before the linear layer grade_id="transformer-block transformer-model"
class Block(nn.Module):
    """Attention, then a feed-forward network, each with a norm before it and a way around it."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)

    def forward(self, x, mask=None):
        x = self.attention(self.norm1(x), mask)
        x = x + self.down(F.relu(self.up(self.norm2(x))))
        return x


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
        mask = torch.ones(seq, seq, dtype=torch.bool).tril()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(x).flatten(0, 1)
