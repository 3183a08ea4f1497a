"""Running a hidden suite: what is the student's failure, what is the kit's own, and what the course must mend."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from autograder.course.config import Assignment, Course, Grade
from autograder.course.material import HiddenSuite, Material, read_suite
from autograder.errors import CourseError, InfrastructureError
from autograder.grading import self_check, suite
from autograder.grading.plugin import Turn
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

CODE = """
import torch
def double(x): return 2 * x
def pinned(x): return x.float() + 1e-6
def broken(x): raise ValueError("no")
def stub(x): raise NotImplementedError("your code here")
def zeros(): return torch.zeros(2)
def unfinished(x): return torch.nn.Module()(x)
def telling(x): raise ValueError(f"shape (2, 1), torch 2.6, values {x}")
"""
HEAD = """
import pytest
import torch
from autograder.checks.values import Mistake, same
from autograder.errors import InfrastructureError
"""
Run = Callable[..., Turn]
COURSE = Course.load(Path(__file__).parent)


def written(source: str, name: str = "small") -> HiddenSuite:
    return HiddenSuite(
        name, f"solutions/{name}/hidden_{name}.py", {f"{name}/hidden_{name}.py": source.encode()}
    )


@pytest.fixture
def run() -> Run:
    """Runs the tests written in a text on the code above."""

    def run(tests: str, timeout: float = 20.0, key: str = "1/x") -> Turn:
        hidden = written(HEAD + textwrap.dedent(tests))
        plugin = Turn(Student(LocalConnection([("cell 1", CODE)])), key=key)
        suite.run(hidden, plugin, timeout)
        return plugin

    return run


def outcomes(plugin: Turn) -> dict[str, str]:
    return {test.name: "passed" if test.passed else test.message for test in plugin.results}


def test_each_test_is_reported_with_its_grade_weight_and_docstring(run: Run):
    plugin = run(
        '''
        @pytest.mark.grade("g", weight=3)
        @pytest.mark.parametrize("n", [1, 2])
        def test_it(student, n):
            """The docstring is
            what a student reads."""
            assert student.double(n) == 2 * n

        @pytest.mark.grade("h")
        def test_that(student):
            raise Mistake("wrong   so")
        '''
    )
    assert [(t.name, t.grade_id, t.weight, t.title) for t in plugin.results] == [
        ("test_it[1]", "g", 3, "The docstring is what a student reads."),
        ("test_it[2]", "g", 3, "The docstring is what a student reads."),
        ("test_that", "h", 1, "test_that"),
    ]
    assert outcomes(plugin) == {"test_it[1]": "passed", "test_it[2]": "passed", "test_that": "wrong so"}


def test_failures_of_the_students_code_are_the_students(run: Run):
    plugin = run(
        """
        def test_raised(student): student.broken(1)
        def test_stub(student): student.stub(1)
        def test_no_stub(student): student.unfinished(1)
        def test_missing(student): student.nowhere(1)
        def test_in_a_fixture(network): pass
        @pytest.fixture
        def network(student): return student.broken(1)
        """
    )
    assert outcomes(plugin) == {
        "test_raised": "ValueError: no (cell 1, line 5, in broken)",
        "test_stub": "not implemented yet",
        "test_no_stub": 'NotImplementedError: Module [Module] is missing the required "forward" function '
        "(cell 1, line 8, in unfinished)",
        "test_missing": "nowhere is not defined in your code; the file defines double, pinned, broken, stub, zeros, "
        "but no nowhere",
        "test_in_a_fixture": "ValueError: no (cell 1, line 5, in broken)",
    }


def test_the_numbers_of_a_test_are_not_in_what_a_student_reads_of_an_exception(run: Run):
    plugin = run("def test_a(student): student.telling(torch.tensor([0.1234, -1.5e-7, 3.0]))")
    assert outcomes(plugin) == {
        "test_a": "ValueError: shape (2, 1), torch 2.6, values tensor([ …, …, …]) (cell 1, line 9, in telling); "
        "the shapes up to there: (3,)"
    }


BROKEN = {
    "def test_it(student): 1 / 0": "test_it: ZeroDivisionError",
    "def test_it(student): raise InfrastructureError('the sandbox ended')": "the sandbox ended",
    "def test_it(student): raise KeyError('x')": "test_it: KeyError",
    "def test_it(nothing): pass": "test_it: FixtureLookupError",
    "@pytest.fixture\ndef broken(): 1 / 0\ndef test_it(broken): pass": "test_it: ZeroDivisionError",
    "@pytest.fixture\ndef late():\n    yield\n    1 / 0\ndef test_it(late): pass": "test_it: ZeroDivisionError",
    "import nothing_of_the_kind": "nothing_of_the_kind",
    "def test_it(:": "SyntaxError",
}


@pytest.mark.parametrize(("own", "reason"), BROKEN.items())
def test_what_is_wrong_with_a_suite_itself_is_never_a_students_failure(run: Run, own: str, reason: str):
    with pytest.raises(InfrastructureError, match=rf"hidden_small\.py: .*{reason}"):
        run(f"def test_right(student): pass\n{own}\n")


def test_options_that_somebody_has_set_for_pytest_change_no_grading(
    run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p nothing_of_the_kind -k nothing")
    monkeypatch.setenv("PYTEST_PLUGINS", "nothing_of_the_kind")
    assert outcomes(run("def test_it(student): assert student.double(1) == 2")) == {"test_it": "passed"}


def test_a_suite_without_a_test_is_our_failure(run: Run):
    with pytest.raises(InfrastructureError, match="there is no test in it"):
        run("x = 1\n")


def test_a_suite_that_never_ends_is_our_failure(run: Run):
    with pytest.raises(InfrastructureError, match="test_it"):
        run("def test_it(student):\n    while True: pass\n", timeout=0.5)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 says a line for it")
def test_a_failure_of_pytests_own_is_our_failure_and_the_next_submission_is_run(tmp_path: Path):
    """pytest cannot report what is raised on no line, where a timeout may strike."""
    hidden = written(
        f"from pathlib import Path\nRAN = Path({str(tmp_path / 'ran')!r})\n"
        "def crash(): 1 / 0\n"
        "crash.__code__ = crash.__code__.replace(co_linetable=b'')\n"
        "def test_it(student):\n"
        "    with RAN.open('a') as ran: ran.write('x')\n"
        "    if RAN.stat().st_size <= 2: crash()\n"  # in both precisions
    )
    plugin = Turn(Student(LocalConnection([("cell 1", CODE)])), key="1/x")
    with pytest.raises(InfrastructureError, match=r"hidden_small\.py: pytest failed \(TypeError\)"):
        suite.run(hidden, plugin, 20.0)
    suite.run(hidden, plugin, 20.0)
    assert outcomes(plugin)["test_it"] == "passed"


def test_a_test_is_asked_in_double_precision_and_again_in_single(run: Run):
    plugin = run(
        """
        seen = []
        def test_right(student, draws):
            seen.append(torch.get_default_dtype())
            assert student.zeros().dtype == torch.get_default_dtype() == draws.normal(1).dtype
        def test_pinned(student):
            seen.append(torch.get_default_dtype())
            same(student.pinned(torch.ones(2)), torch.ones(2), "pinned")
        def test_both(student, draws):
            seen.append(draws.normal(1).item())
            student.pinned(torch.ones(2))
            raise Mistake(" ".join(str(x) for x in seen))
        """
    )
    results = outcomes(plugin)
    assert (results["test_right"], results["test_pinned"]) == ("passed", "passed")
    kinds, draws = results["test_both"].split(" ")[:3], results["test_both"].split(" ")[3:]
    assert kinds == ["torch.float64", "torch.float64", "torch.float32"]
    assert len(draws) == 2
    assert float(draws[0]) == pytest.approx(float(draws[1]), rel=1e-6)  # the same draw in both
    assert torch.get_default_dtype() == torch.float32


@pytest.mark.parametrize(
    ("answer", "asked", "outcome"),
    [
        ("2 * x", 1, "passed"),
        ("(2 * x.float()).double()", 2, "passed"),  # off by the rounding of float32
        ("2 * x + 1e-4", 1, "failed"),  # less than what float32 is given, and no rounding
        ("2 * x.float() + 1", 2, "failed"),  # wrong in whichever precision
        ("2 * (x @ torch.ones(3, 3, dtype=torch.float32)) / 3", 2, "failed"),  # raises, in float64 alone
        ("[2, 2, 2]", 2, "failed"),  # nothing was compared
        ("torch.full((4, 3), 0.1)", 1, "failed"),
        ("torch.full((4, 3), 0.5)", 2, "failed"),  # a number of float32
        ("torch.zeros(4, 3)", 1, "failed"),  # whole numbers, which are the same in any precision
        ("torch.zeros(4, 3) if net else 2 * x", 2, "failed"),  # in training, rounding may grow to anything
    ],
)
def test_only_what_may_be_of_the_dtype_alone_is_asked_again(answer: str, asked: int, outcome: str):
    hidden = written(
        HEAD
        + textwrap.dedent(
            """
            seen = []
            def test_double(student, draws):
                seen.append(torch.get_default_dtype())
                x = draws.normal(4, 3)
                same(student.double(x), 2 * x, "double(x)")
                same(student.double(x, student.Net()), 2 * x, "double(x, net)")
            def test_seen(student):
                raise Mistake(f"asked {len(seen)}")
            """
        ),
        "asked",
    )
    code = f"import torch\nclass Net(torch.nn.Module): pass\ndef double(x, net=None): return {answer}\n"
    turn = Turn(Student(LocalConnection([("cell 1", code)])), key="1/x")
    suite.collected.cache_clear()  # which has seen what others asked
    suite.run(hidden, turn, 20.0)
    double, seen = turn.results
    assert ("passed" if double.passed else "failed") == outcome
    assert seen.message == f"asked {asked}"


def test_draws_differ_between_tests_and_keys_and_are_the_same_again(run: Run):
    tests = """
    def test_a(draws): raise Mistake(str(draws.normal(1).item()))
    def test_b(draws): raise Mistake(str(draws.normal(1).item()))
    """
    first, again, other = run(tests), run(tests), run(tests, key="2/x")
    values = {message for plugin in (first, other) for message in outcomes(plugin).values()}
    assert len(values) == 4
    assert outcomes(first) == outcomes(again)


def course(suite: HiddenSuite | None = None, forbidden: tuple[str, ...] = (), **points: int) -> Material:
    """An assignment with a suite: rnn with the kit's, where none is given."""
    grades = {name.replace("_", "-"): Grade(points=p, title="x") for name, p in points.items()}
    asked = Assignment(title="x", grades=grades, forbidden=forbidden)
    hidden = suite or read_suite(COURSE.root, "rnn")
    name = hidden.assignment
    return Material(COURSE.config.model_copy(update={"assignments": {name: asked}}), {name: hidden})


