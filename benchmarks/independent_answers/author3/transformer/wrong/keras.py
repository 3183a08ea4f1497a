# %% the inner layer is 2 * d_model wide instead of 4 * d_model grade_id="transformer-block" old="        self.up = nn.Linear(d_model, d_model * 4)\n        self.down = nn.Linear(d_model * 4, d_model)" new="        self.up = nn.Linear(d_model, d_model * 2)\n        self.down = nn.Linear(d_model * 2, d_model)"

# %% both layer norms have Keras' epsilon of 1e-3 instead of 1e-5 grade_id="transformer-block" old="        self.norm1 = nn.LayerNorm(d_model)\n        self.norm2 = nn.LayerNorm(d_model)" new="        self.norm1 = nn.LayerNorm(d_model, eps=1e-3)\n        self.norm2 = nn.LayerNorm(d_model, eps=1e-3)"

# %% the residual adds the normed input instead of the input itself grade_id="transformer-block" old="    return x + part(norm(x))" new="    return norm(x) + part(norm(x))"

# %% the places are counted from 1 instead of 0, so a text of max_seq letters raises an error grade_id="transformer-model" old="        h = h + self.position.weight[:seq]" new="        h = h + self.position(torch.arange(1, seq + 1))"

# %% the logits go through a softmax grade_id="transformer-model" old="        h = self.head(h)" new="        h = self.head(h).softmax(dim=-1)"

# %% the letters' rows are multiplied by the root of d_model, as in the paper grade_id="transformer-model" old="        h = self.token(indices)" new="        h = self.token(indices) * self.token.embedding_dim**0.5"

# %% the positions' rows are added once more before each block grade_id="transformer-model" old="            h = layer(h, mask=self.causal(seq))" new="            h = layer(h + self.position.weight[:seq], mask=self.causal(seq))"

# %% the scores are divided by the root of d_model instead of by that of a head's d grade_id="transformer-block" old="            scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(q.size(-1))" new="            scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(x.size(-1))"

# %% train uses label smoothing of 0.1 in the cross-entropy grade_id="transformer-train" old="    loss_fn = nn.CrossEntropyLoss()" new="    loss_fn = nn.CrossEntropyLoss(label_smoothing=0.1)"

# %% zero_grad is called between backward and step, so each step sees no gradient and the network does not learn grade_id="transformer-train" old="        adam.zero_grad()\n        loss.backward()\n        adam.step()" new="        loss.backward()\n        adam.zero_grad()\n        adam.step()"

# %% two mistakes: the scores are divided by the root of d_model instead of by that of a head's d; and zero_grad is called between backward and step, so each step sees no gradient and the network does not learn grade_id="transformer-block transformer-train"
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        qs = self.query(x).chunk(self.heads, dim=-1)
        ks = self.key(x).chunk(self.heads, dim=-1)
        vs = self.value(x).chunk(self.heads, dim=-1)
        pieces = []
        for q, k, v in zip(qs, ks, vs):
            scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(x.size(-1))
            if mask is not None:
                scores = scores.masked_fill(mask.logical_not(), -math.inf)
            pieces.append(torch.bmm(torch.softmax(scores, dim=-1), v))
        return self.out(torch.cat(pieces, dim=-1))


def train(net, inputs, labels, epochs=100, lr=0.05):
    history = History(epochs)
    loss_fn = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8)
    for _ in range(epochs):
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels)
        loss.backward()
        adam.zero_grad()
        adam.step()
        history.on_epoch_end(loss.item(), decode(y_pred, idx2char))
    return history.loss
