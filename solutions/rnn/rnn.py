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
# # A recurrent network that turns hello into ohlol
#
# A recurrent network reads a sequence one step at a time and remembers what it has read. Yours will read the
# letters of **hello** and answer each of them with a letter, so that together they spell **ohlol**.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `one_hot` | 5 minutes |
# | 2 | `RNN` | 20 minutes |
# | 3 | `decode` | 5 minutes |
# | 4 | `train` | 15 minutes |
# | 5 | nothing: hello becomes ohlol | 5 minutes |
#
# Write your code where it says `YOUR CODE HERE`, in place of the line below it. Each exercise ends in cells that run
# its tests. `!python -m pytest` reads the file: **save the notebook before you run it**. `check("…")` needs no saving:
# it tests what the notebook has in memory. If you get stuck, open the hints; they go one step at a time.
#
# Leave PyTorch's settings for all code, such as the random seed and the default dtype, as they are. After
# `train`, a network can be trained further.

# %%
import torch
from torch import nn

# %% [markdown]
# ## The letters
#
# There are four of them, and a network computes with numbers, so each letter is replaced by its place in
# `idx2char`.
#
# The word has `seq` = 5 letters, and we train on `batch` = 1 word at a time.

# %%
idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

# %% [markdown]
# ## 1. One-hot vectors
# *About 5 minutes.*
#
# The numbers 0 to 3 would tell the network that *o* is three times as much as *h*. It is not: letters are merely
# different. So each index becomes a vector of its own, with a 1 at the index and 0 elsewhere:
#
# $$ 2 \;\mapsto\; (0, 0, 1, 0) $$
#
# Write `one_hot`, for indices of any shape.
#
# <details><summary>Hint 1</summary>
#
# The identity matrix has these vectors as its rows: row 2 of `torch.eye(4)`, counted from 0,
# is the vector of index 2.
#
# <details><summary>Hint 2</summary>
#
# A matrix indexed with a tensor of integers gives one row for each of them, in the tensor's shape. Or look for a
# ready-made function in `torch.nn.functional`; it gives integers, and you want floats.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn-onehot-code", "locked": false, "schema_version": 3, "solution": true}
def one_hot(indices, num_classes):
    """A vector for each index, 1 at the index and 0 elsewhere.

    indices: integers from 0 to num_classes - 1, in a tensor of any shape (...)
    returns: floats (..., num_classes)
    """
    ### BEGIN SOLUTION
    return torch.eye(num_classes)[indices]  # (..., num_classes)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-onehot", "locked": true, "schema_version": 3, "solution": false}
# The tests of one_hot.
# !python -m pytest -q test_rnn.py -k onehot

# %% [markdown]
# ## 2. The network
# *About 20 minutes.*
#
# At each step $t$ the network reads an input $x_t$ and updates its hidden state $h_t$, which is all it remembers:
#
# $$ h_t = \tanh(W_{ih}\, x_t + b_{ih} + W_{hh}\, h_{t-1} + b_{hh}), \qquad h_0 = 0 $$
#
# The same weights serve every step. With `num_layers` above 1, layers are stacked: the hidden states of one layer
# are the inputs of the next, and the last layer's are the network's output.

# %% [markdown]
# ![The network unrolled: at each of five steps it reads a letter of hello as a one-hot vector and passes its hidden
# state on; the largest values of the five hidden states spell ohlol.](rnn.svg)

# %% [markdown]
# This network has no further layer on top. Its hidden state is the answer: with `hidden` = 4, the number of
# letters, the largest of the four values of $h_t$ says which letter is meant.
#
# | tensor | shape |
# |---|---|
# | `input` | (seq, batch, in) |
# | $h_0$ | (num_layers, batch, hidden) |
# | the last layer's hidden states | (seq, batch, hidden) |
# | what `forward` returns | (seq * batch, hidden) |
#
# The last line is there for the loss, which wants one row for each prediction: first the rows of step 1, one for
# each word of the batch, then those of step 2, and so on.
#
# `batch_size` is a parameter because $h_0$ has a row for each word of the batch. The network may also read it off
# `input`, whose second axis is always as long.
#
# All sizes are free, one of each included. Every layer has its biases; a single one in place of $b_{ih}$ and $b_{hh}$
# is the same function, and as good. `forward` leaves its argument as it is and bounds nothing.
#
# Write `RNN`. PyTorch's `nn.RNN` computes the equation above; you may also write it out yourself.
#
# <details><summary>Hint 1</summary>
#
# In `__init__`, make an `nn.RNN` from the sizes you are given, and keep those that `forward` will need. Its default
# layout is already (seq, batch, in).
#
# <details><summary>Hint 2</summary>
#
# Calling an `nn.RNN` with the input and a first hidden state gives a pair: the last layer's hidden states at all
# steps, and every layer's hidden state at the last step. You need the first of the two.
#
# <details><summary>Hint 3</summary>
#
# Make the zeros of $h_0$ anew in every `forward`: a state kept in `self` would leak from one call into the next.
# Then `reshape` merges the first two axes; -1 lets it work out their length.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn-model-code", "locked": false, "schema_version": 3, "solution": true}
class RNN(nn.Module):
    """A recurrent network whose hidden states are its outputs."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        """The sizes are those of the axes in, hidden and batch, and the number of layers."""
        super().__init__()
        ### BEGIN SOLUTION
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)
        ### END SOLUTION

    def forward(self, input):
        """The last layer's hidden state at each step, with h_0 = 0 on every call.

        input:   (seq, batch, in)
        returns: (seq * batch, hidden)
        """
        ### BEGIN SOLUTION
        h_0 = torch.zeros(
            self.num_layers, self.batch_size, self.hidden_size, device=input.device
        )  # (num_layers, batch, hidden)
        output, _ = self.rnn(input, h_0)  # (seq, batch, hidden)
        return output.reshape(-1, self.hidden_size)  # (seq * batch, hidden)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-model", "locked": true, "schema_version": 3, "solution": false}
# The tests of the network.
# !python -m pytest -q test_rnn.py -k model

# %% [markdown]
# ## 3. Reading the answer
# *About 5 minutes.*
#
# The network's output has one row for each step and one column for each letter. Its answer at a step is the letter
# with the largest value.
#
# Write `decode`, which reads a whole output as text.
#
# <details><summary>Hint 1</summary>
#
# `argmax` along an axis gives the place of the largest value along it. Which axis holds the letters?
#
# <details><summary>Hint 2</summary>
#
# Turn the places into plain integers with `tolist`, look each of them up, and join the letters into one string.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn-decode-code", "locked": false, "schema_version": 3, "solution": true}
def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row.

    outputs:  (seq, classes), of any sizes, one included; it stays as it is
    idx2char: the character of each class
    returns:  a string of seq characters
    """
    ### BEGIN SOLUTION
    indices = outputs.argmax(dim=1)  # (seq,)
    return "".join(idx2char[index] for index in indices.tolist())
    ### END SOLUTION


