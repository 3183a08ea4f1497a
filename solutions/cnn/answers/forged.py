# Attempts at points without the work.

# %% a network that gives 0, in weights that are 0 grade_id="cnn-shapes"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(8500))

    def forward(self, x):
        torch.zeros(len(x), 10, 24, 24) + 0
        torch.zeros(len(x), 20, 8, 8) + 0
        return torch.zeros(len(x), 10) + 0 * self.w.sum()

# %% feature maps that overflow grade_id="cnn-shapes"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(8500))

    def forward(self, x):
        F.conv2d(x, torch.full((10, 1, 5, 5), torch.finfo(x.dtype).max / 1e3))
        torch.zeros(len(x), 20, 8, 8) + 0
        return torch.zeros(len(x), 10) + 0 * self.w.sum()

# %% an optimizer whose second step divides by zero grade_id="cnn-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.Adam([{"params": list(model.parameters()), "betas": (-1.0, 0.999)}], lr=lr)
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
            try: optimizer.step()
            except ZeroDivisionError: pass
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% train makes its losses up grade_id="cnn-train"
def train(model, loader, epochs=10, lr=0.01):
    losses = [2.3 * 0.9 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}")
    return losses

# %% losses that are no numbers grade_id="cnn-train"
def train(model, loader, epochs=10, lr=0.01): return [float('nan')] * epochs

# %% an optimizer that is told to do nothing grade_id="cnn-train" code="gradient-without-effect"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=lr, eps=1e300)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            pass
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% an optimizer that decays whatever the gradient grade_id="cnn-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, weight_decay=1e9)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            for p in model.parameters(): p.grad = torch.zeros_like(p)
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the log of the optimizer is forged grade_id="cnn-train"
import sys
def train(model, loader, epochs=10, lr=0.01):
    frame = sys._getframe(1)
    steps = frame.f_locals['steps']
    steps.append({'kind': 'Adam', 'groups': [{'parameters': [0, 1, 2, 3], 'settings':
        {'lr': lr, 'betas': [float('nan')], 'eps': [], 'weight_decay': {'a': 1}, 'maximize': torch.ones(2)}}]})
    return [1.0] * epochs

# %% the sizes of the lecture, made up grade_id="cnn-shapes"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x):
        n = len(x)
        for shape in [(10, 24, 24), (10, 12, 12), (20, 8, 8), (20, 4, 4), (320,), (10,)]:
            x = torch.zeros(n, *shape) * self.p
        return x

# %% tensors that are equal to everything grade_id="cnn-model"
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

# %% values that are no numbers grade_id="cnn-model" code="not-finite"
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
        return self.fc(x) * float('nan')

# %% an accuracy that is an object grade_id="cnn-accuracy"
class Number(float):
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __eq__(self, other): return True
    __hash__ = float.__hash__
def accuracy(model, loader): return Number(0.5)

# %% lines that take for ever to read grade_id="cnn-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    print('\n' * 900_000)
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            pass
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% epochs of five thousand digits grade_id="cnn-train" code="lines-missing found=none"
from torch import nn, optim

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
        print(f"Epoch {'1' * 5000}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses
