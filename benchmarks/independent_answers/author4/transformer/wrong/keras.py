# %% the head's pieces are put together without moving the axes back, so numbers of different places are mixed grade_id="transformer-block" old="torch.matmul(weights, v).permute(0, 2, 1, 3)" new="torch.matmul(weights, v)"

# %% the scores are made of the keys transposed along the wrong axes: k.transpose(1, 2) swaps heads and places, which fails or mixes them grade_id="transformer-block" old="k.transpose(2, 3)" new="k.transpose(1, 2)"

# %% the norms have eps = 1e-3, as in Keras, instead of 1e-5 grade_id="transformer-block" old="        self.norm1 = nn.LayerNorm(d_model, eps=1e-5)\n        self.norm2 = nn.LayerNorm(d_model, eps=1e-5)" new="        self.norm1 = nn.LayerNorm(d_model, eps=1e-3)\n        self.norm2 = nn.LayerNorm(d_model, eps=1e-3)"

# %% the first shortcut carries the normed x: it is taken behind norm1 grade_id="transformer-block" old="        shortcut = x\n        x = self.norm1(x)\n" new="        x = self.norm1(x)\n        shortcut = x\n"

# %% the result ends in a softmax grade_id="transformer-model" old="return x.view(batch * seq, -1)" new="return torch.softmax(x.view(batch * seq, -1), dim=-1)"

# %% the names position and token are swapped: the table of the letters has max_seq rows and the places are looked up in the one with num_embeddings rows grade_id="transformer-model" old="self.token(indices) + self.position(places)" new="self.position(indices) + self.token(places)"

# %% forward adds the positions once more before each block grade_id="transformer-model" old="            x = block(x, mask=mask)" new="            x = block(x + self.position(places), mask=mask)"

# %% decode has a space between the letters, and train has reduction sum without the division by the number of labels grade_id="transformer-train transformer-ohlol"
def decode(outputs, idx2char):
    values, places = torch.max(outputs, dim=1)
    characters = [idx2char[place] for place in places.tolist()]
    return str.join(" ", characters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss(reduction="sum")
    history = []
    for epoch in range(epochs):
        net.train()
        optimizer.zero_grad()
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss.item(), decode(y_pred, idx2char)))
    return history

# %% labels are cut to the first word: the loss is that of the first row of inputs only, as y_pred and labels are sliced to seq grade_id="transformer-train" old="loss_fn(y_pred, labels) / len(labels)" new="loss_fn(y_pred[: inputs.shape[1]], labels[: inputs.shape[1]]) / inputs.shape[1]"
