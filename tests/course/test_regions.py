"""Grade cells as a hidden suite: what plain code may do with the student's names, what counts, and what is told."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import pytest

from autograder.course import regions
from autograder.course.config import Assignment, Course, Grade
from autograder.course.material import HiddenSuite, Material
from autograder.errors import CourseError, InfrastructureError
from autograder.grading import self_check, suite
from autograder.grading.plugin import Turn
from autograder.student import notebook
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

ROOT = Path(__file__).parents[2]
CONFIG = Course.load(ROOT).config
MARKS = '{{"grade": {}, "grade_id": "{}", "locked": {}, "schema_version": 3, "solution": {}}}'
SOLUTION = """\
import math
import numpy as np
import torch
from torch import nn
COUNT = 3
class Odd(ValueError):
    pass
def half(n):
    if n % 2:
        raise Odd("odd")
    return n // 2
def pair(x):
    return x, [x]
def scale(x, by=2):
    return by * x
def factorial(n):
    return math.factorial(n)
def table(names):
    return {i: name for i, name in enumerate(names)}
def tell():
    print("hello")
def squares():
    n = 0
    while True:
        yield n * n
        n += 1
def noise(n):
    return torch.rand(n) + float(np.random.rand())
def total(loader):
    return float(sum(x.sum() for x, _ in loader))
def apply(function, x):
    return function(x)
def sort(x):
    x.sort()
def fit(model, x, y, criterion, optimizer):
    for _ in range(20):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()
class Vector:
    unit = 1
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)
    def __rmul__(self, k):
        return Vector(k * self.x, k * self.y)
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return (self.x, self.y)[i]
    def __contains__(self, v):
        return v in (self.x, self.y)
    def __eq__(self, other):
        return True
    def __str__(self):
        return f"({self.x}, {self.y})"
    def itself(self):
        return self
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 1)
        self.drop = nn.Dropout(0.5)
    def forward(self, x):
        return self.fc(self.drop(x))
