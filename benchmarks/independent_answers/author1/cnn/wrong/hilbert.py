# %% the loss is the mean over samples and classes, too small by the factor 10 grade_id="cnn-train" old=".sum(1).mean()" new=".mean()"

# %% the epoch's loss is an exponential moving average with the factor 0.1, not the mean grade_id="cnn-train" old="(loss.item() - mean) * len(y) / n" new="0.1 * (loss.item() - mean)"

# %% gradients are summed over an epoch: they are forgotten before the loop over the batches and not in it grade_id="cnn-train" old="        for x, y in loader:\n            for p in model.parameters():\n                p.grad = None\n" new="        for p in model.parameters():\n            p.grad = None\n        for x, y in loader:\n"

# %% the model is not put into evaluation mode grade_id="cnn-accuracy" old="    model.eval()\n    hits" new="    hits"

# %% the accuracy is given in percent grade_id="cnn-accuracy" old="return hits / n" new="return 100 * hits / n"

# %% the second convolution's bend is missing: there is a single ReLU grade_id="cnn-model" old="x = self.pool(g(x).relu())" new="x = self.pool(g(x))"

# %% the same pooled maps are flattened per channel: flatten starts at axis 2 grade_id="cnn-shapes cnn-model" old="start_dim=1)" new="start_dim=2)"

# %% the logits are squeezed, so a single image gives (10,) grade_id="cnn-shapes cnn-model" old="return self.classifier(torch.flatten(x, start_dim=1))" new="return self.classifier(torch.flatten(x, start_dim=1)).squeeze()"

# %% GELU in place of the first ReLU grade_id="cnn-model" old="f(x).relu()" new="F.gelu(f(x))"

# %% leaky ReLU (slope 0.01) in place of the second ReLU grade_id="cnn-model" old="g(x).relu()" new="F.leaky_relu(g(x))"

# %% two mistakes: flatten starts at axis 2, and there is no second ReLU grade_id="cnn-shapes cnn-model"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.ModuleList([nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)])
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.classifier = nn.Linear(320, 10)

    def forward(self, x):
        f, g = self.features
        x = self.pool(f(x).relu())
        x = self.pool(g(x))
        return self.classifier(torch.flatten(x, start_dim=2))

# %% the layers' order is wrong: the 10 to 20 convolution comes first grade_id="cnn-shapes cnn-model" old="f, g = self.features" new="g, f = self.features"
