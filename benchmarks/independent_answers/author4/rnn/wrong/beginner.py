# %% nn.RNN is made with batch_first=True, so it takes the axis of the words for the steps, and h_0 does not fit where seq and batch differ grade_id="rnn-model rnn-ohlol" old="num_layers=num_layers)" new="num_layers=num_layers, batch_first=True)"

# %% the loss returned is rounded to four decimals grade_id="rnn-train" old="losses.append(loss.item())" new="losses.append(round(loss.item(), 4))"

# %% softmax is applied to the outputs before the cross-entropy, which contains it already grade_id="rnn-train" old="loss = criterion(outputs, labels)" new="loss = criterion(torch.softmax(outputs, dim=1), labels)"

# %% decode looks for the largest value of each column instead of each row grade_id="rnn-ohlol" old="outputs.argmax(dim=1)" new="outputs.argmax(dim=0)"

# %% zero_grad is called only once before the loop, so the gradients of all epochs add up grade_id="rnn-train" old="    for epoch in range(epochs):\n        optimizer.zero_grad()\n" new="    optimizer.zero_grad()\n    for epoch in range(epochs):\n"

# %% forward returns the last hidden state of the layers (the second of the pair) and not the hidden states of all steps grade_id="rnn-model rnn-ohlol" old="out = out.reshape(-1, self.hidden_size)" new="out = hn.reshape(-1, self.hidden_size)"

# %% h_0 has random values instead of zeros, and the epochs are printed counting from 1 to epochs grade_id="rnn-model rnn-train"
class RNN(nn.Module):
    """A recurrent network whose hidden states are its outputs."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)

    def forward(self, input):
        h0 = torch.randn(self.num_layers, self.batch_size, self.hidden_size)
        out, hn = self.rnn(input, h0)
        out = out.reshape(-1, self.hidden_size)
        return out

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs}, Loss {loss.item():.4f}: {text}")
    return losses

# %% the hidden state is kept in self and handed on from one call to the next, detached, instead of starting from zero grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        self.h = torch.zeros(num_layers, batch_size, hidden_size)

    def forward(self, input):
        out, hn = self.rnn(input, self.h)
        self.h = hn.detach()
        return out.reshape(-1, self.hidden_size)
