import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

def one_hot(indices, num_classes):
    flat = torch.zeros(indices.numel(), num_classes)
    flat[torch.arange(indices.numel()), indices.reshape(-1)] = 1
    return flat.reshape(indices.shape + (num_classes,))


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.cells = nn.ModuleList([nn.RNNCell(hidden_size if l else input_size, hidden_size) for l in range(num_layers)])

    def forward(self, input):
        for cell in self.cells:
            h, out = None, []
            for x in input:
                h = cell(x, h)
                out.append(h)
            input = torch.stack(out)
        seq, batch, hidden = input.shape
        return input.reshape(seq * batch, hidden)


def decode(outputs, idx2char):
    places = outputs.topk(1, dim=1).indices.flatten().tolist()
    return "".join([idx2char[p] for p in places])


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    opt = torch.optim.Adam(params, lr=lr)
    ce = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        for p in params:
            p.grad = None
        logits = net(inputs)
        loss = ce(logits, labels)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        print("Epoch %d/%d, Loss %.4f: %s" % (epoch, epochs - 1, loss.item(), decode(logits, idx2char)))
    return losses
