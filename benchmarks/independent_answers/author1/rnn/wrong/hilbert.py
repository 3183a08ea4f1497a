# %% decode asks topk for the smallest value of each row grade_id="rnn-ohlol" old="outputs.topk(1, dim=1)" new="outputs.topk(1, dim=1, largest=False)"

# %% plain stochastic gradient descent is used in place of Adam grade_id="rnn-train" old="torch.optim.Adam(params, lr=lr)" new="torch.optim.SGD(params, lr=lr)"

# %% each layer goes on with the state of the layer before it: h is not set back to zero for the next layer grade_id="rnn-model" old="        for cell in self.cells:\n            h, out = None, []" new="        h = None\n        for cell in self.cells:\n            out = []"

# %% the input is reversed in time: the network reads from the last step to the first grade_id="rnn-model rnn-ohlol" old="for x in input:\n                h = cell(x, h)" new="for x in input.flip(0):\n                h = cell(x, h)"

# %% two mistakes: a second tanh is applied to the last layer's states, and the axes seq and batch are exchanged before they are merged grade_id="rnn-model rnn-ohlol"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.cells = nn.ModuleList([nn.RNNCell(hidden_size if l else input_size, hidden_size) for l in range(num_layers)])

    def forward(self, input):
        for cell in self.cells:
            h, out = None, []
            for x in input:
                h = cell(x, h)
                out.append(h)
            input = torch.stack(out)
        input = input.tanh().transpose(0, 1)
        seq, batch, hidden = input.shape
        return input.reshape(seq * batch, hidden)

# %% forward is not finished: the states are computed, then NotImplementedError is raised grade_id="rnn-model rnn-ohlol" old="return input.reshape(seq * batch, hidden)" new="raise NotImplementedError()"

# %% two mistakes: first, the input is reversed in time: the network reads from the last step to the first; second, plain stochastic gradient descent is used in place of Adam grade_id="rnn-model rnn-ohlol rnn-train"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.cells = nn.ModuleList([nn.RNNCell(hidden_size if l else input_size, hidden_size) for l in range(num_layers)])

    def forward(self, input):
        for cell in self.cells:
            h, out = None, []
            for x in input.flip(0):
                h = cell(x, h)
                out.append(h)
            input = torch.stack(out)
        seq, batch, hidden = input.shape
        return input.reshape(seq * batch, hidden)


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    opt = torch.optim.SGD(params, lr=lr)
    ce = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        for p in params:
            p.grad = None
        logits = net(inputs)
        loss = ce(logits, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, loss.item(), decode(logits, idx2char)))
    return losses
