# Right: a stack of nn.RNNCell, one step at a time.

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    return nn.functional.one_hot(indices, num_classes).float()

# %% rnn-model-code
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.cells = nn.ModuleList(
            nn.RNNCell(input_size if layer == 0 else hidden_size, hidden_size) for layer in range(num_layers)
        )

    def init_hidden(self):
        return [torch.zeros(self.batch_size, self.hidden_size) for _ in self.cells]

    def forward(self, input):
        hidden = self.init_hidden()
        outputs = []
        for x in input:
            for layer, cell in enumerate(self.cells):
                x = hidden[layer] = cell(x, hidden[layer])
            outputs.append(x)
        return torch.cat(outputs, dim=0)

# %% rnn-decode-code
def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.numpy()
    return ''.join([idx2char[x] for x in idx])

# %% rnn-train-code
idx2char = ['e', 'h', 'l', 'o']

def train(net, inputs, labels, epochs=100, lr=0.05):
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(net.parameters(), lr)
    history = []
    net.train()
    for epoch in range(epochs):
        y = net(inputs)
        loss = loss_fn(y, labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
        with torch.no_grad():
            now = net(inputs)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {history[-1]:.4f}: {decode(now, idx2char)}")
    return history
