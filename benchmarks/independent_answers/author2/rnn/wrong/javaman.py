# %% one_hot gives back the flat table, so indices with two axes lose their shape grade_id="rnn-onehot" old="return result.reshape(*indices.shape, num_classes)" new="return result"

# %% the hidden state is kept in self from one call to the next grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)
        self.hidden = torch.zeros(num_layers, batch_size, hidden_size)

    def forward(self, input):
        out, hidden = self.rnn(input, self.hidden)
        self.hidden = hidden.detach()
        return out.reshape(-1, self.hidden_size)

# %% two mistakes: h_0 is random instead of zero, and the outputs go through a softmax grade_id="rnn-model"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        batch = input.size(1)
        hidden = torch.randn(self.num_layers, batch, self.hidden_size)
        out, hidden = self.rnn(input, hidden)
        return torch.softmax(out.reshape(-1, self.hidden_size), dim=1)
