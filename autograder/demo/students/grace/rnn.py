# Right, in the idioms of 2017: Variable, .data, super(RNN, self).

# %% rnn-onehot-code
from torch.autograd import Variable

def one_hot(indices, num_classes):
    flat = indices.contiguous().view(-1, 1)
    out = torch.FloatTensor(flat.size(0), num_classes).zero_()
    out.scatter_(1, flat, 1)
    return out.view(*(list(indices.size()) + [num_classes]))

# %% rnn-model-code
class RNN(torch.nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super(RNN, self).__init__()
        self.num_layers = num_layers
        self.batch_size = batch_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.rnn = torch.nn.RNN(input_size=self.input_size, hidden_size=self.hidden_size,
                                num_layers=num_layers, batch_first=True)

    def forward(self, input):
        hidden = Variable(torch.zeros(self.num_layers, self.batch_size, self.hidden_size))
        input = input.permute(1, 0, 2)
        self.rnn.flatten_parameters()
        out, _ = self.rnn(input, hidden)
        out = out.permute(1, 0, 2).contiguous()
        return out.view(-1, self.hidden_size)

# %% rnn-decode-code
def decode(outputs, idx2char):
    _, idx = outputs.max(dim=1)
    idx = idx.data.cpu().numpy()
    return ''.join([idx2char[x] for x in idx])

# %% rnn-train-code
idx2char = ['e', 'h', 'l', 'o']

def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = torch.nn.CrossEntropyLoss(size_average=True)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    inputs, labels = Variable(inputs), Variable(labels)
    loss_list = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        loss_list.append(loss.data.item())
        print('Epoch %d/%d, Loss %.4f' % (epoch, epochs - 1, loss.item()), end=': ')
        print(decode(outputs, idx2char))
    return loss_list
