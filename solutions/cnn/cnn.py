# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: nbgrader,-all
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A convolutional network
#
# A convolutional network looks at an image through small windows: first for strokes and edges, then for how they
# are put together. Yours will read handwritten digits.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `CNN` | 25 minutes |
# | 2 | `train` | 20 minutes |
# | 3 | `accuracy` | 10 minutes |
# | 4 | nothing: read digits | 5 minutes |
#
# Write your code where it says `YOUR CODE HERE`, in place of the line below it. Each exercise ends in cells that run
# its tests. `!python -m pytest` reads the file: **save the notebook before you run it**. `check("…")` needs no saving:
# it tests what the notebook has in memory. If you get stuck, open the hints; they go one step at a time.

# %%
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader

from exercise_data import load

# %% [markdown]
# ## The digits
#
# The images are small: one channel of gray, 28 rows, 28 columns, each value between 0 and 1. A batch of them has the
# shape (batch, 1, 28, 28). The folder `exercise_data` beside this notebook brings them along, 1437 to train on and 360
# to test on.

# %%
digits = load("digits")
image, label = digits.train[0]  # (1, 28, 28), ()
print("This is a", label.item())
for row in image[0]:  # (28,)
    print("".join(" .:*#"[int(4 * value)] for value in row.tolist()))

# %% [markdown]
# ## 1. The network
# *About 25 minutes.*
#
# A **convolution** slides a window of 5 × 5 weights, its kernel, over the image and computes one number at each
# place. The same kernel serves all places, so a stroke is found wherever it is. A kernel of size $k$ fits into
# $n - k + 1$ places along an axis of length $n$: 28 becomes 24. Ten kernels give ten *feature maps*.
#
# **Max-pooling** keeps the largest of each 2 × 2 values. Half the rows and columns remain, and it matters less where
# exactly something was found.
#
# **ReLU** replaces negative values by 0. It bends what would otherwise be straight: two convolutions with nothing
# between them can do no more than a single, larger one.
#
# At the end all the values of an image stand in one row, and a **linear** layer turns them into ten logits, one for
# each digit. The largest logit is the network's answer.
#
# | operation | shape after it |
# |---|---|
# | the images | (batch, 1, 28, 28) |
# | convolution 1 → 10, kernel 5 | (batch, 10, 24, 24) |
# | max-pooling 2, ReLU | (batch, 10, 12, 12) |
# | convolution 10 → 20, kernel 5 | (batch, 20, 8, 8) |
# | max-pooling 2, ReLU | (batch, 20, 4, 4) |
# | flatten | (batch, 320) |
# | linear | (batch, 10) |

# %% [markdown]
# ![A digit and what each stage makes of it: 10 feature maps of 24 × 24, of 12 × 12, then 20 of 8 × 8, of 4 × 4, then
# 320 values in a row, then ten logits.](cnn.svg)

