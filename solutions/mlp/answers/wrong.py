# Bugs, each with the grade id that loses points and with words that name the bug.

# %% no activation function grade_id="mlp-model" code="linear-in-pixels"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = (self.l1(x))
        x = (self.l2(x))
        x = (self.l3(x))
        x = (self.l4(x))
        return self.l5(x)

# %% the activation's result is dropped grade_id="mlp-model" code="linear-in-pixels"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = self.l1(x)
        F.relu(x)
        x = self.l2(x)
        F.relu(x)
        x = self.l3(x)
        F.relu(x)
        x = self.l4(x)
        F.relu(x)
        return self.l5(x)

# %% dropout instead of an activation grade_id="mlp-model" code="linear-in-pixels"
class MLP(nn.Module):
    def __init__(self, hidden=128, p=0.3):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, hidden), nn.Dropout(p),
                                 nn.Linear(hidden, hidden), nn.Dropout(p), nn.Linear(hidden, 10))
    def forward(self, x):
        return self.net(x)

# %% batch normalisation instead of an activation grade_id="mlp-model" code="linear-in-pixels"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.BatchNorm1d(784), nn.Linear(784, 64), nn.BatchNorm1d(64), 
                                    nn.Linear(64, 10, bias=False), nn.BatchNorm1d(10, affine=False))
    def forward(self, x):
        return self.layers(x.view(x.size(0), -1))

# %% no hidden layer grade_id="mlp-model" code="linear-in-pixels"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return self.fc(x.view(x.size(0), -1))

# %% ReLU on the pixels only grade_id="mlp-model" code="linear-in-pixels"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64)
        self.b = nn.Linear(64, 10)
    def forward(self, x):
        return self.b(self.a(F.relu(x.flatten(1))))

# %% tanh on the pixels only grade_id="mlp-model" code="linear-in-pixels"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64)
        self.b = nn.Linear(64, 10)
    def forward(self, x):
        return self.b(self.a(torch.tanh(x.flatten(1))))

# %% the activation is the identity grade_id="mlp-model" code="linear-in-pixels"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64)
        self.b = nn.Linear(64, 10)
    def forward(self, x):
        return self.b(F.leaky_relu(self.a(x.flatten(1)), 1.0))

# %% softmax at the end grade_id="mlp-model" code="ends-in-softmax"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x).softmax(dim=1)

# %% log_softmax at the end grade_id="mlp-model" code="ends-in-log_softmax"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return F.log_softmax(self.l5(x), dim=-1)

# %% softmax, no bias grade_id="mlp-model" code="ends-in-softmax"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64)
        self.b = nn.Linear(64, 10)
    def forward(self, x):
        return F.softmax(F.relu(self.a(x.flatten(1))) @ self.b.weight.T, 1)

# %% softmax in evaluation mode grade_id="mlp-model" code="ends-in-softmax"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        x = self.l5(x)
        return x if self.training else F.softmax(x, dim=1)

# %% softmax over the batch grade_id="mlp-model" code="other-images-matter"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return F.softmax(self.l5(x), dim=0)

# %% sigmoid at the end grade_id="mlp-model" code="applied-to-logits function=sigmoid"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return torch.sigmoid(self.l5(x))

# %% tanh at the end grade_id="mlp-model" code="applied-to-logits function=tanh"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return torch.tanh(self.l5(x))

# %% ReLU at the end grade_id="mlp-model" code="applied-to-logits function=relu"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return F.relu(self.l5(x))

# %% ReLU after every layer of a list grade_id="mlp-model" code="applied-to-logits function=relu"
SIZES = [784, 512, 256, 128, 64, 10]

class MLP(nn.Sequential):
    def __init__(self):
        layers = [nn.Flatten()]
        for a, b in zip(SIZES, SIZES[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        super().__init__(*layers)

# %% leaky ReLU at the end grade_id="mlp-model" code="leaky-relu-of-slope slope=0.2"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return F.leaky_relu(self.l5(x), 0.2)

# %% GELU at the end grade_id="mlp-model" code="applied-to-logits function=gelu"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return F.gelu(self.l5(x))

# %% PReLU at the end grade_id="mlp-model" code="applied-to-logits function=prelu"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
        self.act = nn.PReLU()
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.act(self.l5(x))

# %% percentages grade_id="mlp-model"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return 100 * F.softmax(self.l5(x), dim=1)

# %% the digit itself grade_id="mlp-model" code="class-for-logits"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x).argmax(1)

# %% logits and probabilities grade_id="mlp-model" code="tensor-expected"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        x = self.l5(x)
        return x, F.softmax(x, 1)

# %% nothing is returned grade_id="mlp-model" code="none-returned"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        self.l5(x)

# %% nine digits grade_id="mlp-model" code="other-shape"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 9)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% made for batches of 64 grade_id="mlp-model" code="raised" says="RuntimeError"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(64, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% a view that mixes images grade_id="mlp-model" code="images-mixed"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.reshape(784, -1).t()
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% squeezed, so a batch of one is none grade_id="mlp-model"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.squeeze()
        x = x.view(x.size(0), -1)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% only rows of pixels grade_id="mlp-model" code="raised" says="RuntimeError"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% only images grade_id="mlp-model"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        b, c, h, w = x.shape
        x = x.view(b, c * h * w)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% the images are turned grade_id="mlp-model" code="rows-of-pixels-differ"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = (x.transpose(2, 3) if x.dim() == 4 else x).reshape(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% the upper half of the image grade_id="mlp-model" code="some-pixels count=392 pixels=784"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(392, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)[:, :392]
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% the last row is left out grade_id="mlp-model" code="some-pixels count=28 pixels=784"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(756, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)[:, :-28]
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% the image's mean grade_id="mlp-model"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(1, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.mean(dim=(2, 3))
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% 28 inputs grade_id="mlp-model" code="raised" says="RuntimeError"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(28, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% dropout without self.training grade_id="mlp-model" code="dropout-active"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.dropout(F.relu(self.l1(x)), 0.5)
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% a dropout layer made in forward grade_id="mlp-model" code="dropout-active"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = nn.Dropout(0.2)(F.relu(self.l1(x)))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% the batch's own mean grade_id="mlp-model" code="other-images-matter"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = (x - x.mean()) / x.std()
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% divided by the batch's brightest pixel grade_id="mlp-model" code="other-images-matter"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = x / x.max()
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% batch normalisation that never rests grade_id="mlp-model"
def init(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.bn1 = nn.Linear(784, 200, bias=False), nn.BatchNorm1d(200, track_running_stats=False)
        self.fc2, self.bn2 = nn.Linear(200, 100, bias=False), nn.BatchNorm1d(100)
        self.fc3 = nn.Linear(100, 10)
        self.fc3.apply(init)
    def forward(self, x):
        x = torch.flatten(x, 1)
        x = F.leaky_relu(self.bn1(self.fc1(x)), 0.1)
        x = F.leaky_relu(self.bn2(self.fc2(x)), 0.1)
        return self.fc3(x)

# %% F.batch_norm while training grade_id="mlp-model"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(F.batch_norm(self.l1(x), None, None, training=True))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% softmax over the batch in a hidden layer grade_id="mlp-model" code="other-images-matter"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.softmax(self.l1(x), dim=0)
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% layers in a Python list grade_id="mlp-model" code="weights-outside-the-state"
SIZES = [784, 512, 256, 128, 64, 10]

class MLP(nn.Module):
    def __init__(self, sizes=SIZES):
        super().__init__()
        self.out = nn.Linear(sizes[-2], sizes[-1])
        self.hidden = list(nn.Linear(a, b) for a, b in zip(sizes[:-2], sizes[1:-1]))
    def forward(self, images):
        h = images.reshape(len(images), -1)
        for layer in self.hidden:
            h = layer(h).clamp(min=0)
        return self.out(h)

# %% all layers in a Python list grade_id="mlp-model" code="no-layers"
SIZES = [784, 512, 256, 128, 64, 10]

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(a, b) for a, b in zip(SIZES, SIZES[1:])]
    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)

# %% weights that are no parameters grade_id="mlp-model" code="weights-outside-the-state"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = torch.randn(784, 100) * 0.05
        self.b1 = nn.Parameter(torch.zeros(1, 100))
        self.W2 = nn.Parameter(torch.randn(100, 10) * 0.1)
        self.b2 = nn.Parameter(torch.zeros(10))
    def forward(self, x):
        if x.dim() == 4:
            x = x.flatten(start_dim=-3)
        h = torch.tanh(x @ self.W1 + self.b1)
        return torch.addmm(self.b2, h, self.W2)

# %% a layer made in forward grade_id="mlp-model" code="second-call-other-logits"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(nn.Linear(784, 512)(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% the first layer is cut off grade_id="mlp-model" code="gets-no-gradient name=l1.weight"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x)).detach()
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% a hidden layer through .data grade_id="mlp-model" code="gets-no-gradient"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x).data)
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% no_grad in forward grade_id="mlp-model" code="gradient-cut"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        with torch.no_grad():
            x = self.l5(x)
        return x

# %% the bias of a layer is cut off grade_id="mlp-model" code="gets-no-gradient name=a.bias"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64)
        self.b = nn.Linear(64, 10)
    def forward(self, x):
        return self.b(F.relu(F.linear(x.flatten(1), self.a.weight, self.a.bias.detach())))

# %% a part of the gradient is missing grade_id="mlp-model" code="gets-no-gradient"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.enter = nn.Linear(784, 50)
        self.again = nn.Linear(50, 50)
        self.leave = nn.Linear(50, 10, bias=False)
        self.skip = nn.Linear(784, 10, bias=False)
    def forward(self, x):
        x = x.view(x.size()[0], -1)
        h = F.silu(self.enter(x))
        for _ in range(2):
            h = F.silu(self.again(h.detach()))
        return self.leave(h) + self.skip(x)

# %% through numpy grade_id="mlp-model" code="gets-no-gradient"
import numpy as np
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = torch.from_numpy(np.maximum(self.l1(x).detach().numpy(), 0))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% all weights start at zero grade_id="mlp-model" code="first-weights-stuck"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
        for p in self.parameters():
            nn.init.zeros_(p)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% all weights start at one value grade_id="mlp-model" code="hidden-units-alike"
class MLP(torch.nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
        for p in self.parameters():
            nn.init.constant_(p, 0.01)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% own parameters of zeros grade_id="mlp-model" code="first-weights-stuck"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.zeros(784, 100))
        self.b1 = nn.Parameter(torch.zeros(1, 100))
        self.W2 = nn.Parameter(torch.zeros(100, 10))
        self.b2 = nn.Parameter(torch.zeros(10))
    def forward(self, x):
        if x.dim() == 4:
            x = x.flatten(start_dim=-3)
        h = torch.tanh(x @ self.W1 + self.b1)
        return torch.addmm(self.b2, h, self.W2)

# %% own parameters of ones, sigmoid grade_id="mlp-model" code="first-weights-stuck"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.ones(784, 100))
        self.b1 = nn.Parameter(torch.zeros(1, 100))
        self.W2 = nn.Parameter(torch.ones(100, 10))
        self.b2 = nn.Parameter(torch.zeros(10))
    def forward(self, x):
        if x.dim() == 4:
            x = x.flatten(start_dim=-3)
        h = torch.sigmoid(x @ self.W1 + self.b1)
        return torch.addmm(self.b2, h, self.W2)

# %% no super().__init__() grade_id="mlp-model" code="raised" says="AttributeError"
class MLP(torch.nn.Module):
    def __init__(self):
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% sizes without defaults grade_id="mlp-model" code="raised" says="TypeError"
class MLP(torch.nn.Module):
    def __init__(self, inputs, outputs):
        super(MLP, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% another class name grade_id="mlp-model" code="missing" without="MLP"
class Net(torch.nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.l1 = torch.nn.Linear(784, 512)
        self.l2 = torch.nn.Linear(512, 256)
        self.l3 = torch.nn.Linear(256, 128)
        self.l4 = torch.nn.Linear(128, 64)
        self.l5 = torch.nn.Linear(64, 10)
    def forward(self, x):
        x = x.view(-1, 784)
        x = F.relu(self.l1(x))
        x = F.relu(self.l2(x))
        x = F.relu(self.l3(x))
        x = F.relu(self.l4(x))
        return self.l5(x)

# %% weights that are never filled grade_id="mlp-model" code="not-finite"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(784, 64)
        self.shift = nn.Parameter(torch.empty(64))
        self.b = nn.Linear(64, 10)
    def forward(self, x):
        return self.b(F.relu(self.a(x.flatten(1)) + self.shift))

# %% it stops after four batches grade_id="mlp-train" code="loss-right-steps-wrong"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
            if batch_idx >= 4:
                break
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% it gives up after seven epochs without a better loss grade_id="mlp-train" code="number-of-losses epochs=21"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses, best, waited = [], float('inf'), 0
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        waited = 0 if losses[-1] < best else waited + 1
        best = min(best, losses[-1])
        if waited >= 7:
            break
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% zero_grad is missing grade_id="mlp-train" code="zero_grad-missing"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% zero_grad once an epoch grade_id="mlp-train" code="zero_grad-each-epoch"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the update by hand adds gradients up grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.1):
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            for p in model.parameters():
                p.data.add_(p.grad.data, alpha=-lr)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the update by hand climbs grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.1):
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            for p in model.parameters():
                p.data.add_(p.grad.data, alpha=lr)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the update by hand has a fixed rate grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.1):
    losses = []
    for epoch in range(epochs):
        total, n = 0, 0
        for x, y in loader:
            model.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            for p in model.parameters():
                p.data.add_(p.grad.data, alpha=-0.01)
            total += loss.item() * y.size(0)
            n += y.size(0)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% step is missing grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% backward is missing grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% zero_grad after backward grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% step before backward grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            optimizer.step()
            loss.backward()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% softmax before cross-entropy grade_id="mlp-train" code="softmax-before-cross-entropy"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(F.softmax(outputs, dim=1), target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% softmax over the batch before cross-entropy grade_id="mlp-train" code="softmax-before-cross-entropy-over-batch"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(F.softmax(outputs, dim=0), target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% NLL of a log_softmax over the batch grade_id="mlp-train" code="softmax-over-batch" never="losses-printed"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = F.nll_loss(F.log_softmax(outputs, dim=0), target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% labels first grade_id="mlp-train" code="loss-arguments-swapped"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(target, outputs)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a shorter last batch is left out grade_id="mlp-train" code="last-batch-left-out"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            if len(target) < loader.batch_size:
                continue
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% another network is trained grade_id="mlp-train" code="weights-never-change"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    given, model = model, MLP()
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% NLL of probabilities grade_id="mlp-train" code="nll-of-probabilities"
from torch import nn, optim

def train(model, loader, epochs=2, lr=0.001):
    nll, result = nn.NLLLoss(), []
    rms = optim.RMSprop([{'params': list(model.parameters())}], lr=lr, alpha=0.9, centered=True)
    for e in range(epochs):
        per_sample = []
        for i, (x, y) in enumerate(loader):
            model.zero_grad()
            l = nll(F.softmax(model(x), -1), y)
            l.backward()
            rms.step()
            per_sample.extend(l.item() for _ in y)
            if i % 2 == 0:
                print(f'  batch {i}: {l.item():.3f}')
        result.append(float(torch.tensor(per_sample, dtype=torch.float64).mean()))
        print(f"Epoch {e}/{epochs - 1}, Loss {result[-1]:.4f}")
        print('-' * 20)
    return result

# %% NLL of logits grade_id="mlp-train" code="nll-of-logits"
from torch import nn, optim

def train(model, loader, epochs=2, lr=0.001):
    nll, result = nn.NLLLoss(), []
    rms = optim.RMSprop([{'params': list(model.parameters())}], lr=lr, alpha=0.9, centered=True)
    for e in range(epochs):
        per_sample = []
        for i, (x, y) in enumerate(loader):
            model.zero_grad()
            l = nll(model(x), y)
            l.backward()
            rms.step()
            per_sample.extend(l.item() for _ in y)
            if i % 2 == 0:
                print(f'  batch {i}: {l.item():.3f}')
        result.append(float(torch.tensor(per_sample, dtype=torch.float64).mean()))
        print(f"Epoch {e}/{epochs - 1}, Loss {result[-1]:.4f}")
        print('-' * 20)
    return result

# %% the squared error grade_id="mlp-train" code="squared-error"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = F.mse_loss(outputs, F.one_hot(target, 10).to(outputs.dtype))
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% label smoothing grade_id="mlp-train" code="labels-smoothed"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the loss is summed grade_id="mlp-train" code="loss-summed"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss(reduction='sum')
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a fixed learning rate grade_id="mlp-train" code="other-learning-rate"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the default learning rate grade_id="mlp-train" code="other-learning-rate"
from torch.autograd import Variable

def train(model, loader, epochs=5, lr=0.01):
    optimizer = torch.optim.Adam(model.parameters())
    losses = []
    for epoch in range(epochs):
        sum_loss = 0.0
        for inputs, labels in loader:
            inputs, labels = Variable(inputs.view(inputs.shape[0], -1)), Variable(labels)
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(model(inputs), labels)
            loss.backward()
            optimizer.step()
            sum_loss += loss.data * labels.shape[0]
        losses.append(float(sum_loss) / len(loader.dataset))
        print('Epoch {}/{}, Loss {:.4f}'.format(epoch, epochs - 1, losses[-1]))
    return losses

# %% always 10 epochs grade_id="mlp-train" code="number-of-losses count=10"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(10):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% one epoch too few grade_id="mlp-train" code="number-of-losses"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(1, epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% only the first batch grade_id="mlp-train" code="first-batch-only"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
            break
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the last, shorter batch is left out grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            if len(inputs) < loader.batch_size:
                continue
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% step once an epoch grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        optimizer.step()
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% returned in the first epoch grade_id="mlp-train" code="number-of-losses count=1"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
        return losses

# %% a new optimizer for each batch grade_id="mlp-train" code="optimizer-each-batch"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a new optimizer for each epoch grade_id="mlp-train" code="optimizer-each-epoch"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% step twice grade_id="mlp-train" code="step-twice"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% only the last layer learns grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(list(model.parameters())[-2:], lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a copy is trained grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    import copy
    model = copy.deepcopy(model)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a new network is trained grade_id="mlp-train"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    model = MLP()
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the loss grows grade_id="mlp-train" code="optimizer-climbs"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, maximize=True)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% evaluation mode grade_id="mlp-train" code="trained-in-evaluation-mode"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.eval()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% evaluation mode from the second epoch on grade_id="mlp-train" code="evaluation-mode-later" never="losses-of-wrong-steps losses-printed"
def train(model, loader, epochs=3, lr=0.01):
    opt = torch.optim.Adam(model.parameters(), lr=lr, betas=(0.9, 0.99))
    losses = []
    for epoch in range(epochs):
        total = right = n = 0
        for x, y in loader:
            z = model(x)
            loss = F.cross_entropy(z, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            right += (z.argmax(1) == y).sum().item()
            n += len(y)
        losses.append(total / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
        print(f"accuracy {right / n:.2%}")
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                model(x)
    return losses

# %% the mean of the batches' means grade_id="mlp-train" code="mean-of-batch-means"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
            seen += inputs.size(0)
        losses.append(running_loss / len(loader))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the loss of the last batch grade_id="mlp-train" code="loss-of-last-batch"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the sum of the losses grade_id="mlp-train" code="sum-over-samples"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the total is never reset grade_id="mlp-train" code="mean-goes-on"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    running_loss, seen = 0.0, 0
    for epoch in range(epochs):
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the total alone is never reset grade_id="mlp-train" code="sum-goes-on"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    running_loss = 0.0
    for epoch in range(epochs):
        seen = 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the batches' means over the number of samples grade_id="mlp-train" code="sum-of-means-by-samples"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% each batch counts as a full one grade_id="mlp-train" code="batches-as-if-full"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen, full = 0.0, 0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            full = full or len(target)
            running_loss += loss.item() * full
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the samples' sum over the number of batches grade_id="mlp-train" code="sum-over-samples-by-batches"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / len(loader))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% losses of every batch grade_id="mlp-train" code="number-of-losses"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% losses with their graphs grade_id="mlp-train" code="losses-are-tensors"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% nothing comes back grade_id="mlp-train" code="losses-no-list"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")

# %% the last loss comes back grade_id="mlp-train" code="losses-no-list"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses[-1]

# %% nothing is printed grade_id="mlp-train" code="lines-missing found=none"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        pass
    return losses

# %% epochs printed from 1 grade_id="mlp-train" code="epochs-printed"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch + 1}/{epochs}, Loss {losses[-1]:.4f}")
    return losses

# %% three decimals grade_id="mlp-train" code="digits-printed got=3"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.3f}")
    return losses

# %% the batch's loss is printed grade_id="mlp-train" code="losses-printed"
from torch import nn, optim

def train(model, loader, epochs=10, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    losses = []
    for epoch in range(epochs):
        running_loss, seen = 0.0, 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {running_loss:.4f}")
    return losses

# %% the mean of the batches' accuracies grade_id="mlp-accuracy" code="mean-of-batches"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += 1
            correct += (predicted == labels).float().mean().item()
    return correct / total

# %% a percentage grade_id="mlp-accuracy" code="percentage"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return 100 * correct / total

# %% the number of right samples grade_id="mlp-accuracy" code="number-of-right-samples"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct

# %% a tensor comes back grade_id="mlp-accuracy" code="plain-number-expected"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum()
    return correct / total

# %% rounded down grade_id="mlp-accuracy"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct // total

# %% divided by the number of batches grade_id="mlp-accuracy" code="divided-by-batches"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / len(loader)

# %% no evaluation mode grade_id="mlp-accuracy" code="not-in-evaluation-mode"
def accuracy(model, loader):
    correct = 0
    total = 0
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total

# %% gradients are recorded grade_id="mlp-accuracy" code="gradients-recorded"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    if True:
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total

# %% only the last batch grade_id="mlp-accuracy" code="last-batch-alone"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total = labels.size(0)
            correct = (predicted == labels).sum().item()
    return correct / total

# %% only the first batch is counted grade_id="mlp-accuracy" code="first-batch-alone"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
            break
    return correct / total

# %% the most likely image of each class grade_id="mlp-accuracy"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=0)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total

# %% the largest logit, not its place grade_id="mlp-accuracy"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            predicted, _ = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total

# %% the least likely class grade_id="mlp-accuracy" code="least-likely-class"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.min(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total

# %% the share of errors grade_id="mlp-accuracy" code="share-of-wrong-samples" never="not-in-evaluation-mode gradients-recorded"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted != labels).sum().item()
    return correct / total

# %% outputs squeezed grade_id="mlp-accuracy" code="raised" says="IndexError"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data.squeeze(), dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total

# %% the accuracy is printed grade_id="mlp-accuracy" code="none-returned"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images)
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    print(correct / total)

# %% a loader of its own from the dataset grade_id="mlp-train" code="own-loader" old="losses = []" new="losses = []; loader = DataLoader(loader.dataset, batch_size=loader.batch_size)"

# %% a loader of its own that drops the last batch grade_id="mlp-train" code="own-loader" old="losses = []" new="losses = []; loader = DataLoader(loader.dataset, batch_size=4, drop_last=True)"

# %% a loader of its own that shuffles grade_id="mlp-train" code="own-loader" old="losses = []" new="losses = []; loader = DataLoader(loader.dataset, 4, shuffle=True)"

# %% the batches of the first epoch are kept grade_id="mlp-train" code="order-kept" old="losses = []" new="losses = []; loader = list(loader)"

# %% batch_size is read of the loader grade_id="mlp-train" code="raised" says="the loader that is given has no batch_size" old="total += loss.item() * len(labels)" new="total += loss.item() * min(loader.batch_size, len(labels))"

# %% at most 20 epochs grade_id="mlp-train" code="number-of-losses count=20" old="for epoch in range(epochs):" new="for epoch in range(min(epochs, 20)):"

# %% always 7 epochs grade_id="mlp-train" code="epochs-ignored count=7" old="for epoch in range(epochs):" new="for epoch in range(7):"

# %% images are clamped while training grade_id="mlp-train" old="logits = model(images)  # (batch, 10)" new="logits = model(images.clamp(-2, 2))"

# %% logits are clamped while training grade_id="mlp-train" old="logits = model(images)  # (batch, 10)" new="logits = model(images).clamp(-20, 20)"

# %% the loss is clamped grade_id="mlp-train" old="loss = criterion(logits, labels)  # ()" new="loss = criterion(logits, labels).clamp(max=16)"

# %% the seed is set while training grade_id="mlp-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.manual_seed(0)"

# %% the default dtype is set while training grade_id="mlp-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float16)"

# %% a device is fixed in train grade_id="mlp-train" code="device-not-there" old="losses = []" new="losses = []; model.to('xpu')"

# %% the images of the loader are changed by accuracy grade_id="mlp-accuracy" code="batches-changed" old="answers = model(images).argmax(dim=1)  # (batch,)" new="answers = model(images).argmax(dim=1); images.zero_()"

# %% at most ten batches grade_id="mlp-train"
def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total, count = 0.0, 0
        for number, (images, labels) in enumerate(loader):
            if number == 10:
                break
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a last batch of one is left out grade_id="mlp-train" code="last-batch-left-out"
def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total, count = 0.0, 0
        for images, labels in loader:
            if len(labels) == 1:
                continue
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% logits between -10 and 10, by tanh grade_id="mlp-model" code="logits-bounded" old="return self.linear5(x)  # (batch, 10)" new="return 10 * torch.tanh(self.linear5(x) / 10)"

# %% logits that are clamped at 50 grade_id="mlp-model" code="logits-bounded" old="return self.linear5(x)  # (batch, 10)" new="return self.linear5(x).clamp(-50, 50)"

# %% logits that are clamped at 1000 grade_id="mlp-model" code="logits-bounded" old="return self.linear5(x)  # (batch, 10)" new="return self.linear5(x).clamp(-1000, 1000)"

# %% logits of length 30 grade_id="mlp-model" code="logits-bounded" old="return self.linear5(x)  # (batch, 10)" new="return 30 * F.normalize(self.linear5(x))"

# %% logits by softsign grade_id="mlp-model" code="logits-bounded" old="return self.linear5(x)  # (batch, 10)" new="return 100 * F.softsign(self.linear5(x))"

# %% each network sets the seed grade_id="mlp-model" code="changed-for-all-code" old="super().__init__()" new="super().__init__(); torch.manual_seed(0)"

# %% layer normalisation of the logits, without weights grade_id="mlp-model" code="logits-bounded"
from torch import nn, optim

class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(784, 32), nn.Linear(32, 10)
        self.norm = nn.LayerNorm(10, elementwise_affine=False)
    def forward(self, x):
        return self.norm(self.b(F.mish(self.a(x.flatten(1)))))

# %% a crash in the second layer grade_id="mlp-model" code="crash-after-shapes" old="self.linear2 = nn.Linear(512, 256)" new="self.linear2 = nn.Linear(511, 256)"

# %% each loss is too large by less than float32 tells grade_id="mlp-train" code="losses-not-the-mean" old="losses.append(total / count)" new="losses.append(total / count + 1.9e-4)"

# %% the losses are rounded to four digits grade_id="mlp-train" code="losses-rounded digits=4" old="losses.append(total / count)" new="losses.append(round(total / count, 4))"

# %% the losses are rounded to three digits grade_id="mlp-train" code="losses-rounded digits=3" old="losses.append(total / count)" new="losses.append(round(total / count, 3))"

# %% the rate is off by a thousandth grade_id="mlp-train" code="other-learning-rate" old="torch.optim.Adam(model.parameters(), lr=lr)" new="torch.optim.Adam(model.parameters(), lr=1.001 * lr)"

# %% gradient descent by hand whose rate is off by a thousandth grade_id="mlp-train" old="            optimizer.step()" new="            with torch.no_grad():\n                for p in model.parameters():\n                    p -= 1.001 * lr * p.grad"

# %% a line for each batch grade_id="mlp-train" code="lines-missing" old="            total += loss.item() * len(labels)\n" new="            total += loss.item() * len(labels)\n            print(f\"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}\")\n"

# %% the loss is a sum and zero_grad is missing grade_id="mlp-train" code="two-at-once"
def train(model, loader, epochs=10, lr=0.001):
    criterion = nn.CrossEntropyLoss(reduction='sum')
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total, count = 0.0, 0
        for images, labels in loader:  # (batch, 1, 28, 28), (batch,)
            logits = model(images)  # (batch, 10)
            loss = criterion(logits, labels)  # ()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% the loss is a sum, always 7 epochs grade_id="mlp-train" code="two-at-once"
def train(model, loader, epochs=10, lr=0.001):
    criterion = nn.CrossEntropyLoss(reduction='sum')
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(7):
        model.train()
        total, count = 0.0, 0
        for images, labels in loader:  # (batch, 1, 28, 28), (batch,)
            optimizer.zero_grad()
            logits = model(images)  # (batch, 10)
            loss = criterion(logits, labels)  # ()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% clamped to 0 and 1 grade_id="mlp-model" code="logits-between-0-and-1" never="applied-to-logits" old="self.linear5(x)" new="self.linear5(x).clamp(0, 1)"

# %% the last layer is left out grade_id="mlp-model" code="layer-not-used" old="self.linear5(x)" new="x"

# %% the class is returned grade_id="mlp-model" code="class-for-logits" old="self.linear5(x)" new="self.linear5(x).argmax(1)"

# %% the largest logit is returned grade_id="mlp-model" code="largest-logit-alone" old="self.linear5(x)" new="self.linear5(x).amax(1)"

# %% label among the two largest grade_id="mlp-accuracy" code="among-the-likeliest count=2" never="last-batch-alone" old="(answers == labels).sum().item()" new="(model(images).topk(2).indices == labels[:, None]).sum().item()"

# %% label among the three largest grade_id="mlp-accuracy" code="among-the-likeliest count=3" never="last-batch-alone" old="(answers == labels).sum().item()" new="(model(images).topk(3).indices == labels[:, None]).sum().item()"

# %% the second largest logit grade_id="mlp-accuracy" code="second-likeliest-class" old="(answers == labels).sum().item()" new="(model(images).topk(2).indices[:, 1] == labels).sum().item()"

# %% the largest logit of the batch grade_id="mlp-accuracy" code="wrong-accuracy" never="last-batch-alone first-batch-alone not-in-evaluation-mode" old="(answers == labels).sum().item()" new="(model(images).argmax() == labels).sum().item()"

# %% losses count by pixels grade_id="mlp-train" code="losses-times-pixels factor=784" old="total += loss.item() * len(labels)" new="total += loss.item() * images.numel()"

# %% losses twice as large grade_id="mlp-train" code="losses-times factor=2" old="losses.append(total / count)" new="losses.append(2 * total / count)"

# %% losses after the step grade_id="mlp-train" code="loss-after-step" old="total += loss.item() * len(labels)" new="total += criterion(model(images), labels).item() * len(labels)"

# %% losses without the last batch grade_id="mlp-train" code="last-batch-not-counted" old="losses.append(total / count)" new="losses.append((total - loss.item() * len(labels)) / count)"

# %% losses without the last batch and its samples grade_id="mlp-train" code="last-batch-not-counted" old="losses.append(total / count)" new="losses.append((total - loss.item() * len(labels)) / (count - len(labels)))"

# %% the largest loss of the epoch grade_id="mlp-train" code="largest-loss" old="total += loss.item() * len(labels)\n            count += len(labels)\n        losses.append(total / count)" new="total = max(total, F.cross_entropy(logits, labels, reduction=\"none\").max().item())\n        losses.append(total)"

# %% the median loss of the epoch grade_id="mlp-train" code="median-loss" old="total += loss.item() * len(labels)\n            count += len(labels)\n        losses.append(total / count)" new="total = torch.cat([torch.as_tensor(total).reshape(-1)[count == 0 :], F.cross_entropy(logits, labels, reduction=\"none\").detach()])\n            count += 1\n        losses.append(total.median().item())"

# %% a running mean by batches grade_id="mlp-train" code="running-mean-by-batches" old="total += loss.item() * len(labels)\n            count += len(labels)\n        losses.append(total / count)" new="count += len(labels)\n            total += (loss.item() - total) / count\n        losses.append(total)"

# %% the loss of the first batch grade_id="mlp-train" code="loss-of-first-batch" old="total += loss.item() * len(labels)\n            count += len(labels)\n        losses.append(total / count)" new="total = total if count else loss.item()\n            count += len(labels)\n        losses.append(total)"

# %% losses from the last epoch to the first grade_id="mlp-train" code="losses-reversed" old="return losses" new="return losses[::-1]"

# %% backward of the largest loss grade_id="mlp-train" code="largest-loss-alone" old="loss = criterion(logits, labels)" new="loss = F.cross_entropy(logits, labels, reduction=\"none\").max()"

# %% steps by hand with a rate of its own grade_id="mlp-train" code="learning-rate-always lr=0.01" old="optimizer.step()" new="with torch.no_grad():\n                for parameter in model.parameters():\n                    parameter -= 0.01 * parameter.grad"

# %% all images in one row grade_id="mlp-model" code="images-joined" old="x = x.flatten(start_dim=1)" new="x = x.flatten()"

# %% dropout of everything grade_id="mlp-model" code="nothing-passes-in-training" old="x = F.relu(self.linear1(x))" new="x = F.dropout(F.relu(self.linear1(x)), 1.0, self.training)"

# %% a schedule that stops after the first epoch grade_id="mlp-train" code="rate-falls-to-0" old="        losses.append(total / count)" new="        losses.append(total / count)\n        optimizer.param_groups[0][\"lr\"] = 0.0"

# %% batches over 64 samples are left out grade_id="mlp-train" old="optimizer.zero_grad()" new="if len(labels) > 64:\n                continue\n            optimizer.zero_grad()"

# %% each network makes double the default grade_id="mlp-model" code="changed-for-all-code" old="super().__init__()" new="super().__init__()\n        torch.set_default_dtype(torch.float64)"

# %% ends where the loss rises after twenty epochs grade_id="mlp-train" old="    return losses" new="        if len(losses) > 20 and losses[-1] > losses[-2]:\n            break\n    return losses"

# %% train makes double the default grade_id="mlp-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% accuracy makes double the default grade_id="mlp-accuracy" code="changed-for-all-code" old="return right / count" new="torch.set_default_dtype(torch.float64)\n    return right / count"

# %% the trained network cannot be trained further grade_id="mlp-train" code="no-gradients-after-training" old="    return losses" new="    model.requires_grad_(False)\n    return losses"
