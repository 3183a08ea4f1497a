"""Submissions are loaded the way students leave them: each statement fails alone, definitions first.

Statements that no definition depends on are left out, so the failing ones here are made to matter.
"""

from __future__ import annotations

import inspect
import math
import sys
import textwrap
from types import ModuleType

import pytest

from autograder.course.notebooks import script
from autograder.sandbox.inside import loading

SECONDS = 5.0


class Loaded:
    """Cells loaded as a worker loads them, and what failed."""

    def __init__(self, *cells: str, seconds: float | None = SECONDS) -> None:
        self.module = ModuleType("submission")
        labelled = [(f"cell {i}", textwrap.dedent(source)) for i, source in enumerate(cells, start=1)]
        self.problems = [str(problem) for problem in loading.load(labelled, self.module, seconds)]

    def __getattr__(self, name: str) -> object:
        return getattr(self.module, name)


def test_a_statement_that_fails_leaves_those_around_it():
    loaded = Loaded(
        """\
        before = 1
        between = len(1 / 0)
        after = len("ab")
        def function(): return before + after
        def other(): return between
        """
    )
    assert loaded.function() == 3
    assert loaded.problems == ["cell 1, line 2: ZeroDivisionError: division by zero"]


def test_problems_name_the_cell_and_the_line_in_it():
    loaded = Loaded(
        "x = 1", "\n\ny = nowhere\n", "def f():\n    return nothing\n\nz = f()\n", "def g(): y, z"
    )
    assert loaded.problems == [
        "cell 2, line 3: NameError: name 'nowhere' is not defined",
        "cell 3, line 2: NameError: name 'nothing' is not defined",
    ]


def test_the_cause_is_named_before_its_consequences():
    loaded = Loaded("class Net(Nothing):\n    pass\n", "net = Net()", "net.train()", "def f(): net")
    assert loaded.problems[0] == "cell 1, line 1: NameError: name 'Nothing' is not defined"
    assert len(loaded.problems) == 3


def test_definitions_come_before_a_script_above_them():
    loaded = Loaded("result = function()", "def function():\n    return 7")
    assert loaded.problems == []
    assert loaded.result == 7


def test_statements_run_in_order_after_the_definitions():
    loaded = Loaded("log = []\nlog.append(1)", "log.append(2)\ndef f(): return log", "log.append(3)")
    assert loaded.f() == [1, 2, 3]


def test_what_no_definition_depends_on_is_left_out():
    loaded = Loaded(
        "import os",
        "def train(net): return device",
        "device = str('cpu')",
        "losses = train(os._exit(1))",
        "for _ in iter(int, 1): pass",
        "1 / 0",
    )
    assert loaded.train(None) == "cpu"
    assert loaded.problems == []


def test_what_a_definition_depends_on_runs_with_all_that_it_depends_on():
    loaded = Loaded(
        "words = list('ab')",
        "table = {}",
        "for word in words:\n    table[word] = len(table)",
        "def look(): return table",
    )
    assert loaded.look() == {"a": 0, "b": 1}


def test_a_functions_own_variables_are_not_taken_for_the_modules():
    loaded = Loaded("def train(net, inputs):\n    losses = net\n    return losses", "losses = inputs = 1 / 0")
    assert loaded.problems == []


def test_a_name_made_by_a_call_is_made_when_it_is_asked_for():
    loaded = Loaded("def make(): return lambda x: x + 1", "step = make()", "boom = make(1, 2)")
    assert loaded.problems == []
    assert loaded.step(1) == 2
    with pytest.raises(AttributeError):
        loaded.module.boom  # noqa: B018


def test_a_failed_statement_between_a_definition_and_what_it_needs_is_no_obstacle():
    loaded = Loaded("import nowhere\ndigits = dict(train=[(1, 2)])\nimage, label = digits['train'][0]\n1 / 0")
    assert loaded.problems == ["cell 1, line 1: ModuleNotFoundError: No module named 'nowhere'"]
    assert (loaded.image, loaded.label) == (1, 2)


def test_an_endless_loop_is_stopped_and_what_follows_it_runs():
    loaded = Loaded("while True:\n    n = 1\n", "late = len('abc')\nclass Net: size = n\n")
    assert loaded.late == 3  # which would not run if the loop had used up the budget
    assert loaded.Net
    assert loaded.problems == ["cell 1, line 1: stopped, it took too long"]


@pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python 3.10 heeds no signal in such a loop: the walls end it"
)
def test_an_endless_loop_that_swallows_exceptions_is_stopped():
    loaded = Loaded(
        "while True:\n    try:\n        n = 1\n    except Exception:\n        pass\n",
        "x = int(4)\ndef f(): return x, n",
    )
    assert loaded.f() == (4, 1)
    assert loaded.problems == ["cell 1, line 1: stopped, it took too long"]


def test_all_statements_together_stay_within_the_budget():
    loaded = Loaded(*["import time\nx = time.sleep(60)"] * 9, "def f(): return x", seconds=1.0)
    assert loaded.problems[0] == "cell 1, line 2: stopped, it took too long"
    assert len(loaded.problems) < 9  # a second for each would stop each
    with pytest.raises(NameError):
        loaded.f()


