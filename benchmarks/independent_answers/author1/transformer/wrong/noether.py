# %% decode squeezes all axes of length 1, so an output of one row becomes a plain number and it crashes grade_id="transformer-ohlol" old="outputs.topk(1, dim=1).indices.flatten().tolist()" new="outputs.topk(1, dim=1).indices.squeeze().tolist()"

# %% the return is missing, train gives None grade_id="transformer-train transformer-ohlol" old="        print(f\"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {text}\")\n    return losses" new="        print(f\"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {text}\")"

# %% the keys are not transposed along the last two axes but the whole is reversed by .T, so it does not fit for batches grade_id="transformer-block" old="q @ k.mT /" new="q @ k.T /"

# %% the scores are divided by d and not by its root grade_id="transformer-block" old="/ math.sqrt(d)" new="/ d"

# %% masked scores become 0 and not minus infinity grade_id="transformer-block transformer-model" old="torch.where(mask, a, float(\"-inf\"))" new="torch.where(mask, a, 0.0)"

# %% the heads' parts are joined in reverse order grade_id="transformer-block" old="torch.cat(parts, -1)" new="torch.cat(parts[::-1], -1)"

# %% norm1 has an eps of 0.1 in place of 1e-5 grade_id="transformer-block" old="self.norm1 = nn.LayerNorm(d_model, eps=1e-5)" new="self.norm1 = nn.LayerNorm(d_model, eps=1e-1)"

# %% norm2 has no trained gamma and beta (elementwise_affine=False) grade_id="transformer-block" old="self.norm2 = nn.LayerNorm(d_model, eps=1e-5)" new="self.norm2 = nn.LayerNorm(d_model, elementwise_affine=False)"

# %% the feed-forward network has 2 d_model numbers inside and not 4 d_model grade_id="transformer-block" old="hidden = 4 * d_model" new="hidden = 2 * d_model"

# %% the attention's answer is subtracted from x and not added grade_id="transformer-block" old="y = torch.add(x, a)" new="y = torch.sub(x, a)"

# %% all places are given position 0 grade_id="transformer-model" old="torch.arange(s).expand_as(indices)" new="torch.zeros_like(indices)"

# %% the letters themselves are looked up in the position table, not the places grade_id="transformer-model" old="self.position(places)" new="self.position(indices)"

# %% the causal mask is not cut to the text's length: it is (max_seq, max_seq) and fits only texts of that length grade_id="transformer-model" old="self.causal[:s, :s])" new="self.causal)"

# %% the last norm is applied after the head, to the logits, by a norm without weights grade_id="transformer-model" old="self.head(word) for word in self.norm(x)" new="F.layer_norm(self.head(word), (self.head.out_features,)) for word in x"

# %% only the logits of the last place of each word are returned grade_id="transformer-model" old="torch.cat([self.head(word) for word in self.norm(x)])" new="torch.cat([self.head(word[-1:]) for word in self.norm(x)])"

# %% the position table has d_model rows and not max_seq grade_id="transformer-model" old="self.position = nn.Embedding(max_seq, d_model)" new="self.position = nn.Embedding(d_model, d_model)"

# %% two mistakes: first, the heads' parts are joined in reverse order; second, only the logits of the last place of each word are returned grade_id="transformer-block transformer-model"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.value, self.out = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        d = x.shape[-1] // self.heads
        parts = []
        for q, k, v in zip(*(m(x).split(d, dim=-1) for m in (self.query, self.key, self.value))):
            a = q @ k.mT / math.sqrt(d)
            if mask is not None:
                a = torch.where(mask, a, float("-inf"))
            parts.append(torch.softmax(a, -1) @ v)
        return self.out(torch.cat(parts[::-1], -1))


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList()
        for _ in range(num_layers):
            self.blocks.append(Block(d_model, heads))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.register_buffer("causal", torch.ones(max_seq, max_seq).tril().bool(), persistent=False)

    def forward(self, indices):
        s = indices.size(-1)
        places = torch.arange(s).expand_as(indices)
        x = self.token(indices).add(self.position(places))
        for f in self.blocks:
            x = f(x, self.causal[:s, :s])
        return torch.cat([self.head(word[-1:]) for word in self.norm(x)])
