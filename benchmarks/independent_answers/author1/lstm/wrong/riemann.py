# %% decode returns the indices as digits and does not look the letters up grade_id="lstm-ohlol" old="[idx2char[p] for p in places]" new="[str(p) for p in places]"

# %% the handwritten Adam corrects the bias with the power epoch in place of epoch + 1, so the first step divides by zero and all weights become nan grade_id="lstm-train lstm-ohlol" old="(1 - b1 ** (epoch + 1)), vi / (1 - b2 ** (epoch + 1))" new="(1 - b1**epoch + 0.0 * mi), vi / (1 - b2**epoch + 0.0 * vi)"

# %% the slice of the candidate is shifted by one column, [2H - 1 : 3H - 1] in place of [2H : 3H] grade_id="lstm-layer" old="torch.tanh(pre[:, 2 * H : 3 * H])" new="torch.tanh(pre[:, 2 * H - 1 : 3 * H - 1])"

# %% the handwritten sigmoid has the wrong sign in the exponent, 1 / (1 + exp(a)) grade_id="lstm-layer" old="torch.exp(-a.clamp(-60, 60))" new="torch.exp(a.clamp(-60, 60))"

# %% the handwritten sigmoid cuts its argument to -1 to 1, so gates never come near 0 or 1 grade_id="lstm-layer" old="a.clamp(-60, 60)" new="a.clamp(-1, 1)"
