# Right, in the idioms of 2017: Variable, super(CNN, self), outputs.max(dim=1).

# %% cnn-model-code
from torch.autograd import Variable

class CNN(torch.nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = torch.nn.Sequential(torch.nn.Conv2d(1, 10, kernel_size=(5, 5), stride=1, padding=0),
                                         torch.nn.MaxPool2d(kernel_size=2, stride=2),
                                         torch.nn.ReLU())
        self.conv2 = torch.nn.Sequential(torch.nn.Conv2d(10, 20, kernel_size=(5, 5), stride=1, padding=0),
                                         torch.nn.MaxPool2d(kernel_size=2, stride=2),
                                         torch.nn.ReLU())
        self.out = torch.nn.Linear(20 * 4 * 4, 10)

    def forward(self, x):
        in_size = x.size(0)
        x = self.conv1(Variable(x))
        x = self.conv2(x)
        x = x.view(in_size, -1)
        output = self.out(x)
        return output

# %% cnn-train-code
def train(model, loader, epochs=5, lr=0.01):
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.5)
    model.train()
    loss_list = []
    for epoch in range(epochs):
        running_loss = 0.0
        n = 0
        for batch_idx, data in enumerate(loader, 0):
            inputs, target = data
            inputs, target = Variable(inputs), Variable(target)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.data.item() * inputs.size(0)
            n += inputs.size(0)
        loss_list.append(running_loss / n)
        print('Epoch %d/%d, Loss %.4f' % (epoch, epochs - 1, running_loss / n))
    return loss_list

# %% cnn-accuracy-code
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
    return correct / total
