# %% the lookup reads from a detached copy, so the table gets no gradient grade_id="embedding-lookup" old="return self.weight[indices]" new="return self.weight.detach()[indices]"

# %% the linear layer is applied, but its result is thrown away and the hidden states are returned grade_id="embedding-model" old="        out = self.fc(out)\n        return out" new="        self.fc(out)\n        return out"

# %% h_0 is drawn at random in each call instead of being zero grade_id="embedding-model" old="h0 = torch.zeros(self.num_layers" new="h0 = torch.randn(self.num_layers"
