# %% the gradient hook zeroes the padding row's column (the second axis) instead of the row grade_id="embedding-padding" old="        grad[self.padding_idx] = 0" new="        grad[:, self.padding_idx] = 0"

# %% the hook is not registered, so the padding row is trained grade_id="embedding-padding" old="            self.weight.register_hook(self._without_padding)" new="            pass"

# %% the weight has the shape (embedding_dim, num_embeddings) and is read by columns grade_id="embedding-lookup"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        table = torch.randn(embedding_dim, num_embeddings)
        if padding_idx is not None:
            table[:, padding_idx].zero_()
        self.weight = nn.Parameter(table)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.register_hook(self._without_padding)

    def _without_padding(self, grad):
        grad = grad.clone()
        grad[:, self.padding_idx] = 0
        return grad

    def forward(self, indices):
        return self.weight.T[indices]

# %% the first hidden state is made for a batch of one, so other batches raise an error grade_id="embedding-model" old="        h_0 = torch.zeros(self.num_layers, indices.shape[1], self.hidden_size)" new="        h_0 = torch.zeros(self.num_layers, 1, self.hidden_size)"

# %% decode writes a softmax into the outputs that it is given, in place grade_id="embedding-ohlol" old="    lookup = dict(enumerate(idx2char))" new="    lookup = dict(enumerate(idx2char))\n    outputs.data.copy_(outputs.data.softmax(1))"

# %% backward is missing, so no weight ever changes grade_id="embedding-train" old="        loss.backward()\n        self.optimizer.step()" new="        self.optimizer.step()"

# %% decode skips a letter that is the same as the one before it grade_id="embedding-ohlol embedding-train" old="    return \"\".join(lookup[i] for i in torch.argmax(outputs, axis=1).tolist())" new="    ids = torch.argmax(outputs, axis=1).tolist()\n    return \"\".join(lookup[i] for n, i in enumerate(ids) if n == 0 or i != ids[n - 1])"

# %% two mistakes: backward is missing, so no weight ever changes; and the hook is not registered, so the padding row is trained grade_id="embedding-train embedding-padding"
class Embedding(nn.Module):
    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None) -> None:
        super().__init__()
        table = torch.empty(num_embeddings, embedding_dim)
        nn.init.normal_(table)
        if padding_idx is not None:
            table[padding_idx].zero_()
        self.weight = nn.Parameter(table)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            pass

    def _without_padding(self, grad):
        grad = grad.clone()
        grad[self.padding_idx] = 0
        return grad

    def forward(self, indices: torch.Tensor) -> torch.Tensor:
        return self.weight[indices]


class Trainer:
    def __init__(self, net, lr):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(net.parameters(), lr=lr)

    def fit_epoch(self, x, y):
        self.optimizer.zero_grad()
        y_hat = self.net(x)
        loss = self.criterion(y_hat, y)
        self.optimizer.step()
        return loss.item(), y_hat
