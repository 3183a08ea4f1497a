# %% the rows at the padding are scaled by 0.01 instead of 0, so the padding row is still trained a little grade_id="embedding-padding" old="        trained = (indices != self.padding_idx).unsqueeze(-1).to(rows.dtype)" new="        trained = (indices != self.padding_idx).unsqueeze(-1).to(rows.dtype).clamp(min=0.01)"

# %% all layers start each step from the state that the layer below has just given: one state is shared by all grade_id="embedding-model"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        self.cells = nn.ModuleList()
        for k in range(num_layers):
            self.cells.append(nn.RNNCell(embedding_dim if k == 0 else hidden_size, hidden_size))
        self.linear = nn.Linear(in_features=hidden_size, out_features=num_embeddings)

    def forward(self, indices):
        h = None
        logits = []
        for step in indices:
            x = self.embedding(step)
            for cell in self.cells:
                x = h = cell(x, h)
            logits.append(self.linear(x))
        return torch.cat(logits)

# %% the linear layer has no bias grade_id="embedding-model" old="        self.linear = nn.Linear(in_features=hidden_size, out_features=num_embeddings)" new="        self.linear = nn.Linear(in_features=hidden_size, out_features=num_embeddings, bias=False)"

# %% the looked-up rows are detached, so the table is never trained grade_id="embedding-lookup" old="        rows = self.weight[indices]" new="        rows = self.weight.detach()[indices]"

# %% weight decay of 0.01 is given to Adam, which should have its defaults but for lr grade_id="embedding-train" old="    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0)" new="    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0.01)"

# %% text and loss, printed and returned, are those of the network after the step: outputs and loss are computed anew grade_id="embedding-train" old="        optimizer.step()\n        yield Record(epoch, loss.item(), decode(prediction, idx2char))" new="        optimizer.step()\n        prediction = net(inputs)\n        loss = criterion(prediction, labels)\n        yield Record(epoch, loss.item(), decode(prediction, idx2char))"

# %% the arguments of the cross-entropy are swapped, which raises an error grade_id="embedding-train" old="        loss = criterion(prediction, labels)" new="        loss = criterion(labels, prediction)"

# %% two mistakes: weight decay of 0.01 is given to Adam, which should have its defaults but for lr; and the rows at the padding are scaled by 0.01 instead of 0, so the padding row is still trained a little grade_id="embedding-train embedding-padding"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.rand(num_embeddings, embedding_dim) - 0.5)
        if padding_idx is not None:
            nn.init.zeros_(self.weight[padding_idx])

    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        trained = (indices != self.padding_idx).unsqueeze(-1).to(rows.dtype).clamp(min=0.01)
        return rows * trained


def records(net, inputs, labels, epochs, lr):
    """A generator: yields what is known after each epoch."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0.01)
    criterion = nn.CrossEntropyLoss(reduction="mean")
    for epoch in range(epochs):
        optimizer.zero_grad()
        prediction = net(inputs)
        loss = criterion(prediction, labels)
        loss.backward()
        optimizer.step()
        yield Record(epoch, loss.item(), decode(prediction, idx2char))
