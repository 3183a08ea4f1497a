# %% one ReLU is applied before the first convolution to the images, and none after it grade_id="cnn-model" old="        x = self.relu(self.pool(self.conv1(x)))" new="        x = self.pool(self.conv1(self.relu(x)))"

# %% the logits are limited to the range from -10 to 10 grade_id="cnn-model" old="        return self.linear(self.features(x).flatten(1))" new="        return self.linear(self.features(x).flatten(1)).clamp(-10, 10)"

# %% the images are divided by 255 though their values already lie between 0 and 1 grade_id="cnn-model" old="        x = self.relu(self.pool(self.conv1(x)))" new="        x = self.relu(self.pool(self.conv1(x / 255)))"

# %% the network has 16 and 32 feature maps instead of 10 and 20 grade_id="cnn-shapes cnn-model"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5)
        self.conv2 = nn.Conv2d(16, 32, 5)
        self.pool = nn.MaxPool2d(2)
        self.linear = nn.Linear(512, 10)

    def forward(self, x):
        x = torch.relu(self.pool(self.conv1(x)))
        x = torch.relu(self.pool(self.conv2(x)))
        return self.linear(x.flatten(1))

# %% label smoothing of 0.1 is used in the cross-entropy grade_id="cnn-train" old="            loss = nn.functional.cross_entropy(model(images), labels)" new="            loss = nn.functional.cross_entropy(model(images), labels, label_smoothing=0.1)"

# %% the meter adds the batch's mean loss without multiplying it by the batch size, but counts all samples grade_id="cnn-train" old="            meter.add(loss.item() * images.size(0), images.size(0))" new="            meter.add(loss.item(), images.size(0))"

# %% an answer counts as right where the label is among the three largest logits grade_id="cnn-accuracy" old="            predicted = model(images).topk(1, dim=1).indices.squeeze(1)\n            meter.add(predicted.eq(labels).sum().item(), labels.numel())" new="            predicted = model(images).topk(3, dim=1).indices\n            meter.add(predicted.eq(labels.unsqueeze(1)).any(dim=1).sum().item(), labels.numel())"