def test_without_a_budget_only_definitions_are_loaded():
    loaded = Loaded("trained = list('x')", "limit = 3\ndef f(): return limit", seconds=0.0)
    assert loaded.f() == 3
    assert not hasattr(loaded.module, "trained")


def test_a_class_may_need_what_a_later_statement_sets_up():
    loaded = Loaded("class Net:\n    size = SIZES['a']\n", "SIZES = dict(a=3)\n")
    assert loaded.Net.size == 3
    assert loaded.problems == []


def test_a_definition_that_cannot_work_is_reported_once():
    loaded = Loaded("class Net(Nothing):\n    pass\n")
    assert loaded.problems == ["cell 1, line 1: NameError: name 'Nothing' is not defined"]


def test_a_syntax_error_costs_its_cell_only():
    loaded = Loaded("def f(:\n    pass\n", "def g(): return 1\n")
    assert loaded.g() == 1
    assert len(loaded.problems) == 1
    assert loaded.problems[0].startswith("cell 1, line 1: SyntaxError: ")


def test_a_return_outside_of_a_function_costs_its_statement_only():
    loaded = Loaded("if [five := 5]:\n    return five\ndef g(): return five\n")
    assert len(loaded.problems) == 1
    assert loaded.problems[0].startswith("cell 1, line 1: SyntaxError: 'return' outside function")


@pytest.mark.parametrize("end", ["exit()", "quit()", "raise SystemExit(0)", "import sys; sys.exit(3)"])
def test_leaving_ends_one_statement_only(end):
    loaded = Loaded("def before(): return 1, done", f"if [done := 2]: {end}", "after = int(2)")
    assert (loaded.before(), loaded.after) == ((1, 2), 2)
    assert len(loaded.problems) == 1
    assert "cell 2, line 1" in loaded.problems[0]


def test_the_part_for_a_main_program_is_not_run():
    loaded = Loaded("ran = []\nif __name__ == '__main__':\n    ran.append(1)\n")
    assert loaded.ran == []
    assert loaded.problems == []


@pytest.mark.parametrize("test", ["__name__ == '__main__'", "'__main__' == __name__"])
def test_what_a_main_program_defines_is_there_in_a_notebook_which_is_one(test):
    loaded = Loaded(f"if {test}:\n    import math\n    def f(): return math.pi\n    size = len('abc')\n")
    assert loaded.f() == math.pi
    assert loaded.size == 3
    assert Loaded(f"def f(): return size\nsize = int(4) if {test} else int(5)").f() == 4


def test_a_script_is_no_main_program():
    module = ModuleType("submission")
    source = "if __name__ == '__main__':\n    def f(): return 1\n"
    assert loading.load([("rnn.py", source)], module, SECONDS) == []
    assert not hasattr(module, "f")


def test_what_a_notebook_gives_to_all_code_is_there(capsys):
    loaded = Loaded(
        """\
        def f(value):
            display(value, "text", display_id=True)
            get_ipython().run_line_magic("matplotlib", "inline")
            get_ipython().system("pip install torch")
            return get_ipython().__class__.__name__
        """
    )
    assert loaded.f([1]) == "ZMQInteractiveShell"
    assert capsys.readouterr().out == "[1]\n'text'\n"
    assert Loaded("def display(x): return x\ndef f(): return display(2)").f() == 2


@pytest.mark.parametrize(
    ("line", "path", "is_behind"),
    [
        ("%%writefile helpers.py", "helpers.py", False),
        ("\n%%writefile 'a b.py'  ", "a b.py", False),
        ("%%writefile -a layers/linear.py", "layers/linear.py", True),
        ("%%file notes.txt", "notes.txt", False),
    ],
)
def test_what_a_cell_writes_is_told_and_not_run(line, path, is_behind):
    written = []
    module = ModuleType("submission")
    cells = [("cell 1", f"{line}\nraise SystemExit\n"), ("cell 2", "x = 1")]
    assert loading.load(cells, module, SECONDS, write=lambda *what: written.append(what)) == []
    assert written == [(path, "raise SystemExit\n", is_behind)]
    assert module.x == 1


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "!pip install torch",
        "?list",
        "  %time 1",
        "list?",
        "torch.nn.RNN??",
        "files = !ls",
        "out = %timeit -o 1",
    ],
)
def test_a_line_for_ipython_is_left_out_and_keeps_line_numbers(line):
    loaded = Loaded(f"if True:\n    pass\n{line.lstrip()}\nbad = missing\ndef f(): return 1, bad\n")
    assert loaded.f
    assert loaded.problems == ["cell 1, line 4: NameError: name 'missing' is not defined"]


def test_a_magic_within_a_block_is_left_out():
    assert Loaded("def f():\n    %time x = 1\n    !ls\n    return 3\n").f() == 3


