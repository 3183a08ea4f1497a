# %% h_n is the first step's state of each layer instead of the last one's grade_id="gru-layer" old="            h_n = torch.cat([h_n, input[-1:]])" new="            h_n = torch.cat([h_n, input[:1]])"

# %% the state is written back into the h_0 that was given grade_id="gru-layer" old="            h_n = torch.cat([h_n, input[-1:]])" new="            h_n = torch.cat([h_n, input[-1:]])\n            h_0.data[k] = input[-1].detach()"

# %% the weights are plain tensors set as attributes, no parameters grade_id="gru-layer" old="        self.register_parameter(name, nn.Parameter(bound * (2 * torch.rand(shape) - 1)))" new="        setattr(self, name, (bound * (2 * torch.rand(shape) - 1)).requires_grad_())"

# %% the weights of layers above the first have input_size columns instead of hidden_size grade_id="gru-layer" old="            self.new(f\"weight_ih_l{k}\", rows, input_size if k == 0 else hidden_size)" new="            self.new(f\"weight_ih_l{k}\", rows, input_size)"

# %% the rows come word by word: the axes seq and batch are swapped before they are merged grade_id="gru-model" old="        return z.reshape(-1, z.size(-1))" new="        return z.transpose(0, 1).reshape(-1, z.size(-1))"

# %% text and loss, printed and returned, are those of the network after the step: outputs and loss are computed anew grade_id="gru-train" old="        optimizer.step()\n        yield Record(epoch, loss.item(), decode(prediction, idx2char))" new="        optimizer.step()\n        prediction = net(inputs)\n        loss = criterion(prediction, labels)\n        yield Record(epoch, loss.item(), decode(prediction, idx2char))"

# %% decode reads four rows at most grade_id="gru-ohlol" old="    return \"\".join(idx2char[int(row.argmax())] for row in outputs)" new="    return \"\".join(idx2char[int(outputs[i].argmax())] for i in range(min(4, len(outputs))))"

# %% two mistakes: the weights of layers above the first have input_size columns instead of hidden_size; and text and loss, printed and returned, are those of the network after the step: outputs and loss are computed anew grade_id="gru-layer gru-train"
class Base(nn.Module):
    """What my LSTM has too: the parameters under PyTorch's names, and zero states."""

    gates = 1

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        rows = self.gates * hidden_size
        for k in range(num_layers):
            self.new(f"weight_ih_l{k}", rows, input_size)
            self.new(f"weight_hh_l{k}", rows, hidden_size)
            self.new(f"bias_ih_l{k}", rows)
            self.new(f"bias_hh_l{k}", rows)

    def new(self, name, *shape):
        bound = self.hidden_size**-0.5
        self.register_parameter(name, nn.Parameter(bound * (2 * torch.rand(shape) - 1)))

    def zeros(self, batch):
        return torch.zeros(self.num_layers, batch, self.hidden_size)


def records(net, inputs, labels, epochs, lr):
    """A generator: yields what is known after each epoch."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, weight_decay=0)
    criterion = nn.CrossEntropyLoss(reduction="mean")
    for epoch in range(epochs):
        optimizer.zero_grad()
        prediction = net(inputs)
        loss = criterion(prediction, labels)
        loss.backward()
        optimizer.step()
        prediction = net(inputs)
        loss = criterion(prediction, labels)
        yield Record(epoch, loss.item(), decode(prediction, idx2char))
