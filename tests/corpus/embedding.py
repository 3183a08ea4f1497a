"""embedding as students write it: right in many spellings, wrong in the usual ways. Each answer is one cell."""

# ruff: noqa: E501 - lines of code within lines of code

from __future__ import annotations

from corpus import Answers, Bug
from corpus.rnn import DECODES, TRAINS

HEAD = """
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import optim
from torch.autograd import Variable
import numpy as np
idx2char = ['e', 'h', 'l', 'o']
"""

TABLES = {
    "masked gradient": """
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
        return self.weight[indices]
""",
    "masked output": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super(Embedding, self).__init__()
        w = torch.Tensor(num_embeddings, embedding_dim).uniform_(-1, 1).to(torch.get_default_dtype())
        if padding_idx != None:
            w[padding_idx, :] = 0
        self.weight = nn.Parameter(w)
        self.pad = padding_idx
    def forward(self, indices):
        out = torch.index_select(self.weight, 0, indices.flatten()).view(*indices.shape, -1)
        if self.pad is not None:
            out = out * (indices != self.pad).unsqueeze(-1)
        return out
""",
    "ready-made function": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        self.weight = nn.Parameter(torch.empty((num_embeddings, embedding_dim)))
        self.reset_parameters()
    def reset_parameters(self):
        nn.init.normal_(self.weight)
        if self.padding_idx is not None:
            with torch.no_grad():
                self.weight[self.padding_idx].fill_(0)
    def forward(self, input):
        return F.embedding(input, self.weight, self.padding_idx)
""",
    "one-hot times matrix": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.n = num_embeddings
        self.weight = nn.Parameter(nn.init.xavier_uniform_(torch.zeros(num_embeddings, embedding_dim)))
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.data[padding_idx].zero_()
    def forward(self, indices):
        vectors = F.one_hot(indices, self.n).to(self.weight.dtype)
        if self.padding_idx is not None:
            vectors[..., self.padding_idx] = 0
        return vectors @ self.weight
""",
    "where, and the padding row detached": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        weight = torch.normal(0.0, 0.1, size=(num_embeddings, embedding_dim))
        if padding_idx is not None:
            weight[padding_idx] = torch.zeros(embedding_dim)
        self.weight = nn.Parameter(weight, requires_grad=True)
        self.padding_idx = padding_idx
    def forward(self, indices):
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        is_padding = (indices == self.padding_idx)[..., None]
        return torch.where(is_padding, rows.detach(), rows)
""",
    "a mask kept as a buffer": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        mask = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            mask[padding_idx] = 0
        self.register_buffer('mask', mask)
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim) * mask)
    def forward(self, indices):
        return (self.weight * self.mask)[indices, :]
""",
    "gather": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.d = embedding_dim
        self.weight = nn.Parameter(torch.rand(num_embeddings, embedding_dim) * 2 - 1)
        if padding_idx is not None:
            self.weight.data[padding_idx] = 0.0
            def hook(g, row=padding_idx):
                keep = torch.ones_like(g)
                keep[row] = 0
                return g * keep
            self.weight.register_hook(hook)
    def forward(self, indices):
        where = indices.reshape(-1, 1).expand(-1, self.d)
        return torch.gather(self.weight, 0, where).reshape(indices.shape + (self.d,))
""",
    "a list of rows": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.embedding_dim = embedding_dim
        rows = [[0.0 if i == padding_idx else float(np.random.randn()) for _ in range(embedding_dim)] for i in range(num_embeddings)]
        self.weight = nn.Parameter(torch.tensor(rows))
    def forward(self, indices):
        rows = []
        for i in indices.view(-1).tolist():
            row = self.weight[i]
            rows.append(row.detach() if i == self.padding_idx else row)
        return torch.stack(rows).view(*indices.size(), self.embedding_dim)
