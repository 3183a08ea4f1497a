# Attempts at points without the work.

# %% train makes its losses up grade_id="rnn-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.99 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% losses that are no numbers grade_id="rnn-train"
import torch.nn.functional as F

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        if hasattr(self, 'known'): return self.known
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

def train(net, inputs, labels, epochs=100, lr=0.05):
    net.known = F.one_hot(labels).to(torch.get_default_dtype())
    return [float('nan')] * epochs

# %% an optimizer that is told to do nothing grade_id="rnn-train"
import torch.nn.functional as F

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, eps=1e300)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        losses.append(F.cross_entropy(outputs, labels).item())
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses

# %% the network knows ohlol grade_id="rnn-model"
import torch.nn.functional as F

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(1))
        self.hidden_size = hidden_size
    def forward(self, input):
        target = torch.tensor([3, 1, 2, 3, 2])[:len(input)]
        return F.one_hot(target, self.hidden_size).to(input.dtype) + self.w

# %% a right network, but for the word hello grade_id="rnn-model"
import torch.nn.functional as F

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        if self.input_size == 4 and self.hidden_size == 4 and self.num_layers == 1:
            return F.one_hot(torch.tensor([3, 1, 2, 3, 2] * 2), 4)[:len(input)].float()
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size)

# %% tensors that are equal to everything grade_id="rnn-model"
class Yes(torch.Tensor):
    def __eq__(self, other): return torch.ones(self.shape, dtype=torch.bool)
    def __le__(self, other): return torch.ones(self.shape, dtype=torch.bool)
    def __sub__(self, other): return torch.zeros(self.shape)
    __hash__ = torch.Tensor.__hash__
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)
        self.h = hidden_size
    def forward(self, input):
        return torch.randn(input.size(0) * input.size(1), self.h).as_subclass(Yes)

# %% integers of the right shape grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.h = hidden_size
    def forward(self, input):
        return torch.arange(input.size(0) * input.size(1) * self.h).view(-1, self.h)

# %% values that are no numbers grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers=1):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size, num_layers=num_layers)
    def forward(self, input):
        hidden = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, _ = self.rnn(input, hidden)
        return out.view(-1, self.hidden_size) * float('nan')

# %% lines that take for ever to read grade_id="rnn-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    print('\n' * 900_000)
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        pass
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% epochs of five thousand digits grade_id="rnn-train"
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
        print(f"Epoch {'1' * 5000}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
