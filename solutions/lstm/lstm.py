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
# # The LSTM's equations
#
# The recurrent network of the earlier assignment forgets: what it read twenty steps ago hardly reaches it any more.
# The LSTM, *long short-term memory*, was made to remember. You will write its equations yourself, and let it turn
# **hello** into **ohlol**.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `LSTM` | 40 minutes |
# | 2 | `CharLSTM` | 10 minutes |
# | 3 | `decode` | 5 minutes |
# | 4 | `train` | 10 minutes |
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
# ## Why an RNN forgets
#
# In an RNN, $h_t = \tanh(W_{ih} x_t + W_{hh} h_{t-1} + b)$. To learn from a letter that came $k$ steps ago, training
# needs the gradient of $h_t$ with respect to $h_{t-k}$. By the chain rule it is a product of $k$ matrices, of which
# that of the last step stands leftmost:
#
# $$ \frac{\partial h_t}{\partial h_{t-k}} = J_t \, J_{t-1} \cdots J_{t-k+1} \qquad
#    J_s = \frac{\partial h_s}{\partial h_{s-1}} = \operatorname{diag}(1 - h_s^2) \; W_{hh} $$
#
# If these matrices mostly shrink what they multiply, the product goes to zero as $k$ grows: the gradient **vanishes**.
# Here it is for an RNN with small weights:

# %%
w_hh = 0.5 * torch.eye(4)
h = first = torch.full((4,), 0.5, requires_grad=True)
for step in range(1, 21):
    h = torch.tanh(w_hh @ h)
    if step % 5 == 0:
        (gradient,) = torch.autograd.grad(h.sum(), first, retain_graph=True)
        print(f"{step:2} steps later: {gradient.norm():.1e}")

# %% [markdown]
# ## The cell state, a conveyor belt
#
# The LSTM keeps a second state beside $h_t$: the **cell state** $c_t$. It runs from step to step like a conveyor belt,
# and all that happens to it is one multiplication and one addition:
#
# $$ c_t = f_t \circ c_{t-1} + i_t \circ g_t $$
#
# The multiplication forgets, the addition writes. Directly along the belt, the derivative of $c_t$ with respect to
# $c_{t-1}$ is just $f_t$. Where the network sets $f_t$ near 1, what lies on the belt stays there, and so does its
# gradient.

# %% [markdown]
# ## 1. The LSTM
# *About 40 minutes.*
#
# Three **gates**, numbers between 0 and 1, decide what happens to the belt: the input gate $i$ how much is written,
# the forget gate $f$ how much is kept, the output gate $o$ how much of it is shown. The candidate $g$ is what would
# be written. Each of the four looks at the input and at the hidden state before, with weights and biases of its own:
#
# $$
# \begin{aligned}
# i_t &= \sigma(W_{ii}\, x_t + b_{ii} + W_{hi}\, h_{t-1} + b_{hi}) \\
# f_t &= \sigma(W_{if}\, x_t + b_{if} + W_{hf}\, h_{t-1} + b_{hf}) \\
# g_t &= \tanh(W_{ig}\, x_t + b_{ig} + W_{hg}\, h_{t-1} + b_{hg}) \\
# o_t &= \sigma(W_{io}\, x_t + b_{io} + W_{ho}\, h_{t-1} + b_{ho}) \\
# c_t &= f_t \circ c_{t-1} + i_t \circ g_t \\
# h_t &= o_t \circ \tanh(c_t)
# \end{aligned}
# $$
#
# %% [markdown]
# ![An LSTM cell: c runs straight through, times f, plus i times g; h is o times tanh of c.](lstm.svg)

