# %% the convolution's bias is made and never added grade_id="cnn-model" old="        return maps + self.bias.reshape(-1, 1, 1)" new="        return maps"

# %% the first activation is a clamp between 0 and 1 instead of ReLU grade_id="cnn-model" old="        x = pool(self.conv1(x)).clamp(min=0)" new="        x = pool(self.conv1(x)).clamp(0, 1)"

# %% the pooling keeps the upper left of each 2 x 2 values instead of the largest grade_id="cnn-model" old="    return x.reshape(batch, channels, rows // 2, 2, columns // 2, 2).amax(dim=(3, 5))" new="    return x[:, :, ::2, ::2]"

# %% x is reshaped for a batch of 64 images whatever the batch is grade_id="cnn-shapes cnn-model" old="        return self.linear(x.reshape(len(x), 320))" new="        return self.linear(x.reshape(64, 320))"

# %% the hand-written step goes up the gradient grade_id="cnn-train" old="                p.sub_(lr * p.grad)" new="                p.add_(lr * p.grad)"

# %% the logarithm of the sum of exponentials is written out, so large logits give an infinite loss grade_id="cnn-train" old="            loss = (torch.logsumexp(logits, dim=1) - logits[torch.arange(len(labels)), labels]).mean()" new="            loss = (torch.log(torch.exp(logits).sum(dim=1)) - logits[torch.arange(len(labels)), labels]).mean()"

# %% the counter of right answers is reset in each batch, so the last batch's hits are divided by all samples grade_id="cnn-accuracy" old="        n_right += torch.eq(answer, labels).sum().item()" new="        n_right = torch.eq(answer, labels).sum().item()"
