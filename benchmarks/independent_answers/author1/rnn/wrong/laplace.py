# %% the first number of the returned list is 0 in place of the first epoch's loss grade_id="rnn-train" old="losses.append(loss.item())" new="losses.append(loss.item() if losses else 0.0)"

# %% the hidden state is not handed on from step to step: each step starts from zero grade_id="rnn-model rnn-ohlol" old="y, h = self.net(x_t, h)" new="y, _ = self.net(x_t)"

# %% the hidden state is kept in self and the next call starts from it grade_id="rnn-model rnn-ohlol"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.net = nn.RNN(input_size, hidden_size, num_layers)
        self.h = None

    def forward(self, input):
        hs = []
        for x_t in input.split(1):  # one step at a time, (1, batch, in)
            y, self.h = self.net(x_t, self.h)
            hs.append(y[0])
        return torch.cat(hs)
