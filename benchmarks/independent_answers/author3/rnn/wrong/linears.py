# %% the layers stand in a plain Python list, so the optimizer does not find their weights grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.layers = [Layer(input_size, hidden_size)]
        for _ in range(num_layers - 1):
            self.layers.append(Layer(hidden_size, hidden_size))
        self.hidden_size = hidden_size

    def forward(self, input):
        for layer in self.layers:
            input = layer(input)
        return input.reshape(-1, self.hidden_size)

# %% the first hidden state is random instead of zero grade_id="rnn-model" old="        h = xs.new_zeros(xs.shape[1], self.hh.out_features)" new="        h = torch.randn(xs.shape[1], self.hh.out_features)"

# %% each step's state is added to the one before it (a residual connection) instead of replacing it grade_id="rnn-model" old="            h = torch.tanh(self.ih(x) + self.hh(h))" new="            h = h + torch.tanh(self.ih(x) + self.hh(h))"

# %% the state before the update is collected instead of the one after it, so every output is one step late grade_id="rnn-model" old="            h = torch.tanh(self.ih(x) + self.hh(h))\n            hs.append(h)" new="            hs.append(h)\n            h = torch.tanh(self.ih(x) + self.hh(h))"

# %% the log-softmax runs over the rows (dim=0) instead of over the classes grade_id="rnn-train" old="        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()" new="        cost = -scores.log_softmax(dim=0).gather(1, labels.unsqueeze(1)).mean()"

# %% the cross-entropy is divided by the size of the batch axis of inputs instead of by the number of rows grade_id="rnn-train" old="        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()" new="        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).sum() / inputs.shape[1]"

# %% two mistakes: the cross-entropy is divided by the size of the batch axis of inputs instead of by the number of rows; and the state before the update is collected instead of the one after it, so every output is one step late grade_id="rnn-train rnn-model"
class Layer(nn.Module):
    """One recurrent layer, (seq, batch, in) to (seq, batch, hidden)."""

    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.ih = nn.Linear(n_in, n_hidden)
        self.hh = nn.Linear(n_hidden, n_hidden)

    def forward(self, xs):
        h = xs.new_zeros(xs.shape[1], self.hh.out_features)
        hs = []
        for x in xs:
            hs.append(h)
            h = torch.tanh(self.ih(x) + self.hh(h))
        return torch.stack(hs)


def train(net, inputs, labels, epochs=100, lr=0.05):
    """One step of Adam for each epoch, the optimizer calls the closure itself."""
    optimizer = torch.optim.Adam(net.parameters(), lr)
    losses = []
    text = ""

    def closure():
        nonlocal text
        optimizer.zero_grad()
        scores = net(inputs)
        text = decode(scores, idx2char)
        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).sum() / inputs.shape[1]
        cost.backward()
        return cost

    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses += [loss]
    return losses
