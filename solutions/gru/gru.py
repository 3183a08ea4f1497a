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
# # The GRU's equations
#
# The LSTM remembers, at the price of four sets of weights and two states. The GRU, *gated recurrent unit*, came
# seventeen years later and asks what of it can be left out. You will write its equations, and let it turn **hello**
# into **ohlol**.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `GRU` | 30 minutes |
# | 2 | `CharGRU` | 5 minutes |
# | 3 | `decode` | 5 minutes |
# | 4 | `train` | 5 minutes |
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
# They are those of the RNN's assignment: each is replaced by its place in `idx2char`, and then by a one-hot vector.

# %%
idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = torch.eye(4)[hello].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)

# %% [markdown]
# ## One state, and one gate for it
#
# An LSTM has a gate $f$ for what is kept and a gate $i$ for what is written. A GRU has one gate for both, the **update
# gate** $z$: it keeps the share $z$ of the old state and writes the share $1 - z$ of a new one,
#
# $$ h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1} $$
#
# There is no cell state beside $h_t$: the hidden state is the conveyor belt itself. Where $z$ is near 1, the state and
# its gradient pass through the step almost unchanged.
#
# The new state $n$ looks at the input and at the old state. How much of the old one it sees is up to the **reset gate**
# $r$: where $r$ is near 0, $n$ starts afresh from the input.

# %% [markdown]
# ![A GRU cell: h times z, plus the candidate n times 1 - z, is the next h; r scales what n reads of h.](gru.svg)

