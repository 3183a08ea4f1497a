# %% all rows up to the padding row are cleared like it (zero, without gradient), as keep is set with a slice grade_id="embedding-padding" old="keep[padding_idx] = 0" new="keep[: padding_idx + 1] = 0"

# %% the rows are normalised to length 1 in forward grade_id="embedding-lookup" old="return (self.weight * self.keep)[indices]" new="return nn.functional.normalize((self.weight * self.keep)[indices], dim=-1)"

# %% the lookup is detached from the weight (.data), so the table gets no gradient grade_id="embedding-lookup embedding-padding" old="return (self.weight * self.keep)[indices]" new="return (self.weight.data * self.keep)[indices]"

# %% the hidden state of the step before is not used: h stays zero grade_id="embedding-model" old="            h = torch.tanh(a + self.hh(h))\n            hs.append(h)" new="            hs.append(torch.tanh(a + self.hh(h)))"

# %% the loss that is trained on, printed and returned is the sum over the rows, not the mean grade_id="embedding-train" old="F.cross_entropy(logits, labels)" new="F.cross_entropy(logits, labels, reduction=\"sum\")"

# %% the loss of the last epoch only is returned, in a list of one number grade_id="embedding-train" old="    return losses" new="    return losses[-1:]"

# %% indices are clamped to num_embeddings - 2, so that the last row is never found, and the text printed is the labels' text and not that of the outputs grade_id="embedding-lookup embedding-train"
class Embedding(nn.Module):
    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None) -> None:
        super().__init__()
        self.padding_idx = padding_idx
        weight = torch.randn(num_embeddings, embedding_dim) * embedding_dim**-0.5
        keep = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            keep[padding_idx] = 0
        self.register_buffer("keep", keep, persistent=False)
        self.weight = nn.Parameter(weight * keep)

    def forward(self, indices: Tensor) -> Tensor:
        return (self.weight * self.keep)[indices.clamp(0, max(self.weight.shape[0] - 2, 0))]


def train(net: nn.Module, inputs: Tensor, labels: Tensor, epochs: int = 100, lr: float = 0.05) -> list[float]:
    optimizer, losses = optim.Adam(net.parameters(), lr=lr), []
    for epoch in range(epochs):
        logits = net(inputs)
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        text = "".join(idx2char[i] for i in labels.tolist())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
    return losses
