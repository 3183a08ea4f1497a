# Bugs, each with the grade id that loses points and with words that name the bug.

# %% ReLU before each convolution grade_id="cnn-model" code="relus-before-convolutions"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = self.pooling(self.conv1(F.relu(x)))
        x = self.pooling(self.conv2(F.relu(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% images that are normalised as MNIST grade_id="cnn-shapes" code="normalised-by-mnist"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1((x - 0.1307) / 0.3081)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% images from -1 to 1 grade_id="cnn-shapes" code="normalised-by-half"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1((x - 0.5) / 0.5)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% no activation function grade_id="cnn-model" code="no-activation"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = self.pooling(self.conv1(x))
        x = self.pooling(self.conv2(x))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% the first ReLU is missing grade_id="cnn-model" code="first-relu-missing"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = self.pooling(self.conv1(x))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% the second ReLU is missing grade_id="cnn-shapes" code="second-relu-missing"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = self.pooling(self.conv2(x))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% average pooling grade_id="cnn-shapes" code="average-pooling"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.AvgPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% sigmoid grade_id="cnn-model" code="sigmoid-for-relu"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = torch.sigmoid(self.pooling(self.conv1(x)))
        x = torch.sigmoid(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% tanh grade_id="cnn-model" code="tanh-for-relu"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = torch.tanh(self.pooling(self.conv1(x)))
        x = torch.tanh(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% softmax at the end grade_id="cnn-model" code="ends-in-softmax"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x).softmax(dim=1)

# %% log_softmax at the end grade_id="cnn-model" code="ends-in-log_softmax"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return F.log_softmax(self.fc(x), 1)

# %% ReLU on the logits grade_id="cnn-model" code="relu-on-logits"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return F.relu(self.fc(x))

# %% channels last grade_id="cnn-shapes" code="channels-last"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.permute(0, 2, 3, 1).reshape(batch_size, -1)
        return self.fc(x)

# %% a view that mixes images grade_id="cnn-shapes" code="features-mixed"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.transpose(0, 1).reshape(batch_size, -1)
        return self.fc(x)

# %% a kernel of 3 grade_id="cnn-shapes" code="stage-shape stage=conv2 shape=(batch,20,8,8)"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=3)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(500, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% 16 channels grade_id="cnn-shapes" code="stage-shape stage=conv1 shape=(batch,10,24,24)"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 16, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(16, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% padding grade_id="cnn-shapes" code="stage-shape stage=conv1 shape=(batch,10,24,24)"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5, padding=2)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(500, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% no second pooling grade_id="cnn-shapes" code="stage-shape shape=(batch,20,4,4)"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(1280, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.conv2(x))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% a hidden layer too many grade_id="cnn-model" code="one-parameter-more"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
        self.fc2 = torch.nn.Linear(10, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc2(self.fc(x))

# %% all weights start at 0 grade_id="cnn-model" code="first-weights-alike"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
        for p in self.parameters():
            nn.init.zeros_(p)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% forward misspelled grade_id="cnn-model" code="raised" says="missing the required \"forward\" function"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def foward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% made for batches of 64 grade_id="cnn-model" code="raised" says="RuntimeError"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(64, 320)
        return self.fc(x)

# %% the first layer is cut off grade_id="cnn-model" code="gets-no-gradient"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x.detach())))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% batch normalisation grade_id="cnn-model"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.bn = nn.BatchNorm2d(10)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.bn(self.conv1(x))))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% the batch's own mean grade_id="cnn-model" code="normalised-by-batch"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        x = (x - x.mean()) / x.std()
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% layers that nobody registers grade_id="cnn-model"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.c = [torch.nn.Conv2d(1, 10, 5)]
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.c[0](x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% a layer made in forward beside one that is not used grade_id="cnn-shapes" code="second-call-other-logits"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(torch.nn.Conv2d(10, 20, kernel_size=5)(x)))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% dropout without self.training grade_id="cnn-model" code="dropout-active"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        return self.fc(F.dropout(x, 0.5))

# %% the first convolution twice grade_id="cnn-shapes"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(self.conv1(x[:, :1]))))
        x = x.view(batch_size, -1)
        return self.fc(x)

# %% nothing is returned grade_id="cnn-model" code="none-returned"
class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = torch.nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = torch.nn.MaxPool2d(2)
        self.fc = torch.nn.Linear(320, 10)
    def forward(self, x):
        batch_size = x.size(0)
        x = F.relu(self.pooling(self.conv1(x)))
        x = F.relu(self.pooling(self.conv2(x)))
        x = x.view(batch_size, -1)
        self.fc(x)

# %% zero_grad is missing grade_id="cnn-train" code="zero_grad-missing"
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

# %% step is missing grade_id="cnn-train"
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

# %% backward is missing grade_id="cnn-train"
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

# %% zero_grad after backward grade_id="cnn-train"
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

# %% softmax before cross-entropy grade_id="cnn-train" code="softmax-before-cross-entropy"
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

# %% the loss is a sum, and its mean is reported grade_id="cnn-train" code="loss-summed" never="sum-of-means-by-samples"
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
            running_loss += loss.item()
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a fixed learning rate grade_id="cnn-train" code="other-learning-rate"
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

# %% always 10 epochs grade_id="cnn-train" code="number-of-losses count=10"
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

# %% only the first batch grade_id="cnn-train" code="first-batch-only"
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

# %% step once an epoch grade_id="cnn-train"
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

# %% a new optimizer for each batch grade_id="cnn-train"
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
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% only the last layer learns grade_id="cnn-train" code="other-parameters"
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

# %% the loss grows grade_id="cnn-train" code="optimizer-climbs"
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

# %% images as rows of pixels grade_id="cnn-train" code="raised" says="the model reads images (batch, 1, 28, 28)"
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
            outputs = model(inputs.view(inputs.size(0), -1))
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            seen += inputs.size(0)
        losses.append(running_loss / seen)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% evaluation mode grade_id="cnn-train" code="trained-in-evaluation-mode"
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

# %% the mean of the batches' means grade_id="cnn-train" code="mean-of-batch-means"
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

# %% the loss of the last batch grade_id="cnn-train" code="loss-of-last-batch"
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

# %% the sum of the losses grade_id="cnn-train" code="sum-over-samples"
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

# %% nothing comes back grade_id="cnn-train" code="losses-no-list"
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

# %% epochs printed from 1 grade_id="cnn-train" code="epochs-printed"
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

# %% three decimals grade_id="cnn-train" code="digits-printed got=3"
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

# %% the mean of the batches' accuracies grade_id="cnn-accuracy" code="mean-of-batches"
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

# %% the mean of truth values grade_id="cnn-accuracy" code="raised" says="could not infer output dtype"
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
            return (predicted == labels).mean().item()
    return correct / total

# %% the images' pixels in rows grade_id="cnn-accuracy" code="raised" says="the model reads images (batch, 1, 28, 28)"
def accuracy(model, loader):
    correct = 0
    total = 0
    model.eval()
    with torch.no_grad():
        for data in loader:
            images, labels = data
            outputs = model(images.flatten(1))
            _, predicted = torch.max(outputs.data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total

# %% a percentage grade_id="cnn-accuracy" code="percentage"
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

# %% the number of right samples grade_id="cnn-accuracy" code="number-of-right-samples"
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

# %% no evaluation mode grade_id="cnn-accuracy" code="not-in-evaluation-mode"
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

# %% gradients are recorded grade_id="cnn-accuracy" code="gradients-recorded"
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

# %% only the last batch grade_id="cnn-accuracy" code="last-batch-alone"
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

# %% the most likely image of each class grade_id="cnn-accuracy"
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

# %% the accuracy is printed grade_id="cnn-accuracy" code="none-returned"
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

# %% dropout while training grade_id="cnn-model" code="dropout-in-training" old="return self.linear(x)  # (batch, 10)" new="return self.linear(F.dropout(x, 0.5, self.training))"

# %% normalised by the batch while training grade_id="cnn-model" code="batch-norm-in-training" old="x = self.conv2(x)  # (batch, 20, 8, 8)" new="x = self.conv2(F.batch_norm(x, torch.zeros(10), torch.ones(10), training=self.training))"

# %% noise while training grade_id="cnn-model" code="other-in-training" old="x = self.conv2(x)  # (batch, 20, 8, 8)" new="x = self.conv2(x + 0.1 * torch.randn_like(x) if self.training else x)"

# %% the second convolution without bias grade_id="cnn-model" code="layer-without-bias stage=conv2" old="self.conv2 = nn.Conv2d(10, 20, kernel_size=5)" new="self.conv2 = nn.Conv2d(10, 20, kernel_size=5, bias=False)"

# %% the linear layer without bias grade_id="cnn-model" code="layer-without-bias stage=linear" old="self.linear = nn.Linear(320, 10)" new="self.linear = nn.Linear(320, 10, bias=False)"

# %% the logits are clamped grade_id="cnn-model" old="return self.linear(x)  # (batch, 10)" new="return self.linear(x).clamp(-500, 500)"

# %% a crash in the linear layer, after 10 channels in place of 20 grade_id="cnn-shapes" code="stage-shape stage=conv2 steps=steps-and-crash" old="self.conv2 = nn.Conv2d(10, 20, kernel_size=5)" new="self.conv2 = nn.Conv2d(10, 10, kernel_size=5)"

# %% a crash in the linear layer, the batch flattened too grade_id="cnn-model" code="stage-shape stage=flatten" old="x = x.flatten(start_dim=1)  # (batch, 320)" new="x = x.flatten()"

# %% a crash after padding grade_id="cnn-model" code="stage-shape stage=conv1" old="self.conv1 = nn.Conv2d(1, 10, kernel_size=5)" new="self.conv1 = nn.Conv2d(1, 10, kernel_size=5, padding=2)"

# %% each network sets the seed grade_id="cnn-model" code="changed-for-all-code" old="super().__init__()" new="super().__init__(); torch.manual_seed(0)"

# %% a loader of its own from the dataset grade_id="cnn-train" code="own-loader" old="losses = []" new="losses = []; loader = DataLoader(loader.dataset, batch_size=loader.batch_size)"

# %% a loader of its own that drops the last batch grade_id="cnn-train" code="own-loader" old="losses = []" new="losses = []; loader = DataLoader(loader.dataset, batch_size=4, drop_last=True)"

# %% a loader of its own that shuffles grade_id="cnn-train" code="own-loader" old="losses = []" new="losses = []; loader = DataLoader(loader.dataset, 4, shuffle=True)"

# %% the batches of the first epoch are kept grade_id="cnn-train" code="order-kept" old="losses = []" new="losses = []; loader = list(loader)"

# %% batch_size is read of the loader grade_id="cnn-train" code="raised" says="the loader that is given has no batch_size" old="total += loss.item() * len(labels)" new="total += loss.item() * min(loader.batch_size, len(labels))"

# %% at most 20 epochs grade_id="cnn-train" code="number-of-losses count=20" old="for epoch in range(epochs):" new="for epoch in range(min(epochs, 20)):"

# %% always 7 epochs grade_id="cnn-train" code="epochs-ignored count=7" old="for epoch in range(epochs):" new="for epoch in range(7):"

# %% images are clamped while training grade_id="cnn-train" old="logits = model(images)  # (batch, 10)" new="logits = model(images.clamp(-2, 2))"

# %% logits are clamped while training grade_id="cnn-train" old="logits = model(images)  # (batch, 10)" new="logits = model(images).clamp(-20, 20)"

# %% the loss is clamped grade_id="cnn-train" old="loss = criterion(logits, labels)  # ()" new="loss = criterion(logits, labels).clamp(max=16)"

# %% the seed is set while training grade_id="cnn-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.manual_seed(0)"

# %% the default dtype is set while training grade_id="cnn-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float16)"

# %% a device is fixed in train grade_id="cnn-train" code="device-not-there" old="losses = []" new="losses = []; model.to('xpu')"

# %% the images of the loader are changed by accuracy grade_id="cnn-accuracy" code="batches-changed" old="answers = model(images).argmax(dim=1)  # (batch,)" new="answers = model(images).argmax(dim=1); images.zero_()"

# %% at most ten batches grade_id="cnn-train"
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
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% a last batch of one is left out grade_id="cnn-train" code="last-batch-left-out"
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
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% each loss is too large by less than float32 tells grade_id="cnn-train" code="losses-not-the-mean" old="losses.append(total / count)" new="losses.append(total / count + 1.9e-4)"

# %% the losses are rounded to four digits grade_id="cnn-train" code="losses-rounded digits=4" old="losses.append(total / count)" new="losses.append(round(total / count, 4))"

# %% the losses are rounded to three digits grade_id="cnn-train" code="losses-rounded digits=3" old="losses.append(total / count)" new="losses.append(round(total / count, 3))"

# %% the rate is off by a thousandth grade_id="cnn-train" code="other-learning-rate" old="torch.optim.Adam(model.parameters(), lr=lr)" new="torch.optim.Adam(model.parameters(), lr=1.001 * lr)"

# %% a line for each batch grade_id="cnn-train" code="lines-missing" old="            total += loss.item() * len(labels)\n" new="            total += loss.item() * len(labels)\n            print(f\"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}\")\n"

# %% GELU in the place of the first ReLU grade_id="cnn-model" code="instead-of-first-relu name=GELU" old="x = F.relu(F.max_pool2d(x, 2))  # (batch, 10, 12, 12)" new="x = F.max_pool2d(F.gelu(x), 2)"

# %% a sigmoid in the place of the second ReLU grade_id="cnn-shapes" code="instead-of-second-relu name=sigmoid" old="x = F.relu(F.max_pool2d(x, 2))  # (batch, 20, 4, 4)" new="x = torch.sigmoid(F.max_pool2d(x, 2))"

# %% the first pooling averages grade_id="cnn-shapes" code="pooling-takes which=first-pooling takes=the-mean" old="x = F.relu(F.max_pool2d(x, 2))  # (batch, 10, 12, 12)" new="x = F.relu(F.avg_pool2d(x, 2))"

# %% the second pooling takes the smallest grade_id="cnn-shapes" code="pooling-takes which=second-pooling takes=the-smallest" old="x = F.relu(F.max_pool2d(x, 2))  # (batch, 20, 4, 4)" new="x = F.relu(-F.max_pool2d(-x, 2))"

# %% the second pooling takes the upper left grade_id="cnn-model" code="pooling-takes takes=the-upper-left which=second-pooling" old="x = F.relu(F.max_pool2d(x, 2))  # (batch, 20, 4, 4)" new="x = F.relu(x[:, :, ::2, ::2])"

# %% the first activation is cut off at 1 grade_id="cnn-model" code="instead-of-first-relu name=clamp(0,1)" old="x = F.relu(F.max_pool2d(x, 2))  # (batch, 10, 12, 12)" new="x = F.max_pool2d(x, 2).clamp(0, 1)"

# %% the images are turned round grade_id="cnn-model" code="images-transposed" old="x = self.conv1(x)  # (batch, 10, 24, 24)" new="x = self.conv1(x.transpose(2, 3))"

# %% the feature maps are turned round grade_id="cnn-shapes" code="maps-transposed" old="x = x.flatten(start_dim=1)" new="x = x.transpose(2, 3).flatten(start_dim=1)"

# %% softmax at the end, over the batch grade_id="cnn-model" code="ends-in-softmax-over-batch" old="return self.linear(x)  # (batch, 10)" new="return self.linear(x).softmax(dim=0)"

# %% the logits are bounded by 10 grade_id="cnn-model" code="logits-bounded" old="return self.linear(x)  # (batch, 10)" new="return self.linear(x).clamp(-10, 10)"

# %% the maps are normalised between the layers grade_id="cnn-shapes" code="values-differ-between before=pool1" old="x = self.conv2(x)" new="x = self.conv2(F.normalize(x, dim=1))"

# %% the last class is always 0 grade_id="cnn-model" code="values-differ-between before=logits" old="return self.linear(x)  # (batch, 10)" new="return self.linear(x) * torch.ones(10).index_fill(0, torch.tensor(9), 0)"

# %% no first ReLU and log_softmax at the end grade_id="cnn-model" code="two-at-once" old="x = F.relu(F.max_pool2d(x, 2))  # (batch, 10, 12, 12)" new="x = F.max_pool2d(x, 2); self.linear.register_forward_hook(lambda layer, given, logits: logits.log_softmax(1)) if not self.linear._forward_hooks else None"

# %% the second convolution's weight is no parameter grade_id="cnn-model" code="no-parameter-for stage=conv2" old="self.conv2 = nn.Conv2d(10, 20, kernel_size=5)" new="self.conv2 = lambda x, weight=torch.randn(20, 10, 5, 5): F.conv2d(x, weight, torch.zeros(20))"

# %% the step climbs, and the loss is right grade_id="cnn-train" code="loss-grows" never="losses-not-the-mean losses-printed" old="loss.backward()" new="(-loss).backward()"

# %% images from -1 to 1 while training grade_id="cnn-train" code="images-changed" old="logits = model(images)" new="logits = model((images - 0.5) / 0.5)"

# %% classes count differently grade_id="cnn-train" code="loss-weighted-by-class" old="criterion = nn.CrossEntropyLoss()" new="criterion = nn.CrossEntropyLoss(weight=torch.linspace(0.5, 1.5, 10))"

# %% a penalty is added to the loss grade_id="cnn-train" code="loss-wrong-before-steps" old="loss = criterion(logits, labels)" new="loss = criterion(logits, labels) + 0.01 * logits.square().sum()"

# %% gradients of one layer are halved grade_id="cnn-train" code="loss-right-steps-wrong" old="loss.backward()" new="loss.backward(); [p.grad.mul_(0.5) for p in list(model.parameters())[:1]]"

# %% a moving average of the losses grade_id="cnn-train" code="moving-average" old="total += loss.item() * len(labels)" new="total, count = total + 0.1 * (loss.item() - total), 1 - len(labels)"

# %% the smallest logit is the answer grade_id="cnn-accuracy" code="least-likely-class" old="answers = model(images).argmax(dim=1)  # (batch,)" new="answers = model(images).argmin(dim=1)"

# %% each answer is compared with all labels grade_id="cnn-accuracy" code="compared-with-all-labels" old="return right / count" new="answers = torch.cat([model(images).argmax(1) for images, _ in loader]); labels = torch.cat([labels for _, labels in loader]); return (answers[:, None] == labels).double().mean().item()"

# %% answers and labels are sorted grade_id="cnn-accuracy" code="sorted-before-comparing" old="return right / count" new="answers = torch.cat([model(images).argmax(1) for images, _ in loader]); labels = torch.cat([labels for _, labels in loader]); return (answers.sort().values == labels.sort().values).double().mean().item()"

# %% only sure answers count grade_id="cnn-accuracy" code="only-sure-answers" old="right += (answers == labels).sum().item()" new="right += ((answers == labels) & (model(images).softmax(1).amax(1) > 0.5)).sum().item()"

# %% the three likeliest classes count grade_id="cnn-accuracy" code="among-the-likeliest count=3" old="right += (answers == labels).sum().item()" new="right += (model(images).topk(3).indices == labels[:, None]).any(1).sum().item()"

# %% each batch counts as 64 grade_id="cnn-accuracy" code="batches-counted-as size=64" old="            count += len(labels)\n    return" new="            count += 64\n    return"

# %% the last batch is left out of the accuracy grade_id="cnn-accuracy" code="last-batch-not-counted" old="    right, count = 0, 0\n    with torch.no_grad():\n        for images, labels in loader:" new="    right, count = 0, 0\n    with torch.no_grad():\n        for images, labels in list(loader)[:-1]:"

# %% batches over 64 samples are left out grade_id="cnn-train" old="optimizer.zero_grad()" new="if len(labels) > 64:\n                continue\n            optimizer.zero_grad()"

# %% each network makes double the default grade_id="cnn-model" code="changed-for-all-code" old="super().__init__()" new="super().__init__()\n        torch.set_default_dtype(torch.float64)"

# %% ends where the loss rises after twenty epochs grade_id="cnn-train" old="    return losses" new="        if len(losses) > 20 and losses[-1] > losses[-2]:\n            break\n    return losses"

# %% train makes double the default grade_id="cnn-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% accuracy makes double the default grade_id="cnn-accuracy" code="changed-for-all-code" old="return right / count" new="torch.set_default_dtype(torch.float64)\n    return right / count"

# %% the trained network cannot be trained further grade_id="cnn-train" code="no-gradients-after-training" old="    return losses" new="    model.requires_grad_(False)\n    return losses"
