# %% backprop-linear
import torch
l = Linear(4, 3)
assert l.forward(torch.randn(2, 4)).shape == (2, 3)
assert l.backward(torch.randn(2, 3)).shape == (2, 4)
assert l.grad_weight.shape == (3, 4) and l.grad_bias.shape == (3,)

# %% backprop-relu
r = ReLU()
assert r.forward(torch.tensor([[-1.0, 2.0]])).tolist() == [[0, 2]]
assert r.backward(torch.tensor([[3.0, 4.0]])).tolist() == [[0, 4]]

# %% backprop-loss
c = CrossEntropyLoss()
assert abs(float(c.forward(torch.zeros(2, 3), torch.tensor([2, 0]))) - 1.0986) < 0.001
assert c.backward().shape == (2, 3)

# %% backprop-mlp
m = MLP([4, 5, 3])
before = m.forward(torch.ones(2, 4))
assert before.shape == (2, 3)
m.backward(torch.ones(2, 3)); m.step(0.1)
assert not torch.equal(m.forward(torch.ones(2, 4)), before)

# %% backprop-train
from datasets import load
(images, labels), (test_images, test_labels) = load("digits").train.tensors, load("digits").test.tensors
torch.manual_seed(0); m = MLP([784, 32, 10])
losses = train(m, images.flatten(1), labels, epochs=100, lr=0.1)
assert losses[-1] < losses[0]
assert (m.forward(test_images.flatten(1)).argmax(1) == test_labels).float().mean() > 0.8, "too many digits are read wrongly"