# %% [markdown]
# ## 1. The GRU
# *About 30 minutes.*
#
# $$
# \begin{aligned}
# r_t &= \sigma(W_{ir}\, x_t + b_{ir} + W_{hr}\, h_{t-1} + b_{hr}) \\
# z_t &= \sigma(W_{iz}\, x_t + b_{iz} + W_{hz}\, h_{t-1} + b_{hz}) \\
# n_t &= \tanh(W_{in}\, x_t + b_{in} + r_t \circ (W_{hn}\, h_{t-1} + b_{hn})) \\
# h_t &= (1 - z_t) \circ n_t + z_t \circ h_{t-1}
# \end{aligned}
# $$
#
# $\sigma$ is the sigmoid, $\circ$ multiplies element by element. Mind the third line: $r$ multiplies **after** the
# product with $W_{hn}$, and the bias $b_{hn}$ too. (In the GRU's first paper $r$ multiplies $h_{t-1}$ itself, before
# the product. That is another function. This one, PyTorch's, needs one product a step for $h$; the other needs two.)
#
# $h_0$ is zero, unless it is given. With `num_layers` above 1, the hidden states of one layer are the inputs of the
# next, and each layer has an $h$ of its own.
#
# Your layer keeps its parameters as PyTorch's `nn.GRU` does, under the same names, with the three matrices of a kind on
# top of each other **in the order r, z, n**. In layer $k$ = 0, 1, …:
#
# | parameter | shape | holds |
# |---|---|---|
# | `weight_ih_l{k}` | (3 * hidden, in), from layer 1 on (3 * hidden, hidden) | $W_{ir}, W_{iz}, W_{in}$ |
# | `weight_hh_l{k}` | (3 * hidden, hidden) | $W_{hr}, W_{hz}, W_{hn}$ |
# | `bias_ih_l{k}` | (3 * hidden,) | $b_{ir}, b_{iz}, b_{in}$ |
# | `bias_hh_l{k}` | (3 * hidden,) | $b_{hr}, b_{hz}, b_{hn}$ |
#
# And these are the tensors that come and go:
#
# | tensor | shape |
# |---|---|
# | `input` | (seq, batch, in) |
# | $x_t$ | (batch, in) |
# | $h_t$, each gate | (batch, hidden) |
# | `h_0` and $h_n$ | (num_layers, batch, hidden) |
# | `output`, the last layer's $h_t$ at all steps | (seq, batch, hidden) |
#
# Beside the LSTM:
#
# | what | RNN | GRU | LSTM |
# |---|---|---|---|
# | states | $h$ | $h$ | $h$, $c$ |
# | gates | none | $r$, $z$ | $i$, $f$, $o$ |
# | candidate | | $n$ | $g$ |
# | rows of `weight_hh` | hidden | 3 * hidden | 4 * hidden |
# | what is kept, what is written | | $z$ and $1 - z$ | $f$ and $i$, freely chosen |
#
# Write `GRU`, without `nn.GRU` and `nn.GRUCell`: both are what you are writing, and neither is allowed here.
# What it is given, `input` and `h_0`, stays as it is.
#
# <details><summary>Hint 1: begin with your LSTM</summary>
#
# The parameters, the two loops and the collecting of states are the same, with 3 in place of 4 and one state in place
# of two.
#
# <details><summary>Hint 2: two products</summary>
#
# In the LSTM the parts of $x$ and of $h$ could be added at once. Here $r$ comes between them in the third line, so keep
# them apart: `x @ w_ih.T + b_ih` and `h @ w_hh.T + b_hh`, each (batch, 3 * hidden), each cut by `chunk(3, dim=1)`.
#
# <details><summary>Hint 3: one step</summary>
#
# Of the six pieces, two are added for $r$ and two for $z$, each sum goes through `torch.sigmoid`. For $n$, the piece of
# $h$ is multiplied by $r$ before it is added to the piece of $x$.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "gru-layer-code", "locked": false, "schema_version": 3, "solution": true}
class GRU(nn.Module):
    """Layers of GRU cells, as nn.GRU computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        """Makes weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, and the same for each further layer."""
        super().__init__()
        ### BEGIN SOLUTION
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        bound = hidden_size**-0.5
        for k in range(num_layers):
            size = input_size if k == 0 else hidden_size
            shapes = {
                f"weight_ih_l{k}": (3 * hidden_size, size),
                f"weight_hh_l{k}": (3 * hidden_size, hidden_size),
                f"bias_ih_l{k}": (3 * hidden_size,),
                f"bias_hh_l{k}": (3 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))
        ### END SOLUTION

    def forward(self, input, h_0=None):
        """The hidden states of the last layer, and each layer's last hidden state.

        input:   (seq, batch, in)
        h_0:     (num_layers, batch, hidden); None for zeros
        returns: output (seq, batch, hidden), and h_n (num_layers, batch, hidden)
        """
        ### BEGIN SOLUTION
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, input.shape[1], self.hidden_size, device=input.device)
        h_n = []
        for k in range(self.num_layers):
            w_ih, w_hh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            b_ih, b_hh = getattr(self, f"bias_ih_l{k}"), getattr(self, f"bias_hh_l{k}")
            h = h_0[k]  # (batch, hidden)
            outputs = []
            for x in input:  # (batch, in)
                x_r, x_z, x_n = (x @ w_ih.T + b_ih).chunk(3, dim=1)  # (batch, hidden) each
                h_r, h_z, h_candidate = (h @ w_hh.T + b_hh).chunk(3, dim=1)
                r = torch.sigmoid(x_r + h_r)
                z = torch.sigmoid(x_z + h_z)
                n = torch.tanh(x_n + r * h_candidate)
                h = (1 - z) * n + z * h
                outputs.append(h)
            input = torch.stack(outputs)  # (seq, batch, hidden)
            h_n.append(h)
        return input, torch.stack(h_n)
        ### END SOLUTION


# %% [markdown]
# Here is a first try. The numbers are random, the shapes are not: (5, 1, 3) and (2, 1, 3).

# %%
output, h_n = GRU(input_size=4, hidden_size=3, num_layers=2)(inputs)
print(output.shape, h_n.shape)

# %% nbgrader={"grade": true, "grade_id": "gru-layer", "locked": true, "schema_version": 3, "solution": false}
# The tests of the GRU.
# !python -m pytest -q test_gru.py -k layer

# %% [markdown]
# ## 2. The network
# *About 5 minutes.*
#
# As in the LSTM's assignment, a linear layer on top turns each $h_t$ into `num_classes` logits:
#
# | tensor | shape |
# |---|---|
# | `input` | (seq, batch, in) |
# | the GRU's output | (seq, batch, hidden) |
# | the logits that `forward` returns, step by step | (seq * batch, num_classes) |
#
# Write `CharGRU`, with your `GRU` and a linear layer, its bias included.
#
# <details><summary>Hint</summary>
#
# It is `CharLSTM` with another layer inside. Your GRU gives a pair too, of which the network needs the first.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "gru-model-code", "locked": false, "schema_version": 3, "solution": true}
class CharGRU(nn.Module):
    """GRU → Linear: an answer to each character."""

    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)
        ### END SOLUTION

    def forward(self, input):
        """The logits of each step, from a zero state.

        input:   (seq, batch, in)
        returns: (seq * batch, num_classes)
        """
        ### BEGIN SOLUTION
        output, _ = self.gru(input)  # (seq, batch, hidden)
        return self.linear(output).flatten(0, 1)  # (seq * batch, num_classes)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "gru-model", "locked": true, "schema_version": 3, "solution": false}
# The tests of the network.
# !python -m pytest -q test_gru.py -k model

# %% [markdown]
# ## 3. Reading the answer
# *About 5 minutes.*
#
# `decode` is the one of the RNN's assignment: the character of the largest value in each row. Take yours, or write it
# anew.


# %% nbgrader={"grade": false, "grade_id": "gru-decode-code", "locked": false, "schema_version": 3, "solution": true}
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
# Its tests come with those of exercise 5.

# %% [markdown]
# ## 4. The training loop
# *About 5 minutes.*
#
# `train` too is the one of the RNN's assignment: Adam, cross-entropy, all of the data in one batch, and a printed line
# for each epoch:
#
#     Epoch 0/99, Loss 1.4142: hhlll
#
# <details><summary>Hint</summary>
#
# Five lines an epoch: `zero_grad`, the network's outputs, the loss, `backward`, `step`. `loss.item()` is the number to
# print and to return.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "gru-train-code", "locked": false, "schema_version": 3, "solution": true}
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


# %% nbgrader={"grade": true, "grade_id": "gru-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of the training loop.
# !python -m pytest -q test_gru.py -k train

# %% [markdown]
# ## 5. From hello to ohlol
# *About 5 minutes.*
#
# Nothing to write any more: watch the text change.

# %%
net = CharGRU(input_size=4, hidden_size=8, num_classes=4)
losses = train(net, inputs, ohlol)

# %% [markdown]
# And with fewer weights than an LSTM of this size, which has 4 · 8 · (4 + 8 + 2) = 448. Yours has:

# %%
print(sum(parameter.numel() for parameter in GRU(4, 8).parameters()))

# %% [markdown]
# Two things to think about:
#
# - With $z_t = 1$ at every step, what is $h_n$? And with $z_t = 0$ and $r_t = 1$, which network that you know is left?
# - An LSTM's $c_t$ can grow beyond 1, step by step. Can a GRU's $h_t$, from $h_0 = 0$?
#
# <details><summary>Answers</summary>
#
# With $z = 1$ nothing is ever written: $h_n = h_0$. With $z = 0$ and $r = 1$ the state is
# $h_t = n_t = \tanh(W_{in} x_t + b_{in} + W_{hn} h_{t-1} + b_{hn})$, the RNN.
#
# No. $h_t$ is a weighted mean of $n_t$ and $h_{t-1}$, with the weights $1 - z$ and $z$. Both lie between −1 and 1, and
# so does their mean. An LSTM with $f$ and $i$ near 1 can count, a GRU cannot.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "gru-ohlol", "locked": true, "schema_version": 3, "solution": false}
# The tests of decode, and of hello becoming ohlol.
# !python -m pytest -q test_gru.py -k ohlol
