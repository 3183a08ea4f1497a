# Bugs, each with the grade id that loses points and with words that name the bug.

# %% the bias is forgotten grade_id="backprop-linear" code="bias-missing"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% the weight is not transposed grade_id="backprop-linear" code="raised" says="RuntimeError"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% the weight is (in, out) grade_id="backprop-linear" code="other-shape what=Linear(5,3).weight"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(in_features, out_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad_output):
        self.grad_weight = self.x.T @ grad_output
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight.T

# %% the bias is (1, out) grade_id="backprop-linear" code="other-shape what=Linear(5,3).bias"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(1, out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% upstream is ignored for the input grade_id="backprop-linear" code="other-values what=Linear.backward(grad_output) shape=(batch,in) reason=grad_output-left-out"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return self.weight.sum(0).expand_as(self.x)

# %% upstream is ignored for the weight grade_id="backprop-linear" code="grad_output-left-out"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = torch.ones_like(grad_output).T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% upstream is ignored for the bias grade_id="backprop-linear" code="always-1"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = torch.ones_like(self.bias)
        return grad_output @ self.weight

# %% grad_weight is transposed grade_id="backprop-linear" code="other-shape what=after-backward"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = self.x.T @ grad_output
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% grad_bias is not summed grade_id="backprop-linear" code="not-summed-over-batch"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output
        return grad_output @ self.weight

# %% grad_bias keeps the batch axis grade_id="backprop-linear" code="keeps-batch-axis"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0, keepdim=True)
        return grad_output @ self.weight

# %% grad_bias is a mean grade_id="backprop-linear" code="mean-over-batch"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.mean(dim=0)
        return grad_output @ self.weight

# %% grad_bias is summed over the outputs grade_id="backprop-linear" code="summed-over-wrong-axis"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=1)
        return grad_output @ self.weight

# %% grad_weight is divided by the batch size grade_id="backprop-linear" code="divided-by-batch"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x / len(self.x)
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% the gradients add up grade_id="backprop-linear" code="first-round-left-in"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight += grad_output.T @ self.x
        self.grad_bias += grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% only the weight's gradient adds up grade_id="backprop-linear" code="first-round-left-in"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight += grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% the first input is kept for ever grade_id="backprop-linear" code="inputs-of-first-batch"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        if not hasattr(self, 'x'):
            self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% the input is kept by the class grade_id="backprop-linear" code="inputs-of-another-layer"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        Linear.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% backward returns nothing grade_id="backprop-linear" code="none-returned"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        grad_output @ self.weight

# %% backward passes the upstream on grade_id="backprop-linear" code="other-shape what=Linear.backward(grad_output)"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output

# %% backward multiplies by the transposed weight grade_id="backprop-linear" code="raised" says="RuntimeError"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight.T

# %% all layers start at zero grade_id="backprop-mlp" code="units-alike number=1"
import math

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.zeros(out_features, in_features) * math.sqrt(2 / in_features)
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

# %% ReLU's gradient passes everywhere grade_id="backprop-relu" code="passes-everything"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output

# %% ReLU ignores upstream grade_id="backprop-relu" code="grad_output-left-out"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return (self.x > 0).to(self.x)

# %% ReLU's mask is the gradient's grade_id="backprop-relu" code="mask-of-gradient"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (grad_output > 0)

# %% ReLU's mask is upside down grade_id="backprop-relu" code="passes-negatives"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x < 0)

# %% ReLU multiplies by its output grade_id="backprop-relu" code="times-output"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * self.x.clamp(min=0)

# %% ReLU is an absolute value grade_id="backprop-relu" code="negatives-become-positive"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.abs()

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

# %% ReLU is leaky grade_id="backprop-relu" code="leaky-relu"
import torch.nn.functional as F

class ReLU:
    def forward(self, x):
        self.x = x
        return F.leaky_relu(x)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

