# Other spellings of what is right.

# %% the lecture's
from torch import nn, optim

class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

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

# %% one sequence, with dropout
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self, hidden=128, p=0.3):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, hidden), nn.ReLU(inplace=True), nn.Dropout(p),
                                 nn.Linear(hidden, hidden), nn.ReLU(inplace=True), nn.Dropout(p), nn.Linear(hidden, 10))
    def forward(self, x):
        return self.net(x)

from tqdm import tqdm
def train(model, loader, epochs=10, lr=0.01):
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    cycle = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=lr, epochs=epochs, steps_per_epoch=len(loader))
    losses = []
    for epoch in tqdm(range(epochs)):
        model.train()
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            cycle.step()
            total += loss.item() * len(y)
        losses.append(total / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% a list of layers, sizes of the module
SIZES = [784, 512, 256, 128, 64, 10]

class MLP(nn.Module):
    def __init__(self, sizes=SIZES):
        super().__init__()
        self.out = nn.Linear(sizes[-2], sizes[-1])
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes[:-2], sizes[1:-1]))
    def forward(self, images):
        h = images.reshape(len(images), -1)
        for layer in self.hidden:
            h = layer(h).clamp(min=0)
        return self.out(h)

def train(model, loader, epochs=10, lr=0.01):
    velocity = [torch.zeros_like(p) for p in model.parameters()]
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for x, y in loader:
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            with torch.no_grad():
                for p, v in zip(model.parameters(), velocity):
                    v.mul_(0.9).add_(p.grad, alpha=0.1)
                    p -= lr * v
            total += loss.item() * len(y)
        losses.append(total / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x.view(x.size(0), -1)), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% own parameters, written as x @ W
from torch.autograd import Variable

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(784, 100) * 0.05)
        self.b1 = nn.Parameter(torch.zeros(1, 100))
        self.W2 = nn.Parameter(torch.randn(100, 10) * 0.1)
        self.b2 = nn.Parameter(torch.zeros(10))
    def forward(self, x):
        if x.dim() == 4:
            x = x.flatten(start_dim=-3)
        h = torch.tanh(x @ self.W1 + self.b1)
        return torch.addmm(self.b2, h, self.W2)

def train(model, loader, epochs=5, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        sum_loss = 0.0
        for inputs, labels in loader:
            inputs, labels = Variable(inputs.view(inputs.shape[0], -1)), Variable(labels)
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(model(inputs), labels)
            loss.backward()
            optimizer.step()
            sum_loss += loss.data * labels.shape[0]
        losses.append(float(sum_loss) / len(loader.dataset))
        print('Epoch {}/{}, Loss {:.4f}'.format(epoch, epochs - 1, losses[-1]))
    return losses

import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)

# %% einsum over a ParameterDict, no biases
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.ParameterDict({
            'out': nn.Parameter(torch.empty(10, 64).normal_(std=0.1)),
            'in': nn.Parameter(torch.empty(64, 784).normal_(std=0.03)),
        })
    def forward(self, x):
        pixels = x.reshape(x.shape[0], 28, 28)
        h = torch.einsum('nrc,hrc->nh', pixels, self.w['in'].view(64, 28, 28)).sin()
        return torch.einsum('nh,kh->nk', h, self.w['out'])

