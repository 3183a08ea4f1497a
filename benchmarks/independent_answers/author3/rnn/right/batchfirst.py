import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


def one_hot(indices, num_classes):
    eye = torch.eye(num_classes, dtype=torch.float)
    return eye.index_select(0, indices.flatten()).unflatten(0, indices.shape) if indices.dim() else eye[indices]


class RNN(nn.Module):
    """I am used to the batch in front, so it is moved there and back."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers, nonlinearity="tanh", batch_first=True)

    def forward(self, input):
        x = input.transpose(0, 1)
        output, _ = self.rnn(x)
        output = output.transpose(0, 1)
        return output.reshape(-1, output.shape[-1])


def decode(outputs, idx2char):
    _, places = outputs.topk(1, dim=1)
    return "".join([idx2char[place] for place in places[:, 0].tolist()])


def train(net, inputs, labels, epochs=100, lr=0.05):
    log_softmax, nll = nn.LogSoftmax(dim=1), nn.NLLLoss()
    optimizer = torch.optim.Adam(params=net.parameters(), lr=lr)
    losses = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nll(log_softmax(z), labels)
        losses[epoch] = loss.detach()
        loss.backward()
        optimizer.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[epoch]:.4f}: {decode(z, idx2char)}")
    return losses.tolist()
