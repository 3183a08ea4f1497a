# %% the biases are counted once only for the input: b_ih is added twice instead of b_ih + b_hh grade_id="lstm-layer" old="b_ih + b_hh)" new="b_ih + b_ih)"

# %% the gates lie next to each other number by number (unflatten to (hidden, 4)), not on top of each other grade_id="lstm-layer" old=".unflatten(-1, (4, -1)).unbind(-2)" new=".unflatten(-1, (-1, 4)).unbind(-1)"

# %% the hidden state is computed with the old cell state: h uses c before its update grade_id="lstm-layer" old="    c = f.sigmoid() * c + i.sigmoid() * g.tanh()\n    return o.sigmoid() * c.tanh(), c" new="    new = f.sigmoid() * c + i.sigmoid() * g.tanh()\n    return o.sigmoid() * c.tanh(), new"

# %% the output holds the last step's hidden states alone, as with return_sequences=False in Keras grade_id="lstm-layer lstm-model" old="        return sequence, (h_n, c_n)" new="        return sequence[-1:], (h_n, c_n)"

# %% weights of layers above the first have the shape (4 * hidden, in), the number of inputs of the whole LSTM grade_id="lstm-layer" old="hidden_size if k else input_size" new="input_size"

# %% the loss is measured on the softmax of the logits grade_id="lstm-train" old="F.cross_entropy(logits := net(inputs), labels)" new="F.cross_entropy((logits := net(inputs)).softmax(-1), labels)"

# %% the network is called twice in an epoch and the loss of the outputs after the step is returned, and the printed epochs start at 1 grade_id="lstm-train" old="        losses.append(loss.item())\n        print(f\"Epoch {epoch}/{epochs - 1}" new="        losses.append(F.cross_entropy(net(inputs), labels).item())\n        print(f\"Epoch {epoch + 1}/{epochs}"

# %% decode takes the last axis away by a max over the rows: argmax(0) gives one letter for each class grade_id="lstm-ohlol" old="outputs.argmax(-1)" new="outputs.argmax(0)"