"""


def script(test: str, solution: str = SOLUTION, helpers: str = "") -> str:
    answer, locked, graded = (
        MARKS.format(*marks)
        for marks in (
            ("false", "code", "false", "true"),
            ("false", "help", "true", "false"),
            ("true", "it", "true", "false"),
        )
    )
    return (
        "# %%\nimport numpy as np\nimport torch\nfrom torch import nn\n"
        "from torch.utils.data import DataLoader, TensorDataset\n\n"
        f"# %% nbgrader={locked}\n{helpers}\n# %% nbgrader={answer}\n{solution}\n# %% nbgrader={graded}\n{test}\n"
    )


def made(test: str, helpers: str = "") -> HiddenSuite:
    text = script(test, helpers=helpers)
    found = regions.suite_of(text)
    solution = (("small.py", regions.without_tests(text)),)
    stub = (("cell 1", "x = 1"),)
    files = {"small/hidden_small.py": found.text.encode()}
    return HiddenSuite(
        "small", "solutions/small/small.py", files, solution, stub, found.lines, found.problems
    )


def material(hidden: HiddenSuite) -> Material:
    asked = Assignment(title="x", grades={"it": Grade(points=1, title="x")})
    return Material(CONFIG.model_copy(update={"assignments": {"small": asked}}), {"small": hidden})


def graded(test: str, code: str = "", helpers: str = "") -> Turn:
    """A cell on the solution, of which a student has written some definitions otherwise."""
    hidden = made(test, helpers)
    ((label, source),) = hidden.solution
    run = Turn(Student(LocalConnection([(label, source + "\n" + code)])), key="1/x")
    suite.run(hidden, run, 20.0)
    return run


WORKS = {
    "variables": "assert COUNT == 3",
    "tuples": "a, b = pair(2)\nassert a == 2 and pair(2) == (2, [2]) and isinstance(pair(1), tuple)",
    "arrays": "x = scale(np.array([[1.0, 2.0]]))\nassert isinstance(x, np.ndarray) and x.dtype == np.float64\n"
    "np.testing.assert_allclose(x, [[2, 4]])\nassert scale(np.arange(3)).dtype == np.arange(3).dtype",
    "tensors": "x = scale(torch.tensor([1, 2]), by=3)\nassert x.dtype == torch.int64 and x.tolist() == [3, 6]",
    "no tensor dimension": "assert scale(torch.tensor(2.0)).item() == 4 and scale(np.float64(2)) == 4",
    "integers of any size": "assert factorial(30) == 265252859812191058636308480000000",
    "dicts with any keys": "assert table(['a', 'b']) == {0: 'a', 1: 'b'}",
    "exceptions": "try:\n    half(3)\nexcept ValueError as error:\n    assert 'odd' in str(error)\n"
    "else:\n    raise AssertionError('no ValueError')",
    "exceptions that pytest expects": "import pytest\nwith pytest.raises(ValueError):\n    half(3)",
    "what is printed": "import io\nfrom contextlib import redirect_stdout\nout = io.StringIO()\n"
    "with redirect_stdout(out):\n    tell()\nassert out.getvalue() == 'hello\\n'",
    "iterators without an end": "from itertools import islice\nassert list(islice(squares(), 4)) == [0, 1, 4, 9]\n"
    "s = squares()\nassert (next(s), next(s)) == (0, 1)",
    "seeds": "torch.manual_seed(1)\nnp.random.seed(1)\na = noise(3)\nassert not torch.equal(a, noise(3))\n"
    "torch.manual_seed(1)\nnp.random.seed(1)\nassert torch.equal(a, noise(3))",
    "loaders": "x = torch.ones(5, 2)\ndata = TensorDataset(x, x)\nassert total(DataLoader(data, batch_size=2)) == 10\n"
    "assert total([(x, x)]) == 10 and total(DataLoader(data, batch_size=2, shuffle=True, drop_last=True)) == 8",
    "functions of torch": "assert torch.equal(apply(torch.relu, torch.tensor([-1.0, 1.0])), torch.tensor([0.0, 1.0]))\n"
    "assert apply(np.sum, np.ones(3)) == 3 and apply(len, [1, 2]) == 2",
    "operators": "v = Vector(1, 2) + Vector(6, 8)\nassert (v.x, v.y) == (7, 10)\nassert len(v) == 2 and v[0] == 7",
    "more operators": "v = Vector(1, 2)\nassert 2 in list(v) and str(v) == '(1, 2)' and [*v] == [1, 2]",
    "attributes of classes": "assert Vector.unit == 1 and Vector.__name__ == 'Vector'",
    "hasattr": "v = Vector(1, 2)\nassert hasattr(v, 'x') and not hasattr(v, 'z')",
    "identity": "v = Vector(1, 2)\nassert v.itself() is v and v.itself() == v and v is not None and v != None",
    "networks": "net = Line()\nassert net.fc.weight.shape == (1, 1) and len(list(net.parameters())) == 2\n"
    "assert all(p.requires_grad for p in net.parameters())\nassert isinstance(net.fc.bias, nn.Parameter)\n"
    "assert [n for n, _ in net.named_parameters()] == ['fc.weight', 'fc.bias']",
    "weights": "net = Line().eval()\n"
    "net.load_state_dict({'fc.weight': torch.full((1, 1), 3.0), 'fc.bias': torch.ones(1)})\n"
    "assert net(torch.ones(2, 1)).tolist() == [[4.0], [4.0]] and net.state_dict()['fc.bias'].item() == 1",
    "modes": "net = Line()\nx = torch.ones(9, 1)\nassert net.training and not torch.equal(net(x), net(x))\nnet.eval()\n"
    "assert not net.training and torch.equal(net(x), net(x))",
    "without gradients": "with torch.no_grad():\n    assert Line()(torch.ones(1, 1)).numpy().shape == (1, 1)\n"
    "assert Line()(torch.ones(1, 1)).requires_grad",
    "optimizers and losses": "net = Line().eval()\nx = torch.ones(4, 1)\n"
    "loss = fit(net, x, 3 * x, nn.MSELoss(), torch.optim.SGD(net.parameters(), 0.2))\n"
    "assert loss < 0.01 and (net(x) - 3 * x).abs().max() < 0.1",
    "functions in loops": "for n in range(2):\n    def check(k):\n        return half(2 * k)\n    assert check(n) == n",
    "names set anew": "COUNT += 1\nassert COUNT == 4",
    "texts of several lines": "text = '''a\n  b'''\nassert text.split('\\n') == ['a', '  b']",
    "statements in one line": "x = half(4); y = half(8)\nassert (x, y) == (2, 4)",
}


@pytest.mark.parametrize("test", WORKS.values(), ids=WORKS)
def test_plain_code_of_a_notebook_works(test: str):
    (result,) = graded(test).results
    assert result.passed, result.message


WRONG = {
    "a value": ("assert half(8) == 4", "def half(n): return 77", "a number, but not the expected value"),
    "a list for a tuple": (
        "assert pair(1) == (1, [1])",
        "def pair(x): return [x, [x]]",
        "a list of 2 is not equal to",
    ),
    "a list for an array": (
        "np.testing.assert_allclose(scale(np.array([77.25])), [154.5])",
        "def scale(x): return [77.0]",
        "what your code gave is not what is expected",
    ),
    "nothing raised": (
        "try:\n    half(3)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('raise a ValueError')",
        "def half(n): return 77",
        "raise a ValueError",
    ),
    "a condition": (
        "x = scale(3)\nassert not x == 77",
        "def scale(x): return 77",
        "does not hold of x (a number)",
    ),
    "equality of their own": (
        "assert half(8) == 4",
        "def half(n): return Vector(1, 2)",
        "Vector is an object, no data: only what it gives can be compared",
    ),
    **{
        f"arithmetic of their own: {test}": (
            f"assert {test}",
            "class Liar:\n    __sub__ = __rsub__ = lambda self, other: other * 0\n"
            "    __contains__ = lambda self, item: True\n    abs = max = lambda self: 0\n"
            "def half(n): return Liar()\ndef scale(x, by=2): return Liar()\ndef pair(x): return Liar()",
            "Liar is an object, no data: only what it gives can be compared",
        )
        for test in (
            "abs(half(154) - 77) < 1e-6",
            "abs(77 - half(154)) < 1e-6",
            "(scale(torch.ones(2)) - 2.0).abs().max() < 1e-6",
            "1 in pair(1)",
            "np.allclose(half(154) - 77.0, 0)",
        )
    },
    "no such attribute": (
        "assert Line().fc.weight.shape == (1, 1)",
        "class Line: pass",
        "has no attribute 'fc'",
    ),
    "an iterator without an end": (
        "assert sum(pair(1)) == 4",
        "def pair(x): return squares()",
        "more than 200 items",
    ),
    "a module of theirs": ("assert COUNT == 3", "COUNT = math", "COUNT is a module of the student's"),
}


@pytest.mark.parametrize(("test", "code", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_loses_the_points_and_no_hidden_value_is_shown(
    test: str, code: str, said: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(notebook, "MOST_ITEMS", 200)
    run = graded(test, code)
    (result,) = run.results
    assert not result.passed
    assert said in result.message
    assert not re.search("77|154", result.message)
    assert not run.broken
    line = script(test).splitlines().index(test.splitlines()[0]) + 1
    assert line <= run.lines["test_it"] <= line + test.count("\n")


def test_a_name_that_is_not_defined_is_told_where_it_is_used():
    hidden = made("assert COUNT == 3\nassert half(8) == 4")
    ((label, source),) = hidden.solution
    run = Turn(Student(LocalConnection([(label, source.replace("def half", "def other"))])), key="1/x")
    suite.run(hidden, run, 20.0)
    told = (
        "half is not defined in your code; the file defines other, pair, scale, factorial, table, but no half"
    )
    assert [each.message for each in run.results] == [told]
    assert run.lines["test_it"] == script("").count("\n") + 1


HELPERS = "def close(a, b):\n    return abs(a - b) < 1e-9\nTOLERANCE = 0.5\n"


def test_what_is_given_counts_as_the_instructor_wrote_it():
    test = "assert close(half(8), 4) and abs(half(8) - 4) < TOLERANCE and np.isclose(half(8), 4)"
    assert graded(test, helpers=HELPERS).results[0].passed
    forged = (
        "def half(n): return 77\ndef close(a, b): return True\nTOLERANCE = 1e9\n"
        "class np:\n    isclose = staticmethod(lambda a, b: True)\n"
    )
    (result,) = graded(test, forged, HELPERS).results
    assert not result.passed


def test_cells_above_are_run_as_far_as_a_cell_needs_them_and_anew_for_each():
    first = MARKS.format("true", "first", "true", "false")
    text = script(
        "seen.append(half(6))\nassert len(seen) == 4 and seen[-1] == 3 and net.fc.bias.shape == (1,)"
    )
    text = text.replace(
        f"# %% nbgrader={MARKS.format('true', 'it', 'true', 'false')}",
        "# %%\nimport nothing_of_the_kind\nseen = []\nnet = Line()\nseen.append(1)\nraise_it = 1 / 0\nprint(seen)\n\n"
        f"# %% nbgrader={first}\nseen.append(half(2))\nassert seen == [1, 1]\nseen += [9]\n\n"
        f"# %% nbgrader={MARKS.format('true', 'it', 'true', 'false')}",
    )
    found = regions.suite_of(text)
    files = {"small/hidden_small.py": found.text.encode()}
    hidden = HiddenSuite(
        "small", "small.py", files, (("small.py", regions.without_tests(text)),), (), found.lines
    )
    for _ in range(2):
        run = Turn(Student(LocalConnection(hidden.solution)), key="1/x")
        suite.run(hidden, run, 20.0)
        assert [(each.grade_id, each.passed) for each in run.results] == [("first", True), ("it", True)], (
            run.results
        )


CANNOT = {
    "isinstance": ("assert isinstance(Line(), Line)", "isinstance cannot tell Line"),
    "isinstance of a module": ("assert isinstance(Line(), nn.Module)", "isinstance cannot tell nn.Module"),
    "issubclass": (
        "assert issubclass(Odd, ValueError) or issubclass(int, Odd)",
        "issubclass cannot tell Odd",
    ),
    "arithmetic with data": ("v = 2 * Vector(1, 2)\nassert v.x == 2", "Vector is an object, no data"),
    "in an object": ("assert 2 in Vector(1, 2)", "Vector is an object, no data"),
    "type": ("assert type(Line()) == Line", "Line is a class of the student's"),
    "source": (
        "import inspect\nassert 'while' in inspect.getsource(half)",
        "inspect.getsource cannot look at half",
    ),
    "signature": ("import inspect\nassert inspect.signature(half)", "inspect.signature cannot look at half"),
    "documentation": ("assert half.__doc__", "__doc__ of half, which is the student's, cannot be read"),
    "patch": (
        "from unittest.mock import patch\nwith patch('math.factorial'):\n    factorial(3)",
        "patch changes nothing",
    ),
    "an attribute": (
        "Vector.unit = 2\nassert Vector.unit == 2",
        "an attribute of Vector, which is the student's",
    ),
    "an attribute of an object": (
        "v = Vector(1, 2)\nv.x = 5\nassert v.x == 5",
        "x of an object of the student's",
    ),
    "setattr": ("setattr(Vector, 'unit', 2)\nassert half(2) == 1", "setattr changes nothing"),
    "globals": ("assert 'half' in globals()", "globals knows no name of the student's"),
    "eval": ("assert eval('half(2)') == 1", "eval knows no name of the student's"),
    "except": (
        "try:\n    half(3)\nexcept Odd:\n    pass\nassert half(2) == 1",
        "Odd is the student's and cannot be caught",
    ),
    "raises": (
        "import pytest\nwith pytest.raises(Odd):\n    half(3)",
        "Odd is the student's and cannot be caught",
    ),
    "derived": (
        "class Mine(Line):\n    pass\nassert Mine()",
        "Line is the student's and cannot be derived from",
    ),
    "magic": ("# %timeit half(2)\nassert half(2) == 1", "a command of IPython is not run"),
    "shell": ("# !ls\nassert half(2) == 1", "a command of IPython is not run"),
    "syntax": ("assert half(2 == 1", "fix it"),
    "equality": ("assert Vector(1, 2) == Vector(1, 2)", "only what it gives can be compared"),
    "a function of the tests'": (
        "assert apply(lambda x: x + 1, 1) == 2",
        "cannot be handed to the student's code",
    ),
    "in place": ("x = [3, 1]\nsort(x)\nassert x == [1, 3]", "but not the expected value"),
    "backward": (
        "net = Line()\nnet(torch.ones(1, 1)).sum().backward()\nassert net.fc.weight.grad is not None",
        "None",
    ),
    "a name of nobody's": ("assert halve(2) == 1", "halve is not defined in your code"),
}


@pytest.fixture
def _nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.mark.usefixtures("_nothing_is_remembered")
@pytest.mark.parametrize(("test", "said"), CANNOT.values(), ids=CANNOT)
def test_what_cannot_work_is_told_by_the_self_check_with_its_line(test: str, said: str):
    with pytest.raises(CourseError) as raised:
        self_check.check("small", material(made(test)))
    assert said in str(raised.value)
    lines = script(test).splitlines()
    first = lines.index(test.splitlines()[0]) + 1
    line = int(re.match(r"solutions/small/small\.py, line (\d+): ", str(raised.value))[1])
    assert first <= line <= first + test.count("\n")


@pytest.mark.usefixtures("_nothing_is_remembered")
def test_a_cell_that_works_passes_the_self_check_and_one_that_gives_points_for_nothing_does_not():
    self_check.check("small", material(made("assert half(2) == 1")))
    with pytest.raises(CourseError, match="test_it passes on the released notebook as it is"):
        self_check.check("small", material(made("assert 1 == 1")))


def test_cells_are_read_as_jupytext_reads_them():
    scripts = [*(ROOT / "solutions").glob("*/*.py"), *(ROOT / "autograder/templates").glob("*/NAME.py")]
    scripts = [path for path in scripts if "# %%" in path.read_text()]
    assert len(scripts) >= 11
    for path in scripts:
        cells = jupytext.read(path, fmt="py:percent").cells
        theirs = [
            (cell.source, cell.metadata.get("nbgrader", {})) for cell in cells if cell.cell_type == "code"
        ]
        ours = [(cell.source.strip("\n"), cell.marks) for cell in regions.code_cells(path.read_text())]
        code = [(re.sub(r"^# (?=[!%])", "", source, flags=re.MULTILINE), marks) for source, marks in ours]
        assert [each for each in code if said(*each)] == [each for each in theirs if said(*each)], path


def said(source: str, marks: object) -> bool:
    """Whether a cell is more than comments above the first."""
    return bool(marks) or any(line and line[0] != "#" for line in source.split("\n"))


def test_an_assignment_whose_grade_cells_hold_no_tests_has_no_suite():
    assert not regions.has_suite(script("# !python -m pytest -q test_small.py"))
    assert regions.has_suite(script("assert half(2) == 1"))
    assert regions.has_suite(script("### BEGIN HIDDEN TESTS\ncheck(half)\n### END HIDDEN TESTS"))


def test_a_cell_that_expects_any_exception_takes_no_failure_of_the_sandbox_for_one(
    monkeypatch: pytest.MonkeyPatch,
):
    test = "try:\n    half(3)\nexcept Exception:\n    pass\nelse:\n    raise AssertionError"
    assert graded(test).results[0].passed

    def lost(self: object, operation: str, *arguments: object, **more: object) -> object:
        if operation == "use":
            raise InfrastructureError("the sandbox ended")
        return ask(self, operation, *arguments, **more)

    ask = Student.ask
    monkeypatch.setattr(Student, "ask", lost)
    with pytest.raises(InfrastructureError, match="the sandbox ended"):
        graded(test)