device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
def train(model, loader, epochs=5, lr=1e-3):
    model.to(device).train()
    opt = torch.optim.NAdam(model.parameters(), lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = torch.zeros(())
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            opt.zero_grad(set_to_none=False)
            total += loss.detach() * len(y)
        history.append((total / len(loader.dataset)).item())
        print('Epoch %d/%d, Loss %.4f' % (epoch, epochs - 1, history[-1]))
    return history

def accuracy(model, loader):
    model.train(False)
    x, y = zip(*[(x, y) for x, y in loader.dataset])
    with torch.no_grad():
        predicted = model(torch.stack(x)).max(1, keepdim=True)[1]
    return predicted.eq(torch.stack(y).view_as(predicted)).to(torch.float64).mean().item()

# %% batch normalisation and leaky ReLU
def init(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.bn1 = nn.Linear(784, 200, bias=False), nn.BatchNorm1d(200)
        self.fc2, self.bn2 = nn.Linear(200, 100, bias=False), nn.BatchNorm1d(100)
        self.fc3 = nn.Linear(100, 10)
        self.fc3.apply(init)
    def forward(self, x):
        x = torch.flatten(x, 1)
        x = F.leaky_relu(self.bn1(self.fc1(x)), 0.1)
        x = F.leaky_relu(self.bn2(self.fc2(x)), 0.1)
        return self.fc3(x)

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

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += (torch.argsort(model(x), dim=1, descending=True)[:, 0] == y).double().mean().item() * len(y)
    model.train()
    return total / len(loader.dataset)

# %% batch normalisation of the logits
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.BatchNorm1d(784), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(),
                                    nn.Linear(64, 10, bias=False), nn.BatchNorm1d(10, affine=False))
    def forward(self, x):
        return self.layers(x.view(x.size(0), -1))

def train(model, loader, epochs=10, lr=0.1):
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            for p in model.parameters():
                p.data.add_(p.grad.data, alpha=-lr)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% lazy layers, GELU, layer normalisation
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.LazyLinear(96), nn.LayerNorm(96), nn.GELU(), nn.LazyLinear(48), nn.GELU())
        self.head = nn.LazyLinear(10)
    def forward(self, x):
        return self.head(self.block(x.flatten(1)))

def train(model, loader, epochs=4, lr=0.01):
    model.train()
    losses = []
    optimizer = optim.Adagrad(model.parameters(), lr=lr)
    for epoch in range(epochs):
        sums = []
        for x, y in loader:
            def closure():
                optimizer.zero_grad()
                loss = F.cross_entropy(model(x), y)
                loss.backward()
                return loss
            sums.append(optimizer.step(closure).item() * len(x))
        losses.append(sum(sums) / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% five layers of sigmoid
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        dims = [784, 120, 100, 80, 60, 40]
        self.fcs = nn.ModuleList([nn.Linear(i, o) for i, o in zip(dims, dims[1:])])
        self.last = nn.Linear(40, 10)
    def forward(self, x):
        x = x.view(x.shape[0], 784)
        for fc in self.fcs:
            x = torch.sigmoid(fc(x))
        return self.last(x)

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
    losses = []
    for epoch in range(epochs):
        losses.append(run_epoch(model, loader, nn.CrossEntropyLoss(), optimizer))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x.view(x.size(0), -1)), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% residual blocks and PReLU
from torch import nn, optim

class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a, self.b, self.act = nn.Linear(n, n), nn.Linear(n, n), nn.PReLU()
    def forward(self, x):
        return x + self.b(self.act(self.a(x)))

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(28 * 28, 64)
        self.blocks = nn.ModuleDict({'one': Block(64), 'two': Block(64)})
        self.out = nn.Linear(64, 10)
    def forward(self, x):
        x = self.inp(x.reshape(-1, 28 * 28))
        for block in self.blocks.values():
            x = block(x)
        return self.out(x)

def train(model, loader, epochs=2, lr=0.001):
    criterion = nn.CrossEntropyLoss(reduction='sum')
    optimizer = optim.SGD(model.parameters(), lr, momentum=0.9, nesterov=True, weight_decay=1e-4)
    result = []
    for epoch in range(epochs):
        sum_, n = 0., 0
        it = iter(loader)
        while True:
            try:
                x, y = next(it)
            except StopIteration:
                break
            s = criterion(model(x), y)
            (s / len(y)).backward()
            optimizer.step()
            optimizer.zero_grad()
            sum_, n = sum_ + s.item(), n + len(y)
        result += [sum_ / n]
        print(f"Epoch {epoch}/{epochs-1}, Loss {result[epoch]:.4f}")
    return result

import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)

# %% weight normalisation
from torch import nn, optim

