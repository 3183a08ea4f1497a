# %% the loss takes the logarithm of the softmax, which is 0 for logits of -1000: the loss gets infinite or nan grade_id="backprop-loss" old="log_probs = logits - torch.logsumexp(logits, dim=-1, keepdim=True)" new="log_probs = torch.log(torch.softmax(logits, dim=-1))"

# %% softmax runs along the batch, dim=0, in what backward uses grade_id="backprop-loss" old="torch.softmax(logits, dim=-1)" new="torch.softmax(logits, dim=0)"

# %% the gradient of the input is made with the transposed indices of the weights, which fails unless in and out are equal and is wrong then grade_id="backprop-linear" old="torch.einsum(\"no,oi->ni\", g, w)" new="torch.einsum(\"no,io->ni\", g, w)"

# %% the number of classes is taken from the largest label, so it fails where the last class is not among the labels grade_id="backprop-loss" old="F.one_hot(labels, logits.shape[-1])" new="F.one_hot(labels, int(labels.max()) + 1)"

# %% the loss averages over the samples and the classes: it is too small by the number of classes grade_id="backprop-loss" old="(self.targets * log_probs).sum(dim=-1).mean()" new="(self.targets * log_probs).mean()"

# %% the derivative of ReLU is taken as 1 for values above 1 only, as the mask compares with 1 grade_id="backprop-relu" old="(x > 0).to(x.dtype)" new="(x > 1).to(x.dtype)"

# %% the weights of the ends alone are made: hidden layers beyond the first are ignored, sizes[1] goes straight to sizes[-1] grade_id="backprop-mlp" old="zip(sizes, sizes[1:])" new="zip([sizes[0], sizes[1]], [sizes[1], sizes[-1]])"

# %% the gradient of the loss is computed once and kept: train calls criterion.forward on the logits of the first epoch in all epochs grade_id="backprop-train" old="    def epoch():\n        value = criterion.forward(net.forward(inputs), labels)" new="    first = net.forward(inputs)\n\n    def epoch():\n        value = criterion.forward(first, labels)"
