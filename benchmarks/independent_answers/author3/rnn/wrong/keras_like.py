# %% the hidden states come back transposed: the rows are ordered word by word instead of step by step grade_id="rnn-model" old="        return sequences.reshape(-1, self.hidden_size)" new="        return sequences.transpose(0, 1).reshape(-1, self.hidden_size)"

# %% the network applies a softmax to the hidden states it returns grade_id="rnn-model" old="        return sequences.reshape(-1, self.hidden_size)" new="        return sequences.reshape(-1, self.hidden_size).softmax(dim=-1)"

# %% the network's activation is ReLU instead of tanh grade_id="rnn-model" old="        self.rnn = nn.RNN(input_size, hidden_size, num_layers=num_layers)" new="        self.rnn = nn.RNN(input_size, hidden_size, num_layers=num_layers, nonlinearity=\"relu\")"

# %% as with return_sequences=False in Keras, only the last step's hidden state is returned grade_id="rnn-model" old="        return sequences.reshape(-1, self.hidden_size)" new="        return sequences[-1]"

# %% one_hot returns integers instead of floats grade_id="rnn-onehot" old="    return nn.functional.one_hot(indices.long(), num_classes).float()" new="    return nn.functional.one_hot(indices.long(), num_classes)"

# %% num_classes is ignored: the vectors are as long as the largest index asks for grade_id="rnn-onehot" old="    return nn.functional.one_hot(indices.long(), num_classes).float()" new="    return nn.functional.one_hot(indices.long()).float()"

# %% train uses label smoothing of 0.1 in the cross-entropy grade_id="rnn-train" old="    loss_fn = nn.CrossEntropyLoss()" new="    loss_fn = nn.CrossEntropyLoss(label_smoothing=0.1)"

# %% zero_grad is called between backward and step, so each step sees no gradient and the network does not learn grade_id="rnn-train" old="        adam.zero_grad()\n        loss.backward()\n        adam.step()" new="        loss.backward()\n        adam.zero_grad()\n        adam.step()"

# %% the list of losses belongs to the class History and is shared by all of its objects, so a second call of train goes on with the first one's losses and epoch numbers grade_id="rnn-train" old="        self.epochs = epochs\n        self.loss = []" new="        self.epochs = epochs\n\n    loss = []"

# %% two mistakes: train uses label smoothing of 0.1 in the cross-entropy; and the network applies a softmax to the hidden states it returns grade_id="rnn-train rnn-model"
class RNN(nn.Module):
    """SimpleRNN(return_sequences=True), so to speak."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size, hidden_size, num_layers=num_layers)

    def forward(self, input):
        h_0 = torch.zeros(self.num_layers, input.size(1), self.hidden_size)
        sequences, _ = self.rnn(input, h_0)
        return sequences.reshape(-1, self.hidden_size).softmax(dim=-1)


def train(net, inputs, labels, epochs=100, lr=0.05):
    history = History(epochs)
    loss_fn = nn.CrossEntropyLoss(label_smoothing=0.1)
    adam = torch.optim.Adam(net.parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8)
    for _ in range(epochs):
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
        history.on_epoch_end(loss.item(), decode(y_pred, idx2char))
    return history.loss
