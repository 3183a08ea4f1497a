# %% the outputs are not transposed back, so the rows come word by word instead of step by step grade_id="rnn-model" old="        out = out.transpose(0, 1).contiguous()\n" new=""

# %% the loss of each epoch is computed anew after the step grade_id="rnn-train" old="loss_value = float(loss.item())" new="loss_value = loss_fn(net(inputs), labels).item()"

# %% decode takes the letter after the right one (index plus one, modulo the number of letters) grade_id="rnn-ohlol" old="s += idx2char[idx]" new="s += idx2char[(idx + 1) % len(idx2char)]"
