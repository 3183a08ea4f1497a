"""What is told of a forward pass that raises: the shapes up to there, and the first that is not the solution's."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.checks import crashes
from autograder.course.material import HiddenSuite
from autograder.errors import Raised
from autograder.grading import suite
from autograder.grading.plugin import Turn
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.wire import Value
from autograder.sandbox.sandbox import Sandbox
from autograder.student import retracing
from autograder.student.connection import Connection, LocalConnection, SandboxConnection
from autograder.student.student import Student

HEAD = "import torch\nfrom torch import nn\nfrom torch.nn import functional as F\n"
SOLUTION = """
class Net(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.first, self.second = nn.Linear(features, hidden), nn.Linear(hidden, 4)
    def forward(self, x):
        return self.second(torch.tanh(self.first(x)))
def mean(x, y):
    return (x @ y.T).mean(1)
class Layer:
    def forward(self, x):
        self.x = x
        return x.exp()
    def backward(self, g):
        return g * self.x.exp()
"""
AGREE = """
def test_it(student, reference, draws):
    inputs = [(draws.normal(6, 3),), (draws.normal(1, 3),)]
    checks.agree(student.Net, reference.Net, sizes=(3, 5), inputs=inputs, draws=draws)
"""
OTHER_HIDDEN = SOLUTION.replace("nn.Linear(features, hidden), ", "nn.Linear(features, hidden + 2), ")


def torchs_words() -> str:
    """They are others in other versions."""
    with pytest.raises(RuntimeError) as raised:
        torch.nn.Linear(5, 4)(torch.ones(6, 7))
    return str(raised.value)


WORDS = f"RuntimeError: {torchs_words()} (cell 1, line 10, in forward)"
LIMITS = Limits(
    wall=60, request=10, cpu=60, memory=2 << 30, processes=64, scratch=1 << 20, files=4096, output=1 << 20
)


def told(
    code: str,
    test: str = AGREE,
    mark: str = "",
    solution: str = SOLUTION,
    connection: Connection | None = None,
) -> str:
    """What the one test says of some code, "" where it passes."""
    text = f'{mark}\n@pytest.mark.grade("g")\n{test.strip()}\n'
    files = {
        "small/hidden_small.py": ("import pytest, torch\nfrom autograder import checks\n" + text).encode()
    }
    hidden = HiddenSuite("small", "hidden_small.py", files, (("small.py", HEAD + solution),))
    run = Turn(Student(connection or LocalConnection([("cell 1", HEAD + code)])), "1/x")
    suite.run(hidden, run, 60.0)
    (result,) = run.results
    return result.message


def test_the_first_shape_that_is_not_the_solutions_is_named():
    assert told(OTHER_HIDDEN) == (
        f"{WORDS}; the first shape that is not the solution's: expected (6, 5), got (6, 7);"
        " the shapes up to there: (6, 3) -> (6, 7)"
    )


def test_so_it_is_through_the_sandbox(sandbox: Sandbox):
    connection = SandboxConnection(sandbox, [("cell 1", HEAD + OTHER_HIDDEN)], LIMITS)
    try:
        assert told("", connection=connection) == told(OTHER_HIDDEN)
    finally:
        connection.close()


def test_the_next_shape_is_named_where_all_are_the_solutions():
    code = SOLUTION.replace("self.second(", "self.second.bias[:, None, None] @ (")
    assert told(code).endswith(
        "; the solution's next shape is (6, 4); the shapes up to there: (6, 3) -> (6, 5)"
    )


def test_a_functions_and_a_methods_shapes_are_told():
    test = "def test_it(student, reference):\n    student.mean(torch.ones(4, 3), torch.ones(2, 3))"
    assert told(SOLUTION.replace("y.T", "y.T[:2]"), test).endswith(
        "; the first shape that is not the solution's: expected (4, 2), got (2, 2);"
        " the shapes up to there: (4, 3), (2, 3) -> (3, 2) -> (2, 2)"
    )
    test = """
def test_it(student, reference):
    layer = student.Layer()
    layer.method("forward", torch.ones(4, 3))
    layer.method("backward", torch.ones(4, 3))
"""
    assert told(SOLUTION.replace("g * self.x.exp()", "g.sum(0).T + self.x[:, :2]"), test).endswith(
        "; the first shape that is not the solution's: expected (4, 3), got (3,);"
        " the shapes up to there: (4, 3) -> (3,)"
    )


def test_so_are_those_of_a_grade_cells_call():
    test = """
def test_it(student):
    from autograder.student.notebook import Notebook
    with Notebook(globals()).cell(student, (1, 2, 3), ["Net"], [], []):
        Net(3, 5)(torch.ones(6, 3))
"""
    assert told(OTHER_HIDDEN, test) == f"{WORDS}; the shapes up to there: (6, 3) -> (6, 7)"


def test_what_the_solution_has_to_do_with_it_is_for_the_suite_to_say():
    test = "def test_it(student):\n    student.Net(3, 5)(torch.ones(6, 3))"
    assert told(OTHER_HIDDEN, test) == f"{WORDS}; the shapes up to there: (6, 3) -> (6, 7)"
    assert told(OTHER_HIDDEN, test, "@pytest.mark.same_shapes") == told(OTHER_HIDDEN)
    other_solution = SOLUTION.replace(
        "def forward(self, x):\n        return", "def forward(self, y):\n        return 1 / 0,"
    )
    assert told(OTHER_HIDDEN, test, "@pytest.mark.same_shapes", other_solution) == told(OTHER_HIDDEN, test)


PLAIN = {
    "it was another time that it raised": (
        SOLUTION.replace(
            "return self.second", "if self.training: self.eval(); 1 / 0\n        return self.second"
        ),
        "ZeroDivisionError",
    ),
    "nothing is computed yet, and it is not of shapes": (SOLUTION.replace("(x)))", "(z)))"), "NameError"),
    "a stub": (
        SOLUTION.replace("return self.second", "raise NotImplementedError()\n        return self.second"),
        "not",
    ),
}


@pytest.mark.parametrize(("code", "words"), PLAIN.values(), ids=PLAIN)
def test_no_shapes_are_told_where_they_say_nothing(code: str, words: str):
    message = told(code, "def test_it(student):\n    student.Net(3, 5)(torch.ones(6, 3))")
    assert message.startswith(words)
    assert "shapes" not in message


def test_a_training_that_raises_is_not_asked_once_more_for_it_would_go_on_where_it_stopped():
    code = (
        HEAD
        + SOLUTION
        + "calls = []\ndef train(net, x):\n    calls.append(1)\n    raise ValueError('too bad')\n"
    )
    student = Student(LocalConnection([("cell 1", code + "def count(): return len(calls)\n")]))
    with pytest.raises(Raised, match="too bad") as found:
        student.train(student.Net(3, 5), torch.ones(6, 3))
    assert crashes.with_shapes(found.value, student).code == "raised"
    assert student.count() == 1


def test_no_number_of_the_test_is_told():
    code = SOLUTION.replace(
        "return self.second", "raise ValueError(f'{x.sum().item()}')\n        return self.second"
    )
    message = told(code)
    assert message.startswith("ValueError: … (cell 1")
    assert message.endswith(": expected (6, 5), got (); the shapes up to there: (6, 3) -> ()")


LIES: dict[str, Value] = {
    "nothing": None,
    "no list": {"inputs": 3, "noted": [], "cut": False, "crash": "RuntimeError"},
    "a tensor": {"inputs": torch.ones(3), "noted": [[1]], "cut": False, "crash": "RuntimeError"},
    "texts": {"inputs": [["6", "3"]], "noted": [["a secret"]], "cut": False, "crash": "RuntimeError"},
    "many axes": {"inputs": [[6, 3]], "noted": [[1] * 9], "cut": False, "crash": "RuntimeError"},
    "many shapes": {"inputs": [[6, 3]], "noted": [[1]] * 9999, "cut": False, "crash": "RuntimeError"},
    "too many": {"inputs": [[6, 3]], "noted": [[1]], "cut": True, "crash": "RuntimeError"},
    "another crash": {"inputs": [[6, 3]], "noted": [[1]], "cut": False, "crash": "KeyError"},
}


class Lying(LocalConnection):
    """A student's process that says of the shapes what it likes."""

    lie: Value = None

    def request(self, request: dict[str, Value]) -> Any:
        return {"value": self.lie} if request["do"] == "shapes" else super().request(request)


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_is_no_list_of_shapes_is_left_out(lie: Value):
    connection = Lying([("cell 1", HEAD + OTHER_HIDDEN)])
    connection.lie = lie
    assert told("", connection=connection) == WORDS


def test_no_more_than_seconds_are_spent_on_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retracing, "MOST_SECONDS", 0.0)
    assert told(OTHER_HIDDEN) == WORDS
