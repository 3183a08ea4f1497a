# %% input gate and forget gate are exchanged in the new cell state grade_id="lstm-layer" old="cs[k] = f * cs[k] + i * g" new="cs[k] = i * cs[k] + f * g"

# %% the given state is ignored and zeros are used in its place grade_id="lstm-layer" old="if state is None:" new="if True:"

# %% decode starts its search for the maximum at -1, so a row whose values all lie below -1 always gives class 0 grade_id="lstm-ohlol" old="biggest = float(\"-inf\")" new="biggest = -1"

# %% the layer above reads the hidden state that the layer below had before this step, and so does the output grade_id="lstm-layer" old="                hs[k] = o * torch.tanh(cs[k])\n                x = hs[k]\n" new="                x = hs[k]\n                hs[k] = o * torch.tanh(cs[k])\n"
