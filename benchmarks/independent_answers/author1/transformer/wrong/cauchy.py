# %% decode loops over as many steps as there are classes (shape[1] instead of shape[0]) grade_id="transformer-ohlol" old="range(outputs.shape[0])" new="range(outputs.shape[1])"

# %% the loss is summed over the rows instead of averaged grade_id="transformer-train" old="[rows, labels].mean()" new="[rows, labels].sum()"
