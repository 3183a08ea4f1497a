"""Reads your notebook for the tests beside it: `pytest`, or `pytest --submission other.ipynb`.

This folder works on its own, so notebooks are read here once more, briefly: what a grader must expect of anybody's
file is the business of autograder/course/notebooks.py in the course's kit.
"""

from __future__ import annotations

import _thread
import contextlib
import io
import json
import signal
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import _loading  # type: ignore[import-not-found]  # noqa: E402

# Every call of a network goes through two functions there, which would stand between the lines that matter.
torch.nn.modules.module.__tracebackhide__ = True  # type: ignore[attr-defined]

SECONDS = 8.0
"""What all statements of a notebook that define nothing, its experiments and trainings, may take together."""


def pytest_addoption(parser: pytest.Parser) -> None:
    # where several assignments are tested at once, the first one's conftest.py has added it
    with contextlib.suppress(ValueError):
        parser.addoption("--submission", metavar="FILE", help="the notebook or .py file to test")


def pytest_configure(config: pytest.Config) -> None:
    """Refuses a --submission that is not there before any test runs; failures are told in few lines."""
    path = _chosen(config)
    if path is not None and not path.is_file():
        raise pytest.UsageError(f"--submission: there is no file {path}")
    if config.option.tbstyle == "auto":  # the whole source of each test and function, several times over
        config.option.tbstyle = "short"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> None:
    """What you have not written yet is named in one line."""
    if call.excinfo is None or not call.excinfo.errisinstance(NotImplementedError):
        return
    last = call.excinfo.traceback[-1]
    if last.frame.f_globals.get("__name__") != "submission":  # torch raises it, too, with words of its own
        return
    code, owner = last.frame.code.raw, last.frame.f_locals.get("self")
    name = code.co_name if owner is None else f"{type(owner).__name__}.{code.co_name}"
    try:
        pytest.fail(f"{name} is not written yet: {code.co_filename}, line {last.lineno + 1}", pytrace=False)
    except pytest.fail.Exception:
        call.excinfo = pytest.ExceptionInfo.from_current()


@pytest.fixture(scope="module")
def student(request: pytest.FixtureRequest) -> types.ModuleType:
    """Your notebook as a module: `student.train` is the `train` that it defines."""
    path = _chosen(request.config) or _beside(request.path)
    cells, answers = _cells(path)
    module = types.ModuleType("submission")
    sys.modules[module.__name__] = module  # pickle and dataclasses look classes up by their module
    # The first optimizer imports much of torch, a second's worth: cut short by the time limit, it would stay broken.
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])
    with _interrupted_after(SECONDS), contextlib.redirect_stdout(io.StringIO()):
        problems = _loading.load(cells, module, seconds=SECONDS, answers=answers)

    provide = module.__getattr__  # makes a name by the statements that nothing has needed so far

    def missing(name: str) -> object:
        with (
            contextlib.suppress(AttributeError),
            _interrupted_after(SECONDS),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            return provide(name)
        if not name.startswith("__"):
            reasons = "".join(f"\n    {problem}" for problem in _loading.causes(name, problems)[:5])
            failed = f"; these lines failed:{reasons}" if reasons else ""
            pytest.fail(f"{path.name} does not define {name}{failed}", pytrace=False)
        raise AttributeError(name)

    module.__getattr__ = missing  # type: ignore[method-assign]
    return module


def _chosen(config: pytest.Config) -> Path | None:
    name = config.getoption("submission", None)
    return config.invocation_params.dir / name if name else None


def _beside(test: Path) -> Path:
    name = test.stem.removeprefix("test_")
    for path in (test.with_name(f"{name}.ipynb"), test.with_name(f"{name}.py")):
        if path.is_file():
            return path
    pytest.fail(
        f"there is no {name}.ipynb or {name}.py beside {test.name}: save your notebook there", pytrace=False
    )


def _cells(path: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Label and source of each code cell, numbered from 1 over all cells, and the labels of those that are an
    exercise's; a .py is one cell.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix != ".ipynb":
            return [(path.name, text)], []
        numbered = enumerate(json.loads(text)["cells"], start=1)
        cells = [(f"cell {number}", cell) for number, cell in numbered if cell["cell_type"] == "code"]
        sources = [(label, "".join(cell["source"])) for label, cell in cells]  # a string, or a list of lines
        return sources, [label for label, cell in cells if "nbgrader" in cell["metadata"]]
    except (ValueError, KeyError, TypeError):
        wrong = "no notebook: open it in Jupyter and save it again"
        if path.suffix != ".ipynb":
            wrong = "not UTF-8: save it as plain UTF-8 text"
        # from None: the reader's own words, in front of these, would help nobody
        raise pytest.fail.Exception(f"{path.name} is {wrong}", pytrace=False) from None


@contextlib.contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """On Windows, which has no alarm signal for each statement, one interrupt ends the statement that runs then."""
    if hasattr(signal, "SIGALRM"):
        yield
        return
    timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