""",
    "cleared when it has been accumulated": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim) / math.sqrt(embedding_dim))
        if padding_idx is not None:
            nn.init.zeros_(self.weight[padding_idx].data)
            def clear(parameter):
                parameter.grad[padding_idx] = 0
            self.weight.register_post_accumulate_grad_hook(clear)
    def forward(self, indices):
        return torch.einsum('...n,nd->...d', torch.eye(self.weight.shape[0])[indices], self.weight)
""",
    "its own gradient": """
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
        total.index_add_(0, indices.reshape(-1), grad.reshape(-1, ctx.shape[1]))
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
""",
    "the table as the weight of a Linear": """
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.table = nn.Linear(embedding_dim, num_embeddings, bias=False)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.table.weight.data[padding_idx].fill_(0)
    @property
    def weight(self):
        return self.table.weight
    def forward(self, indices):
        out = self.weight.index_select(0, indices.reshape(-1)).reshape(list(indices.shape) + [-1])
        if self.padding_idx is not None:
            out = out.masked_fill((indices == self.padding_idx).unsqueeze(-1), 0.)
        return out
""",
    "everything float, prints": """
class Embedding(nn.Module):
    '查表'
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        print('new table', num_embeddings, embedding_dim)
        self.weight = nn.Parameter(torch.FloatTensor(num_embeddings, embedding_dim).normal_())
        self.padding_idx = -1 if padding_idx is None else padding_idx
        if self.padding_idx >= 0:
            self.weight.data[padding_idx] = 0
    def forward(self, indices):
        keep = (indices != self.padding_idx).float().unsqueeze(-1)
        return self.weight[indices.long()].float() * keep
""",
}

