# %% the value written by scatter_ is 1 / num_classes, not 1 grade_id="rnn-onehot" old="unsqueeze(-1), 1.0)" new="unsqueeze(-1), 1.0 / num_classes)"

# %% the upper layers start from the last hidden state of the layer below instead of zeros grade_id="rnn-model" old="        for cell in self.cells:\n            h = torch.zeros(input.shape[1], self.hidden_size, device=input.device)\n" new="        h = torch.zeros(input.shape[1], self.hidden_size, device=input.device)\n        for cell in self.cells:\n"

# %% the hidden state is set back to zero at every step, so nothing is remembered grade_id="rnn-model rnn-ohlol" old="                h = cell(x, h)\n" new="                h = cell(x, torch.zeros_like(h))\n"

# %% forward writes into its argument: the input is centred in place grade_id="rnn-model" old="        sequence = list(input)\n" new="        input -= input.mean()\n        sequence = list(input)\n"

# %% one_hot puts a 1 at the place after the index (the last index wraps around), and decode reads the smallest of each row grade_id="rnn-onehot rnn-ohlol"
def one_hot(indices, num_classes):
    result = torch.zeros(*indices.shape, num_classes, device=indices.device)
    result.scatter_(-1, ((indices + 1) % num_classes).unsqueeze(-1), 1.0)
    return result


def decode(outputs, idx2char):
    guesses = outputs.detach().cpu().topk(1, dim=1, largest=False)[1]
    return "".join([idx2char[guess[0].item()] for guess in guesses])

# %% the rows of RNN are returned as (seq, batch, hidden), not merged, and train prints and returns the losses only every tenth epoch grade_id="rnn-model rnn-train rnn-ohlol"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super(RNN, self).__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        out, h = self.rnn(input)
        return out


def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    lossHistory = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net.forward(inputs)
        loss = cross_entropy(output, labels)
        loss.backward()
        optimizer.step()
        if epoch % 10 == 0:
            lossHistory.append(loss.item())
            print(f"Epoch {epoch}/{epochs-1}, Loss {loss.item():.4f}:", decode(output, idx2char))
    return lossHistory

# %% train is unfinished: it computes and prints the loss in each epoch, but backward and the optimizer's step are not there grade_id="rnn-train rnn-ohlol"
def train(net, inputs, labels, epochs=100, lr=0.05):
    lossHistory = []
    for epoch in range(epochs):
        output = net.forward(inputs)
        loss = cross_entropy(output, labels)
        # TODO backward
        lossHistory.append(loss.item())
        print(f"Epoch {epoch}/{epochs-1}, Loss {loss.item():.4f}:", decode(output, idx2char))
    return lossHistory
