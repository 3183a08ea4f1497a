# %% logsumexp runs over the batch (dim 0) and not over the classes grade_id="mlp-train" old="(z.logsumexp(dim=1) - z.gather(1, y[:, None]).squeeze(1)).mean()" new="z.logsumexp(dim=0).mean() - z.gather(1, y[:, None]).mean()"

# %% the sign of the label's logit is wrong: it is added grade_id="mlp-train" old="z.logsumexp(dim=1) - z.gather" new="z.logsumexp(dim=1) + z.gather"

# %% an answer counts as right if the label is among the two largest logits grade_id="mlp-accuracy" old="zip(order[:, 0].tolist(), labels.tolist()):\n                right += answer == label" new="zip(order[:, :2].tolist(), labels.tolist()):\n                right += label in answer"

# %% the function returns after the first batch: return stands in the loop grade_id="mlp-accuracy" old="    return right / total" new="            return right / total"

# %% the view has a fixed batch of 64 grade_id="mlp-model" old="x.view(x.shape[0], -1)" new="x.view(64, 784)"

# %% the image's rows are read transposed where it is an image but not where it is a row of pixels: the two forms of input give different logits grade_id="mlp-model" old="self.body(x.view(x.shape[0], -1))" new="self.body((x.mT if x.dim() == 4 else x).reshape(x.shape[0], -1))"

# %% the pixels are divided by 255 once more for images only, so images and rows of pixels have different logits grade_id="mlp-model" old="self.body(x.view(x.shape[0], -1))" new="self.body((x / 255 if x.dim() == 4 else x).reshape(x.shape[0], -1))"

# %% a name is misspelt: self.boddy grade_id="mlp-model" old="return self.head(self.body(" new="return self.head(self.boddy("

# %% two mistakes: first, an answer counts as right if the label is among the two largest logits; second, the pixels are divided by 255 once more for images only, so images and rows of pixels have different logits grade_id="mlp-accuracy mlp-model"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        widths = (784, 512, 256, 128, 64)
        blocks = [nn.Sequential(nn.Linear(m, n), nn.ReLU()) for m, n in zip(widths, widths[1:])]
        self.body, self.head = nn.Sequential(*blocks), nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.body((x / 255 if x.dim() == 4 else x).reshape(x.shape[0], -1)))


def accuracy(model, loader):
    model.eval()
    total, right = 0, 0
    with torch.no_grad():
        for batch in loader:
            images, labels = batch
            order = model(images).argsort(dim=1, descending=True)
            for answer, label in zip(order[:, :2].tolist(), labels.tolist()):
                right += label in answer
                total += 1
    return right / total
