# %% without padding_idx row 0 is taken as padding grade_id="embedding-padding embedding-lookup" old="        if padding_idx is not None:\n            keep[padding_idx]" new="        if padding_idx is None:\n            padding_idx = 0\n        if padding_idx is not None:\n            keep[padding_idx]"

# %% the printed loss is not formatted to four decimals but printed with all its digits grade_id="embedding-train" old="f\"{error:.4f}\"" new="str(error)"
