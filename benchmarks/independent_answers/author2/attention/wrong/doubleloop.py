# %% the scores are divided by the root of the number of keys instead of d grade_id="attention-weights" old="/ d ** 0.5" new="/ n_k ** 0.5"

# %% the hidden scores are set to 0 and not to minus infinity grade_id="attention-mask" old="torch.logical_not(mask), float(\"-inf\")" new="torch.logical_not(mask), 0.0"

# %% the last head is left out and its columns stay 0 grade_id="attention-heads" old="while head < self.heads:" new="while head < self.heads - 1:"
