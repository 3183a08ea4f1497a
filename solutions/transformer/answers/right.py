# Right answers in other spellings. Each gets all points.

# %% attention by hand, modules by name
import math

class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.key = nn.Linear(d_model, d_model)
        self.query = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        B, T, D = x.shape
        q = self.query(x).view(B, T, self.heads, D // self.heads).transpose(1, 2)
        k = self.key(x).view(B, T, self.heads, D // self.heads).transpose(1, 2)
        v = self.value(x).view(B, T, self.heads, D // self.heads).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) / math.sqrt(k.size(-1))
        if mask is not None:
            att = att.masked_fill(~mask, float("-inf"))
        y = att.softmax(dim=-1) @ v
        return self.out(y.transpose(1, 2).contiguous().view(B, T, D))

class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.register_buffer("mask", torch.ones(max_seq, max_seq, dtype=torch.bool).tril())

    def forward(self, indices):
        B, T = indices.shape
        x = self.token(indices) + self.position.weight[:T]
        for block in self.blocks:
            x = block(x, self.mask[:T, :T])
        return self.head(self.norm(x)).view(B * T, -1)

# %% the rows are merged before the last layer
class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.head = nn.Linear(d_model, num_embeddings)
        self.norm = nn.LayerNorm(d_model)
        self.blocks = nn.Sequential(*[Block(d_model, heads) for _ in range(num_layers)])
        self.position = nn.Embedding(max_seq, d_model)
        self.token = nn.Embedding(num_embeddings, d_model)

    def forward(self, indices):
        batch, seq = indices.size()
        places = torch.arange(seq).unsqueeze(0).expand(batch, seq)
        x = self.position(places) + self.token(indices)
        causal = torch.arange(seq)[:, None] >= torch.arange(seq)[None, :]
        for block in self.blocks:
            x = block(x, causal)
        return self.head(self.norm(x.reshape(batch * seq, -1)))

# %% the layer norm by hand
class Norm(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        centred = x - x.mean(-1, keepdim=True)
        variance = centred.square().mean(-1, keepdim=True)
        return self.weight * centred / (variance + 1e-5).sqrt() + self.bias

class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.norm1, self.norm2 = Norm(d_model), Norm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up, self.down = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)

    def feed_forward(self, x):
        return self.down(self.up(x).clamp(min=0))

    def forward(self, x, mask=None):
        y = x + self.attention(self.norm1(x), mask)
        return y + self.feed_forward(self.norm2(y))

# %% torch's attention, causal by its own switch
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        q, k, v = (torch.stack(layer(x).chunk(self.heads, -1), 1) for layer in (self.query, self.key, self.value))
        bias = None if mask is None else torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, float("-inf"))
        y = torch.nn.functional.scaled_dot_product_attention(q, k, v, bias)
        return self.out(torch.cat(y.unbind(1), -1))

# %% multi_head_attention_forward with weights that are put together
class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.d_model, self.heads = d_model, heads
        self.query, self.key = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)
        self.value, self.out = nn.Linear(d_model, d_model), nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        layers = (self.query, self.key, self.value)
        x = x.transpose(0, 1)
        y, _ = torch.nn.functional.multi_head_attention_forward(
            x, x, x, self.d_model, self.heads,
            torch.cat([layer.weight for layer in layers]), torch.cat([layer.bias for layer in layers]),
            None, None, False, 0.0, self.out.weight, self.out.bias,
            training=self.training, need_weights=False, attn_mask=None if mask is None else ~mask,
        )
        return y.transpose(0, 1)

# %% one-hot vectors times the tables
class Table(nn.Module):
    def __init__(self, rows, size):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(rows, size))

class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token, self.position = Table(num_embeddings, d_model), Table(max_seq, d_model)
        self.blocks = nn.ModuleList()
        for _ in range(num_layers):
            self.blocks.append(Block(d_model, heads))
        self.norm, self.head = nn.LayerNorm(d_model), nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        one_hot = torch.nn.functional.one_hot(indices, self.token.weight.shape[0]).to(self.token.weight.dtype)
        h = one_hot @ self.token.weight + self.position.weight[None, : indices.shape[1]]
        mask = torch.triu(torch.ones(indices.shape[1], indices.shape[1]), 1) == 0
        for block in self.blocks:
            h = block(h, mask=mask)
        logits = self.head(self.norm(h))
        return logits.reshape(-1, logits.shape[-1])

# %% word by word
class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        rows = []
        for word in indices:
            n = len(word)
            x = (self.token(word) + self.position(torch.arange(n))).unsqueeze(0)
            for block in self.blocks:
                x = block(x, torch.ones(n, n).tril().bool())
            rows.append(self.head(self.norm(x[0])))
        return torch.cat(rows)

# %% a ReLU module, dropouts of 0, first weights as GPT-2 has them
class Block(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.attention = MultiHead(d_model, heads)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, d_model * 4)
        self.relu = nn.ReLU()
        self.down = nn.Linear(d_model * 4, d_model)
        self.dropout = nn.Dropout(0.0)

    def forward(self, x, mask=None):
        x = x + self.dropout(self.attention(self.norm1(x), mask))
        x = x + self.dropout(self.down(self.relu(self.up(self.norm2(x)))))
        return x

class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super().__init__()
        self.max_seq = max_seq
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.apply(self.start)

    def start(self, module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, 0.0, 0.02)

    def forward(self, indices):
        b, t = indices.shape
        assert t <= self.max_seq
        x = self.token(indices) + self.position(torch.arange(t, device=indices.device))
        mask = torch.ones(t, t, dtype=torch.bool, device=indices.device).tril()
        for block in self.blocks:
            x = block(x, mask)
        return torch.flatten(self.head(self.norm(x)), end_dim=1)

# %% a loop with a list of texts, cross_entropy from functional
def decode(outputs, idx2char):
    text = ""
    for row in outputs:
        text += idx2char[int(torch.argmax(row))]
    return text

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr)
    losses = []
    net.train()
    for epoch in range(epochs):
        logits = net(inputs)
        loss = torch.nn.functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses += [float(loss)]
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss.item(), decode(logits, idx2char)))
    return losses

# %% Adam by hand, nll_loss of log_softmax
def train(net, inputs, labels, epochs=100, lr=0.05):
    parameters = list(net.parameters())
    m = [torch.zeros_like(p) for p in parameters]
    v = [torch.zeros_like(p) for p in parameters]
    losses = []
    for t in range(1, epochs + 1):
        outputs = net(inputs)
        loss = nn.functional.nll_loss(outputs.log_softmax(1), labels)
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for p, g, a, b in zip(parameters, gradients, m, v):
                a.mul_(0.9).add_(0.1 * g)
                b.mul_(0.999).add_(0.001 * g * g)
                p -= lr * (a / (1 - 0.9 ** t)) / ((b / (1 - 0.999 ** t)).sqrt() + 1e-8)
        losses.append(loss.item())
        print(f"Epoch {t - 1}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the loss in float32 old="criterion(outputs, labels)" new="criterion(outputs.float(), labels)"
