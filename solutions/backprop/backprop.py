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
# # Back propagation by hand
#
# To train a network you need to know, for each of its weights, whether the loss grows or falls when the weight grows.
# PyTorch's autograd tells you. Here you compute it yourself, layer by layer, and the network you build in this way
# learns to read digits.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `Linear` | 25 minutes |
# | 2 | `ReLU` | 5 minutes |
# | 3 | `CrossEntropyLoss` | 25 minutes |
# | 4 | `MLP` | 15 minutes |
# | 5 | `train` | 10 minutes |
# | 6 | nothing: read digits | 5 minutes |
#
# Write your code where it says `YOUR CODE HERE`, in place of the line below it. Each exercise ends in cells that run
# its tests. `!python -m pytest` reads the file: **save the notebook before you run it**. `check("…")` needs no saving:
# it tests what the notebook has in memory. If you get stuck, open the hints; they go one step at a time.
#
# Use tensors and what can be computed with them, and **not autograd**: none of PyTorch's `loss.backward()`, no
# `torch.autograd`. Grading runs with it switched off.

# %%
import torch

from exercise_data import load

# %% [markdown]
# ## Values forward, gradients back
#
# A network is a chain of layers. Each takes what the one before gives, and at the end stands a single number, the
# loss $L$. Drawn as a graph, with an arrow for every value:

# %% [markdown]
# ![The input x goes through Linear, ReLU, Linear and the cross-entropy, which also takes the labels and gives the loss
# L. Backwards, each layer gets the gradient of L with respect to its output and gives that with respect to its
# input. The linear layers also get the gradients of their weights and biases.](backprop.svg)

# %% [markdown]
# The **chain rule** says how the loss depends on a value $x$ that reaches it through $z$ alone:
#
# $$ \frac{\partial L}{\partial x} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial x} $$
#
# The first factor comes from what follows the layer, the second is the layer's own business. So a layer need not know
# the network it is in. It does two things:
#
# - `forward` computes the output from the input, and keeps what `backward` will need;
# - `backward` is given the gradient of the loss with respect to the **output**, called `grad_output`, and returns the
#   gradient with respect to the **input**, which is the `grad_output` of the layer before. If the layer has weights,
#   it also notes their gradients.
#
# The gradient of $L$ with respect to a tensor has the tensor's shape: one number for each of its values. That alone
# settles many questions of what is to be transposed.
#
# ### A way to find mistakes
#
# What a gradient means can be tried out: nudge one value up and down a little, and see how far the loss moves.
# This takes two forward passes for each value and loses digits beside large numbers: it is just right to check a
# `backward`, and no way to write one.