from torch.nn.utils.parametrizations import weight_norm, spectral_norm
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = weight_norm(nn.Linear(784, 60))
        self.b = spectral_norm(nn.Linear(60, 40))
        self.c = weight_norm(nn.Linear(40, 10, bias=False))
    def forward(self, x):
        x = F.elu(self.a(x.flatten(1)))
        x = F.elu(self.b(x))
        return self.c(x)

def train(model, loader, epochs=2, lr=0.001):
    nll, result = nn.NLLLoss(), []
    rms = optim.RMSprop([{'params': list(model.parameters())}], lr=lr, alpha=0.9, centered=True)
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
        print('-' * 20)
    return result

def accuracy(model, loader):
    model.train(False)
    x, y = zip(*[(x, y) for x, y in loader.dataset])
    with torch.no_grad():
        predicted = model(torch.stack(x)).max(1, keepdim=True)[1]
    return predicted.eq(torch.stack(y).view_as(predicted)).to(torch.float64).mean().item()

# %% the same layer twice, a skip to the logits
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(784, 50)
        self.again = nn.Linear(50, 50)
        self.leave = nn.Linear(50, 10, bias=False)
        self.skip = nn.Linear(784, 10, bias=False)
    def forward(self, x):
        x = x.view(x.size()[0], -1)
        h = F.silu(self.enter(x))
        for _ in range(2):
            h = F.silu(self.again(h))
        return self.leave(h) + self.skip(x)

