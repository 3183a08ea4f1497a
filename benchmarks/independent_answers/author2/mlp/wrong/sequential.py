# %% there is no activation between the layers: what they compute, one linear layer could grade_id="mlp-model" old="            nn.Linear(784, 128),\n            nn.ReLU(),\n            nn.Linear(128, 64),\n            nn.ReLU(),\n" new="            nn.Linear(784, 128),\n            nn.Linear(128, 64),\n"

# %% the sums of the batches' losses are not divided by the number of samples grade_id="mlp-train" old="        result[e] /= seen\n" new=""

# %% only the first batch of each epoch is used: a break ends the loop grade_id="mlp-train" old="            seen += len(images)\n" new="            seen += len(images)\n            break\n"

# %% accuracy returns after the first batch grade_id="mlp-accuracy" old="            n_all += y.shape[0]\n    return n_right / n_all" new="            n_all += y.shape[0]\n            return n_right / n_all"

# %% accuracy counts an image as right when its label is among the three largest logits grade_id="mlp-accuracy" old="            top = p.topk(1, dim=1).indices[:, 0]\n            n_right += int((top == y).sum())" new="            top = p.topk(3, dim=1).indices\n            n_right += int((top == y.unsqueeze(1)).sum())"
