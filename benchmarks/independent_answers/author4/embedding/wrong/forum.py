# %% the rows set to zero are those at place number padding_idx of the sequence, and not those whose index is padding_idx grade_id="embedding-padding" old="pad = (indices == self.padding_idx)[..., None]" new="pad = (torch.arange(indices.shape[-1]).expand(indices.shape) == self.padding_idx)[..., None]"

# %% the padding row is filled with ones instead of zeros, and forward gives zeros for it grade_id="embedding-padding" old=".fill_(0)" new=".fill_(1)"

# %% all rows of a new table are zero, not random grade_id="embedding-lookup" old="        nn.init.xavier_normal_(self.weight)\n" new="        nn.init.zeros_(self.weight)\n"

# %% forward detaches the rows that are found, so that the table is never trained grade_id="embedding-lookup" old="found = self.weight[indices.long()]" new="found = self.weight[indices.long()].detach()"

# %% one state is shared by all cells: every layer reads and overwrites the state of layer 0 grade_id="embedding-model" old="                states[l] = cell(x, states[l])\n                x = states[l]" new="                states[0] = cell(x, states[0])\n                x = states[0]"

# %% return stands inside the loop over the steps, so only the first step is answered grade_id="embedding-model" old="            answers.append(self.fc(x))\n        return" new="            answers.append(self.fc(x))\n            return"

# %% the states are made with the size of axis 0, the steps, instead of the batch, and do not fit where the two differ grade_id="embedding-model" old="indices.size(1)" new="indices.size(0)"

# %% EmbeddingRNN bounds its logits by a sigmoid, and the loss is rounded before it is returned grade_id="embedding-model embedding-train"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super(EmbeddingRNN, self).__init__()
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        out, _ = self.rnn(self.emb(indices))
        return torch.sigmoid(self.fc(out)).flatten(0, 1)


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
        losses.append(round(loss.item(), 4))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(output, idx2char)}")
    return losses

# %% the table has one row too many, num_embeddings + 1, as if a padding row were added, and decode returns a list grade_id="embedding-lookup embedding-ohlol"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super(Embedding, self).__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings + 1, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx].fill_(0)

    def forward(self, indices):
        found = self.weight[indices.long()]
        if self.padding_idx is None:
            return found
        pad = (indices == self.padding_idx)[..., None]
        return torch.where(pad, torch.zeros_like(found), found)


def decode(outputs, idx2char):
    best = outputs.argmax(1)
    return [idx2char[b] for b in best]
