# %% both poolings take the smallest of each 2 x 2 values grade_id="cnn-model" old="x.amax(dim=(3, 5))" new="x.amin(dim=(3, 5))"

# %% the axes of height and width are reshaped in the wrong order, so windows of other places are pooled grade_id="cnn-model" old="x = x.reshape(n, c, h // 2, 2, w // 2, 2)\n        return x.amax(dim=(3, 5))" new="x = x.reshape(n, c, 2, h // 2, 2, w // 2)\n        return x.amax(dim=(2, 4))"

# %% the gradient goes up instead of down: backward is called for minus the loss grade_id="cnn-train" old="(loss / len(labels)).backward()" new="(-loss / len(labels)).backward()"

# %% the sums of the batches' losses are not divided by the number of samples grade_id="cnn-train" old="        result[e] /= seen\n" new=""

# %% accuracy divides by len(loader.dataset), which counts also the samples that the loader leaves out grade_id="cnn-accuracy" old="/ len(hits)" new="/ len(loader.dataset)"
