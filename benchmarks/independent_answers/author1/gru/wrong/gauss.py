# %% decode leaves out a letter that equals the one before it, as CTC does grade_id="gru-ohlol" old="        letters.append(idx2char[row.index(max(row))])" new="        c = idx2char[row.index(max(row))]\n        if letters[-1:] != [c]:\n            letters.append(c)"

# %% the optimizer is given the first parameter only, all the others stay as they were grade_id="gru-train" old="torch.optim.Adam(params, lr=lr)" new="torch.optim.Adam(params[:1], lr=lr)"

# %% the update gate is the wrong way round: z weighs the new state and 1 - z the old one grade_id="gru-layer" old="h = (1 - z) * n + z * h" new="h = z * n + (1 - z) * h"

# %% the gates are cut in the order z, r, n in place of r, z, n grade_id="gru-layer" old="r, z = torch.sigmoid(ir + hr), torch.sigmoid(iz + hz)" new="z, r = torch.sigmoid(ir + hr), torch.sigmoid(iz + hz)"

# %% h_n holds each layer's state after the first step and not after the last grade_id="gru-layer" old="last.append(h)" new="last.append(hs[0])"

# %% the rows of CharGRU come word by word, since the axes seq and batch are exchanged before they are merged grade_id="gru-model" old="self.head(self.gru(input)[0]).flatten(0, 1)" new="self.head(self.gru(input)[0]).transpose(0, 1).flatten(0, 1)"

# %% a name is misspelt: torch.sigmod grade_id="gru-layer gru-model gru-ohlol" old="r, z = torch.sigmoid(ir + hr)" new="r, z = torch.sigmod(ir + hr)"
