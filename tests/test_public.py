"""The public tests as students run them: in a released folder that stands alone, with torch and pytest and no kit."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from warm import warm

from autograder.course.config import Course
from autograder.course.source import write_source

ROOT = Path(__file__).parents[1]
NAMES = tuple(Course.load(ROOT).config.assignments)
# what the kit's own environment offers beyond torch and pytest is taken away: its folder and its packages
ALONE = f"""
import os, sys
sys.path[:] = [path for path in sys.path if os.path.realpath(path or '.') != {str(ROOT)!r}]
sys.modules['autograder'] = None
"""
RUN = "import pytest; sys.exit(pytest.main(sys.argv[1:]))"
OURS = ("PYTHON", "PYTEST", "CI", "BUILD_NUMBER")  # under the last two, pytest's summary shows whole messages
NO_ALARM = "import signal; del signal.SIGALRM, signal.setitimer\n"


@pytest.fixture
def alone(tmp_path):
    """Copies an assignment's released folder to where nothing of the kit is."""

    def alone(name: str) -> Path:
        return Path(shutil.copytree(ROOT / "assignments" / name, tmp_path / name))

    return alone


def run(folder: Path, *options: str, before: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    process = warm("torch", "numpy", "pytest", without=OURS)
    return process.run(
        ALONE + before + RUN,
        *("-c", "-q", "--tb=no", "-rA", "-p", "no:cacheprovider", *options),
        cwd=folder,
        env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "300"},
    )


