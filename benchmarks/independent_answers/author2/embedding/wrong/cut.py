# %% padding_idx 0 is taken for none, because the code asks if padding_idx grade_id="embedding-padding" old="        if padding_idx is not None:\n            self.padding_idx = padding_idx" new="        if padding_idx:\n            self.padding_idx = padding_idx"

# %% a tanh follows the linear layer, so the logits are bounded grade_id="embedding-model" old="z = self.out(x)" new="z = torch.tanh(self.out(x))"

# %% the sum of the loss is set to 0 only once before the epochs, so the graph of the epoch before is used again and training crashes in the second epoch grade_id="embedding-train embedding-ohlol"
def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(params=list(net.parameters()), lr=lr)
    losses = []
    total = 0
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        for i in range(len(labels)):
            total = total + torch.logsumexp(outputs[i], dim=0) - outputs[i][labels[i]]
        loss = total / len(labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses
