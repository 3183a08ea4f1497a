"""`check("net-shapes")` in a notebook: the tests of a part, on what the notebook defines at this moment.

    %reload_ext _in_notebook

gives a notebook `check`. The tests and their words are those of `pytest`, which runs here within the notebook's own
process; so nothing has to be saved, and torch is not imported again. Whatever the tests change of that process is put
back. Without a notebook, `from _in_notebook import check` prints the same words.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import math
import os
import random
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

HERE = Path(__file__).parent
try:  # where the course is not in English
    from _words import beside  # type: ignore[import-not-found]

    in_words: Callable[[str], str] = beside(HERE).of
except ImportError:

    def in_words(text: str) -> str:
        return text


OPTIONS = [
    *("-q", "--tb=auto", "--capture=sys", f"--rootdir={HERE}"),
    # No file of settings and no conftest.py is looked for in the folders above.
    *("-c", os.devnull, f"--confcutdir={HERE}"),
    *("-p", "no:cacheprovider"),
    *("-p", "no:faulthandler"),  # the notebook's process has its own
]
LEAST_EPOCHS = 5
"""Epochs that a picture of losses has at least."""
LOOKS = {"done": ("✓", "#16a34a"), "unwritten": ("○", "#6b7280"), "failed": ("✗", "#dc2626")}

_running = threading.Lock()


class Stopped(KeyboardInterrupt):
    """The tests were interrupted."""

    def _render_traceback_(self) -> list[str]:  # what Jupyter shows in place of a traceback
        return [str(self)]


def check(part: str = "") -> None:
    """Runs the tests of a part on what this notebook defines now, and shows what they say.

    part: a grade id, "net-shapes", or its last word, "shapes"; "" for all parts. If there is no such part, one line
    says which there are.

        check("net-shapes")
    """
    if not _running.acquire(blocking=False):
        return  # code that is tested calls it
    try:
        shell = _shell()
        notes = _reload_edited(shell) if shell else []
        run = _Run(str(part).strip(), shell)
        with _as_it_was(), _quietly(shell) as said:
            pytest.main([*OPTIONS, str(HERE)], plugins=[run])
    finally:
        _running.release()
    if run.is_stopped:
        raise Stopped(in_words("The tests were interrupted."))
    if not run.text:
        lines = [line.strip() for line in said().splitlines() if line.strip()]
        reason = ([line for line in lines if "error" in line.lower()] or lines or ["pytest"])[-1]
        run.say(in_words(f"The tests cannot be run here: {reason}"))
    _show(shell, [*notes, *run.text], "\n".join([*(_paragraph(note) for note in notes), *run.html]))


def load_ipython_extension(shell: Any) -> None:
    """`%reload_ext _in_notebook` gives the notebook `check`, and tells of a stub that runs in one line."""
    shell.push({"check": check})
    shell.set_custom_exc((NotImplementedError,), _tell_of_stub)
    shell.events.register("post_run_cell", _note_modules)


def unload_ipython_extension(shell: Any) -> None:
    """`%reload_ext` does this before it loads it again."""
    shell.events.unregister("post_run_cell", _note_modules)


def _tell_of_stub(
    shell: Any, kind: Any, error: BaseException, trace: Any, tb_offset: Any = None
) -> list[str]:
    """Shows what IPython would, or one line where a stub of the notebook is all that failed."""
    frames = [frame for frame, _ in traceback.walk_tb(trace)]
    if str(error) or frames[-1].f_globals.get("__name__") != "__main__":
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return []
    code, line = frames[-1].f_code, traceback.extract_tb(trace)[-1].lineno
    name = getattr(code, "co_qualname", code.co_name)  # Python 3.10 has only its own name
    told = [in_words(f"{name} is not written yet: {_place(shell, code.co_filename)}, line {line}")]
    shell._showtraceback(kind, error, told)
    return told


class _Run:
    """A run of the tests, as pytest's plugin: conftest.py asks it for the names that are tested."""

    def __init__(self, part: str, shell: Any) -> None:
        self.__name__ = "notebook"  # by which conftest.py finds it
        self.part = part
        self.module = sys.modules["__main__"]
        self.is_stopped = False
        self.text: list[str] = []
        self.html: list[str] = []
        self._shell = shell
        self._items: list[pytest.Item] = []
        self._failed: list[pytest.Item] = []

    def place(self, file: str) -> str:
        return _place(self._shell, file)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._items = list(session.items)

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        self._failed += [item] if call.excinfo else []

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        self.is_stopped = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        summary: Any = session.config.pluginmanager.get_plugin("summary-of-parts")
        if self.is_stopped or summary is None:
            return
        for line in summary.unusual():
            self.say(line)
        for file in summary.files:
            parts, end = summary.told(file)
            for part in parts:
                self.text += [part.head, *(f"  - {_indented(reason)}" for reason in part.reasons)]
                self.html.append(_part(part, self._pictures(file, part.part, part.state)))
            self.say(end)

    def say(self, line: str) -> None:
        self.text.append(line)
        self.html.append(_paragraph(line))

    def _pictures(self, file: Path, part: str, state: str) -> str:
        """What there is to see of a part: its losses, and what the assignment shows of one that is done."""
        if state == "unwritten":
            return ""
        of_part = [
            item for item in self._items if item.path == file and item.name.startswith(f"test_{part}_")
        ]
        shown = [_losses([*filter(self._failed.__contains__, of_part), *of_part], self.module)]
        if state == "done":
            # Where a network is put together in another way, there is nothing to see.
            with contextlib.suppress(Exception, pytest.fail.Exception):
                make = getattr(importlib.import_module("_exhibits"), part, lambda _: None)
                shown.append(make(self.module))
        return "".join(each.html() for each in shown if each)


def _place(shell: Any, file: str) -> str:
    """The cell "cell [5]" for the file by which Jupyter calls it; another file by its name."""
    cells = getattr(shell, "compile", None)
    named = getattr(cells, "format_code_name", lambda _: None)(file)
    found = re.search(r"In\[(\d+)\]", named[1]) if named else re.match(r"<ipython-input-(\d+)-", file)
    return in_words(f"cell [{found[1]}]") if found else os.path.basename(file)


def _losses(tests: list[Any], student: ModuleType) -> Any:
    """The picture of what the first of these tests that sees losses of several epochs sees, and of those recorded."""
    import _recorded  # type: ignore[import-not-found]
    from _pictures import Losses  # type: ignore[import-not-found]

    name = "the losses"
    for test in tests:
        # Where there is no record, or code fails, there is nothing to see.
        with contextlib.suppress(Exception, pytest.fail.Exception, pytest.skip.Exception):
            case = test.obj.case
            right = _recorded._right(
                _recorded._record(test.path.with_name(_recorded.RECORD), case.__name__), case.__name__
            )
            if len(right[name][1]) < LEAST_EPOCHS:
                continue
            (kind, got), (wanted, expected) = _recorded.run(case, student)[name], right[name]
            if kind == wanted and all(map(math.isfinite, (*got, *expected))):
                return Losses(
                    in_words("What train returns in a test"), got, expected, _recorded._bound(name, right)
                ).picture()
    return None


def _part(part: Any, pictures: str) -> str:
    mark, color = LOOKS[part.state]
    reasons = "".join(
        f'<li style="white-space: pre-wrap; overflow-wrap: anywhere">{escape(reason)}</li>'
        for reason in part.reasons
    )
    told = f'<ul style="margin: 0.2em 0">{reasons}</ul>' if reasons else ""
    return (
        f'<div style="border-left: 4px solid {color}; padding: 0.1em 0.8em; margin: 0.5em 0">'
        f'<p style="margin: 0.2em 0"><span aria-hidden="true">{mark}</span> <strong>{escape(part.head)}</strong></p>'
        f"{told}{pictures}</div>"
    )


def _paragraph(line: str) -> str:
    return f"<p>{escape(line)}</p>"


def _indented(reason: str) -> str:
    return reason.replace("\n", "\n    ")


def _show(shell: Any, lines: list[str], html: str) -> None:
    text = "\n".join(lines)
    if shell is None:
        encoding = sys.stdout.encoding or "utf-8"
        print(text.encode(encoding, "replace").decode(encoding))
        return
    show: Any = importlib.import_module("IPython.display").display
    show({"text/plain": text, "text/html": html}, raw=True)


