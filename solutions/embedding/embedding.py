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
# # A lookup table instead of one-hot vectors
#
# A one-hot vector has as many numbers as there are letters, and all but one of them are 0. An *embedding* gives each
# letter a short row of numbers of its own and lets training choose them. You will write one, and put it before a
# recurrent network that turns **hello** into **ohlol**.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `Embedding` | 15 minutes |
# | 2 | its padding row | 15 minutes |
# | 3 | `EmbeddingRNN` | 15 minutes |
# | 4 | `decode` and `train`, which you know from rnn | 10 minutes |
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
# The same as in the RNN's assignment, as indices into `idx2char`.

# %%
idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

# %% [markdown]
# ## 1. The table
# *About 15 minutes.*
#
# With four letters one-hot vectors do no harm. With a vocabulary of 50 000 words each word becomes 50 000 numbers,
# and a layer that reads them multiplies its weights with zeros nearly all the time. What comes out could have been
# had for nothing: the product of a one-hot vector and a matrix $W$ is one of the matrix's rows,
#
# $$ (0, 0, 1, 0)
# \begin{pmatrix} w_{00} & w_{01} & w_{02} \\ w_{10} & w_{11} & w_{12} \\
# w_{20} & w_{21} & w_{22} \\ w_{30} & w_{31} & w_{32} \end{pmatrix}
# = (w_{20}, w_{21}, w_{22}), \qquad \operatorname{onehot}(i)\, W = W_i $$
#
# So an embedding keeps the matrix and looks the row up. Nothing is multiplied, and the result is the same.

# %% [markdown]
# ![The letters of hello have the indices 1, 0, 2, 2, 3; each points to a row of the table weight, and these rows, the
# one of l twice, are the output. Below: the five one-hot vectors times the same table give the same
# output.](embedding.svg)

