"""A hidden test meets the same behaviour wherever the student's code lives, and is told why there is no answer."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
import torch
from corpus.grading import received

from autograder.errors import BadAnswer, Died, Missing, Raised, TimedOut
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.probes import Probe
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import LocalConnection, SandboxConnection
from autograder.student.student import Handle, NumPyArray, Student

LIMITS = Limits(
    wall=60, request=5, cpu=30, memory=1 << 30, processes=64, scratch=1 << 20, files=4096, output=10_000
)


def cells(sources: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(f"cell {i}", textwrap.dedent(source)) for i, source in enumerate(sources, start=1)]


@pytest.fixture(params=["in this process", "in the sandbox"])
def hand_in(request: pytest.FixtureRequest) -> Iterator[Callable[..., Student]]:
    """A submission made of cells, in this process and in a worker: every test with it runs in both."""
    connections = []

    def hand_in(*sources: str, forbidden: Sequence[str] = ()) -> Student:
        if request.param == "in this process":
            return Student(LocalConnection(cells(sources), forbidden))
        for connection in connections:  # a sandbox has one worker at a time
            connection.close()
        sandbox = request.getfixturevalue("sandbox")
        connections.append(SandboxConnection(sandbox, cells(sources), LIMITS, forbidden=forbidden))
        return Student(connections[-1])

    yield hand_in
    for connection in connections:
        connection.close()


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Callable[..., SandboxConnection]]:
    """A submission made of cells in a worker, with other limits."""
    connections = []

    def connect(*sources: str, **limits: float) -> SandboxConnection:
        connections.append(SandboxConnection(sandbox, cells(sources), replace(LIMITS, **limits)))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


NETWORK = """
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self, size, scale=1.0):
            super().__init__()
            self.scale = scale
            self.second = nn.Linear(4, 2)
            self.first = nn.Linear(size, 4)
            self.drop = nn.Dropout(0.5)
        def forward(self, x):
            return self.second(self.drop(torch.relu(self.first(x)))) * self.scale
        def describe(self, *args, **kwargs):
            return [self.scale, list(args), kwargs]
