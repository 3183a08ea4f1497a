# %% the hidden scores get the number -1, so their keys still get a share grade_id="attention-mask" old="s.masked_fill(forbidden, -math.inf)" new="s.masked_fill(forbidden, -1.0)"

# %% the values are made with the key layer, so the layer value is never used grade_id="attention-heads" old="v = self.split(self.value(x))" new="v = self.split(self.key(x))"