# %%
def numeric_gradient(f, x, h=1e-2):
    """The gradient at x of f, which gives one number: each value of x is nudged by h, up and down."""
    gradient = torch.zeros_like(x)
    for place in range(x.numel()):
        nudge = torch.zeros_like(x)
        nudge.view(-1)[place] = h
        gradient.view(-1)[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient


# %%
numeric_gradient(lambda x: (x**2).sum(), torch.tensor([1.0, 2.0, 3.0]))  # of x², so it should be 2x

# %% [markdown]
# ## 1. The linear layer
# *About 25 minutes.*
#
# Each sample of the batch is a row of $x$, each output a weighted sum of the inputs:
#
# $$ z = x W^\top + b \qquad\text{or}\qquad z_{no} = \sum_i x_{ni} W_{oi} + b_o $$
#
# with $n$ for the sample, $i$ for the input, $o$ for the output. Now the local gradients. A single $z_{no}$ depends on
# $x_{ni}$ by the factor $W_{oi}$, on $W_{oi}$ by $x_{ni}$, and on $b_o$ by 1. A value that reaches the loss in several
# ways gets the sum over all of them: $x_{ni}$ is in every output $o$ of its sample; $W_{oi}$ and $b_o$ are used by
# every sample $n$. With $g = \partial L / \partial z$, which is `grad_output`,
#
# $$ \frac{\partial L}{\partial x_{ni}} = \sum_o g_{no} W_{oi} \qquad
#    \frac{\partial L}{\partial W_{oi}} = \sum_n g_{no} x_{ni} \qquad
#    \frac{\partial L}{\partial b_o} = \sum_n g_{no} $$
#
# | tensor | shape |
# |---|---|
# | `x` | (batch, in) |
# | `weight` | (out, in) |
# | `bias` | (out,) |
# | `grad_output` | (batch, out) |
# | `grad_weight`, `grad_bias` | those of `weight` and `bias` |
# | what `backward` returns | (batch, in) |
#
# Write `Linear`. The weights start at small random numbers: were they all alike, all outputs would be and would stay
# so. Normally distributed ones times $\sqrt{2/\text{in}}$ are a good choice, with biases of 0. Each `backward` sets
# the two gradients anew; it does not add them to those of the call before. Batches and layers may be of any size, one
# included, and no value is clipped.
#
# In all exercises, what a method is given stays as it is: make new tensors, and do not write into `x`, `grad_output`,
# `logits` or `labels`. Leave PyTorch's settings alone, too, such as the random seed and the default dtype.
#
# <details><summary>Hint 1</summary>
#
# `backward` needs the input, so `forward` keeps it: `self.x = x`.
#
# <details><summary>Hint 2</summary>
#
# Each of the sums over a common index is a matrix product. In $\sum_o g_{no} W_{oi}$ the columns of $g$ meet the rows
# of $W$. For $\sum_n g_{no} x_{ni}$ one of the two must be transposed; the result has the shape (out, in).
#
# <details><summary>Hint 3</summary>
#
# The three are `grad_output @ self.weight`, `grad_output.T @ self.x`, and the sum of `grad_output` over `dim=0`.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "linear-code", "locked": false, "schema_version": 3, "solution": true}
class Linear:
    """x @ weight.T + bias, with weight (out, in) and bias (out,)."""

    def __init__(self, in_features, out_features):
        """Makes self.weight and self.bias."""
        ### BEGIN SOLUTION
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)
        ### END SOLUTION

    def forward(self, x):
        """Keeps what backward will need.

        x:       (batch, in)
        returns: (batch, out)
        """
        ### BEGIN SOLUTION
        self.x = x
        return x @ self.weight.T + self.bias  # (batch, out)
        ### END SOLUTION

    def backward(self, grad_output):
        """Sets self.grad_weight (out, in) and self.grad_bias (out,).

        grad_output: the gradient of the loss with respect to what forward returned, (batch, out)
        returns:     the gradient of the loss with respect to x, (batch, in)
        """
        ### BEGIN SOLUTION
        self.grad_weight = grad_output.T @ self.x  # (out, in)
        self.grad_bias = grad_output.sum(dim=0)  # (out,)
        return grad_output @ self.weight  # (batch, in)
        ### END SOLUTION


# %% [markdown]
# Try it. To have a loss, take any `grad_output` and multiply: the gradient of $\sum_{no} g_{no} z_{no}$ with respect
# to $z$ is $g$. What is left should be rounding, about 0.0001 or less.

# %%
layer, x, g = Linear(4, 3), torch.randn(2, 4), torch.randn(2, 3)
layer.forward(x)
by_hand = layer.backward(g)  # (batch, in) = (2, 4)
print((by_hand - numeric_gradient(lambda x: (layer.forward(x) * g).sum(), x)).abs().max())

# %% nbgrader={"grade": true, "grade_id": "backprop-linear", "locked": true, "schema_version": 3, "solution": false}
# The tests of the linear layer.
# !python -m pytest -q test_backprop.py -k linear

# %% [markdown]
# ## 2. ReLU
# *About 5 minutes.*
#
# Linear layers alone, one after the other, are together a single linear layer. Between them goes a bend:
#
# $$ a = \max(z, 0) \qquad
#    \frac{\partial L}{\partial z} =
#    \begin{cases} \partial L / \partial a & \text{where } z > 0 \\ 0 & \text{elsewhere} \end{cases} $$
#
# Where the input was positive the output moves along with it; elsewhere it stays 0, whatever the input does. (At 0
# itself there is no derivative; take what you like.)
#
# Write `ReLU`. It makes new tensors and leaves its input, and `grad_output`, as they are.
#
# <details><summary>Hint 1</summary>
#
# `clamp(min=0)` replaces what is negative by 0. Keep the input for `backward`.
#
# <details><summary>Hint 2</summary>
#
# `self.x > 0` is True or False for each value. A tensor times it is 0 where it is False.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "relu-code", "locked": false, "schema_version": 3, "solution": true}
class ReLU:
    """max(x, 0), value by value."""

    def forward(self, x):
        """Keeps what backward will need.

        x:       (batch, features)
        returns: (batch, features)
        """
        ### BEGIN SOLUTION
        self.x = x
        return x.clamp(min=0)
        ### END SOLUTION

    def backward(self, grad_output):
        """The chain rule through this layer.

        grad_output: the gradient of the loss with respect to what forward returned, (batch, features)
        returns:     the gradient of the loss with respect to x, (batch, features)
        """
        ### BEGIN SOLUTION
        return grad_output * (self.x > 0)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-relu", "locked": true, "schema_version": 3, "solution": false}
# The tests of ReLU.
# !python -m pytest -q test_backprop.py -k relu

# %% [markdown]
# ## 3. Cross-entropy
# *About 25 minutes.*
#
# The last layer gives a row of logits $y$ for each sample, one for each class. **Softmax** makes probabilities of
# them, and the loss is the mean of $-\log$ of the probability that is given to the right class, the label $t_n$:
#
# $$ p_{nc} = \frac{\exp y_{nc}}{\sum_k \exp y_{nk}} \qquad L = -\frac{1}{\text{batch}} \sum_n \log p_{n t_n} $$
#
# ### Its gradient
#
# One sample first. By the rules of the logarithm, $-\log p_t = -y_t + \log \sum_k \exp y_k$. Differentiate that with
# respect to one logit $y_c$. The first term gives −1 if $c$ is the label, else 0: that is minus the *one-hot* vector
# of the label. The second gives
#
# $$ \frac{\partial}{\partial y_c} \log \sum_k \exp y_k = \frac{\exp y_c}{\sum_k \exp y_k} = p_c $$
#
# Together $p_c - [c = t]$. The mean over the batch divides by its size:
#
# $$ \frac{\partial L}{\partial y} = \frac{\text{softmax}(y) - \text{one\_hot}(t)}{\text{batch}} $$
#
# Two rather unpleasant functions, and their gradient is a difference. Each row of it sums to 0. (Why?)
#
# <details><summary>Answer</summary>
#
# The probabilities of a row sum to 1, and so does its one-hot vector. A number that is added to all logits of a row
# changes no probability, so the loss does not change in that direction.
#
# </details>
#
# ### Large logits
#
# `exp(1000)` is infinite for a computer, and `exp(-1000)` is 0, whose logarithm is infinite again. But softmax does
# not change when the same number is taken away from all logits of a row. Take away the largest: then no exponent is
# above 0, and the sum is at least 1. And do not take the logarithm of an exponential, which may be 0 by then:
#
# $$ \log p_c = (y_c - m) - \log \sum_k \exp (y_k - m) \qquad m = \max_k y_k $$
#
# Write `CrossEntropyLoss`. Its `backward` takes nothing: the loss's gradient with respect to itself is 1. Logits of
# ±1000 must give the right numbers, for any number of classes.
#
# <details><summary>Hint 1</summary>
#
# Compute `log_p`, (batch, classes), in `forward` by the last formula. `dim=1, keepdim=True` makes maxima and sums of
# the rows that still fit beside the rows. `backward` needs `log_p.exp()` and the labels.
#
# <details><summary>Hint 2</summary>
#
# The label's column in each row: `log_p[torch.arange(len(labels)), labels]`, with the shape (batch,).
#
# <details><summary>Hint 3</summary>
#
# In `backward`, subtract 1 at the same places of a copy of the probabilities (or subtract
# `torch.eye(classes)[labels]`), and divide by the batch size. `max(dim=1, keepdim=True)` gives a pair; the values are
# its first part.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "loss-code", "locked": false, "schema_version": 3, "solution": true}
class CrossEntropyLoss:
    """The mean over the batch of -log softmax(logits) at the labels."""

    def forward(self, logits, labels):
        """Keeps what backward will need.

        logits:  (batch, classes)
        labels:  the index of the right class for each row, (batch,)
        returns: the loss, ()
        """
        ### BEGIN SOLUTION
        shifted = logits - logits.max(dim=1, keepdim=True).values  # (batch, classes)
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()  # (batch, classes)
        self.p, self.labels = log_p.exp(), labels
        return -log_p[torch.arange(len(labels)), labels].mean()  # ()
        ### END SOLUTION

    def backward(self):
        """The gradient of the loss with respect to the logits, (batch, classes)."""
        ### BEGIN SOLUTION
        one_hot = torch.eye(self.p.shape[1])[self.labels]  # (batch, classes)
        return (self.p - one_hot) / len(self.labels)  # (batch, classes)
        ### END SOLUTION


