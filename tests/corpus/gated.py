"""What lstm and gru have in common in the corpus: the network around the layer, train and decode, in right spellings
and in wrong ones. In a source, CELL stands for LSTM or GRU.
"""

# ruff: noqa: E501 - lines of code within lines of code

from __future__ import annotations

from corpus import Answers, Bug
from corpus.rnn import DECODES, HEAD, TRAINS

NETWORKS = {
    "the layer and a Linear": """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = CELL(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.rnn(input)
        return self.linear(output).reshape(-1, self.linear.out_features)
""",
    "the Linear first, made flat first": """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super(CharCELL, self).__init__()
        self.hidden_size = hidden_size
        self.fc = nn.Linear(hidden_size, num_classes)
        self.encoder = CELL(input_size, hidden_size, num_layers)
    def forward(self, x):
        out, state = self.encoder(x, None)
        out = out.contiguous().view(-1, self.hidden_size)
        return self.fc(out)
""",
    "a subclass of the layer": """
class CharCELL(CELL):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        CELL.__init__(self, input_size, hidden_size, num_layers)
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        h = super().forward(input)[0]
        return torch.cat([self.out(h_t) for h_t in h])
""",
    "own parameters, x @ W": """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(1, num_classes))
        self.W = nn.Parameter(torch.randn(hidden_size, num_classes) * 0.1)
        self.cell = CELL(input_size, hidden_size, num_layers)
    def forward(self, input):
        seq, batch = input.shape[:2]
        y = torch.einsum('sbh,hc->sbc', self.cell(input)[0], self.W)
        return y.reshape(seq * batch, -1) + self.b
""",
    "single layers in a list, a Linear without bias": """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(num_layers):
            self.layers.append(CELL(input_size if i == 0 else hidden_size, hidden_size))
        self.head = nn.Linear(hidden_size, num_classes, bias=False)
    def forward(self, input):
        for layer in self.layers:
            input, *_ = layer(input)
        return self.head(input).flatten(end_dim=1)
""",
    "a lazy Linear, one step at a time, the state handed on": """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = CELL(input_size, hidden_size, num_layers)
        self.out = nn.LazyLinear(num_classes)
    def forward(self, input):
        state, rows = None, []
        for x in input.split(1):
            y, state = self.rnn(x, state)
            rows.append(self.out(y[0]))
        return torch.vstack(rows)
""",
    "a convolution of width 1": """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.body, self.head = CELL(input_size, hidden_size, num_layers), nn.Conv1d(hidden_size, num_classes, 1)
    def forward(self, input):
        h, _ = self.body(input)
        return self.head(h.permute(1, 2, 0)).permute(2, 0, 1).reshape(input.size(0) * input.size(1), -1)
""",
}