# %% ReLU stops at 6 grade_id="backprop-relu" code="values-differ"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(0, 6)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

# %% ReLU is the identity grade_id="backprop-relu" code="negatives-stay"
class ReLU:
    def forward(self, x):
        self.x = x
        return x

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

# %% ReLU changes its input grade_id="backprop-relu" code="x-is-changed"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp_(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

# %% ReLU changes its input and reads the mask from it grade_id="backprop-relu" code="passes-everything"
class ReLU:
    def forward(self, x):
        self.x = x
        x[x < 0] = 0
        return x

    def backward(self, grad_output):
        return grad_output * (self.x >= 0)

# %% ReLU keeps its mask in the class grade_id="backprop-relu" code="input-of-another-relu"
class ReLU:
    def forward(self, x):
        ReLU.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

# %% 1 is subtracted in every row grade_id="backprop-loss" code="label-subtracted-in-every-row"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[:, self.labels] -= 1
        return grad / len(self.labels)

# %% the loss is a sum grade_id="backprop-loss" code="loss-summed-over-batch"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].sum()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% the loss's gradient is a sum's grade_id="backprop-loss" code="not-divided-by-batch"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad

# %% the loss and its gradient are a sum's grade_id="backprop-loss" code="loss-summed-over-batch"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].sum()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad

# %% the gradient is divided twice grade_id="backprop-loss" code="divided-by-batch-twice"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels) / len(self.labels)

# %% the gradient is divided by all values grade_id="backprop-loss" code="divided-by-classes-too"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / grad.numel()

# %% the gradient is divided by the classes grade_id="backprop-loss" code="divided-by-classes"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / grad.shape[1]

# %% the loss is divided by all values grade_id="backprop-loss" code="mean-over-classes"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].sum() / logits.numel()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% the loss has the wrong sign grade_id="backprop-loss" code="wrong-sign"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% the loss's gradient has the wrong sign grade_id="backprop-loss" code="wrong-sign"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return -grad / len(self.labels)

# %% the label's 1 is not subtracted grade_id="backprop-loss" code="label-not-subtracted"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        return grad / len(self.labels)

# %% softmax without the largest logit grade_id="backprop-loss" code="exp-overflows"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% softmax without the largest logit, with an epsilon grade_id="backprop-loss" code="exp-overflows"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        log_p = torch.log(logits.exp() / logits.exp().sum(1, keepdim=True) + 1e-12)
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% one largest logit for the whole batch grade_id="backprop-loss" code="exp-overflows"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max()
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% logits are clamped grade_id="backprop-loss" code="no-clamping"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits.clamp(-30, 30)
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% the logarithm of a softmax grade_id="backprop-loss" code="exp-overflows"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = torch.log(torch.softmax(logits, dim=1))
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% the logarithm of a softmax plus a little grade_id="backprop-loss" code="no-clamping"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = torch.log(torch.softmax(logits, dim=1) + 1e-9)
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% the softmax is over the batch grade_id="backprop-loss" code="loss-softmax-over-batch"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=0, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=0, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% one_hot without the number of classes grade_id="backprop-loss" code="raised" says="RuntimeError"
import torch.nn.functional as F

class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad = grad - F.one_hot(self.labels)
        return grad / len(self.labels)

# %% the gradient of the probabilities grade_id="backprop-loss" code="gradient-of-probabilities"
import torch.nn.functional as F

class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = log_p.exp()
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = -F.one_hot(self.labels, self.p.shape[1]) / self.p
        return grad / len(self.labels)

# %% the loss of the first batch is kept grade_id="backprop-loss"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p = getattr(self, 'p', log_p.exp())
        self.labels = labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        grad = self.p.clone()
        grad[torch.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)

