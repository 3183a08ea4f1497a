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
# # A transformer that turns hello into ohlol
#
# A transformer reads a text without a recurrent network: attention carries numbers from place to place, and a small
# network works on each place. It is what BERT and GPT are made of. You will build one, small and whole, and let it turn
# **hello** into **ohlol**.
#
# | exercise | you write | about |
# |---|---|---|
# | 1 | `MultiHead`, which you know from attention, and `Block` | 30 minutes |
# | 2 | `CharTransformer` | 25 minutes |
# | 3 | `decode` and `train`, which you know from rnn | 10 minutes |
# | 4 | nothing: hello becomes ohlol | 10 minutes |
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
from torch.nn import functional as F

# %% [markdown]
# ## The letters
#
# They are indices into `idx2char`, as in the assignment on embeddings. As in the one on attention, the batch comes
# first.

# %%
idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = hello.unsqueeze(0)  # (batch, seq) = (1, 5)

# %% [markdown]
# ## 1. The block
# *About 30 minutes.*
#
# A block has two parts. **Attention** lets each place take from the others. A **feed-forward network**, two linear
# layers with a ReLU between them, then works on each place by itself, on all with the same weights. Each part *adds*
# something to what is there: the way around it is called *residual*, and lets gradients pass through many blocks.
#
# $$
# \begin{aligned}
# y &= x + \operatorname{MultiHead}(\operatorname{norm}_1(x)) \\
# z &= y + W_2 \max(0,\; W_1 \operatorname{norm}_2(y) + b_1) + b_2
# \end{aligned}
# $$
#
# The norms are *layer norms* (Ba et al., 2016). Each takes the `d_model` numbers of one place, and makes their mean 0
# and their variance 1. Then it multiplies them by $\gamma$ and adds $\beta$, which are trained:
#
# $$ \operatorname{norm}(x) = \gamma \circ \frac{x - \mu}{\sqrt{\sigma^2 + 10^{-5}}} + \beta, \qquad
# \mu = \frac{1}{d} \sum_i x_i, \qquad \sigma^2 = \frac{1}{d} \sum_i (x_i - \mu)^2 $$

# %% [markdown]
# ![Left: the letters' rows and the places' rows are added, go through blocks, a norm and a linear layer, and come out
# as answers. Right: inside a block, norm and attention, then norm and feed-forward; what goes in is added to what comes
# out of each.](transformer.svg)

# %% [markdown]
# **Where the norm stands.** Here it is *pre-norm*: on the way into each part, while the way around stays free. Vaswani
# et al. (*Attention is all you need*, 2017) have *post-norm*, $\operatorname{norm}(x + \operatorname{MultiHead}(x))$,
# and so has BERT. GPT-2 (Radford et al., 2019) has pre-norm; Xiong et al. (*On layer normalization in the
# transformer architecture*, 2020) show that it needs no warm-up of the learning rate. The feed-forward network is the
# paper's, its equation 2, with 4 · `d_model` numbers inside.
#
# | tensor | shape |
# |---|---|
# | `x`, and what `forward` returns | (batch, seq, d_model) |
# | inside the feed-forward network | (batch, seq, 4 * d_model) |
# | `mask`, `True` where the row's place may look at the column's | bool (seq, seq), or `None` |
#
# As in the assignment on attention, **the names count**:
#
# | name | what it is |
# |---|---|
# | `norm1`, `norm2` | `nn.LayerNorm(d_model)` |
# | `attention` | `MultiHead(d_model, heads)`, with its own `query`, `key`, `value` and `out` |
# | `up` | `nn.Linear(d_model, 4 * d_model)`, holds $W_1$, $b_1$ |
# | `down` | `nn.Linear(4 * d_model, d_model)`, holds $W_2$, $b_2$ |
#
# `MultiHead` is the one of that assignment: take yours. If yours is not right yet, there is help:
# `F.scaled_dot_product_attention(q, k, v, attn_mask=mask)` is allowed here, and does what your `attention` did.
# `nn.MultiheadAttention` keeps its weights under other names and does not fit. `nn.TransformerEncoderLayer` is what you
# are writing, and not allowed.
#
# Write `MultiHead` and `Block`.
#
# <details><summary>Hint 1</summary>
#
# `Block` has five modules in `__init__`. `forward` needs two lines, one for each equation.
#
# <details><summary>Hint 2</summary>
#
# The first line is `x = x + self.attention(self.norm1(x), mask)`. The second one has the same form.
#
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "transformer-heads", "locked": false, "schema_version": 3, "solution": true}
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
        heads = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)  # (batch, heads, seq, d)
        return self.out(heads.transpose(1, 2).flatten(2))  # (batch, seq, d_model)
        ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "transformer-layer", "locked": false, "schema_version": 3, "solution": true}
