# %% keys are transposed with .T, which turns all axes round, so a batch with an axis in front fails or is mixed up grade_id="attention-weights" old="keys.transpose(-1, -2)" new="keys.T"

# %% the result is overwritten in the loop, so only the last value counts grade_id="attention-values" old="result = result + w * v" new="result = w * v"

# %% the pieces of the heads are put together in reverse order grade_id="attention-heads" old="together = torch.cat(pieces, dim=2)" new="together = torch.cat(pieces[::-1], dim=2)"