def outcomes(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """The outcome of each test: PASSED, or FAILED with its error's first line."""
    found = re.findall(
        r"^(PASSED|FAILED|ERROR|SKIPPED) \S+?::([^\n]*?)(?: - (.*))?$", result.stdout, re.MULTILINE
    )
    assert found, result.stdout + result.stderr
    return {name: f"{outcome} {error}".strip() for outcome, name, error in found}


def solve(folder: Path, name: str) -> Path:
    """Puts the solution into the released notebook's cells."""
    write_source(Course.load(ROOT), name, folder.parent / "source")
    solved = json.loads((folder.parent / "source" / name / f"{name}.ipynb").read_text())
    path = folder / f"{name}.ipynb"
    notebook = json.loads(path.read_text())
    for cell, solution in zip(notebook["cells"], solved["cells"], strict=True):
        assert cell["id"] == solution["id"]
        cell["source"] = solution["source"]
    path.write_text(json.dumps(notebook))
    return path


def add_cell(path: Path, source: str) -> None:
    """As the notebook's third cell, above all exercises."""
    notebook = json.loads(path.read_text())
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    notebook["cells"].insert(2, cell)
    path.write_text(json.dumps(notebook))


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_as_a_notebook(alone, name):
    folder = alone(name)
    solve(folder, name)
    assert set(outcomes(run(folder)).values()) == {"PASSED"}


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_as_a_script(alone, name):
    folder = alone(name)
    (folder / f"{name}.ipynb").unlink()
    shutil.copy(ROOT / "solutions" / name / f"{name}.py", folder)
    assert set(outcomes(run(folder)).values()) == {"PASSED"}


@pytest.mark.parametrize("name", NAMES)
def test_every_test_fails_on_the_stub_and_belongs_to_one_test_cell(alone, name):
    folder = alone(name)
    found = outcomes(run(folder))
    unwritten = re.compile(r"FAILED Failed: [A-Za-z_.]+ is not written yet: cell \d+, line \d+")
    assert [told for told in found.values() if not unwritten.fullmatch(told)] == []
    cells = json.loads((folder / f"{name}.ipynb").read_text())["cells"]
    lines = [line for cell in cells for line in cell["source"] if line.startswith("!")]
    prefix = f"!python -m pytest -q test_{name}.py -k "
    words = [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]
    assert len(words) == len(lines) == len(Course.load(ROOT).assignment(name).grades)
    for test in found:
        assert sum(word in test for word in words) == 1, test
    assert all(any(word in test for test in found) for word in words)


@pytest.mark.parametrize("before", ["", NO_ALARM], ids=["with alarms", "as on Windows"])
def test_cells_that_train_for_hours_do_not_delay_the_tests(alone, before):
    folder = alone("rnn")
    path = solve(folder, "rnn")
    add_cell(path, "while True:\n    pass")
    add_cell(path, "while True:\n    idx2char = ['e', 'h', 'l', 'o']")  # which train needs
    started = time.monotonic()
    assert set(outcomes(run(folder, before=before)).values()) == {"PASSED"}
    assert time.monotonic() - started < 60  # torch's import included


def test_a_mistake_in_one_cell_of_another_file_leaves_the_others_tested(alone):
    folder = alone("rnn")
    path = solve(folder, "rnn").rename(folder / "copy.ipynb")
    add_cell(path, "def broken(:")
    assert set(outcomes(run(folder, "--submission", "copy.ipynb", "-k", "onehot")).values()) == {"PASSED"}


def test_a_missing_name_is_reported_with_the_lines_that_failed(alone):
    folder = alone("rnn")
    (folder / "mine.py").write_text("import nothing_of_mine\nfrom nothing_of_this_name import one_hot\n")
    result = run(folder, "--submission", "mine.py", "-k", "onehot", "--tb=short")
    assert "mine.py does not define one_hot; these lines failed:" in result.stdout
    assert "mine.py, line 2: ModuleNotFoundError: No module named 'nothing_of_this_name'" in result.stdout
    assert "nothing_of_mine" not in result.stdout, "what has not made the name is no reason"
    assert "Traceback" not in result.stdout


def test_a_stub_is_named_in_one_line_and_other_errors_in_few(alone):
    """And what torch itself has not implemented is told in its own words."""
    folder = alone("cnn")
    (folder / "mine.py").write_text(
        "from torch import nn\nclass CNN(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "def train(model, loader, epochs=5, lr=0.001):\n    raise NotImplementedError()\n"
        "def accuracy(model, loader):\n    return 1 / 0\n"
    )

    def told(part: str) -> str:
        # the last --tb counts: what pytest does where none is given
        return run(folder, "--submission", "mine.py", "-k", part, "--tb=auto").stdout

    assert "\n  - train is not written yet: mine.py, line 6 " in told("train")
    assert told("train").partition("short test summary")[0].count("is not written yet") == 1
    assert 'Module [CNN] is missing the required "forward" function' in told("model")
    found = told("accuracy")
    assert "  - ZeroDivisionError: division by zero " in found
    assert "\n    mine.py, line 8: return 1 / 0\n" in found
    assert "accuracy_of" not in found  # of the test's source


@pytest.mark.parametrize("name", ["cnn", "mlp"])
def test_a_percentage_and_a_missing_return_are_not_taken_for_other_mistakes(alone, name):
    folder = alone(name)
    solution = (ROOT / "solutions" / name / f"{name}.py").read_text(encoding="utf-8")
    assert solution.count("return right / count") == solution.count("return losses\n") == 1
    wrong = solution.replace("return right / count", "return 100 * right / count").replace(
        "return losses\n", "pass\n"
    )
    (folder / "mine.py").write_text(wrong, encoding="utf-8")
    found = outcomes(run(folder, "--submission", "mine.py", "-k", "accuracy or train"))
    told = {
        part: {text for test, text in found.items() if part in test} - {"PASSED"}
        for part in ("train", "accuracy")
    }
    assert told["accuracy"] == {
        "FAILED _recorded.Mistake: accuracy(model, loader): expected a share from 0 to 1, got a percentage."
    }
    assert told["train"]
    assert all(
        re.search(r"expected \S+ numbers?, got None: is a return missing\?$", text) for text in told["train"]
    )


@pytest.mark.parametrize("name", ["cnn", "mlp", "rnn", "embedding", "lstm", "gru"])
def test_tensors_in_place_of_numbers_are_told_here_as_in_grading(alone, name):
    folder = alone(name)
    wrong = (ROOT / "solutions" / name / f"{name}.py").read_text(encoding="utf-8")
    wrong = wrong.replace("return losses\n", "return [torch.tensor(loss) for loss in losses]\n")
    wrong = wrong.replace("return right / count", "return torch.tensor(right / count)")
    (folder / "mine.py").write_text(wrong, encoding="utf-8")
    told = set(outcomes(run(folder, "--submission", "mine.py", "-k", "train_steps or accuracy_is")).values())
    by_value = "train(model, loader): the losses: expected 3 numbers, got 3 tensors: append loss.item()"
    by_name = (
        "train returned tensors; expected numbers: append loss.item()."  # where answers/ has this mistake
    )
    sentences = {text.removeprefix("FAILED _recorded.Mistake: ") for text in told}
    of_losses = {text for text in sentences if text.rstrip(".").endswith("append loss.item()")}
    assert of_losses <= {by_value, by_value.replace("model, loader", "net, inputs, labels"), by_name}
    others = sentences - of_losses
    assert len(of_losses) == 1
    assert len(others) == (name in ("cnn", "mlp"))
    assert all(text.endswith(": use .item()") for text in others)


def test_an_error_in_a_network_is_shown_without_torchs_ways_there(alone):
    folder = alone("cnn")
    solution = (ROOT / "solutions" / "cnn" / "cnn.py").read_text(encoding="utf-8")
    (folder / "mine.py").write_text(solution.replace("(320, 10)", "(321, 10)"), encoding="utf-8")
    told = run(folder, "--submission", "mine.py", "-k", "model_logits", "--tb=auto").stdout
    assert re.search(r"\n  - RuntimeError: .*\n    mine\.py, line \d+: return self\.linear\(x\)", told)
    assert "_call_impl" not in told
    assert "0 of 1 part done" in told


def test_a_crash_is_shown_once_with_the_shapes_up_to_there_and_the_first_that_is_wrong(alone):
    folder = alone("cnn")
    solution = (ROOT / "solutions" / "cnn" / "cnn.py").read_text(encoding="utf-8")
    (folder / "mine.py").write_text(
        solution.replace("nn.Conv2d(10, 20,", "nn.Conv2d(10, 10,"), encoding="utf-8"
    )
    told = run(folder, "--submission", "mine.py", "-k", "shapes or model", "--tb=auto").stdout
    shapes = (
        "(3, 1, 28, 28) -> (3, 10, 24, 24) -> (3, 10, 12, 12) -> (3, 10, 8, 8) -> (3, 10, 4, 4) -> (3, 160)"
    )
    assert told.count("the shapes up to there: ") == 2  # once in each part
    lines = (
        r"\(3x160 and 320x10\)   \(\d+ more tests with this cause\)\n"
        r"    mine\.py, line \d+: return self\.linear\(x\).*\n"
        rf"    the shapes up to there: {re.escape(shapes)}\n"
        r"    the first that is not the solution's: expected \(3, 20, 8, 8\), got \(3, 10, 8, 8\)\n"
    )
    assert re.search(lines, told)
    assert "\nshapes: 2 of 7 passed, worth 6 points\n" in told  # the stages that are reached
    assert "\n0 of 2 parts done, points in sight 0 of 9\n" in told


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        (
            "mlp",
            "nn.Linear(512, 256)",
            "nn.Linear(512, 265)",
            r"the shapes up to there: \((\d+), .* -> \(\1, 265\)\n"
            r"    the first that is not the solution's: expected \(\1, 256\), got \(\1, 265\)",
        ),
        (
            "mlp",
            "nn.Linear(512, 256)",
            "nn.Linear(521, 256)",
            r"-> \((\d+), 512\)\n    the solution's next shape is \(\1, 256\)",
        ),
        (
            "attention",
            "torch.softmax(scores, dim=-1)",
            "torch.softmax(scores, dim=-1).mT",
            r"the first that is not the solution's: expected \(.*\), got \(",
        ),
    ],
)
def test_a_crash_shows_the_first_shape_that_is_not_the_solutions(alone, name, right, wrong, said):
    folder = alone(name)
    solution = (ROOT / "solutions" / name / f"{name}.py").read_text(encoding="utf-8")
    assert right in solution
    (folder / "mine.py").write_text(solution.replace(right, wrong), encoding="utf-8")
    told = run(folder, "--submission", "mine.py", "--tb=auto").stdout
    assert re.search(said, told), told


