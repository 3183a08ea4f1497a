# %% the output is that of the first layer, because the result of a layer is not handed on grade_id="gru-layer" old="            current = torch.stack(steps)\n            last.append(h)" new="            if l == 0:\n                current = torch.stack(steps)\n            last.append(h)"

# %% the loss adds up the first five rows, whatever their number is, before it divides by the number of rows grade_id="gru-train" old="for i in range(len(labels)):" new="for i in range(5):"

# %% the reset gate multiplies the whole sum, the piece of x included grade_id="gru-layer" old="torch.tanh(gi[:, 2 * H:] + r_t * gh[:, 2 * H:])" new="torch.tanh(r_t * (gi[:, 2 * H:] + gh[:, 2 * H:]))"
