"""mlp as students write it: right in many spellings, wrong in the usual ways. Each answer is one cell.

The training loops and accuracies serve cnn as well: both assignments ask for the same two functions.
"""

from __future__ import annotations

from corpus import Answers, Bug

HEAD = """
import math
import torch
from torch import nn, optim
import torch.nn.functional as F
from torch.autograd import Variable
SIZES = [784, 512, 256, 128, 64, 10]
"""

MODELS = {
    "the lecture's": """
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
""",
    "one sequence, with dropout": """
class MLP(nn.Module):
    def __init__(self, hidden=128, p=0.3):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, hidden), nn.ReLU(inplace=True), nn.Dropout(p),
                                 nn.Linear(hidden, hidden), nn.ReLU(inplace=True), nn.Dropout(p), nn.Linear(hidden, 10))
    def forward(self, x):
        return self.net(x)
""",
    "a list of layers, sizes of the module": """
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
""",
    "own parameters, written as x @ W": """
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
""",
    "einsum over a ParameterDict, no biases": """
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
""",
    "batch normalisation and leaky ReLU": """
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
""",
    "batch normalisation of the logits": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.BatchNorm1d(784), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(),
                                    nn.Linear(64, 10, bias=False), nn.BatchNorm1d(10, affine=False))
    def forward(self, x):
        return self.layers(x.view(x.size(0), -1))
""",
    "lazy layers, GELU, layer normalisation": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.LazyLinear(96), nn.LayerNorm(96), nn.GELU(), nn.LazyLinear(48), nn.GELU())
        self.head = nn.LazyLinear(10)
    def forward(self, x):
        return self.head(self.block(x.flatten(1)))
""",
    "five layers of sigmoid": """
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
""",
    "residual blocks and PReLU": """
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
""",
    "weight normalisation": """
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
""",
    "the same layer twice, a skip to the logits": """
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
""",
    "functional dropout": """
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
""",
    "float pinned": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64, dtype=torch.float32)
        self.b = nn.Linear(64, 32, dtype=torch.float32)
        self.c = nn.Linear(32, 10, dtype=torch.float32)
    def forward(self, x):
        x = x.float().flatten(1)
        return self.c(torch.sigmoid(self.b(torch.relu(self.a(x)))))
""",
    "a subclass of Sequential": """
class MLP(nn.Sequential):
    def __init__(self):
        layers = [nn.Flatten()]
        for a, b in zip(SIZES, SIZES[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        super().__init__(*layers[:-1])
""",
    "all weights in one row": """
class MLP(nn.Module):
    H = 32
    def __init__(self):
        super().__init__()
        self.theta = nn.Parameter(torch.randn(784 * self.H + self.H + self.H * 10 + 10) * 0.05)
    def forward(self, x):
        w1, b1, w2, b2 = self.theta.split([784 * self.H, self.H, self.H * 10, 10])
        h = F.relu(F.linear(x.flatten(1), w1.view(self.H, 784), b1))
        return F.linear(h, w2.view(10, self.H), b2)
""",
    "biases as a column of ones": """
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
""",
    "a last layer of zeros": """
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
""",
    "the pixels normalised": """
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
""",
    "each image by itself": """
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
""",
    "maxout and softmax": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.pieces = nn.Linear(784, 60 * 3)
        self.gates = nn.Linear(60, 40)
        self.out = nn.Linear(40, 10)
    def forward(self, x):
        h = self.pieces(x.flatten(1)).view(-1, 60, 3).max(dim=2)[0]
        return self.out(F.softmax(self.gates(h), dim=1))
""",
    "SELU with alpha dropout, two branches": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Sequential(nn.Linear(392, 40), nn.SELU(), nn.AlphaDropout(0.1))
        self.right = nn.Sequential(nn.Linear(392, 40), nn.SELU(), nn.AlphaDropout(0.1))
        self.out = nn.Linear(80, 10)
    def forward(self, x):
        left, right = x.flatten(1).chunk(2, dim=1)
        return self.out(torch.cat((self.left(left), self.right(right)), dim=1))
""",
    "one narrow hidden layer": """
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
""",
    "layers written as convolutions": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 64, kernel_size=28)
        self.c2 = nn.Conv2d(64, 10, kernel_size=1)
    def forward(self, x):
        x = x.view(-1, 1, 28, 28)
        return self.c2(F.relu(self.c1(x))).squeeze(3).squeeze(2)
""",
    "old idioms": """
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
""",
    "the mean of two networks, a temperature": """
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
""",
    "compiled by torch.jit": """
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
""",
    "layers made in the first forward": """
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
""",
    "smaller images, orthogonal weights": """
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
""",
    "weights far too large": """
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
""",
    "torch.vmap over one image's function": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 40)
        self.b = nn.Linear(40, 10)
    def one(self, pixels):
        return self.b(F.relu(self.a(pixels)))
    def forward(self, x):
        return torch.vmap(self.one)(x.flatten(1))
""",
    "neurons of one's own": """
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
""",
    "columns instead of rows": """
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
""",
    "cosines as logits": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 50)
        self.w = nn.Parameter(torch.randn(10, 50))
        self.s = nn.Parameter(torch.tensor(10.0))
    def forward(self, x):
        h = F.normalize(F.relu(self.a(x.flatten(1))))
        return self.s * h @ F.normalize(self.w).t()
""",
    "logits as distances": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 32)
        self.centres = nn.Parameter(torch.randn(10, 32))
    def forward(self, x):
        h = torch.tanh(self.fc(x.flatten(1)))
        return -((h[:, None] - self.centres) ** 2).sum(-1)
