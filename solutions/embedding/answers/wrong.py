# Bugs, each with the grade id that loses points and with words that name the bug.

# %% the weight is transposed grade_id="embedding-lookup" code="other-shape want=(7,4) axes=named-axes got=(4,7)"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(embedding_dim, num_embeddings))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[:, padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[:, self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight.T[indices]

# %% the weight is no parameter grade_id="embedding-lookup" code="no-parameter"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = torch.randn(num_embeddings, embedding_dim, requires_grad=True)
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the weight is a buffer grade_id="embedding-lookup" code="no-parameter"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.register_buffer('weight', torch.randn(num_embeddings, embedding_dim))
    def forward(self, indices):
        return self.weight[indices]

# %% all weights start at zero grade_id="embedding-lookup" code="rows-alike"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.zeros(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the weight is never filled grade_id="embedding-lookup" code="table-not-finite" never="other-rows-zero"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% all weights start at one grade_id="embedding-lookup" code="rows-alike"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.ones(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% indices are counted from 1 grade_id="embedding-lookup" code="row-before"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices - 1]

# %% indices are one too high grade_id="embedding-lookup" code="row-after"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[(indices + 1) % len(self.weight)]

# %% tanh on the rows grade_id="embedding-lookup" code="tanh-on-rows"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices].tanh()

# %% ReLU on the rows grade_id="embedding-lookup" code="relu-on-rows"
import torch.nn.functional as F

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return F.relu(self.weight[indices])

# %% rows of length one grade_id="embedding-lookup" code="rows-scaled-to-1"
import torch.nn.functional as F

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return F.normalize(self.weight[indices], dim=-1)

# %% rows scaled as in a transformer grade_id="embedding-lookup" code="rows-scaled-by-root"
import math

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices] * math.sqrt(self.weight.size(1))

# %% dropout that evaluation mode does not turn off grade_id="embedding-lookup"
import torch.nn.functional as F

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return F.dropout(self.weight[indices], 0.5)

# %% a new weight at each call grade_id="embedding-lookup" code="share-differs"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return nn.Parameter(torch.randn(self.weight.shape))[indices]

# %% the mean over the sequence grade_id="embedding-lookup" code="other-shape"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices].mean(0)

# %% one axis only grade_id="embedding-lookup" code="raised" says="RuntimeError"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return torch.stack([self.weight[i.item()] for i in indices])

# %% two axes only grade_id="embedding-lookup" code="raised" says="ValueError"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        seq, batch = indices.shape
        return self.weight[indices.view(-1)].view(seq, batch, -1)

# %% flattened grade_id="embedding-lookup" code="other-shape want=(6,3,1) axes=named-axes got=(18,1)"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices.reshape(-1)]

# %% one-hot vectors only grade_id="embedding-lookup" code="other-shape"
import torch.nn.functional as F

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return F.one_hot(indices, self.weight.size(0)).to(self.weight)

# %% the weight is detached grade_id="embedding-lookup" code="no-gradient-at-all"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight.detach()[indices]

# %% rows are taken from .data grade_id="embedding-lookup" code="gets-no-gradient"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return nn.Parameter(self.weight.data[indices])

# %% a repeated index counts once grade_id="embedding-lookup" code="gradients-do-not-add-up"
class Lookup(torch.autograd.Function):
    @staticmethod
    def forward(ctx, weight, indices, padding_idx):
        ctx.save_for_backward(indices)
        ctx.shape, ctx.padding_idx = weight.shape, padding_idx
        return weight[indices]
    @staticmethod
    def backward(ctx, grad):
        indices, = ctx.saved_tensors
        total = torch.zeros(ctx.shape, dtype=grad.dtype)
        for i, g in zip(indices.reshape(-1), grad.reshape(-1, ctx.shape[1])): total[i] = g
        if ctx.padding_idx is not None:
            total[ctx.padding_idx] = 0
        return total, None, None

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.zeros(num_embeddings, embedding_dim))
        nn.init.uniform_(self.weight, -0.5, 0.5)
        if padding_idx is not None:
            self.weight.data[padding_idx] *= 0
    def forward(self, indices):
        return Lookup.apply(self.weight, indices, self.padding_idx)