# %% [markdown]
# Try it. The first loss is $\log 3 = 1.0986$, as all three classes are equally likely; the second is 2000. The last
# line should again be about 0.0001 or less.

# %%
loss, labels = CrossEntropyLoss(), torch.tensor([2, 0])
print(loss.forward(torch.zeros(2, 3), labels))
print(loss.forward(torch.tensor([[1000.0, 0.0, -1000.0]]), torch.tensor([2])))

logits = torch.randn(2, 3)
loss.forward(logits, labels)
by_hand = loss.backward()  # (batch, classes) = (2, 3)
print((by_hand - numeric_gradient(lambda logits: loss.forward(logits, labels), logits)).abs().max())

# %% nbgrader={"grade": true, "grade_id": "backprop-loss", "locked": true, "schema_version": 3, "solution": false}
# The tests of the loss.
# !python -m pytest -q test_backprop.py -k loss

# %% [markdown]
# ## 4. The layers together
# *About 15 minutes.*
#
# A multi-layer perceptron is linear layers with a ReLU between any two of them: `MLP([784, 32, 10])` is
# Linear(784, 32), ReLU, Linear(32, 10). After the last one there is no ReLU: logits may be negative.
#
# `forward` passes a batch through the layers in order. `backward` passes a gradient through them in the reverse
# order; that is all of *back propagation*. `step` moves each weight a little against its gradient:
#
# $$ W \leftarrow W - \text{lr} \cdot \frac{\partial L}{\partial W} \qquad
#    b \leftarrow b - \text{lr} \cdot \frac{\partial L}{\partial b} $$
#
# Write `MLP`, for any number of layers. Each has weights of its own, also where two have the same sizes.
#
# <details><summary>Hint 1</summary>
#
# Keep all layers in one list, `self.layers`, each ReLU an object of its own: it remembers its own input.
#
# <details><summary>Hint 2</summary>
#
# The linear layer number `i` goes from `sizes[i]` to `sizes[i + 1]`; there is one fewer of them than sizes. In both
# directions a loop hands on what the layer returned; `reversed(self.layers)` goes backwards.
#
# <details><summary>Hint 3</summary>
#
# Only linear layers have weights: `isinstance(layer, Linear)` tells them from the others.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "mlp-code", "locked": false, "schema_version": 3, "solution": true}
class MLP:
    """Linear, ReLU, ..., Linear."""

    def __init__(self, sizes):
        """sizes: the numbers of inputs, of each hidden layer's outputs, and of classes; at least three"""
        ### BEGIN SOLUTION
        self.layers = []
        for i in range(len(sizes) - 1):
            self.layers += [Linear(sizes[i], sizes[i + 1]), ReLU()]
        self.layers.pop()  # no ReLU at the end
        ### END SOLUTION

    def forward(self, x):
        """Runs x through all layers.

        x:       (batch, sizes[0])
        returns: the logits, (batch, sizes[-1])
        """
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer.forward(x)
        return x
        ### END SOLUTION

    def backward(self, grad_output):
        """Sets the gradients of all weights and biases.

        grad_output: the gradient of the loss with respect to the logits, (batch, sizes[-1])
        """
        ### BEGIN SOLUTION
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output
        ### END SOLUTION

    def step(self, lr):
        """Moves all weights and biases against their gradients, by lr times these."""
        ### BEGIN SOLUTION
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight = layer.weight - lr * layer.grad_weight
                layer.bias = layer.bias - lr * layer.grad_bias
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-mlp", "locked": true, "schema_version": 3, "solution": false}
# The tests of the layers together.
# !python -m pytest -q test_backprop.py -k mlp