def train(model, loader, epochs=2, lr=0.001):
    optimizer = optim.Adamax(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train(True)
        total, count = 0.0, 0
        for x, y in loader:
            targets = F.one_hot(y, 10).to(x.dtype)
            loss = -(targets * torch.log_softmax(model(x), dim=1)).sum(dim=1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            count += len(x)
        losses.append(round(total / count, 10))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += (torch.argsort(model(x), dim=1, descending=True)[:, 0] == y).double().mean().item() * len(y)
    model.train()
    return total / len(loader.dataset)

# %% functional dropout
from torch.autograd import Variable

class MLP(nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(28*28, 100)
        self.fc2 = nn.Linear(100, 50)
        self.fc3 = nn.Linear(50, 10)
    def forward(self, x):
        x = Variable(x).view(-1, 28*28)
        x = F.dropout(F.tanh(self.fc1(x)), p=0.5, training=self.training)
        x = F.dropout(F.tanh(self.fc2(x)), 0.2, self.training)
        return self.fc3(x)

import numpy as np
def train(model, loader, epochs=2, lr=0.001):
    opt = torch.optim.RAdam(model.parameters(), lr=lr)
    mean_losses = np.zeros(epochs)
    for epoch in range(epochs):
        batch_losses, sizes = [], []
        for x, y in loader:
            z = model(x)
            loss = (torch.logsumexp(z, 1) - z.gather(1, y.unsqueeze(1)).squeeze(1)).mean()
            opt.zero_grad(); loss.backward(); opt.step()
            batch_losses.append(loss.item()); sizes.append(len(y))
        mean_losses[epoch] = np.average(batch_losses, weights=sizes)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean_losses[epoch]:.4f}")
    return mean_losses.tolist()

# %% float pinned
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64, dtype=torch.float32)
        self.b = nn.Linear(64, 32, dtype=torch.float32)
        self.c = nn.Linear(32, 10, dtype=torch.float32)
    def forward(self, x):
        x = x.float().flatten(1)
        return self.c(torch.sigmoid(self.b(torch.relu(self.a(x)))))

def train(model, loader, epochs=2, lr=0.01):
    weights = [p for p in model.parameters() if p.dim() > 1]
    biases = [p for p in model.parameters() if p.dim() == 1]
    opt = optim.SGD([{'params': weights, 'weight_decay': 1e-3}, {'params': biases}], lr=lr, momentum=0.9)
    losses = []
    for epoch in range(epochs):
        total, n = 0.0, 0
        for x, y in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            n += len(y)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% a subclass of Sequential
SIZES = [784, 512, 256, 128, 64, 10]

class MLP(nn.Sequential):
    def __init__(self):
        layers = [nn.Flatten()]
        for a, b in zip(SIZES, SIZES[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        super().__init__(*layers[:-1])

def train(model, loader, epochs=3, lr=0.01):
    opt = torch.optim.Adam(model.parameters(), lr=lr, betas=(0.9, 0.99))
    losses = []
    for epoch in range(epochs):
        model.train()
        total = right = n = 0
        for x, y in loader:
            z = model(x)
            loss = F.cross_entropy(z, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            right += (z.argmax(1) == y).sum().item()
            n += len(y)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
        print(f"accuracy {right / n:.2%}")
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                model(x)
    return losses

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x.view(x.size(0), -1)), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% all weights in one row
from torch import nn, optim

class MLP(nn.Module):
    H = 32
    def __init__(self):
        super().__init__()
        self.theta = nn.Parameter(torch.randn(784 * self.H + self.H + self.H * 10 + 10) * 0.05)
    def forward(self, x):
        w1, b1, w2, b2 = self.theta.split([784 * self.H, self.H, self.H * 10, 10])
        h = F.relu(F.linear(x.flatten(1), w1.view(self.H, 784), b1))
        return F.linear(h, w2.view(10, self.H), b2)

class Trainer:
    def __init__(self, model, lr):
        self.model, self.loss_fn = model, nn.CrossEntropyLoss()
        self.optimizer = optim.SGD(model.parameters(), lr=lr)
    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss_fn(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()
    def epoch(self, loader):
        self.model.train()
        pairs = [(self.step(x, y), len(y)) for x, y in loader]
        return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)

def train(model, loader, epochs=10, lr=0.01):
    trainer, losses = Trainer(model, lr), []
    for epoch in range(epochs):
        losses.append(trainer.epoch(loader))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)

# %% biases as a column of ones
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Parameter(nn.init.kaiming_normal_(torch.empty(40, 785)))
        self.second = nn.Parameter(nn.init.kaiming_normal_(torch.empty(10, 41)))
    @staticmethod
    def one(x):
        return torch.cat([x, torch.ones(x.shape[0], 1)], dim=1)
    def forward(self, x):
        h = torch.max(self.one(x.reshape(x.size(0), -1)).mm(self.first.t()), torch.zeros(1))
        return self.one(h).mm(self.second.t())

def train(model, loader, epochs=2, lr=0.05):
    parameters = [p for p in model.parameters() if p.requires_grad]
    losses = []
    for epoch in range(epochs):
        total = count = 0
        for p in parameters:
            p.grad = None
        for x, y in loader:
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            with torch.no_grad():
                torch._foreach_add_(parameters, [p.grad for p in parameters], alpha=-lr)
            for p in parameters:
                p.grad = None
            total += loss.item() * len(y)
            count += len(y)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

def accuracy(model, loader):
    model.train(False)
    x, y = zip(*[(x, y) for x, y in loader.dataset])
    with torch.no_grad():
        predicted = model(torch.stack(x)).max(1, keepdim=True)[1]
    return predicted.eq(torch.stack(y).view_as(predicted)).to(torch.float64).mean().item()

# %% a last layer of zeros
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 10)
        nn.init.zeros_(self.fc3.weight)
        nn.init.constant_(self.fc3.bias, 0)
    def forward(self, x):
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc3(F.relu(self.fc2(x)))

def train(model, loader, epochs=2, lr=0.05):
    opt = optim.SGD(params=model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        total = count = 0
        for x, y in loader:
            opt.zero_grad()
            part = 0.0
            for xs, ys in zip(x.split(2), y.split(2)):
                loss = F.cross_entropy(model(xs), ys, reduction='sum') / len(y)
                loss.backward()
                part += loss.item()
            opt.step()
            total += part * len(y)
            count += len(y)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += (torch.argsort(model(x), dim=1, descending=True)[:, 0] == y).double().mean().item() * len(y)
    model.train()
    return total / len(loader.dataset)

# %% the pixels normalised
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer('mean', torch.tensor(0.1307))
        self.std = 0.3081
        self.fc1 = nn.Linear(784, 256)
        self.fc2 = nn.Linear(256, 10)
        self.unused = nn.Linear(3, 3)
    def forward(self, x):
        x = (x - self.mean) / self.std
        return self.fc2(self.fc1(x.view(-1, 784)).relu_())

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
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% each image by itself
from torch.autograd import Variable

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Linear(784, 30)
        self.v = nn.Linear(30, 10)
    def one(self, image):
        pixels = image.reshape(784)
        pixels = (pixels - pixels.mean()) / (pixels.std() + 1e-5)
        return self.v(self.w(pixels).relu())
    def forward(self, x):
        return torch.stack([self.one(image) for image in x])

def train(model, loader, epochs=5, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        sum_loss = 0.0
        for inputs, labels in loader:
            inputs, labels = Variable(inputs.view(inputs.shape[0], -1)), Variable(labels)
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(model(inputs), labels)
            loss.backward()
            nn.utils.clip_grad_value_(model.parameters(), 0.05)
            optimizer.step()
            sum_loss += loss.data * labels.shape[0]
        losses.append(float(sum_loss) / len(loader.dataset))
        print('Epoch {}/{}, Loss {:.4f}'.format(epoch, epochs - 1, losses[-1]))
    return losses

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% maxout and softmax
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.pieces = nn.Linear(784, 60 * 3)
        self.gates = nn.Linear(60, 40)
        self.out = nn.Linear(40, 10)
    def forward(self, x):
        h = self.pieces(x.flatten(1)).view(-1, 60, 3).max(dim=2)[0]
        return self.out(F.softmax(self.gates(h), dim=1))

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    scheduler = optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
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
        scheduler.step()
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x.view(x.size(0), -1)), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% SELU with alpha dropout, two branches
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Sequential(nn.Linear(392, 40), nn.SELU(), nn.AlphaDropout(0.1))
        self.right = nn.Sequential(nn.Linear(392, 40), nn.SELU(), nn.AlphaDropout(0.1))
        self.out = nn.Linear(80, 10)
    def forward(self, x):
        left, right = x.flatten(1).chunk(2, dim=1)
        return self.out(torch.cat((self.left(left), self.right(right)), dim=1))

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * len(loader))
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
            scheduler.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)

