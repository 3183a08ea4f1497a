# %% the handwritten Adam exchanges the two betas: 0.999 for the mean and 0.9 for the square grade_id="transformer-train" old="b1, b2, eps = 0.9, 0.999, 1e-8" new="b1, b2, eps = 0.999, 0.9, 1e-8"