"""


def test_a_function_is_called_with_what_the_test_gives_it(hand_in):
    student = hand_in("def f(a, b=0, *rest, **more): return [a, b, list(rest), more]")
    tensor = torch.arange(3)
    a, b, rest, more = student.f({"x": [tensor]}, None, "s", key=(1, 2.5, True))
    assert torch.equal(a["x"][0], tensor)
    assert (b, rest, more) == (None, ["s"], {"key": [1, 2.5, True]})


def test_an_object_stays_where_it_is_and_its_handle_reaches_it(hand_in):
    network = hand_in(NETWORK).Net(3, scale=2.0)
    assert isinstance(network, Handle)
    assert network.kind == "Net"
    assert network.attribute("scale") == 2.0
    assert network.method("describe", 1, key="v") == [2.0, [1], {"key": "v"}]
    assert network.attribute("first").kind == "Linear"


def test_weights_that_are_loaded_are_those_it_computes_with(hand_in):
    network = hand_in(NETWORK).Net(3)
    values = {name: torch.full_like(value, 0.5) for name, value in network.parameters().items()}
    network.load(values)
    assert network.parameters().keys() == {"first.weight", "first.bias", "second.weight", "second.bias"}
    assert all(torch.equal(value, values[name]) for name, value in network.parameters().items())
    trace = network.trace(torch.ones(1, 3))
    assert torch.equal(trace.output, torch.full((1, 2), 4.5))  # 4 · 0.5 · 2 + 0.5


def test_a_trace_names_the_steps_and_the_order_of_the_weights(hand_in):
    trace = hand_in(NETWORK).Net(3).trace(torch.ones(2, 3))
    assert trace.used == ("first.weight", "first.bias", "second.weight", "second.bias")
    assert [name for name, _ in trace.operations][:2] == ["linear", "relu"]
    assert torch.equal(trace.operations[-1][1], trace.output)


def test_dropout_is_off_while_a_network_is_looked_at_and_on_again_afterwards(hand_in):
    network = hand_in(NETWORK).Net(3)
    x = torch.ones(1, 3)
    assert torch.equal(network.trace(x).output, network.trace(x).output)
    assert network.attribute("drop").attribute("training") is True


def test_evaluating_gives_the_output_in_evaluation_mode_and_no_more(hand_in):
    network = hand_in(NETWORK).Net(3)
    x = torch.ones(2, 3)
    assert torch.equal(network.evaluate(x), network.trace(x).output)
    assert network.attribute("drop").attribute("training") is True


def test_random_numbers_are_drawn_anew_from_the_seed_in_each_request(hand_in):
    student = hand_in("import torch\ndef f(): return torch.rand(3)")
    first = student.f()
    assert torch.equal(student.f(), first)
    student.seed = 1
    assert not torch.equal(student.f(), first)


def test_gradients_are_those_of_the_output_times_upstream(hand_in):
    student = hand_in(
        "import torch\nclass Square(torch.nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n"
        "        self.w = torch.nn.Parameter(torch.ones(3))\n        self.idle = torch.nn.Parameter(torch.ones(1))\n"
        "    def forward(self, x): return self.w * x ** 2\n"
    )
    x = torch.tensor([1.0, 2.0, 3.0])
    gradients = student.Square().gradients(x, upstream=torch.tensor([1.0, 10.0, 100.0]))
    assert gradients.parameters["w"].tolist() == [1, 40, 900]
    assert gradients.parameters["idle"] is None
    assert gradients.inputs[0].tolist() == [2, 40, 600]


def test_gradients_of_an_output_of_several_tensors_reach_the_tensors_of_a_tuple(hand_in):
    student = hand_in(
        "import torch\nclass Pair(torch.nn.Module):\n"
        "    def forward(self, x, state):\n        assert isinstance(state, tuple)\n"
        "        h, c = state\n        return x * h, (h * c, c.detach())\n"
    )
    x, h, c, one = torch.tensor([2.0]), torch.tensor([3.0]), torch.tensor([5.0]), torch.ones(1)
    pair = student.Pair()
    assert [g.item() for g in pair.gradients(x, (h, c), upstream=[one, [None, None]]).inputs[:2]] == [3, 2]
    both = pair.gradients(x, (h, c), upstream=[one, [10 * one, one]])
    assert [g.item() for g in both.inputs] == [3, 52, 30]
    with pytest.raises(Raised, match="ValueError"):
        pair.gradients(x, (h, c), upstream=[one])


def test_the_precision_holds_for_what_the_students_code_makes_itself(hand_in):
    student = hand_in("import torch\ndef f(): return torch.zeros(2)")
    assert student.f().dtype == torch.float32
    student.dtype = torch.float64
    assert student.f().dtype == torch.float64


def test_what_a_fresh_object_leaves_unset_is_nan(hand_in):
    student = hand_in(
        """
        import torch
        class Layer(torch.nn.Module):
            def __init__(self, size):
                super().__init__()
                self.unset = torch.nn.Parameter(torch.empty(size))
                self.filled = torch.nn.Parameter(torch.empty(size).fill_(2.0))
        def strict(): return torch.are_deterministic_algorithms_enabled()
        """
    )
    parameters = student.fresh("Layer", 3).parameters()
    assert parameters["unset"].isnan().all()
    assert parameters["filled"].tolist() == [2.0] * 3
    assert student.strict() is False  # what fills them is for this object alone


def test_a_training_shows_its_losses_its_prints_and_its_optimizers_steps(hand_in):
    student = hand_in(
        """
        import sys, torch
        def train(net, x, y, epochs=100, lr=0.05):
            optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
            losses = []
            for epoch in range(epochs):
                loss = torch.nn.functional.cross_entropy(net(x), y)
                optimizer.zero_grad(); loss.backward(); optimizer.step()
                losses.append(loss.item())
                sys.stderr.write("| 50 % ")
                print("epoch", epoch)
            return losses
        """
    )
    probe = student.make("Probe", 4, 3, 2)
    before = probe.parameters()
    arguments = (probe, torch.randn(5, 4), torch.tensor([0, 1, 0, 1, 1]))
    training = student.run_training("train", *arguments, steps_of=probe, epochs=2, lr=0.5)
    assert len(training.value) == 2
    assert training.printed == "epoch 0\nepoch 1\n| 50 % | 50 % "  # a bar of progress breaks no line
    assert [step["kind"] for step in training.steps] == ["SGD", "SGD"]
    (group,) = training.steps[0]["groups"]
    assert group["parameters"] == [0, 1, 2, 3]
    assert (group["settings"]["lr"], group["settings"]["momentum"]) == (0.5, 0.9)
    after = probe.parameters()
    assert all(not torch.equal(after[name], before[name]) for name in before)
    unwatched = student.run_training("train", *arguments, epochs=2, lr=0.5)
    assert len(unwatched.value) == 2
    assert unwatched.steps == ()


HOLDER = """
    import functools, torch
    import numpy as np

    class Slotted:
        __slots__ = ("w", "unset")
        def __init__(self): self.w = torch.ones(2)

    class Holder:
        def __init__(self):
            self.layers = [torch.nn.Linear(2, 3), {"b": torch.zeros(1, 3)}]
            self.again = self.layers[0].weight
            self.array = np.zeros(4)
            self.slotted = Slotted()
            self.labels = torch.tensor([1, 2])
            self.me = self
            inner = torch.full((5,), 2.0)
            self.run = lambda: inner.sum()
            self.partial = functools.partial(self.forward, torch.ones(6))
        weight = property(lambda self: self.layers[0].weight.T)
        def forward(self, x): return self.layers[0](x) + torch.from_numpy(self.array).sum()