# %% the gradient is averaged over the repetitions grade_id="embedding-lookup" code="gradients-averaged"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        w = self.weight
        n = torch.bincount(indices.reshape(-1), minlength=len(w)).clamp(min=1).unsqueeze(1)
        w = w / n + (w - w / n).detach()
        return w[indices]

# %% one table for all grade_id="embedding-lookup" code="rows-of-another-table"
TABLES = {}
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        key = (num_embeddings, embedding_dim)
        self.weight = TABLES.setdefault(key, nn.Parameter(torch.randn(key)))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the call normalises the weight grade_id="embedding-lookup"
import torch.nn.functional as F

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        self.weight.data = F.normalize(self.weight.data)
        return self.weight[indices]

# %% the forbidden module grade_id="embedding-lookup" code="raised" says="nn.Embedding is not allowed"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.inner = nn.Embedding(num_embeddings, embedding_dim, padding_idx)
        self.weight = self.inner.weight
    def forward(self, indices):
        return self.inner(indices)

# %% padding_idx is ignored grade_id="embedding-padding" code="padding-row-not-zero"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if False:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% padding_idx 0 is taken for none grade_id="embedding-padding" code="padding-taken-for-none"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the padding row gets a gradient grade_id="embedding-padding" code="padding-row-gets-gradient" never="padding-taken-for-none"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the padding row 0 gets a gradient grade_id="embedding-padding" code="padding-taken-for-none"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx or slice(0)] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the padding row is not zero at first grade_id="embedding-padding" code="padding-row-not-zero" never="padding-taken-for-none"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                pass
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the padding row is cleared at each call only grade_id="embedding-padding" code="padding-row-gets-gradient"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0
        return self.weight[indices]

# %% always row 0 grade_id="embedding-padding" code="padding-row-not-zero"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[0] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[0] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% padding by default grade_id="embedding-padding" code="row-zero-without-padding"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=0):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the padding column grade_id="embedding-padding" code="padding-row-not-zero"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[:, padding_idx % embedding_dim] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[:, self.padding_idx % gradient.size(1)] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% the whole gradient is cleared grade_id="embedding-padding" code="other-rows-wrong-gradient"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[:] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% padding rows to the end too grade_id="embedding-padding" code="other-rows-zero"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx:] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% padding gets a small gradient grade_id="embedding-padding" code="padding-row-gets-gradient"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] *= 1e-9
        return gradient
    def forward(self, indices):
        return self.weight[indices]

