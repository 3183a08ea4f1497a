"""`reference` and `checks.agree`: the course's solution is the oracle, whatever the spelling."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from autograder.course.material import HiddenSuite
from autograder.errors import InfrastructureError
from autograder.grading import suite
from autograder.grading.plugin import Turn
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

HEAD = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
NETWORK = """
class Net(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.first = nn.Linear(features, hidden)
        self.second = nn.Linear(hidden, features)
    def forward(self, x):
        return x + self.second(torch.tanh(self.first(x)))
"""
SUITE = """
import pytest
from autograder import checks

@pytest.mark.grade("g")
@pytest.mark.parametrize("sizes", [(3, 5), (4, 4)])
def test_net(student, reference, draws, sizes):
    inputs = [(draws.normal(batch, sizes[0]),) for batch in (6, 1)]
    checks.agree(student.Net, reference.Net, sizes=sizes, inputs=inputs, draws=draws)
"""


def messages(
    code: str,
    solution: str = NETWORK,
    test: str = SUITE,
    bugs: Mapping[str, str] = {},
    sentences: str | None = None,
) -> set[str]:
    """What the failed tests say of some code. bugs: the known ones by their codes, which are the sentences, too, unless
    these are given.
    """
    own = (("small.py", HEAD + solution),)
    known = "\n".join(f'# %% {each} grade_id="g" code="{each}"\n{bug}' for each, bug in bugs.items())
    if sentences is None:
        sentences = "".join(f"{each}: {each}\n" for each in bugs)
    files = {
        "small/hidden_small.py": test.encode(),
        "small/answers/wrong.py": known.encode(),
        "small/messages.yml": sentences.encode(),
    }
    hidden = HiddenSuite("small", "hidden_small.py", files, own)
    run = Turn(Student(LocalConnection([("cell 1", HEAD + code)])), "1/x")
    suite.run(hidden, run, 60.0)
    assert run.results
    return {test.message for test in run.results if not test.passed}


def changed(old: str, new: str) -> str:
    assert old in NETWORK
    return NETWORK.replace(old, new)


RIGHT = {
    "as the solution": NETWORK,
    "other names": NETWORK.replace("first", "encode").replace("second", "decode"),
    "defined the other way round": changed(
        """        self.first = nn.Linear(features, hidden)
        self.second = nn.Linear(hidden, features)
""",
        """        self.b = nn.Linear(hidden, features)
        self.a = nn.Linear(features, hidden)
""",
    ).replace("self.second(torch.tanh(self.first(x)))", "self.b(torch.tanh(self.a(x)))"),
    "by hand, the other way round": """
class Net(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.u = nn.Parameter(torch.randn(features, hidden))
        self.c = nn.Parameter(torch.zeros(hidden))
        self.v = nn.Parameter(torch.randn(hidden, features))
        self.d = nn.Parameter(torch.zeros(features))
    def forward(self, x):
        return torch.tanh(x @ self.u + self.c) @ self.v + self.d + x
""",
    "biases as rows": """
class Net(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.u = nn.Parameter(torch.randn(features, hidden))
        self.c = nn.Parameter(torch.zeros(1, hidden))
        self.v = nn.Parameter(torch.randn(hidden, features))
        self.d = nn.Parameter(torch.zeros(1, features))
    def forward(self, x):
        return torch.tanh(x @ self.u + self.c) @ self.v + self.d + x
""",
    "pinned to float32": changed("return x + ", "x = x.float()\n        self.float()\n        return x + "),
}


@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT)
def test_a_right_network_in_any_spelling_agrees(code: str):
    assert messages(code) == set()


WRONG = {
    "another function": (changed("torch.tanh", "torch.relu"), "of its values differ"),
    "no way around": (changed("return x + ", "return "), "of its values differ"),
    "no bias": (
        changed("nn.Linear(hidden, features)", "nn.Linear(hidden, features, bias=False)"),
        "Net: expected parameters of the shapes (5, 3), (5,), (3, 5), (3,), got (5, 3), (5,), (3, 5)",
    ),
    "nothing": (changed("return x + ", "x + "), "expected a tensor, got None (is a return missing?)"),
    "sizes of one": (
        changed("return x + self", "return x.squeeze() + self").replace(
            "self.first(x)", "self.first(x.squeeze())"
        ),
        "expected the shape (1, 3), got (3,)",
    ),
    "dropout": (
        changed("return x + ", "return x + F.dropout(x, 0.5, self.training) - x + "),
        "in training mode",
    ),
    "a layer that keeps statistics": (
        changed(
            "self.first = ", "self.norm = nn.BatchNorm1d(features, affine=False)\n        self.first = "
        ).replace("self.first(x)", "self.first(self.norm(x))"),
        "the output of Net",
    ),
    "another answer each time": (
        changed("return x", "self.calls = getattr(self, 'calls', 0) + 1\n        return self.calls * x"),
        "the output of Net",
    ),
    "no gradient": (
        changed("self.first(x)", "self.first(x).detach()"),
        "the gradient of Net's first.weight: none reaches it",
    ),
    "half a gradient": (
        changed("return x + ", "return x.detach() + "),
        "the gradient of Net's input 1",
    ),
    "unwritten": (
        "class Net(nn.Module):\n    def __init__(self, *sizes): raise NotImplementedError\n",
        "not implemented yet",
    ),
}


@pytest.mark.parametrize(("code", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_network_does_not_agree_and_it_is_told_how(code: str, said: str):
    found = messages(code)
    assert any(said in message for message in found), found


FUNCTIONS = """
import pytest
from autograder import checks

@pytest.mark.grade("g")
def test_it(student, reference, draws):
    checks.agree(student.f, reference.f, inputs=[(draws.normal(3, 2),), (draws.normal(1, 4),)], draws=draws)
"""
VALUES = {
    "a tensor": ("x.sum(1)", "x.sum(0)", "expected the shape (3,), got (2,)"),
    "whole numbers": (
        "x.argmax(1)",
        "x.argmin(1)",
        "the shape (3,) is right, but some of its values are not",
    ),
    "another dtype": ("x.argmax(1)", "x.argmax(1).int()", "expected torch.int64, got torch.int32"),
    "truth": ("x > 0", "x < 0", "some of its values are not"),
    "numbers for truth": ("x > 0", "(x > 0).int()", "expected torch.bool, got torch.int32"),
    "a number": ("x.mean().item()", "x.sum().item()", "of its values differ"),
    "a text": ("'ab' * len(x)", "'ba' * len(x)", "a str, but not the expected value"),
    "a list": ("[x, 1]", "[x]", "expected a list of 2, got a list of 1"),
    "an item": ("[x, 1]", "[x, 2]", "f, item 2: an int, but not the expected value"),
    "a dict": ("{'a': x}", "{'b': x}", "or one with other keys"),
    "nothing": ("None", "1", "expected None (is a return missing?), got an int"),
}


BUGS = {
    "relu": changed("torch.tanh", "torch.relu"),
    "no-way-around": changed("return x + ", "return "),
    "no-bias": changed("nn.Linear(hidden, features)", "nn.Linear(hidden, features, bias=False)"),
    "state-kept": changed("return x", "self.n = getattr(self, 'n', -1) + 1\n        return self.n + x"),
    "detached": changed("return x + ", "return x.detach() + "),
    "crash": changed("return x + ", "return undefined + "),
}


@pytest.mark.parametrize("name", sorted({*BUGS} - {"crash"}))
@pytest.mark.parametrize("renamed", [False, True], ids=["as the solution", "other names"])
def test_a_wrong_network_is_told_by_the_name_of_the_known_bug_that_it_has(name: str, renamed: bool):
    code = BUGS[name].replace("first", "a").replace("second", "b") if renamed else BUGS[name]
    assert messages(code, bugs=BUGS) == {name}


def test_a_known_bug_may_be_spelled_with_names_of_its_own():
    bugs = {name: code.replace("first", "a").replace("second", "b") for name, code in BUGS.items()}
    for name in sorted({*BUGS} - {"crash"}):
        assert messages(BUGS[name], bugs=bugs) == {name}


NORMED = """
class Net(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.first = nn.Linear(features, hidden)
        self.norm = nn.BatchNorm1d(hidden)
        self.second = nn.Linear(hidden, hidden)
        self.skip = nn.Linear(features, hidden)
    def forward(self, x):
        return self.skip(x) + self.second(torch.tanh(self.norm(self.first(x))))
"""
SPELLINGS = {
    "as the solution": NORMED,
    "the way around first": NORMED.replace("        self.skip = nn.Linear(features, hidden)\n", "")
    .replace("        self.first", "        self.around = nn.Linear(features, hidden)\n        self.first")
    .replace(
        "return self.skip(x) + self.second(torch.tanh(self.norm(self.first(x))))",
        "x, y = self.around(x), x\n        return x + self.second(torch.tanh(self.norm(self.first(y))))",
    ),
    "a layer that is not used": NORMED.replace(
        "        self.norm", "        self.spare = nn.Linear(hidden, 7)\n        self.norm"
    ),
    "lazy layers": NORMED.replace("nn.Linear(features, ", "nn.LazyLinear("),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_right_network_with_running_statistics_agrees_in_any_spelling(name: str):
    assert messages(SPELLINGS[name], NORMED) == set()


def test_of_many_parameters_only_those_are_told_that_differ():
    code = changed(
        "        self.second",
        "        self.deep = nn.Sequential(*(nn.Linear(2, 2) for _ in range(3)))\n        self.second",
    )
    code = code.replace("return x", "return self.deep(x[:, :2]).sum() + x")
    found = messages(code.replace("nn.Linear(2, 2)", "nn.Linear(2, 2, bias=False)"), code)
    assert found == {
        "Net: among its parameters these shapes are missing: (2,), (2,), (2,); these are too many: none"
    }


def test_gradients_of_several_outputs_are_compared():
    two = changed(
        "return x + self.second(torch.tanh(self.first(x)))",
        "y = self.second(self.first(x))\n        return y, (y.sum(), 3)",
    )
    assert messages(two, two) == set()
    (message, *_) = messages(two.replace("return y, (y.sum(), 3)", "return y.detach(), (y.sum(), 3)"), two)
    assert "gradient" in message


def test_dropout_is_compared_in_evaluation_mode_alone():
    dropping = changed(
        "torch.tanh(self.first(x))", "F.dropout(torch.tanh(self.first(x)), 0.5, self.training)"
    )
    by_hand = dropping.replace("        return", "        torch.rand(1)\n        return")
    assert messages(by_hand, dropping) == set()


def test_each_matrix_may_be_kept_the_other_way_round():
    code = NETWORK.replace(
        "self.second = nn.Linear(hidden, features)",
        "self.w = nn.Parameter(torch.randn(hidden, features))\n        self.b = nn.Parameter(torch.zeros(features))",
    )
    assert (
        messages(
            code.replace(
                "self.second(torch.tanh(self.first(x)))", "torch.tanh(self.first(x)) @ self.w + self.b"
            )
        )
        == set()
    )


def test_names_that_are_fixed_leave_no_room_for_other_parameters():
    named = SUITE.replace("draws=draws)", "draws=draws, named=True)")
    spare = changed(
        "        self.second", "        self.gain = nn.Parameter(torch.ones(()))\n        self.second"
    )
    assert messages(spare, test=named) == set()
    used = spare.replace("return x + ", "return self.gain * x + ")
    assert messages(used, test=named) == {"Net has other parameters than it should, and uses them: gain"}


def test_a_solution_that_fails_is_not_the_students_doing():
    with pytest.raises(InfrastructureError, match="crooked"):
        messages(NETWORK, changed("return x + ", "raise ValueError('crooked')\n        return x + "))
    with pytest.raises(InfrastructureError, match="not finite numbers"):
        messages(NETWORK, changed("return x + ", "return x / 0 + "))


STATISTICS = {
    "another momentum": ("(hidden)\n        self.second", "(hidden, momentum=0.5)\n        self.second"),
    "no statistics": (
        "(hidden)\n        self.second",
        "(hidden, track_running_stats=False)\n        self.second",
    ),
    "never in training mode": ("self.norm(self.first(x))", "self.norm.eval()(self.first(x))"),
}


@pytest.mark.parametrize("name", STATISTICS)
def test_running_statistics_are_compared(name: str):
    old, new = STATISTICS[name]
    assert old in NORMED
    code = NORMED.replace(old, new)
    assert messages(code, NORMED)
    assert messages(code, NORMED, bugs={"this-one": code}) == {"this-one"}


def test_a_bug_that_is_not_known_or_that_two_may_be_is_told_without_a_name():
    other = changed("torch.tanh", "torch.sin")
    assert not any(name in message for message in messages(other, bugs=BUGS) for name in BUGS)
    twice = {"relu": BUGS["relu"], "again": BUGS["relu"]}
    assert not any(name in message for message in messages(BUGS["relu"], bugs=twice) for name in twice)


def test_a_bug_whose_code_has_no_sentence_of_its_own_is_no_name():
    """`other-values` is what a check says of values, with facts that a bug has not."""
    found = messages(BUGS["relu"], bugs={"other-values": BUGS["relu"]}, sentences="")
    assert found
    assert all("of its values differ" in message for message in found)


def test_a_known_bug_is_no_reason_to_refuse_a_right_answer():
    assert messages(RIGHT["by hand, the other way round"], bugs=BUGS) == set()


def test_a_wrong_function_is_told_by_the_name_of_the_known_bug():
    solution = "def f(x): return x.softmax(1)\n"
    bugs = {"axis": "def f(x): return x.softmax(0)\n", "log": "def f(x): return x.log_softmax(1)\n"}
    for name, code in bugs.items():
        assert messages(code, solution, FUNCTIONS, bugs) == {name}


def test_an_argument_that_is_changed_in_place_is_told():
    solution = "def f(x): return x + 1\n"
    found = messages("def f(x): return x.add_(1)\n", solution, FUNCTIONS)
    assert found == {"f: argument 1 is another one after the call: is it changed in place?"}
    assert messages(solution, "def f(x): return x.add_(1)\n", FUNCTIONS)
    network = changed("return x + ", "y = x + ").rstrip() + "\n        x.mul_(2)\n        return y\n"
    assert any("changed in place" in message for message in messages(network))


SHARES = {
    "y * 1.003": "all of its values differ",
    "torch.cat([y[:, :300], y[:, 300:] + 1], 1)": "25% of its values differ",
    "torch.cat([y[:, :1] + 1, y[:, 1:]], 1)": "less than 1% of its values differ",
    "torch.cat([y[:, :1], y[:, 1:] + 1], 1)": "99% of its values differ",
}


@pytest.mark.parametrize("wrong", SHARES)
def test_it_is_told_how_many_values_differ(wrong: str):
    repeated = "def f(x):\n    y = x.repeat(1, 200)\n    return "
    (message,) = messages(repeated + wrong, repeated + "y", FUNCTIONS)
    assert SHARES[wrong] in message


def test_gradients_of_a_function_are_compared_where_they_are_asked_for():
    solution, detached = "def f(x): return x * x\n", "def f(x): return x * x.detach()\n"
    asked = FUNCTIONS.replace("draws=draws)", "draws=draws, gradients=True)")
    assert messages(detached, solution, FUNCTIONS) == set()
    assert messages(solution, solution, asked) == set()
    assert any("the gradient of f's input 1" in each for each in messages(detached, solution, asked))


TRAIN = """
def train(net, x, epochs=3, lr=0.1):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = F.mse_loss(net(x), x)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
"""
TRAINING = """
import pytest
from autograder import checks

@pytest.mark.grade("g")
def test_train(student, reference, draws):
    x = draws.normal(6, 3)
    mine, own = student.Net(3, 5), reference.Net(3, 5)
    shared = checks.share_weights(mine, own, (x,), draws)
    assert student.train(mine, x, epochs=4) == pytest.approx(reference.train(own, x, epochs=4))
    shared.compare()
"""
LOOPS = {
    "zero_grad": ("        optimizer.zero_grad()\n", ""),
    "the last step": (
        "        optimizer.step()\n",
        "        if len(losses) < epochs - 1: optimizer.step()\n",
    ),
    "another optimizer": ("SGD", "Adam"),
}


def test_loops_agree_whatever_the_parameters_are_called():
    for network in ("as the solution", "other names", "biases as rows"):
        assert messages(RIGHT[network] + TRAIN, NETWORK + TRAIN, TRAINING) == set()


@pytest.mark.parametrize(("old", "new"), LOOPS.values(), ids=LOOPS)
def test_a_loop_that_is_wrong_does_not_agree(old: str, new: str):
    assert messages(RIGHT["other names"] + TRAIN.replace(old, new), NETWORK + TRAIN, TRAINING)


NAMED = SUITE.replace("draws=draws)", "draws=draws, named=True)")
SWAPPED = changed(
    """        self.first = nn.Linear(features, hidden)
        self.second = nn.Linear(hidden, features)
""",
    """        self.second = nn.Linear(features, hidden)
        self.first = nn.Linear(hidden, features)
""",
).replace("self.second(torch.tanh(self.first(x)))", "self.first(torch.tanh(self.second(x)))")


def test_where_names_are_fixed_they_alone_tell_which_is_which():
    more = changed("features)\n    def", "features)\n        self.more = nn.Linear(2, 2)\n    def")
    for code in (NETWORK, more):
        assert messages(code, test=NAMED) == set()
    assert messages(SWAPPED) == set()  # with names of the student's own choice
    assert messages(SWAPPED, test=NAMED) == {
        "Net's first.weight: expected the shape (5, 3), got (3, 5)",
        "the output of Net: the shape (6, 4) is right, but all of its values differ from the expected ones",
    }
    assert messages(RIGHT["other names"], test=NAMED) == {
        "Net has no parameter first.weight; it has encode.weight, encode.bias, decode.weight, decode.bias"
    }


TRAINED = """
import pytest
from autograder import checks

@pytest.mark.grade("g")
def test_train(student, reference, draws):
    x = draws.normal(6, 3)
    checks.training(
        student.train, reference.train, networks=(student.Net, reference.Net), sizes=(3, 5), example=(x,),
        data=(checks.loader(x, -x, batch_size=4),), settings=[{"epochs": 1}, {"epochs": 3, "lr": 0.5}], draws=draws,
        prints=True,
    )
"""
BATCHES = """
def train(net, loader, epochs=3, lr=0.1):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = F.mse_loss(net(inputs), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        losses.append(total / len(loader.dataset))
        print(f"Epoch {epoch}: {losses[-1]:.3f}")
    return losses
"""
WRONG_LOOPS = {
    "zero_grad-missing": ("            optimizer.zero_grad()\n", ""),
    "lr-ignored": ("lr=lr", "lr=0.1"),
    "first-batch-only": ("            total +=", "            break\n            total +="),
    "batch-means": (" * len(inputs)", ""),
    "losses-missing": ("    return losses", "    pass"),
    "not-printed": ('        print(f"Epoch {epoch}: {losses[-1]:.3f}")\n', ""),
}


def wrong_loop(name: str) -> str:
    old, new = WRONG_LOOPS[name]
    assert old in BATCHES
    return BATCHES.replace(old, new)


def test_a_right_loop_trains_as_the_solutions_whatever_the_parameters_are_called():
    by_hand = BATCHES.replace(
        "            optimizer.step()",
        "            with torch.no_grad():\n                for p in net.parameters(): p -= lr * p.grad",
    )
    for network in ("as the solution", "defined the other way round", "biases as rows"):
        assert messages(RIGHT[network] + by_hand, NETWORK + BATCHES, TRAINED) == set()


@pytest.mark.parametrize("name", WRONG_LOOPS)
def test_a_wrong_loop_is_told_and_named_where_it_is_known(name: str):
    code = RIGHT["other names"] + wrong_loop(name)
    (plain,) = messages(code, NETWORK + BATCHES, TRAINED)
    assert name not in plain
    bugs = {each: wrong_loop(each) for each in WRONG_LOOPS}
    assert messages(code, NETWORK + BATCHES, TRAINED, bugs) == {name}


def test_a_bug_is_named_only_if_it_gives_what_the_student_gave_in_all_settings():
    bugs = {"batch-means": wrong_loop("batch-means")}
    other = BATCHES.replace("* len(inputs)", "* (len(inputs) if epochs > 1 else 1)")
    (message,) = messages(NETWORK + other, NETWORK + BATCHES, TRAINED, bugs)
    assert "batch-means" not in message


def test_a_rate_that_is_off_by_a_thousandth_does_not_agree():
    off = NETWORK + BATCHES.replace("lr=lr", "lr=1.001 * lr")
    slowly = TRAINED.replace(
        '"lr": 0.5', '"lr": 0.03'
    )  # so that weights differ by less than float32's tolerance
    assert messages(off, NETWORK + BATCHES, slowly)


def test_a_right_loop_in_float32_agrees():
    pinned = BATCHES.replace("    losses = []\n", "    losses = []\n    net.float()\n", 1)
    pinned = pinned.replace("net(inputs), labels", "net(inputs.float()), labels.float()")
    assert messages(NETWORK + pinned, NETWORK + BATCHES, TRAINED) == set()


def test_a_printed_number_is_compared_up_to_its_last_digit():
    for new, said in (
        (":.3f}", set()),
        (":.4f}", set()),
        (":.3f} !", {"the form"}),
        ("+ 0.1:.3f}", {"a number"}),
    ):
        found = messages(NETWORK + BATCHES.replace(":.3f}", new), NETWORK + BATCHES, TRAINED)
        assert len(found) == len(said), found
        assert all(each in message for each in said for message in found)


def test_a_module_that_is_taken_for_a_function_is_told_with_the_way_out():
    test = FUNCTIONS.replace("student.f, reference.f", "student.Net, reference.Net")
    test = test.replace("[(draws.normal(3, 2),), (draws.normal(1, 4),)]", "[(3, 5)]")
    with pytest.raises(
        InfrastructureError, match=r"Net makes an object: give checks\.agree its sizes=\(\.\.\.\)"
    ):
        messages(NETWORK, NETWORK, test)


@pytest.mark.parametrize(("right", "wrong", "said"), VALUES.values(), ids=VALUES)
def test_functions_agree_in_all_that_they_may_give(right: str, wrong: str, said: str):
    solution, other = (f"def f(x): return {each}\n" for each in (right, wrong))
    assert messages(solution, solution, FUNCTIONS) == set()
    assert any(said in message for message in messages(other, solution, FUNCTIONS))


def test_a_function_that_answers_once_does_not_agree():
    counting = "calls = []\ndef f(x):\n    calls.append(1)\n    return x * len(calls)\n"
    assert messages(counting, "def f(x): return x\n", FUNCTIONS)


def test_the_solutions_objects_are_let_go_after_each_submission(monkeypatch: pytest.MonkeyPatch):
    kept = []
    forget = LocalConnection.forget

    def noted(self: LocalConnection) -> None:
        forget(self)
        kept.append(len(self._operations._objects))

    monkeypatch.setattr(LocalConnection, "forget", noted)
    assert messages(NETWORK) == set()
    assert kept == [0]


def test_without_a_solution_a_suite_that_needs_it_is_at_fault():
    hidden = HiddenSuite("small", "hidden_small.py", {"small/hidden_small.py": SUITE.encode()})
    run = Turn(Student(LocalConnection([("cell 1", HEAD + NETWORK)])), "1/x")
    with pytest.raises(InfrastructureError, match="there is no solution to compare with"):
        suite.run(hidden, run, 60.0)


KEPT_BY_SHAPE = """
kept = {}
def f(x):
    if x.shape not in kept:
        kept[x.shape] = 2 * x
    return kept[x.shape]
"""


def test_an_answer_that_is_kept_by_the_arguments_shape_does_not_agree():
    (said,) = messages(KEPT_BY_SHAPE, "def f(x): return 2 * x\n", FUNCTIONS)
    assert said.startswith("f for the same arguments with their rows in another order")
    assert messages(KEPT_BY_SHAPE.replace("x.shape", "x"), "def f(x): return 2 * x\n", FUNCTIONS) == set()


def test_an_output_that_a_network_keeps_by_the_shape_does_not_agree():
    keeping = NETWORK.replace(
        "return x + self.second(torch.tanh(self.first(x)))",
        """kept = self.__dict__.setdefault("kept", {})
        if (x.shape, self.training) not in kept:
            kept[x.shape, self.training] = x + self.second(torch.tanh(self.first(x)))
        return kept[x.shape, self.training]""",
    )
    assert messages(keeping)


def test_only_where_the_solution_gives_numbers_is_it_asked_in_another_order():
    test = FUNCTIONS.replace(
        "[(draws.normal(3, 2),), (draws.normal(1, 4),)]", "[(torch.tensor([3.0, 1.0, 2.0]),)]"
    )
    solution = """
def f(x):
    if x[0] != 3:
        raise ValueError
    return x.sqrt()
"""
    assert messages("def f(x): return x**0.5\n", solution, "import torch\n" + test) == set()


DTYPES = {
    "a function": ("def f(x): return (2 * x).double()\n", "def f(x): return 2 * x\n"),
    "one item": ("def f(x): return [x, x.double()]\n", "def f(x): return [x, x]\n"),
}


@pytest.mark.parametrize(("wrong", "right"), DTYPES.values(), ids=DTYPES)
def test_float64_for_float32_does_not_agree(wrong: str, right: str):
    assert messages(right, right, FUNCTIONS) == set()
    for said in messages(wrong, right, FUNCTIONS):
        assert "expected torch.float32, got torch.float64" in said
    assert messages(wrong, right, FUNCTIONS)
    assert messages(wrong, wrong, FUNCTIONS) == set()


def test_a_network_that_gives_float64_for_float32_does_not_agree():
    assert messages(changed("torch.tanh(self.first(x))", "torch.tanh(self.first(x.float()))")) == set()
    (said,) = messages(changed("return x + ", "return x.double() + "))
    assert "expected torch.float32, got torch.float64" in said


BY_NAME = """
import pytest
from autograder import checks

@pytest.mark.grade("g")
def test_f(student, reference, draws):
    inputs = [checks.arguments(draws.normal(3, 2), by=draws.normal(3, 2)), checks.arguments(draws.normal(3, 2))]
    checks.agree(student.f, reference.f, inputs=inputs, draws=draws, gradients=True)

@pytest.mark.grade("g")
def test_net(student, reference, draws):
    inputs = [checks.arguments(draws.normal(3, 2), turned=turned) for turned in (False, True)]
    checks.agree(student.Net, reference.Net, sizes=(2, 3), inputs=inputs, draws=draws)
"""
TAKES_NAMES = """
def f(x, *, by=1.0): return x * by
""" + changed("forward(self, x):", "forward(self, x, *, turned=False):\n        x = -x if turned else x")


def test_arguments_may_go_by_name():
    assert messages(TAKES_NAMES, TAKES_NAMES, BY_NAME) == set()
    for wrong, said in (
        (TAKES_NAMES.replace("x * by", "x"), "f: the shape"),
        (
            TAKES_NAMES.replace("return x * by", "by *= 2; return x * by / 2"),
            "argument 2",
        ),
        (TAKES_NAMES.replace("-x if turned", "x if turned"), "the output of Net"),
    ):
        assert any(said in message for message in messages(wrong, TAKES_NAMES, BY_NAME)), wrong
