# %% the line shows the number of epochs and not the last epoch, epochs - 1 grade_id="transformer-train" old="(epoch, epochs - 1, loss.item()" new="(epoch, epochs, loss.item()"
