# %% the scores are divided by the root of 4, whatever d is grade_id="attention-weights" old="scores * (1.0 / d ** 0.5)" new="scores * (1.0 / 4 ** 0.5)"

# %% a mask with more axes in front is not broadcast over the rows: the bias is made from the first queries of the mask only grade_id="attention-mask" old="bias = torch.zeros(mask.shape)\n    bias[mask.logical_not()] = float(\"-inf\")" new="bias = torch.zeros(mask.shape[-1])\n    bias[mask.reshape(-1, mask.shape[-1])[0].logical_not()] = float(\"-inf\")"

# %% query, key, value and out are one and the same layer, made once grade_id="attention-heads" old="        for name in [\"query\", \"key\", \"value\", \"out\"]:\n            setattr(self, name, nn.Linear(d_model, d_model))" new="        layer = nn.Linear(d_model, d_model)\n        for name in [\"query\", \"key\", \"value\", \"out\"]:\n            setattr(self, name, layer)"
