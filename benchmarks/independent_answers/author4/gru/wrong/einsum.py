# %% from_h is computed once before the loop over the steps, from the first state grade_id="gru-layer" old="            for t in range(seq):\n                from_h = torch.einsum(\"bi,goi->gbo\", h, u) + c\n" new="            from_h = torch.einsum(\"bi,goi->gbo\", h, u) + c\n            for t in range(seq):\n"

# %% the matrix of the hidden state is used transposed grade_id="gru-layer" old="torch.einsum(\"bi,goi->gbo\", h, u)" new="torch.einsum(\"bi,gio->gbo\", h, u)"

# %% the state is detached after each step, so no gradient reaches earlier steps grade_id="gru-layer" old="                h = (1 - z) * n + z * h\n                steps += [h]" new="                h = (1 - z) * n + z * h\n                steps += [h]\n                h = h.detach()"

# %% the loss is divided by the number of classes too: mean over all entries of the log-softmax times the one-hot labels grade_id="gru-train" old="-outputs.log_softmax(1).gather(1, labels[:, None]).mean()" new="-(outputs.log_softmax(1) * torch.eye(outputs.shape[1])[labels]).mean()"

# %% the softmax in the loss runs along the rows (dim 0) and not along the classes grade_id="gru-train" old="outputs.log_softmax(1)" new="outputs.log_softmax(0)"

# %% num_classes is ignored, the linear layer always gives 4 numbers grade_id="gru-model" old="nn.Linear(hidden_size, num_classes)" new="nn.Linear(hidden_size, 4)"

# %% CharGRU keeps the last state in self and hands it to the GRU in the next call, and decode gives a list of letters instead of a string grade_id="gru-model gru-ohlol"
class CharGRU(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_classes: int, num_layers: int = 1) -> None:
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.readout = nn.Linear(hidden_size, num_classes)
        self.state = None

    def forward(self, input: Tensor) -> Tensor:
        hidden, state = self.gru(input, self.state)
        self.state = state.detach()
        return torch.flatten(self.readout(hidden), end_dim=1)


def decode(outputs: Tensor, idx2char: list[str]) -> str:
    return [idx2char[best] for best in outputs.detach().argmax(dim=-1).tolist()]
