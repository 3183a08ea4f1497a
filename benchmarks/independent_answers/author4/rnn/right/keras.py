import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])


def one_hot(indices, num_classes):
    """to_categorical"""
    classes = torch.arange(num_classes)
    return (indices.unsqueeze(-1) == classes).to(torch.get_default_dtype())


class SimpleRNNLayer(nn.Module):
    def __init__(self, units_in, units):
        super().__init__()
        self.units = units
        self.kernel = nn.Linear(units_in, units)
        self.recurrent = nn.Linear(units, units, bias=False)

    def forward(self, sequence):
        state = torch.zeros(sequence.size(1), self.units)
        states = []
        for step in sequence:
            state = torch.tanh(self.kernel(step) + self.recurrent(state))
            states.append(state)
        return torch.stack(states)


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        layers = [SimpleRNNLayer(input_size, hidden_size)]
        for _ in range(num_layers - 1):
            layers.append(SimpleRNNLayer(hidden_size, hidden_size))
        self.layers = nn.Sequential(*layers)
        self.hidden_size = hidden_size

    def forward(self, input):
        states = self.layers(input)
        return states.view(-1, self.hidden_size)


def decode(outputs, idx2char):
    _, places = torch.max(outputs.detach(), dim=-1)
    return "".join(map(lambda place: idx2char[place], places.tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(params=net.parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8)
    history = {"loss": []}
    net.train()
    for epoch in range(epochs):
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        logs = {"loss": loss.item(), "text": decode(y_pred, idx2char)}
        history["loss"].append(logs["loss"])
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, logs["loss"], logs["text"]))
    return history["loss"]
