# %% the padding row does not start at zero, only its gradient is zero grade_id="embedding-padding" old="                table[padding_idx][j] = 0.0" new="                pass"

# %% the rows that a lookup gives are divided by their length, so they are not those of the table grade_id="embedding-lookup" old="        return self.weight[indices]" new="        rows = self.weight[indices]\n        return rows / (rows.norm(dim=-1, keepdim=True) + 1e-8)"
