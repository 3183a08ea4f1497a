# %% the scores are clamped to values from -10 to 10 before the softmax grade_id="attention-weights" old="    return torch.softmax(scores, dim=-1)" new="    scores = scores.clamp(-10, 10)\n    return torch.softmax(scores, dim=-1)"

# %% the mask is applied after the softmax: the hidden weights are set to 0, and the others no longer add up to 1 grade_id="attention-mask" old="        scores = scores.masked_fill(~mask, float(\"-inf\"))\n    return torch.softmax(scores, dim=-1)" new="        return torch.softmax(scores, dim=-1) * mask\n    return torch.softmax(scores, dim=-1)"

# %% queries and keys are exchanged grade_id="attention-heads" old="w = attention_weights(q, k, mask)" new="w = attention_weights(k, q, mask)"
