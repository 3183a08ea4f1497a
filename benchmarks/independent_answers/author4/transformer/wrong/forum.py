# %% the mask is not cut to the length of the text, so only texts of max_seq letters fit grade_id="transformer-model" old="self.mask[:seq, :seq]" new="self.mask"

# %% the causal mask lets a place see itself and the places two or more before it, but not the one just before it grade_id="transformer-model" old="torch.tril(torch.ones(max_seq, max_seq)).bool()" new="(torch.tril(torch.ones(max_seq, max_seq), -2) + torch.eye(max_seq)).bool()"

# %% the sum x + function(norm(x)) carries the normed x around: norm(x) + function(norm(x)) grade_id="transformer-block" old="return x + function(norm(x))" new="x = norm(x)\n        return x + function(x)"

# %% the attention's scores are not scaled grade_id="transformer-block" old=" / np.sqrt(self.d_k)" new=""

# %% query, key and value are viewed as (batch, heads, seq, d_k) without moving the axes grade_id="transformer-block" old="t.view(nbatches, seq, self.h, self.d_k).transpose(1, 2)\n" new="t.view(nbatches, self.h, seq, self.d_k)\n"

# %% all blocks are one object: clones calls make once and repeats the block grade_id="transformer-model" old="[make() for _ in range(n)]" new="[make()] * n"

# %% one block too few is run, the loop leaves out the last one grade_id="transformer-model" old="for block in self.blocks:" new="for block in self.blocks[:-1]:"

# %% the mask hides for the first block only, the others look everywhere grade_id="transformer-model" old="            x = block(x, mask)\n" new="            x = block(x, mask)\n            mask = None\n"

# %% the same LayerNorm object serves as norm1 and norm2 grade_id="transformer-block" old="self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)" new="self.norm1 = self.norm2 = nn.LayerNorm(d_model)"

# %% the norms are made without gamma and beta (elementwise_affine=False) grade_id="transformer-block" old="self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)" new="self.norm1, self.norm2 = (nn.LayerNorm(d_model, elementwise_affine=False) for _ in range(2))"

# %% seq is fixed to 5, the length of hello grade_id="transformer-model" old="seq = indices.size(1)" new="seq = 5"

# %% the feed-forward network has no ReLU, and CharTransformer has no causal mask grade_id="transformer-block transformer-model"
class Block(nn.Module):
    def __init__(self, d_model, heads):
        super(Block, self).__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, d_model * 4)
        self.down = nn.Linear(d_model * 4, d_model)

    def forward(self, x, mask=None):
        x = x + self.attention(self.norm1(x), mask)
        x = x + self.down(self.up(self.norm2(x)))
        return x


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super(CharTransformer, self).__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = clones(lambda: Block(d_model, heads), num_layers)
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)

    def forward(self, indices):
        seq = indices.size(1)
        x = self.token(indices) + self.position(torch.arange(seq)).unsqueeze(0)
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.norm(x))
        return logits.reshape(-1, logits.size(2))

# %% the positions are fixed sines and cosines of the paper instead of a trained table, and train averages the loss over all epochs so far for its printed line grade_id="transformer-model transformer-train"
class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super(CharTransformer, self).__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = clones(lambda: Block(d_model, heads), num_layers)
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        place = torch.arange(max_seq).unsqueeze(1)
        speed = 10000.0 ** (-(torch.arange(d_model) // 2 * 2) / d_model)
        even = torch.arange(d_model) % 2 == 0
        self.pe = torch.where(even, torch.sin(place * speed), torch.cos(place * speed))

    def forward(self, indices):
        seq = indices.size(1)
        x = self.token(indices) + self.pe[:seq]
        mask = torch.ones(seq, seq).tril().bool()
        for block in self.blocks:
            x = block(x, mask)
        logits = self.head(self.norm(x))
        return logits.reshape(-1, logits.size(2))


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net(inputs)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        mean = sum(losses) / len(losses)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}: {decode(output, idx2char)}")
    return losses
