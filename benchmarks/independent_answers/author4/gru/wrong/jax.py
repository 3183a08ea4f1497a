# %% lerp's ends are swapped: n is weighed with z and h with 1 - z grade_id="gru-layer" old="torch.lerp(n, h, z)" new="torch.lerp(h, n, z)"

# %% the update gate is taken from the first part and the reset gate from the second grade_id="gru-layer" old="    r = rz[:, :size]\n    z = rz[:, size:]" new="    z = rz[:, :size]\n    r = rz[:, size:]"

# %% r multiplies h before the product with W_hn, as in the GRU's first paper grade_id="gru-layer" old="torch.addcmul(gi[:, 2 * size :], r, gh[:, 2 * size :])" new="gi[:, 2 * size :] + F.linear(r * h, Wh[2 * size :], bh[2 * size :])"

# %% the bias b_hn stands outside of the brackets: r multiplies the product with W_hn only grade_id="gru-layer" old="torch.addcmul(gi[:, 2 * size :], r, gh[:, 2 * size :])" new="gi[:, 2 * size :] + r * F.linear(h, Wh[2 * size :]) + bh[2 * size :]"

# %% every layer starts from h_0[0], the first state of the ones given grade_id="gru-layer" old="scan(self.params(k), h_0[k], xs)" new="scan(self.params(k), h_0[0], xs)"

# %% the steps of each layer run backwards, from the last to the first, and the states are stacked in that order grade_id="gru-layer" old="    for x in xs:" new="    for x in reversed(xs):"

# %% n_in stays input_size, so the weights of layers above the first have the wrong shape grade_id="gru-layer" old="            n_in = hidden_size\n" new=""

# %% a softmax follows the linear layer grade_id="gru-model" old="return logits.reshape(-1, logits.shape[-1])" new="return logits.softmax(-1).reshape(-1, logits.shape[-1])"

# %% zero_grad comes after backward, the steps have no gradients grade_id="gru-train gru-ohlol" old="        opt.zero_grad()\n        logits = net(inputs)\n        loss = F.cross_entropy(logits, labels)\n        loss.backward()\n" new="        logits = net(inputs)\n        loss = F.cross_entropy(logits, labels)\n        loss.backward()\n        opt.zero_grad()\n"

# %% the printed loss is that of the epoch before (0 in the first), the returned one is right grade_id="gru-train" old="        losses.append(value)\n        print(f\"Epoch {epoch}/{epochs - 1}, Loss {value:.4f}:" new="        losses.append(value)\n        print(f\"Epoch {epoch}/{epochs - 1}, Loss {losses[-2] if epoch else 0:.4f}:"

# %% the optimizer is made anew in each epoch, inside update, so Adam's averages are lost grade_id="gru-train" old="    def update():\n        opt.zero_grad()" new="    def update():\n        opt = torch.optim.Adam(net.parameters(), lr=lr)\n        opt.zero_grad()"
