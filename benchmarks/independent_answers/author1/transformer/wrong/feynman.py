# %% decode reads the rows in reverse order grade_id="transformer-ohlol" old="outputs.argmax(-1).tolist()))" new="outputs.argmax(-1).flip(0).tolist()))"

# %% range(1, epochs) skips an epoch: one step, one line and one loss are missing grade_id="transformer-train" old="for epoch in range(epochs):" new="for epoch in range(1, epochs):"
