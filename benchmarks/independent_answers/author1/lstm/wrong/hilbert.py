# %% decode joins the letters with blanks between them grade_id="lstm-ohlol" old="return \"\".join(idx2char[k]" new="return \" \".join(idx2char[k]"

# %% the sign is lost: the loss is the mean of log p, so training makes the right letters less likely grade_id="lstm-train lstm-ohlol" old="-z.log_softmax(-1)[rows, labels].mean()" new="z.log_softmax(-1)[rows, labels].mean()"

# %% the hidden state shows the cell state of the step before: h is computed before c is updated grade_id="lstm-layer" old="                cs[k] = torch.addcmul(torch.sigmoid(a2) * cs[k], torch.sigmoid(a1), torch.tanh(a3))\n                v = hs[k] = torch.sigmoid(a4) * torch.tanh(cs[k])\n" new="                v = hs[k] = torch.sigmoid(a4) * torch.tanh(cs[k])\n                cs[k] = torch.addcmul(torch.sigmoid(a2) * cs[k], torch.sigmoid(a1), torch.tanh(a3))\n"

# %% addcmul is called with the arguments in the wrong places: the candidate is added and f c is multiplied by i grade_id="lstm-layer" old="torch.addcmul(torch.sigmoid(a2) * cs[k], torch.sigmoid(a1), torch.tanh(a3))" new="torch.addcmul(torch.tanh(a3), torch.sigmoid(a1), torch.sigmoid(a2) * cs[k])"

# %% each layer reads the network's input and not the states of the layer below grade_id="lstm-layer" old="v = hs[k] = torch.sigmoid(a4) * torch.tanh(cs[k])\n            top.append(v)" new="hs[k] = torch.sigmoid(a4) * torch.tanh(cs[k])\n            top.append(hs[-1])"

# %% the pair is not returned as (h_n, c_n): c_n is missing grade_id="lstm-layer" old="return torch.stack(top), (torch.stack(hs), torch.stack(cs))" new="return torch.stack(top), torch.stack(hs)"
