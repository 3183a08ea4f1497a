import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        k = 1.0 / (hidden_size ** 0.5)
        for layer in range(num_layers):
            size = input_size
            if layer > 0:
                size = hidden_size
            w_ih = nn.Parameter(torch.rand(3 * hidden_size, size) * 2 * k - k)
            w_hh = nn.Parameter(torch.rand(3 * hidden_size, hidden_size) * 2 * k - k)
            b_ih = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            b_hh = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            setattr(self, "weight_ih_l" + str(layer), w_ih)
            setattr(self, "weight_hh_l" + str(layer), w_hh)
            setattr(self, "bias_ih_l" + str(layer), b_ih)
            setattr(self, "bias_hh_l" + str(layer), b_hh)

    def forward(self, input, h_0=None):
        L, B, H = self.num_layers, input.shape[1], self.hidden_size
        h_0 = torch.zeros(L, B, H) if h_0 is None else h_0
        result = input
        h_n = [None] * L
        for k in range(L):
            from_x = torch.einsum("sbi,gi->sbg", result, getattr(self, f"weight_ih_l{k}")) + getattr(self, f"bias_ih_l{k}")
            h = h_0[k]
            hidden = []
            t = 0
            while t < result.shape[0]:
                from_h = torch.einsum("bj,gj->bg", h, getattr(self, f"weight_hh_l{k}")) + getattr(self, f"bias_hh_l{k}")
                gx = from_x[t].reshape(B, 3, H)
                gh = from_h.reshape(B, 3, H)
                reset_gate = (gx[:, 0] + gh[:, 0]).sigmoid()
                update_gate = (gx[:, 1] + gh[:, 1]).sigmoid()
                candidate = (gx[:, 2] + reset_gate * gh[:, 2]).tanh()
                h = update_gate * h + (1.0 - update_gate) * candidate
                hidden.append(h)
                t += 1
            result = torch.stack(hidden, dim=0)
            h_n[k] = result[-1]
        return result, torch.stack(h_n, dim=0)

class CharGRU(nn.Module):
    """GRU → Linear: an answer to each character."""

    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        self.output_layer = nn.Linear(hidden_size, num_classes)
        self.num_classes = num_classes

    def forward(self, input):
        states, _ = self.gru(input)
        logits = self.output_layer(states)
        return logits.view(-1, self.num_classes)

def decode(outputs, idx2char):
    answer = ""
    position = 0
    while position < outputs.size(0):
        row = outputs[position]
        index = torch.argmax(row)
        answer = answer + idx2char[index.item()]
        position = position + 1
    return answer

def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    m = [torch.zeros_like(p) for p in params]
    v = [torch.zeros_like(p) for p in params]
    beta1, beta2, eps = 0.9, 0.999, 1e-8
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = nn.functional.cross_entropy(outputs, labels)
        grads = torch.autograd.grad(loss, params, allow_unused=True)
        t = epoch + 1
        with torch.no_grad():
            for i in range(len(params)):
                if grads[i] is None:
                    continue
                m[i] = beta1 * m[i] + (1 - beta1) * grads[i]
                v[i] = beta2 * v[i] + (1 - beta2) * grads[i] ** 2
                m_hat = m[i] / (1 - beta1 ** t)
                v_hat = v[i] / (1 - beta2 ** t)
                params[i] -= lr * m_hat / (v_hat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
