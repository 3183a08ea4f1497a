# %% the second gate is computed with the first gate's matrix of h: U_r in place of U_z grade_id="gru-layer" old="F.linear(h, U_z, c_z)" new="F.linear(h, U_r, c_z)"

# %% the reset gate multiplies h itself, before the product with U_n grade_id="gru-layer" old="resetgate * F.linear(h, U_n, c_n)" new="F.linear(resetgate * h, U_n, c_n)"

# %% the update gate stands in place of the reset gate in the candidate grade_id="gru-layer" old="+ resetgate * F.linear(h, U_n, c_n)" new="+ updategate * F.linear(h, U_n, c_n)"

# %% 1 - z is forgotten: h is z * (h - n), without n grade_id="gru-layer" old="h = newgate + updategate * (h - newgate)" new="h = updategate * (h - newgate)"

# %% h_n holds the layers in reverse order, the last layer first grade_id="gru-layer" old="return input, torch.stack(finished)" new="return input, torch.stack(finished[::-1])"

# %% the layers are run from the same input: the recursion hands on input and not the states of the layer below, which fails where in and hidden differ grade_id="gru-layer" old="return self.run(torch.stack(out), h_0, k + 1" new="return self.run(input if k + 1 < self.num_layers else torch.stack(out), h_0, k + 1"

# %% the bias of the linear layer in CharGRU is switched off grade_id="gru-model" old="nn.Linear(hidden_size, num_classes)" new="nn.Linear(hidden_size, num_classes, bias=False)"

# %% decode takes the argmax along the steps (axis 0), so it gives one letter for each class grade_id="gru-ohlol" old="axis=1" new="axis=0"

# %% CharGRU ignores num_layers, and train computes the gradients of the loss without zero_grad grade_id="gru-model gru-train"
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharGRU, self).__init__()
        self.gru = GRU(input_size, hidden_size)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        out, _ = self.gru(input)
        return self.fc(out.flatten(0, 1))


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        output = net(inputs)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(output, idx2char)}")
    return losses

# %% decode keeps each letter only once (set-like, in order), and train returns the loss of the last epoch alone grade_id="gru-train gru-ohlol"
def decode(outputs, idx2char):
    text = ""
    for b in outputs.argmax(1).tolist():
        if idx2char[b] not in text:
            text += idx2char[b]
    return text


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net(inputs)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(output, idx2char)}")
    return loss.item()
