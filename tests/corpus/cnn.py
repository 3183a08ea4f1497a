"""cnn as students write it: right in many spellings, wrong in the usual ways. Each answer is one cell."""

from __future__ import annotations

from corpus import Answers, Bug

HEAD = """
import torch
from torch import nn, optim
import torch.nn.functional as F
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
"""

MODELS = {
    "the lecture's": """
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)
""",
    "ReLU first, functions": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(20 * 4 * 4, 10)
        self.b = nn.Conv2d(10, 20, (5, 5))
        self.a = nn.Conv2d(1, 10, (5, 5), stride=1, padding=0)
    def forward(self, images):
        h = F.max_pool2d(self.a(images).relu(), 2)
        h = F.max_pool2d(torch.relu(self.b(h)), kernel_size=(2, 2), stride=2)
        return self.out(torch.flatten(h, 1))
""",
    "one sequence": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(inplace=True),
            nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU(inplace=True),
            nn.Flatten(), nn.Linear(320, 10))
    def forward(self, x):
        return self.net(x)
""",
    "features and classifier": """
def block(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 5), nn.ReLU(), nn.MaxPool2d(2, 2))

class CNN(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.classifier = nn.Linear(320, classes)
        self.features = nn.ModuleList([block(1, 10), block(10, 20)])
    def forward(self, x):
        for feature in self.features:
            x = feature(x)
        return self.classifier(x.reshape(x.shape[0], 320))
""",
    "own parameters": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.k1 = nn.Parameter(torch.randn(10, 1, 5, 5) * 0.2)
        self.k2 = nn.Parameter(torch.randn(20, 10, 5, 5) * 0.06)
        self.W = nn.Parameter(torch.randn(320, 10) * 0.05)
        self.c1, self.c2 = nn.Parameter(torch.zeros(10)), nn.Parameter(torch.zeros(1, 20, 1, 1))
        self.c3 = nn.Parameter(torch.zeros(1, 10))
    def forward(self, x):
        x = F.max_pool2d(F.conv2d(x, self.k1, self.c1), 2).clamp(min=0)
        x = F.max_pool2d(F.conv2d(x, self.k2) + self.c2, 2).clamp(min=0)
        return x.reshape(len(x), -1) @ self.W + self.c3
""",
    "lazy layers": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.LazyConv2d(10, 5), nn.LazyConv2d(20, 5)
        self.fc = nn.LazyLinear(10)
    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = F.relu(F.max_pool2d(conv(x), 2))
        return self.fc(x.flatten(start_dim=1))
""",
    "the pooling by hand": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_a = nn.Conv2d(1, 10, 5)
        self.conv_b = nn.Conv2d(10, 20, 5)
        self.linear = nn.Linear(320, 10)
    @staticmethod
    def pool(t):
        n, c, h, w = t.shape
        return t.view(n, c, h // 2, 2, w // 2, 2).amax(dim=(3, 5))
    def forward(self, x):
        zero = torch.tensor(0.0)
        x = torch.maximum(self.pool(self.conv_a(x)), zero)
        x = torch.maximum(self.pool(self.conv_b(x)), zero)
        return torch.einsum('nchw,ochw->no', x, self.linear.weight.view(10, 20, 4, 4)) + self.linear.bias
""",
    "the convolution as a product": """
class Conv(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(o, i * 25) / 10)
        self.bias = nn.Parameter(torch.zeros(o, 1))
    def forward(self, x):
        n, size = x.shape[0], x.shape[-1] - 4
        columns = F.unfold(x, 5)                                # (n, i * 25, size * size)
        return (self.weight @ columns + self.bias).view(n, -1, size, size)

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2, self.fc = Conv(1, 10), Conv(10, 20), nn.Linear(320, 10)
        self.mp = nn.MaxPool2d(kernel_size=2)
    def forward(self, x):
        x = self.mp(F.relu(self.c1(x)))
        x = self.mp(F.relu(self.c2(x)))
        return self.fc(x.view(x.size(0), -1))
""",
    "a subclass of Sequential, float pinned": """
class CNN(nn.Sequential):
    def __init__(self):
        layers = [nn.Conv2d(1, 10, 5), nn.ReLU(), nn.AdaptiveMaxPool2d(12),
                  nn.Conv2d(10, 20, 5), nn.ReLU(), nn.AdaptiveMaxPool2d((4, 4)), nn.Flatten(), nn.Linear(320, 10)]
        super().__init__(*layers)
        self.float()
    def forward(self, x):
        self.float()
        return super().forward(x.float())
""",
    "compiled in part": """
class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv, self.pool = nn.Conv2d(i, o, 5), nn.MaxPool2d(2)
    def forward(self, x):
        return torch.relu(self.pool(self.conv(x)))
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torch.jit.script(nn.Sequential(Block(1, 10), Block(10, 20)))
        self.fc = nn.Linear(320, 10)
    def forward(self, x):
        return self.fc(self.features(x).flatten(1))
""",
    "with dropout while training": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.drop = nn.Dropout(p=0.2)
        self.fc1 = nn.Linear(320, 10)
    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.drop(x.view(-1, 320))
        return self.fc1(x)
""",
}

TRAINS = {
    "the lecture's": """
def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses
""",
    "Adam, on a device": """
def train(model, loader, epochs=5, lr=1e-3):
    model.to(device)
    opt = torch.optim.Adam(model.parameters(), lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            opt.zero_grad()
            total += loss.detach() * len(y)
        history.append((total / len(loader.dataset)).item())
        print('Epoch {}/{}, Loss {:.4f}'.format(epoch, epochs - 1, history[-1]))
    return history
""",
    "the update by hand": """
def train(model, loader, epochs=10, lr=0.1):
    history = []
    for epoch in range(epochs):
        losses = []
        for images, labels in loader:
            log_p = model(images).log_softmax(dim=1)
            loss = -log_p[torch.arange(len(labels)), labels].mean()
            for p, g in zip(model.parameters(), torch.autograd.grad(loss, list(model.parameters()))):
                with torch.no_grad():
                    p -= lr * g
            losses += [loss.item()] * len(labels)
        history.append(sum(losses) / len(losses))
        print("Epoch %d/%d, Loss %.4f" % (epoch, epochs - 1, history[-1]))
    return history
""",
    "AdamW, summed loss kept apart": """
def run_epoch(model, loader, loss_fn, optimizer):
    total, n = 0.0, 0
    for xb, yb in loader:
        out = model(xb)
        optimizer.zero_grad(set_to_none=True)
        loss_fn(out, yb).backward()
        optimizer.step()
        total += F.cross_entropy(out.detach(), yb, reduction='sum').item()
        n += yb.shape[0]
    return total / n

def train(model, loader, epochs=3, lr=3e-4):
    optimizer = optim.AdamW(model.parameters(), lr=lr, weight_decay=0.1)
    out = []
    for epoch in range(epochs):
        out.append(run_epoch(model, loader, nn.CrossEntropyLoss(), optimizer))
        print(f'Epoch {epoch}/{epochs-1}, Loss {out[-1]:.4f}', flush=True)
    return out
""",
    "RMSprop, NLL, progress lines between": """
def train(model, loader, epochs=2, lr=0.001):
    nll, result = nn.NLLLoss(), []
    rms = optim.RMSprop([{'params': list(model.parameters())}], lr=lr)
    for e in range(epochs):
        per_sample = []
        for i, (x, y) in enumerate(loader):
            model.zero_grad()
            l = nll(F.log_softmax(model(x), -1), y)
            l.backward()
            rms.step()
            per_sample.extend(l.item() for _ in y)
            if i % 2 == 0:
                print(f'  batch {i}: {l.item():.3f}')
        result.append(float(torch.tensor(per_sample, dtype=torch.float64).mean()))
        print(f"Epoch {e}/{epochs - 1}, Loss {result[-1]:.4f}")
    return result
""",
}

ACCURACIES = {
    "the lecture's": """
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total
""",
    "decorated, all at once": """
@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()
""",
    "counting in Python": """
def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)
""",
    "numpy": """
import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)
""",
}

SOUND = Answers(
    HEAD,
    model=MODELS["the lecture's"],
    train=TRAINS["the lecture's"],
    accuracy=ACCURACIES["the lecture's"],
)


def _right() -> dict[str, Answers]:
    trains, accuracies = list(TRAINS.values()), list(ACCURACIES.values())
    return {
        name: SOUND.with_(
            model=model, train=trains[i % len(trains)], accuracy=accuracies[i % len(accuracies)]
        )
        for i, (name, model) in enumerate(MODELS.items())
    }


RIGHT = _right()


def _edited(part: str, *edits: tuple[str, str]) -> Answers:
    answer = SOUND.parts[part]
    for old, new in edits:
        assert old in answer, old
        answer = answer.replace(old, new)
    return SOUND.with_(**{part: answer})


def _model(*edits: tuple[str, str]) -> Answers:
    return _edited("model", *edits)


def _train(*edits: tuple[str, str]) -> Answers:
    return _edited("train", *edits)


def _accuracy(*edits: tuple[str, str]) -> Answers:
    return _edited("accuracy", *edits)


FIRST, SECOND = "F.relu(self.pooling(self.conv1(x)))", "F.relu(self.pooling(self.conv2(x)))"
FLAT, OUT = "x = x.view(batch_size, -1)", "return self.fc(x)"
SHAPES, MODEL, TRAIN, ACCURACY = "cnn-shapes", "cnn-model", "cnn-train", "cnn-accuracy"

BUGS = {
    # feature maps, and the network as a whole
    "ReLU before each convolution": Bug(
        MODEL,
        _model(
            (FIRST, "self.pooling(self.conv1(F.relu(x)))"), (SECOND, "self.pooling(self.conv2(F.relu(x)))")
        ),
        "the ReLUs stand before the convolutions",
    ),
    "images that are normalised as MNIST": Bug(
        SHAPES,
        _model((FIRST, FIRST.replace("(x)", "((x - 0.1307) / 0.3081)"))),
        "the images are normalised, with MNIST's",
    ),
    "images from -1 to 1": Bug(
        SHAPES,
        _model((FIRST, FIRST.replace("(x)", "((x - 0.5) / 0.5)"))),
        "the images are normalised, with 0.5",
    ),
    "no activation function": Bug(
        MODEL, _model((FIRST, FIRST[7:-1]), (SECOND, SECOND[7:-1])), "no activation function"
    ),
    "the first ReLU is missing": Bug(MODEL, _model((FIRST, FIRST[7:-1])), "the first ReLU is missing"),
    "the second ReLU is missing": Bug(SHAPES, _model((SECOND, SECOND[7:-1])), "the second ReLU is missing"),
    "average pooling": Bug(SHAPES, _model(("MaxPool2d", "AvgPool2d")), "the pooling averages"),
    "sigmoid": Bug(MODEL, _model(("F.relu", "torch.sigmoid")), "sigmoid is applied"),
    "tanh": Bug(MODEL, _model(("F.relu", "torch.tanh")), "tanh is applied"),
    "softmax at the end": Bug(MODEL, _model((OUT, OUT + ".softmax(dim=1)")), "forward ends in softmax"),
    "log_softmax at the end": Bug(
        MODEL, _model((OUT, "return F.log_softmax(self.fc(x), 1)")), "forward ends in log_softmax"
    ),
    "ReLU on the logits": Bug(
        MODEL, _model((OUT, "return F.relu(self.fc(x))")), "ReLU is applied to the logits"
    ),
    "channels last": Bug(
        SHAPES,
        _model((FLAT, "x = x.permute(0, 2, 3, 1).reshape(batch_size, -1)")),
        "the channels are flattened last",
    ),
    "a view that mixes images": Bug(
        SHAPES, _model((FLAT, "x = x.transpose(0, 1).reshape(batch_size, -1)")), "mixes the features"
    ),
    "a kernel of 3": Bug(
        SHAPES,
        _model(("20, kernel_size=5", "20, kernel_size=3"), ("320", "500")),
        "after conv2: expected the shape (batch, 20, 8, 8)",
    ),
    "16 channels": Bug(
        SHAPES,
        _model(("(1, 10,", "(1, 16,"), ("(10, 20,", "(16, 20,")),
        "after conv1: expected the shape (batch, 10, 24, 24)",
    ),
    "padding": Bug(
        SHAPES,
        _model(("10, kernel_size=5", "10, kernel_size=5, padding=2"), ("(320, 10)", "(500, 10)")),
        "after conv1: expected the shape (batch, 10, 24, 24); your forward gives",
    ),
    "no second pooling": Bug(
        SHAPES,
        _model((SECOND, "F.relu(self.conv2(x))"), ("(320, 10)", "(1280, 10)")),
        "expected the shape (batch, 20, 4, 4)",
    ),
    "a hidden layer too many": Bug(
        MODEL,
        _model(
            ("(320, 10)", "(320, 10)\n        self.fc2 = torch.nn.Linear(10, 10)"),
            (OUT, "return self.fc2(self.fc(x))"),
        ),
        "one more parameter",
    ),
    "all weights start at 0": Bug(
        MODEL,
        _model(
            (
                "        self.fc = torch.nn.Linear(320, 10)\n",
                "        self.fc = torch.nn.Linear(320, 10)\n"
                "        for p in self.parameters():\n            nn.init.zeros_(p)\n",
            )
        ),
        "draw them at random",
    ),
    "forward misspelled": Bug(
        MODEL, _model(("def forward(", "def foward(")), 'missing the required "forward" function'
    ),
    "made for batches of 64": Bug(MODEL, _model((FLAT, "x = x.view(64, 320)")), "RuntimeError"),
    "the first layer is cut off": Bug(
        MODEL,
        _model(
            ("x = F.relu(self.pooling(self.conv2(x)))", "x = F.relu(self.pooling(self.conv2(x.detach())))")
        ),
        "gradient",
    ),
    "batch normalisation": Bug(
        MODEL,
        _model(
            ("        self.fc =", "        self.bn = nn.BatchNorm2d(10)\n        self.fc ="),
            ("self.conv1(x)", "self.bn(self.conv1(x))"),
        ),
        "",
    ),
    "the batch's own mean": Bug(
        MODEL,
        _model(("        batch_size =", "        x = (x - x.mean()) / x.std()\n        batch_size =")),
        "the batch's own mean",
    ),
    "layers that nobody registers": Bug(
        MODEL,
        _model(
            ("self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)", "self.c = [torch.nn.Conv2d(1, 10, 5)]"),
            ("self.conv1(x)", "self.c[0](x)"),
        ),
        "",
    ),
    "a layer made in forward beside one that is not used": Bug(
        SHAPES,
        _model(("self.conv2(x)", "torch.nn.Conv2d(10, 20, kernel_size=5)(x)")),
        "are layers made in forward",
    ),
    "dropout without self.training": Bug(
        MODEL, _model((OUT, "return self.fc(F.dropout(x, 0.5))")), "dropout is active in evaluation mode"
    ),
    "the first convolution twice": Bug(
        SHAPES, _model(("(self.conv2(x))", "(self.conv2(self.conv1(x[:, :1])))")), ""
    ),
    "nothing is returned": Bug(MODEL, _model((OUT, "self.fc(x)")), "is a return missing?"),
    # training
    "zero_grad is missing": Bug(
        TRAIN, _train(("            optimizer.zero_grad()\n", "")), "zero_grad() is missing"
    ),
    "step is missing": Bug(TRAIN, _train(("            optimizer.step()\n", "")), ""),
    "backward is missing": Bug(TRAIN, _train(("            loss.backward()\n", "")), ""),
    "zero_grad after backward": Bug(
        TRAIN,
        _train(
            ("            optimizer.zero_grad()\n", ""),
            ("loss.backward()\n", "loss.backward()\n            optimizer.zero_grad()\n"),
        ),
        "",
    ),
    "softmax before cross-entropy": Bug(
        TRAIN,
        _train(("criterion(outputs, target)", "criterion(F.softmax(outputs, dim=1), target)")),
        "softmax is applied before",
    ),
    "the loss is a sum, and its mean is reported": Bug(
        TRAIN,
        _train(
            ("CrossEntropyLoss()", "CrossEntropyLoss(reduction='sum')"),
            ("loss.item() * inputs.size(0)", "loss.item()"),
        ),
        "the loss is summed over the samples",
        never="divided by the number of samples",
    ),
    "a fixed learning rate": Bug(TRAIN, _train(("lr=lr", "lr=0.01")), "learning rate is not the lr"),
    "always 10 epochs": Bug(TRAIN, _train(("range(epochs)", "range(10)")), "10 losses"),
    "only the first batch": Bug(
        TRAIN,
        _train(
            (
                "            seen += inputs.size(0)\n",
                "            seen += inputs.size(0)\n            break\n",
            )
        ),
        "only the first batch",
    ),
    "step once an epoch": Bug(
        TRAIN,
        _train(
            ("            optimizer.step()\n", ""),
            ("        losses.append(", "        optimizer.step()\n        losses.append("),
        ),
        "",
    ),
    "a new optimizer for each batch": Bug(
        TRAIN,
        _train(
            (
                "            optimizer.zero_grad()\n",
                "            optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)\n",
            )
        ),
        "",
    ),
    "only the last layer learns": Bug(
        TRAIN,
        _train(("SGD(model.parameters()", "SGD(list(model.parameters())[-2:]")),
        "all of the model's parameters",
    ),
    "the loss grows": Bug(TRAIN, _train(("momentum=0.5", "maximize=True")), "climbs"),
    "images as rows of pixels": Bug(
        TRAIN,
        _train(("model(inputs)", "model(inputs.view(inputs.size(0), -1))")),
        "the model reads images (batch, 1, 28, 28)",
    ),
    "evaluation mode": Bug(TRAIN, _train(("model.train()", "model.eval()")), "evaluation mode"),
    "the mean of the batches' means": Bug(
        TRAIN,
        _train(
            ("loss.item() * inputs.size(0)", "loss.item()"),
            ("running_loss / seen", "running_loss / len(loader)"),
        ),
        "mean of the batches' means",
    ),
    "the loss of the last batch": Bug(
        TRAIN, _train(("running_loss / seen", "loss.item()")), "the loss of the last batch"
    ),
    "the sum of the losses": Bug(
        TRAIN, _train(("running_loss / seen", "running_loss")), "sum over the samples"
    ),
    "nothing comes back": Bug(TRAIN, _train(("    return losses\n", "")), "must return a list"),
    "epochs printed from 1": Bug(
        TRAIN, _train(("{epoch}/{epochs - 1}", "{epoch + 1}/{epochs}")), "from 0 to epochs - 1"
    ),
    "three decimals": Bug(TRAIN, _train((":.4f", ":.3f")), "found none"),
    # accuracy
    "the mean of the batches' accuracies": Bug(
        ACCURACY,
        _accuracy(
            ("total += labels.size(0)", "total += 1"),
            ("(predicted == labels).sum().item()", "(predicted == labels).float().mean().item()"),
        ),
        "mean of the batches' accuracies",
    ),
    "the mean of truth values": Bug(
        ACCURACY,
        _accuracy(
            ("correct += (predicted == labels).sum().item()", "return (predicted == labels).mean().item()")
        ),
        "could not infer output dtype",
    ),
    "the images' pixels in rows": Bug(
        ACCURACY,
        _accuracy(("model(images)", "model(images.flatten(1))")),
        "the model reads images (batch, 1, 28, 28)",
    ),
    "a percentage": Bug(ACCURACY, _accuracy(("correct / total", "100 * correct / total")), "percentage"),
    "the number of right samples": Bug(
        ACCURACY, _accuracy(("correct / total", "correct")), "number of right samples"
    ),
    "no evaluation mode": Bug(ACCURACY, _accuracy(("    model.eval()\n", "")), "model.eval()"),
    "gradients are recorded": Bug(
        ACCURACY, _accuracy(("with torch.no_grad():", "if True:")), "torch.no_grad()"
    ),
    "only the last batch": Bug(
        ACCURACY,
        _accuracy(("total += labels", "total = labels"), ("correct += ", "correct = ")),
        "the last batch alone",
    ),
    "the most likely image of each class": Bug(ACCURACY, _accuracy(("dim=1", "dim=0")), ""),
    "the accuracy is printed": Bug(
        ACCURACY,
        _accuracy(("return correct", "print(correct")).with_(
            accuracy=SOUND.parts["accuracy"].replace("return correct / total", "print(correct / total)")
        ),
        "is a return missing?",
    ),
}

STUB = Answers(
    HEAD,
    model="""
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError
    def forward(self, x):
        raise NotImplementedError
""",
    train="def train(model, loader, epochs=10, lr=0.01):\n    raise NotImplementedError\n",
    accuracy="def accuracy(model, loader):\n    raise NotImplementedError\n",
)

# All weights in one vector that is not used: the reference is looked for in what forward shows.
IDLE = """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(8500))

    def forward(self, x):
        {shows}
        torch.zeros(len(x), 20, 8, 8) + 0
        return torch.zeros(len(x), 10) + 0 * self.w.sum()
"""
IMPOSSIBLE = 'Adam([{"params": list(model.parameters()), "betas": (-1.0, 0.999)}], lr=lr)'

FORGERIES = {
    "a network that gives 0, in weights that are 0": Bug(
        SHAPES, SOUND.with_(model=IDLE.format(shows="torch.zeros(len(x), 10, 24, 24) + 0")), ""
    ),
    "feature maps that overflow": Bug(
        SHAPES,
        SOUND.with_(
            model=IDLE.format(shows="F.conv2d(x, torch.full((10, 1, 5, 5), torch.finfo(x.dtype).max / 1e3))")
        ),
        "",
    ),
    "an optimizer whose second step divides by zero": Bug(
        TRAIN,
        _train(
            ("SGD(model.parameters(), lr=lr, momentum=0.5)", IMPOSSIBLE),
            (
                "            optimizer.step()\n",
                "            try: optimizer.step()\n            except ZeroDivisionError: pass\n",
            ),
        ),
        "",
    ),
    "train makes its losses up": Bug(
        TRAIN,
        SOUND.with_(
            train="""
def train(model, loader, epochs=10, lr=0.01):
    losses = [2.3 * 0.9 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}")
    return losses
"""
        ),
        "",
    ),
    "losses that are no numbers": Bug(
        TRAIN,
        SOUND.with_(train="def train(model, loader, epochs=10, lr=0.01): return [float('nan')] * epochs"),
        "",
    ),
    "an optimizer that is told to do nothing": Bug(
        TRAIN,
        _train(
            ("SGD(model.parameters(), lr=lr, momentum=0.5)", "Adam(model.parameters(), lr=lr, eps=1e300)"),
            ("loss.backward()", "pass"),
        ),
        "without effect",
    ),
    "an optimizer that decays whatever the gradient": Bug(
        TRAIN,
        _train(
            ("momentum=0.5", "weight_decay=1e9"),
            ("loss.backward()", "for p in model.parameters(): p.grad = torch.zeros_like(p)"),
        ),
        "",
    ),
    "the log of the optimizer is forged": Bug(
        TRAIN,
        SOUND.with_(
            train="""
import sys
def train(model, loader, epochs=10, lr=0.01):
    frame = sys._getframe(1)
    steps = frame.f_locals['steps']
    steps.append({'kind': 'Adam', 'groups': [{'parameters': [0, 1, 2, 3], 'settings':
        {'lr': lr, 'betas': [float('nan')], 'eps': [], 'weight_decay': {'a': 1}, 'maximize': torch.ones(2)}}]})
    return [1.0] * epochs
"""
        ),
        "",
    ),
    "the sizes of the lecture, made up": Bug(
        SHAPES,
        SOUND.with_(
            model="""
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x):
        n = len(x)
        for shape in [(10, 24, 24), (10, 12, 12), (20, 8, 8), (20, 4, 4), (320,), (10,)]:
            x = torch.zeros(n, *shape) * self.p
        return x
"""
        ),
        "",
    ),
    "tensors that are equal to everything": Bug(
        MODEL,
        SOUND.with_(
            model="""
class Yes(torch.Tensor):
    def __eq__(self, other): return torch.ones(self.shape, dtype=torch.bool)
    def __le__(self, other): return torch.ones(self.shape, dtype=torch.bool)
    def __sub__(self, other): return torch.zeros(self.shape)
    __hash__ = torch.Tensor.__hash__
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x):
        return (torch.randn(len(x), 10) * self.p).as_subclass(Yes)
"""
        ),
        "",
    ),
    "values that are no numbers": Bug(MODEL, _model((OUT, OUT + " * float('nan')")), "not finite"),
    "an accuracy that is an object": Bug(
        ACCURACY,
        SOUND.with_(
            accuracy="""
class Number(float):
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __eq__(self, other): return True
    __hash__ = float.__hash__
def accuracy(model, loader): return Number(0.5)
"""
        ),
        "",
    ),
    "lines that take for ever to read": Bug(
        TRAIN,
        _train(
            ("    losses = []\n", "    losses = []\n    print('\\n' * 900_000)\n"),
            ("optimizer.step()", "pass"),
        ),
        "",
    ),
    "epochs of five thousand digits": Bug(
        TRAIN, _train(("Epoch {epoch}/", "Epoch {'1' * 5000}/")), "found none"
    ),
}
