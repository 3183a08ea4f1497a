# %% decode sorts along axis 0 grade_id="transformer-ohlol" old="outputs.argsort(dim=-1, descending=True)" new="outputs.argsort(dim=0, descending=True)"

# %% the learning rate lr is ignored, Adam takes its default of 0.001 grade_id="transformer-train" old="net.parameters(), lr=lr)" new="net.parameters())"

# %% a dropout of 0.1 stands after the feed-forward part, active in training mode grade_id="transformer-block" old="self.down(self.up(y).clamp(min=0))" new="F.dropout(self.down(self.up(y).clamp(min=0)), 0.1, self.training)"
