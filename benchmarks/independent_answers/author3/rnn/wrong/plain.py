# %% the layer is made with batch_first=True, though the input is (seq, batch, in) grade_id="rnn-model" old="        self.rnn = nn.RNN(input_size, hidden_size, num_layers)" new="        self.rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True)"

# %% num_layers is ignored, there is always one layer grade_id="rnn-model" old="        self.rnn = nn.RNN(input_size, hidden_size, num_layers)" new="        self.rnn = nn.RNN(input_size, hidden_size)"

# %% a dropout of 0.2 is applied to the outputs while the network is trained grade_id="rnn-model" old="        return output.flatten(0, 1)" new="        return nn.functional.dropout(output, 0.2, self.training).flatten(0, 1)"

# %% forward returns the last hidden states h_n instead of the outputs at all steps grade_id="rnn-model" old="        return output.flatten(0, 1)" new="        return h_n.flatten(0, 1)"

# %% train applies a softmax to the outputs before the cross-entropy, which contains one already grade_id="rnn-train" old="        loss = criterion(outputs, labels)" new="        loss = criterion(outputs.softmax(dim=1), labels)"

# %% train makes a new Adam in each epoch, so its moments are lost from step to step grade_id="rnn-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses

# %% train uses AdamW, whose default weight decay shrinks the weights, instead of Adam grade_id="rnn-train" old="    optimizer = torch.optim.Adam(net.parameters(), lr=lr)" new="    optimizer = torch.optim.AdamW(net.parameters(), lr=lr)"

# %% two mistakes: train applies a softmax to the outputs before the cross-entropy, which contains one already; and forward returns the last hidden states h_n instead of the outputs at all steps grade_id="rnn-train rnn-model"
class RNN(nn.Module):
    """A recurrent network whose hidden states are its outputs."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        output, h_n = self.rnn(input)
        return h_n.flatten(0, 1)


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs.softmax(dim=1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