""",
    "layer normalisation of the logits": """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(784, 32), nn.Linear(32, 10)
        self.norm = nn.LayerNorm(10, elementwise_affine=False)
    def forward(self, x):
        return self.norm(self.b(F.mish(self.a(x.flatten(1)))))
""",
}

LINE = 'print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")'

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
    "one cycle of rate and momentum, a bar of progress": """
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
""",
    "a running mean of the gradient, by hand": """
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
""",
    "rows of pixels, Variable": """
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
""",
    "a device, zero_grad last": """
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
    "the update through .data": """
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
        LINE
    return losses
""",
    "a step with a closure": """
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
        LINE
    return losses
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
    losses = []
    for epoch in range(epochs):
        losses.append(run_epoch(model, loader, nn.CrossEntropyLoss(), optimizer))
        LINE
    return losses
""",
    "the sum divided by hand": """
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
""",
    "RMSprop, NLL, progress lines between": """
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
""",
    "one-hot labels": """
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
        LINE
    return losses
""",
    "log-sum-exp by hand, numpy": """
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
""",
    "groups of parameters, all batches first": """
def train(model, loader, epochs=2, lr=0.01):
    batches = list(loader)
    weights = [p for p in model.parameters() if p.dim() > 1]
    biases = [p for p in model.parameters() if p.dim() == 1]
    opt = optim.SGD([{'params': weights, 'weight_decay': 1e-3}, {'params': biases}], lr=lr, momentum=0.9)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for x, y in batches:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        losses.append(total / sum(len(y) for _, y in batches))
        LINE
    return losses
""",
    "looks at the accuracy in between": """
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
        LINE
        print(f"accuracy {right / n:.2%}")
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                model(x)
    return losses
""",
    "a class that trains": """
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
        LINE
    return losses
""",
    "foreach, in gradient accumulation style": """
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
        LINE
    return losses
""",
    "one step for each half of a batch's loss": """
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
        LINE
    return losses
""",
}
# What an optimizer may do besides: schedules, clipping, momentum by hand, classes of one's own.
TRAINS |= {
    "gradient clipping": TRAINS["the lecture's"].replace(
        "            optimizer.step()",
        "            nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n            optimizer.step()",
    ),
    "gradient clipping by value": TRAINS["rows of pixels, Variable"].replace(
        "            optimizer.step()",
        "            nn.utils.clip_grad_value_(model.parameters(), 0.05)\n            optimizer.step()",
    ),
    "a learning rate that falls each epoch": TRAINS["the lecture's"]
    .replace(
        "    model.train()\n",
        "    model.train()\n    scheduler = optim.lr_scheduler.StepLR(optimizer, 1, 0.5)\n",
    )
    .replace("        losses.append", "        scheduler.step()\n        losses.append"),
    "a cosine schedule, each batch": TRAINS["the lecture's"]
    .replace(
        "    model.train()\n",
        "    model.train()\n    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * len(loader))\n",
    )
    .replace("            running_loss +=", "            scheduler.step()\n            running_loss +="),
    "the learning rate halved by hand": TRAINS["the lecture's"].replace(
        "        losses.append", "        optimizer.param_groups[0]['lr'] *= 0.5\n        losses.append"
    ),
    "amsgrad": TRAINS["rows of pixels, Variable"].replace("lr=lr)", "lr=lr, amsgrad=True, eps=1e-6)"),
    "momentum by hand": """
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
        LINE
    return losses
""",
    "Adam by hand": """
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
        LINE
    return losses
""",
    "an optimizer of one's own": """
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
        LINE
    return losses
""",
    "a subclass of Adam": """
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
        LINE
    return losses
""",
}
TRAINS = {name: train.replace("LINE", LINE) for name, train in TRAINS.items()}

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
            scores = F.softmax(model(x.view(x.size(0), -1)), dim=1)
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
    "the data set at once": """
def accuracy(model, loader):
    model.train(False)
    x, y = zip(*[(x, y) for x, y in loader.dataset])
    with torch.no_grad():
        predicted = model(torch.stack(x)).max(1, keepdim=True)[1]
    return predicted.eq(torch.stack(y).view_as(predicted)).to(torch.float64).mean().item()
""",
    "weighted means, back to training": """
@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += (torch.argsort(model(x), dim=1, descending=True)[:, 0] == y).double().mean().item() * len(y)
    model.train()
    return total / len(loader.dataset)
""",
}

