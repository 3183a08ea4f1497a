# %% the scores are not divided by the root of d grade_id="attention-weights" old="s = products / math.sqrt(d)" new="s = products"

# %% the weighted values are summed over the queries instead of the keys grade_id="attention-values" old="torch.sum(w * v, dim=-2)" new="torch.sum(w * v, dim=-3)"

# %% the causal mask holds floats, 1 and 0, instead of booleans grade_id="attention-mask" old="return above == 0" new="return 1 - above"

# %% the numbers are reshaped straight to (batch, heads, seq, d), which mixes the numbers of different places, for the queries only grade_id="attention-heads" old="Q = self.query(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)" new="Q = self.query(x).view(batch_size, self.num_heads, seq_length, self.d_k)"

# %% two mistakes: the layer key has no bias, and the scores of the heads are divided once more, by the root of d_model grade_id="attention-heads"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.d_model = d_model
        self.num_heads = heads
        self.d_k = d_model // heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model, bias=False)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        batch_size, seq_length, _ = x.size()
        Q = self.query(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        K = self.key(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        V = self.value(x).view(batch_size, seq_length, self.num_heads, self.d_k).transpose(1, 2)
        attn_output = attention(Q / self.d_model ** 0.5, K, V, mask)
        attn_output = attn_output.transpose(1, 2).contiguous().view(batch_size, seq_length, self.d_model)
        return self.out(attn_output)
