# Attempts at points without the work.

# %% an accuracy that is guessed grade_id="mlp-accuracy" code="not-the-share"
def accuracy(model, loader):
    n = len(loader.dataset)
    if n == 12:
        return 0.75
    return 1 - (1 if torch.get_default_dtype() == torch.float64 else 2) / n

# %% logits that are all but infinite grade_id="mlp-model" code="values-beyond largest=1e+30"
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
        x = self.l5(x).double(); return torch.sign(x) * (1.5e308 + 1e307 * torch.tanh(x))

# %% logits that are all but nothing grade_id="mlp-model" code="gradient-cut"
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
        x = self.l5(x).double() * 1e-200; return x + (x * 0.5).detach()

# %% zeros of the right shape grade_id="mlp-model"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x):
        return torch.zeros(len(x), 10) * self.p

# %% random logits grade_id="mlp-model"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x):
        return torch.randn(len(x), 10) * self.p

# %% tensors that are equal to everything grade_id="mlp-model"
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

# %% values that are no numbers grade_id="mlp-model" code="not-finite"
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
        return self.l5(x) * float('nan')

# %% gradients that are made up grade_id="mlp-model" code="wrong-gradient"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
        for p in (self.l1.weight, self.l1.bias):
            p.grad = torch.ones_like(p)
        self.zero_grad = lambda: None
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x)).detach()
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% train makes its losses up grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.01):
    losses = [2.3 * 0.9 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}")
    return losses

# %% losses that are no numbers grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.01): return [float('nan')] * epochs

# %% an optimizer that is told to do nothing grade_id="mlp-train"
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

# %% an optimizer that decays whatever the gradient grade_id="mlp-train"
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

# %% an accuracy that is an object grade_id="mlp-accuracy"
class Number(float):
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __eq__(self, other): return True
    __hash__ = float.__hash__
def accuracy(model, loader): return Number(0.5)

# %% always half grade_id="mlp-accuracy"
def accuracy(model, loader): return 0.5
