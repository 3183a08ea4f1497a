# Right: two nn.Linear a layer, the hidden one first; trains at the end of the notebook. Handed in late.
# late: 3 days

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    identity = torch.diag(torch.ones(num_classes))
    return torch.index_select(identity, 0, indices.flatten()).unflatten(0, indices.shape)

# %% rnn-model-code
class Layer(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.from_hidden = nn.Linear(hidden, hidden)
        self.from_input = nn.Linear(inputs, hidden, bias=False)

    def forward(self, xs, h):
        for x in xs:
            h = torch.tanh(self.from_hidden(h) + self.from_input(x))
            yield h


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.h_0 = torch.zeros(batch_size, hidden_size)
        widths = [input_size] + num_layers * [hidden_size]
        self.layers = nn.ModuleList(map(Layer, widths[:-1], widths[1:]))

    def forward(self, input):
        xs = input
        for layer in self.layers:
            xs = layer(xs, self.h_0)
        return torch.cat(list(xs))

# %% rnn-decode-code
def decode(outputs, idx2char):
    return ''.join([idx2char[i] for i in torch.argmax(outputs, 1)])

# %% rnn-train-code
def train(net, inputs, labels, epochs=100, lr=0.05):
    assert inputs.shape[0] * inputs.shape[1] == labels.shape[0]
    adam = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        p = torch.softmax(outputs, dim=1)
        loss = -(one_hot(labels, outputs.shape[1]) * p.log()).sum(dim=1).mean()
        loss.backward()
        adam.step()
        net.zero_grad()
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(outputs, "ehlo")}')
    return losses

# %% free
for seed in range(3):
    torch.manual_seed(seed)
    net = RNN(input_size=4, hidden_size=4, batch_size=1, num_layers=1)
    inputs = one_hot(torch.tensor([1, 0, 2, 2, 3]), 4).view(5, 1, 4)
    losses = train(net, inputs, torch.tensor([3, 1, 2, 3, 2]))

# %% free
%matplotlib inline
import matplotlib.pyplot as plt

# %% free
plt.plot(losses)
plt.show()
