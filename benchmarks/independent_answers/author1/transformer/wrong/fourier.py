# %% decode forgets keepdim, so the maxima of the rows are broadcast along the wrong axis, or do not fit grade_id="transformer-ohlol" old="outputs.amax(1, keepdim=True)" new="outputs.amax(1)"

# %% the optimizer is AdamW, which also shrinks all weights, and not Adam grade_id="transformer-train" old="torch.optim.Adam(net.parameters(), lr)" new="torch.optim.AdamW(net.parameters(), lr)"
