# %% the cell states and not the hidden states are handed on to the next layer and returned as output grade_id="lstm-layer" old="collected.append(h)" new="collected.append(c)"

# %% the gradients are clipped to the norm 0.1 before the step grade_id="lstm-train" old="        adam.step()\n" new="        nn.utils.clip_grad_norm_(net.parameters(), 0.1)\n        adam.step()\n"

# %% the cell state is clamped to values from -1 to 1 grade_id="lstm-layer" old="h = o * torch.tanh(c)" new="c = c.clamp(-1, 1)\n                h = o * torch.tanh(c)"