# %% [markdown]
# $\sigma$ is the sigmoid, $\circ$ multiplies element by element. Both $h_0$ and $c_0$ are zero, unless they are given.
# With `num_layers` above 1, the hidden states of one layer are the inputs of the next, as in the RNN, and each layer
# has an $h$ and a $c$ of its own.
#
# Your layer keeps its parameters as PyTorch's `nn.LSTM` does, under the same names, with the four matrices of a kind on
# top of each other **in the order i, f, g, o**. In layer $k$ = 0, 1, …:
#
# | parameter | shape | holds |
# |---|---|---|
# | `weight_ih_l{k}` | (4 * hidden, in), from layer 1 on (4 * hidden, hidden) | $W_{ii}, W_{if}, W_{ig}, W_{io}$ |
# | `weight_hh_l{k}` | (4 * hidden, hidden) | $W_{hi}, W_{hf}, W_{hg}, W_{ho}$ |
# | `bias_ih_l{k}` | (4 * hidden,) | $b_{ii}, b_{if}, b_{ig}, b_{io}$ |
# | `bias_hh_l{k}` | (4 * hidden,) | $b_{hi}, b_{hf}, b_{hg}, b_{ho}$ |
#
# And these are the tensors that come and go:
#
# | tensor | shape |
# |---|---|
# | `input` | (seq, batch, in) |
# | $x_t$ | (batch, in) |
# | $h_t$, $c_t$, each gate | (batch, hidden) |
# | $h_0$, $c_0$ in `state`, and $h_n$, $c_n$ | (num_layers, batch, hidden) |
# | `output`, the last layer's $h_t$ at all steps | (seq, batch, hidden) |
#
# Write `LSTM`, without `nn.LSTM` and `nn.LSTMCell`: both are what you are writing, and neither is allowed here.
# What it is given, `input` and `state`, stays as it is.
#
# <details><summary>Hint 1: the parameters</summary>
#
# A module knows an `nn.Parameter` once it is an attribute of it. Where the attribute's name is made while the code
# runs, `setattr(self, name, value)` sets it and `getattr(self, name)` reads it. Small random numbers are a good start;
# PyTorch takes them between $-1/\sqrt{\text{hidden}}$ and $1/\sqrt{\text{hidden}}$.
#
# <details><summary>Hint 2: one step</summary>
#
# As the matrices lie on top of each other, one product $W_{ih} x_t$ serves all four gates. Its rows are the batch, so
# it is written `x @ w_ih.T`, and has the shape (batch, 4 * hidden). `chunk(4, dim=1)` cuts it into four.
#
# <details><summary>Hint 3: all steps, all layers</summary>
#
# An outer loop over the layers, an inner one over the steps: `for x in input` gives $x_1, x_2, …$. Collect the $h_t$ in
# a list; `torch.stack` makes it one tensor, which is the input of the next layer.
#
# <details><summary>Hint 4: the states</summary>
#
# If `state` is None, make two tensors of zeros, with the batch size that the input has. A layer starts from `h_0[k]`
# and `c_0[k]`. Its last h and c belong in $h_n$ and $c_n$: collect them, and stack them in the end.
#
# </details>
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "lstm-layer-code", "locked": false, "schema_version": 3, "solution": true}
class LSTM(nn.Module):
    """Layers of LSTM cells, as nn.LSTM computes them."""

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
                f"weight_ih_l{k}": (4 * hidden_size, size),
                f"weight_hh_l{k}": (4 * hidden_size, hidden_size),
                f"bias_ih_l{k}": (4 * hidden_size,),
                f"bias_hh_l{k}": (4 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))
        ### END SOLUTION

    def forward(self, input, state=None):
        """The hidden states of the last layer, and each layer's last states.

        input:   (seq, batch, in)
        state:   a pair (h_0, c_0), each (num_layers, batch, hidden); None for zeros
        returns: output (seq, batch, hidden), and a pair (h_n, c_n), each (num_layers, batch, hidden)
        """
        ### BEGIN SOLUTION
        if state is None:
            zeros = torch.zeros(self.num_layers, input.shape[1], self.hidden_size, device=input.device)
            state = zeros, zeros
        h_0, c_0 = state
        h_n, c_n = [], []
        for k in range(self.num_layers):
            w_ih, w_hh = getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")
            bias = getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
            h, c = h_0[k], c_0[k]  # (batch, hidden)
            outputs = []
            for x in input:  # (batch, in)
                gates = x @ w_ih.T + h @ w_hh.T + bias  # (batch, 4 * hidden)
                i, f, g, o = gates.chunk(4, dim=1)  # (batch, hidden) each
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                outputs.append(h)
            input = torch.stack(outputs)  # (seq, batch, hidden)
            h_n.append(h)
            c_n.append(c)
        return input, (torch.stack(h_n), torch.stack(c_n))
        ### END SOLUTION


# %% [markdown]
# Here is a first try. The numbers are random, the shapes are not: (5, 1, 3), (2, 1, 3), (2, 1, 3).

# %%
output, (h_n, c_n) = LSTM(input_size=4, hidden_size=3, num_layers=2)(inputs)
print(output.shape, h_n.shape, c_n.shape)

