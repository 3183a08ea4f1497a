# %% decode takes the argmax over the flattened outputs, a single number, and crashes grade_id="embedding-ohlol" old="outputs.argmax(-1).tolist()))" new="outputs.argmax().tolist()))"

# %% the text printed is that of the labels: their one-hot vectors are decoded in place of the outputs grade_id="embedding-train" old="decode(out, idx2char)" new="decode(nn.functional.one_hot(labels), idx2char)"

# %% the hook's mask is the wrong way round: only the padding row gets a gradient grade_id="embedding-padding" old="torch.arange(num_embeddings).ne(padding_idx)" new="torch.arange(num_embeddings).eq(padding_idx)"

# %% the hook's mask stands as a row, (num_embeddings,), and is broadcast along the wrong axis: a column's gradient is lost, or it crashes grade_id="embedding-padding" old="ne(padding_idx).float().unsqueeze(1)" new="ne(padding_idx).float()"

# %% the hook does not return the masked gradient (it multiplies and gives None), so the padding row is trained grade_id="embedding-padding" old="lambda g: g * mask" new="lambda g: (g * mask, None)[1]"

# %% the tanh is missing in the RNN that is written out, so it is linear grade_id="embedding-model" old="h = torch.tanh(a + B(h))" new="h = a + B(h)"

# %% the state is not handed from step to step, each step starts from 0 grade_id="embedding-model" old="h = torch.tanh(a + B(h))" new="h = torch.tanh(a + B(torch.zeros_like(h)))"

# %% there is no h_0 = 0 for the second layer and the following ones: they go on from the last state of the layer below grade_id="embedding-model" old="            h, hs = torch.zeros(x.shape[1], A.out_features), []" new="            h, hs = (torch.zeros(x.shape[1], A.out_features) if A is self.A[0] else h), []"

# %% the network answers with embedding_dim numbers: the linear layer goes from hidden_size to embedding_dim grade_id="embedding-model" old="self.C = nn.Linear(hidden_size, num_embeddings)" new="self.C = nn.Linear(hidden_size, embedding_dim)"

# %% two mistakes: first, the hook's mask stands as a row, (num_embeddings,), and is broadcast along the wrong axis: a column's gradient is lost, or it crashes; second, the text printed is that of the labels: their one-hot vectors are decoded in place of the outputs grade_id="embedding-padding embedding-train"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx].zero_()
            mask = torch.arange(num_embeddings).ne(padding_idx).float()
            self.weight.register_hook(lambda g: g * mask)

    def forward(self, indices):
        return self.weight[indices]


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters() if p.requires_grad]
    opt, losses = torch.optim.Adam(params, lr=lr), []
    for epoch in range(epochs):
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
            p.grad = g
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(nn.functional.one_hot(labels), idx2char)}")
    return losses

# %% two mistakes: first, the tanh is missing in the RNN that is written out, so it is linear; second, the hook does not return the masked gradient (it multiplies and gives None), so the padding row is trained grade_id="embedding-model embedding-padding"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx].zero_()
            mask = torch.arange(num_embeddings).ne(padding_idx).float().unsqueeze(1)
            self.weight.register_hook(lambda g: (g * mask, None)[1])

    def forward(self, indices):
        return self.weight[indices]


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.A = nn.ModuleList(nn.Linear(hidden_size if k else embedding_dim, hidden_size) for k in range(num_layers))
        self.B = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for k in range(num_layers))
        self.C = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        x = self.table(indices)
        for A, B in zip(self.A, self.B):
            h, hs = torch.zeros(x.shape[1], A.out_features), []
            for a in A(x):
                h = a + B(h)
                hs.append(h)
            x = torch.stack(hs)
        return self.C(torch.cat(list(x)))
