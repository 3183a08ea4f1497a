# %% the epoch's loss is the median of the samples' losses grade_id="cnn-train" old="torch.cat(pieces).mean().item()" new="torch.cat(pieces).median().item()"

# %% the losses are returned as tensors grade_id="cnn-train" old="torch.cat(pieces).mean().item()" new="torch.cat(pieces).mean()"

# %% the line of an epoch shows epochs and not epochs - 1 grade_id="cnn-train" old="{epoch}/{epochs - 1}" new="{epoch}/{epochs}"