# %% nbgrader={"grade": true, "grade_id": "lstm-layer", "locked": true, "schema_version": 3, "solution": false}
# The tests of the LSTM.
# !python -m pytest -q test_lstm.py -k layer

# %% [markdown]
# ## 2. The network
# *About 10 minutes.*
#
# An LSTM's hidden state lies between −1 and 1 and has as many values as you like. To answer with one of four letters,
# a linear layer on top turns each $h_t$ into `num_classes` numbers, the logits:
#
# | tensor | shape |
# |---|---|
# | `input` | (seq, batch, in) |
# | the LSTM's output | (seq, batch, hidden) |
# | the logits that `forward` returns | (seq * batch, num_classes) |
#
# As in the RNN's assignment the rows come step by step: first those of step 1, one for each word of the batch.
#
# Write `CharLSTM`, with your `LSTM` and a linear layer, its bias included, and nothing after it: cross-entropy wants
# the logits.
#
# <details><summary>Hint 1</summary>
#
# In `__init__`, make an `LSTM` and an `nn.Linear`. A linear layer works on the last axis, however many are before it.
#
# <details><summary>Hint 2</summary>
#
# Your LSTM gives a pair; the network needs the first of the two. `flatten(0, 1)` merges the axes seq and batch.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "lstm-model-code", "locked": false, "schema_version": 3, "solution": true}
class CharLSTM(nn.Module):
    """LSTM → Linear: an answer to each character."""

    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)
        ### END SOLUTION

    def forward(self, input):
        """The logits of each step, from zero states.

        input:   (seq, batch, in)
        returns: (seq * batch, num_classes)
        """
        ### BEGIN SOLUTION
        output, _ = self.lstm(input)  # (seq, batch, hidden)
        return self.linear(output).flatten(0, 1)  # (seq * batch, num_classes)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "lstm-model", "locked": true, "schema_version": 3, "solution": false}
# The tests of the network.
# !python -m pytest -q test_lstm.py -k model

# %% [markdown]
# ## 3. Reading the answer
# *About 5 minutes.*
#
# `decode` is the one of the RNN's assignment: the character of the largest value in each row. Take yours, or write it
# anew.


# %% nbgrader={"grade": false, "grade_id": "lstm-decode-code", "locked": false, "schema_version": 3, "solution": true}
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
# *About 10 minutes.*
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


# %% nbgrader={"grade": false, "grade_id": "lstm-train-code", "locked": false, "schema_version": 3, "solution": true}
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


# %% nbgrader={"grade": true, "grade_id": "lstm-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of the training loop.
# !python -m pytest -q test_lstm.py -k train

# %% [markdown]
# ## 5. From hello to ohlol
# *About 5 minutes.*
#
# Nothing to write any more: watch the text change.

# %%
net = CharLSTM(input_size=4, hidden_size=8, num_classes=4)
losses = train(net, inputs, ohlol)

# %% [markdown]
# It reads `ohlol` well before the end, and the loss goes on towards 0: the linear layer's outputs, unlike an RNN's
# hidden states, have no bounds.
#
# Two things to think about:
#
# - With $f_t = 1$ and $i_t = 0$ at every step, what is $c_n$? And with $f_t = 0$ and $i_t = 1$?
# - Many start training with the bias of the forget gate at 1 rather than 0. What is gained? Your LSTM has two bias
#   vectors, as PyTorch's has. What is each of them set to?
#
# <details><summary>Answers</summary>
#
# With $f = 1$, $i = 0$ the belt runs through untouched: $c_n = c_0$. With $f = 0$, $i = 1$ it is emptied and filled at
# every step: $c_t = g_t$, and the LSTM remembers no more than an RNN does.
#
# With the bias at 1, $f$ is about $\sigma(1) \approx 0.73$ at the start instead of $\sigma(0) = 0.5$. After ten steps
# $0.73^{10} \approx 0.04$ of the belt's gradient is left, and not $0.5^{10} \approx 0.001$: the network remembers
# before it has learned what to remember. `bias_ih` and `bias_hh` are added, so both at 1 make 2. Set $b_{if}$ to 1 and
# $b_{hf}$ to 0.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "lstm-ohlol", "locked": true, "schema_version": 3, "solution": false}
# The tests of decode, and of hello becoming ohlol.
# !python -m pytest -q test_lstm.py -k ohlol
