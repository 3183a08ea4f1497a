# %% decode takes the argmax along the steps (axis 0) and so gives one letter per class grade_id="rnn-ohlol" old="outputs.argmax(dim=1).tolist()" new="outputs.argmax(dim=0).tolist()"

# %% softmax is applied to the outputs before the cross-entropy, which contains it grade_id="rnn-train" old="cross_entropy(z, labels)" new="cross_entropy(z.softmax(1), labels)"

# %% the output has the rows word by word, not step by step: the axes are exchanged before they are merged grade_id="rnn-model" old="self.rnn(input)[0].flatten(0, 1)" new="self.rnn(input)[0].transpose(0, 1).flatten(0, 1)"

# %% forward returns the last hidden state of every layer (the second of the pair) and not all steps of the last layer grade_id="rnn-model rnn-ohlol" old="self.rnn(input)[0].flatten(0, 1)" new="self.rnn(input)[1].flatten(0, 1)"

# %% the nonlinearity is ReLU in place of tanh grade_id="rnn-model" old="nn.RNN(input_size, hidden_size, num_layers)" new="nn.RNN(input_size, hidden_size, num_layers, nonlinearity=\"relu\")"

# %% num_layers is not handed on, so there is always one layer grade_id="rnn-model" old="nn.RNN(input_size, hidden_size, num_layers)" new="nn.RNN(input_size, hidden_size)"

# %% the axes seq and batch are not merged: forward returns (seq, batch, hidden) grade_id="rnn-model rnn-train rnn-ohlol" old="self.rnn(input)[0].flatten(0, 1)" new="self.rnn(input)[0]"

# %% one_hot has one class too many: the identity is of the size num_classes + 1 grade_id="rnn-onehot rnn-ohlol" old="torch.eye(num_classes)[indices]" new="torch.eye(num_classes + 1)[indices]"

# %% two mistakes: first, num_layers is not handed on, so there is always one layer; second, decode takes the argmax along the steps (axis 0) and so gives one letter per class grade_id="rnn-model rnn-ohlol"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size)

    def forward(self, input):
        return self.rnn(input)[0].flatten(0, 1)


def decode(outputs, idx2char):
    return "".join(idx2char[k] for k in outputs.argmax(dim=0).tolist())
