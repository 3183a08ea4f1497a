# %% the last layer's output passes a ReLU too grade_id="mlp-model" old="        return self.linear5(x)" new="        return F.relu(self.linear5(x))"

# %% forward flattens the batch too, so the first layer raises an error grade_id="mlp-model" old="        x = x.flatten(start_dim=1)" new="        x = x.flatten()"

# %% there is no activation at all: the layers follow each other directly grade_id="mlp-model"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(784, 512)
        self.linear2 = nn.Linear(512, 256)
        self.linear3 = nn.Linear(256, 10)

    def forward(self, x):
        return self.linear3(self.linear2(self.linear1(x.flatten(1))))

# %% forward ends in a softmax, so the outputs are probabilities and no logits grade_id="mlp-model" old="        return self.linear5(x)" new="        return F.softmax(self.linear5(x), dim=1)"

# %% the layers do not fit: linear3 reads 512 numbers where linear2 gives 256, which raises an error grade_id="mlp-model" old="        self.linear3 = nn.Linear(256, 128)" new="        self.linear3 = nn.Linear(512, 128)"

# %% the epoch's loss is divided by the batch size times the number of batches, as if all batches were full grade_id="mlp-train" old="        epoch_loss = running_loss / seen" new="        epoch_loss = running_loss / (len(loader) * loader.batch_size)"

# %% the learning rate is multiplied by 0 after the first epoch (a scheduler with gamma 0), so that later epochs train nothing grade_id="mlp-train" old="        epoch_losses.append(epoch_loss)" new="        epoch_losses.append(epoch_loss)\n        for group in optimizer.param_groups:\n            group[\"lr\"] = 0.0"

# %% the model is put into evaluation mode instead of training mode before each epoch grade_id="mlp-train" old="        model.train()\n        running_loss, seen = 0.0, 0" new="        model.eval()\n        running_loss, seen = 0.0, 0"

# %% accuracy divides by len(loader.dataset), which also counts samples that the loader leaves out grade_id="mlp-accuracy" old="    return correct / seen" new="    return correct / len(loader.dataset)"

# %% two mistakes: accuracy divides by len(loader.dataset), which also counts samples that the loader leaves out; and the learning rate is multiplied by 0 after the first epoch (a scheduler with gamma 0), so that later epochs train nothing grade_id="mlp-accuracy mlp-train"
def train(model, loader, epochs=10, lr=0.001):
    device = next(model.parameters()).device
    criterion = nn.CrossEntropyLoss().to(device)
    optimizer = torch.optim.Adam([{"params": model.parameters(), "lr": lr}])
    epoch_losses = []
    for epoch in range(epochs):
        model.train()
        running_loss, seen = 0.0, 0
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            optimizer.zero_grad()
            output = model(data)
            loss = criterion(output, target)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * data.size(0)
            seen += data.size(0)
        epoch_loss = running_loss / seen
        epoch_losses.append(epoch_loss)
        for group in optimizer.param_groups:
            group["lr"] = 0.0
        print(f"Epoch {epoch}/{epochs-1}, Loss {epoch_loss:.4f}")
    return epoch_losses


def accuracy(model, loader):
    device = next(model.parameters()).device
    correct = 0
    seen = 0
    model.eval()
    with torch.no_grad():
        for data, target in loader:
            output = model(data.to(device))
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.to(device).view_as(pred)).sum().item()
            seen += len(data)
    return correct / len(loader.dataset)