"""


def test_the_tensors_of_any_object_are_found_once_and_filled_where_they_are(hand_in):
    holder = hand_in(HOLDER).Holder()
    found = holder.tensors()
    shapes = {name: tuple(value.shape) for name, value in found.items()}
    assert sorted(shapes.values()) == [(1, 3), (2,), (3,), (3, 2), (4,), (5,), (6,)]
    assert (shapes["layers.1.b"], shapes["slotted.w"], shapes["array"]) == ((1, 3), (2,), (4,))
    holder.fill({name: torch.full_like(value, 0.5) for name, value in found.items()})
    assert all(value.eq(0.5).all() for value in holder.tensors().values())
    assert holder.method("run") == 2.5
    assert holder.method("forward", torch.ones(1, 2)).tolist() == [[3.5, 3.5, 3.5]]
    holder.fill({"weight": torch.ones(2, 3)})
    assert holder.attribute("weight").eq(1).all()
    assert holder.method("forward", torch.ones(1, 2)).tolist() == [[4.5, 4.5, 4.5]]


def test_a_network_by_hand_is_the_probe_with_its_gradients(hand_in):
    student = hand_in("def f(net, x): return net.backward(net.forward(x))")
    theirs, ours = student.make("ByHand", 3, 4, 2, callable=False), Probe(3, 4, 2)
    theirs.method("load", list(ours.parameters()))
    x = torch.linspace(-1, 1, 15).reshape(5, 3).requires_grad_()
    logits = ours(x)
    assert torch.allclose(theirs.method("forward", x), logits, atol=1e-6)
    logits.backward(logits.detach())
    assert x.grad is not None
    assert torch.allclose(student.f(theirs, x), x.grad, atol=1e-5)
    theirs.method("step", 0.5)
    for got, p in zip(theirs.method("weights"), ours.parameters(), strict=True):
        assert p.grad is not None
        assert torch.allclose(got, p - 0.5 * p.grad, atol=1e-5)
    with pytest.raises(Raised, match="not callable"):
        theirs(x)
    with pytest.raises(Raised, match="before"):
        student.make("ByHand", 3, 4, 2, callable=True).method("step", 0.1)


def test_layers_of_the_kits_stand_in_for_the_students_own_for_a_while(hand_in):
    student = hand_in(
        """
        class ReLU:
            def forward(self, x): return x.clamp(min=0)
            __call__ = forward
        class Linear:
            __slots__ = ("weight", "bias", "grad_weight", "grad_bias")
            def __init__(self, size, out): raise NotImplementedError
        relu = ReLU()
        def use(x): return relu(x)
        """
    )
    x, g = torch.tensor([[-1.0, 2.0]]), torch.tensor([[3.0]])
    with student.standing_in({"ReLU": "tanh"}):
        torch.testing.assert_close(student.use(x), x.tanh())
        with student.standing_in({"Linear": "sine_linear"}):
            layer = student.Linear(2, 1)
            weight, bias = layer.attribute("weight"), layer.attribute("bias")
            torch.testing.assert_close(layer.method("forward", x), x.sin() @ weight.T + bias)
            torch.testing.assert_close(layer.method("backward", g), g @ weight * x.cos())
            torch.testing.assert_close(layer.attribute("grad_weight"), g.T @ x.sin())
        torch.testing.assert_close(student.use(x), x.tanh())
        with pytest.raises(Raised):
            student.Linear(2, 1)
    assert torch.equal(student.use(x), x.clamp(min=0))
    with pytest.raises(Missing), student.standing_in({"Loss": "log_cosh"}):
        pass
    assert torch.equal(student.use(x), x.clamp(min=0))


def test_what_the_students_code_does_to_a_tensor_in_place_does_not_reach_the_test(hand_in):
    student = hand_in(
        "kept = []\ndef f(x):\n    kept.append(x)\n    return x.mul_(2)\ndef g(): return kept[0].add_(1)\n"
    )
    x = torch.ones(2)
    first = student.f(x)
    student.g()
    assert (x.tolist(), first.tolist()) == ([1, 1], [2, 2])


def test_an_exception_is_told_in_one_line_with_its_place(hand_in):
    student = hand_in(
        "x = 1", "def f(n):\n    return g(n)\n\ndef g(n):\n    raise ValueError('too\\n many')\n"
    )
    with pytest.raises(Raised, match=r"^ValueError: too many \(cell 2, line 5, in g\)$"):
        student.f(1)


@pytest.mark.parametrize(
    ("end", "name"), [("exit(3)", "SystemExit"), ("raise KeyboardInterrupt", "KeyboardInterrupt")]
)
def test_leaving_ends_a_request_and_no_more(hand_in, end, name):
    student = hand_in(f"def f():\n    {end}\ndef g(): return 1\n")
    with pytest.raises(Raised, match=f"^{name}"):
        student.f()
    assert student.g() == 1


def test_a_name_that_is_missing_is_told_with_what_failed_while_loading(hand_in):
    student = hand_in("import torch", "class Net(torch.nn.Modul):\n    pass\n")
    with pytest.raises(Missing) as caught:
        student.Net()
    assert str(caught.value).startswith("Net is not defined in your code; cell 2, line 1: AttributeError: ")


def test_a_name_that_was_never_there_is_missing(hand_in):
    with pytest.raises(Missing, match=r"^train is not defined in your code$"):
        hand_in("x = 1").train()


def test_a_syntax_error_is_why_a_name_is_missing(hand_in):
    with pytest.raises(Missing, match=r"^f is not defined in your code; cell 1, line 1: SyntaxError: "):
        hand_in("def f(:\n    return 1\n").f()


def test_what_is_made_by_a_statement_that_is_no_definition_is_there(hand_in):
    assert hand_in("def make():\n    return lambda: 7\n", "f = make()").f() == 7


def test_an_answer_that_holds_an_object_gives_its_handle(hand_in):
    student = hand_in(
        "class A:\n    def value(self): return 5\ndef f(): return A()\ndef g(a): return a.value()\n"
    )
    a = student.f()
    assert student.g(a) == 5


def test_numpy_is_data_like_any_other(hand_in):
    student = hand_in(
        "import numpy as np\ndef f(): return [np.float64(1.5), np.arange(3), np.int64(2), np.bool_(True)]"
    )
    a, b, c, d = student.f()
    assert (a, b, c, d) == (1.5, [0, 1, 2], 2, True)  # an array is no tensor


# In a worker, which may die


def test_a_worker_that_dies_is_replaced_for_the_next_request(connect):
    student = Student(connect("import os\ndef f(): os._exit(3)\ndef g(): return os.getpid()\n"))
    first = student.g()
    with pytest.raises(Died, match="exited with code 3"):
        student.f()
    assert student.g() not in (None, first)


def test_an_object_of_a_worker_that_has_died_cannot_be_mistaken_for_another(connect):
    student = Student(connect("import os\nclass A: pass\ndef f(): os._exit(3)\ndef g(a): return 1\n"))
    first = student.A()
    with pytest.raises(Died):
        student.f()
    student.A()
    with pytest.raises(Died, match="ended while it was asked"):
        student.g(first)


@pytest.mark.parametrize(
    "end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "exit()", "import ctypes; ctypes.string_at(0)"]
)
def test_a_submission_that_ends_while_it_is_loaded_is_graded_by_its_definitions(connect, end):
    connection = connect("import os\n", "def f(): return 1\n", f"if len('x'):\n    {end}\n    FLAG = 1\nf = f\n",
                         "def g(): return f() + len([FLAG for FLAG in 'a'])\n")  # fmt: skip
    assert Student(connection).g() == 2


def test_a_definition_that_kills_each_worker_is_a_death_for_every_request_without_waiting(connect):
    student = Student(connect("import os\nclass A:\n    os._exit(5)\n", "def f(): return 1\n"))
    with pytest.raises(Died, match=r"while the submission was loaded.* exited with code 5"):
        student.f()
    started = time.monotonic()
    for _ in range(50):
        with pytest.raises(Died, match="while the submission was loaded"):
            student.f()
    assert time.monotonic() - started < 0.5


def test_a_request_that_takes_too_long_is_not_asked_again(connect):
    student = Student(connect("def f():\n    while True: pass\ndef g(): return 1\n", request=0.5))
    with pytest.raises(TimedOut, match=r"f: it did not end within 0\.5 seconds"):
        student.f()
    assert student.g() == 1
    started = time.monotonic()
    with pytest.raises(TimedOut, match=r"f: it did not end within 0\.5 seconds"):
        student.f()
    assert time.monotonic() - started < 0.1


def test_a_submission_out_of_time_dies_at_each_request_without_waiting(connect):
    sleeper = "import time\ndef f(n): time.sleep(n)\ndef g(): return 1\n"
    student = Student(connect(sleeper, wall=1.0, request=0.8))
    student.f(0.6)
    with pytest.raises(Died, match="used up its 1 seconds"):
        student.f(30)
    started = time.monotonic()
    for _ in range(50):
        with pytest.raises(Died, match="used up its 1 seconds"):
            student.g()
    assert time.monotonic() - started < 0.5


def test_time_is_counted_over_all_workers_of_a_submission_and_not_between_requests(connect):
    code = "import os, time\ndef f(n):\n    time.sleep(n)\n    os._exit(1)\ndef g(): return 1\n"
    student = Student(connect(code, wall=3.0))
    for _ in range(2):
        with pytest.raises(Died, match="exited with code 1"):
            student.f(0.5)
    time.sleep(3)
    assert student.g() == 1
    with pytest.raises(Died, match="used up its 3 seconds"):
        student.f(4)  # less than a request may take


def test_processor_time_is_counted_over_all_workers_of_a_submission(connect):
    code = """
    import os, time
    def f():
        end = time.process_time() + 0.7
        while time.process_time() < end: pass
        os._exit(1)
    """
    connection = connect(code, cpu=2)
    deaths = []
    for _ in range(5):
        with pytest.raises(Died) as caught:
            Student(connection).f()
        deaths.append(str(caught.value))
    assert "exited with code 1" in deaths[0]
    assert deaths[-1] == "the submission used up its 2 seconds of CPU"
    assert connection.cpu > 1.9


def test_output_is_bounded(connect):
    student = Student(connect("def train(net):\n    print('x' * 100_000)\n", output=100))
    assert student.run_training("train", student.make("Probe", 1, 1, 2)).printed == "x" * 100


def test_text_that_cannot_be_written_down_does_not_reach_a_message(connect):
    student = Student(connect("def f(): raise ValueError('\\ud800')"))
    with pytest.raises(Raised) as caught:
        student.f()
    str(caught.value).encode("utf-8")


# What a student's process may claim instead of an answer


class Lying:
    """A connection to a process that gives one answer to everything."""

    generation = 0

    def __init__(self, answer: dict[str, object]) -> None:
        self.answer = answer

    def request(self, request: dict[str, object]) -> dict[str, object]:
        return received(self.answer)


CLAIMS = [
    None,
    True,
    7,
    2.5,
    "text",
    torch.ones(2, 2),
    torch.tensor(1.0),
    [],
    [1],
    {},
    {"operations": 3},
    {"x": [None]},
]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: type(c).__name__)
def test_no_claim_is_taken_for_a_trace_a_gradient_weights_or_a_training(claim):
    honest = Student(LocalConnection(cells((NETWORK,))))
    network = honest.Net(3)
    network._student = liar = Student(Lying({"value": claim, "printed": claim}))
    x = torch.ones(1, 3)
    with pytest.raises(BadAnswer):
        network.trace(x)
    with pytest.raises(BadAnswer):
        network.gradients(x, upstream=x)
    with pytest.raises(BadAnswer):
        liar.run_training("train", network, steps_of=network)
    with pytest.raises(BadAnswer):
        liar.make("Probe", 1, 1, 1)
    if claim != {}:
        with pytest.raises(BadAnswer):
            network.parameters()
        with pytest.raises(BadAnswer):
            network.tensors()


@pytest.mark.parametrize(
    "answer", [{}, {"printed": "x"}, {"raised": None}, {"missing": 3, "problems": 4}, {"unsendable": []}]
)
def test_an_answer_without_a_value_is_the_students_failure(answer):
    with pytest.raises((BadAnswer, Raised, Missing)):
        Student(Lying(answer)).f()


def test_a_long_exception_text_is_cut():
    with pytest.raises(Raised) as caught:
        Student(Lying({"raised": "x" * 1_000_000, "where": "y" * 1_000_000})).f()
    assert len(str(caught.value)) < 5000


def test_what_is_slow_to_import_is_imported_before_the_worker_is_forked(connect):
    first = connect("import torchvision\ndef f(): return torchvision.__name__")
    assert Student(first).f() == "torchvision"
    first.close()
    # In a worker that is forked later it is there from the start, for nothing.
    later = connect("import sys\nearly = 'torchvision' in sys.modules\ndef f(): return early")
    assert Student(later).f() is True


def test_what_is_forbidden_is_refused_where_the_code_runs(hand_in):
    source = """
        from torch import nn
        def build(): return nn.LSTM(2, 3)
    """
    for forbidden in (["torch.nn.LSTM"], ["torch.nn.LSTM", "torch.autograd"]):
        message = r"nn\.LSTM is not allowed in this assignment \(cell 1, line 3, in build\)"
        with pytest.raises(Raised, match=message):
            hand_in(source, forbidden=forbidden).build()
    assert hand_in(source).build().kind == "LSTM"  # and of the same sandbox


def test_what_a_file_defines_is_told_where_a_name_is_missing(hand_in):
    student = hand_in("import torch\ntext = open('nowhere.txt').read()\nclass Model(torch.nn.Module): pass\n")
    with pytest.raises(
        Missing,
        match=r"^RNN is not defined in your code; the file defines Model \(nn\.Module\), but no RNN$",
    ):
        student.RNN()


def test_an_array_of_numpys_is_a_list_that_knows_what_it_was(hand_in):
    student = hand_in(
        "import numpy as np\ndef f(): return np.ones((2, 3))\ndef g(): return 1, np.ones(4)\ndef h(): return [1.0]\n"
    )
    assert isinstance(student.f(), NumPyArray)
    assert student.f().shape == (2, 3)
    assert student.g()[1].shape == (4,)
    assert not isinstance(student.h(), NumPyArray)


def test_a_pass_that_raises_is_traced_up_to_there_where_that_is_asked_for(hand_in):
    net = hand_in(
        "import torch\nclass Net(torch.nn.Module):\n    def forward(self, x): return x.exp() @ torch.ones(7, 7)\n"
    ).Net()
    with pytest.raises(Raised):
        net.trace(torch.zeros(2, 3))
    trace = net.trace(torch.zeros(2, 3), to_crash=True)
    assert [name for name, _ in trace.operations][:1] == ["exp"]
    assert str(trace.crash).startswith("RuntimeError: ")
    assert "mat1 and mat2" in str(trace.crash)


@pytest.mark.parametrize(
    ("line", "setting"),
    [("torch.manual_seed(0)", "seed"), ("torch.set_default_dtype(torch.float16)", "dtype")],
)
def test_a_setting_that_is_left_changed_is_noted(hand_in, line, setting):
    student = hand_in(f"import torch\ndef f(): {line}\ndef g(): return torch.rand(2)\n")
    student.g()
    assert student.changed == {}
    student.f()
    assert student.changed == {"f": {setting}}


def test_a_given_loader_that_is_no_dataloader_can_be_gone_through_and_counted(hand_in):
    student = hand_in(
        "def f(loader): return [len(y) for x, y in loader], len(loader), len(loader.dataset)\n"
        "def g(loader): return loader.batch_size\n"
    )
    loader = student.make("loader", torch.zeros(5, 2), torch.arange(5), 2, bare=True)
    assert student.f(loader) == [[2, 2, 1], 3, 5]
    with pytest.raises(Raised, match="the loader that is given has no batch_size"):
        student.g(loader)


def test_a_given_loader_gives_other_orders_and_drops_what_is_left(hand_in):
    student = hand_in("def f(loader): return [y.tolist() for x, y in loader]")
    loader = student.make("loader", torch.zeros(3, 2), torch.arange(3), 2, orders=[[2, 0, 1], [1, 2, 0]])
    assert [student.f(loader) for _ in range(3)] == [[[2, 0]], [[1, 2]], [[1, 2]]]