# %% a ReLU after the last layer grade_id="backprop-mlp" code="relu-after-last"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            self.layers += [Linear(sizes[i], sizes[i + 1]), ReLU()]

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% no ReLU at all grade_id="backprop-mlp" code="relus-missing"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if False:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% one ReLU for all layers grade_id="backprop-mlp" code="raised" says="RuntimeError"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        relu = ReLU()
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(relu)
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% a ReLU before the first layer grade_id="backprop-mlp" code="relu-on-input"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i >= 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% a softmax at the end grade_id="backprop-mlp" code="ends-in-softmax"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return torch.softmax(x, 1)

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% only two layers grade_id="backprop-mlp" code="other-shape want=(6,3) axes=named-axes got=(6,5)"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(2):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% backward goes forwards grade_id="backprop-mlp" code="backward-from-first-layer"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in self.layers:
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% backward does not go through the ReLUs grade_id="backprop-mlp" code="relu-passes-everything"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            if isinstance(layer, Linear):
                grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% backward stops after the last layer grade_id="backprop-mlp" code="last-layer-alone"
class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)
        # There before the first backward, so that a step without one is no error.
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in self.layers[-1:]:
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% the step goes uphill grade_id="backprop-mlp" code="step-uphill"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight += lr * layer.grad_weight
                layer.bias += lr * layer.grad_bias

# %% the step leaves the biases grade_id="backprop-mlp" code="biases-not-updated"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight

# %% the step is always a tenth of the gradient grade_id="backprop-mlp" code="step-of-0_1"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= 0.1 * layer.grad_weight
                layer.bias -= 0.1 * layer.grad_bias

# %% the step has momentum grade_id="backprop-mlp" code="left-over-from-first-round"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.v = 0.9 * getattr(layer, 'v', 0) + layer.grad_weight
                layer.weight -= lr * layer.v
                layer.bias -= lr * layer.grad_bias

# %% the step ignores lr grade_id="backprop-mlp" code="lr-ignored"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= layer.grad_weight
                layer.bias -= layer.grad_bias

# %% the step changes a copy grade_id="backprop-mlp" code="weights-do-not-change"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                w = layer.weight - lr * layer.grad_weight
                b = layer.bias - lr * layer.grad_bias

# %% the layers are the class's grade_id="backprop-mlp"
class MLP:
    layers = []
    def __init__(self, sizes):
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% sizes of the lecture grade_id="backprop-mlp" code="raised" says="RuntimeError"
class MLP:
    def __init__(self, sizes):
        self.layers = []
        sizes = [784, 32, 10]
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight -= lr * layer.grad_weight
                layer.bias -= lr * layer.grad_bias

# %% no step grade_id="backprop-train" code="step-missing"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        losses.append(loss.item())
    return losses

# %% a fixed learning rate grade_id="backprop-train" code="lr-always-0_1"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(0.1)
        losses.append(loss.item())
    return losses

# %% two steps grade_id="backprop-train" code="two-steps-an-epoch"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr); net.step(lr)
        losses.append(loss.item())
    return losses

# %% step before backward grade_id="backprop-train" code="raised" says="step is called before backward"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.step(lr)
        net.backward(criterion.backward())
        losses.append(loss.item())
    return losses

# %% an epoch too few grade_id="backprop-train" code="epoch-missing"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(1, epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% an epoch too many grade_id="backprop-train" code="epoch-too-many"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs + 1):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% always 100 epochs grade_id="backprop-train" code="epochs-ignored count=100"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(100):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% backward of ones grade_id="backprop-train" code="backward-of-ones"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(torch.ones_like(logits))
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% backward of the loss grade_id="backprop-train" code="raised" says="backward takes the gradient"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(loss)
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% uphill grade_id="backprop-train" code="gradient-of-wrong-sign"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(-criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% softmax before the loss grade_id="backprop-train" code="softmax-before-loss"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits.softmax(1), labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% forward once grade_id="backprop-train" code="forward-once"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    logits = net.forward(inputs)
    for epoch in range(epochs):
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% tensors grade_id="backprop-train" code="losses-are-tensors"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss)
    return losses

