# %% relu in place of tanh grade_id="rnn-model" old="torch.tanh(self.both(" new="torch.relu(self.both("

# %% each layer keeps its last hidden state and starts the next call from it grade_id="rnn-model"
class RNNLayer(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.n_hidden = n_hidden
        self.both = nn.Linear(n_in + n_hidden, n_hidden)

    def forward(self, x):
        h = getattr(self, "h_last", x.new_zeros(x.shape[1], self.n_hidden))
        all_h = []
        for x_t in x:
            h = torch.tanh(self.both(torch.cat([x_t, h], dim=1)))
            all_h.append(h)
        self.h_last = h.detach()
        return torch.stack(all_h)
