# %% attention-weights
import torch
w = attention_weights(torch.randn(2, 3, 4), torch.randn(2, 5, 4))
assert w.shape == (2, 3, 5)
assert torch.allclose(w.sum(-1), torch.ones(2, 3))

# %% attention-values
o = attention(torch.randn(2, 3, 4), torch.randn(2, 5, 4), torch.randn(2, 5, 6))
assert o.shape == (2, 3, 6)

# %% attention-mask
assert causal_mask(4).tolist() == [[j <= i for j in range(4)] for i in range(4)]
w = attention_weights(torch.randn(1, 4, 3), torch.randn(1, 4, 3), causal_mask(4))
assert (w.triu(1) == 0).all()
assert attention(torch.randn(1, 4, 3), torch.randn(1, 4, 3), torch.randn(1, 4, 3), causal_mask(4)).shape == (1, 4, 3)

# %% attention-heads
net = MultiHead(8, 2)
assert net(torch.randn(3, 5, 8)).shape == (3, 5, 8)
assert net(torch.randn(3, 5, 8), causal_mask(5)).shape == (3, 5, 8)