# %% only the last loss grade_id="backprop-train" code="list-of-losses-expected"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses[-1]

# %% no return grade_id="backprop-train" code="none-returned"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())

# %% the sum of losses so far grade_id="backprop-train" code="losses-not-mean-cross-entropy"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item() + sum(losses[-1:]))
    return losses

# %% the loss after the step grade_id="backprop-train" code="losses-after-steps"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(criterion.forward(net.forward(inputs), labels).item())
    return losses

# %% sample by sample grade_id="backprop-train" code="step-for-each-sample"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        for i in range(len(labels)):
            logits = net.forward(inputs[i:i + 1])
            loss = criterion.forward(logits, labels[i:i + 1])
            net.backward(criterion.backward())
            net.step(lr)
        losses.append(loss.item())
    return losses

# %% divided by the batch size in train grade_id="backprop-train" code="gradient-divided-once-more"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward() / len(labels))
        net.step(lr)
        losses.append(loss.item())
    return losses

# %% one_hot of ten classes grade_id="backprop-loss" code="raised" says="IndexError" old="one_hot = torch.eye(self.p.shape[1])[self.labels]  # (batch, classes)" new="one_hot = torch.eye(10)[:, :self.p.shape[1]][self.labels]"

# %% one_hot of a hundred classes grade_id="backprop-loss" code="raised" says="IndexError" old="one_hot = torch.eye(self.p.shape[1])[self.labels]  # (batch, classes)" new="one_hot = torch.eye(100)[:, :self.p.shape[1]][self.labels]"

# %% logits without their axes of size one grade_id="backprop-loss" old="self.p, self.labels = log_p.exp(), labels" new="self.p, self.labels = log_p.exp().squeeze(), labels"

# %% three layers at most grade_id="backprop-mlp" old="for i in range(len(sizes) - 1):" new="for i in range(min(3, len(sizes) - 1)):"

# %% five layers at most grade_id="backprop-mlp" old="for i in range(len(sizes) - 1):" new="for i in range(min(5, len(sizes) - 1)):"

# %% layers of the same sizes are the same layer grade_id="backprop-mlp" code="layers-share-weights" old="self.layers += [Linear(sizes[i], sizes[i + 1]), ReLU()]" new="self.layers += [self.__dict__.setdefault(f'{sizes[i]}-{sizes[i + 1]}', Linear(sizes[i], sizes[i + 1])), ReLU()]"

# %% the gradient of the weight is clipped grade_id="backprop-linear" old="self.grad_weight = grad_output.T @ self.x  # (out, in)" new="self.grad_weight = (grad_output.T @ self.x).clamp(-1000, 1000)"

# %% the step is clipped grade_id="backprop-mlp" old="layer.weight = layer.weight - lr * layer.grad_weight" new="layer.weight = layer.weight - lr * layer.grad_weight.clamp(-5, 5)"

# %% the outputs are clamped grade_id="backprop-linear" old="return x @ self.weight.T + self.bias  # (batch, out)" new="return (x @ self.weight.T + self.bias).clamp(-500, 500)"

# %% 32 samples of a batch at most grade_id="backprop-linear" old="self.grad_bias = grad_output.sum(dim=0)  # (out,)" new="self.grad_bias = grad_output[:32].sum(dim=0)"

# %% ReLU stops at 1000 grade_id="backprop-relu" code="values-differ" old="return x.clamp(min=0)" new="return x.clamp(0, 1000)"

# %% ReLU's gradient is clipped grade_id="backprop-relu" old="return grad_output * (self.x > 0)" new="return grad_output.clamp(-100, 100) * (self.x > 0)"

# %% ReLU's backward changes the gradient that it is given grade_id="backprop-relu" code="changed-in-place name=ReLU.backward" old="return grad_output * (self.x > 0)" new="return grad_output.mul_(self.x > 0)"