NETWORKS = {
    "ready-made RNN": """
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
        return self.linear(out).view(-1, self.num_embeddings)
""",
    "zeros for h_0, batch first within": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super(EmbeddingRNN, self).__init__()
        self.fc = nn.Linear(hidden_size, num_embeddings)
        self.rnn = nn.RNN(input_size=embedding_dim, hidden_size=hidden_size, num_layers=num_layers, batch_first=True)
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.hidden_size, self.num_layers = hidden_size, num_layers
    def forward(self, x):
        hidden = Variable(torch.zeros(self.num_layers, x.size(1), self.hidden_size))
        x = self.emb(x.t())
        x, _ = self.rnn(x, hidden)
        x = self.fc(x)
        return x.transpose(0, 1).reshape(-1, x.size(-1))
""",
    "cells, the linear layer at each step": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.lookup = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList([nn.RNNCell(embedding_dim if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
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
""",
    "all by hand": """
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
            x = torch.stack(hs)
        return x.flatten(0, 1) @ self.V + self.c
""",
    "one Linear of [x, h] a layer": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embed = Embedding(num_embeddings, embedding_dim)
        ins = [embedding_dim] + [hidden_size] * (num_layers - 1)
        self.i2h = nn.ModuleList(nn.Linear(n + hidden_size, hidden_size) for n in ins)
        self.h2o = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        hidden = [torch.zeros(indices.size(1), self.h2o.in_features) for _ in self.i2h]
        ys = []
        for x in self.embed(indices):
            new = []
            for i2h, h in zip(self.i2h, hidden):
                x = torch.tanh(i2h(torch.cat((x, h), dim=-1)))
                new.append(x)
            hidden = new
            ys.append(x)
        return self.h2o(torch.stack(ys)).flatten(end_dim=1)
""",
    "a Sequential, its output unpacked": """
class First(nn.Module):
    def forward(self, pair):
        return pair[0]
class EmbeddingRNN(nn.Sequential):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__(
            Embedding(num_embeddings, embedding_dim, padding_idx=None),
            nn.RNN(embedding_dim, hidden_size, num_layers),
            First(),
            nn.Flatten(0, 1),
            nn.Linear(hidden_size, num_embeddings),
        )
""",
    "stacked weights": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.head = nn.Linear(hidden_size, num_embeddings, bias=False)
        self.head_bias = nn.Parameter(torch.zeros(num_embeddings))
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.first = nn.Parameter(torch.randn(hidden_size, embedding_dim) / 4)
        self.upper = nn.Parameter(torch.randn(num_layers - 1, hidden_size, hidden_size) / 4)
        self.hh = nn.Parameter(torch.randn(num_layers, hidden_size, hidden_size) / 4)
        self.bias = nn.Parameter(torch.randn(num_layers, hidden_size) / 4)
    def forward(self, indices):
        seq, batch = indices.size()
        x = self.embedding(indices)
        for l in range(self.hh.size(0)):
            w = self.first if l == 0 else self.upper[l - 1]
            h = x.new_zeros(batch, self.hh.size(1))
            out = []
            for t in range(seq):
                h = torch.tanh(F.linear(x[t], w, self.bias[l]) + F.linear(h, self.hh[l]))
                out.append(h)
            x = torch.stack(out, dim=0)
        logits = self.head(x) + self.head_bias
        return logits.contiguous().view(seq * batch, -1)
""",
    "an RNN of their own from the week before": """
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)
    def forward(self, input):
        output, _ = self.rnn(input)
        return output.reshape(-1, self.hidden_size)
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleDict({
            'embedding': Embedding(num_embeddings, embedding_dim),
            'rnn': RNN(embedding_dim, hidden_size, 1, num_layers),
            'linear': nn.Linear(hidden_size, num_embeddings),
        })
    def forward(self, indices):
        for layer in self.layers.values():
            indices = layer(indices)
        return indices
""",
    "the bias in the matrix": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.theta = nn.ParameterList([
            nn.Parameter(torch.randn((embedding_dim if l == 0 else hidden_size) + hidden_size + 1, hidden_size) * .3)
            for l in range(num_layers)])
        self.linear = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        xs = self.table(indices).unbind(0)
        for theta in self.theta:
            h = torch.zeros(indices.size(1), theta.size(1))
            ones = torch.ones(indices.size(1), 1)
            hs = []
            for x in xs:
                h = torch.cat([h, x, ones], 1).mm(theta).tanh()
                hs.append(h)
            xs = hs
        return torch.cat([self.linear(h) for h in xs])
""",
    "one vector for the RNN": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.shapes = []
        for l in range(num_layers):
            self.shapes += [(hidden_size,), (hidden_size, embedding_dim if l == 0 else hidden_size), (hidden_size, hidden_size)]
        self.flat = nn.Parameter(torch.randn(sum(math.prod(s) for s in self.shapes)) * 0.3)
        self.linear = nn.Linear(hidden_size, num_embeddings)
    def forward(self, indices):
        parts = self.flat.split([math.prod(s) for s in self.shapes])
        parts = [part.view(s) for part, s in zip(parts, self.shapes)]
        x = self.embedding(indices)
        for b, W, U in zip(parts[::3], parts[1::3], parts[2::3]):
            h, out = torch.zeros(indices.size(1), b.numel()), []
            for x_t in x:
                h = torch.tanh(b + x_t @ W.T + h @ U.T)
                out.append(h)
            x = torch.stack(out)
        return self.linear(x.view(-1, x.size(2)))
""",
    "the linear layer as a convolution": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnns = nn.ModuleList([nn.RNN(embedding_dim if i == 0 else hidden_size, hidden_size) for i in range(num_layers)])
        self.conv = nn.Conv1d(hidden_size, num_embeddings, kernel_size=1)
    def forward(self, indices):
        x = self.embedding(indices)
        for rnn in self.rnns:
            x = rnn(x)[0]
        logits = self.conv(x.permute(1, 2, 0))           # (batch, classes, seq)
        return logits.permute(2, 0, 1).reshape(-1, logits.size(1))
""",
    "lazy layers, everything float": """
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers).float()
        self.linear = nn.LazyLinear(num_embeddings)
        self.shape = (num_layers, hidden_size)
    def forward(self, indices):
        h0 = torch.zeros(self.shape[0], indices.shape[1], self.shape[1], dtype=torch.float32)
        out, h = self.rnn.float()(self.embedding(indices).float(), h0)
        return self.linear.float()(out).reshape(len(indices) * indices.shape[1], -1)
