import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        return self.rnn(input)[0].flatten(0, 1)

def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row."""
    indices = outputs.argmax(dim=1).tolist()
    return "".join([idx2char[i] for i in indices])

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    criterion = torch.nn.NLLLoss()
    losses = []
    print_every = 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        logits = net(inputs)
        loss = criterion(nn.functional.log_softmax(logits, dim=-1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
        if epoch % print_every == 0:
            print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(logits, idx2char)}")
    return losses
