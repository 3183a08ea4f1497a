# %% each layer starts from the first layer's h_0 and c_0 grade_id="lstm-layer" old="h, c = h_0[k], c_0[k]" new="h, c = h_0[0], c_0[0]"

# %% a relu follows the linear layer, so no logit is negative grade_id="lstm-model" old="rows.append(self.out(states[step]))" new="rows.append(torch.relu(self.out(states[step])))"

# %% the list holds tensors, not numbers grade_id="lstm-train" old="losses.append(loss.item())" new="losses.append(loss)"

# %% the helper that looks for the maximum returns the largest value and not its index grade_id="lstm-ohlol" old="    return best" new="    return values[best]"

# %% the bias bias_ih is added twice and bias_hh never grade_id="lstm-layer" old="getattr(self, f\"bias_ih_l{k}\") + getattr(self, f\"bias_hh_l{k}\")" new="getattr(self, f\"bias_ih_l{k}\") + getattr(self, f\"bias_ih_l{k}\")"
