# %% the mask of the padding has one axis more in front and not at its end (unsqueeze(0)), so it does not fit or hides the wrong places grade_id="embedding-padding" old="(indices == self.padding_idx).unsqueeze(-1)" new="(indices == self.padding_idx).unsqueeze(0)"

# %% all the places that are not padding are set to zero: the comparison is the wrong way round grade_id="embedding-padding" old="indices == self.padding_idx" new="indices != self.padding_idx"

# %% padding is always there, as in Keras' mask_zero: without padding_idx index 0 is the padding grade_id="embedding-lookup embedding-padding" old="        self.padding_idx = padding_idx\n" new="        padding_idx = 0 if padding_idx is None else padding_idx\n        self.padding_idx = padding_idx\n"

# %% the looked-up rows keep only their first axis: they are (number of indices, embedding_dim), without the shape of indices grade_id="embedding-lookup embedding-model" old="        rows = rows.reshape(*indices.shape, self.output_dim)\n" new=""

# %% the axis of the shape is hard-coded for two axes, so indices with one axis or three fail grade_id="embedding-lookup" old="rows.reshape(*indices.shape, self.output_dim)" new="rows.reshape(indices.shape[0], indices.shape[1], self.output_dim)"

# %% the RNN uses ReLU instead of tanh grade_id="embedding-model" old="nonlinearity=\"tanh\"" new="nonlinearity=\"relu\""

# %% num_layers is not passed on to the RNN grade_id="embedding-model" old="hidden_size=hidden_size, num_layers=num_layers, " new="hidden_size=hidden_size, "

# %% the logits go through softmax in the network grade_id="embedding-model" old="return self.dense(merged)" new="return torch.softmax(self.dense(merged), dim=-1)"

# %% train converts the indices to floats before it calls the network, so the lookup fails grade_id="embedding-train embedding-ohlol" old="logits = net(inputs)" new="logits = net(inputs.float())"

# %% the weights are updated by SGD instead of Adam grade_id="embedding-train" old="torch.optim.Adam(" new="torch.optim.SGD("

# %% all rows of the table start from the same value, 0.5 grade_id="embedding-lookup" old=".uniform_(-1.0, 1.0)" new=".fill_(0.5)"
