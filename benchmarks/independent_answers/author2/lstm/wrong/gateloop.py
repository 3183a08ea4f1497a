# %% the bias bias_hh is left out grade_id="lstm-layer" old="+ h.mm(w_hh.t()) + b_hh)" new="+ h.mm(w_hh.t()))"

# %% the candidate is added whole: the input gate is not used grade_id="lstm-layer" old="c = forget_gate * c + input_gate * candidate" new="c = forget_gate * c + candidate"

# %% without a state the zeros have the length of the sequence in place of the batch grade_id="lstm-layer" old="torch.zeros(self.num_layers, input.shape[1], H)" new="torch.zeros(self.num_layers, input.shape[0], H)"

# %% two mistakes: forget gate and candidate use the same rows of the weights, and the network answers the last step only grade_id="lstm-layer lstm-model"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.num_layers = num_layers
        k = 0
        while k < num_layers:
            n = input_size if k == 0 else hidden_size
            self.register_parameter("weight_ih_l" + str(k), nn.Parameter(0.2 * torch.randn(4 * hidden_size, n)))
            self.register_parameter("weight_hh_l" + str(k), nn.Parameter(0.2 * torch.randn(4 * hidden_size, hidden_size)))
            self.register_parameter("bias_ih_l" + str(k), nn.Parameter(torch.zeros(4 * hidden_size)))
            self.register_parameter("bias_hh_l" + str(k), nn.Parameter(torch.zeros(4 * hidden_size)))
            k += 1

    def forward(self, input, state=None):
        H = self.H
        if state is None:
            h_0 = c_0 = torch.zeros(self.num_layers, input.shape[1], H)
        else:
            h_0 = state[0]
            c_0 = state[1]
        x_seq = input
        h_list, c_list = [], []
        for k in range(self.num_layers):
            params = [getattr(self, n + "_l" + str(k)) for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
            h = h_0[k]
            c = c_0[k]
            out = []
            for t in range(len(x_seq)):
                pre = []
                for gate in range(4):
                    start = gate * H
                    end = start + H
                    w_ih = params[0][start:end]
                    w_hh = params[1][start:end]
                    b_ih = params[2][start:end]
                    b_hh = params[3][start:end]
                    pre.append(x_seq[t].mm(w_ih.t()) + b_ih + h.mm(w_hh.t()) + b_hh)
                input_gate = torch.sigmoid(pre[0])
                forget_gate = torch.sigmoid(pre[2])
                candidate = torch.tanh(pre[2])
                output_gate = torch.sigmoid(pre[3])
                c = forget_gate * c + input_gate * candidate
                h = output_gate * torch.tanh(c)
                out.append(h)
            h_list.append(h)
            c_list.append(c)
            x_seq = torch.stack(out)
        return x_seq, (torch.stack(h_list), torch.stack(c_list))

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_classes = num_classes
        self.num_layers = num_layers
        self.lstm = LSTM(input_size, hidden_size, num_layers=num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        seq_len = input.size(0)
        batch_size = input.size(1)
        h_0 = torch.zeros(self.num_layers, batch_size, self.hidden_size)
        c_0 = torch.zeros(self.num_layers, batch_size, self.hidden_size)
        output, states = self.lstm(input, (h_0, c_0))
        output = output[-1]
        return self.fc(output)

# %% decode advances by two rows at a time, so it reads every other letter only grade_id="lstm-ohlol" old="position = position + 1" new="position = position + 2"
