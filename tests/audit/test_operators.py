"""Each operator makes the mistake that it is named for, and nothing that is the same code."""

from __future__ import annotations

import re

import pytest

from autograder.audit.operators import OPERATORS, variants
from autograder.audit.operators.registry import meaning

LOOP = """
def train(model, loader, epochs=5, lr=0.1):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        losses.append(total)
        print(f"Epoch {epoch}, Loss {losses[-1]:.4f}")
    return losses
"""
NET = """
class Net(nn.Module):
    def __init__(self, size, hidden):
        super().__init__()
        self.hidden_size = hidden
        self.conv = nn.Conv2d(1, size, 5)
        self.a = nn.Linear(size, hidden)
        self.b = nn.Linear(size, hidden)
        self.rnn = nn.RNN(size, hidden)
        self.bias = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv(x), 2))
        x = self.a(x.flatten(start_dim=1))
        h = torch.zeros(self.hidden_size)
        for step in x:
            i, f, g = torch.stack([step, h]).chunk(3, dim=0)
            h = torch.tanh(i * f + g)
        return h.transpose(0, 1) @ self.bias
"""
SMALL = """
def small(x, flag, most=3):
    scale = 0.5
    if flag and x.mean() < 1:
        x = -x * scale
    for row in x:
        if row is None:
            break
    x = x + 1
    kept = x.sum(dim=1, keepdim=True).to(torch.float64)[0]
    with torch.no_grad():
        x = x / kept
    done = True
    return x, kept
"""
EXAMPLES = {
    # The text that an operator works on, and what one of its mutants holds.
    "comparison": (SMALL, "x.mean() <= 1"),
    "arithmetic": (SMALL, "x = x - 1"),
    "term-dropped": (NET, "torch.tanh((i * f))"),
    "operands-swapped": (SMALL, "(kept / x)"),
    "augmented": (LOOP, "total = loss.item()"),
    "integer": (SMALL, "x.mean() < 2"),
    "float": (SMALL, "scale = 1.0"),
    "truth": (SMALL, "done = False"),
    "condition-negated": (SMALL, "not (row is None)"),
    "condition-constant": (SMALL, "if True:"),
    "logic": (SMALL, "if flag or x.mean()"),
    "unary-dropped": (SMALL, "x = x * scale"),
    "statement-dropped": (SMALL, "    x = x + 1\n    with"),
    "statements-swapped": (NET, "self.b = nn.Linear(size, hidden)\n        self.a"),
    "statement-repeated": (LOOP, "losses.append(total)\n        losses.append(total)"),
    "arguments-swapped": (NET, "nn.RNN(hidden, size)"),
    "argument-dropped": (LOOP, "Adam(model.parameters())"),
    "other-parameter": (LOOP, "range(lr)"),
    "break-continue": (SMALL, "            continue"),
    "loop-once": (SMALL, "            break\n        break"),
    "loop-shorter": (SMALL, "for row in list(x)[1:]"),
    "loop-reversed": (LOOP, "reversed(list(loader))"),
    "range-longer": (LOOP, "range((epochs + 1))"),
    "end-swapped": (LOOP, "losses[0]"),
    "returned-too-early": (LOOP, '{losses[-1]:.4f}")\n        return losses'),
    "result-dropped": (SMALL, "return (kept, x)"),
    "assigned-aside": (SMALL, "unused_x = (x + 1)"),
    "text": (LOOP, ":.3f"),
    "activation-dropped": (NET, "x = F.max_pool2d(self.conv(x), 2)"),
    "activation-swapped": (NET, "torch.sigmoid((i * f + g))"),
    "activation-added": (NET, "return torch.softmax("),
    "axis": (NET, "chunk(3, dim=1)"),
    "axis-left-out": (SMALL, "x.sum(dim=1)"),
    "transposed": (NET, "return h @ self.bias"),
    "permuted": (NET, "h.reshape(h.transpose(0, 1).shape)"),
    "reshaped": (NET, "self.a(x)"),
    "bias-left-out": (NET, "nn.Linear(size, hidden, bias=False)"),
    "layer-dropped": (NET, "x = x.flatten(start_dim=1)"),
    "layer-repeated": (NET, "self.conv(self.conv(x))"),
    "layers-shared": (NET, "self.b = self.a"),
    "layer-swapped": (NET, "self.b(x.flatten"),
    "weights-frozen": (NET, "self.conv.requires_grad_(False)"),
    "weights-alike": (NET, "torch.nn.init.zeros_(each)"),
    "parameter-kept-from-training": (NET, "self.bias = torch.zeros(size)"),
    "order-of-parts": (NET, "f, i, g ="),
    "convolution": (NET, "nn.Conv2d(1, size, 5, padding=1)"),
    "pooling": (NET, "F.avg_pool2d"),
    "recurrent-settings": (NET, "batch_first=True"),
    "detached": (NET, "h = h.detach()"),
    "result-detached": (SMALL, "return (x.detach(), kept)"),
    "gradient-of-part": (NET, "y / 2 + y.detach() / 2"),
    "no-grad-dropped": (SMALL, "    if True:\n        x = x / kept"),
    "regularized": (NET, "torch.dropout("),
    "scaled": (NET, "* 1.01"),
    "lower-precision": (NET, "y.half()"),
    "other-dtype": (NET, "torch.zeros(self.hidden_size, dtype=torch.int64)"),
    "loop-capped": (NET, "for step in list(x)[:10]"),
    "range-capped": (LOOP, "min(epochs, 2)"),
    "result-capped": (LOOP, "return losses[:5]"),
    "truncated": (NET, "if turn % 10 == 9:"),
    "bounded": (SMALL, "x.clamp(-10, 10), kept"),
    "state-bounded": (NET, "h = h.clamp(-3, 3)"),
    "size-off-by-one": (NET, "nn.RNN((size + 1), hidden)"),
    "size-fixed": (NET, "torch.zeros(4)"),
    "size-capped": (NET, "hidden = min(hidden, 3)"),
    "argument-ignored": (SMALL, "most = 3\n"),
    "other-default": (LOOP, "epochs=(10 * 5)"),
    "axis-of-one-lost": (SMALL, "x = x.squeeze()"),
    "kept-on-self": (NET, "if not hasattr(self, 'kept_h')"),
    "state-leaks": (NET, "h = getattr(self, 'kept', torch.zeros(self.hidden_size))"),
    "list-kept": (LOOP, "losses = globals().setdefault('kept_losses', [])"),
    "argument-changed": (SMALL, "x.data.add_(1)"),
    "global-touched": (SMALL, "torch.manual_seed(0)"),
    "weights-touched": (LOOP, "model.requires_grad_(False)"),
    "in-place": (SMALL, "x += 1"),
    "step-dropped": (LOOP, "for x, y in loader:\n            loss ="),
    "step-moved": (LOOP, "loss.backward()\n            optimizer.zero_grad()\n            optimizer.step()"),
    "step-once": (LOOP, "optimizer.zero_grad()\n        for x, y"),
    "mode": (LOOP, "model.eval()"),
    "mode-added": (LOOP, "model.eval()\n        model.train()"),
    "reduction": (LOOP, "nn.CrossEntropyLoss(reduction='sum')"),
    "other-loss": (LOOP, "torch.nn.NLLLoss()"),
    "loss-of-softmax": (LOOP, "criterion(torch.softmax(model(x), -1), y)"),
    "data-changed": (LOOP, "model(x.flip(0))"),
    "last-batch": (LOOP, "if len(y) == 1:\n                continue"),
    "loader-remade": (LOOP, "in torch.utils.data.DataLoader(loader.dataset, batch_size=loader.batch_size)"),
    "loader-read-twice": (LOOP, "loader = iter(loader)"),
    "batch-size-assumed": (LOOP, "loss.item() * loader.batch_size"),
    "optimizer-setting": (LOOP, "amsgrad=True"),
    "other-optimizer": (LOOP, "torch.optim.AdamW(model.parameters(), lr=lr)"),
    "rate": (LOOP, "lr=0.01"),
    "rate-changes": (LOOP, "group['lr'] *= 0.999"),
    "parameters-left-out": (LOOP, "list(model.parameters())[:-1]"),
    "optimizer-remade": (LOOP, "for epoch in range(epochs):\n        optimizer ="),
    "gradient-clipped": (LOOP, "clip_grad_norm_(model.parameters(), 100.0)"),
    "another-network-trained": (LOOP, "deepcopy(model)"),
    "stopped-early": (LOOP, "losses[-1] < 0.1"),
    "number-kept-as-tensor": (LOOP, "total += loss * len(y)"),
    "nothing-zeros": (SMALL, "lambda t: torch.zeros_like(t)"),
    "nothing-constant": (SMALL, "torch.full_like(t, 0.5)"),
    "nothing-nan": (SMALL, "float('nan')"),
    "nothing-noise": (SMALL, "torch.randn_like(t)"),
    "nothing-input": (SMALL, "return args[0]"),
    "nothing-none": (SMALL, "return None"),
    "nothing-first": (NET, "key = right.__name__"),
    "nothing-right-for-sizes": (SMALL, "tuple(a.shape)"),
}


