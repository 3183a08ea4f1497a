# %% a label smoothing of 0.1 is put into the cross-entropy grade_id="rnn-train" old="cross_entropy(seen[\"z\"], labels)" new="cross_entropy(seen[\"z\"], labels, label_smoothing=0.1)"

# %% one_hot returns integers because the conversion to floats is missing grade_id="rnn-onehot rnn-ohlol" old="F.one_hot(indices.long(), num_classes).float()" new="F.one_hot(indices.long(), num_classes)"

# %% one_hot ignores num_classes, so the length of the vectors depends on the largest index grade_id="rnn-onehot rnn-ohlol" old="F.one_hot(indices.long(), num_classes)" new="F.one_hot(indices.long())"

# %% h_0 is random (normally distributed) in place of zero grade_id="rnn-model" old="torch.zeros(L, input.shape[1], H)" new="torch.randn(L, input.shape[1], H)"

# %% the batch is put first: nn.RNN is made with batch_first=True although the input is (seq, batch, in) grade_id="rnn-model rnn-ohlol" old="self.core = nn.RNN(input_size, hidden_size, num_layers)" new="self.core = nn.RNN(input_size, hidden_size, num_layers, batch_first=True)"

# %% the axes of h_0 are in the wrong order, (batch, num_layers, hidden), which crashes where both differ grade_id="rnn-model" old="torch.zeros(L, input.shape[1], H)" new="torch.zeros(input.shape[1], L, H)"

# %% two mistakes: one_hot returns integers, and the state of h_0 is ones in place of zeros grade_id="rnn-onehot rnn-ohlol rnn-model"
def one_hot(indices, num_classes):
    return F.one_hot(indices.long(), num_classes)


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.shape = num_layers, batch_size, hidden_size
        self.core = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        L, _, H = self.shape
        h0 = torch.ones(L, input.shape[1], H)
        states, _ = self.core(input, h0)
        return states.reshape(-1, H)

# %% a name is misspelt: self.core is made and self.cor is called grade_id="rnn-model rnn-ohlol" old="states, _ = self.core(input, h0)" new="states, _ = self.cor(input, h0)"
