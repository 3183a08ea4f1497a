# %% the pieces are cut as (hidden, 3) and not as (3, hidden), so the rows of the gates are mixed grade_id="gru-layer" old="gx = from_x[t].reshape(B, 3, H)\n                gh = from_h.reshape(B, 3, H)" new="gx = from_x[t].reshape(B, H, 3).transpose(1, 2)\n                gh = from_h.reshape(B, H, 3).transpose(1, 2)"

# %% decode starts at row 1 instead of row 0 grade_id="gru-ohlol" old="    position = 0\n" new="    position = 1\n"

# %% h_n holds each layer's state of the first step instead of the last grade_id="gru-layer" old="result[-1]" new="result[0]"
