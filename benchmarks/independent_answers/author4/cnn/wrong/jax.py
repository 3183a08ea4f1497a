# %% the gradients are not forgotten: p.grad = None is left out grade_id="cnn-train" old="        for p in params:\n            p.grad = None\n" new=""

# %% the gradients are forgotten between backward and step, so nothing is trained grade_id="cnn-train" old="        for p in params:\n            p.grad = None\n        loss.backward()\n        optimizer.step()" new="        loss.backward()\n        for p in params:\n            p.grad = None\n        optimizer.step()"

# %% max-pooling moves by 1 instead of 2, so the maps stay large and the linear layer fails grade_id="cnn-shapes cnn-model" old="F.max_pool2d(x, 2)" new="F.max_pool2d(x, 2, stride=1)"

# %% the bias of the first convolution is a plain tensor and not a parameter, so it is not trained grade_id="cnn-model" old="self.k1, self.c1 = glorot(10, 1, 5, 5), nn.Parameter(torch.zeros(10))" new="self.k1, self.c1 = glorot(10, 1, 5, 5), torch.zeros(10)"

# %% the values are clamped from above as well: ReLU6 instead of ReLU grade_id="cnn-model" old="x.clamp(min=0)" new="x.clamp(min=0, max=6)"

# %% the loader is asked for its batch_size, which other iterables do not have: the batches' losses are weighed with loader.batch_size, also the shorter last one grade_id="cnn-train" old="            weighted += update(x, y) * y.size(0)\n            count += y.size(0)" new="            weighted += update(x, y) * loader.batch_size\n            count += loader.batch_size"

# %% two answers are allowed: an image counts as right if its label is among the two largest logits grade_id="cnn-accuracy" old="torch.eq(scores.topk(1, dim=1).indices.squeeze(1), y).sum()" new="torch.eq(scores.topk(2, dim=1).indices, y.unsqueeze(1)).sum()"

# %% accuracy returns after the first batch grade_id="cnn-accuracy" old="        total += y.numel()\n    return" new="        total += y.numel()\n        return"
