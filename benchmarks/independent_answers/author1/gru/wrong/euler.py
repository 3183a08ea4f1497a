# %% decode takes the two largest of each row and so gives two letters per step grade_id="gru-ohlol" old="outputs.topk(1, dim=1)" new="outputs.topk(2, dim=1)"

# %% the handwritten Adam lacks the bias correction of both running means grade_id="gru-train" old="mhat, vhat = mi / (1 - b1 ** (epoch + 1)), vi / (1 - b2 ** (epoch + 1))" new="mhat, vhat = mi, vi"

# %% the reset gate multiplies the input's part of the candidate and not that of the hidden state grade_id="gru-layer" old="(gx[:, 2 * H :] + r * gh[:, 2 * H :]).tanh()" new="(r * gx[:, 2 * H :] + gh[:, 2 * H :]).tanh()"

# %% the interpolation has the wrong sign: n - z (h - n) grade_id="gru-layer" old="return n + z * (h - n)" new="return n - z * (h - n)"

# %% the candidate goes through a sigmoid and not through tanh grade_id="gru-layer" old="r * gh[:, 2 * H :]).tanh()" new="r * gh[:, 2 * H :]).sigmoid()"

# %% the bias b_hh is left out of the recurrent product grade_id="gru-layer" old="getattr(self, f\"weight_hh_l{k}\"), getattr(self, f\"bias_hh_l{k}\"))" new="getattr(self, f\"weight_hh_l{k}\"))"

# %% CharGRU does not hand num_layers on to its GRU grade_id="gru-model" old="GRU(input_size, hidden_size, num_layers), nn" new="GRU(input_size, hidden_size), nn"
