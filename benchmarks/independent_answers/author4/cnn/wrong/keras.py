# %% the convolutions use padding same, as in Keras, and the linear layer reads 20 * 7 * 7 values grade_id="cnn-shapes cnn-model" old="            nn.Conv2d(in_channels=1, out_channels=10, kernel_size=(5, 5), padding=\"valid\"),\n            nn.ReLU(),\n            nn.MaxPool2d(kernel_size=(2, 2)),\n            nn.Conv2d(in_channels=10, out_channels=20, kernel_size=(5, 5), padding=\"valid\"),\n            nn.ReLU(),\n            nn.MaxPool2d(kernel_size=(2, 2)),\n        )\n        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(in_features=320, out_features=10))" new="            nn.Conv2d(in_channels=1, out_channels=10, kernel_size=(5, 5), padding=\"same\"),\n            nn.ReLU(),\n            nn.MaxPool2d(kernel_size=(2, 2)),\n            nn.Conv2d(in_channels=10, out_channels=20, kernel_size=(5, 5), padding=\"same\"),\n            nn.ReLU(),\n            nn.MaxPool2d(kernel_size=(2, 2)),\n        )\n        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(in_features=980, out_features=10))"

# %% the images are taken for channels-last and permuted before the first convolution, which fails grade_id="cnn-shapes cnn-model" old="maps = self.features(x)" new="maps = self.features(x.permute(0, 3, 1, 2))"

# %% the whole batch is normalised at the start of forward (by batch_norm with the batch's own mean and variance), so an image's logits depend on the others grade_id="cnn-model" old="maps = self.features(x)" new="maps = self.features(nn.functional.batch_norm(x, None, None, training=True))"

# %% a ReLU follows the linear layer: no logit is negative grade_id="cnn-model" old="nn.Linear(in_features=320, out_features=10))" new="nn.Linear(in_features=320, out_features=10), nn.ReLU())"

# %% the convolutions have no biases grade_id="cnn-model" old="out_channels=10, kernel_size=(5, 5), padding=\"valid\"),\n            nn.ReLU(),\n            nn.MaxPool2d(kernel_size=(2, 2)),\n            nn.Conv2d(in_channels=10, out_channels=20, kernel_size=(5, 5), padding=\"valid\"" new="out_channels=10, kernel_size=(5, 5), padding=\"valid\", bias=False),\n            nn.ReLU(),\n            nn.MaxPool2d(kernel_size=(2, 2)),\n            nn.Conv2d(in_channels=10, out_channels=20, kernel_size=(5, 5), padding=\"valid\", bias=False"

# %% the history dictionary is returned instead of the list of losses grade_id="cnn-train" old="return history[\"loss\"]" new="return history"

# %% the mean is over the first loss of each batch only, as losses[0] is noted and not the losses of all samples grade_id="cnn-train" old="per_sample += losses.tolist()" new="per_sample.append(losses[0].item())"

# %% the labels are one-hot encoded and as integers given to the loss, which fails grade_id="cnn-train" old="loss_fn(model(x_batch), y_batch)" new="loss_fn(model(x_batch), nn.functional.one_hot(y_batch, 10))"

# %% the model is put back into training mode before the loop of accuracy, so it runs in training mode grade_id="cnn-accuracy" old="    y_true, y_pred = [], []\n" new="    model.train()\n    y_true, y_pred = [], []\n"

# %% accuracy is rounded to two decimals grade_id="cnn-accuracy" old="return sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true)" new="return round(sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true), 2)"
