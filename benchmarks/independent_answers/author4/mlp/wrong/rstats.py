# %% each image is standardised with the mean and standard deviation of the whole batch, so its logits depend on the other images grade_id="mlp-model" old="hidden = torch.tanh(self" new="pixels = (pixels - pixels.mean()) / (pixels.std() + 1e-6)\n        hidden = torch.tanh(self"

# %% the last layer goes through tanh, so the logits lie between -1 and 1 grade_id="mlp-model" old="z = self.hidden_to_output(hidden)" new="z = torch.tanh(self.hidden_to_output(hidden))"

# %% log_softmax runs along the batch, dim=0, instead of the classes grade_id="mlp-train" old="dim=1)\n" new="dim=0)\n"

# %% the returned losses are tensors, not numbers grade_id="mlp-train" old="m = (sum(sums) / sum(sizes)).item()" new="m = sum(sums) / sum(sizes)"

# %% the loss is divided by len(loader), the number of batches, instead of the number of samples grade_id="mlp-train" old="sum(sums) / sum(sizes)" new="sum(sums) / len(loader)"

# %% accuracy counts the images whose answer is wrong: it is the error rate grade_id="mlp-accuracy" old="if guess == truth:" new="if guess != truth:"

# %% torch.max is asked for its values instead of its indices, so the largest logit itself is compared with the label grade_id="mlp-accuracy" old="torch.max(z, 1)[1]" new="torch.max(z, 1)[0]"

# %% train does not return the losses (the return is missing), and accuracy records gradients as there is no no_grad grade_id="mlp-train mlp-accuracy"
def train(model, loader, epochs=10, lr=0.001):
    sgd = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    result = []
    for e in range(epochs):
        model.train()
        sums = []
        sizes = []
        for data in loader:
            X, Y = data
            model.zero_grad()
            nll = F.cross_entropy(model(X), Y)
            nll.backward()
            sgd.step()
            sums.append(nll.detach() * Y.numel())
            sizes.append(Y.numel())
        m = (sum(sums) / sum(sizes)).item()
        print("Epoch " + str(e) + "/" + str(epochs - 1) + ", Loss " + format(m, ".4f"))
        result.append(m)


def accuracy(model, loader):
    model.eval()
    n_right, n_all = 0, 0
    for X, Y in loader:
        best = torch.max(model(X), 1)[1]
        for guess, truth in zip(best.tolist(), Y.tolist()):
            if guess == truth:
                n_right += 1
            n_all += 1
    return n_right / n_all

# %% the optimizer gets the parameters of a new MLP made in train, not those of the model that it is given grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.001):
    net = MLP()
    sgd = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    result = []
    for e in range(epochs):
        model.train()
        total, n = 0.0, 0
        for X, Y in loader:
            sgd.zero_grad()
            nll = F.cross_entropy(model(X), Y)
            nll.backward()
            sgd.step()
            total += nll.item() * len(Y)
            n += len(Y)
        print("Epoch " + str(e) + "/" + str(epochs - 1) + ", Loss " + format(total / n, ".4f"))
        result.append(total / n)
    return result