# %% [markdown]
# The rows are weights, and start from random values. Their gradient is simple: a row that was not looked up had no
# part in the loss and gets 0; one that was looked up gets the gradient of the output, and if it was looked up several
# times, the sum. With $i_t$ the index at place $t$ and $e_t = W_{i_t}$ the vector found there,
#
# $$ \frac{\partial L}{\partial W_i} = \sum_{t \,:\, i_t = i} \frac{\partial L}{\partial e_t} $$
#
# Autograd does that for you: indexing a tensor with a tensor is an operation like any other.
#
# | tensor | shape |
# |---|---|
# | `weight`, the table $W$ | (num_embeddings, embedding_dim) |
# | `indices` | any: (…) |
# | what `forward` returns | (…, embedding_dim) |
#
# Write `Embedding`. PyTorch has it as `nn.Embedding`, which is not allowed here: it is what you are building. The
# argument `padding_idx` is the next exercise; leave it aside for now. The indices that it is given stay as they are.
#
# <details><summary>Hint 1</summary>
#
# An `nn.Parameter` that you assign to `self.weight` in `__init__` is one that an optimizer finds. `torch.randn` gives
# random values of any shape.
#
# <details><summary>Hint 2</summary>
#
# A matrix indexed with a tensor of integers gives one row for each of them, in the tensor's shape. You did that in rnn,
# with the identity matrix.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "embedding-table", "locked": false, "schema_version": 3, "solution": true}
class Embedding(nn.Module):
    """A table with a row of numbers for each index; the numbers are trained."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        """weight: (num_embeddings, embedding_dim), a parameter.

        padding_idx: the index whose row is zero and stays zero; None for no such row.
        """
        super().__init__()
        ### BEGIN SOLUTION
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
        ### END SOLUTION

    def forward(self, indices):
        """The row of each index.

        indices: integers from 0 to num_embeddings - 1, in a tensor of any shape (...)
        returns: (..., embedding_dim)
        """
        ### BEGIN SOLUTION
        rows = self.weight[indices]  # (..., embedding_dim)
        if self.padding_idx is None:
            return rows
        is_padding = (indices == self.padding_idx).unsqueeze(-1)  # (..., 1)
        return rows.masked_fill(is_padding, 0)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "embedding-lookup", "locked": true, "schema_version": 3, "solution": false}
# The tests of the lookup, without padding.
# !python -m pytest -q test_embedding.py -k lookup

# %% [markdown]
# ## 2. Padding
# *About 15 minutes.*
#
# Sequences of a batch must be equally long, so shorter ones are filled up with an index that stands for nothing:
#
#     hello    1 0 2 2 3
#     hell     1 0 2 2 4
#     he       1 0 4 4 4
#
# Here it is 4, a fifth row of the table. It should say nothing, so it is zero; and it should learn nothing, or else
# the network would get used to how long our words happen to be. For the row `padding_idx`:
#
# - it is zero in a new table;
# - it gets no gradient, however often its index occurs. A row that starts at zero and gets no gradient stays zero:
#   neither a step of plain gradient descent nor one of Adam changes it.
#
# Without `padding_idx`, which is `None` then, all rows are alike.
#
# There is no new cell for it: **add it to the class above**, then save and run the tests below.
#
# <details><summary>Hint 1</summary>
#
# Is 0 a row that can be the padding? In Python `if padding_idx:` does not hold for 0.
#
# <details><summary>Hint 2</summary>
#
# A parameter can be changed in place where no gradients are recorded: in a `with torch.no_grad():` block.
#
# <details><summary>Hint 3</summary>
#
# For the gradient there are many ways. One: in `forward`, replace the rows found at the places of `padding_idx` by
# zeros that do not depend on the weight; `masked_fill` or `torch.where` do that, with the comparison
# `indices == self.padding_idx` and one more axis at its end. Another: `self.weight.register_hook(f)` in `__init__`
# calls `f` with the gradient each time there is one, and goes on with what `f` returns.
#
# </details>
# </details>
# </details>

# %% nbgrader={"grade": true, "grade_id": "embedding-padding", "locked": true, "schema_version": 3, "solution": false}
# The tests of the padding row.
# !python -m pytest -q test_embedding.py -k padding

# %% [markdown]
# ## 3. The network
# *About 15 minutes.*
#
# Now three parts, one after the other:
#
# | what | equation | shape |
# |---|---|---|
# | indices | $i_t$ | (seq, batch) |
# | your embedding | $e_t = W_{i_t}$ | (seq, batch, embedding_dim) |
# | an RNN, $h_0 = 0$ | $h_t = \tanh(W_{ih}\, e_t + b_{ih} + W_{hh}\, h_{t-1} + b_{hh})$ | (seq, batch, hidden) |
# | a linear layer | $z_t = V h_t + c$ | (seq, batch, num_embeddings) |
# | what `forward` returns | the same, one row for each prediction | (seq * batch, num_embeddings) |
#
# In rnn the hidden state was the answer, so it had to have one value for each letter, between −1 and 1. The linear
# layer frees it: `hidden_size` can be anything, and the logits $z_t$ can be as large as they need to be. There are as
# many of them as there are rows in the table, for the network answers with the same letters that it reads.
#
# As in rnn: the rows returned come step by step, first those of step 1, one for each sequence of the batch, and
# `num_layers` above 1 stacks RNNs. Each part has weights of its own, biases included, and nothing is bounded.
#
# Write `EmbeddingRNN`. `nn.RNN` and `nn.Linear` are allowed. It needs no padding.
#
# <details><summary>Hint 1</summary>
#
# Three modules in `__init__`: an `Embedding`, an `nn.RNN` and an `nn.Linear`. What does each read, and what does it
# give?
#
# <details><summary>Hint 2</summary>
#
# `nn.RNN` gives a pair, and you need the first of the two. Without a first hidden state it starts from zeros.
#
# <details><summary>Hint 3</summary>
#
# `nn.Linear` works along the last axis and leaves the others as they are. So it can be applied before the first two
# axes are merged, or after.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "embedding-network", "locked": false, "schema_version": 3, "solution": true}
class EmbeddingRNN(nn.Module):
    """Reads indices and answers each with logits: Embedding → RNN → Linear."""

    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        """The number of letters, the sizes of their rows and of the hidden state, and the RNN's number of layers."""
        super().__init__()
        ### BEGIN SOLUTION
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        ### END SOLUTION

    def forward(self, indices):
        """The logits at each step, with h_0 = 0 on every call.

        indices: (seq, batch)
        returns: (seq * batch, num_embeddings)
        """
        ### BEGIN SOLUTION
        embedded = self.embedding(indices)  # (seq, batch, embedding_dim)
        output, _ = self.rnn(embedded)  # (seq, batch, hidden)
        return self.linear(output.flatten(0, 1))  # (seq * batch, num_embeddings)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "embedding-model", "locked": true, "schema_version": 3, "solution": false}
