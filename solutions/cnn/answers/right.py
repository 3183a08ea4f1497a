# Other spellings of what is right.

# %% the lecture's
from torch import nn, optim

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

# %% ReLU first, functions
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')

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

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% one sequence
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(inplace=True),
            nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU(inplace=True),
            nn.Flatten(), nn.Linear(320, 10))
    def forward(self, x):
        return self.net(x)

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

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% features and classifier
from torch import nn, optim

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

import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)

# %% own parameters
from torch import nn, optim

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

# %% lazy layers
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.LazyConv2d(10, 5), nn.LazyConv2d(20, 5)
        self.fc = nn.LazyLinear(10)
    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = F.relu(F.max_pool2d(conv(x), 2))
        return self.fc(x.flatten(start_dim=1))

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% the pooling by hand
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')

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

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% the convolution as a product
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

import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)

# %% a subclass of Sequential, float pinned
from torch import nn, optim

class CNN(nn.Sequential):
    def __init__(self):
        layers = [nn.Conv2d(1, 10, 5), nn.ReLU(), nn.AdaptiveMaxPool2d(12),
                  nn.Conv2d(10, 20, 5), nn.ReLU(), nn.AdaptiveMaxPool2d((4, 4)), nn.Flatten(), nn.Linear(320, 10)]
        super().__init__(*layers)
        self.float()
    def forward(self, x):
        self.float()
        return super().forward(x.float())

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

# %% compiled in part
from torch import nn, optim

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

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% accuracy row by row
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.fc1 = nn.Linear(320, 10)
    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        return self.fc1(x.view(-1, 320))

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% samples counted before the first epoch old="losses = []" new="losses = []; samples = sum(len(y) for _, y in loader)"

# %% batches and samples counted by len old="losses = []" new="losses = []; counts = len(loader), len(loader.dataset)"

# %% images made float32 old="x = self.conv1(x)" new="x = self.conv1(x.float())"

# %% the loss in float32 old="criterion(logits, labels)" new="criterion(logits.float(), labels)"

# %% samples counted in each epoch old="for epoch in range(epochs):" new="for epoch in range(epochs):\n        samples = sum(len(y) for _, y in loader)"

# %% the share of right samples in each epoch old="for epoch in range(epochs):" new="for epoch in range(epochs):\n        share = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)"
