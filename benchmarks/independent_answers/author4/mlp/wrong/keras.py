# %% the hidden layers are in a plain Python list, so their weights are not found by the optimizer nor in the state_dict grade_id="mlp-model" old="self.dense = nn.ModuleList()" new="self.dense = []"

# %% dropout is called as F.dropout, which is active in evaluation mode too grade_id="mlp-model" old="self.dropout(F.gelu(layer(h)))" new="F.dropout(F.gelu(layer(h)), 0.1)"

# %% forward flattens the axes 2 and 3 alone and then takes channel 0, so rows of pixels (batch, 784) fail grade_id="mlp-model" old="h = torch.flatten(x, 1)" new="h = torch.flatten(x, 2)[:, 0]"

# %% labels and logits are swapped in the call of the cross-entropy grade_id="mlp-train" old="F.cross_entropy(model(x), y, reduction=\"sum\")" new="F.cross_entropy(y, model(x), reduction=\"sum\")"

# %% the learning rate is hard-coded to 0.001, lr is ignored grade_id="mlp-train" old="RMSprop(model.parameters(), lr=lr)" new="RMSprop(model.parameters(), lr=0.001)"

# %% the loader is read into a list once before the epochs, so its batches are not shuffled anew in each epoch grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.001):
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    history = []
    batches = list(loader)
    for epoch in range(epochs):
        model.train()
        seen, total = 0, 0.0
        for x, y in batches:
            total += fit_batch(model, optimizer, x, y)
            seen += y.shape[0]
        history.append(total / seen)
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, history[-1]))
    return history

# %% only the last loss is returned, not the list grade_id="mlp-train" old="return history" new="return history[-1]"

# %% the epochs are printed from 1 to epochs, as in Keras grade_id="mlp-train" old=".format(epoch, epochs - 1, history[-1])" new=".format(epoch + 1, epochs, history[-1])"
