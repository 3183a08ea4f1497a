# %% a sigmoid follows the last layer, too, so the logits are bounded grade_id="mlp-model" old="return self.out_layer(x)" new="return self.activation(self.out_layer(x))"

# %% the random seed is set in the constructor grade_id="mlp-model" old="        self.in_layer = nn.Linear(784, 60)" new="        torch.manual_seed(0)\n        self.in_layer = nn.Linear(784, 60)"