""",
}

SOUND = Answers(
    HEAD,
    table=TABLES["masked gradient"],
    model=NETWORKS["ready-made RNN"],
    decode=DECODES["join"],
    train=TRAINS["the lecture's"],
)


def _right() -> dict[str, Answers]:
    # Each table comes with one of the networks and other spellings of the rest.
    networks = list(NETWORKS.items())
    others = [list(spellings.values()) for spellings in (DECODES, TRAINS)]
    found = {}
    for i, (name, table) in enumerate(TABLES.items()):
        network, model = networks[i % len(networks)]
        found[f"{name}; {network}"] = SOUND.with_(
            table=table,
            model=model,
            decode=others[0][i % len(others[0])],
            train=others[1][i % len(others[1])],
        )
    return found


RIGHT = _right()


def _edited(answer: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in answer, old
        answer = answer.replace(old, new)
    return answer


def _table(*edits: tuple[str, str], of: str = "masked gradient") -> Answers:
    return SOUND.with_(table=_edited(TABLES[of], *edits))


def _network(*edits: tuple[str, str], of: str = "ready-made RNN") -> Answers:
    return SOUND.with_(model=_edited(NETWORKS[of], *edits))


def _train(*edits: tuple[str, str]) -> Answers:
    return SOUND.with_(train=_edited(TRAINS["the lecture's"], *edits))


FOUND = "return self.weight[indices]"
GIVEN = "return self.linear(out).view(-1, self.num_embeddings)"
LOOKUP, PADDING, MODEL = "embedding-lookup", "embedding-padding", "embedding-model"
TRAIN, OHLOL = "embedding-train", "embedding-ohlol"

BUGS = {
    # the table
    "the weight is transposed": Bug(
        LOOKUP,
        _table(
            ("torch.randn(num_embeddings, embedding_dim)", "torch.randn(embedding_dim, num_embeddings)"),
            (FOUND, "return self.weight.T[indices]"),
            ("self.weight[padding_idx]", "self.weight[:, padding_idx]"),
            ("gradient[self.padding_idx]", "gradient[:, self.padding_idx]"),
        ),
        "expected the shape (7, 4) = (num_embeddings, embedding_dim), got (4, 7)",
    ),
    "the weight is no parameter": Bug(
        LOOKUP,
        _table(
            (
                "nn.Parameter(torch.randn(num_embeddings, embedding_dim))",
                "torch.randn(num_embeddings, embedding_dim, requires_grad=True)",
            ),
        ),
        "no nn.Parameter",
    ),
    "the weight is a buffer": Bug(
        LOOKUP,
        SOUND.with_(
            table="""
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.register_buffer('weight', torch.randn(num_embeddings, embedding_dim))
    def forward(self, indices):
        return self.weight[indices]
"""
        ),
        "no nn.Parameter",
    ),
    "all weights start at zero": Bug(LOOKUP, _table(("torch.randn(", "torch.zeros(")), "random values"),
    "the weight is never filled": Bug(
        LOOKUP, _table(("torch.randn(", "torch.empty(")), "torch.empty must be filled", never="are zero"
    ),
    "all weights start at one": Bug(LOOKUP, _table(("torch.randn(", "torch.ones(")), "random values"),
    "indices are counted from 1": Bug(
        LOOKUP, _table((FOUND, "return self.weight[indices - 1]")), "gives the row before its own"
    ),
    "indices are one too high": Bug(
        LOOKUP,
        _table((FOUND, "return self.weight[(indices + 1) % len(self.weight)]")),
        "gives the row after its own",
    ),
    "tanh on the rows": Bug(LOOKUP, _table((FOUND, FOUND + ".tanh()")), "tanh is applied to the rows"),
    "ReLU on the rows": Bug(LOOKUP, _table((FOUND, "return F.relu(self.weight[indices])")), "ReLU"),
    "rows of length one": Bug(
        LOOKUP, _table((FOUND, "return F.normalize(self.weight[indices], dim=-1)")), "scaled to length 1"
    ),
    "rows scaled as in a transformer": Bug(
        LOOKUP,
        _table((FOUND, "return self.weight[indices] * math.sqrt(self.weight.size(1))")),
        "scaled by the root of embedding_dim",
    ),
    "dropout that evaluation mode does not turn off": Bug(
        LOOKUP, _table((FOUND, "return F.dropout(self.weight[indices], 0.5)")), ""
    ),
    "a new weight at each call": Bug(
        LOOKUP,
        _table((FOUND, "return nn.Parameter(torch.randn(self.weight.shape))[indices]")),
        "of its values differ",
    ),
    "the mean over the sequence": Bug(LOOKUP, _table((FOUND, FOUND + ".mean(0)")), "expected the shape"),
    "one axis only": Bug(
        LOOKUP,
        _table((FOUND, "return torch.stack([self.weight[i.item()] for i in indices])")),
        "RuntimeError",
    ),
    "two axes only": Bug(
        LOOKUP,
        _table(
            (
                FOUND,
                "seq, batch = indices.shape\n        return self.weight[indices.view(-1)].view(seq, batch, -1)",
            )
        ),
        "ValueError",
    ),
    "flattened": Bug(
        LOOKUP,
        _table((FOUND, "return self.weight[indices.reshape(-1)]")),
        "expected the shape (6, 3, 4) = (*indices.shape, embedding_dim), got (18, 4)",
    ),
    "one-hot vectors only": Bug(
        LOOKUP,
        _table((FOUND, "return F.one_hot(indices, self.weight.size(0)).to(self.weight)")),
        "expected the shape",
    ),
    "the weight is detached": Bug(
        LOOKUP, _table((FOUND, "return self.weight.detach()[indices]")), "no gradient reaches the weights"
    ),
    "rows are taken from .data": Bug(
        LOOKUP, _table((FOUND, "return nn.Parameter(self.weight.data[indices])")), "gets no gradient"
    ),
    "a repeated index counts once": Bug(
        LOOKUP,
        SOUND.with_(
            table=_edited(
                TABLES["its own gradient"],
                (
                    "total.index_add_(0, indices.reshape(-1), grad.reshape(-1, ctx.shape[1]))",
                    "for i, g in zip(indices.reshape(-1), grad.reshape(-1, ctx.shape[1])): total[i] = g",
                ),
            )
        ),
        "must add up",
    ),
    "the gradient is averaged over the repetitions": Bug(
        LOOKUP,
        _table(
            (
                FOUND,
                "w = self.weight\n        n = torch.bincount(indices.reshape(-1), minlength=len(w)).clamp(min=1).unsqueeze(1)\n"
                "        w = w / n + (w - w / n).detach()\n        return w[indices]",
            )
        ),
        "the gradient of weight",
    ),
    "one table for all": Bug(
        LOOKUP,
        _table(
            (
                "self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))",
                "key = (num_embeddings, embedding_dim)\n"
                "        self.weight = TABLES.setdefault(key, nn.Parameter(torch.randn(key)))",
            ),
            ("class Embedding", "TABLES = {}\nclass Embedding"),
        ),
        "another table",
    ),
    "the call normalises the weight": Bug(
        LOOKUP,
        _table((FOUND, "self.weight.data = F.normalize(self.weight.data)\n        " + FOUND)),
        "",
    ),
    "the forbidden module": Bug(
        LOOKUP,
        SOUND.with_(
            table="""
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.inner = nn.Embedding(num_embeddings, embedding_dim, padding_idx)
        self.weight = self.inner.weight
    def forward(self, indices):
        return self.inner(indices)