# %% one narrow hidden layer
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 10)
        self.relu = nn.ReLU()
        self.output = nn.Linear(10, 10)
    def forward(self, x):
        print('shape', x.shape)
        x = self.hidden(x.view(x.size(0), -1))
        x = self.relu(x)
        return self.output(x)

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
        optimizer.param_groups[0]['lr'] *= 0.5
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

def accuracy(model, loader):
    model.train(False)
    x, y = zip(*[(x, y) for x, y in loader.dataset])
    with torch.no_grad():
        predicted = model(torch.stack(x)).max(1, keepdim=True)[1]
    return predicted.eq(torch.stack(y).view_as(predicted)).to(torch.float64).mean().item()

# %% layers written as convolutions
from torch.autograd import Variable

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 64, kernel_size=28)
        self.c2 = nn.Conv2d(64, 10, kernel_size=1)
    def forward(self, x):
        x = x.view(-1, 1, 28, 28)
        return self.c2(F.relu(self.c1(x))).squeeze(3).squeeze(2)

def train(model, loader, epochs=5, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, amsgrad=True, eps=1e-6)
    losses = []
    for epoch in range(epochs):
        sum_loss = 0.0
        for inputs, labels in loader:
            inputs, labels = Variable(inputs.view(inputs.shape[0], -1)), Variable(labels)
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(model(inputs), labels)
            loss.backward()
            optimizer.step()
            sum_loss += loss.data * labels.shape[0]
        losses.append(float(sum_loss) / len(loader.dataset))
        print('Epoch {}/{}, Loss {:.4f}'.format(epoch, epochs - 1, losses[-1]))
    return losses

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += (torch.argsort(model(x), dim=1, descending=True)[:, 0] == y).double().mean().item() * len(y)
    model.train()
    return total / len(loader.dataset)

# %% old idioms
import math
from torch.autograd import Variable