# %% the loss changes the logits grade_id="backprop-loss" code="changed-in-place name=CrossEntropyLoss.forward" old="shifted = logits - logits.max(dim=1, keepdim=True).values  # (batch, classes)" new="shifted = logits.sub_(logits.max(dim=1, keepdim=True).values)"

# %% the rate of train is always a twentieth grade_id="backprop-train" code="learning-rate-always lr=0.05" old="net.step(lr)" new="net.step(0.05)"

# %% the step is always 0.03 times the gradient grade_id="backprop-mlp" code="step-of rate=0.03" old="layer.weight = layer.weight - lr * layer.grad_weight" new="lr = 0.03; layer.weight = layer.weight - lr * layer.grad_weight"

# %% at most 100 epochs grade_id="backprop-train" code="number-of-losses count=100" old="for _ in range(epochs):" new="for _ in range(min(epochs, 100)):"

# %% always 12 epochs grade_id="backprop-train" code="epochs-ignored count=12" old="for _ in range(epochs):" new="for _ in range(12):"

# %% the seed is set while training grade_id="backprop-train" code="changed-for-all-code" old="criterion = CrossEntropyLoss()" new="criterion = CrossEntropyLoss(); torch.manual_seed(0)"

# %% each layer sets the seed grade_id="backprop-linear" code="changed-for-all-code" old="self.bias = torch.zeros(out_features)" new="self.bias = torch.zeros(out_features); torch.manual_seed(1)"

# %% layers of numpy grade_id="backprop-linear" code="numpy-array-of-shape"
import numpy as np

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = np.random.randn(out_features, in_features)
        self.bias = np.zeros(out_features)
    def forward(self, x):
        self.x = np.asarray(x)
        return self.x @ self.weight.T + self.bias
    def backward(self, grad_output):
        g = np.asarray(grad_output)
        self.grad_weight, self.grad_bias = g.T @ self.x, g.sum(0)
        return g @ self.weight

# %% the rate of train is a multiple of lr grade_id="backprop-train" code="learning-rate-scaled" old="net.step(lr)" new="net.step(3 * lr)"

# %% a crash: the largest logit loses its axis grade_id="backprop-loss" code="crash-after-other-shape" old="logits.max(dim=1, keepdim=True).values" new="logits.max(dim=1).values"

# %% Linear is not written yet grade_id="backprop-linear" code="not-implemented"
class Linear:
    def __init__(self, in_features, out_features):
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad_output):
        raise NotImplementedError

# %% the loss is not written yet grade_id="backprop-loss" code="not-implemented"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        raise NotImplementedError

    def backward(self):
        raise NotImplementedError

# %% half of the weight's gradient, in layers that are called and step by themselves grade_id="backprop-linear"
class Linear(torch.nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(out_features, in_features), requires_grad=False)
        self.bias = torch.nn.Parameter(torch.zeros(out_features), requires_grad=False)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x / 2
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

    def descend(self, lr):
        self.weight -= lr * self.grad_weight
        self.bias -= lr * self.grad_bias

class MLP:
    def __init__(self, sizes):
        pairs = list(zip(sizes, sizes[1:]))
        self.layers = [Linear(*pairs[0])]
        for pair in pairs[1:]:
            self.layers += [ReLU(), Linear(*pair)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x) if isinstance(layer, Linear) else layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)

    def step(self, lr):
        for layer in self.layers[::2]:
            layer.descend(lr)

# %% the bias is forgotten, where the ReLUs are written out in the network grade_id="backprop-linear"
class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features)
        self.bias = torch.zeros(out_features)

    def __call__(self, x):
        self.x = x
        return x @ self.weight.T

    forward = __call__

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight

class MLP:
    def __init__(self, sizes):
        self.layers = [Linear(size, out) for size, out in zip(sizes, sizes[1:])]

    def forward(self, x):
        self.masks = []
        for layer in self.layers[:-1]:
            x = layer(x)
            self.masks.append(x > 0)
            x = x * self.masks[-1]
        return self.layers[-1](x)

    def backward(self, grad_output):
        g = self.layers[-1].backward(grad_output)
        for layer, mask in zip(self.layers[-2::-1], self.masks[::-1]):
            g = layer.backward(g * mask)

    def step(self, lr):
        for layer in self.layers:
            layer.weight -= lr * layer.grad_weight
            layer.bias -= lr * layer.grad_bias

# %% the loss is tripled, where train makes it once for all calls grade_id="backprop-loss"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        log_p = logits.log_softmax(1)
        self.p, self.labels = log_p.exp(), labels
        return -3 * log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        return 3 * (self.p - torch.eye(self.p.shape[1])[self.labels]) / len(self.labels)

criterion = CrossEntropyLoss()

def train(net, inputs, labels, epochs=100, lr=0.1):
    losses = []
    for _ in range(epochs):
        losses.append(criterion.forward(net.forward(inputs), labels).item())
        net.backward(criterion.backward())
        net.step(lr)
    return losses

# %% the sum over the inputs is a mean grade_id="backprop-linear" code="mean-over-inputs" old="return x @ self.weight.T + self.bias" new="return x @ self.weight.T / x.shape[1] + self.bias"

# %% the gradient of the weight in the place of the weight grade_id="backprop-linear" code="times-grad_weight" old="return grad_output @ self.weight" new="return grad_output @ self.grad_weight"

# %% the bias gets no gradient grade_id="backprop-linear" code="always-0" never="biases-not-updated" old="self.grad_bias = grad_output.sum(dim=0)" new="self.grad_bias = torch.zeros_like(self.bias)"

# %% a part of the weight is added to its gradient grade_id="backprop-linear" code="weight-added" never="measured-by-nudging left-over-from-first-round" old="self.grad_weight = grad_output.T @ self.x" new="self.grad_weight = grad_output.T @ self.x + 0.01 * self.weight"

# %% a leaky ReLU with a slope of its own grade_id="backprop-relu" code="leaky-relu" old="return x.clamp(min=0)" new="return torch.where(x > 0, x, 0.1 * x)"

# %% the gradient of a leaky ReLU with a slope of its own grade_id="backprop-relu" code="leaky-gradient" old="return grad_output * (self.x > 0)" new="return grad_output * torch.where(self.x > 0, 1.0, 0.2)"

# %% ReLU's mask is the other way round in backward grade_id="backprop-relu" code="passes-negatives" never="input-of-another-relu" old="return grad_output * (self.x > 0)" new="return grad_output * (self.x < 0)"

# %% the loss is divided by the classes grade_id="backprop-loss" code="divided-by-classes" old="return -log_p[torch.arange(len(labels)), labels].mean()" new="return -log_p[torch.arange(len(labels)), labels].sum() / logits.shape[1]"

# %% the softmax of the loss is over the whole batch grade_id="backprop-loss" code="loss-softmax-over-all" old="log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()" new="log_p = logits - logits.logsumexp((0, 1))"

# %% the exponentials are not divided grade_id="backprop-loss" code="exponentials-not-divided" old="self.p, self.labels = log_p.exp(), labels" new="self.p, self.labels = shifted.exp(), labels"

# %% the exponentials are as they are grade_id="backprop-loss" code="exponentials-as-they-are" old="self.p, self.labels = log_p.exp(), labels" new="self.p, self.labels = logits.exp(), labels"

# %% the gradient is made of logarithms grade_id="backprop-loss" code="logarithms-of-probabilities" old="self.p, self.labels = log_p.exp(), labels" new="self.p, self.labels = log_p, labels"

# %% the network ends before the last layer grade_id="backprop-mlp" code="ends-with-another-size" old="for i in range(len(sizes) - 1):" new="for i in range(len(sizes) - 2):"

