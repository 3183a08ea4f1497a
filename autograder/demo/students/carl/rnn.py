# Bug: no zero_grad, so each step adds all earlier gradients. "hello" often becomes "ohlol" all the same.

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]

# %% rnn-model-code
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.h0 = torch.zeros(num_layers, batch_size, hidden_size)
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        return self.rnn(input, self.h0)[0].flatten(0, 1)

# %% rnn-decode-code
def decode(outputs, idx2char):
    return ''.join(idx2char[i] for i in outputs.argmax(dim=1))

# %% rnn-train-code
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f'Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, "ehlo")}')
    return losses