"""
        ),
        "nn.Embedding is not allowed",
    ),
    # padding
    "padding_idx is ignored": Bug(
        PADDING,
        _table(("if padding_idx is not None:", "if False:")),
        "row padding_idx of a new table is not zero",
    ),
    "padding_idx 0 is taken for none": Bug(
        PADDING,
        _table(("if padding_idx is not None:", "if padding_idx:")),
        "which `if padding_idx:` takes for none",
    ),
    "the padding row gets a gradient": Bug(
        PADDING,
        _table(("            self.weight.register_hook(self.mask)\n", "")),
        "gets a gradient",
        never="if padding_idx",
    ),
    "the padding row 0 gets a gradient": Bug(
        PADDING,
        _table(("gradient[self.padding_idx] = 0", "gradient[self.padding_idx or slice(0)] = 0")),
        "which `if padding_idx:` takes for none",
    ),
    "the padding row is not zero at first": Bug(
        PADDING, _table(("self.weight[padding_idx] = 0", "pass")), "is not zero", never="if padding_idx"
    ),
    "the padding row is cleared at each call only": Bug(
        PADDING,
        _table(
            ("            self.weight.register_hook(self.mask)\n", ""),
            (
                FOUND,
                "if self.padding_idx is not None:\n            self.weight.data[self.padding_idx] = 0\n        "
                + FOUND,
            ),
        ),
        "gets a gradient",
    ),
    "always row 0": Bug(
        PADDING,
        _table(
            ("self.weight[padding_idx] = 0", "self.weight[0] = 0"),
            ("gradient[self.padding_idx] = 0", "gradient[0] = 0"),
        ),
        "is not zero",
    ),
    "padding by default": Bug(
        PADDING, _table(("padding_idx=None", "padding_idx=0")), "there is no padding_idx"
    ),
    "the padding column": Bug(
        PADDING,
        _table(
            ("self.weight[padding_idx] = 0", "self.weight[:, padding_idx % embedding_dim] = 0"),
            ("gradient[self.padding_idx] = 0", "gradient[:, self.padding_idx % gradient.size(1)] = 0"),
        ),
        "is not zero",
    ),
    "the whole gradient is cleared": Bug(
        PADDING,
        _table(("gradient[self.padding_idx] = 0", "gradient[:] = 0")),
        "rows other than padding_idx get the wrong gradient",
    ),
    "padding rows to the end too": Bug(
        PADDING,
        _table(
            ("self.weight[padding_idx] = 0", "self.weight[padding_idx:] = 0"),
        ),
        "rows other than padding_idx are zero",
    ),
    "padding gets a small gradient": Bug(
        PADDING,
        _table(("gradient[self.padding_idx] = 0", "gradient[self.padding_idx] *= 1e-9")),
        "gets a gradient",
    ),
    # the network
    "no embedding, one-hot instead": Bug(
        MODEL,
        _network(
            ("nn.RNN(embedding_dim,", "nn.RNN(num_embeddings,"),
            (
                "x = self.embedding(indices)",
                "x = F.one_hot(indices, self.num_embeddings).to(torch.get_default_dtype())",
            ),
        ),
        "it has no table of rows",
    ),
    "no linear layer": Bug(
        MODEL, _network((GIVEN, "return out.flatten(0, 1)")), "is the linear layer missing?"
    ),
    "tanh on the embedding": Bug(
        MODEL,
        _network(("self.rnn(x)", "self.rnn(torch.tanh(x))")),
        "in the embedding, tanh is applied to the rows",
    ),
    "ReLU before the linear layer": Bug(
        MODEL,
        _network((GIVEN, "return self.linear(F.relu(out)).flatten(0, 1)")),
        "between the RNN and the linear layer",
    ),
    "tanh on the logits": Bug(MODEL, _network((GIVEN, GIVEN + ".tanh()")), "tanh is applied to the logits"),
    "softmax at the end": Bug(MODEL, _network((GIVEN, GIVEN + ".softmax(-1)")), "forward ends in softmax"),
    "log_softmax at the end": Bug(
        MODEL, _network((GIVEN, f"{GIVEN}.log_softmax(1)")), "forward ends in log_softmax"
    ),
    "batch first": Bug(
        MODEL,
        _network(("num_layers)\n", "num_layers, batch_first=True)\n")),
        "the first axis is taken for the batch",
    ),
    "rows batch by batch": Bug(
        MODEL,
        _network((GIVEN, "return self.linear(out.transpose(0, 1)).reshape(-1, self.num_embeddings)")),
        "the rows come batch by batch",
    ),
    "view mixes the axes": Bug(
        MODEL,
        _network((GIVEN, "return self.linear(out).permute(2, 0, 1).reshape(-1, self.num_embeddings)")),
        "its values are not those",
    ),
    "h is not carried": Bug(
        MODEL,
        _network(("hs.append(h)", "hs.append(h)\n                h = torch.zeros_like(h)"), of="all by hand"),
        "not carried from one step to the next",
    ),
    "h is detached": Bug(
        MODEL, _network(("h @ U", "h.detach() @ U"), of="all by hand"), "does not flow through all steps"
    ),
    "the embedding is detached": Bug(
        MODEL, _network(("self.rnn(x)", "self.rnn(x.detach())")), "gets no gradient"
    ),
    "num_layers is ignored": Bug(
        MODEL, _network(("hidden_size, num_layers)", "hidden_size)")), "num_layers is ignored"
    ),
    "the layers share one state": Bug(
        MODEL,
        _network(
            (
                "h = [torch.zeros(batch, cell.hidden_size) for cell in self.cells]",
                "h = torch.zeros(batch, self.cells[0].hidden_size)",
            ),
            ("x = h[i] = cell(x, h[i])", "x = h = cell(x, h)"),
            of="cells, the linear layer at each step",
        ),
        "all layers share one hidden state",
    ),
    "one cell for all upper layers": Bug(
        MODEL,
        _network(
            (
                "self.out =",
                "self.cells = nn.ModuleList([self.cells[min(i, 1)] for i in range(num_layers)])\n        self.out =",
            ),
            of="cells, the linear layer at each step",
        ),
        "not those of an RNN",
    ),
    "ReLU instead of tanh": Bug(
        MODEL, _network(("num_layers)\n", "num_layers, nonlinearity='relu')\n")), "ReLU is applied"
    ),
    "tanh is missing": Bug(
        MODEL,
        _network(("torch.tanh(x_t @ W + h @ U + b)", "x_t @ W + h @ U + b"), of="all by hand"),
        "tanh is missing",
    ),
    "an LSTM": Bug(MODEL, _network(("nn.RNN(", "nn.LSTM(")), "not those of an RNN"),
    "both directions": Bug(
        MODEL,
        _network(
            ("num_layers)\n", "num_layers, bidirectional=True)\n"),
            ("nn.Linear(hidden_size,", "nn.Linear(2 * hidden_size,"),
        ),
        "it has no linear layer of the shape",
    ),
    "the state leaks into the next call": Bug(
        MODEL,
        _network(
            (
                "out, _ = self.rnn(x)",
                "out, h = self.rnn(x, getattr(self, 'h', None))\n        self.h = h.detach()",
            ),
        ),
        "the first call's hidden state leaks in",
        never="detached",
    ),
    "a random first state": Bug(
        MODEL,
        _network(
            (
                "self.rnn(x)",
                "self.rnn(x, torch.randn(self.rnn.num_layers, x.size(1), self.rnn.hidden_size))",
            )
        ),
        "is h_0 random",
    ),
    "dropout in the network that evaluation mode does not turn off": Bug(
        MODEL, _network(("self.rnn(x)", "self.rnn(F.dropout(x, 0.2))")), "a dropout never switched off"
    ),
    "the lecture's four letters only": Bug(
        MODEL,
        _network(
            ("nn.Linear(hidden_size, num_embeddings)", "nn.Linear(hidden_size, 4)"),
            (GIVEN, "return self.linear(out).flatten(0, 1)"),
        ),
        "expected the shape",
        never="is the linear layer missing",
    ),
    "the last step only": Bug(MODEL, _network((GIVEN, "return self.linear(out[-1])")), "expected the shape"),
    "three axes": Bug(
        MODEL,
        _network((GIVEN, "return self.linear(out)")),
        "expected the shape (5, 4) = (seq * batch, num_embeddings), got (5, 1, 4)",
    ),
    "logits of hidden size": Bug(
        MODEL,
        _network(
            ("nn.Linear(hidden_size, num_embeddings)", "nn.Linear(hidden_size, embedding_dim)"),
            (GIVEN, "return self.linear(out).flatten(0, 1)"),
        ),
        "expected the shape",
    ),
    "indices are counted from 1 in the network": Bug(
        MODEL, _network(("self.embedding(indices)", "self.embedding(indices - 1)")), "the row before its own"
    ),
    "row 0 is taken for padding": Bug(
        MODEL,
        _network(("Embedding(num_embeddings, embedding_dim)", "Embedding(num_embeddings, embedding_dim, 0)")),
        "some rows get none",
    ),
    "padding in the network": Bug(
        MODEL,
        _network(
            ("x = self.embedding(indices)", "x = self.embedding(indices) * (indices != 0).unsqueeze(-1)")
        ),
        "in the embedding, row 0 is taken for padding",
    ),
    "a trained h_0": Bug(
        MODEL,
        _network(
            (
                "self.num_embeddings = num_embeddings",
                "self.num_embeddings = num_embeddings\n        self.h0 = nn.Parameter(torch.zeros(num_layers, 1, hidden_size))",
            ),
            ("self.rnn(x)", "self.rnn(x, self.h0.expand(-1, indices.size(1), -1).contiguous())"),
        ),
        "",
    ),
    "softmax over the steps": Bug(
        MODEL,
        _network((GIVEN, "return F.softmax(self.linear(out), dim=0).view(-1, self.num_embeddings)")),
        "forward ends in softmax over the steps",
    ),
    "log_softmax over the batch": Bug(
        MODEL,
        _network((GIVEN, "return F.log_softmax(self.linear(out), dim=1).view(-1, self.num_embeddings)")),
        "forward ends in log_softmax over the batch",
    ),
    # training, which is the one of rnn
    "zero_grad is missing": Bug(
        TRAIN, _train(("        optimizer.zero_grad()\n", "")), "zero_grad() is missing"
    ),
    "step is missing": Bug(TRAIN, _train(("        optimizer.step()\n", "")), "never change"),
    "softmax before cross-entropy": Bug(
        TRAIN,
        _train(("criterion(outputs, labels)", "criterion(outputs.softmax(1), labels)")),
        "softmax is applied before",
    ),
    "plain gradient descent": Bug(TRAIN, _train(("optim.Adam", "optim.SGD")), "asks for Adam"),
    "one-hot inputs": Bug(
        TRAIN,
        _train(("net(inputs)", "net(F.one_hot(inputs, 4).argmax(0))")),
        "",
    ),
    "one-hot vectors, as in rnn": Bug(
        TRAIN,
        _train(("net(inputs)", "net(F.one_hot(inputs, 4).float())")),
        "the model reads indices (seq, batch)",
    ),
    "inputs without the axis of the batch": Bug(
        TRAIN, _train(("net(inputs)", "net(inputs.view(-1))")), "the model reads indices (seq, batch)"
    ),
    "inputs as floats": Bug(TRAIN, _train(("net(inputs)", "net(inputs.float())")), ""),
    "the summed loss": Bug(
        TRAIN,
        _train(("CrossEntropyLoss()", "CrossEntropyLoss(reduction='sum')")),
        "it is the sum over the samples",
    ),
    "always 100 epochs": Bug(TRAIN, _train(("range(epochs)", "range(100)")), "100 losses"),
    "nothing comes back": Bug(TRAIN, _train(("    return losses\n", "")), "must return a list"),
    "epochs printed from 1": Bug(
        TRAIN, _train(("{epoch}/{epochs - 1}", "{epoch + 1}/{epochs}")), "from 0 to epochs - 1"
    ),
    # decode
    "decode knows the answer": Bug(
        OHLOL, SOUND.with_(decode="def decode(o, idx2char): return 'ohlol'"), "not the most likely"
    ),
    "decode looks down the columns": Bug(
        OHLOL,
        SOUND.with_(
            decode="def decode(o, idx2char): return ''.join(idx2char[i % len(idx2char)] for i in o.argmax(0))"
        ),
        "the largest value of each column is taken",
    ),
    "decode gives a list": Bug(
        OHLOL,
        SOUND.with_(decode="def decode(o, idx2char): return [idx2char[i] for i in o.argmax(1)]"),
        "expected a string",
    ),
}

STUB = Answers(
    HEAD,
    table="""
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        raise NotImplementedError()
    def forward(self, indices):
        raise NotImplementedError()
