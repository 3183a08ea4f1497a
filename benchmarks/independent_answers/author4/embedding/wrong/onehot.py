# %% only the first word's last hidden state is answered: forward takes h[-1], the last step alone grade_id="embedding-model" old="return self.out(h).view(-1, self.out.out_features)" new="return self.out(h[-1]).view(-1, self.out.out_features)"

# %% the one-hot vectors have the width of the largest index + 1, which does not fit the table when the last row is not looked up grade_id="embedding-lookup" old="F.one_hot(indices, self.n)" new="F.one_hot(indices)"

# %% the padding's row is multiplied by zero in the output, but the table starts with random values there grade_id="embedding-padding" old="        if self.pad is not None:\n            self.weight.data[self.pad].zero_()\n" new=""

# %% h_0 is random in each call instead of zero grade_id="embedding-model" old="h0 = torch.zeros(" new="h0 = torch.randn("

# %% h_0 is made for a batch of one word, other batches fail grade_id="embedding-model" old="batch_size = indices.shape[1]" new="batch_size = 1"

# %% the losses are kept in an integer tensor, so they are cut to whole numbers grade_id="embedding-train" old="torch.zeros(epochs, dtype=torch.float64)" new="torch.zeros(epochs, dtype=torch.int64)"

# %% the epochs are counted from 1 in the printed line and the last one is epochs grade_id="embedding-train" old="(i, epochs - 1, losses[i]" new="(i + 1, epochs, losses[i]"

# %% decode adds the letters in front, so the text is backwards grade_id="embedding-ohlol" old="s += idx2char[k]" new="s = idx2char[k] + s"

# %% the logits are squashed by tanh, so they lie between -1 and 1 grade_id="embedding-model" old="return self.out(h).view(-1, self.out.out_features)" new="return torch.tanh(self.out(h)).view(-1, self.out.out_features)"
