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
# # Attention
#
# A recurrent network passes all it remembers from step to step, in one state. With *attention* each place of a sequence
# looks at all the others at once, and takes from each as much as it needs. You will write it in four steps. The next
# assignment builds a transformer of it.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `attention_weights` | 15 minutes |
# | 2 | `attention` | 10 minutes |
# | 3 | `causal_mask`, and the mask in both functions | 15 minutes |
# | 4 | `MultiHead` | 25 minutes |
# | 5 | nothing: attention looks at hello | 5 minutes |
#
# Write your code where it says `YOUR CODE HERE`, in place of the line below it. Each exercise ends in cells that run
# its tests. `!python -m pytest` reads the file: **save the notebook before you run it**. `check("…")` needs no saving:
# it tests what the notebook has in memory. If you get stuck, open the hints; they go one step at a time.
#
# The equations are those of Vaswani et al., *Attention is all you need* (2017), section 3.2. PyTorch computes them in
# `F.scaled_dot_product_attention` and `nn.MultiheadAttention`. You are writing both, so neither is allowed here.
#
# Leave PyTorch's settings for all code, such as the random seed and the default dtype, as they are.

# %%
import torch
from torch import nn

# %% [markdown]
# ## The letters
#
# They are those of the RNN's assignment: each is replaced by its place in `idx2char`, and then by a one-hot vector.
#
# One thing is new: **the batch comes first**. A recurrent network walks through the steps, so they were its first axis.
# Attention treats all places at once, and a matrix product works on the last two axes: place and number.

# %%
idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
x = torch.eye(4)[hello].unsqueeze(0)  # (batch, seq, d) = (1, 5, 4)

# %% [markdown]
# ## A dictionary that can be trained
#
# A Python dictionary compares a *query* with its *keys*, finds the one that is equal, and gives its *value*. Attention
# does the same with vectors, and softly: each key has a weight, which is larger the more the key is like the query, and
# the answer is the mean of all values with these weights. No step of it is a yes or no, so gradients flow through all
# of it.
#
# $$ \operatorname{Attention}(Q, K, V) = \operatorname{softmax}\!\left(\frac{Q K^\top}{\sqrt{d}}\right) V $$
#
# The rows of $Q$ are the queries, those of $K$ the keys, those of $V$ the values. There is one value for each key.

# %% [markdown]
# ![Left: queries, keys and values are made of x; queries times keys, divided by the root of d, are masked and go
# through a softmax; the weights times the values are the output. Right: the weights for the letters of hello, a row for
# each query, a column for each key, nothing above the diagonal.](attention.svg)

# %% [markdown]
# ## 1. The weights
# *About 15 minutes.*
#
# How much is the key $k_j$ like the query $q_i$? Their scalar product tells, divided by $\sqrt{d}$, where $d$ is how
# many numbers each of them has. A softmax makes weights of these scores:
#
# $$ s_{ij} = \frac{q_i \cdot k_j}{\sqrt{d}}, \qquad a_{ij} = \frac{\exp s_{ij}}{\sum_{l} \exp s_{il}} $$
#
# The sum runs over the keys $l$. So the weights of each query add up to 1: it shares its attention among the keys.
#
# Why $\sqrt{d}$? If the numbers in $q$ and $k$ are independent, with mean 0 and variance 1, then $q \cdot k$ is a sum
# of
# $d$ products and has the variance $d$. Divided by $\sqrt{d}$ it has the variance 1, whatever $d$ is. Without that, the
# scores of long vectors lie far apart, the softmax is nearly 1 for one key and 0 for all others, and almost no gradient
# comes through (footnote 4 of the paper).
#
# | tensor | shape |
# |---|---|
# | `queries` | (…, queries, d) |
# | `keys` | (…, keys, d) |
# | what `attention_weights` returns | (…, queries, keys) |
#
# The … are any axes in front, the same in both: none, a batch, or a batch and heads. There may be more queries than
# keys, or fewer. Scores of ±1000 are scores like any other, and weights stay finite numbers: `torch.softmax` sees to
# that, `torch.exp` alone does not.
#
# Write `attention_weights`. Its argument `mask` belongs to exercise 3; leave it aside for now.
#
# <details><summary>Hint 1</summary>
#
# All scalar products at once are a product of matrices, $Q K^\top$. `keys.transpose(-2, -1)` swaps the last two axes,
# and `@` multiplies matrices along the last two, whatever is in front.
#
# <details><summary>Hint 2</summary>
#
# Which axis of the scores belongs to the keys? Along that one goes the softmax: `torch.softmax(scores, dim=…)`.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "attention-softmax", "locked": false, "schema_version": 3, "solution": true}
def attention_weights(queries, keys, mask=None):
    """How much each query attends to each key: the softmax over the keys of the scaled scalar products.

    queries: (..., queries, d)
    keys:    (..., keys, d)
    mask:    bool, (queries, keys) or more axes in front: True where the query may look at the key; None for everywhere
    returns: (..., queries, keys), each row adds up to 1
    """
    ### BEGIN SOLUTION
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5  # (..., queries, keys)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1)
    ### END SOLUTION


