# %% the norm before attention is not used: attention reads x itself grade_id="transformer-block" old="b = self.attention(a, mask)" new="b = self.attention(x, mask)"

# %% the feed-forward network's way around starts at x instead of y, so what attention gave is lost grade_id="transformer-block" old="z = y + w" new="z = x + w"

# %% one norm serves both parts: norm1 is used before the feed-forward network, too grade_id="transformer-block" old="c = self.norm2(y)" new="c = self.norm1(y)"

# %% the ReLU stands behind down and not between up and down grade_id="transformer-block" old="        u = self.up(c).clamp(min=0)\n        w = self.down(u)" new="        u = self.up(c)\n        w = self.down(u).clamp(min=0)"

# %% the scores are multiplied by the root of d in place of divided grade_id="transformer-block" old="/ math.sqrt(Q.shape[-1])" new="* math.sqrt(Q.shape[-1])"

# %% the softmax runs along the queries grade_id="transformer-block" old="torch.softmax(S, dim=-1)" new="torch.softmax(S, dim=-2)"

# %% the mask leaves out the place itself, and the first place looks at nothing grade_id="transformer-model" old="M[i, : i + 1] = True" new="M[i, :i] = True"

# %% the mask lets each place see one place ahead grade_id="transformer-model" old="M[i, : i + 1] = True" new="M[i, : i + 2] = True"

# %% each place has the position row of the place after it, as P starts at the second row of the table (and a text of max_seq letters fails) grade_id="transformer-model" old="self.position.weight[:T]" new="self.position.weight[1 : T + 1]"

# %% the rows of the result come place by place instead of word by word grade_id="transformer-model" old="return Z.reshape(B * T, self.num_embeddings)" new="return Z.transpose(0, 1).reshape(B * T, self.num_embeddings)"

# %% the first block alone is used, the others are made but never called grade_id="transformer-model" old="            X = self.blocks[k](X, M)" new="            X = self.blocks[0](X, M) if k == 0 else X"

# %% L is filled with the loss tensors instead of numbers grade_id="transformer-train" old="L.append(J.item())" new="L.append(J)"

# %% decode gives the numbers of the letters instead of the letters grade_id="transformer-ohlol" old="idx2char[row.argmax().item()]" new="str(row.argmax().item())"
