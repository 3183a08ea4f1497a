# %% the bias is left out of the sum, so it gets no gradient and does nothing grade_id="rnn-model" old="            a = torch.einsum(\"tbi,hi->tbh\", xs, p[f\"W{k}\"]) + p[f\"b{k}\"]" new="            a = torch.einsum(\"tbi,hi->tbh\", xs, p[f\"W{k}\"])"

# %% the layers above the first read the network's input again instead of the hidden states below (crashes where the sizes differ) grade_id="rnn-model" old="            a = torch.einsum(\"tbi,hi->tbh\", xs, p[f\"W{k}\"]) + p[f\"b{k}\"]" new="            a = torch.einsum(\"tbi,hi->tbh\", input, p[f\"W{k}\"]) + p[f\"b{k}\"]"

# %% the recurrent term is multiplied element by element with the diagonal of the matrix alone grade_id="rnn-model" old="                h = torch.tanh(a_t + torch.einsum(\"bj,hj->bh\", h, p[f\"U{k}\"]))" new="                h = torch.tanh(a_t + torch.einsum(\"bj,jj->bj\", h, p[f\"U{k}\"]))"

# %% the loss is the binary cross-entropy of a sigmoid of each output, summed over the classes, instead of the cross-entropy of a softmax grade_id="rnn-train" old="        loss = -(targets * F.log_softmax(z, dim=1)).sum(dim=1).mean()" new="        loss = F.binary_cross_entropy_with_logits(z, targets, reduction=\"none\").sum(dim=1).mean()"

# %% the one-hot targets always have four classes, so a network with more or fewer outputs raises an error grade_id="rnn-train" old="            classes = z.shape[1]" new="            classes = 4"

# %% two mistakes: the layers above the first read the network's input again instead of the hidden states below (crashes where the sizes differ); and the loss is the binary cross-entropy of a sigmoid of each output, summed over the classes, instead of the cross-entropy of a softmax grade_id="rnn-model rnn-train"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.num_layers = num_layers
        for k in range(num_layers):
            n = hidden_size if k > 0 else input_size
            scale = hidden_size**-0.5
            self.register_parameter(f"W{k}", nn.Parameter(scale * torch.randn(hidden_size, n)))
            self.register_parameter(f"U{k}", nn.Parameter(scale * torch.randn(hidden_size, hidden_size)))
            self.register_parameter(f"b{k}", nn.Parameter(torch.zeros(hidden_size)))

    def forward(self, input):
        p = dict(self.named_parameters())
        xs = input
        for k in range(self.num_layers):
            a = torch.einsum("tbi,hi->tbh", input, p[f"W{k}"]) + p[f"b{k}"]
            h = torch.zeros_like(a[0])
            hs = []
            for a_t in a:
                h = torch.tanh(a_t + torch.einsum("bj,hj->bh", h, p[f"U{k}"]))
                hs.append(h)
            xs = torch.stack(hs)
        return xs.reshape(-1, xs.size(2))


def train(net, inputs, labels, epochs=100, lr=0.05):
    line = "Epoch {epoch}/{last}, Loss {loss:.4f}: {text}"
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    optimizer.zero_grad()
    classes = None
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        if classes is None:
            classes = z.shape[1]
        targets = F.one_hot(labels, classes).to(z.dtype)
        loss = F.binary_cross_entropy_with_logits(z, targets, reduction="none").sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(line.format(epoch=epoch, last=epochs - 1, loss=losses[-1], text=decode(z, idx2char)))
    return losses
