# %% decode loops over five steps, however many there are grade_id="rnn-ohlol" old="range(outputs.shape[0])" new="range(5)"

# %% training stops as soon as the text is ohlol, so fewer epochs are run, printed and returned grade_id="rnn-train" old="        losses.append(loss)\n" new="        losses.append(loss)\n        if text == \"ohlol\":\n            break\n"

# %% the bias is missing in the equation, it is made but never added grade_id="rnn-model" old="h = (x_t @ W.T + h @ U.T + b).tanh()" new="h = (x_t @ W.T + h @ U.T).tanh()"

# %% all layers use the weights of layer 0 grade_id="rnn-model" old="getattr(self, f\"{s}{k}\") for s in \"WUb\"" new="getattr(self, f\"{s}0\") for s in \"WUb\""