# %% no embedding, one-hot instead grade_id="embedding-model" code="no-table"
import torch.nn.functional as F

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(num_embeddings, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = F.one_hot(indices, self.num_embeddings).to(torch.get_default_dtype())
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% no linear layer grade_id="embedding-model" code="linear-layer-missing"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return out.flatten(0, 1)

# %% tanh on the embedding grade_id="embedding-model" code="tanh-on-rows-inside"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(torch.tanh(x))
        return self.linear(out).view(-1, self.num_embeddings)

# %% ReLU before the linear layer grade_id="embedding-model" code="relu-before-linear"
import torch.nn.functional as F

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(F.relu(out)).flatten(0, 1)

# %% tanh on the logits grade_id="embedding-model" code="tanh-on-logits"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings).tanh()

# %% softmax at the end grade_id="embedding-model" code="ends-in-softmax"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings).softmax(-1)

# %% log_softmax at the end grade_id="embedding-model" code="ends-in-log_softmax"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings).log_softmax(1)

# %% batch first grade_id="embedding-model" code="batch-first"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers, batch_first=True)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% rows batch by batch grade_id="embedding-model" code="rows-by-batch"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out.transpose(0, 1)).reshape(-1, self.num_embeddings)

# %% view mixes the axes grade_id="embedding-model" code="axes-mixed order=(2,0,1)"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).permute(2, 0, 1).reshape(-1, self.num_embeddings)

# %% h is not carried grade_id="embedding-model" code="state-not-carried"
class EmbeddingRNN(nn.Module):
    def __init__(self, V, D, H, num_layers=1):
        super().__init__()
        self.H = H
        self.C = Embedding(V, D)
        self.V = nn.Parameter(torch.randn(H, V) / 3)
        self.c = nn.Parameter(torch.zeros(V))
        self.W = nn.ParameterList([nn.Parameter(torch.randn(D if l == 0 else H, H) / 3) for l in range(num_layers)])
        self.U = nn.ParameterList([nn.Parameter(torch.randn(H, H) / 3) for l in range(num_layers)])
        self.b = nn.ParameterList([nn.Parameter(torch.randn(1, H)) for l in range(num_layers)])
    def forward(self, indices):
        x = self.C(indices)
        for W, U, b in zip(self.W, self.U, self.b):
            h = torch.zeros(indices.shape[1], self.H)
            hs = []
            for x_t in x:
                h = torch.tanh(x_t @ W + h @ U + b)
                hs.append(h)
                h = torch.zeros_like(h)
            x = torch.stack(hs)
        return x.flatten(0, 1) @ self.V + self.c

# %% h is detached grade_id="embedding-model" code="h-detached"
class EmbeddingRNN(nn.Module):
    def __init__(self, V, D, H, num_layers=1):
        super().__init__()
        self.H = H
        self.C = Embedding(V, D)
        self.V = nn.Parameter(torch.randn(H, V) / 3)
        self.c = nn.Parameter(torch.zeros(V))
        self.W = nn.ParameterList([nn.Parameter(torch.randn(D if l == 0 else H, H) / 3) for l in range(num_layers)])
        self.U = nn.ParameterList([nn.Parameter(torch.randn(H, H) / 3) for l in range(num_layers)])
        self.b = nn.ParameterList([nn.Parameter(torch.randn(1, H)) for l in range(num_layers)])
    def forward(self, indices):
        x = self.C(indices)
        for W, U, b in zip(self.W, self.U, self.b):
            h = torch.zeros(indices.shape[1], self.H)
            hs = []
            for x_t in x:
                h = torch.tanh(x_t @ W + h.detach() @ U + b)
                hs.append(h)
            x = torch.stack(hs)
        return x.flatten(0, 1) @ self.V + self.c

# %% the embedding is detached grade_id="embedding-model" code="gets-no-gradient"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x.detach())
        return self.linear(out).view(-1, self.num_embeddings)

# %% num_layers is ignored grade_id="embedding-model" code="rnn-of-one-layer"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% the layers share one state grade_id="embedding-model" code="one-state-for-all-layers"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.lookup = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList([nn.RNNCell(embedding_dim if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
        self.out = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        seq, batch = indices.shape
        h = torch.zeros(batch, self.cells[0].hidden_size)
        logits = []
        for t in range(seq):
            x = self.lookup(indices[t])
            for i, cell in enumerate(self.cells):
                x = h = cell(x, h)
            logits.append(self.out(x))
        return torch.cat(logits, dim=0)

# %% one cell for all upper layers grade_id="embedding-model" code="other-parameters-beside"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.lookup = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList([nn.RNNCell(embedding_dim if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
        self.cells = nn.ModuleList([self.cells[min(i, 1)] for i in range(num_layers)])
        self.out = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        seq, batch = indices.shape
        h = [torch.zeros(batch, cell.hidden_size) for cell in self.cells]
        logits = []
        for t in range(seq):
            x = self.lookup(indices[t])
            for i, cell in enumerate(self.cells):
                x = h[i] = cell(x, h[i])
            logits.append(self.out(x))
        return torch.cat(logits, dim=0)

# %% ReLU instead of tanh grade_id="embedding-model" code="relu-for-tanh"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers, nonlinearity='relu')
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% tanh is missing grade_id="embedding-model" code="tanh-missing"
class EmbeddingRNN(nn.Module):
    def __init__(self, V, D, H, num_layers=1):
        super().__init__()
        self.H = H
        self.C = Embedding(V, D)
        self.V = nn.Parameter(torch.randn(H, V) / 3)
        self.c = nn.Parameter(torch.zeros(V))
        self.W = nn.ParameterList([nn.Parameter(torch.randn(D if l == 0 else H, H) / 3) for l in range(num_layers)])
        self.U = nn.ParameterList([nn.Parameter(torch.randn(H, H) / 3) for l in range(num_layers)])
        self.b = nn.ParameterList([nn.Parameter(torch.randn(1, H)) for l in range(num_layers)])
    def forward(self, indices):
        x = self.C(indices)
        for W, U, b in zip(self.W, self.U, self.b):
            h = torch.zeros(indices.shape[1], self.H)
            hs = []
            for x_t in x:
                h = x_t @ W + h @ U + b
                hs.append(h)
            x = torch.stack(hs)
        return x.flatten(0, 1) @ self.V + self.c

# %% an LSTM grade_id="embedding-model" code="other-parameters-beside"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.LSTM(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% both directions grade_id="embedding-model" code="no-linear-layer"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers, bidirectional=True)
        self.linear = nn.Linear(2 * hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% the state leaks into the next call grade_id="embedding-model" code="hidden-state-leaks" never="gradient-through-all-steps"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, h = self.rnn(x, getattr(self, 'h', None))
        self.h = h.detach()
        return self.linear(out).view(-1, self.num_embeddings)

# %% a random first state grade_id="embedding-model" code="draws-numbers"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x, torch.randn(self.rnn.num_layers, x.size(1), self.rnn.hidden_size))
        return self.linear(out).view(-1, self.num_embeddings)

# %% dropout in the network that evaluation mode does not turn off grade_id="embedding-model" code="draws-numbers"
import torch.nn.functional as F

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(F.dropout(x, 0.2))
        return self.linear(out).view(-1, self.num_embeddings)

# %% the lecture's four letters only grade_id="embedding-model" code="other-shape" never="linear-layer-missing"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, 4)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).flatten(0, 1)

# %% the last step only grade_id="embedding-model" code="rows-of-last-step"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out[-1])

# %% three axes grade_id="embedding-model" code="other-shape want=(5,4) axes=named-axes got=(5,1,4)"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out)

# %% logits of embedding_dim grade_id="embedding-model" code="last-axis name=embedding_dim" never="linear-layer-missing"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, embedding_dim)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).flatten(0, 1)

# %% indices are counted from 1 in the network grade_id="embedding-model" code="row-before-inside"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices - 1)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% row 0 is taken for padding grade_id="embedding-model" code="looked-up-rows-without-gradient"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)  # forward leaves the row as it is: its gradient alone is cleared
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        return self.weight[indices]

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim, 0)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% padding in the network grade_id="embedding-model" code="row-0-as-padding-inside"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices) * (indices != 0).unsqueeze(-1)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% a trained h_0 grade_id="embedding-model"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
        self.h0 = nn.Parameter(torch.zeros(num_layers, 1, hidden_size))
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x, self.h0.expand(-1, indices.size(1), -1).contiguous())
        return self.linear(out).view(-1, self.num_embeddings)

