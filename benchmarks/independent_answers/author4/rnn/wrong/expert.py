# %% one_hot infers the number of classes from the largest index, num_classes is ignored grade_id="rnn-onehot" old="F.one_hot(indices, num_classes).float()" new="F.one_hot(indices).float()"

# %% one_hot returns integers, not floats grade_id="rnn-onehot" old="F.one_hot(indices, num_classes).float()" new="F.one_hot(indices, num_classes)"

# %% num_layers is not passed on to nn.RNN, there is always one layer grade_id="rnn-model" old="nn.RNN(input_size, hidden_size, num_layers)" new="nn.RNN(input_size, hidden_size)"

# %% weight decay (0.01) is added: the optimizer is AdamW with its defaults, not Adam grade_id="rnn-train" old="optim.Adam(net.parameters(), lr)" new="optim.AdamW(net.parameters(), lr)"

# %% the gradients are clipped to norm 1 before the step grade_id="rnn-train" old="        loss.backward()\n        adam.step()" new="        loss.backward()\n        nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n        adam.step()"

# %% the text printed is that of the outputs after the step, which belong to another loss than the one printed grade_id="rnn-train" old="{decode(logits, idx2char)}" new="{decode(net(inputs), idx2char)}"