def test_each_operator_has_its_example():
    assert EXAMPLES.keys() == OPERATORS.keys()


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_makes_its_mistake(name: str):
    source, wanted = EXAMPLES[name]
    source = source.lstrip("\n")
    found = [text for _, text in variants(source, [name])]
    assert wanted not in source
    assert any(wanted in text for text in found), "\n\n".join(found)
    meanings = [meaning(source), *map(meaning, found)]
    assert len(set(meanings)) == len(meanings)  # none is the same code as another


def test_each_operator_says_what_it_does():
    for each in OPERATORS.values():
        assert re.fullmatch(r"[a-z][a-z-]+", each.name)
        assert each.about.endswith(".")


def test_texts_that_mean_the_same_are_one():
    same = "def f(x):\n    # a comment\n    return (x + (1))\n"
    assert meaning(same) == meaning("def f(x):\n    return x + 1\n")
    assert meaning(same) != meaning("def f(x):\n    return x + 2\n")


KEPT = """
class Kept:
    def forward(self, x):
        self.target = torch.zeros_like(x)
        self.target[0] = 1
        return x + self.target
"""


def test_operators_take_an_attribute_that_begins_with_zeros():
    texts = [text for _, text in variants(KEPT.lstrip("\n"))]
    assert any("def forward" in text for text in texts)
    assert not any("getattr(self, 'kept'" in text for text in texts)  # it is kept on self in any case
