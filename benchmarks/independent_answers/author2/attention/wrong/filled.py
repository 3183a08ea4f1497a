# %% the mean is divided by the number of keys once more grade_id="attention-values" old="        result = result + w * v\n    return result" new="        result = result + w * v\n    return result / values.shape[-2]"

# %% the causal mask has always five places grade_id="attention-mask" old="torch.ones(seq, seq, dtype=torch.bool)" new="torch.ones(5, 5, dtype=torch.bool)"

# %% the last linear layer, out, is not applied grade_id="attention-heads" old="return self.out(result)" new="return result"
