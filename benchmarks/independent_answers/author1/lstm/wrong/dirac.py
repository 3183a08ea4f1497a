# %% decode compares the values rounded to integers, so close values are confused grade_id="lstm-ohlol" old="float(row[j])" new="round(float(row[j]))"

# %% the cross-entropy is summed over the rows and not averaged grade_id="lstm-train" old="cross_entropy(seen[\"z\"], labels)" new="cross_entropy(seen[\"z\"], labels, reduction=\"sum\")"

# %% the forget gate uses the bias of the input gate, b_hi in place of b_hf grade_id="lstm-layer" old="h @ w_hf.T + b_hf)" new="h @ w_hf.T + b_hi)"

# %% the candidate goes through the sigmoid and not through tanh grade_id="lstm-layer" old="g = torch.tanh(x @ w_ig.T" new="g = torch.sigmoid(x @ w_ig.T"

# %% the output gate also looks at the cell state (a peephole): c is added before its sigmoid grade_id="lstm-layer" old="h @ w_ho.T + b_ho)" new="h @ w_ho.T + b_ho + c)"

# %% the candidate does not see the hidden state, its recurrent product is missing grade_id="lstm-layer" old="g = torch.tanh(x @ w_ig.T + b_ig + h @ w_hg.T + b_hg)" new="g = torch.tanh(x @ w_ig.T + b_ig + b_hg)"

# %% all layers start from the states of layer 0 grade_id="lstm-layer" old="h, c = h_0[k], c_0[k]\n" new="h, c = h_0[0], c_0[0]\n"

# %% CharLSTM places the steps side by side (cat along axis 1) in place of below each other grade_id="lstm-model" old="for h_t in self.a(input)[0]], dim=0)" new="for h_t in self.a(input)[0]], dim=1)"

# %% two mistakes: first, decode compares the values rounded to integers, so close values are confused; second, the cross-entropy is summed over the rows and not averaged grade_id="lstm-ohlol lstm-train"
def decode(outputs, idx2char):
    pick = lambda row: idx2char[max(range(len(row)), key=lambda j: round(float(row[j])))]
    return "".join(pick(row) for row in outputs)


def train(net, inputs, labels, epochs=100, lr=0.05):
    adam = torch.optim.Adam(net.parameters(), lr)
    history = []
    for n in range(epochs):
        seen = {}

        def closure():
            adam.zero_grad()
            seen["z"] = net(inputs)
            value = nn.functional.cross_entropy(seen["z"], labels, reduction="sum")
            value.backward()
            return value

        loss = adam.step(closure).item()
        print(f"Epoch {n}/{epochs - 1}, Loss {loss:.4f}: {decode(seen['z'], idx2char)}")
        history.append(loss)
    return history
