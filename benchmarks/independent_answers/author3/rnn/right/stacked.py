import torch
import torch.nn as nn

idx2char = ["e", "h", "l", "o"]


def one_hot(indices, num_classes):
    encoded = torch.zeros(indices.shape + (num_classes,))
    encoded.scatter_(dim=indices.dim(), index=indices[..., None], value=1)
    return encoded


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super(RNN, self).__init__()
        self.layers = nn.ModuleList(
            [nn.RNN(input_size if i == 0 else hidden_size, hidden_size) for i in range(num_layers)]
        )

    def forward(self, input):
        out = input
        for layer in self.layers:
            out, _ = layer(out)
        return torch.cat([step for step in out])


def decode(outputs, idx2char):
    result = [None] * outputs.size(0)
    for n in range(outputs.size(0)):
        best = 0
        for c in range(1, outputs.size(1)):
            if outputs[n, c] > outputs[n, best]:
                best = c
        result[n] = idx2char[best]
    return "".join(result)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr, amsgrad=False)
    losses = []
    epoch = 0
    while epoch < epochs:
        outputs = net(inputs)
        log_z = torch.logsumexp(outputs, dim=1)
        right = outputs[torch.arange(len(labels)), labels]
        loss = (log_z - right).mean()
        optim.zero_grad()
        loss.backward()
        optim.step()
        text = decode(outputs.detach(), idx2char)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", format(loss.item(), ".4f"), ": ", text, sep="")
        losses.append(loss.item())
        epoch += 1
    return losses
