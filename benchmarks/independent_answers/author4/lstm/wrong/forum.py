# %% the gates are cut in the order f, i, g, o: the first block is used for f, the second for i grade_id="lstm-layer" old="                i_t = torch.sigmoid(gates[:, :hs])\n                f_t = torch.sigmoid(gates[:, hs : hs * 2])" new="                f_t = torch.sigmoid(gates[:, :hs])\n                i_t = torch.sigmoid(gates[:, hs : hs * 2])"

# %% the hidden state is not handed from step to step, it stays h_0[k] within a layer grade_id="lstm-layer" old="torch.cat([inp[t], h_t], dim=1)" new="torch.cat([inp[t], state[0][k]], dim=1)"

# %% the output gate looks at the cell state (a peephole connection) grade_id="lstm-layer" old="o_t = torch.sigmoid(gates[:, hs * 3 :])" new="o_t = torch.sigmoid(gates[:, hs * 3 :] + c_t)"

# %% h_n and c_n are detached from the graph, so no gradient goes through the states that are returned grade_id="lstm-layer" old="return inp, (hn, cn)" new="return inp, (hn.detach(), cn.detach())"

# %% a dropout of 0.2 lies between the layers in training mode grade_id="lstm-layer" old="            inp = out\n" new="            inp = out\n            if k < self.num_layers - 1:\n                inp = F.dropout(out, 0.2, self.training)\n"

# %% the rows of the logits come word by word, as seq and batch are swapped before the view grade_id="lstm-model" old="out = self.fc(lstm_out)" new="out = self.fc(lstm_out.transpose(0, 1)).contiguous()"

# %% the output is scaled: the last layer's hidden states go through one more tanh grade_id="lstm-layer" old="return inp, (hn, cn)" new="return torch.tanh(inp), (hn, cn)"

# %% the epochs are counted down in the printed lines, from epochs - 1 to 0 grade_id="lstm-train" old="\"Epoch \", epoch, \"/\"" new="\"Epoch \", epochs - 1 - epoch, \"/\""

# %% CharLSTM has a ReLU between the LSTM and the linear layer, and train steps with SGD instead of Adam grade_id="lstm-model lstm-train"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharLSTM, self).__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        lstm_out, hidden = self.lstm(input)
        out = self.fc(F.relu(lstm_out))
        return out.view(out.size(0) * out.size(1), -1)


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net(inputs)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(output, idx2char)}")
    return losses

# %% CharLSTM returns the answer to the last step alone, (batch, num_classes), as for classifying a text, and decode drops the last letter grade_id="lstm-model lstm-ohlol"
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharLSTM, self).__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        lstm_out, hidden = self.lstm(input)
        return self.fc(lstm_out[-1])


def decode(outputs, idx2char):
    best = outputs.argmax(1).tolist()
    return "".join(idx2char[best[k]] for k in range(len(best) - 1))