# %% [markdown]
# ## 5. Gradient descent
# *About 10 minutes.*
#
# An epoch is: compute the logits of all samples, then their loss, send the loss's gradient back through the network,
# and take one step. All of the data is one batch, and the learning rate `lr` stays the same.
#
# Write `train`. The network is any object with `forward`, `backward` and `step`. For each epoch it notes the loss, the
# one that was computed before the step, as a plain number.
#
# <details><summary>Hint 1</summary>
#
# Five calls: `forward` of the network, `forward` and `backward` of the loss, `backward` and `step` of the network. What
# one returns is what another takes.
#
# <details><summary>Hint 2</summary>
#
# `net.backward(loss.backward())`: the gradient that comes out of the loss goes into the network. `.item()` makes a
# plain number of a tensor that holds one.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "train-code", "locked": false, "schema_version": 3, "solution": true}
def train(net, inputs, labels, epochs=100, lr=0.1):
    """Gradient descent on the cross-entropy of net's logits; one step an epoch, on all samples.

    net:     has forward(inputs), backward(grad_output) and step(lr)
    inputs:  (samples, in)
    labels:  (samples,)
    returns: the loss of each epoch, a list of numbers that are not rounded
    """
    ### BEGIN SOLUTION
    criterion = CrossEntropyLoss()
    losses = []
    for _ in range(epochs):
        logits = net.forward(inputs)  # (samples, classes)
        loss = criterion.forward(logits, labels)  # ()
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "backprop-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of gradient descent.
# !python -m pytest -q test_backprop.py -k train

# %% [markdown]
# ## 6. Read digits
# *About 5 minutes.*
#
# Nothing to write any more. The folder `exercise_data` beside this notebook holds small images of digits, 28 rows of 28
# pixels, 1437 to train on and 360 to test on. Each is flattened into a row of 784 values.

# %%
digits = load("digits")
images, labels = digits.train.tensors  # (1437, 1, 28, 28), (1437,)
test_images, test_labels = digits.test.tensors  # (360, 1, 28, 28), (360,)

net = MLP([784, 32, 10])
losses = train(net, images.flatten(1), labels, epochs=200, lr=0.1)
answers = net.forward(test_images.flatten(1)).argmax(dim=1)  # (360,)
print(f"The loss went from {losses[0]:.2f} to {losses[-1]:.2f}.")
print(f"{(answers == test_labels).float().mean():.1%} of the test images are read rightly.")

# %% [markdown]
# About 95 % it should be, by nothing but sums, products and the chain rule. Three things to try:
#
# - With `lr=0.5` the loss does not fall any more. Print the losses: what happens in the first epochs?
# - Let all weights start at 0 in `Linear`. Which gradients are 0 then, and which weights ever change?
# - Take the ReLUs out of `MLP`. Does it read worse? What is the network then?
#
# <details><summary>Answers</summary>
#
# With `lr=0.5` the losses jump up and down: each step goes too far. On the way the weights and biases of the hidden
# layer get such that nearly all of its ReLUs give 0 for every image. No gradient passes there any more, so they stay
# so, and the loss ends near $\log 10 \approx 2.3$, that of guessing.
#
# From zeros, only the last layer's bias has a gradient, and it alone ever changes. The hidden values are 0, so the last
# weights get none. The last weights are 0, so nothing reaches the layer before. The network learns how frequent each
# digit is: the loss stays near 2.3.
#
# Without ReLUs the network reads these digits about as well, again about 95 %. It is a single linear layer then, with
# the weight $W_2 W_1$, and for digits as easy as these that is enough.
#
# </details>