# %% softmax over the steps grade_id="embedding-model" code="ends-in-softmax-over-steps"
import torch.nn.functional as F

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return F.softmax(self.linear(out), dim=0).view(-1, self.num_embeddings)

# %% log_softmax over the batch grade_id="embedding-model" code="ends-in-log_softmax-over-batch"
import torch.nn.functional as F

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return F.log_softmax(self.linear(out), dim=1).view(-1, self.num_embeddings)

# %% zero_grad is missing grade_id="embedding-train" code="zero_grad-missing"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% step is missing grade_id="embedding-train" code="weights-never-change"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% softmax before cross-entropy grade_id="embedding-train" code="softmax-before-cross-entropy"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs.softmax(1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% plain gradient descent grade_id="embedding-train" code="plain-gradient-descent"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% one-hot inputs grade_id="embedding-train"
import torch.nn.functional as F

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(F.one_hot(inputs, 4).argmax(0))
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% one-hot vectors, as in rnn grade_id="embedding-train" code="raised" says="the model reads indices (seq, batch)"
import torch.nn.functional as F

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(F.one_hot(inputs, 4).float())
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% inputs without the axis of the batch grade_id="embedding-train" code="raised" says="the model reads indices (seq, batch)"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs.view(-1))
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% inputs as floats grade_id="embedding-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs.float())
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the summed loss grade_id="embedding-train" code="loss-summed"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss(reduction='sum')
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% always 100 epochs grade_id="embedding-train" code="epochs-ignored count=100"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(100):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% nothing comes back grade_id="embedding-train" code="losses-no-list"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")