class MLP(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.add_module('fc1', nn.Linear(784, 64))
        self.add_module('fc2', nn.Linear(64, 10))
        for m in self.modules():
            if isinstance(m, nn.Linear):
                m.weight.data.normal_(0, 1.0 / math.sqrt(m.weight.size(1)))
                m.bias.data.zero_()
    def forward(self, x):
        x = x.view(x.size(0), -1).data
        x = torch.nn.functional.sigmoid(self.fc1(Variable(x)))
        return self.fc2(x)

def train(model, loader, epochs=10, lr=0.1):
    velocity = [torch.zeros_like(p) for p in model.parameters()]
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            with torch.no_grad():
                for p, v in zip(model.parameters(), velocity):
                    v.mul_(0.9).add_(p.grad)
                    p.sub_(lr * v)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the mean of two networks, a temperature
class Part(nn.Module):
    def __init__(self, size, act):
        super().__init__()
        self.seq, self.act, self.last = nn.Linear(784, size), act, nn.Linear(size, 10)
    def forward(self, x):
        return self.last(self.act(self.seq(x)))

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleList([Part(24, torch.tanh), Part(32, F.relu)])
        self.log_t = nn.Parameter(torch.tensor(0.0))
    def forward(self, x):
        x = x.flatten(1) / 255
        return sum(part(x) for part in self.parts) / len(self.parts) * torch.exp(-self.log_t)

def train(model, loader, epochs=10, lr=0.001):
    m = {p: torch.zeros_like(p) for p in model.parameters()}
    v = {p: torch.zeros_like(p) for p in model.parameters()}
    t, losses = 0, []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            t += 1
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    m[p] = 0.9 * m[p] + 0.1 * p.grad
                    v[p] = 0.999 * v[p] + 0.001 * p.grad ** 2
                    p -= lr * (m[p] / (1 - 0.9 ** t)) / ((v[p] / (1 - 0.999 ** t)).sqrt() + 1e-8)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% compiled by torch.jit
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 32)
        self.b = nn.Linear(32, 10)
    def forward(self, x):
        return self.b(torch.relu(self.a(x.flatten(1))))

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.jit.script(Net())
    def forward(self, x):
        return self.net(x)

class MySGD(torch.optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, dict(lr=lr))
    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group['params']:
                p -= group['lr'] * p.grad

def train(model, loader, epochs=10, lr=0.1):
    optimizer = MySGD(model.parameters(), lr)
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x.view(x.size(0), -1)), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% layers made in the first forward
class MLP(nn.Module):
    def __init__(self, widths=(40, 20)):
        super().__init__()
        self.widths = widths
        self.layers = None
    def build(self, size):
        modules = []
        for width in self.widths:
            modules += [nn.Linear(size, width), nn.Hardswish()]
            size = width
        return nn.Sequential(*modules, nn.Linear(size, 10))
    def forward(self, x):
        x = x.flatten(1)
        if self.layers is None:
            self.layers = self.build(x.shape[1])
        return self.layers(x)

class MyAdam(torch.optim.Adam):
    pass

def train(model, loader, epochs=10, lr=0.1):
    optimizer = MyAdam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

import numpy as np
def accuracy(model, loader):
    model.eval()
    right = 0
    with torch.set_grad_enabled(False):
        for x, y in loader:
            right += np.sum(model(x).cpu().numpy().argmax(axis=1) == y.numpy())
    return right / len(loader.dataset)

# %% smaller images, orthogonal weights
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(2)
        self.a, self.b = nn.Linear(196, 50), nn.Linear(50, 10)
        nn.init.orthogonal_(self.a.weight)
        nn.init.eye_(self.b.weight)
    def forward(self, x):
        x = self.pool(x.reshape(-1, 1, 28, 28)).flatten(1)
        return self.b(F.softplus(self.a(x)))

def accuracy(model, loader):
    model.train(False)
    x, y = zip(*[(x, y) for x, y in loader.dataset])
    with torch.no_grad():
        predicted = model(torch.stack(x)).max(1, keepdim=True)[1]
    return predicted.eq(torch.stack(y).view_as(predicted)).to(torch.float64).mean().item()