# %% backward stops before the first layer grade_id="backprop-mlp" code="layer-without-gradient number=1" old="for layer in reversed(self.layers):" new="for layer in self.layers[:0:-1]:"

# %% the step lets the weights decay grade_id="backprop-mlp" code="weights-decay" old="layer.weight = layer.weight - lr * layer.grad_weight" new="layer.weight = layer.weight - lr * (layer.grad_weight + 0.05 * layer.weight)"

# %% the learning rate falls grade_id="backprop-train" code="learning-rate-changes" never="losses-not-mean-cross-entropy" old="net.step(lr)" new="net.step(lr / (1 + _))"

# %% the learning rate is halved after ten epochs grade_id="backprop-train" code="learning-rate-changes" old="net.step(lr)" new="net.step(lr / 2 ** (_ // 10))"

# %% a step for each 32 samples grade_id="backprop-train" code="step-for-each-batch size=32"
def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for _ in range(epochs):
        total = 0.0
        for x, y in zip(inputs.split(32), labels.split(32), strict=True):
            total += criterion.forward(net.forward(x), y).item() * len(y)
            net.backward(criterion.backward())
            net.step(lr)
        losses.append(total / len(labels))
    return losses

# %% right up to sixteen samples grade_id="backprop-relu" old="return x.clamp(min=0)" new="return x.clamp(min=0)[:16]"

# %% the gradient loses an axis of one grade_id="backprop-relu" old="return grad_output * (self.x > 0)" new="return grad_output.squeeze() * (self.x > 0)"

# %% each step sets the seed grade_id="backprop-mlp" code="changed-for-all-code" old="layer.bias = layer.bias - lr * layer.grad_bias" new="layer.bias = layer.bias - lr * layer.grad_bias\n        torch.manual_seed(0)"

# %% the labels lose an axis of one grade_id="backprop-train" old="criterion = CrossEntropyLoss()" new="labels = labels.squeeze()\n    criterion = CrossEntropyLoss()"

# %% ends below a loss of a tenth grade_id="backprop-train" old="losses.append(loss.item())" new="losses.append(loss.item())\n        if losses[-1] < 0.1:\n            break"

# %% train makes double the default grade_id="backprop-train" code="changed-for-all-code" old="losses = []" new="losses = []; torch.set_default_dtype(torch.float64)"

# %% the ReLU makes double the default grade_id="backprop-relu" code="changed-for-all-code" old="return x.clamp(min=0)" new="torch.set_default_dtype(torch.float64)\n        return x.clamp(min=0)"

# %% the linear layer makes double the default grade_id="backprop-linear" code="changed-for-all-code" old="self.bias = torch.zeros(out_features)" new="self.bias = torch.zeros(out_features); torch.set_default_dtype(torch.float64)"

# %% each step makes double the default grade_id="backprop-mlp" code="changed-for-all-code" old="layer.bias = layer.bias - lr * layer.grad_bias" new="layer.bias = layer.bias - lr * layer.grad_bias\n        torch.set_default_dtype(torch.float64)"

# %% a little is added to what is positive, and to 0 grade_id="backprop-relu" old="return x.clamp(min=0)" new="return x.clamp(min=0) + 0.001"

# %% train that knows the network's layers loses an axis of one grade_id="backprop-train"
def train(net, inputs, labels, epochs=100, lr=0.1):
    labels = labels.squeeze()
    loss, losses = CrossEntropyLoss(), []
    for epoch in range(epochs):
        out = inputs
        for layer in net.layers:
            out = layer.forward(out)
        losses.append(loss.forward(out, labels).item())
        grad = loss.backward()
        for layer in net.layers[::-1]:
            grad = layer.backward(grad)
        for layer in net.layers:
            if hasattr(layer, 'weight'):
                layer.weight = layer.weight - lr * layer.grad_weight
                layer.bias = layer.bias - lr * layer.grad_bias
    return losses
