# %% the last layer gives nine logits instead of ten grade_id="mlp-model" old="nn.Linear(48, 10)" new="nn.Linear(48, 9)"

# %% the hidden numbers are normalized over the batch by hand, so an image's logits depend on the other images, also in evaluation mode grade_id="mlp-model" old="h = F.gelu(self.n1(self.l1(h)))" new="h = self.l1(h)\n        h = h - h.mean(dim=0, keepdim=True)\n        h = F.gelu(h)"

# %% the largest loss of the samples is returned instead of their mean grade_id="mlp-train" old="sum(per_sample) / len(per_sample)" new="max(per_sample)"

# %% only the first sample of each batch has a part in the epoch's loss grade_id="mlp-train" old="for value in each.tolist():" new="for value in each.tolist()[:1]:"
