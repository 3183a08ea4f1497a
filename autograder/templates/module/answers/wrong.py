# Typical bugs: where each loses points, and its code, whose sentence stands in messages.yml. What a student's module
# gives is compared with what these give, so that the student reads the sentence.

# %% the gate alone grade_id="NAME-forward" code="gate-alone"
class Gate(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.linear = nn.Linear(features, features)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


# %% no bias grade_id="NAME-forward" code="bias-missing"
class Gate(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.linear = nn.Linear(features, features, bias=False)

    def forward(self, x):
        return torch.sigmoid(self.linear(x)) * x


# %% the gate is detached grade_id="NAME-gradients" code="gate-detached"
class Gate(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features, features) / features**0.5)
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        return torch.sigmoid(x @ self.weight.T + self.bias).detach() * x