# %% [markdown]
# Here is a first try. With one-hot vectors a letter is like itself and like no other: each row should have one large
# weight, and that of *l* two.

# %%
attention_weights(x, x)

# %% nbgrader={"grade": true, "grade_id": "attention-weights", "locked": true, "schema_version": 3, "solution": false}
# The tests of the weights.
# !python -m pytest -q test_attention.py -k weights

# %% [markdown]
# ## 2. The mean of the values
# *About 10 minutes.*
#
# The answer to query $i$ is the mean of all values $v_j$, each with its weight:
#
# $$ o_i = \sum_j a_{ij}\, v_j $$
#
# | tensor | shape |
# |---|---|
# | the weights | (…, queries, keys) |
# | `values` | (…, keys, d_v) |
# | what `attention` returns | (…, queries, d_v) |
#
# The values may have another length than the keys, $d_v$.
#
# Write `attention`. Leave its `mask` aside for now, too.
#
# <details><summary>Hint</summary>
#
# The sum over $j$ is a product of matrices once more. With your `attention_weights` it is one line.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "attention-mean", "locked": false, "schema_version": 3, "solution": true}
def attention(queries, keys, values, mask=None):
    """The mean of the values for each query, with its attention_weights.

    queries: (..., queries, d)
    keys:    (..., keys, d)
    values:  (..., keys, d_v)
    mask:    as for attention_weights
    returns: (..., queries, d_v)
    """
    ### BEGIN SOLUTION
    return attention_weights(queries, keys, mask) @ values  # (..., queries, d_v)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attention-values", "locked": true, "schema_version": 3, "solution": false}
# The tests of the mean of the values.
# !python -m pytest -q test_attention.py -k values

