"""`check` in notebooks of a real Jupyter kernel, in folders as students get them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from corpus import COURSE
from corpus.grading import grade_here
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from test_public_results import HINTS, RECORD, RIGHT, TESTS, graded, markdown
from warm import nbgrader

from autograder.course.source import write_source
from autograder.course.submissions import Found, read

ROOT = Path(__file__).parents[1]
NAMES = tuple(COURSE.config.assignments)
LOAD = "%reload_ext _in_notebook"
WRONG = RIGHT.replace("x / 2", "x")
TRAIN = """

def test_train_values(student):
    assert student.train() == [1.0]
"""


class Kernel:
    """Runs code as Jupyter runs a cell, and gives what it shows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = os.environ | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        self._manager, self._client = start_new_kernel(cwd=str(folder), env=environment)

    def run(self, code: str) -> list[dict[str, Any]]:
        """What is shown: texts of what is printed, errors, and displays by their types."""
        shown: list[dict[str, Any]] = []

        def note(message: Any) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                shown.append({"printed": content["text"]})
            elif message["msg_type"] == "error":
                shown.append({"error": content["ename"], "traceback": content["traceback"]})
            elif message["msg_type"] in ("display_data", "execute_result"):
                shown.append(content["data"])

        self._client.execute_interactive(code, output_hook=note, timeout=300)
        return shown

    def check(self, call: str = "check()") -> dict[str, str]:
        """What a check shows, and that it is nothing else."""
        (data,) = self.run(call)
        assert set(data) == {"text/plain", "text/html"}
        return data

    def value(self, expression: str) -> str:
        (data,) = self.run(expression)
        return str(data["text/plain"])

    def interrupt_after(self, code: str, is_due: Callable[[], bool]) -> list[dict[str, Any]]:
        """What code shows that is interrupted once it is due."""
        identity = self._client.execute(code)
        end = time.monotonic() + 120
        while not is_due():
            assert time.monotonic() < end
            time.sleep(0.05)
        self._manager.interrupt_kernel()
        shown = []
        while True:
            message = self._client.get_iopub_msg(timeout=120)
            if message["parent_header"].get("msg_id") != identity:
                continue
            if message["msg_type"] == "error":
                shown.append(message["content"])
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return shown

    def close(self) -> None:
        self._manager.shutdown_kernel(now=True)
        self._client.stop_channels()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small assignment as students get it: two parts with points, and one without."""
    folder = tmp_path_factory.mktemp("notebook") / "tiny"
    folder.mkdir()
    for path in (ROOT / "assignments" / "attention").iterdir():
        if path.suffix == ".py" and not path.name.startswith(("test_", "_exhibits")):
            shutil.copy(path, folder)
    (folder / "test_tiny.py").write_text(TESTS + TRAIN)
    (folder / "_recorded.json").write_text(json.dumps(RECORD))
    cells = [markdown(HINTS), graded("double"), graded("half")]
    (folder / "tiny.ipynb").write_text(json.dumps({"cells": cells}))
    return folder


@pytest.fixture(scope="module")
def shared(folder: Path) -> Iterator[Kernel]:
    kernel = Kernel(folder)
    assert kernel.run(LOAD) == []
    yield kernel
    kernel.close()


@pytest.fixture
def kernel(shared: Kernel) -> Kernel:
    """With right answers in memory; there is no such answer in its file."""
    assert shared.run(RIGHT + "\ndef train(): return [1.0]") == []
    return shared


def test_what_is_in_memory_is_tested_and_edits_are_seen_at_once(kernel):
    assert kernel.check()["text/plain"] == (
        "double: 2 of 2 passed, 3 points\nhalf: 1 of 1 passed, 3 points\ntrain: 1 of 1 passed\n"
        "3 of 3 parts done, points in sight 6 of 6"
    )
    kernel.run(WRONG)
    said = kernel.check()
    assert "half: 0 of 1 passed, worth 3 points\n  - half(3.0): expected 1.5\n" in said["text/plain"]
    assert "2 of 3 parts done, points in sight 3 of 6" in said["text/html"]
    kernel.run(RIGHT)
    assert "3 of 3 parts done" in kernel.check()["text/plain"]


@pytest.mark.parametrize("part", ["half", "tiny-half"])
def test_one_part_is_tested_alone_by_its_word_or_its_grade_id(kernel, part):
    said = kernel.check(f"check({part!r})")["text/plain"]
    assert said == "half: 1 of 1 passed, 3 points\n1 of 1 part done, points in sight 3 of 3"


@pytest.mark.parametrize("part", ["tiny-third", "hal", "3"])
def test_a_part_that_is_not_there_is_told_with_those_that_are(kernel, part):
    said = kernel.check(f"check({part!r})")
    line = "no test is of the part that you asked for; there are double, half, train"
    assert (said["text/plain"], said["text/html"]) == (line, f"<p>{line}</p>")


def test_a_stub_a_missing_name_and_a_crash_are_told_in_lines_with_their_cells(kernel):
    kernel.run(
        "def double(x):\n    raise NotImplementedError()\n\ndef half(x):\n    return 1 / 0\n\ndel train"
    )
    said = kernel.check()["text/plain"]
    assert re.search(
        r"double is not written yet: cell \[\d+\], line 2   \(1 more test with this cause\)", said
    )
    assert re.search(
        r"  - ZeroDivisionError: division by zero\n    cell \[\d+\], line 5: return 1 / 0\n", said
    )
    assert "  - the notebook does not define train yet: write it, and run its cell\n" in said
    assert kernel.value("1 + 1") == "2"


def test_a_stub_that_a_cell_runs_is_told_in_one_line_and_other_errors_as_ever(kernel):
    (shown,) = kernel.run("def stub():\n    raise NotImplementedError()\n\nstub()")
    assert shown["error"] == "NotImplementedError"
    (line,) = shown["traceback"]
    assert re.fullmatch(r"stub is not written yet: cell \[\d+\], line 2", line)
    (shown,) = kernel.run("raise NotImplementedError('in words of its own')")
    assert "in words of its own" in shown["traceback"][-1]


def test_words_of_a_students_code_are_no_html(kernel):
    kernel.run("def half(x):\n    raise ValueError('<script>alert(1)</script>')")
    said = kernel.check("check('half')")
    assert "<script>" in said["text/plain"]
    assert "&lt;script&gt;" in said["text/html"]
    assert "<script>" not in said["text/html"]


def test_the_process_is_left_as_it_was(kernel):
    kernel.run(
        "import os, random, sys, warnings, numpy, torch\n"
        "import matplotlib.pyplot as plt\n"
        "torch.set_default_dtype(torch.float64); torch.set_grad_enabled(False)\n"
        "def state():\n"
        "    return repr((torch.get_rng_state().tolist(), random.getstate(), numpy.random.get_state()[1].tolist(),\n"
        "                 torch.get_default_dtype(), torch.is_grad_enabled(), warnings.filters[:], os.getcwd(),\n"
        "                 dict(os.environ), sys.path[:], id(sys.stdout), id(sys.stderr), sys.argv,\n"
        "                 plt.rcParams['lines.linewidth'], sys.modules.get('conftest'), sys.modules.get('_recorded'),\n"
        "                 sorted(vars(torch.nn.modules.module))))\n"
    )
    kernel.run(
        "def half(x):\n"
        "    torch.manual_seed(1); random.seed(1); numpy.random.seed(1)\n"
        "    assert torch.get_default_dtype() == torch.float32 and torch.is_grad_enabled()\n"
        "    torch.set_default_dtype(torch.bfloat16); torch.set_grad_enabled(False)\n"
        "    warnings.simplefilter('ignore'); os.environ['MINE'] = '1'; os.chdir('/'); sys.path.append('/mine')\n"
        "    plt.rcParams['lines.linewidth'] = 9; plt.plot([3, 4]); plt.figure(); plt.show()\n"
        "    print('printed'); display('displayed'); print('too', file=sys.stderr)\n"
        "    return x / 2\n"
    )
    code = (
        "figure = plt.figure(); plt.plot([1, 2])\n"
        "before = state(); numbers = plt.get_fignums()\n"
        "check('half')\n"
        "same = state() == before, plt.get_fignums() == numbers, plt.gcf() is figure, len(figure.axes[0].lines)\n"
        "plt.close('all'); torch.set_default_dtype(torch.float32); torch.set_grad_enabled(True)\nNone"
    )
    (data,) = kernel.run(code)
    assert data["text/plain"].startswith("half: 1 of 1 passed")
    assert kernel.value("same") == "(True, True, True, 1)"


def test_modules_of_ones_own_are_tested_as_they_were_saved_last(kernel):
    helpers = kernel.folder / "helpers.py"
    helpers.write_text("def halved(x):\n    return x\n")
    kernel.run("from helpers import halved\n\ndef half(x):\n    return halved(x)")
    assert "half(3.0): expected 1.5" in kernel.check("check('half')")["text/plain"]
    helpers.write_text("def halved(x):\n    return x / 2\n")
    assert "half: 1 of 1 passed" in kernel.check("check('half')")["text/plain"]
    helpers.write_text("def halved(x:\n    return x / 2\n")
    said = kernel.check("check('half')")["text/plain"]
    assert said.startswith(
        "helpers.py was edited and cannot be imported, so what it was before is tested: Synt"
    )
    assert "half: 1 of 1 passed" in said
    helpers.unlink()


def test_code_that_checks_itself_and_code_that_ends_the_process_are_told_and_do_no_harm(kernel):
    kernel.run("def half(x):\n    check()\n    return x / 2")
    assert "half: 1 of 1 passed" in kernel.check("check('half')")["text/plain"]
    kernel.run("def half(x):\n    raise SystemExit(3)")
    assert "  - SystemExit: 3\n" in kernel.check("check('half')")["text/plain"]
    kernel.run("def half(x):\n    return half(x)")
    assert "  - RecursionError: " in kernel.check("check('half')")["text/plain"]


def test_an_interrupt_ends_it_in_one_line_and_leaves_the_kernel_alive(kernel):
    mark = kernel.folder / "is-running"
    kernel.run(f"def half(x):\n    open({str(mark)!r}, 'w').close()\n    while True: pass")
    (error,) = kernel.interrupt_after("check('half')", mark.exists)
    assert error["traceback"] == ["The tests were interrupted."]
    mark.unlink()
    kernel.run(RIGHT)
    assert "half: 1 of 1 passed" in kernel.check("check('half')")["text/plain"]


def test_without_a_notebook_the_same_words_are_printed(folder):
    done = subprocess.run(
        [sys.executable, "-c", f"{WRONG}\nfrom _in_notebook import check\ncheck('half')\ncheck('third')"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == (
        "half: 0 of 1 passed, worth 3 points\n  - half(3.0): expected 1.5\n0 of 1 part done, points in sight 0 of 3\n"
        "no test is of the part that you asked for; there are double, half, train\n"
    )
    assert (done.stderr, done.returncode) == ("", 0)


def test_where_pytest_cannot_start_its_own_words_are_shown(folder):
    code = "import _in_notebook\n_in_notebook.OPTIONS.append('--no-such-option')\n_in_notebook.check('half')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("The tests cannot be run here: ")
    assert "--no-such-option" in done.stdout
    assert (done.stderr, done.returncode) == ("", 0)


def test_a_conftest_of_a_folder_above_is_not_the_tests(folder):
    above = folder.parent / "conftest.py"
    above.write_text("raise RuntimeError('not of these tests')")
    try:
        code = f"{WRONG}\nfrom _in_notebook import check\ncheck('half')"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
        )
    finally:
        above.unlink()
    assert done.stdout.startswith("half: 0 of 1 passed")


def executed(folder: Path, name: str, is_solved: bool) -> nbformat.NotebookNode:
    """The released notebook after `Run All`, without the cells that run pytest on the saved file."""
    shutil.copytree(ROOT / "assignments" / name, folder / name)
    if is_solved:
        write_source(COURSE, name, folder / "source")
    made = folder / ("source" if is_solved else "") / name / f"{name}.ipynb"
    notebook = nbformat.read(made, as_version=4)
    for cell in notebook.cells:
        if "\n!python -m pytest" in cell.source:
            cell.source = ""
    client = NotebookClient(
        notebook, timeout=600, allow_errors=True, resources={"metadata": {"path": str(folder / name)}}
    )
    client.execute()
    return notebook


def outputs_of(notebook: nbformat.NotebookNode, call: str) -> list[nbformat.NotebookNode]:
    return [each for cell in notebook.cells if f"\n{call}" in cell.source for each in cell.outputs]


def test_an_untouched_notebook_is_calm(tmp_path):
    notebook = executed(tmp_path, "backprop", is_solved=False)
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", [])]
    errors = [each.traceback for each in outputs if each.output_type == "error"]
    assert all(len(lines) == 1 and "is not written yet: cell [" in lines[0] for lines in errors)
    checks = outputs_of(notebook, "check(")
    assert len(checks) == 1 + len(COURSE.assignment("backprop").grades)
    for each in checks:
        assert "is not written yet: cell [" in each.data["text/plain"]
        assert "○" in each.data["text/html"]
        assert not set("✗✓") & set(each.data["text/html"])


@pytest.mark.parametrize("name", NAMES)
def test_all_parts_of_the_solution_are_done_and_there_is_something_to_see(tmp_path, name):
    notebook = executed(tmp_path, name, is_solved=True)
    grades = COURSE.assignment(name).grades
    for grade_id in grades:
        (said,) = outputs_of(notebook, f'check("{grade_id}")')
        assert "\n1 of 1 part done, points in sight" in said.data["text/plain"], said.data["text/plain"]
    (said,) = outputs_of(notebook, "check()")
    assert f"\n{len(grades)} of {len(grades)} parts done" in said.data["text/plain"]
    html = said.data["text/html"]
    assert '<img style="max-width: 100%; height: auto" src="data:image/svg+xml;base64,' in html
    assert len(re.findall(r'alt="[^"]{10,}"', html)) == html.count("<img")
    assert len(html) < 200_000


def test_grading_runs_no_check_and_loses_no_code_beside_one(tmp_path):
    """A folder with all that was released, whose cells of checks have run; answers call check, too."""
    name, folder = "attention", tmp_path / "ada" / "attention"
    shutil.copytree(ROOT / "assignments" / name, folder)
    write_source(COURSE, name, tmp_path / "source")
    notebook = nbformat.read(tmp_path / "source" / name / f"{name}.ipynb", as_version=4)
    called, shown = 0, {"text/plain": "heads: 1 of 1 passed", "text/html": "<p>heads</p>"}
    for cell in notebook.cells:
        if "\ncheck(" in cell.source:
            assert "nbgrader" not in cell.metadata
            cell.outputs = [nbformat.v4.new_output("display_data", shown)]
        if "### BEGIN SOLUTION" in cell.source:
            called += 1
            cell.source = cell.source.replace("    ### BEGIN", '    check("attention-heads")\n    ### BEGIN')
            cell.source = f'check("attention-heads")\n{cell.source}\nresult = check()'
    assert called == len(COURSE.assignment(name).grades)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    submission = read(Found("ada", name, folder), COURSE.config)
    assert submission.modules == ()
    graded = grade_here([(cell.label, cell.source) for cell in submission.cells], name)
    assert graded.full, [test.message for test in graded.tests]


def test_validating_a_notebook_goes_on_working(folder):
    cells = [
        nbformat.v4.new_code_cell(f"{RIGHT}\ndef train(): return [1.0]"),
        nbformat.v4.new_code_cell(LOAD),
        nbformat.v4.new_code_cell('check("half")'),
        nbformat.v4.new_code_cell("!python -m pytest -q test_tiny.py -k half"),
    ]
    cells[3].metadata["nbgrader"] = {
        **{"grade": True, "solution": False, "locked": True, "schema_version": 3, "task": False},
        **{"grade_id": "tiny-half", "points": 3, "cell_type": "code"},
    }
    notebook = nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": ""}}
    )
    nbformat.write(notebook, folder / "valid.ipynb")
    done = nbgrader("validate", "valid.ipynb", cwd=folder, code=None)
    assert "Success! Your notebook passes all the tests." in done.stdout + done.stderr