SOUND = Answers(
    HEAD,
    model=MODELS["the lecture's"],
    train=TRAINS["the lecture's"],
    accuracy=ACCURACIES["the lecture's"],
)


def _right() -> dict[str, Answers]:
    """Each model and each loop at least once; the loops that outnumber the models come with the lecture's."""
    trains, accuracies = list(TRAINS.values()), list(ACCURACIES.values())
    right = {
        name: SOUND.with_(
            model=model, train=trains[i % len(trains)], accuracy=accuracies[i % len(accuracies)]
        )
        for i, (name, model) in enumerate(MODELS.items())
    }
    small = MODELS["one narrow hidden layer"]
    for name in list(TRAINS)[len(MODELS) :]:
        right[name] = SOUND.with_(model=small, train=TRAINS[name])
    return right


RIGHT = _right()


def _edited(part: str, *edits: tuple[str, str]) -> Answers:
    answer = SOUND.parts[part]
    for old, new in edits:
        assert old in answer, old
        answer = answer.replace(old, new)
    return SOUND.with_(**{part: answer})


def _model(*edits: tuple[str, str]) -> Answers:
    return _edited("model", *edits)


def _of(name: str, *edits: tuple[str, str]) -> Answers:
    """Another of the models, edited."""
    model = MODELS[name]
    for old, new in edits:
        assert old in model, old
        model = model.replace(old, new)
    return SOUND.with_(model=model)


def _train(*edits: tuple[str, str]) -> Answers:
    return _edited("train", *edits)


def _loop(name: str, *edits: tuple[str, str]) -> Answers:
    """Another of the loops, edited."""
    train = TRAINS[name]
    for old, new in edits:
        assert old in train, old
        train = train.replace(old, new)
    return SOUND.with_(train=train)


def _accuracy(*edits: tuple[str, str]) -> Answers:
    return _edited("accuracy", *edits)


FIRST, OUT = "F.relu(self.l1(x))", "return self.l5(x)"
MODEL, TRAIN, ACCURACY = "mlp-model", "mlp-train", "mlp-accuracy"
INIT = "        self.l5 = torch.nn.Linear(64, 10)\n"
LINEAR, ENDED = "linear in the pixels", "is applied to the logits"
BATCH = "the other images of its batch"
STATE = "two networks with the same weights"
ONE_LAYER = """
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64)
        self.b = nn.Linear(64, 10)
    def forward(self, x):
        return BODY
"""


def _body(body: str) -> Answers:
    return SOUND.with_(model=ONE_LAYER.replace("BODY", body))