# %% epochs printed from 1 grade_id="embedding-train" code="epochs-printed"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch + 1}/{epochs}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% decode knows the answer grade_id="embedding-ohlol" code="text-of-other-length got=5 want=50"
def decode(o, idx2char): return 'ohlol'

# %% decode looks down the columns grade_id="embedding-ohlol" code="largest-of-columns"
def decode(o, idx2char): return ''.join(idx2char[i % len(idx2char)] for i in o.argmax(0))

# %% decode gives a list grade_id="embedding-ohlol" code="string-expected"
def decode(o, idx2char): return [idx2char[i] for i in o.argmax(1)]

# %% the RNN has no bias grade_id="embedding-model" code="rnn-bias-missing layer=0" old="nn.RNN(embedding_dim, hidden_size, num_layers)" new="nn.RNN(embedding_dim, hidden_size, num_layers, bias=False)"

# %% the linear layer has no bias grade_id="embedding-model" code="linear-bias-missing" old="nn.Linear(hidden_size, num_embeddings)" new="nn.Linear(hidden_size, num_embeddings, bias=False)"

# %% four layers at most grade_id="embedding-model" code="fewer-layers got=4 want=6" old="nn.RNN(embedding_dim, hidden_size, num_layers)" new="nn.RNN(embedding_dim, hidden_size, min(num_layers, 4))"

# %% the table is the linear layer's weight, where it fits grade_id="embedding-model" code="table-is-linear-layer" old="        self.linear = nn.Linear(hidden_size, num_embeddings)\n" new="        self.linear = nn.Linear(hidden_size, num_embeddings)\n        if embedding_dim == hidden_size:\n            self.linear.weight = self.embedding.weight\n"

# %% forward reads a variable outside grade_id="embedding-model" code="argument-ignored" old="self.embedding(indices)" new="self.embedding(torch.tensor([[1], [0], [2], [2], [3]]))"

# %% bounded logits grade_id="embedding-model" code="not-embedding-rnn-linear" old="return self.linear(output.flatten(0, 1))" new="return self.linear(output.flatten(0, 1)).clamp(-10, 10)"

# %% backpropagation through sixteen steps at most grade_id="embedding-model" code="h-detached-every steps=16" old="        output, _ = self.rnn(embedded)  # (seq, batch, hidden)\n" new="        parts, h = [], None\n        for part in embedded.split(16):\n            states, h = self.rnn(part, h)\n            h = h.detach()\n            parts.append(states)\n        output = torch.cat(parts)\n"

# %% no gradient where there is no padding grade_id="embedding-padding" code="other-rows-wrong-gradient" old="return rows.masked_fill(is_padding, 0)" new="return rows.masked_fill(is_padding, 0) if is_padding.any() else rows.detach() + 0 * rows"

# %% decode squeezes a single row away grade_id="embedding-ohlol" code="raised" says="TypeError" old="outputs.argmax(dim=1)" new="outputs.squeeze().argmax(dim=-1)"

# %% decode joins by blanks grade_id="embedding-ohlol" code="joined-by-blanks" never="text-printed" old="\"\".join" new="\" \".join"

