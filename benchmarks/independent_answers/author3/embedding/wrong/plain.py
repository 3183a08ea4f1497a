# %% padding_idx 0 is taken for none: in forward the test is for truth, so row 0 gets a gradient grade_id="embedding-padding" old="        if self.padding_idx is not None:" new="        if self.padding_idx:"

# %% the padding row is not zero in a new table grade_id="embedding-padding" old="        if padding_idx is not None:\n            with torch.no_grad():\n                self.weight[padding_idx] = 0" new="        pass"

# %% the network sets padding_idx to 0, so that letter 0 is always a zero vector and is not trained grade_id="embedding-model" old="        self.embedding = Embedding(num_embeddings, embedding_dim)" new="        self.embedding = Embedding(num_embeddings, embedding_dim, padding_idx=0)"

# %% forward ends in a log_softmax grade_id="embedding-model" old="        return self.linear(output).flatten(0, 1)" new="        return self.linear(output).flatten(0, 1).log_softmax(dim=1)"

# %% the rows are normalised to length 1 when they are looked up grade_id="embedding-lookup" old="        rows = self.weight[indices]" new="        rows = nn.functional.normalize(self.weight[indices], dim=-1)"

# %% the weight is a plain tensor with requires_grad, no nn.Parameter, so the optimizer does not find it grade_id="embedding-lookup"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            self.weight[padding_idx] = 0
        self.weight.requires_grad_()

    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is not None:
            rows = rows.masked_fill((indices == self.padding_idx).unsqueeze(-1), 0.0)
        return rows

# %% train never sets the gradients back to zero, so they add up over the epochs grade_id="embedding-train" old="        opt.zero_grad(set_to_none=True)\n        logits = net(inputs)" new="        logits = net(inputs)"

# %% the parameter lr is ignored: Adam is made without it and takes its default of 0.001 grade_id="embedding-train" old="    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)" new="    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad])"

# %% the loss is a sum over the rows instead of their mean grade_id="embedding-train" old="        loss = nn.functional.cross_entropy(logits, labels)" new="        loss = nn.functional.cross_entropy(logits, labels, reduction=\"sum\")"

# %% two mistakes: the network sets padding_idx to 0, so that letter 0 is always a zero vector and is not trained; and the loss is a sum over the rows instead of their mean grade_id="embedding-model embedding-train"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim, padding_idx=0)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        output, _ = self.rnn(self.embedding(indices))
        return self.linear(output).flatten(0, 1)


def train(net: nn.Module, inputs: torch.Tensor, labels: torch.Tensor, epochs: int = 100, lr: float = 0.05) -> list:
    opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=lr)
    history = []

    def train_step():
        opt.zero_grad(set_to_none=True)
        logits = net(inputs)
        loss = nn.functional.cross_entropy(logits, labels, reduction="sum")
        loss.backward()
        opt.step()
        return loss.item(), logits.detach()

    net.train()
    for epoch in range(epochs):
        value, logits = train_step()
        history.append(value)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}: {decode(logits, idx2char)}")
    return history
