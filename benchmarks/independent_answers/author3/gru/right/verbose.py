import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        """Makes the parameters of each layer."""
        super(GRU, self).__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for k in range(num_layers):
            if k == 0:
                w_ih = torch.randn(3 * hidden_size, input_size) * 0.1
            else:
                w_ih = torch.randn(3 * hidden_size, hidden_size) * 0.1
            w_hh = torch.randn(3 * hidden_size, hidden_size) * 0.1
            b_ih = torch.zeros(3 * hidden_size)
            b_hh = torch.zeros(3 * hidden_size)
            setattr(self, "weight_ih_l%d" % k, nn.Parameter(w_ih))
            setattr(self, "weight_hh_l%d" % k, nn.Parameter(w_hh))
            setattr(self, "bias_ih_l%d" % k, nn.Parameter(b_ih))
            setattr(self, "bias_hh_l%d" % k, nn.Parameter(b_hh))

    def forward(self, input, h_0=None):
        seq_len = input.shape[0]
        batch_size = input.shape[1]
        layer_input = [input[t] for t in range(seq_len)]
        h_n = []
        for k in range(self.num_layers):
            w_ih = getattr(self, "weight_ih_l%d" % k)
            w_hh = getattr(self, "weight_hh_l%d" % k)
            b_ih = getattr(self, "bias_ih_l%d" % k)
            b_hh = getattr(self, "bias_hh_l%d" % k)
            if h_0 is None:
                h_t = torch.zeros(batch_size, self.hidden_size)
            else:
                h_t = h_0[k]
            layer_output = []
            for x_t in layer_input:
                from_x = torch.matmul(x_t, torch.transpose(w_ih, 0, 1)) + b_ih
                from_h = torch.matmul(h_t, torch.transpose(w_hh, 0, 1)) + b_hh
                x_r, x_z, x_n = torch.chunk(from_x, 3, dim=1)
                h_r, h_z, h_c = torch.chunk(from_h, 3, dim=1)
                r_t = torch.sigmoid(x_r + h_r)
                z_t = torch.sigmoid(x_z + h_z)
                n_t = torch.tanh(x_n + torch.mul(r_t, h_c))
                h_t = torch.mul(1 - z_t, n_t) + torch.mul(z_t, h_t)
                layer_output.append(h_t)
            layer_input = layer_output
            h_n.append(h_t)
        output = torch.stack(layer_input, dim=0)
        return output, torch.stack(h_n, dim=0)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharGRU, self).__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        logits = self.linear(output)
        return torch.flatten(logits, 0, 1)


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