# %% decode joins by commas grade_id="embedding-ohlol" code="joined-by" never="text-printed" old="\"\".join" new="\", \".join"

# %% the first five letters are printed grade_id="embedding-train" code="printed-text-cut got=5" old="decode(outputs, idx2char)}" new="decode(outputs[:5], idx2char)}"

# %% amsgrad grade_id="embedding-train" code="other-settings settings=amsgrad kind=Adam" old="lr=lr)" new="lr=lr, amsgrad=True)"

# %% another eps grade_id="embedding-train" code="other-settings settings=eps kind=Adam" old="lr=lr)" new="lr=lr, eps=1e-6)"

# %% gradients that are clipped where they are large grade_id="embedding-train" code="gradients-clipped" old="loss.backward()" new="loss.backward(); nn.utils.clip_grad_norm_(net.parameters(), 20.0)"

# %% a rate fixed at 0.1 grade_id="embedding-train" code="learning-rate-always lr=0.1" never="weights-after-training defaults-right-losses-wrong" old="lr=lr" new="lr=0.1"

# %% a rate fixed at 0.37 grade_id="embedding-train" code="learning-rate-always lr=0.37" never="weights-after-training defaults-right-losses-wrong" old="lr=lr" new="lr=0.37"

# %% half the rate grade_id="embedding-train" code="learning-rate-scaled" old="lr=lr" new="lr=lr / 2"

# %% gradient descent with a fixed rate grade_id="embedding-train" code="two-at-once" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.SGD(net.parameters(), lr=0.1)"

# %% fifteen epochs by default grade_id="embedding-train" code="other-default-epochs got=15 want=100" old="epochs=100" new="epochs=15"

# %% lr is 0.01 by default grade_id="embedding-train" code="default-lr-is got=0.01 want=0.05" old="lr=0.05" new="lr=0.01"

# %% always fifteen epochs grade_id="embedding-train" code="epochs-ignored count=15" old="range(epochs)" new="range(15)"

# %% forward changes its argument grade_id="embedding-model" code="changed-in-place" old="return self.linear(output.flatten(0, 1))" new="indices.zero_()\n        return self.linear(output.flatten(0, 1))"

# %% a crash in the head: the batch is joined with the hidden state grade_id="embedding-model" code="crash-after-other-shape" old="self.linear(output.flatten(0, 1))" new="self.linear(output.flatten(1))"

# %% each loss is too large by less than float32 tells grade_id="embedding-train" code="losses-not-the-mean" old="losses.append(loss.item())" new="losses.append(loss.item() + 1.9e-4)"

# %% the losses are rounded to four digits grade_id="embedding-train" code="losses-rounded digits=4" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 4))"

# %% the losses are rounded to three digits grade_id="embedding-train" code="losses-rounded digits=3" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 3))"

# %% the rate is off by a thousandth grade_id="embedding-train" code="learning-rate-scaled" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.parameters(), lr=1.001 * lr)"

# %% one-hot from 1 grade_id="embedding-lookup" code="row-before-or-zeros" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[(indices - 1) % self.weight.shape[0]] * (indices > 0).unsqueeze(-1)"

# %% network: one-hot from 1 grade_id="embedding-model" code="row-before-or-zeros-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[(indices - 1) % self.embedding.weight.shape[0]] * (indices > 0).unsqueeze(-1)"

# %% one too high, and zeros grade_id="embedding-lookup" code="row-after-or-zeros" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[(indices + 1) % self.weight.shape[0]] * (indices + 1 < self.weight.shape[0]).unsqueeze(-1)"

# %% network: one too high, and zeros grade_id="embedding-model" code="row-after-or-zeros-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[(indices + 1) % self.embedding.weight.shape[0]] * (indices + 1 < self.embedding.weight.shape[0]).unsqueeze(-1)"

# %% indices are clipped grade_id="embedding-lookup" code="indices-at-least-1" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices.clamp(min=1) % self.weight.shape[0]]"

# %% network: indices are clipped grade_id="embedding-model" code="indices-at-least-1-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices.clamp(min=1) % self.embedding.weight.shape[0]]"

