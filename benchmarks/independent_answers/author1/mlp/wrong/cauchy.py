# %% nll_loss gets the logits as they are, without log_softmax grade_id="mlp-train" old="F.nll_loss(model(x).log_softmax(dim=-1), y)" new="F.nll_loss(model(x), y)"

# %% l and n are exchanged in the denominator: the weighted sum is divided by the sum of the losses grade_id="mlp-train" old="(l @ n) / n.sum()" new="(l @ n) / l.sum()"

# %% log_softmax runs along axis 0, the batch grade_id="mlp-train" old="log_softmax(dim=-1), y)" new="log_softmax(dim=0), y)"

# %% the last two layers' outputs are confused: forward returns the 64 hidden values grade_id="mlp-model" old="return self.fc4(h)" new="return h"

# %% the layers' input does not fit: fc1 reads 512 and fc0 gives 512, but forward starts with fc1 grade_id="mlp-model" old="for k in range(4):" new="for k in range(1, 4):"

# %% forward makes new layers in every call (nn.Linear inside of forward), so nothing is learned by the last layer grade_id="mlp-model" old="return self.fc4(h)" new="return nn.Linear(64, 10)(h)"

# %% the last layer is left out of forward's return: it has no return at all grade_id="mlp-model" old="        return self.fc4(h)" new="        h = self.fc4(h)"
