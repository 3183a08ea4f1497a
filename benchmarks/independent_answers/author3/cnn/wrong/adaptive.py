# %% no gradients reach the convolutions: the flattened feature maps are detached grade_id="cnn-model" old="        flat = torch.stack([maps.reshape(-1) for maps in feature_maps])" new="        flat = torch.stack([maps.detach().reshape(-1) for maps in feature_maps])"

# %% the images are normalised with MNIST's mean and deviation, in place, so the logits differ and what forward is given is changed grade_id="cnn-model" old="        feature_maps = self.conv1(x)" new="        feature_maps = self.conv1(x.sub_(0.1307).div_(0.3081))"

# %% the linear layer gives eight logits instead of ten grade_id="cnn-shapes cnn-model" old="        self.output = nn.Linear(320, 10, bias=True)" new="        self.output = nn.Linear(320, 8, bias=True)"

# %% the learning rate is set to 0.01 in the parameter group, lr is ignored grade_id="cnn-train" old="    optimizer = torch.optim.Adam([{\"params\": model.parameters(), \"lr\": lr}])" new="    optimizer = torch.optim.Adam([{\"params\": model.parameters(), \"lr\": 0.01}])"

# %% class weights are given to the cross-entropy, so that it is a weighted mean grade_id="cnn-train" old="    criterion = nn.CrossEntropyLoss().to(device)" new="    criterion = nn.CrossEntropyLoss(weight=torch.linspace(0.5, 1.5, 10)).to(device)"

# %% train sets the default dtype to float64 and leaves it so grade_id="cnn-train" old="    criterion = nn.CrossEntropyLoss().to(device)" new="    torch.set_default_dtype(torch.float64)\n    criterion = nn.CrossEntropyLoss().to(device)"

# %% accuracy divides by len(loader.dataset), which also counts samples that the loader leaves out grade_id="cnn-accuracy" old="    return correct / seen" new="    return correct / len(loader.dataset)"

# %% two mistakes: class weights are given to the cross-entropy, so that it is a weighted mean; and accuracy divides by len(loader.dataset), which also counts samples that the loader leaves out grade_id="cnn-train cnn-accuracy"
def train(model, loader, epochs=5, lr=0.001):
    device = next(model.parameters()).device
    criterion = nn.CrossEntropyLoss(weight=torch.linspace(0.5, 1.5, 10)).to(device)
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
