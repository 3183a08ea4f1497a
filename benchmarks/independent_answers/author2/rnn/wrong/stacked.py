# %% one_hot puts the new axis in front instead of at the end grade_id="rnn-onehot" old="torch.stack(picked).view(list(indices.shape) + [num_classes])" new="torch.stack(picked, dim=1).view([num_classes] + list(indices.shape))"

# %% the network returns the last hidden state of the last layer and not the states of all steps grade_id="rnn-model" old="        seq, batch, hidden = x.shape\n        return x.reshape(seq * batch, hidden)" new="        return last.reshape(-1, last.shape[-1])"

# %% the hand-written cross-entropy is not divided by the number of rows grade_id="rnn-train" old="loss = total / len(labels)" new="loss = total"

# %% decode squeezes all axes, so it fails for an output of a single row grade_id="rnn-ohlol" old="indices.squeeze(1)" new="indices.squeeze()"