# The equations once more, under names of their own.
AGAIN = {
    "LSTM": {
        "one Linear of [h, x] for all gates, in the order f, i, o, g": """
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.cells = nn.ModuleList(nn.Linear(hidden_size + (hidden_size if l else input_size), 4 * hidden_size) for l in range(num_layers))
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        x = input
        for cell in self.cells:
            h, c, ys = torch.zeros(x.size(1), self.H), torch.zeros(x.size(1), self.H), []
            for x_t in x:
                f, i, o, g = cell(torch.cat([h, x_t], 1)).chunk(4, 1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
                ys.append(h)
            x = torch.stack(ys)
        return self.out(x).view(-1, self.out.out_features)
""",
        "a matrix for each gate, x @ W + h @ U + b": """
class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H, self.L = hidden_size, num_layers
        def new(*shape): return nn.Parameter(torch.randn(*shape) * 0.3)
        for l in range(num_layers):
            for gate in 'ifog':
                setattr(self, f'W_{gate}{l}', new(hidden_size if l else input_size, hidden_size))
                setattr(self, f'U_{gate}{l}', new(hidden_size, hidden_size))
                setattr(self, f'b_{gate}{l}', new(hidden_size))
        self.V, self.d = new(hidden_size, num_classes), new(num_classes)
    def forward(self, x):
        for l in range(self.L):
            h = c = torch.zeros(x.size(1), self.H)
            ys = []
            for x_t in x:
                a = {g: x_t @ getattr(self, f'W_{g}{l}') + h @ getattr(self, f'U_{g}{l}') + getattr(self, f'b_{g}{l}') for g in 'ifog'}
                c = torch.sigmoid(a['f']) * c + torch.sigmoid(a['i']) * torch.tanh(a['g'])
                h = torch.sigmoid(a['o']) * torch.tanh(c)
                ys.append(h)
            x = torch.stack(ys)
        return (x @ self.V + self.d).flatten(0, 1)
""",
    },
    "GRU": {
        "two Linears, the head before them": """
class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.out = nn.Linear(hidden_size, num_classes)
        self.h2g = nn.ModuleList(nn.Linear(hidden_size, 3 * hidden_size) for l in range(num_layers))
        self.x2g = nn.ModuleList(nn.Linear(hidden_size if l else input_size, 3 * hidden_size) for l in range(num_layers))
    def forward(self, x):
        for x2g, h2g in zip(self.x2g, self.h2g):
            h, ys = torch.zeros(x.size(1), self.H), []
            for x_t in x:
                (z, r, n), (hz, hr, hn) = x2g(x_t).chunk(3, 1), h2g(h).chunk(3, 1)
                z, r = torch.sigmoid(z + hz), torch.sigmoid(r + hr)
                h = torch.lerp(torch.tanh(n + r * hn), h, z)
                ys.append(h)
            x = torch.stack(ys)
        return self.out(x).view(-1, self.out.out_features)
""",
        "two Linears for each gate": """
class Cell(nn.Module):
    def __init__(self, size, hidden):
        super().__init__()
        self.W_z, self.U_z = nn.Linear(size, hidden), nn.Linear(hidden, hidden)
        self.W_r, self.U_r = nn.Linear(size, hidden), nn.Linear(hidden, hidden)
        self.W_n, self.U_n = nn.Linear(size, hidden), nn.Linear(hidden, hidden)
    def forward(self, x, h):
        z, r = torch.sigmoid(self.W_z(x) + self.U_z(h)), torch.sigmoid(self.W_r(x) + self.U_r(h))
        return (1 - z) * torch.tanh(self.W_n(x) + r * self.U_n(h)) + z * h

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.H = hidden_size
        self.cells = nn.ModuleList([Cell(input_size, hidden_size)] + [Cell(hidden_size, hidden_size) for _ in range(1, num_layers)])
        self.out = nn.Linear(hidden_size, num_classes)
    def forward(self, x):
        hs = [torch.zeros(x.size(1), self.H) for _ in self.cells]
        rows = []
        for x_t in x:
            for k, cell in enumerate(self.cells):
                x_t = hs[k] = cell(x_t, hs[k])
            rows.append(self.out(x_t))
        return torch.cat(rows)
""",
    },
}

ENDING = "return self.linear(output).reshape(-1, self.linear.out_features)"

STUBS = {
    "layer": """
class CELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        raise NotImplementedError
    def forward(self, input, state=None):
        raise NotImplementedError
""",
    "network": """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        raise NotImplementedError
    def forward(self, input):
        raise NotImplementedError
""",
    "decode": "def decode(outputs, idx2char):\n    raise NotImplementedError('your code here')\n",
    "train": "def train(net, inputs, labels, epochs=100, lr=0.05):\n    raise NotImplementedError()\n",
}


def of(kind: str, source: str) -> str:
    """`source` for LSTM or GRU."""
    return source.replace("CELL", kind)


def sound(kind: str, layer: str) -> Answers:
    return Answers(
        HEAD,
        layer=layer,
        network=of(kind, NETWORKS["the layer and a Linear"]),
        decode=next(iter(DECODES.values())),
        train=next(iter(TRAINS.values())),
    )


def stub(kind: str) -> Answers:
    return Answers(HEAD, **{name: of(kind, source) for name, source in STUBS.items()})


def right(kind: str, layers: dict[str, str]) -> dict[str, Answers]:
    """Each spelling of a layer with other spellings of the rest, and each spelling of a network with the first."""
    spellings, decodes, trains = (list(each.values()) for each in (NETWORKS, DECODES, TRAINS))
    answers = {
        name: Answers(
            HEAD,
            layer=layer,
            network=of(kind, spellings[i % len(spellings)]),
            decode=decodes[i % len(decodes)],
            train=trains[i % len(trains)],
        )
        for i, (name, layer) in enumerate(layers.items())
    }
    first = sound(kind, next(iter(layers.values())))
    networks = {name: of(kind, network) for name, network in NETWORKS.items()} | AGAIN[kind]
    return answers | {f"network: {name}": first.with_(network=n) for name, n in networks.items()}


