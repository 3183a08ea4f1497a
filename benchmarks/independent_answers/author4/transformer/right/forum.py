import torch
import torch.nn as nn
import torch.nn.functional as F
import numpy as np

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = hello.unsqueeze(0)


def clones(make, n):
    return nn.ModuleList([make() for _ in range(n)])


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.d_k = d_model // heads
        self.h = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        nbatches, seq, d_model = x.shape
        def to_heads(t):
            # (batch * heads, seq, d_k), for bmm
            t = t.view(nbatches, seq, self.h, self.d_k).transpose(1, 2)
            return t.reshape(nbatches * self.h, seq, self.d_k)
        query, key, value = to_heads(self.query(x)), to_heads(self.key(x)), to_heads(self.value(x))
        scores = torch.bmm(query, key.transpose(1, 2)) / np.sqrt(self.d_k)
        if mask is not None:
            scores = scores.masked_fill(mask == False, float("-inf"))
        p_attn = F.softmax(scores, dim=-1)
        y = torch.bmm(p_attn, value)
        y = y.view(nbatches, self.h, seq, self.d_k).transpose(1, 2)
        return self.out(y.reshape(nbatches, seq, d_model))


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super(Block, self).__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)
        self.attention = MultiHead(d_model, heads)
        self.up = nn.Linear(d_model, d_model * 4)
        self.down = nn.Linear(d_model * 4, d_model)

    def sublayer(self, x, norm, function):
        return x + function(norm(x))

    def forward(self, x, mask=None):
        x = self.sublayer(x, self.norm1, lambda t: self.attention(t, mask))
        x = self.sublayer(x, self.norm2, lambda t: self.down(torch.max(self.up(t), torch.tensor(0.0))))
        return x


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super(CharTransformer, self).__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        self.blocks = clones(lambda: Block(d_model, heads), num_layers)
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.register_buffer("mask", torch.tril(torch.ones(max_seq, max_seq)).bool(), persistent=False)
        self.register_buffer("places", torch.arange(max_seq), persistent=False)

    def forward(self, indices):
        seq = indices.size(1)
        x = self.token(indices) + self.position(self.places[:seq]).unsqueeze(0)
        mask = self.mask[:seq, :seq]
        for block in self.blocks:
            x = block(x, mask)
        logits = self.head(self.norm(x))
        return logits.reshape(-1, logits.size(2))



def decode(outputs, idx2char):
    best = np.argmax(outputs.detach().numpy(), axis=1)
    return "".join(np.array(list(idx2char))[best])


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        output = net(inputs)
        loss = criterion(output, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.data.item())
        # print the progress
        predicted = decode(output.data, idx2char)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", "%.4f" % losses[-1], ": ", predicted, sep="")
    return losses
