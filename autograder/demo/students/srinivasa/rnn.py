# Bugs: SGD where Adam is asked; the text of the last epoch only is printed.

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices].long()

# %% rnn-model-code
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        return self.rnn(input)[0].view(-1, self.hidden_size)

# %% rnn-decode-code
def decode(outputs, idx2char):
    return [idx2char[i] for i in outputs.argmax(dim=1)]

# %% rnn-train-code
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(f'Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {"".join(decode(outputs, "ehlo"))}')
    return losses
