# %% decode compares with the maximum of each column, so a step without a column maximum reads as class 0 grade_id="lstm-ohlol" old="outputs.amax(1, keepdim=True)" new="outputs.amax(0, keepdim=True)"

# %% the probabilities that the gradient is made of are normalised along the rows' axis 0 grade_id="lstm-train" old="p = p / p.sum(1, keepdim=True)" new="p = p / p.sum(0, keepdim=True)"

# %% the candidate is read from the second block and the forget gate from the third, the order i, g, f, o grade_id="lstm-layer" old="i, f, o = torch.sigmoid(a[[0, 1, 3]])\n                g = torch.tanh(a[2])" new="i, f, o = torch.sigmoid(a[[0, 2, 3]])\n                g = torch.tanh(a[1])"

# %% the output gate is read from the third and the candidate from the fourth block, the order i, f, o, g grade_id="lstm-layer" old="i, f, o = torch.sigmoid(a[[0, 1, 3]])\n                g = torch.tanh(a[2])" new="i, f, o = torch.sigmoid(a[[0, 1, 2]])\n                g = torch.tanh(a[3])"

# %% the recurrent matrices are applied transposed grade_id="lstm-layer" old="\"bj,ghj->gbh\", h, R)" new="\"bj,gjh->gbh\", h, R)"

# %% the rows of weight_ih are cut as interleaved gates (view(H, 4, ...)) and not as four blocks grade_id="lstm-layer" old="W = getattr(self, f\"weight_ih_l{k}\").view(4, H, -1)" new="W = getattr(self, f\"weight_ih_l{k}\").view(H, 4, -1).transpose(0, 1)"

# %% CharLSTM puts a tanh on its logits grade_id="lstm-model" old="logits = self.net[\"out\"](output)" new="logits = self.net[\"out\"](output).tanh()"

# %% CharLSTM has the linear layer without bias grade_id="lstm-model" old="nn.Linear(hidden_size, num_classes)})" new="nn.Linear(hidden_size, num_classes, bias=False)})"

# %% two mistakes: first, CharLSTM has the linear layer without bias; second, decode compares with the maximum of each column, so a step without a column maximum reads as class 0 grade_id="lstm-model lstm-ohlol"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.net = nn.ModuleDict({"lstm": LSTM(input_size, hidden_size, num_layers), "out": nn.Linear(hidden_size, num_classes, bias=False)})

    def forward(self, input):
        output, (h_n, c_n) = self.net["lstm"](input)
        logits = self.net["out"](output)  # (seq, batch, num_classes)
        return logits.flatten(0, 1)


def decode(outputs, idx2char):
    mask = outputs == outputs.amax(0, keepdim=True)
    return "".join(idx2char[i] for i in mask.int().argmax(1).tolist())