def test_a_percent_sign_that_is_python_stays():
    loaded = Loaded('text = """\n% a comment in LaTeX\n! and more\n"""\nrest = (7\n% 4)\n')
    assert loaded.text == "\n% a comment in LaTeX\n! and more\n"
    assert loaded.rest == 3


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile notes.txt", "%%javascript"])
def test_a_cell_in_another_language_is_left_out(magic):
    loaded = Loaded(f"{magic}\nfor x in *; do rm $x; done\n", "y = 1")
    assert loaded.y == 1
    assert loaded.problems == []


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "\n%%time"])
def test_a_magic_around_python_leaves_the_python(magic):
    assert Loaded(f"{magic}\ndef f():\n    return 5\n").f() == 5


def test_future_annotations_hold_in_their_cell_and_those_after_it_as_in_jupyter():
    loaded = Loaded(
        "from __future__ import annotations\ndef f(x: Undefined) -> Tensr: return 1\n",
        "class Net:\n    size: Undefined = 3\n",
    )
    assert loaded.problems == []
    assert loaded.f(0) == 1
    assert loaded.Net.size == 3


def test_a_future_import_may_be_there_twice():
    line = "from __future__ import annotations\n"
    assert Loaded(f"{line}{line}def f(x: Undefined): return 1\n").problems == []


def test_the_kits_own_future_imports_are_not_the_students():
    loaded = Loaded("def f(x: int): pass\nkind = f.__annotations__['x']\n")
    assert loaded.kind is int


def test_the_source_of_a_function_can_be_asked_for():
    loaded = Loaded("x = 1\n\ndef f(a):\n    return a + 1\n")
    assert inspect.getsource(loaded.f) == "def f(a):\n    return a + 1\n"


def test_an_exception_class_that_cannot_print_itself_is_no_obstacle():
    loaded = Loaded(
        "class Bad(Exception):\n    def __str__(self): raise ValueError\nif [x := 1]: raise Bad\ny = int(1)\n"
        "def f(): return x, y"
    )
    assert loaded.f() == (1, 1)
    assert loaded.problems == ["cell 1, line 3: Bad"]


def test_code_too_deep_for_the_parser_costs_its_cell_only():
    loaded = Loaded("x = " + "(" * 5000 + ")" * 5000, "y = " + "-" * 100_000 + "1", "z = 1")
    assert loaded.z == 1
    assert [problem.split(",")[0] for problem in loaded.problems] == ["cell 1", "cell 2"]


def test_the_place_of_an_error_is_the_innermost_in_the_students_own_code():
    loaded = Loaded("import json\n\ndef f(x):\n    return g(x)\n\ndef g(x):\n    return json.loads(x)\n")
    with pytest.raises(ValueError, match="Expecting value") as caught:
        loaded.f("{]"[1:])
    assert loading.where(caught.value, {"cell 1"}) == "cell 1, line 7, in g"


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n\tif True:\n\t\treturn 4\n",
        "def f():\r\n    return 4\r\n",
        "# 第一题：返回四\ndef f():\n    '''返回 4'''\n    值 = 4\n    return 值\n",
    ],
    ids=["tabs", "windows", "chinese"],
)
def test_the_spellings_of_editors_load(text):
    cells = [(cell.label, cell.source) for cell in script(text, "rnn.py").cells]
    module = ModuleType("submission")
    assert loading.load(cells, module, SECONDS) == []
    assert module.f() == 4


STUB_OF_F = "def f():\n    raise NotImplementedError"


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (("def f(): return 'answer'", "def f(): return 'scratch'"), "answer"),
        (("def f(): return 'answer'", "f = lambda: 'scratch'"), "answer"),
        (("def f(): return 'answer'", "f = print('scratch')\ndel f"), "answer"),
        (("x = 'given'\ndef f(): return x", "x = 'scratch'"), "given"),
        (("def f(): return g()", "def g(): return 'helper'"), "helper"),
        ((STUB_OF_F, "def f(): return 'scratch'"), "scratch"),
    ],
    ids=["a function", "an assignment", "a call", "its data", "another name", "an answer left as it was"],
)
def test_an_answer_counts_and_not_a_scratch_cell_below_it(cells, value):
    labelled = [(f"cell {i}", source) for i, source in enumerate(cells, start=1)]
    module = ModuleType("submission")
    assert loading.load(labelled, module, SECONDS, answers=["cell 1"]) == []
    assert module.f() == value


def test_a_script_knows_its_file_and_a_notebook_does_not():
    module = ModuleType("submission")
    source = "from pathlib import Path\nHERE = Path(__file__).parent\ndef f(): return HERE\n"
    assert loading.load([("rnn.py", source)], module, SECONDS) == []
    assert "NameError" in Loaded(source).problems[0]


def test_only_what_would_have_made_a_name_is_why_it_is_missing():
    cells = [
        ("cell 1", "text = len(1 / 0)\nclass Base(Nothing): pass\nclass Net(Base): text\n"),
        ("cell 2", "losses = train(Net("),
    ]
    problems = loading.load(cells, ModuleType("submission"), SECONDS)
    assert [problem.line for problem in loading.causes("Net", problems)] == [1, 2, 3]
    assert loading.causes("train", problems) == []
    assert [problem.label for problem in loading.causes("losses", problems)] == ["cell 2"]
