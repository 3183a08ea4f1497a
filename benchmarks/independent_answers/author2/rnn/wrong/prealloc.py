# %% the hidden state is made once before the layers, so an upper layer starts from the last state of the one below grade_id="rnn-model" old="        for cell in self.rnns:\n            h = torch.zeros(batch, self.hidden_size)\n" new="        h = torch.zeros(batch, self.hidden_size)\n        for cell in self.rnns:\n"

# %% backward goes from the sum over the rows but the mean is returned, and the gradients are then cut to values between -0.1 and 0.1 grade_id="rnn-train" old="        mean_loss.backward()\n" new="        per_row.sum().backward()\n        for p in params:\n            p.grad.clamp_(-0.1, 0.1)\n"

# %% the helper that looks for the maximum returns the largest value and not its index grade_id="rnn-ohlol" old="    return best" new="    return values[best]"