# %% weights far too large
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.ParameterList([nn.Parameter(torch.randn(a, b)) for a, b in ((784, 64), (64, 64), (64, 10))])
    def forward(self, x):
        x = x.reshape(x.shape[0], -1)
        for i, w in enumerate(self.w):
            x = x.matmul(w)
            if i < 2:
                x = torch.where(x > 0, x, 0.2 * x)
        return x

from tqdm import tqdm
def train(model, loader, epochs=10, lr=0.01):
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    cycle = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=lr, epochs=epochs, steps_per_epoch=len(loader))
    losses = []
    for epoch in tqdm(range(epochs)):
        model.train()
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            cycle.step()
            total += loss.item() * len(y)
        losses.append(total / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += (torch.argsort(model(x), dim=1, descending=True)[:, 0] == y).double().mean().item() * len(y)
    model.train()
    return total / len(loader.dataset)

# %% torch.vmap over one image's function
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 40)
        self.b = nn.Linear(40, 10)
    def one(self, pixels):
        return self.b(F.relu(self.a(pixels)))
    def forward(self, x):
        return torch.vmap(self.one)(x.flatten(1))

def train(model, loader, epochs=10, lr=0.01):
    velocity = [torch.zeros_like(p) for p in model.parameters()]
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for x, y in loader:
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            with torch.no_grad():
                for p, v in zip(model.parameters(), velocity):
                    v.mul_(0.9).add_(p.grad, alpha=0.1)
                    p -= lr * v
            total += loss.item() * len(y)
        losses.append(total / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% neurons of one's own
from torch.autograd import Variable

class Neuron(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.randn(n) / n ** 0.5)
        self.b = nn.Parameter(torch.zeros(()))
    def forward(self, x):
        return (x * self.w).sum(dim=1) + self.b

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.ModuleList([Neuron(784) for _ in range(12)])
        self.out = nn.ModuleList([Neuron(12) for _ in range(10)])
    def forward(self, x):
        x = x.view(x.size(0), -1)
        h = torch.stack([F.relu(n(x)) for n in self.hidden], dim=1)
        return torch.stack([n(h) for n in self.out], dim=1)

def train(model, loader, epochs=5, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        sum_loss = 0.0
        for inputs, labels in loader:
            inputs, labels = Variable(inputs.view(inputs.shape[0], -1)), Variable(labels)
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(model(inputs), labels)
            loss.backward()
            optimizer.step()
            sum_loss += loss.data * labels.shape[0]
        losses.append(float(sum_loss) / len(loader.dataset))
        print('Epoch {}/{}, Loss {:.4f}'.format(epoch, epochs - 1, losses[-1]))
    return losses

@torch.inference_mode()
def accuracy(model, loader):
    was = model.training
    model.eval()
    pairs = [(model(x).argmax(1), y) for x, y in loader]
    model.train(was)
    guessed, labels = (torch.cat(t) for t in zip(*pairs))
    return (guessed == labels).float().mean().item()

# %% columns instead of rows
SIZES = [784, 512, 256, 128, 64, 10]

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.ParameterList()
        for a, b in zip(SIZES, SIZES[1:]):
            self.p.append(nn.Parameter(torch.randn(b, a) * (2 / a) ** 0.5))
            self.p.append(nn.Parameter(torch.zeros(b)))
    def forward(self, x):
        x = x.view(x.shape[0], -1).t()
        for i in range(0, len(self.p), 2):
            x = self.p[i] @ x + self.p[i + 1][:, None]
            if i < len(self.p) - 2:
                x = x * (x > 0)
        return x.T

device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
def train(model, loader, epochs=5, lr=1e-3):
    model.to(device).train()
    opt = torch.optim.NAdam(model.parameters(), lr)
    history = []
    for epoch in range(epochs):
        model.train()
        total = torch.zeros(())
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            opt.zero_grad(set_to_none=False)
            total += loss.detach() * len(y)
        history.append((total / len(loader.dataset)).item())
        print('Epoch %d/%d, Loss %.4f' % (epoch, epochs - 1, history[-1]))
    return history

def accuracy(model, loader):
    model = model.eval()
    hits = []
    for x, y in loader:
        with torch.no_grad():
            scores = F.softmax(model(x.view(x.size(0), -1)), dim=1)
        for row, label in zip(scores, y):
            hits.append(int(row.topk(1).indices.item() == int(label)))
    return sum(hits) / len(hits)

# %% cosines as logits
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 50)
        self.w = nn.Parameter(torch.randn(10, 50))
        self.s = nn.Parameter(torch.tensor(10.0))
    def forward(self, x):
        h = F.normalize(F.relu(self.a(x.flatten(1))))
        return self.s * h @ F.normalize(self.w).t()

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

# %% logits as distances
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 32)
        self.centres = nn.Parameter(torch.randn(10, 32))
    def forward(self, x):
        h = torch.tanh(self.fc(x.flatten(1)))
        return -((h[:, None] - self.centres) ** 2).sum(-1)