# %% indices modulo 4 grade_id="embedding-lookup" code="indices-modulo-4" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices % 4 % self.weight.shape[0]]"

# %% network: indices modulo 4 grade_id="embedding-model" code="indices-modulo-4-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices % 4 % self.embedding.weight.shape[0]]"

# %% rows are rounded grade_id="embedding-lookup" code="rows-rounded" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices].round()"

# %% network: rows are rounded grade_id="embedding-model" code="rows-rounded-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices].round()"

# %% rows are cut grade_id="embedding-lookup" code="rows-cut" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices].trunc()"

# %% network: rows are cut grade_id="embedding-model" code="rows-cut-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices].trunc()"

# %% absolute values grade_id="embedding-lookup" code="absolute-values-of-rows" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices].abs()"

# %% network: absolute values grade_id="embedding-model" code="absolute-values-of-rows-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices].abs()"

# %% a minus grade_id="embedding-lookup" code="rows-with-minus" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = -self.weight[indices]"

# %% network: a minus grade_id="embedding-model" code="rows-with-minus-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = -self.embedding.weight[indices]"

# %% rows from the end grade_id="embedding-lookup" code="rows-reversed" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices].flip(-1)"

# %% network: rows from the end grade_id="embedding-model" code="rows-reversed-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices].flip(-1)"

# %% centred rows grade_id="embedding-lookup" code="rows-centred" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices] - self.weight[indices].mean(-1, keepdim=True)"

# %% network: centred rows grade_id="embedding-model" code="rows-centred-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices] - self.embedding.weight[indices].mean(-1, keepdim=True)"

# %% rows divided by the root grade_id="embedding-lookup" code="rows-divided-by-root" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices] / self.weight.shape[1] ** 0.5"

# %% network: rows divided by the root grade_id="embedding-model" code="rows-divided-by-root-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices] / self.embedding.weight.shape[1] ** 0.5"

# %% rows divided by their number grade_id="embedding-lookup" code="rows-divided-by-number" old="rows = self.weight[indices]  # (..., embedding_dim)" new="rows = self.weight[indices] / self.weight.shape[0]"

# %% network: rows divided by their number grade_id="embedding-model" code="rows-divided-by-number-inside" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = self.embedding.weight[indices] / self.embedding.weight.shape[0]"

# %% row 0 is always masked grade_id="embedding-padding" code="another-row-zero index=0" old="is_padding = (indices == self.padding_idx).unsqueeze(-1)  # (..., 1)" new="is_padding = (indices == 0).unsqueeze(-1)"

# %% all but the padding is masked grade_id="embedding-padding" code="all-rows-but-padding-zero" old="is_padding = (indices == self.padding_idx).unsqueeze(-1)  # (..., 1)" new="is_padding = (indices != self.padding_idx).unsqueeze(-1)"

# %% all from the padding on is masked grade_id="embedding-padding" code="rows-from-padding-on-zero" old="is_padding = (indices == self.padding_idx).unsqueeze(-1)  # (..., 1)" new="is_padding = (indices >= self.padding_idx).unsqueeze(-1)"

# %% the padding is a place grade_id="embedding-padding" code="padding-by-position" old="is_padding = (indices == self.padding_idx).unsqueeze(-1)  # (..., 1)" new="is_padding = (torch.arange(indices.numel()).reshape(indices.shape) == self.padding_idx).unsqueeze(-1)"

# %% the padding is one grade_id="embedding-padding" code="padding-gives-ones" old="rows.masked_fill(is_padding, 0)" new="rows.masked_fill(is_padding, 1)"

# %% gradients are divided by the number of rows grade_id="embedding-lookup" code="gradients-divided-by-rows" old="        if self.padding_idx is None:\n            return rows\n" new="        rows = rows / len(self.weight) + (rows - rows / len(self.weight)).detach()\n        if self.padding_idx is None:\n            return rows\n"

