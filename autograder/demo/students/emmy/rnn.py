# Right, from the equations: raw parameters in lists, @ and einsum.

# %% rnn-onehot-code
def one_hot(indices, num_classes):
    """Compare each index with 0, 1, ..., num_classes - 1."""
    return (indices[..., None] == torch.arange(num_classes)).to(torch.get_default_dtype())

# %% rnn-model-code
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        k = hidden_size ** -0.5

        def uniform(*shape):
            return nn.Parameter(torch.empty(*shape).uniform_(-k, k))

        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.W = nn.ParameterList([uniform(size, hidden_size) for size in sizes])
        self.U = nn.ParameterList([uniform(hidden_size, hidden_size) for _ in sizes])
        self.b = nn.ParameterList([uniform(hidden_size) for _ in sizes])

    def forward(self, input):
        seq, batch, _ = input.shape
        x = input
        for W, U, b in zip(self.W, self.U, self.b):
            a = torch.einsum('sbi,ih->sbh', x, W) + b
            h = x.new_zeros(batch, W.shape[1])
            states = []
            for t in range(seq):
                h = torch.tanh(a[t] + h @ U)
                states.append(h)
            x = torch.stack(states)
        return x.reshape(seq * batch, -1)

# %% rnn-decode-code
def decode(outputs, idx2char):
    return ''.join(map(idx2char.__getitem__, outputs.max(-1).indices.tolist()))

# %% rnn-train-code
def train(net, inputs, labels, epochs=100, lr=0.05):
    """Adam by hand (Kingma & Ba 2015, algorithm 1)."""
    idx2char = ['e', 'h', 'l', 'o']
    beta1, beta2, eps = 0.9, 0.999, 1e-8
    params = list(net.parameters())
    m = [torch.zeros_like(p) for p in params]
    v = [torch.zeros_like(p) for p in params]
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = -outputs.log_softmax(1).gather(1, labels[:, None]).mean()
        grads = torch.autograd.grad(loss, params)
        t = epoch + 1
        with torch.no_grad():
            for p, g, m_i, v_i in zip(params, grads, m, v):
                m_i.mul_(beta1).add_(g, alpha=1 - beta1)
                v_i.mul_(beta2).addcmul_(g, g, value=1 - beta2)
                p -= lr * (m_i / (1 - beta1 ** t)) / ((v_i / (1 - beta2 ** t)).sqrt() + eps)
        losses.append(float(loss))
        print('Epoch %d/%d, Loss %.4f: %s' % (epoch, epochs - 1, loss, decode(outputs, idx2char)))
    return losses