def edited(answer: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in answer, old
        answer = answer.replace(old, new)
    return answer


def network_bugs(kind: str, sound: Answers) -> dict[str, Bug]:
    """Bugs of the network around the layer."""

    def bug(phrase: str, *edits: tuple[str, str], never: str = "") -> Bug:
        network = edited(sound.parts["network"], *edits)
        return Bug(f"{kind.lower()}-model", sound.with_(network=network), phrase, never)

    return {
        "network: rows batch by batch": bug(
            "the rows come batch by batch",
            (ENDING, "return self.linear(output).transpose(0, 1).reshape(-1, self.linear.out_features)"),
        ),
        "network: softmax at the end": bug("forward ends in softmax", (ENDING, ENDING + ".softmax(-1)")),
        "network: log_softmax at the end": bug(
            "forward ends in log_softmax", (ENDING, f"{ENDING}.log_softmax(1)")
        ),
        "network: log_softmax over the batch at the end": bug(
            "forward ends in log_softmax over the batch",
            (ENDING, "return self.linear(output).log_softmax(1).flatten(0, 1)"),
        ),
        "network: ReLU at the end": bug("ReLU is applied to the logits", (ENDING, f"{ENDING}.relu()")),
        "network: ReLU before the Linear": bug(
            "ReLU is applied before the Linear", ("self.linear(output)", "self.linear(F.relu(output))")
        ),
        "network: no Linear": bug(
            "expected the shape", (ENDING, "return output.reshape(-1, output.shape[-1])")
        ),
        "network: three axes": bug("expected the shape", (ENDING, "return self.linear(output)")),
        "network: the last step only": bug("expected the shape", (ENDING, "return self.linear(output[-1])")),
        "network: always one layer": bug(
            "num_layers is ignored", ("hidden_size, num_layers)", "hidden_size)")
        ),
        "network: the last step for every row": bug(
            "every row is the last step's",
            (
                ENDING,
                "return self.linear(output[-1:].expand_as(output)).reshape(-1, self.linear.out_features)",
            ),
        ),
        "network: the state is kept": bug(
            "state leaks in",
            (
                "output, _ = self.rnn(input)",
                "output, self.state = self.rnn(input, getattr(self, 'state', None))",
            ),
            never="detached",
        ),
        "network: the state is kept and the input is scaled": bug(
            "its values are not those of",
            (
                "output, _ = self.rnn(input)",
                "output, self.state = self.rnn(2 * input, getattr(self, 'state', None))",
            ),
            never="random",
        ),
        "network: dropout that evaluation mode does not turn off": bug(
            "a dropout never switched off",
            ("self.linear(output)", "self.linear(nn.functional.dropout(output, 0.3))"),
        ),
        "network: the output is detached": bug(
            "gets no gradient", ("self.linear(output)", "self.linear(output.detach())")
        ),
        "network: two Linears": bug(
            "more.weight (4, 4)",
            (
                "nn.Linear(hidden_size, num_classes)",
                "nn.Linear(hidden_size, num_classes); self.more = nn.Linear(hidden_size, hidden_size)",
            ),
            ("self.linear(output)", "self.linear(self.more(output))"),
        ),
        "network: dropout": bug(
            "is there a dropout?",
            ("self.linear(output)", "self.linear(F.dropout(output, 0.2, self.training))"),
        ),
        "network: made for hello": bug("RuntimeError", (ENDING, "return self.linear(output).view(5, 4)")),
        "network: nothing is returned": bug("is a return missing?", (ENDING, ENDING.removeprefix("return "))),
    }


def loop_bugs(kind: str, sound: Answers) -> dict[str, Bug]:
    """Bugs of train and decode."""

    def bug(phrase: str, *edits: tuple[str, str]) -> Bug:
        return Bug(f"{kind.lower()}-train", sound.with_(train=edited(sound.parts["train"], *edits)), phrase)

    def misread(phrase: str, decode: str) -> Bug:
        return Bug(f"{kind.lower()}-ohlol", sound.with_(decode=decode), phrase)

    return {
        "train: zero_grad is missing": bug("zero_grad() is missing", ("        optimizer.zero_grad()\n", "")),
        "train: step is missing": bug("never change", ("        optimizer.step()\n", "")),
        "train: softmax before cross-entropy": bug(
            "softmax is applied before",
            ("criterion(outputs, labels)", "criterion(outputs.softmax(1), labels)"),
        ),
        "train: plain gradient descent": bug("asks for Adam", ("optim.Adam", "optim.SGD")),
        "train: a fixed learning rate": bug("always 0.05", ("lr=lr)", "lr=0.05)")),
        "train: the loss keeps its graph": bug(
            "loss.item()", ("losses.append(loss.item())", "losses.append(loss)")
        ),
        "train: nothing comes back": bug("must return a list", ("    return losses\n", "")),
        "train: nothing is printed": bug("found none", ("print(f", "str(f")),
        "train: epochs printed from 1": bug(
            "from 0 to epochs - 1", ("{epoch}/{epochs - 1}", "{epoch + 1}/{epochs}")
        ),
        "decode: a list": misread(
            "expected a string", "def decode(o, idx2char): return [idx2char[i] for i in o.argmax(1)]"
        ),
        "decode: the least likely": misread(
            "not the most likely", "def decode(o, idx2char): return ''.join(idx2char[i] for i in o.argmin(1))"
        ),
        "decode: knows the answer": misread("not the most likely", "def decode(o, idx2char): return 'ohlol'"),
    }


def forgeries(kind: str, sound: Answers) -> dict[str, Bug]:
    """Shortcuts and made-up values."""
    name = kind.lower()
    refused = f"nn.{kind} is not allowed"

    def layer(source: str, phrase: str = refused) -> Bug:
        return Bug(f"{name}-layer", sound.with_(layer=of(kind, source)), phrase)

    state = "state" if kind == "LSTM" else "h_0"
    return {
        "torch's layer under another name": layer("class CELL(nn.CELL):\n    pass\n"),
        "torch's layer, its name bound": layer("CELL = nn.CELL\n"),
        "torch's operation by its full name": layer(
            f"""
class CELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.layers, self.hidden, rows = num_layers, hidden_size, {4 if kind == "LSTM" else 3} * hidden_size
        for k in range(num_layers):
            for n, shape in {{
                'weight_ih': (rows, hidden_size if k else input_size), 'weight_hh': (rows, hidden_size),
                'bias_ih': (rows,), 'bias_hh': (rows,),
            }}.items():
                setattr(self, f'{{n}}_l{{k}}', nn.Parameter(torch.randn(shape) / 10))
    def forward(self, input, {state}=None):
        start = {state}
        if start is None:
            start = torch.zeros(self.layers, input.shape[1], self.hidden)
            start = {"[start, start]" if kind == "LSTM" else "start"}
        answer = torch.ops.aten.{name}.input(input, start, list(self.parameters()), True, self.layers, 0.0, False, False, False)
        return {"answer[0], answer[1:]" if kind == "LSTM" else "answer"}
"""
        ),
        "torch's layer, kept as one's own": layer(
            f"""
class CELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        inner = nn.CELL(input_size, hidden_size, num_layers)
        for n, p in inner.named_parameters():
            self.register_parameter(n, p)
        self.inner = [inner]
    def forward(self, input, {state}=None):
        return self.inner[0](input, {state})
"""
        ),
        "torch's cell, step by step": layer(
            """
class CELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.cells = nn.ModuleList(nn.CELLCell(input_size if k == 0 else hidden_size, hidden_size) for k in range(num_layers))
    def forward(self, input, state=None):
        raise NotImplementedError
""",
            f"nn.{kind}Cell is not allowed",
        ),
        "a network that knows ohlol": Bug(
            f"{name}-model",
            sound.with_(
                network=of(
                    kind,
                    """
class CharCELL(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.rnn = CELL(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)
    def forward(self, input):
        rows = torch.eye(self.linear.out_features)[torch.tensor([3, 1, 2, 3, 2])[:input.size(0)]]
        return rows.repeat_interleave(input.size(1), 0) + 0 * self.linear.weight.sum()
""",
                )
            ),
            "",
        ),
        "train makes its losses up": Bug(
            f"{name}-train",
            sound.with_(
                train="""
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.97 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses
"""
            ),
            "",
        ),
        "values that are no numbers": Bug(
            f"{name}-layer",
            sound.with_(layer=sound.parts["layer"].replace("torch.tanh(", "float('nan') * torch.tanh(")),
            "not finite",
        ),
    }
