# %% decode subtracts the mean of each row from its argument in place, so outputs is changed grade_id="embedding-ohlol" old="        idx = outputs.argmax(1)" new="        outputs -= outputs.mean(1, keepdim=True)\n        idx = outputs.argmax(1)"

# %% the list holds tensors in place of numbers: the loss is appended detached, without item grade_id="embedding-train" old="losses.append(loss.item())" new="losses.append(loss.detach())"

# %% the lookup is detached from the table, so no gradient reaches it grade_id="embedding-lookup embedding-model" old="return F.embedding(indices, self.weight, padding_idx=self.padding_idx)" new="return F.embedding(indices, self.weight.detach(), padding_idx=self.padding_idx)"
