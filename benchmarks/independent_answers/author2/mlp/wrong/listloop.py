# %% the layers are kept in a plain Python list, so their weights are no parameters of the network grade_id="mlp-model" old="self.layers = nn.ModuleList()" new="self.layers = []"

# %% the activation follows only the last layer and none of the hidden ones grade_id="mlp-model" old="if i != len(self.layers) - 1:" new="if i == len(self.layers) - 1:"

# %% the last batch is left out of the epoch's loss grade_id="mlp-train" old="for i in range(len(batch_losses)):" new="for i in range(len(batch_losses) - 1):"

# %% the loss of an epoch is that of its last batch grade_id="mlp-train" old="epoch_losses.append(weighted / sum(batch_sizes))" new="epoch_losses.append(batch_losses[-1])"

# %% accuracy returns a tensor and not a number grade_id="mlp-accuracy" old="return float(torch.eq(answers, truth).float().mean())" new="return torch.eq(answers, truth).float().mean()"
