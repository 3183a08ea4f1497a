# %% the ReLU after the second convolution is missing grade_id="cnn-model" old="        x = self.conv2(x)\n        x = F.relu(F.max_pool2d(x, 2))\n" new="        x = self.conv2(x)\n        x = F.max_pool2d(x, 2)\n"

# %% the kernels of the first convolution are 3 by 3 instead of 5 by 5 (the flattened values are 320 all the same) grade_id="cnn-shapes cnn-model" old="self.conv1 = nn.Conv2d(1, 10, kernel_size=5)" new="self.conv1 = nn.Conv2d(1, 10, kernel_size=3)"

# %% two mistakes: the second max-pooling has the stride 1 and is followed by an average-pooling down to 4 x 4, and the logits are squeezed grade_id="cnn-shapes cnn-model"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(F.max_pool2d(x, 2))
        x = self.conv2(x)
        x = F.relu(F.adaptive_avg_pool2d(F.max_pool2d(x, 2, stride=1), 4))
        x = x.flatten(1)
        return self.linear(x).squeeze()