def test_a_console_without_arrows_gets_plain_ones(alone):
    folder = alone("cnn")
    right = (ROOT / "solutions" / "cnn" / "cnn.py").read_text(encoding="utf-8")
    assert "kernel_size=5)" in right
    (folder / "cnn.py").write_text(
        right.replace("kernel_size=5)", "kernel_size=5, padding=2)", 1), encoding="utf-8"
    )
    (folder / "cnn.ipynb").unlink()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, "check.py", "shapes"],
        cwd=folder,
        env=environment | {"PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    said = done.stdout.decode("cp1252")
    assert "the shapes up to there: (3, 1, 28, 28) -> (3, 10, 28, 28) -> " in said
    assert "\\u" not in said
    assert done.returncode == 1


def test_a_watch_runs_the_tests_again_when_the_file_is_saved(alone):
    folder = alone("backprop")
    (folder / "backprop.ipynb").unlink()
    solution = (ROOT / "solutions" / "backprop" / "backprop.py").read_text(encoding="utf-8")
    (folder / "backprop.py").write_text("x = 1\n", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    watch = subprocess.Popen(
        [sys.executable, "check.py", "--watch"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert watch.stdout

    def result() -> str:
        lines = []
        while not (lines and lines[-1].startswith("Save your notebook")):
            lines.append(watch.stdout.readline())
            assert lines[-1], "".join(lines)
        return "".join(lines)

    try:
        assert "0 of 5 parts done" in result()
        (folder / "backprop.py").write_text(solution, encoding="utf-8")
        assert "5 of 5 parts done" in result()
        watch.send_signal(signal.SIGINT)
        assert watch.wait(60) == 0
    finally:
        watch.kill()
        watch.wait()


def test_a_submission_that_is_not_there_is_refused_in_one_line(alone):
    result = run(alone("rnn"), "--submission", "other.ipynb")
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert re.fullmatch(r"ERROR: --submission: there is no file \S*other.ipynb\n+", result.stderr)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no rnn.ipynb or rnn.py beside test_rnn.py: save your notebook there"),
        ("{}", "rnn.ipynb is no notebook: open it in Jupyter and save it again"),
        ("half a not", "rnn.ipynb is no notebook: open it in Jupyter and save it again"),
    ],
)
def test_a_notebook_that_cannot_be_read_fails_in_one_line(alone, content, message):
    folder = alone("rnn")
    (folder / "rnn.ipynb").unlink()
    if content is not None:
        (folder / "rnn.ipynb").write_text(content)
    result = run(folder, "--tb=auto")
    assert set(outcomes(result).values()) == {f"ERROR Failed: {message}"}
    assert "another exception" not in result.stdout  # what the reader of JSON said


def test_a_script_in_another_encoding_is_told_so(alone):
    folder = alone("rnn")
    (folder / "mine.py").write_bytes("# für\n".encode("latin-1"))
    told = set(outcomes(run(folder, "--submission", "mine.py")).values())
    assert told == {"ERROR Failed: mine.py is not UTF-8: save it as plain UTF-8 text"}