def _shell() -> Any:
    """IPython's, in which this runs; None where it runs without one."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


@contextlib.contextmanager
def _quietly(shell: Any) -> Iterator[Callable[[], str]]:
    """What is printed and displayed meanwhile is not shown. Gives what is printed as an error."""
    with contextlib.ExitStack() as stack:
        if shell is not None:
            from IPython.utils.capture import capture_output

            captured = stack.enter_context(capture_output())
            yield lambda: str(captured.stderr)
        else:
            errors = io.StringIO()
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
            stack.enter_context(contextlib.redirect_stderr(errors))
            yield errors.getvalue


@contextlib.contextmanager
def _as_it_was() -> Iterator[None]:
    """Leaves the process as it was: random numbers, torch's settings, warnings, modules, plots, folder, environment."""
    path, environment, folder, modules = list(sys.path), dict(os.environ), os.getcwd(), set(sys.modules)
    states = random.getstate(), numpy.random.get_state() if (numpy := sys.modules.get("numpy")) else None
    dtype, grad = torch.get_default_dtype(), torch.is_grad_enabled()
    torchs = vars(torch.nn.modules.module)
    hidden = "__tracebackhide__" in torchs
    devices = range(torch.cuda.device_count()) if torch.cuda.is_initialized() else ()
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    try:
        with (
            warnings.catch_warnings(),
            torch.random.fork_rng(devices),
            _names_that_are_missing(),
            _same_plots(),
        ):
            yield
    finally:
        torch.set_grad_enabled(grad)
        torch.set_default_dtype(dtype)
        if not hidden:
            torchs.pop("__tracebackhide__", None)
        random.setstate(states[0])
        if numpy and states[1] is not None:
            numpy.random.set_state(states[1])
        sys.path[:] = path
        if os.getcwd() != folder:
            os.chdir(folder)
        if dict(os.environ) != environment:
            os.environ.clear()
            os.environ.update(environment)
        # The tests and what they import are read anew the next time.
        for name in set(sys.modules) - modules:
            if re.match(r"conftest$|test_|_", name) and _file_of(sys.modules[name]).parent == HERE:
                del sys.modules[name]


@contextlib.contextmanager
def _names_that_are_missing() -> Iterator[None]:
    """A name that a test needs and the notebook has not is told in one line."""
    names = vars(sys.modules["__main__"])
    before = names.get("__getattr__")

    def missing(name: str) -> object:
        if not name.startswith("__"):
            told = in_words(f"the notebook does not define {name} yet: write it, and run its cell")
            pytest.fail(told, pytrace=False)
        raise AttributeError(name)

    names["__getattr__"] = missing
    try:
        yield
    finally:
        names.pop("__getattr__", None)
        if before is not None:
            names["__getattr__"] = before


@contextlib.contextmanager
def _same_plots() -> Iterator[None]:
    """What tested code plots goes to figures of its own, and away with them."""
    plots: Any = sys.modules.get("matplotlib.pyplot")
    if plots is None:
        yield
        plots = sys.modules.get("matplotlib.pyplot")  # tested code may import it
        if plots is not None:
            plots.close("all")
        return
    before, show = plots.get_fignums(), plots.show
    current = plots.gcf().number if before else None
    if before:
        plots.figure()  # else it would be drawn into the current one
    plots.show = lambda *_, **__: None  # in a notebook it shows and closes all, those of other cells too
    try:
        with sys.modules["matplotlib"].rc_context():
            yield
    finally:
        plots.show = show
        for number in set(plots.get_fignums()) - set(before):
            plots.close(number)
        if current in plots.get_fignums():
            plots.figure(current)


def _reload_edited(shell: Any) -> list[str]:
    """Modules of yours that were saved after they were imported are imported again, as %autoreload does: in place.
    Returns what there is to say of it.
    """
    notes = []
    for name, (module, file) in _own_modules().items():
        if _noted.get(name, _saved(file)) == _saved(file):
            continue
        try:
            importlib.import_module("IPython.extensions.autoreload").superreload(module, importlib.reload, {})
            _noted[name] = _saved(file)
        except (Exception, SystemExit) as error:
            reason = f"{type(error).__name__}: {error}"
            notes.append(
                in_words(
                    f"{file.name} was edited and cannot be imported, so what it was before is tested: {reason}"
                )
            )
    return notes


_noted: dict[str, tuple[int, int]] = {}
"""When the modules of yours were saved that have been imported, and their sizes."""


def _note_modules(_: object = None) -> None:
    """After each cell: notes which modules it has imported."""
    for name, (_module, file) in _own_modules().items():
        _noted.setdefault(name, _saved(file))


def _own_modules() -> dict[str, tuple[ModuleType, Path]]:
    found = {}
    for name, module in list(sys.modules.items()):
        file = _file_of(module)
        is_installed = {"site-packages", "dist-packages"} & {*file.parts}
        if HERE in file.parents and file != Path(__file__) and name != "__main__" and not is_installed:
            found[name] = module, file
    return found


def _saved(file: Path) -> tuple[int, int]:
    with contextlib.suppress(OSError):  # it is gone
        status = file.stat()
        return status.st_mtime_ns, status.st_size
    return 0, 0


def _file_of(module: ModuleType) -> Path:
    return Path(getattr(module, "__file__", None) or os.devnull)
