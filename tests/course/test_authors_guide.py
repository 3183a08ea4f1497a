"""docs/authors.md: its assignment is released, tried and graded as it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import warm
from course import elsewhere

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict
from autograder.sandbox.sandbox import Sandbox

GUIDE = Path(__file__).parents[2] / "docs" / "authors.md"
AUTOGRADER = Path(sys.executable).parent / "autograder"
HEAD = "course: own\nseed: 1\nassignments:\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    entry, *_ = blocks("yaml")
    notebook, _, suite, _ = blocks("python")
    folder = tmp_path / "solutions" / "double"
    folder.mkdir(parents=True)
    (tmp_path / "grading.yml").write_text(HEAD + entry)
    (folder / "double.py").write_text(notebook)
    (folder / "test_double.py").write_text("def test_it(student): assert student.double(1) == 2\n")
    (folder / "hidden_double.py").write_text(suite)
    return tmp_path


def run(course: Path, *arguments: str) -> tuple[int, str]:
    env = {"PATH": "/usr/bin:/bin", "HOME": os.environ["HOME"], "COLUMNS": "500"}
    if arguments[0] == "grade":  # which need not examine this machine's walls again
        done = subprocess.run(
            [AUTOGRADER, *arguments], cwd=course, capture_output=True, text=True, check=False, env=env
        )
    else:  # suites are tried, for none is known to have passed
        env["XDG_CACHE_HOME"] = str(course / "cache")
        done = warm.autograder(*arguments, cwd=course, env=env, code=None)
    return done.returncode, done.stdout + done.stderr


def release(course: Path) -> tuple[int, str]:
    return run(course, "release", "double")


def graded(course: Path, code: str, sandbox: Sandbox) -> Report:
    folder = course / "submitted" / "ada" / "double"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "double.py").write_text(code)
    material = Material.of(Course.load(course))
    report = grade(Found("ada", "double", folder), material, sandbox, "cpu")
    assert report.verdict is Verdict.GRADED, report.reason
    return report


def test_its_assignment_is_released_and_tells_right_from_wrong(course: Path, sandbox: Sandbox):
    code, said = release(course)
    assert code == 0
    assert said.splitlines() == [
        f"Released double in {course / 'assignments'}",
        "Tried the hidden suite: all points for the solution, none for the stub",
    ]
    assert not list((course / "assignments").rglob("hidden*"))
    right = graded(course, "def double(x): return x + x", sandbox)
    assert right.score == right.max_score == 4
    wrong = graded(course, "def double(x): return 2.0 * x.float()", sandbox)
    told = {test.name: test.message for test in wrong.tests if not test.passed}
    assert told == {"test_integers": "torch.float32 is not equal to torch.int64"}
    assert wrong.score == pytest.approx(4 * 3 / 5)
    other = graded(course, "def double(x): return [1.0]", sandbox)
    assert other.score == 0
    assert all(test.message for test in other.tests)


def test_a_known_bug_is_named_where_the_suite_compares_with_the_solution(course: Path, sandbox: Sandbox):
    _, messages, _ = blocks("yaml")
    *_, answer = blocks("python")
    (oracle,) = re.findall(r"^    (checks\.agree\(student\.double.*)$", GUIDE.read_text(), re.MULTILINE)
    folder = course / "solutions" / "double"
    suite = folder / "hidden_double.py"
    plain = "torch.testing.assert_close(student.double(x), 2 * x)"
    assert plain in suite.read_text()
    text = suite.read_text().replace(plain, oracle).replace("(student, draws", "(student, reference, draws")
    suite.write_text("from autograder import checks\n" + text)
    (folder / "answers").mkdir()
    (edit,) = re.findall(r"^    (# %% .* old=.*)$", GUIDE.read_text(), re.MULTILINE)
    (folder / "answers" / "wrong.py").write_text(answer + edit)
    (folder / "messages.yml").write_text(messages)
    code, said = release(course)
    assert code == 0, said
    right = graded(course, "def double(x): return x + x", sandbox)
    assert right.score == right.max_score
    wrong = graded(course, "def double(x): return (x + x) * 2", sandbox)
    assert {test.message for test in wrong.tests if not test.passed} == {"x is doubled twice"}
    assert run(course, "audit", "--known", "double") == (
        0,
        "double: known answers: 2 wrong; all as they say\n",
    )


def test_a_suite_that_its_own_solution_fails_is_told_with_its_line(course: Path):
    suite = course / "solutions" / "double" / "hidden_double.py"
    suite.write_text(suite.read_text().replace("2 * x)", "3 * x)"))
    line = 1 + suite.read_text().splitlines().index(
        "    torch.testing.assert_close(student.double(x), 3 * x)"
    )
    code, said = release(course)
    assert code == 2
    assert f"{suite}, line {line}: test_values[shape0] fails on the course's own solution: " in said


def test_without_a_suite_an_assignment_is_released_and_it_is_said(course: Path):
    suite = course / "solutions" / "double" / "hidden_double.py"
    suite.unlink()
    code, said = release(course)
    assert code == 0
    assert f"double has no hidden suite yet: write {suite} before you grade" in said


def test_each_of_its_commands_does_what_it_says(course: Path):
    notebook = elsewhere.write(course / "source" / "hw3" / "hw3.ipynb")
    (notebook.parent / "net.png").write_bytes(b"\x89PNG")
    handed_in = course / "submitted" / "ada" / "double"
    handed_in.mkdir(parents=True)
    (handed_in / "double.py").write_text("def double(x): return x + x\n")
    found = re.findall(r"(?:^    |`)autograder ([a-z][^`#\n]*)", GUIDE.read_text(), re.MULTILINE)
    commands = dict.fromkeys(command.strip() for command in found)
    for command in sorted(commands, key="grade".__eq__):  # what grades comes last
        code, said = run(course, *command.split())
        assert code == 0, f"{command}: {said}"
    names = {"double", "gates", "hw3", "rnn", "cnn"}
    assert {path.name for path in (course / "assignments").iterdir()} == names
    assert {path.name for path in (course / "solutions").iterdir()} == names | {"shared"}
    (row,) = (course / "graded" / "scores.csv").read_text().splitlines()[1:]
    assert row.startswith("ada,double,")
    assert "4.0" in row