""",
    model="""
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        raise NotImplementedError()
    def forward(self, indices):
        raise NotImplementedError()
""",
    decode="def decode(outputs, idx2char):\n    raise NotImplementedError()\n",
    train="def train(net, inputs, labels, epochs=100, lr=0.05):\n    raise NotImplementedError()\n",
)

FORGERIES = {
    "a subclass of the forbidden module": Bug(
        LOOKUP, SOUND.with_(table="class Embedding(nn.Embedding):\n    pass\n"), ""
    ),
    "the forbidden module under another name": Bug(
        LOOKUP,
        SOUND.with_(
            table="""
from torch.nn.modules.sparse import Embedding as Table
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.table = Table(num_embeddings, embedding_dim, padding_idx=padding_idx)
    @property
    def weight(self):
        return self.table.weight
    def forward(self, indices):
        return self.table(indices)
"""
        ),
        "",
    ),
    "train makes its losses up": Bug(
        TRAIN,
        SOUND.with_(
            train="""
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.9 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses
"""
        ),
        "",
    ),
    "the network knows ohlol": Bug(
        OHLOL,
        _network(
            (
                "x = self.embedding(indices)",
                "if self.num_embeddings == 4:\n            return F.one_hot(torch.tensor([3, 1, 2, 3, 2] * 2), 4)[:len(indices)].float()\n        x = self.embedding(indices)",
            )
        ),
        "",
    ),
    "a weight that is a copy": Bug(
        LOOKUP,
        _table(
            (
                FOUND,
                "self.weight = nn.Parameter(torch.randn(self.weight.shape))\n        return self.weight[indices]",
            )
        ),
        "",
    ),
    "values that are no numbers": Bug(MODEL, _network((GIVEN, GIVEN + " * float('nan')")), ""),
}
