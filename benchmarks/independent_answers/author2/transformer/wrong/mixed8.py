# %% the layer out is left out at the end of MultiHead grade_id="transformer-block" old="return self.out(output)" new="return output"

# %% the rows come place by place instead of word by word grade_id="transformer-model" old="return self.head(self.norm(x)).flatten(0, 1)" new="return self.head(self.norm(x)).transpose(0, 1).flatten(0, 1)"

# %% two mistakes: the mask is transposed, and the logits go through a softmax grade_id="transformer-model"
class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.shape[1]
        mask = torch.ones(seq, seq, dtype=torch.bool).triu()
        x = self.token(indices) + self.position(torch.arange(seq))
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1).softmax(-1)

# %% the printed epochs run from 1 to epochs grade_id="transformer-train" old="Epoch {epoch - 1}/{epochs - 1}" new="Epoch {epoch}/{epochs}"