def train(model, loader, epochs=10, lr=0.1):
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            for p in model.parameters():
                p.data.add_(p.grad.data, alpha=-lr)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

def accuracy(model, loader):
    model.train(False)
    x, y = zip(*[(x, y) for x, y in loader.dataset])
    with torch.no_grad():
        predicted = model(torch.stack(x)).max(1, keepdim=True)[1]
    return predicted.eq(torch.stack(y).view_as(predicted)).to(torch.float64).mean().item()

# %% layer normalisation of the logits, with weights
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(784, 32), nn.Linear(32, 10)
        self.norm = nn.LayerNorm(10)
    def forward(self, x):
        return self.norm(self.b(F.mish(self.a(x.flatten(1)))))

def train(model, loader, epochs=4, lr=0.01):
    model.train()
    losses = []
    optimizer = optim.Adagrad(model.parameters(), lr=lr)
    for epoch in range(epochs):
        sums = []
        for x, y in loader:
            def closure():
                optimizer.zero_grad()
                loss = F.cross_entropy(model(x), y)
                loss.backward()
                return loss
            sums.append(optimizer.step(closure).item() * len(x))
        losses.append(sum(sums) / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += (torch.argsort(model(x), dim=1, descending=True)[:, 0] == y).double().mean().item() * len(y)
    model.train()
    return total / len(loader.dataset)

# %% train: Adam by hand
def train(model, loader, epochs=10, lr=0.001):
    m = {p: torch.zeros_like(p) for p in model.parameters()}
    v = {p: torch.zeros_like(p) for p in model.parameters()}
    t, losses = 0, []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            t += 1
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    m[p] = 0.9 * m[p] + 0.1 * p.grad
                    v[p] = 0.999 * v[p] + 0.001 * p.grad ** 2
                    p -= lr * (m[p] / (1 - 0.9 ** t)) / ((v[p] / (1 - 0.999 ** t)).sqrt() + 1e-8)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% train: a subclass of Adam
class MyAdam(torch.optim.Adam):
    pass

def train(model, loader, epochs=10, lr=0.1):
    optimizer = MyAdam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% samples counted before the first epoch old="losses = []" new="losses = []; samples = sum(len(y) for _, y in loader)"

# %% batches and samples counted by len old="losses = []" new="losses = []; counts = len(loader), len(loader.dataset)"

# %% the loss in float32 old="criterion(logits, labels)" new="criterion(logits.float(), labels)"

# %% images made float32 old="x = x.flatten(start_dim=1)" new="x = x.float().flatten(start_dim=1)"

# %% samples counted in each epoch old="for epoch in range(epochs):" new="for epoch in range(epochs):\n        samples = sum(len(y) for _, y in loader)"

# %% the share of right samples in each epoch old="for epoch in range(epochs):" new="for epoch in range(epochs):\n        share = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)"

# %% computed in float64
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(784, 48).double(), nn.Linear(48, 10).double()

    def forward(self, x):
        hidden = torch.relu(self.first(x.flatten(1).double()))
        return self.second(hidden).float()