RNN = {"rnn_onehot": 1, "rnn_model": 4, "rnn_train": 4, "rnn_ohlol": 3}


def test_grade_ids_that_agree_are_accepted():
    self_check.check("rnn", course(**RNN))


def test_a_grade_id_without_a_test_is_the_instructors_to_mend():
    with pytest.raises(CourseError, match=r"no test of hidden_rnn\.py has the grade id rnn-style; .* task"):
        self_check.check("rnn", course(**RNN, rnn_style=1))


def test_a_test_without_a_grade_id_in_the_course_is_the_instructors_to_mend():
    less = {name: points for name, points in RNN.items() if name != "rnn_train"}
    with pytest.raises(
        CourseError, match=r"rnn has no grade id rnn-train, but hidden_rnn\.py has tests for it"
    ):
        self_check.check("rnn", course(**less))


def test_an_assignment_without_a_suite_is_the_instructors_to_mend(tmp_path: Path):
    there = rf"gan has no hidden suite: write {re.escape(str(tmp_path))}/solutions/gan/hidden_gan\.py"
    with pytest.raises(CourseError, match=there):
        self_check.check("gan", course(read_suite(tmp_path, "gan"), gan_model=1))


def test_what_torch_does_not_have_cannot_be_forbidden():
    self_check.check("rnn", course(**RNN, forbidden=("torch.nn.LSTM",)))
    there = r"grading\.yml, line \d+: .*rnn forbids torch\.nn\.LSMT, .* \(did you mean torch\.nn\.LSTM\?\)"
    with pytest.raises(CourseError, match=there):
        self_check.check("rnn", course(**RNN, forbidden=("torch.nn.LSMT",)))