# The tests of the network.
# !python -m pytest -q test_embedding.py -k model

# %% [markdown]
# ## 4. Reading the answer, and the training loop
# *About 10 minutes.*
#
# You know both from the RNN's assignment, and nothing about them changes: `decode` reads each row's most likely
# letter, `train` takes one step of Adam on the cross-entropy in each epoch and prints a line
#
#     Epoch 0/99, Loss 1.4142: hhlll
#
# Only what the network reads is new: `inputs` holds indices, (seq, batch), and no vectors. Does your `train` notice?
# If it does not, copy it. The tests of `decode` come with those of exercise 5.
#
# <details><summary>Hint 1</summary>
#
# In each epoch: `zero_grad`, outputs, loss, `backward`, `step`. The network is called with `inputs` as they are.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "embedding-decode", "locked": false, "schema_version": 3, "solution": true}
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


# %% nbgrader={"grade": false, "grade_id": "embedding-loop", "locked": false, "schema_version": 3, "solution": true}
def train(net, inputs, labels, epochs=100, lr=0.05):
    """Trains net with Adam on the cross-entropy of its outputs; all of the data is one batch.

    In each epoch it prints `Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}`.

    inputs:  (seq, batch), indices
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


# %% nbgrader={"grade": true, "grade_id": "embedding-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of the training loop.
# !python -m pytest -q test_embedding.py -k train

# %% [markdown]
# ## 5. From hello to ohlol
# *About 5 minutes.*
#
# Nothing to write any more: watch the text change.

# %%
inputs = hello.unsqueeze(1)  # (seq, batch) = (5, 1)
net = EmbeddingRNN(num_embeddings=4, embedding_dim=3, hidden_size=8)
losses = train(net, inputs, ohlol)

# %% [markdown]
# It reads `ohlol` after some ten epochs, and unlike in the RNN's assignment it does so every time. Here are the rows
# that it has learned, one for each letter:

# %%
table = next(module for module in net.modules() if isinstance(module, Embedding))
for character, row in zip(idx2char, table.weight.tolist(), strict=True):
    print(character, " ".join(f"{value:6.2f}" for value in row))

# %% [markdown]
# Two things to think about:
#
# - The loss of rnn could not fall below 0.34. This one comes close to 0. Why?
# - An `nn.RNN` can read one-hot vectors as well. With 50 000 words and a hidden size of 512, how many weights has its
#   $W_{ih}$ then, and how many behind an embedding with 64 numbers a row?
#
# <details><summary>Answers</summary>
#
# The logits are no values of tanh any more, so they can be as far apart as they like, and the softmax comes as close to
# 1 as it likes.
#
# 512 · 50 000 = 25.6 million. Behind an embedding it has 512 · 64 = 32 768, and the table 50 000 · 64 = 3.2 million.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "embedding-ohlol", "locked": true, "schema_version": 3, "solution": false}
# The tests of decode, and of hello becoming ohlol.
# !python -m pytest -q test_embedding.py -k ohlol
