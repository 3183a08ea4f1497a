# %% the output is reshaped to a fixed batch of 64 grade_id="cnn-shapes cnn-model" old="x.reshape(batch_size, 320)" new="x.reshape(64, 320)"

# %% the logits are clamped to values from -10 to 10 grade_id="cnn-model" old="return self.last(x)" new="return self.last(x).clamp(-10, 10)"

# %% accuracy takes argmax along the batch and not along the classes grade_id="cnn-accuracy" old="argmax(dim=1)" new="argmax(dim=0)"

# %% accuracy is the mean of the batches' accuracies, whatever their sizes grade_id="cnn-accuracy"
def accuracy(model, loader):
    model.eval()
    right = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            answers = model(images).argmax(dim=1)
            right += (answers == labels).float().mean().item()
            total += 1
    return right / total
