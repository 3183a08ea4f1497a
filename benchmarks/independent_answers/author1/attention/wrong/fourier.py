# %% the projections multiply with the weight itself and not with its transpose grade_id="attention-heads" old="\"bsi,poi->pbso\"" new="\"bsi,pio->pbso\""

# %% the bias of the projections is left out grade_id="attention-heads" old="x, W) + b[:, None, None]" new="x, W)"

# %% the out layer's weight is used transposed grade_id="attention-heads" old="self.out.weight.unflatten(1, (self.heads, -1))\n" new="self.out.weight.T.unflatten(1, (self.heads, -1))\n"

# %% the bias of out is added once for each head grade_id="attention-heads" old="+ self.out.bias" new="+ self.heads * self.out.bias"
