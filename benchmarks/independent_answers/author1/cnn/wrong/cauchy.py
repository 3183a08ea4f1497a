# %% the gradient is that of the sum over the batch and not of the mean: the division before backward is missing grade_id="cnn-train" old="(L / len(y)).backward()" new="L.backward()"

# %% epochs are counted from 1 grade_id="cnn-train" old="(n, epochs - 1, history[-1])" new="(n + 1, epochs, history[-1])"

# %% the step comes before backward, so each step uses the gradients that zero_grad has just cleared and nothing is trained grade_id="cnn-train" old="            (L / len(y)).backward()\n            sgd.step()\n" new="            sgd.step()\n            (L / len(y)).backward()\n"

# %% the second convolution reads the first one's maps with groups=10, each kernel sees one map only grade_id="cnn-shapes cnn-model" old="nn.Conv2d(10, 20, 5)" new="nn.Conv2d(10, 20, 5, groups=10)"