# %% [markdown]
# ## 3. The mask
# *About 15 minutes.*
#
# A network that is to continue a text must not see how it goes on. So place $i$ may look at itself and at the places
# before it, $j \le i$, and at none after it. A *mask* says so: a table of booleans, `True` where query $i$ may look at
# key
# $j$. For four places the *causal mask* is
#
#     True  False False False
#     True  True  False False
#     True  True  True  False
#     True  True  True  True
#
# Where the mask is `False`, the score is replaced by $-\infty$ **before** the softmax. As $\exp(-\infty) = 0$, such a
# key gets the weight 0, and the others share the whole:
#
# $$ a_{ij} = 0 \text{ where the mask is False}, \qquad \sum_j a_{ij} = 1 $$
#
# (`F.scaled_dot_product_attention` reads a mask as we do. In `nn.MultiheadAttention` `True` means the opposite: may not
# look.)
#
# Write `causal_mask`. Then **add the mask to both functions above**: `attention_weights` and `attention` take one as
# their last argument. It has the shape (queries, keys), or more axes in front, such as (batch, 1, keys), and is
# broadcast to the shape of the scores. Each query may look at one key at least. `None` is no mask: each query may look
# at all keys.
#
# <details><summary>Hint 1</summary>
#
# `torch.ones(3, 3, dtype=torch.bool)` is a table of `True`. `tril` keeps what is on the diagonal and below it.
#
# <details><summary>Hint 2</summary>
#
# `masked_fill` writes a number where a mask is `True`. Yours is `True` where nothing is to be written: `~mask` is the
# opposite. The number is `float("-inf")`.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "attention-causal", "locked": false, "schema_version": 3, "solution": true}
def causal_mask(seq):
    """Which places may look at which: each at itself and at those before it.

    seq:     how many places there are
    returns: bool (seq, seq), True in row i and column j where j <= i
    """
    ### BEGIN SOLUTION
    return torch.ones(seq, seq, dtype=torch.bool).tril()  # (seq, seq)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attention-mask", "locked": true, "schema_version": 3, "solution": false}
# The tests of the mask.
# !python -m pytest -q test_attention.py -k mask

# %% [markdown]
# ## 4. Several heads
# *About 25 minutes.*
#
# So far nothing was trained. In a network, queries, keys and values are made of the same `x`, which holds `d_model`
# numbers for each place, by three linear layers. That is *self-attention*:
#
# $$ Q = x W_q^\top + b_q, \qquad K = x W_k^\top + b_k, \qquad V = x W_v^\top + b_v $$
#
# One softmax can look for one thing. A letter may need several: the letter before it, and the last vowel. So the
# `d_model` numbers are cut into `heads` pieces of $d$ = `d_model` / `heads` numbers. Each *head* does attention with
# its piece of $Q$, $K$ and $V$, apart from the others; then the pieces are put side by side again, and a fourth linear
# layer mixes them:
#
# $$ \text{head}_h = \operatorname{Attention}(Q_h, K_h, V_h), \qquad
# \operatorname{MultiHead}(x) = [\text{head}_1, \dots, \text{head}_H]\, W_o^\top + b_o $$
#
# Piece 1 holds the first $d$ numbers, piece 2 the next $d$, and so on. Each head divides its scores by the root of
# **its**
# $d$.
#
# | tensor | shape |
# |---|---|
# | `x` | (batch, seq, d_model) |
# | $Q$, $K$, $V$ | (batch, seq, d_model) |
# | the same in pieces | (batch, heads, seq, d) |
# | the weights | (batch, heads, seq, seq) |
# | what the heads give | (batch, heads, seq, d) |
# | side by side again | (batch, seq, d_model) |
# | what `forward` returns | (batch, seq, d_model) |
#
# Networks are stored and shared as weights with names, so names are a part of what is agreed. Yours has four layers,
# and **these names count**:
#
# | name | what it is | holds |
# |---|---|---|
# | `query` | `nn.Linear(d_model, d_model)` | $W_q$, $b_q$ |
# | `key` | `nn.Linear(d_model, d_model)` | $W_k$, $b_k$ |
# | `value` | `nn.Linear(d_model, d_model)` | $W_v$, $b_v$ |
# | `out` | `nn.Linear(d_model, d_model)` | $W_o$, $b_o$ |
#
# Write `MultiHead`. `d_model` is a multiple of `heads`; `mask` is the one of exercise 3, (seq, seq) or `None`, the same
# for each head.
#
# <details><summary>Hint 1</summary>
#
# Your `attention` takes any axes in front. So the heads need no loop, if their axis stands in front of the last two.
#
# <details><summary>Hint 2</summary>
#
# Cut first, then move: `unflatten(-1, (heads, -1))` makes (batch, seq, heads, d) of (batch, seq, d_model), and
# `transpose(1, 2)` makes (batch, heads, seq, d) of that. A `reshape` straight to (batch, heads, seq, d) would mix the
# numbers of different places.
#
# <details><summary>Hint 3</summary>
#
# The way back is the same two steps, the other way round: `transpose(1, 2)`, then `flatten(2)`. Then comes `out`.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "attention-multi", "locked": false, "schema_version": 3, "solution": true}
class MultiHead(nn.Module):
    """Self-attention in several heads, side by side."""

    def __init__(self, d_model, heads):
        """Makes the layers query, key, value and out, each nn.Linear(d_model, d_model)."""
        super().__init__()
        ### BEGIN SOLUTION
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)
        ### END SOLUTION

    def forward(self, x, mask=None):
        """What each place takes from the others.

        x:       (batch, seq, d_model)
        mask:    bool (seq, seq), True where the row's place may look at the column's; None for everywhere
        returns: (batch, seq, d_model)
        """
        ### BEGIN SOLUTION
        q, k, v = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (batch, heads, seq, d)
            for layer in (self.query, self.key, self.value)
        )
        heads = attention(q, k, v, mask)  # (batch, heads, seq, d)
        return self.out(heads.transpose(1, 2).flatten(2))  # (batch, seq, d_model)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "attention-heads", "locked": true, "schema_version": 3, "solution": false}