# %% [markdown]
# The two ReLUs may also stand before the pooling; the result is the same. (Why?)
#
# <details><summary>Answer</summary>
#
# ReLU keeps the order of values: of two values, the larger one is never the smaller one after it. So the largest of
# four values is largest before ReLU and after it, and both ways give $\max(0, \text{the largest})$.
#
# </details>
#
# Write `CNN`. Each of its three layers has weights and biases; there are no other layers, neither dropout nor batch
# normalisation, so that it computes the same in training mode and in evaluation mode. It returns the logits as they
# are, without a softmax and without bounds. Leave PyTorch's settings, such as the random seed, alone.
#
# <details><summary>Hint 1</summary>
#
# Three layers have weights: two `nn.Conv2d` and one `nn.Linear`. Make them in `__init__`. Pooling, ReLU and flatten
# have none.
#
# <details><summary>Hint 2</summary>
#
# `forward` goes down the table line by line. `F.max_pool2d` and `F.relu` are functions for the two lines without
# weights. Print `x.shape` after each line and compare.
#
# <details><summary>Hint 3</summary>
#
# The linear layer reads 320 = 20 · 4 · 4 values. Flatten each image for itself: the batch axis stays, so start at
# axis 1.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "cnn-model-code", "locked": false, "schema_version": 3, "solution": true}
class CNN(nn.Module):
    """Two convolutions, each with max-pooling and ReLU, then a linear layer."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.linear = nn.Linear(320, 10)
        ### END SOLUTION

    def forward(self, x):
        """Logits of the ten digits.

        x:       images (batch, 1, 28, 28)
        returns: (batch, 10)
        """
        ### BEGIN SOLUTION
        x = self.conv1(x)  # (batch, 10, 24, 24)
        x = F.relu(F.max_pool2d(x, 2))  # (batch, 10, 12, 12)
        x = self.conv2(x)  # (batch, 20, 8, 8)
        x = F.relu(F.max_pool2d(x, 2))  # (batch, 20, 4, 4)
        x = x.flatten(start_dim=1)  # (batch, 320)
        return self.linear(x)  # (batch, 10)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-shapes", "locked": true, "schema_version": 3, "solution": false}
# The tests of the feature maps.
# !python -m pytest -q test_cnn.py -k shapes

# %% nbgrader={"grade": true, "grade_id": "cnn-model", "locked": true, "schema_version": 3, "solution": false}
# The tests of the network as a whole.
# !python -m pytest -q test_cnn.py -k model

# %% [markdown]
# ## 2. The training loop
# *About 20 minutes.*
#
# The loader gives the images and labels batch by batch; once through it is an *epoch*. For each batch:
#
# 1. forget the gradients of the batch before,
# 2. compute the logits,
# 3. compute the loss, which says how far the logits are from the labels,
# 4. compute the gradient of the loss with respect to each weight,
# 5. let the optimizer take one step.
#
# The loss is the cross-entropy, the mean over the batch. PyTorch's contains the softmax, so it wants the logits as
# they are. The optimizer is your choice; it must use the learning rate `lr`, with which a schedule may begin or end.
#
# Go through the loader with `for`, in each epoch anew, for it may shuffle or leave samples out. It is a `DataLoader` or
# any other iterable of batches, so ask little else of it: `len(loader)`, the number of its batches, and
# `len(loader.dataset)`, the number of samples, are always there. Samples that a loader leaves out count or do not, as
# you like. The last batch may hold a single image. Change neither the images and labels you are given nor PyTorch's
# settings, such as the random seed and the default dtype. After `train`, a network can be trained further.
#
# Write `train`. In each epoch it prints a line with the epoch, counted from 0, and the loss to four decimals:
#
#     Epoch 0/4, Loss 1.2345
#
# The loss of an epoch is the mean over its **samples**. The last batch may be shorter than the others, and then the
# mean of the batches' losses is not the same.
#
# <details><summary>Hint 1</summary>
#
# Two loops: the epochs, and in them `for images, labels in loader`. The optimizer is made once, before both. Say
# `model.train()` at the start of an epoch: some layers behave differently while a network is trained.
#
# <details><summary>Hint 2</summary>
#
# The five steps are five lines: the optimizer's `zero_grad`, a call of the model, a call of the loss with logits
# and labels in this order, the loss's `backward`, the optimizer's `step`.
#
# <details><summary>Hint 3</summary>
#
# `loss.item()` is the mean over a batch. Times `len(labels)` it is the batch's sum: add these sums up, and divide by
# the number of samples at the end of the epoch. In an f-string, `:.4f` after a number gives four decimals.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "cnn-train-code", "locked": false, "schema_version": 3, "solution": true}
def train(model, loader, epochs=5, lr=0.001):
    """Trains model on the cross-entropy of its logits, one step for each batch of the loader.

    In each epoch it prints `Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}`.

    loader:  gives batches of images (batch, 1, 28, 28) and labels (batch,)
    returns: the mean loss over the samples of each epoch, a list of numbers that are not rounded
    """
    ### BEGIN SOLUTION
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
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
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of the training loop.
# !python -m pytest -q test_cnn.py -k train

# %% [markdown]
# ## 3. Accuracy
# *About 10 minutes.*
#
# How many digits does it read rightly? The answer to an image is the digit with the largest logit; the accuracy is
# the share of images whose answer is the label, a number between 0 and 1.
#
# Here the network is only looked at: it is put into evaluation mode, and no gradients are recorded.
#
# Write `accuracy`.
#
# <details><summary>Hint 1</summary>
#
# `model.eval()` sets evaluation mode. `with torch.no_grad():` around the loop keeps gradients from being recorded.
#
# <details><summary>Hint 2</summary>
#
# Comparing `argmax` along the classes with the labels gives True or False for each image; the sum counts the True
# ones. Count over all batches and divide once, at the end.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "cnn-accuracy-code", "locked": false, "schema_version": 3, "solution": true}
def accuracy(model, loader):
    """The share of samples, from 0 to 1, whose largest logit is that of the label.

    loader:  gives batches of images (batch, 1, 28, 28) and labels (batch,)
    returns: a number
    """
    ### BEGIN SOLUTION
    model.eval()
    right, count = 0, 0
    with torch.no_grad():
        for images, labels in loader:  # (batch, 1, 28, 28), (batch,)
            answers = model(images).argmax(dim=1)  # (batch,)
            right += (answers == labels).sum().item()
            count += len(labels)
    return right / count
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "cnn-accuracy", "locked": true, "schema_version": 3, "solution": false}
# The tests of accuracy.
# !python -m pytest -q test_cnn.py -k accuracy

# %% [markdown]
# ## 4. Read digits
# *About 5 minutes.*
#
# Nothing to write any more. Training shuffles its images, so that each epoch sees them in another order. The test
# images are ones that the network has never seen: only they say how well it reads.

# %%
train_loader = DataLoader(digits.train, batch_size=64, shuffle=True)
test_loader = DataLoader(digits.test, batch_size=64)

model = CNN()
losses = train(model, train_loader)
print(f"{accuracy(model, test_loader):.1%} of the test images are read rightly.")

# %% [markdown]
# Two things to try:
#
# - Train for 20 epochs. How far does the accuracy on the test images go, and how far that on the training images?
# - Take the two ReLUs out. On digits as easy as these you lose nothing. Which part of the network still bends?
#
# <details><summary>Answers</summary>
#
# After 20 epochs it reads about 97 % of the test images and 99 % of the training images. It has begun to learn the
# training images themselves, and not only what digits have in common.
#
# The max-pooling: the largest of four values is no weighted sum of them.
#
# </details>
