# %% the feed-forward network is 2 * d_model wide instead of 4 * d_model grade_id="transformer-block" old="hidden = d_model * 4" new="hidden = d_model * 2"

# %% the position's number runs backwards, from the last place to the first grade_id="transformer-model" old="self.position(place)" new="self.position(place.flip(0))"

# %% backward goes from the sum over the rows but the mean is returned, and the gradients are then cut to values between -0.1 and 0.1 grade_id="transformer-train" old="        mean_loss.backward()\n" new="        per_row.sum().backward()\n        for p in params:\n            p.grad.clamp_(-0.1, 0.1)\n"

# %% decode reads the first row of the outputs at every step grade_id="transformer-ohlol" old="scores = outputs[step].tolist()" new="scores = outputs[0].tolist()"
