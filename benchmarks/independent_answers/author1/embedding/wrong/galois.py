# %% decode takes the second most likely letter, column 1 of the order grade_id="embedding-ohlol" old="order[:, 0].tolist()" new="order[:, 1].tolist()"

# %% the loss is divided by the number of rows once more though it is a mean already grade_id="embedding-train" old="loss = criterion(outputs, labels)" new="loss = criterion(outputs, labels) / len(labels)"

# %% the embedding is drawn anew in every forward (the parameter is overwritten with random values) grade_id="embedding-lookup" old="        return (self.keep * self.weight)[indices]" new="        with torch.no_grad():\n            self.weight.copy_(self.keep * torch.randn_like(self.weight))\n        return (self.keep * self.weight)[indices]"

# %% the lookup is scaled by the root of embedding_dim, as in transformers grade_id="embedding-lookup" old="return (self.keep * self.weight)[indices]" new="return (self.keep * self.weight)[indices] * self.weight.shape[1] ** 0.5"