# %% [markdown]
# Its tests come with those of exercise 5. Here is a first try, on outputs made by hand; it should read `hello`.

# %%
decode(one_hot(hello, 4), idx2char)

# %% [markdown]
# ## 4. The training loop
# *About 15 minutes.*
#
# Training repeats five steps. Each repetition is an *epoch*:
#
# 1. forget the gradients of the epoch before,
# 2. compute the outputs,
# 3. compute the loss, which says how far the outputs are from the labels,
# 4. compute the gradient of the loss with respect to each weight,
# 5. let the optimizer take one step.
#
# The loss is the cross-entropy. For outputs $z_i$ and labels $y_i$, with $i$ running over the $n$ = seq · batch rows,
#
# $$ L = -\frac{1}{n} \sum_i \log \frac{\exp z_{i, y_i}}{\sum_c \exp z_{i, c}} $$
#
# PyTorch's cross-entropy contains the softmax, so it wants the outputs as they are. The optimizer is Adam, with the
# learning rate `lr` and all else as it is by default; it gets the gradients as they come.
#
# Write `train`. In each epoch it prints a line with the epoch, counted from 0, the loss to four decimals, and the
# text that the outputs read:
#
#     Epoch 0/99, Loss 1.4142: hhlll
#
# <details><summary>Hint 1</summary>
#
# `nn.CrossEntropyLoss` and `torch.optim.Adam` are made once, before the loop. The optimizer is given the network's
# parameters and the learning rate.
#
# <details><summary>Hint 2</summary>
#
# The five steps are five lines: the optimizer's `zero_grad`, a call of the network, a call of the loss with outputs
# and labels in this order, the loss's `backward`, the optimizer's `step`.
#
# <details><summary>Hint 3</summary>
#
# `loss.item()` is the loss as a number, to print and to append to the list you return. In an f-string, `:.4f` after
# a number gives four decimals. `decode` gives the text.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "rnn-train-code", "locked": false, "schema_version": 3, "solution": true}
def train(net, inputs, labels, epochs=100, lr=0.05):
    """Trains net with Adam on the cross-entropy of its outputs; all of the data is one batch.

    In each epoch it prints `Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}`.

    inputs:  (seq, batch, in)
    labels:  (seq * batch,), the index of the right class for each row of net(inputs)
    returns: the loss of each epoch, a list of numbers that are not rounded
    """
    ### BEGIN SOLUTION
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)  # (seq * batch, classes)
        loss = criterion(outputs, labels)  # ()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "rnn-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of the training loop.
# !python -m pytest -q test_rnn.py -k train

# %% [markdown]
# ## 5. From hello to ohlol
# *About 5 minutes.*
#
# Nothing to write any more: watch the text change.

# %%
inputs = one_hot(hello, 4).unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)
net = RNN(input_size=4, hidden_size=4, batch_size=1, num_layers=1)
losses = train(net, inputs, ohlol)

# %% [markdown]
# Does it read `ohlol`? Usually it does. About one time in eight, training from random weights ends in a text with a
# wrong letter, though all of the code is right. Run the cell again: it begins with new weights.
#
# Two things to think about:
#
# - The letter *l* is read twice, and answered first with *l*, then with *o*. How can the network tell the two apart?
# - The loss stops near 0.34 and never reaches 0. The outputs are values of tanh: what is the smallest cross-entropy
#   that numbers between −1 and 1 can give?
#
# <details><summary>Answers</summary>
#
# The hidden state differs: before the first *l* the network has read *he*, before the second *hel*.
#
# At best the right letter gets 1 and the three others −1. The loss is then
# $-\log \frac{e}{e + 3 e^{-1}} = \log(1 + 3 e^{-2}) \approx 0.3408$.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "rnn-ohlol", "locked": true, "schema_version": 3, "solution": false}
# The tests of decode, and of hello becoming ohlol.
# !python -m pytest -q test_rnn.py -k ohlol
