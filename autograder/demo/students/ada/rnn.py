# The lecture's way.

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]

# %% rnn-model-code
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.batch_size = batch_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        h_0 = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        output, _ = self.rnn(input, h_0)
        return output.view(-1, self.hidden_size)

# %% rnn-decode-code
def decode(outputs, idx2char):
    return ''.join(idx2char[i] for i in outputs.argmax(dim=1))

# %% rnn-train-code
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        text = decode(outputs, ['e', 'h', 'l', 'o'])
        print(f'Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {text}')
    return losses
