# %% the handwritten Adam has an eps of 0.1 in place of 1e-8, so steps for small gradients are far too short grade_id="rnn-train" old="b1, b2, eps = 0.9, 0.999, 1e-8" new="b1, b2, eps = 0.9, 0.999, 1e-1"

# %% the way back from batch-first is a reshape without a transpose, so the rows come word by word and not step by step grade_id="rnn-model" old="return y.transpose(0, 1).reshape(-1, y.size(-1))" new="return y.reshape(-1, y.size(-1))"

# %% the input is reshaped to (batch, seq, in) and not transposed, which mixes the words grade_id="rnn-model" old="input.transpose(0, 1))  # (batch" new="input.reshape(input.size(1), input.size(0), -1))  # (batch"