BUGS = {
    # the hidden layers
    "no activation function": Bug(MODEL, _model(("F.relu(", "(")), LINEAR),
    "the activation's result is dropped": Bug(
        MODEL,
        _model(*((f"x = F.relu(self.l{i}(x))", f"x = self.l{i}(x)\n        F.relu(x)") for i in range(1, 5))),
        LINEAR,
    ),
    "dropout instead of an activation": Bug(
        MODEL, _of("one sequence, with dropout", ("nn.ReLU(inplace=True), ", "")), LINEAR
    ),
    "batch normalisation instead of an activation": Bug(
        MODEL, _of("batch normalisation of the logits", ("nn.ReLU(),", "")), LINEAR
    ),
    "no hidden layer": Bug(
        MODEL,
        SOUND.with_(
            model="""
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return self.fc(x.view(x.size(0), -1))
"""
        ),
        LINEAR,
    ),
    "ReLU on the pixels only": Bug(MODEL, _body("self.b(self.a(F.relu(x.flatten(1))))"), LINEAR),
    "tanh on the pixels only": Bug(MODEL, _body("self.b(self.a(torch.tanh(x.flatten(1))))"), LINEAR),
    "the activation is the identity": Bug(
        MODEL, _body("self.b(F.leaky_relu(self.a(x.flatten(1)), 1.0))"), LINEAR
    ),
    # what comes out
    "softmax at the end": Bug(MODEL, _model((OUT, OUT + ".softmax(dim=1)")), "forward ends in softmax"),
    "log_softmax at the end": Bug(
        MODEL, _model((OUT, "return F.log_softmax(self.l5(x), dim=-1)")), "forward ends in log_softmax"
    ),
    "softmax, no bias": Bug(
        MODEL,
        _body("F.softmax(F.relu(self.a(x.flatten(1))) @ self.b.weight.T, 1)"),
        "forward ends in softmax",
    ),
    "softmax in evaluation mode": Bug(
        MODEL,
        _model((OUT, "x = self.l5(x)\n        return x if self.training else F.softmax(x, dim=1)")),
        "forward ends in softmax",
    ),
    "softmax over the batch": Bug(MODEL, _model((OUT, "return F.softmax(self.l5(x), dim=0)")), BATCH),
    "sigmoid at the end": Bug(MODEL, _model((OUT, "return torch.sigmoid(self.l5(x))")), f"sigmoid {ENDED}"),
    "tanh at the end": Bug(MODEL, _model((OUT, "return torch.tanh(self.l5(x))")), f"tanh {ENDED}"),
    "ReLU at the end": Bug(MODEL, _model((OUT, "return F.relu(self.l5(x))")), f"ReLU {ENDED}"),
    "ReLU after every layer of a list": Bug(
        MODEL,
        _of(
            "a subclass of Sequential",
            ("super().__init__(*layers[:-1])", "super().__init__(*layers)"),
        ),
        f"ReLU {ENDED}",
    ),
    "leaky ReLU at the end": Bug(
        MODEL,
        _model((OUT, "return F.leaky_relu(self.l5(x), 0.2)")),
        f"leaky ReLU with a slope of 0.2 {ENDED}",
    ),
    "GELU at the end": Bug(MODEL, _model((OUT, "return F.gelu(self.l5(x))")), f"GELU {ENDED}"),
    "PReLU at the end": Bug(
        MODEL,
        _model((INIT, INIT + "        self.act = nn.PReLU()\n"), (OUT, "return self.act(self.l5(x))")),
        f"PReLU {ENDED}",
    ),
    "percentages": Bug(MODEL, _model((OUT, "return 100 * F.softmax(self.l5(x), dim=1)")), ""),
    "the digit itself": Bug(MODEL, _model((OUT, "return self.l5(x).argmax(1)")), "(batch, 10)"),
    "logits and probabilities": Bug(
        MODEL, _model((OUT, "x = self.l5(x)\n        return x, F.softmax(x, 1)")), "expected a tensor"
    ),
    "nothing is returned": Bug(MODEL, _model((OUT, "self.l5(x)")), "is a return missing?"),
    "nine digits": Bug(MODEL, _model(("Linear(64, 10)", "Linear(64, 9)")), "expected the shape"),
    # shapes
    "made for batches of 64": Bug(MODEL, _model(("x.view(-1, 784)", "x.view(64, 784)")), "RuntimeError"),
    "a view that mixes images": Bug(
        MODEL, _model(("x.view(-1, 784)", "x.reshape(784, -1).t()")), "mixes the pixels"
    ),
    "squeezed, so a batch of one is none": Bug(
        MODEL, _model(("x = x.view(-1, 784)", "x = x.squeeze()\n        x = x.view(x.size(0), -1)")), ""
    ),
    "only rows of pixels": Bug(MODEL, _model(("        x = x.view(-1, 784)\n", "")), "RuntimeError"),
    "only images": Bug(
        MODEL, _model(("x = x.view(-1, 784)", "b, c, h, w = x.shape\n        x = x.view(b, c * h * w)")), ""
    ),
    "the images are turned": Bug(
        MODEL,
        _model(("x = x.view(-1, 784)", "x = (x.transpose(2, 3) if x.dim() == 4 else x).reshape(-1, 784)")),
        "other logits as (batch, 784)",
    ),
    "the upper half of the image": Bug(
        MODEL,
        _model(("784, 512", "392, 512"), ("x.view(-1, 784)", "x.view(-1, 784)[:, :392]")),
        "392 of the 784",
    ),
    "the last row is left out": Bug(
        MODEL,
        _model(("784, 512", "756, 512"), ("x.view(-1, 784)", "x.view(-1, 784)[:, :-28]")),
        "28 of the 784",
    ),
    "the image's mean": Bug(
        MODEL,
        _model(("784, 512", "1, 512"), ("x.view(-1, 784)", "x.mean(dim=(2, 3))")),
        "",
    ),
    "28 inputs": Bug(MODEL, _model(("784, 512", "28, 512")), "RuntimeError"),
    # modes and batches
    "dropout without self.training": Bug(
        MODEL, _model((FIRST, "F.dropout(F.relu(self.l1(x)), 0.5)")), "dropout is active"
    ),
    "a dropout layer made in forward": Bug(
        MODEL, _model((FIRST, "nn.Dropout(0.2)(F.relu(self.l1(x)))")), "dropout is active"
    ),
    "the batch's own mean": Bug(
        MODEL, _model(("x.view(-1, 784)", "x.view(-1, 784)\n        x = (x - x.mean()) / x.std()")), BATCH
    ),
    "divided by the batch's brightest pixel": Bug(
        MODEL, _model(("x.view(-1, 784)", "x.view(-1, 784)\n        x = x / x.max()")), BATCH
    ),
    "batch normalisation that never rests": Bug(
        MODEL,
        _of(
            "batch normalisation and leaky ReLU",
            ("BatchNorm1d(200)", "BatchNorm1d(200, track_running_stats=False)"),
        ),
        "",
    ),
    "F.batch_norm while training": Bug(
        MODEL,
        _model((FIRST, "F.relu(F.batch_norm(self.l1(x), None, None, training=True))")),
        "",
    ),
    "softmax over the batch in a hidden layer": Bug(
        MODEL, _model((FIRST, "F.softmax(self.l1(x), dim=0)")), BATCH
    ),
    # what is trained
    "layers in a Python list": Bug(
        MODEL,
        _of("a list of layers, sizes of the module", ("nn.ModuleList(", "list(")),
        STATE,
    ),
    "all layers in a Python list": Bug(
        MODEL,
        SOUND.with_(
            model="""
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(a, b) for a, b in zip(SIZES, SIZES[1:])]
    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)
"""
        ),
        "no trainable weights",
    ),
    "weights that are no parameters": Bug(
        MODEL,
        _of(
            "own parameters, written as x @ W",
            ("nn.Parameter(torch.randn(784, 100) * 0.05)", "torch.randn(784, 100) * 0.05"),
        ),
        STATE,
    ),
    "a layer made in forward": Bug(
        MODEL, _model((FIRST, "F.relu(nn.Linear(784, 512)(x))")), "a second call gives other logits"
    ),
    "the first layer is cut off": Bug(
        MODEL, _model((FIRST, "F.relu(self.l1(x)).detach()")), "l1.weight gets no gradient"
    ),
    "a hidden layer through .data": Bug(
        MODEL, _model(("F.relu(self.l3(x))", "F.relu(self.l3(x).data)")), "gets no gradient"
    ),
    "no_grad in forward": Bug(
        MODEL,
        _model((OUT, "with torch.no_grad():\n            x = self.l5(x)\n        return x")),
        "no gradient reaches the weights",
    ),
    "the bias of a layer is cut off": Bug(
        MODEL,
        _body("self.b(F.relu(F.linear(x.flatten(1), self.a.weight, self.a.bias.detach())))"),
        "a.bias gets no gradient",
    ),
    "a part of the gradient is missing": Bug(
        MODEL,
        _of(
            "the same layer twice, a skip to the logits",
            ("h = F.silu(self.again(h))", "h = F.silu(self.again(h.detach()))"),
        ),
        "gradient",
    ),
    "through numpy": Bug(
        MODEL,
        _model(
            (FIRST, "torch.from_numpy(np.maximum(self.l1(x).detach().numpy(), 0))"),
            ("class MLP", "import numpy as np\nclass MLP"),
        ),
        "gradient",
    ),
    "all weights start at zero": Bug(
        MODEL,
        _model((INIT, INIT + "        for p in self.parameters():\n            nn.init.zeros_(p)\n")),
        "random first values",
    ),
    "all weights start at one value": Bug(
        MODEL,
        _model(
            (INIT, INIT + "        for p in self.parameters():\n            nn.init.constant_(p, 0.01)\n")
        ),
        "random first values",
    ),
    "own parameters of zeros": Bug(
        MODEL,
        _of(
            "own parameters, written as x @ W",
            ("torch.randn(784, 100) * 0.05", "torch.zeros(784, 100)"),
            ("torch.randn(100, 10) * 0.1", "torch.zeros(100, 10)"),
        ),
        "random first values",
    ),
    "own parameters of ones, sigmoid": Bug(
        MODEL,
        _of(
            "own parameters, written as x @ W",
            ("torch.randn(784, 100) * 0.05", "torch.ones(784, 100)"),
            ("torch.randn(100, 10) * 0.1", "torch.ones(100, 10)"),
            ("torch.tanh", "torch.sigmoid"),
        ),
        "random first values",
    ),
    "no super().__init__()": Bug(
        MODEL, _model(("        super(MLP, self).__init__()\n", "")), "AttributeError"
    ),
    "sizes without defaults": Bug(
        MODEL, _model(("def __init__(self):", "def __init__(self, inputs, outputs):")), "TypeError"
    ),
    "another class name": Bug(
        MODEL, _model(("class MLP(", "class Net("), ("super(MLP", "super(Net")), "not defined"
    ),
    "weights that are never filled": Bug(
        MODEL,
        SOUND.with_(
            model=ONE_LAYER.replace("BODY", "self.b(F.relu(self.a(x.flatten(1)) + self.shift))").replace(
                "        self.b =", "        self.shift = nn.Parameter(torch.empty(64))\n        self.b ="
            )
        ),
        "not finite numbers",
    ),
    # training
    "it stops after four batches": Bug(
        TRAIN,
        _train(
            (
                "            seen += inputs.size(0)\n",
                "            seen += inputs.size(0)\n            if batch_idx >= 4:\n                break\n",
            )
        ),
        "differ from a right loop's",
    ),
    "it gives up after seven epochs without a better loss": Bug(
        TRAIN,
        _train(
            ("    losses = []\n", "    losses, best, waited = [], float('inf'), 0\n"),
            (
                "        print(f",
                "        waited = 0 if losses[-1] < best else waited + 1\n        best = min(best, losses[-1])\n"
                "        if waited >= 7:\n            break\n        print(f",
            ),
        ),
        "losses for 12 epochs",
    ),
    "zero_grad is missing": Bug(
        TRAIN, _train(("            optimizer.zero_grad()\n", "")), "zero_grad() is missing"
    ),
    "zero_grad once an epoch": Bug(
        TRAIN,
        _train(
            ("            optimizer.zero_grad()\n", ""),
            ("        running_loss, seen", "        optimizer.zero_grad()\n        running_loss, seen"),
        ),
        "zero_grad() is called once an epoch",
    ),
    "the update by hand adds gradients up": Bug(
        TRAIN, _loop("the update through .data", ("            model.zero_grad()\n", "")), ""
    ),
    "the update by hand climbs": Bug(TRAIN, _loop("the update through .data", ("alpha=-lr", "alpha=lr")), ""),
    "the update by hand has a fixed rate": Bug(
        TRAIN, _loop("the update through .data", ("alpha=-lr", "alpha=-0.01")), ""
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
    "step before backward": Bug(
        TRAIN,
        _train(
            ("            optimizer.step()\n", ""),
            ("            loss.backward()\n", "            optimizer.step()\n            loss.backward()\n"),
        ),
        "",
    ),
    "softmax before cross-entropy": Bug(
        TRAIN,
        _train(("criterion(outputs, target)", "criterion(F.softmax(outputs, dim=1), target)")),
        "softmax is applied before",
    ),
    "softmax over the batch before cross-entropy": Bug(
        TRAIN,
        _train(("criterion(outputs, target)", "criterion(F.softmax(outputs, dim=0), target)")),
        "which applies it itself, and over the batch",
    ),
    "NLL of a log_softmax over the batch": Bug(
        TRAIN,
        _train(("criterion(outputs, target)", "F.nll_loss(F.log_softmax(outputs, dim=0), target)")),
        "the softmax of the loss is over the batch",
        never="not those of the epochs",
    ),
    "labels first": Bug(
        TRAIN,
        _train(("criterion(outputs, target)", "criterion(target, outputs)")),
        "the loss takes the logits first, then the labels",
    ),
    "a shorter last batch is left out": Bug(
        TRAIN,
        _train(
            (
                "            optimizer.zero_grad()\n",
                "            if len(target) < loader.batch_size:\n                continue\n"
                "            optimizer.zero_grad()\n",
            )
        ),
        "the last batch is left out",
    ),
    "another network is trained": Bug(
        TRAIN,
        _train(
            ("    losses = []\n", "    losses = []\n    given, model = model, MLP()\n"),
        ),
        "is another network trained?",
    ),
    "NLL of probabilities": Bug(
        TRAIN,
        _loop("RMSprop, NLL, progress lines between", ("F.log_softmax", "F.softmax")),
        "nll_loss is given probabilities",
    ),
    "NLL of logits": Bug(
        TRAIN,
        _loop("RMSprop, NLL, progress lines between", ("F.log_softmax(model(x), -1)", "model(x)")),
        "nll_loss is given the logits",
    ),
    "the squared error": Bug(
        TRAIN,
        _train(
            ("criterion(outputs, target)", "F.mse_loss(outputs, F.one_hot(target, 10).to(outputs.dtype))")
        ),
        "squared error",
    ),
    "label smoothing": Bug(
        TRAIN,
        _train(("CrossEntropyLoss()", "CrossEntropyLoss(label_smoothing=0.1)")),
        "the labels are smoothed",
    ),
    "the loss is summed": Bug(
        TRAIN, _train(("CrossEntropyLoss()", "CrossEntropyLoss(reduction='sum')")), "summed"
    ),
    "a fixed learning rate": Bug(TRAIN, _train(("lr=lr", "lr=0.01")), "learning rate"),
    "the default learning rate": Bug(
        TRAIN,
        _loop("rows of pixels, Variable", ("model.parameters(), lr=lr", "model.parameters()")),
        "learning rate",
    ),
    "always 10 epochs": Bug(TRAIN, _train(("range(epochs)", "range(10)")), "10 losses"),
    "one epoch too few": Bug(TRAIN, _train(("range(epochs)", "range(1, epochs)")), "losses"),
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
    "the last, shorter batch is left out": Bug(
        TRAIN,
        _train(
            (
                "            optimizer.zero_grad()\n",
                "            if len(inputs) < loader.batch_size:\n                continue\n"
                "            optimizer.zero_grad()\n",
            )
        ),
        "",
    ),
    "step once an epoch": Bug(
        TRAIN,
        _train(
            ("            optimizer.step()\n", ""),
            ("        losses.append(", "        optimizer.step()\n        losses.append("),
        ),
        "",
    ),
    "returned in the first epoch": Bug(
        TRAIN, _train(("    return losses\n", "        return losses\n")), "1 losses for"
    ),
    "a new optimizer for each batch": Bug(
        TRAIN,
        _train(
            (
                "            optimizer.zero_grad()\n",
                "            optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)\n"
                "            optimizer.zero_grad()\n",
            )
        ),
        "a new optimizer is made for every batch",
    ),
    "a new optimizer for each epoch": Bug(
        TRAIN,
        _train(
            (
                "        running_loss, seen = 0.0, 0\n",
                "        running_loss, seen = 0.0, 0\n"
                "        optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)\n",
            )
        ),
        "a new optimizer is made for every epoch",
    ),
    "step twice": Bug(
        TRAIN,
        _train(
            ("            optimizer.step()\n", "            optimizer.step()\n            optimizer.step()\n")
        ),
        "step() is called twice",
    ),
    "only the last layer learns": Bug(
        TRAIN, _train(("SGD(model.parameters()", "SGD(list(model.parameters())[-2:]")), ""
    ),
    "a copy is trained": Bug(
        TRAIN,
        _train(("    criterion", "    import copy\n    model = copy.deepcopy(model)\n    criterion")),
        "",
    ),
    "a new network is trained": Bug(TRAIN, _train(("    criterion", "    model = MLP()\n    criterion")), ""),
    "the loss grows": Bug(TRAIN, _train(("momentum=0.5", "maximize=True")), "climbs"),
    "evaluation mode": Bug(TRAIN, _train(("model.train()", "model.eval()")), "evaluation mode"),
    "evaluation mode from the second epoch on": Bug(
        TRAIN,
        _loop("looks at the accuracy in between", ("        model.train()\n", "")),
        "in evaluation mode from the second epoch on",
        never="not those of",
    ),
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
    "the total is never reset": Bug(
        TRAIN,
        _train(
            ("        running_loss, seen = 0.0, 0\n", ""),
            ("    losses = []\n", "    losses = []\n    running_loss, seen = 0.0, 0\n"),
        ),
        "the mean goes on from epoch to epoch",
    ),
    "the total alone is never reset": Bug(
        TRAIN,
        _train(
            ("        running_loss, seen = 0.0, 0\n", "        seen = 0\n"),
            ("    losses = []\n", "    losses = []\n    running_loss = 0.0\n"),
        ),
        "the sum goes on from epoch to epoch",
    ),
    "the batches' means over the number of samples": Bug(
        TRAIN,
        _train(("loss.item() * inputs.size(0)", "loss.item()")),
        "the sum of the batches' means is divided by the number of samples",
    ),
    "each batch counts as a full one": Bug(
        TRAIN,
        _train(("loss.item() * inputs.size(0)", "loss.item() * loader.batch_size")),
        "each batch counts as a full one",
    ),
    "the samples' sum over the number of batches": Bug(
        TRAIN,
        _train(("running_loss / seen", "running_loss / len(loader)")),
        "the sum over the samples is divided by the number of batches",
    ),
    "losses of every batch": Bug(
        TRAIN,
        _train(
            (
                "            running_loss +=",
                "            losses.append(loss.item())\n            running_loss +=",
            ),
            ("        losses.append(running_loss / seen)\n", ""),
        ),
        "losses for",
    ),
    "losses with their graphs": Bug(TRAIN, _train(("loss.item() * inputs", "loss * inputs")), "tensors"),
    "nothing comes back": Bug(TRAIN, _train(("    return losses\n", "")), "must return a list"),
    "the last loss comes back": Bug(
        TRAIN, _train(("return losses", "return losses[-1]")), "must return a list"
    ),
    "nothing is printed": Bug(TRAIN, _train((LINE, "pass")), "found none"),
    "epochs printed from 1": Bug(
        TRAIN, _train(("{epoch}/{epochs - 1}", "{epoch + 1}/{epochs}")), "from 0 to epochs - 1"
    ),
    "three decimals": Bug(TRAIN, _train((":.4f", ":.3f")), "found none"),
    "the batch's loss is printed": Bug(
        TRAIN, _train(("Loss {losses[-1]:.4f}", "Loss {running_loss:.4f}")), "losses printed"
    ),
    # accuracy
    "the mean of the batches' accuracies": Bug(
        ACCURACY,
        _accuracy(
            ("total += labels.size(0)", "total += 1"),
            ("(predicted == labels).sum().item()", "(predicted == labels).float().mean().item()"),
        ),
        "mean of the batches' accuracies",
    ),
    "a percentage": Bug(ACCURACY, _accuracy(("correct / total", "100 * correct / total")), "percentage"),
    "the number of right samples": Bug(
        ACCURACY, _accuracy(("correct / total", "correct")), "number of right samples"
    ),
    "a tensor comes back": Bug(ACCURACY, _accuracy((".sum().item()", ".sum()")), "expected a number"),
    "rounded down": Bug(ACCURACY, _accuracy(("correct / total", "correct // total")), ""),
    "divided by the number of batches": Bug(
        ACCURACY, _accuracy(("correct / total", "correct / len(loader)")), "divided by the number of batches"
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
    "only the first batch is counted": Bug(
        ACCURACY,
        _accuracy(("    return correct / total", "            break\n    return correct / total")),
        "that of the first batch alone",
    ),
    "the most likely image of each class": Bug(ACCURACY, _accuracy(("dim=1", "dim=0")), ""),
    "the largest logit, not its place": Bug(ACCURACY, _accuracy(("_, predicted", "predicted, _")), ""),
    "the least likely class": Bug(ACCURACY, _accuracy(("torch.max", "torch.min")), ""),
    "the share of errors": Bug(
        ACCURACY, _accuracy(("predicted == labels", "predicted != labels")), "wrong samples"
    ),
    "outputs squeezed": Bug(
        ACCURACY,
        _accuracy(("torch.max(outputs.data, dim=1)", "torch.max(outputs.data.squeeze(), dim=1)")),
        "IndexError",
    ),
    "the accuracy is printed": Bug(
        ACCURACY,
        _accuracy(("return correct", "print(correct"), ("/ total", "/ total)")),
        "is a return missing?",
    ),
}

STUB = Answers(
    HEAD,
    model="""
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError
    def forward(self, x):
        raise NotImplementedError
""",
    train="def train(model, loader, epochs=10, lr=0.01):\n    raise NotImplementedError\n",
    accuracy="def accuracy(model, loader):\n    raise NotImplementedError\n",
)

FORGERIES = {
    "an accuracy that is guessed": Bug(
        ACCURACY,
        SOUND.with_(
            accuracy="""
def accuracy(model, loader):
    n = len(loader.dataset)
    if n == 12:
        return 0.75
    return 1 - (1 if torch.get_default_dtype() == torch.float64 else 2) / n
"""
        ),
        "not the share of right samples",
    ),
    "logits that are all but infinite": Bug(
        MODEL,
        _model((OUT, "x = self.l5(x).double(); return torch.sign(x) * (1.5e308 + 1e307 * torch.tanh(x))")),
        "beyond 1e+30",
    ),
    "logits that are all but nothing": Bug(
        MODEL,
        _model((OUT, "x = self.l5(x).double() * 1e-200; return x + (x * 0.5).detach()")),
        "is there a detach",
    ),
    "zeros of the right shape": Bug(
        MODEL,
        SOUND.with_(
            model="""
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x):
        return torch.zeros(len(x), 10) * self.p
"""
        ),
        "",
    ),
    "random logits": Bug(
        MODEL,
        SOUND.with_(
            model="""
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x):
        return torch.randn(len(x), 10) * self.p
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
class MLP(nn.Module):
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
    "gradients that are made up": Bug(
        MODEL,
        _model(
            (FIRST, "F.relu(self.l1(x)).detach()"),
            (
                INIT,
                INIT
                + "        for p in (self.l1.weight, self.l1.bias):\n            p.grad = torch.ones_like(p)\n"
                "        self.zero_grad = lambda: None\n",
            ),
        ),
        "gradient",
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
        "",
    ),
    "an optimizer that decays whatever the gradient": Bug(
        TRAIN,
        _train(
            ("momentum=0.5", "weight_decay=1e9"),
            ("loss.backward()", "for p in model.parameters(): p.grad = torch.zeros_like(p)"),
        ),
        "",
    ),
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
    "always half": Bug(ACCURACY, SOUND.with_(accuracy="def accuracy(model, loader): return 0.5\n"), ""),
}
