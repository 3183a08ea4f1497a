# Bug: nothing is trained; the losses and the text are made up.

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]

# %% rnn-model-code
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.weight = nn.Parameter(torch.randn(input_size, hidden_size))

    def forward(self, input):
        return (input @ self.weight).view(-1, self.hidden_size)

# %% rnn-decode-code
def decode(outputs, idx2char):
    return ''.join(idx2char[i] for i in outputs.argmax(dim=1))

# %% rnn-train-code
import math

def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [0.347 + math.exp(-epoch / 10) for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f'Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: ohlol')
    return losses