# The tests of the heads.
# !python -m pytest -q test_attention.py -k heads

# %% [markdown]
# ## 5. Attention looks at hello
# *About 5 minutes.*
#
# Nothing to write any more. Each row is a letter that looks, each column a letter that it sees. The first letter sees
# itself alone, the last one sees all.

# %%
weights = attention_weights(x, x, causal_mask(5))[0]  # (seq, seq)
print("  ", "    ".join("hello"))
for letter, row in zip("hello", weights.tolist(), strict=True):
    print(letter, " ".join(f"{weight:.2f}" for weight in row))

# %% [markdown]
# And this is what a `MultiHead` with random weights makes of hello, **without** a mask. Look at the third and the
# fourth row, the two *l*:

# %%
net = MultiHead(d_model=4, heads=2)
print(net(x)[0].detach())

# %% [markdown]
# Three things to think about:
#
# - The two rows of *l* are the same. If the letters of hello are shuffled, the same rows come out, shuffled in the same
#   way. Why? What would a network need to tell *hello* from *olleh*?
# - With the causal mask, the two rows of *l* differ. Why?
# - How many products of two numbers does $Q K^\top$ need for a text of `seq` letters? And the RNN's $W_{hh} h_{t-1}$,
#   for all steps?
#
# Things to try: a mask of your own, with which each letter sees itself and the letter before it alone; `keys` that are
# 10 times as large, and what becomes of the weights; `heads=4` in place of 2, and which shapes change.
#
# <details><summary>Answers</summary>
#
# A weight depends on a query and a key, and nothing in them tells where they stand. Both *l* ask the same and find the
# same keys. The network needs to be told the place of each letter: the next assignment adds a *position embedding*.
#
# The first *l* sees *h e l*, the second one *h e l l*, so in the second *l* has a larger share. One layer with the mask
# sees which letters have come so far and in what shares, but not in which order.
#
# $Q K^\top$ has seq² numbers, each a sum of d products: d · seq². The RNN needs hidden² for each step, hidden² · seq.
# But attention computes them all at once, and the RNN has to wait for each step.
#
# Of what to try: with the mask `causal_mask(5) & ~causal_mask(5).tril(-2)` the first letter has one weight, each other
# letter two. With keys 10 times as large the softmax is nearly a choice: in `attention_weights(x, 10 * x)` each letter
# looks at its like with a weight of 0.97, the two *l* with 0.49 or 0.50 at each of them. With `heads=4` each head has
# d = 1, and there are four matrices of weights, (batch, 4, seq, seq). The output and the parameters keep their shapes.
#
# </details>