class Block(nn.Module):
    """Attention, then a feed-forward network, each with a norm before it and a way around it."""

    def __init__(self, d_model, heads):
        """Makes norm1, attention, norm2, up and down."""
        super().__init__()
        ### BEGIN SOLUTION
        self.norm1 = nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.norm2 = nn.LayerNorm(d_model)
        self.up = nn.Linear(d_model, 4 * d_model)
        self.down = nn.Linear(4 * d_model, d_model)
        ### END SOLUTION

    def forward(self, x, mask=None):
        """One block.

        x:       (batch, seq, d_model)
        mask:    bool (seq, seq), as for MultiHead
        returns: (batch, seq, d_model)
        """
        ### BEGIN SOLUTION
        x = x + self.attention(self.norm1(x), mask)  # (batch, seq, d_model)
        return x + self.down(torch.relu(self.up(self.norm2(x))))  # (batch, seq, d_model)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "transformer-block", "locked": true, "schema_version": 3, "solution": false}
# The tests of MultiHead and of the block.
# !python -m pytest -q test_transformer.py -k block

# %% [markdown]
# ## 2. The network
# *About 25 minutes.*
#
# Attention does not see where a letter stands: without help, both *l* of hello look alike to it. So each **place** has
# a row of numbers too, in a second table, and the row of the letter and the row of its place are added. With $i_t$ the
# index at place $t$ = 0, 1, …:
#
# | what | equation | shape |
# |---|---|---|
# | indices | $i_t$ | (batch, seq) |
# | the letter's row plus the place's | $x_t = E_{i_t} + P_t$ | (batch, seq, d_model) |
# | `num_layers` blocks, one after the other, each with the causal mask | | (batch, seq, d_model) |
# | a last norm and a linear layer | $z_t = V \operatorname{norm}(x_t) + c$ | (batch, seq, num_embeddings) |
# | what `forward` returns | the same, one row for each prediction | (batch * seq, num_embeddings) |
#
# The rows returned come word by word: first those of all letters of word 1, then those of word 2. With the **causal
# mask** place $t$ looks at places 0 to $t$, so no answer depends on a letter that comes later. `forward` makes the mask
# itself. The last norm belongs to pre-norm: nothing else bounds what the blocks have added up.
#
# The paper's positions are sines and cosines of fixed frequencies; trained ones gave "nearly identical results" there
# (section 3.5). BERT and GPT-2 train theirs, and so do we. The price: a text has at most `max_seq` places.
#
# | name | what it is |
# |---|---|
# | `token` | `nn.Embedding(num_embeddings, d_model)`, the table $E$ |
# | `position` | `nn.Embedding(max_seq, d_model)`, the table $P$ |
# | `blocks` | an `nn.ModuleList` of `num_layers` times `Block(d_model, heads)` |
# | `norm` | `nn.LayerNorm(d_model)` |
# | `head` | `nn.Linear(d_model, num_embeddings)`, holds $V$, $c$ |
#
# Write `CharTransformer`. Any `seq` from 1 to `max_seq` is possible.
#
# <details><summary>Hint 1</summary>
#
# `self.position(torch.arange(seq))` is (seq, d_model), and added to (batch, seq, d_model) it is added to each word.
#
# <details><summary>Hint 2</summary>
#
# The mask is `causal_mask` of the assignment on attention: `torch.ones(seq, seq, dtype=torch.bool).tril()`. Each block
# is called with it.
#
# <details><summary>Hint 3</summary>
#
# `flatten(0, 1)` merges the first two axes of the logits.
#
# </details>
# </details>
# </details>


# %% nbgrader={"grade": false, "grade_id": "transformer-net", "locked": false, "schema_version": 3, "solution": true}
class CharTransformer(nn.Module):
    """Reads indices and answers each with logits: token + position → blocks → norm → head."""

    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        """The number of letters, the sizes of each block, how many blocks, and the longest text in letters."""
        super().__init__()
        ### BEGIN SOLUTION
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = nn.ModuleList(Block(d_model, heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        ### END SOLUTION

    def forward(self, indices):
        """The logits of each place, which depend on the letters up to there.

        indices: (batch, seq), seq at most max_seq
        returns: (batch * seq, num_embeddings)
        """
        ### BEGIN SOLUTION
        seq = indices.shape[1]
        places = torch.arange(seq, device=indices.device)  # (seq,)
        x = self.token(indices) + self.position(places)  # (batch, seq, d_model)
        mask = torch.ones(seq, seq, dtype=torch.bool, device=indices.device).tril()  # (seq, seq)
        for block in self.blocks:
            x = block(x, mask)
        return self.head(self.norm(x)).flatten(0, 1)  # (batch * seq, num_embeddings)
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "transformer-model", "locked": true, "schema_version": 3, "solution": false}
# The tests of the network.
# !python -m pytest -q test_transformer.py -k model

# %% [markdown]
# ## 3. Reading the answer, and the training loop
# *About 10 minutes.*
#
# You know both from the RNN's assignment, and nothing about them changes: `decode` reads each row's most likely
# letter, `train` takes one step of Adam on the cross-entropy in each epoch and prints a line
#
#     Epoch 0/99, Loss 1.4142: hhlll
#
# `inputs` holds indices, as in the assignment on embeddings, (batch, seq). The tests of `decode` come with those of
# exercise 4.
#
# <details><summary>Hint</summary>
#
# In each epoch: `zero_grad`, outputs, loss, `backward`, `step`. `loss.item()` is the number to print and to return.
#
# </details>


# %% nbgrader={"grade": false, "grade_id": "transformer-decode", "locked": false, "schema_version": 3, "solution": true}
def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row.

    outputs:  (seq, classes)
    idx2char: the character of each class
    returns:  a string of seq characters
    """
    ### BEGIN SOLUTION
    indices = outputs.argmax(dim=1)  # (seq,)
    return "".join(idx2char[index] for index in indices.tolist())
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "transformer-loop", "locked": false, "schema_version": 3, "solution": true}
def train(net, inputs, labels, epochs=100, lr=0.05):
    """Trains net with Adam on the cross-entropy of its outputs; all of the data is one batch.

    In each epoch it prints `Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}`.

    inputs:  (batch, seq), indices
    labels:  (batch * seq,), the index of the right class for each row of net(inputs)
    returns: the loss of each epoch, a list of numbers that are not rounded
    """
    ### BEGIN SOLUTION
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)  # (batch * seq, classes)
        loss = criterion(outputs, labels)  # ()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "transformer-train", "locked": true, "schema_version": 3, "solution": false}
# The tests of the training loop.
# !python -m pytest -q test_transformer.py -k train

# %% [markdown]
# ## 4. From hello to ohlol
# *About 10 minutes.*
#
# Nothing to write any more: watch the text change.

# %%
net = CharTransformer(num_embeddings=4, d_model=8, heads=2, num_layers=1, max_seq=8)
losses = train(net, inputs, ohlol)

# %% [markdown]
# Mostly it reads `ohlol` within ten epochs. Now to what a place can see. If the last letter becomes *h*, which answers
# change? With the causal mask, the last one alone:

# %%
other = torch.tensor([[1, 0, 2, 2, 1]])  # hellh
print((net(inputs) - net(other)).abs().amax(1).detach())  # (seq,)

# %% [markdown]
# Yours is small, but nothing is missing. What makes the large ones:
#
# | what | yours | Vaswani et al., 2017 | BERT-base | GPT-2, the smallest |
# |---|---|---|---|---|
# | blocks | 1 | 6, and 6 in a decoder | 12 | 12 |
# | `d_model`, heads | 8, 2 | 512, 8 | 768, 12 | 768, 12 |
# | numbers inside the feed-forward network | 32 | 2048 | 3072 | 3072 |
# | norm | pre | post | post | pre |
# | positions | trained | sines and cosines | trained | trained |
# | a place looks | back | everywhere; in the decoder, back | everywhere | back |
# | it learns to | answer each letter | translate | fill gaps | continue a text |
#
# BERT (Devlin et al., *BERT: pre-training of deep bidirectional transformers*, 2018) drops the causal mask: each place
# sees the whole text, on both sides. Then it cannot learn to continue the text, for it sees how it goes on. So 15% of
# the words are chosen, most of them are hidden behind a word `[MASK]`, and BERT learns to say which ones they were.
#
# Three things to think about:
#
# - Leave out the position embedding **and** the mask. The loss then stops at 0.277, and the text is never `ohlol`. Why,
#   and where does 0.277 come from?
# - Leave out the position embedding alone. Now it mostly does learn `ohlol`. What tells the two *l* apart?
# - A block has how many weights, for a given `d_model`? And how many of them are attention's?
#
# Things to try: 3 blocks, or 8 heads; post-norm, by changing two lines of `Block`; your own pair of words of the same
# length; a word that is longer than `max_seq`.
#
# <details><summary>Answers</summary>
#
# Both *l* get the same logits, whatever the weights, but the first is to be answered with *l*, the second with *o*. The
# best that one answer to both can do is one half for each: of five letters, two cost $\log 2$ and three cost nothing,
# $\frac{2}{5} \log 2 \approx 0.277$.
#
# The causal mask: the first *l* sees *h e l*, the second one *h e l l*, in which *l* has a larger share.
#
# Attention has four matrices of d_model² weights, the feed-forward network two of 4 · d_model²: 12 · d_model² in all,
# of which a third is attention's, and a few biases and norms.
#
# Of what to try: with 3 blocks, with 8 heads, and with post-norm it learns `ohlol`, too. So it does other pairs of
# words: each place has its position, so that it can have an answer of its own. For a word longer than `max_seq` the
# position embedding has too few rows, and looking one up raises an `IndexError`.
#
# </details>

# %% nbgrader={"grade": true, "grade_id": "transformer-ohlol", "locked": true, "schema_version": 3, "solution": false}
# The tests of decode, and of hello becoming ohlol.
# !python -m pytest -q test_transformer.py -k ohlol
