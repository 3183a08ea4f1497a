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
# # A multi-layer perceptron
#
# A multi-layer perceptron is the plainest of all neural networks: layers of sums, with a bend between one layer and
# the next. Yours will read handwritten digits.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `MLP` | 25 minutes |
# | 2 | `train` | 25 minutes |
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
# A **neuron** reads numbers $x_1, \dots, x_n$, weighs each of them, adds them up with a bias, and passes the sum
# through a function $f$, its activation:
#
# $$ h = f(w_1 x_1 + \dots + w_n x_n + b) $$
#
# A **layer** is many neurons that read the same numbers, each with weights of its own. The weights of all of them are
# the rows of a matrix $W$, and the layer is one line:
#
# $$ h = f(W x + b) $$
#
# `nn.Linear(n, m)` is the part inside the brackets, for $n$ numbers in and $m$ numbers out.

# %% [markdown]
# ![784 pixels, hidden layers of 512, 256, 128 and 64 neurons with ReLU, and ten logits.](mlp.svg)

# %% [markdown]
# Why the function $f$? Without it, two layers would be
#
# $$ W_2 (W_1 x + b_1) + b_2 = (W_2 W_1)\, x + (W_2 b_1 + b_2), $$
#
# which is a single layer again: sums of sums are sums. Any $f$ that is not a straight line makes the second layer
# worth its weights. The usual one is **ReLU**, $f(z) = \max(z, 0)$.
#
# The last layer has no activation. Its ten numbers are the **logits**, one for each digit; the largest is the
# network's answer. They may be any numbers, and they are no probabilities: softmax makes probabilities of them,
#
# $$ p_k = \frac{e^{z_k}}{e^{z_0} + \dots + e^{z_9}}, $$
#
# and it is already inside the loss that you will train with.
#
# Here is the lecture's network:
#
# | operation | shape after it |
# |---|---|
# | the images | (batch, 1, 28, 28) |
# | flatten | (batch, 784) |
# | linear 784 → 512, ReLU | (batch, 512) |
# | linear 512 → 256, ReLU | (batch, 256) |
# | linear 256 → 128, ReLU | (batch, 128) |
# | linear 128 → 64, ReLU | (batch, 64) |
# | linear 64 → 10 | (batch, 10) |
#
# Write `MLP`. You may choose the number of hidden layers, at least one, their widths and the activation, and whether
# there are biases, dropout or normalisation. Nothing bounds the logits: with larger weights they get larger. It reads
# images (batch, 1, 28, 28) and also images whose pixels already stand in a row, (batch, 784); batches may be of any
# size. Leave PyTorch's settings, such as the random seed, alone.
#
# <details><summary>Hint 1</summary>
#
# Make the linear layers in `__init__`, each an attribute of its own: `self.linear1 = ...`. (A Python list of layers
# would hide their weights from the optimizer; `nn.ModuleList` is a list that does not.)
#
# <details><summary>Hint 2</summary>
#
# `forward` goes down the table line by line. `x.reshape(len(x), 784)` and `x.flatten(start_dim=1)` both put the
# pixels of each image in a row, and leave rows as they are.
#
# <details><summary>Hint 3</summary>
#
# `F.relu` is the activation; apply it to what each layer gives, but not to the last one. Print `x.shape` after each
# line and compare.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "mlp-model-code", "locked": false, "schema_version": 3, "solution": true}
class MLP(nn.Module):
    """Linear layers with an activation between one and the next."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.linear1 = nn.Linear(784, 512)
        self.linear2 = nn.Linear(512, 256)
        self.linear3 = nn.Linear(256, 128)
        self.linear4 = nn.Linear(128, 64)
        self.linear5 = nn.Linear(64, 10)
        ### END SOLUTION

    def forward(self, x):
        """Logits of the ten digits.

        x:       images (batch, 1, 28, 28), or their pixels in rows (batch, 784)
        returns: (batch, 10)
        """
        ### BEGIN SOLUTION
        x = x.flatten(start_dim=1)  # (batch, 784)
        x = F.relu(self.linear1(x))  # (batch, 512)
        x = F.relu(self.linear2(x))  # (batch, 256)
        x = F.relu(self.linear3(x))  # (batch, 128)
        x = F.relu(self.linear4(x))  # (batch, 64)
        return self.linear5(x)  # (batch, 10)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "mlp-model", "locked": true, "schema_version": 3, "solution": false}
# The tests of the network.
# !python -m pytest -q test_mlp.py -k model

# %% [markdown]
# ## 2. The training loop
# *About 25 minutes.*
#
# The loss says how far the logits are from the labels. For an image of the digit $y$ it is the **cross-entropy**
#
# $$ L = -\log p_y = -z_y + \log(e^{z_0} + \dots + e^{z_9}), $$
#
# near 0 when the network is sure and right, and log 10 ≈ 2.3 when it has no idea. For a batch it is the mean over the
# images. PyTorch's loss computes both, softmax and logarithm, so it wants the logits as they are.
#
# A **loader** cuts the images and labels into batches; once through all of them is an *epoch*. Each batch is good
# for one small step downhill:
#
# 1. forget the gradients of the batch before, because PyTorch *adds* new gradients to those that are there,
# 2. compute the logits,
# 3. compute the loss,
# 4. compute the gradient of the loss with respect to each weight, $\partial L / \partial W$,
# 5. let the optimizer take one step; the plainest does $W \leftarrow W - \mathrm{lr} \cdot \partial L / \partial W$.
#
# The optimizer is your choice. It must use the learning rate `lr`; a schedule may begin or end with it.
#
# Go through the loader with `for`, in each epoch anew, for it may shuffle or leave samples out. It is a `DataLoader` or
# any other iterable of batches, so ask little else of it: `len(loader)`, the number of its batches, and
# `len(loader.dataset)`, the number of samples, are always there. Samples that a loader leaves out count or do not, as
# you like. The last batch may hold a single image. Change neither the images and labels you are given nor PyTorch's
# settings, such as the random seed and the default dtype. After `train`, a network can be trained further.
#
# Write `train`. In each epoch it prints a line with the epoch, counted from 0, and the loss to four decimals:
#
#     Epoch 0/9, Loss 1.2345
#
# The loss of an epoch is the mean over its **samples**. The last batch may be shorter than the others, and then the
# mean of the batches' losses is not the same: of 5 images in batches of 4 and 1, the last one would count four times.
#
# <details><summary>Hint 1</summary>
#
# Two loops: the epochs, and in them `for images, labels in loader`. The optimizer is made once, before both, as
# `torch.optim.Adam(model.parameters(), lr=lr)` or another one. Say `model.train()` at the start of an epoch: some
# layers behave differently while a network is trained.
#
# <details><summary>Hint 2</summary>
#
# The five steps are five lines: the optimizer's `zero_grad`, a call of the model, a call of the loss with logits
# and labels in this order, the loss's `backward`, the optimizer's `step`. The loss is `nn.CrossEntropyLoss()`, or
# the function `F.cross_entropy`.
#
# <details><summary>Hint 3</summary>
#
# `loss.item()` is the mean over a batch, as a plain number. Times `len(labels)` it is the batch's sum: add these sums
# up, and divide by the number of samples at the end of the epoch. In an f-string, `:.4f` after a number gives four
# decimals.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "mlp-train-code", "locked": false, "schema_version": 3, "solution": true}
def train(model, loader, epochs=10, lr=0.001):
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


# %% nbgrader={"grade": true, "grade_id": "mlp-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of the training loop.
# !python -m pytest -q test_mlp.py -k train

# %% [markdown]
# ## 3. Accuracy
# *About 10 minutes.*
#
# How many digits does it read rightly? The answer to an image is the digit with the largest logit; the accuracy is
# the share of images whose answer is the label, a number between 0 and 1.
#
# Here the network is only looked at. So it is put into evaluation mode, in which layers such as dropout stand back,
# and no gradients are recorded, which saves time and memory.
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


# %% nbgrader={"grade": false, "grade_id": "mlp-accuracy-code", "locked": false, "schema_version": 3, "solution": true}
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


# %% nbgrader={"grade": true, "grade_id": "mlp-accuracy", "locked": true, "schema_version": 3, "solution": false}
# The tests of accuracy.
# !python -m pytest -q test_mlp.py -k accuracy

# %% [markdown]
# ## 4. Read digits
# *About 5 minutes.*
#
# Nothing to write any more. Training shuffles its images, so that each epoch sees them in another order. The test
# images are ones that the network has never seen: only they say how well it reads.

# %%
train_loader = DataLoader(digits.train, batch_size=64, shuffle=True)
test_loader = DataLoader(digits.test, batch_size=64)

model = MLP()
losses = train(model, train_loader)
print(f"{accuracy(model, test_loader):.1%} of the test images are read rightly.")

# %% [markdown]
# Three things to try:
#
# - Take all activations out. Do you lose anything on digits as easy as these? What is the network then?
# - Replace the optimizer by `torch.optim.SGD`. Which learning rate does it want?
# - How small can the hidden layers be before the network reads badly?
#
# <details><summary>Answers</summary>
#
# Without activations it reads these digits as well as before, about 94 %. All its layers together are a single linear
# layer then, and for digits as easy as these that is enough.
#
# SGD wants a much larger rate than Adam's 0.001, with which the loss hardly moves. With 0.1 the network reads about
# 80 % after 10 epochs, with 0.5 the steps go too far and it learns little.
#
# Four hidden layers of 16 neurons each still let it read about 80 % after 10 epochs. With 8 it is mostly much less, and
# with 2 hardly more than the 10 % of guessing.
#
# </details>
