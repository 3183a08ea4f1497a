# Other spellings of what is right: all of them must get all points. A cell holds only what differs from your solution.

# %% a Linear layer
class Gate(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.linear = nn.Linear(features, features)

    def forward(self, x):
        return self.linear(x).sigmoid() * x