def test_a_test_without_a_mark_is_found():
    with pytest.raises(CourseError, match="test_it has no mark"):
        self_check.check("gan", course(written("def test_it(): pass\n", "gan"), gan_model=1))


def test_a_suite_that_cannot_be_collected_is_named_with_its_place_and_why():
    broken = written("def broken(:\n", "gan")
    with pytest.raises(
        CourseError, match=r"^solutions/gan/hidden_gan\.py cannot be collected: .*SyntaxError"
    ):
        self_check.check("gan", course(broken, gan_model=1))


@pytest.mark.parametrize("weight", ["0", "-1", "float('nan')", "float('inf')"])
def test_a_weight_that_could_make_a_share_of_more_than_all_is_found(run: Run, weight: str):
    test = f"@pytest.mark.grade('gan-model', weight={weight})\ndef test_it(student): pass\n"
    with pytest.raises(CourseError, match=r"^hidden_gan\.py: the weight of test_it is not above 0$"):
        self_check.check("gan", course(written(f"import pytest\n{test}", "gan"), gan_model=1))
    with pytest.raises(InfrastructureError, match="the weight of test_it is not above 0"):
        run(test)


def test_a_suite_imports_what_lies_beside_it_and_no_other_courses_module_of_the_same_name():
    def suite_of(value: int) -> HiddenSuite:
        files = {
            "gan/hidden_gan.py": b"from helper import VALUE\nfrom shared.more import OTHER\n"
            b"from autograder.checks.values import Mistake\n"
            b"def test_it(student): raise Mistake(f'{VALUE} {OTHER}')\n",
            "gan/helper.py": f"VALUE = {value}\n".encode(),
            "shared/__init__.py": b"",
            "shared/more.py": f"OTHER = {-value}\n".encode(),
        }
        return HiddenSuite("gan", "hidden_gan.py", files)

    before = set(sys.modules)
    path = sys.path[:]
    for value in (1, 2, 1):
        plugin = Turn(Student(LocalConnection([("cell 1", CODE)])), key="1/x")
        suite.run(suite_of(value), plugin, 20.0)
        assert outcomes(plugin) == {"test_it": f"{value} {-value}"}
    assert not {"helper", "hidden_gan"} & (set(sys.modules) - before)
    assert sys.path == path


def test_the_courses_own_suite_comes_before_the_kits_and_what_a_suite_does_not_import_is_no_part_of_it(
    tmp_path: Path,
):
    kits = read_suite(COURSE.root, "rnn")
    assert {path.split("/")[0] for path in kits.files} == {"rnn", "shared"}
    assert not {"rnn/rnn.py", "rnn/test_rnn.py"} & kits.files.keys()
    assert read_suite(tmp_path, "rnn") == kits
    shutil.copytree(COURSE.root / "solutions" / "lstm", tmp_path / "solutions" / "lstm")
    copied = read_suite(tmp_path, "lstm")
    assert copied.place.startswith(str(tmp_path))
    assert copied.files == read_suite(COURSE.root, "lstm").files
    own = tmp_path / "solutions" / "rnn"
    own.mkdir(parents=True)
    (own / "hidden_rnn.py").write_text("def test_it(): pass\n")
    (tmp_path / "solutions" / "shared").mkdir()
    (tmp_path / "solutions" / "shared" / "more.py").write_text("x = 1\n")
    assert read_suite(tmp_path, "rnn").files == {"rnn/hidden_rnn.py": b"def test_it(): pass\n"}