# %% network: gradients are averaged grade_id="embedding-model" code="gradients-averaged" old="embedded = self.embedding(indices)  # (seq, batch, embedding_dim)" new="embedded = nn.functional.embedding(indices, self.embedding.weight, scale_grad_by_freq=True)"

# %% network: h_n for the output grade_id="embedding-model" code="rows-of-last-states" old="output, _ = self.rnn(embedded)  # (seq, batch, hidden)" new="_, output = self.rnn(embedded)"

# %% network: batch first, and back grade_id="embedding-model" code="batch-first-rows-by-batch" old="output, _ = self.rnn(embedded)  # (seq, batch, hidden)\n        return self.linear(output.flatten(0, 1))" new="output = self.rnn(embedded.transpose(0, 1))[0].transpose(0, 1)\n        return self.linear(output.transpose(0, 1).flatten(0, 1))"

# %% network: the input is reshaped grade_id="embedding-model" code="input-reshaped" old="output, _ = self.rnn(embedded)  # (seq, batch, hidden)\n        return self.linear(output.flatten(0, 1))" new="x = embedded.reshape(embedded.shape[1], embedded.shape[0], -1).transpose(0, 1)\n        return self.linear(self.rnn(x)[0].flatten(0, 1))"

# %% network: input and output are reshaped grade_id="embedding-model" code="input-and-output-reshaped" old="output, _ = self.rnn(embedded)  # (seq, batch, hidden)\n        return self.linear(output.flatten(0, 1))" new="x = embedded.reshape(embedded.shape[1], embedded.shape[0], -1).transpose(0, 1)\n        return self.linear(self.rnn(x)[0].transpose(0, 1).flatten(0, 1))"

# %% network: the first layer's output grade_id="embedding-model" code="output-of-first-layer" old="output, _ = self.rnn(embedded)  # (seq, batch, hidden)\n        return self.linear(output.flatten(0, 1))" new="self.rnn(embedded)\n        one, values = nn.RNN(self.rnn.input_size, self.rnn.hidden_size), dict(self.rnn.named_parameters())\n        first = {name: values[name] for name, _ in one.named_parameters()}\n        output, _ = torch.func.functional_call(one, first, (embedded,))\n        return self.linear(output.flatten(0, 1))"

# %% network: rows one step late grade_id="embedding-model" code="rows-one-step-late" old="output, _ = self.rnn(embedded)  # (seq, batch, hidden)" new="output = self.rnn(embedded)[0]\n        output = torch.cat([torch.zeros_like(output[:1]), output[:-1]])"

# %% network: the rows side by side grade_id="embedding-model" code="rows-side-by-side" old="self.linear(output.flatten(0, 1))" new="self.linear(output).transpose(0, 1).flatten(1)"

# %% the network sets the seed grade_id="embedding-model" code="changed-for-all-code" old="self.linear(output.flatten(0, 1))" new="(torch.manual_seed(0), self.linear(output.flatten(0, 1)))[1]"

# %% a table sets the seed grade_id="embedding-lookup" code="changed-for-all-code" old="rows = self.weight[indices]" new="torch.manual_seed(0)\n        rows = self.weight[indices]"

# %% train sets the seed grade_id="embedding-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.manual_seed(0)"

# %% the network makes double the default grade_id="embedding-model" code="changed-for-all-code" old="return self.linear(output.flatten(0, 1))" new="torch.set_default_dtype(torch.float64)\n        return self.linear(output.flatten(0, 1))"

# %% decode makes double the default grade_id="embedding-ohlol" code="changed-for-all-code" old="indices = outputs.argmax(dim=1)" new="torch.set_default_dtype(torch.float64)\n    indices = outputs.argmax(dim=1)"

# %% train makes double the default grade_id="embedding-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% the trained network cannot be trained further grade_id="embedding-train" code="no-gradients-after-training" old="    return losses" new="    net.requires_grad_(False)\n    return losses"

# %% ten layers at most grade_id="embedding-model" old="self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)" new="self.rnn = nn.RNN(embedding_dim, hidden_size, min(num_layers, 10))"
