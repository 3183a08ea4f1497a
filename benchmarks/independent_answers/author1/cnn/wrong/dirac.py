# %% nll_loss gets the softmax and not its logarithm grade_id="cnn-train" old="log_softmax(dim=-1), y)" new="softmax(dim=-1), y)"

# %% the plain mean of the batches' losses is taken, n has no part in it grade_id="cnn-train" old="((l @ n) / n.sum())" new="l.mean()"

# %% the comparison is broadcast: (n, 1) with (n,), so each answer is compared with all labels grade_id="cnn-accuracy" old="z.argmax(dim=1) == y" new="z.argmax(dim=1, keepdim=True) == y"

# %% the mean probability of the label is returned and not the share of right answers grade_id="cnn-accuracy" old="torch.mean((z.argmax(dim=1) == y).double()).item()" new="torch.mean(z.softmax(1)[torch.arange(len(y)), y]).item()"

# %% windows and kernels are both averaged over the input channels before they are multiplied, so the channels have no kernels of their own grade_id="cnn-model" old="torch.einsum(\"bipquv,oiuv->bopq\", windows, k)" new="torch.einsum(\"bpquv,ouv->bopq\", windows.mean(1), k.mean(1))"

# %% the bias is broadcast along the columns (a row of the map) and not along the maps, which does not fit grade_id="cnn-shapes cnn-model" old="a[:, None, None]" new="a[None, None, :]"

# %% the biases are made but not added in the convolutions grade_id="cnn-model" old=" + a[:, None, None]" new=""

# %% the windows have a stride of 2, so the maps are too small for the linear layer grade_id="cnn-shapes cnn-model" old="x.unfold(2, 5, 1).unfold(3, 5, 1)" new="x.unfold(2, 5, 2).unfold(3, 5, 2)"

# %% only the first channel of each kernel is used, for all channels grade_id="cnn-model" old="\"bipquv,oiuv->bopq\", windows, k)" new="\"bipquv,ouv->bopq\", windows, k[:, 0])"

# %% the values are rounded to half precision between the layers, so logits are coarse and, for large weights, infinite grade_id="cnn-model" old="x = torch.relu(F.max_pool2d(x, 2))" new="x = torch.relu(F.max_pool2d(x, 2)).half().float()"

# %% two mistakes: first, the biases are made but not added in the convolutions; second, nll_loss gets the softmax and not its logarithm grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    """Convolution as a matrix product over unfolded windows."""

    def __init__(self):
        super().__init__()
        self.k1 = nn.Parameter(torch.randn(10, 1, 5, 5) / 5)
        self.a1 = nn.Parameter(torch.zeros(10))
        self.k2 = nn.Parameter(torch.randn(20, 10, 5, 5) / 250**0.5)
        self.a2 = nn.Parameter(torch.zeros(20))
        self.W = nn.Parameter(torch.randn(10, 320) / 320**0.5)
        self.c = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        for k, a in ((self.k1, self.a1), (self.k2, self.a2)):
            windows = x.unfold(2, 5, 1).unfold(3, 5, 1)  # (batch, in, rows, columns, 5, 5)
            x = torch.einsum("bipquv,oiuv->bopq", windows, k)
            x = torch.relu(F.max_pool2d(x, 2))
        return torch.einsum("bn,kn->bk", x.flatten(1), self.W) + self.c


def train(model, loader, epochs=5, lr=0.001):
    opt = torch.optim.NAdam(model.parameters(), lr=lr)
    losses = []
    for e in range(epochs):
        model.train()
        stats = []
        for x, y in loader:
            def closure():
                opt.zero_grad()
                L = F.nll_loss(model(x).softmax(dim=-1), y)
                L.backward()
                return L

            stats.append((opt.step(closure).item(), float(len(y))))
        l, n = torch.tensor(stats, dtype=torch.float64).T
        losses.append(((l @ n) / n.sum()).item())
        print(f"Epoch {e}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses
