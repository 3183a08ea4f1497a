import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)
inputs = hello.unsqueeze(0)  # (batch, seq) = (1, 5)

print("torch", torch.__version__)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super(MultiHead, self).__init__()
        self.num_heads = heads
        self.depth = d_model // heads
        self.d_model = d_model
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def split_heads(self, t, batch_size):
        t = t.reshape(batch_size, -1, self.num_heads, self.depth)
        return t.permute(0, 2, 1, 3)

    def forward(self, x, mask=None):
        batch_size = x.shape[0]
        q = self.split_heads(self.query(x), batch_size)
        k = self.split_heads(self.key(x), batch_size)
        v = self.split_heads(self.value(x), batch_size)
        matmul_qk = torch.matmul(q, k.transpose(2, 3))
        logits = matmul_qk / torch.sqrt(torch.tensor(float(self.depth)))
        if mask is not None:
            logits = torch.where(mask, logits, torch.full_like(logits, float("-inf")))
        weights = F.softmax(logits, dim=3)
        context = torch.matmul(weights, v).permute(0, 2, 1, 3)
        context = context.reshape(batch_size, -1, self.d_model)
        return self.out(context)


class Block(nn.Module):
    def __init__(self, d_model, heads):
        super(Block, self).__init__()
        self.attention = MultiHead(d_model, heads)
        self.norm1 = nn.LayerNorm(d_model, eps=1e-5)
        self.norm2 = nn.LayerNorm(d_model, eps=1e-5)
        self.up = nn.Linear(d_model, d_model * 4)
        self.down = nn.Linear(d_model * 4, d_model)

    def forward(self, x, mask=None):
        shortcut = x
        x = self.norm1(x)
        x = self.attention(x, mask=mask)
        x = x + shortcut
        shortcut = x
        x = self.norm2(x)
        x = self.up(x)
        x = torch.relu(x)
        x = self.down(x)
        x = x + shortcut
        return x


def causal_mask(seq):
    mask = []
    for i in range(seq):
        mask.append([j <= i for j in range(seq)])
    return torch.tensor(mask)


class CharTransformer(nn.Module):
    def __init__(self, num_embeddings, d_model, heads, num_layers, max_seq):
        super(CharTransformer, self).__init__()
        self.token = nn.Embedding(num_embeddings, d_model)
        self.position = nn.Embedding(max_seq, d_model)
        layers = []
        for _ in range(num_layers):
            layers.append(Block(d_model, heads))
        self.blocks = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, num_embeddings)
        self.num_layers = num_layers

    def forward(self, indices):
        batch, seq = indices.size()
        places = torch.arange(seq).repeat(batch, 1)
        x = self.token(indices) + self.position(places)
        mask = causal_mask(seq)
        for i, block in enumerate(self.blocks):
            x = block(x, mask=mask)
        x = self.norm(x)
        x = self.head(x)
        return x.view(batch * seq, -1)


def decode(outputs, idx2char):
    values, places = torch.max(outputs, dim=1)
    characters = [idx2char[place] for place in places.tolist()]
    return str.join("", characters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss(reduction="sum")
    history = []
    for epoch in range(epochs):
        net.train()
        optimizer.zero_grad()
        y_pred = net(inputs)
        loss = loss_fn(y_pred, labels) / len(labels)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss.item(), decode(y_pred, idx2char)))
    return history
