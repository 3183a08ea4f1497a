"""Reads your notebook for the tests beside it: `pytest`, or `pytest --submission other.ipynb`.

This folder works on its own, so notebooks are read here once more, briefly: what a grader must expect of anybody's
file is the business of autograder/course/notebooks.py in the course's kit.
"""

from __future__ import annotations

import _thread
import contextlib
import inspect
import io
import json
import re
import signal
import sys
import threading
import tokenize
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import torch

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import _forward_shapes  # type: ignore[import-not-found]  # noqa: E402
import _loading  # type: ignore[import-not-found]  # noqa: E402

try:
    from _words import beside  # type: ignore[import-not-found]

    in_words: Callable[[str], str] = beside(HERE).of
except ImportError:  # the course is in English

    def in_words(text: str) -> str:
        return text


# Every call of a network goes through two functions there, which would stand between the lines that matter.
torch.nn.modules.module.__tracebackhide__ = True  # type: ignore[attr-defined]

SUBMISSION = "submission"
"""How your notebook is called as a module: `__main__` where a running one is tested, see _in_notebook.py."""

SECONDS = 8.0
"""What all statements of a notebook that define nothing, its experiments and trainings, may take together."""


def pytest_addoption(parser: pytest.Parser) -> None:
    # where several assignments are tested at once, the first one's conftest.py has added it
    with contextlib.suppress(ValueError):
        parser.addoption("--submission", metavar="FILE", help="the notebook or .py file to test")


def pytest_configure(config: pytest.Config) -> None:
    """Refuses a --submission that is not there before any test runs; failures are told in few lines."""
    global SUBMISSION
    notebook = _notebook(config)
    SUBMISSION = "__main__" if notebook else "submission"
    _places[:] = [notebook.place] if notebook else []
    _shown.clear()  # of an earlier run in this process
    _causes.clear()
    path = _chosen(config)
    if path is not None and not path.is_file():
        raise pytest.UsageError(in_words(f"--submission: there is no file {path}"))
    if config.option.tbstyle == "auto":  # the whole source of each test and function, several times over
        config.option.tbstyle = "short"
        config.pluginmanager.register(_Summary(config), "summary-of-parts")


def _notebook(config: pytest.Config) -> Any:
    """The running notebook whose names are tested, see _in_notebook.py; None where a file is."""
    return config.pluginmanager.get_plugin("notebook")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves only the part that a running notebook asks for: "train", or by its grade id, "net-train"."""
    if (notebook := _notebook(config)) and notebook.part:
        wanted = {
            item: notebook.part in (part := _part_of(item.name), f"{_assignment(item.path)}-{part}")
            for item in items
        }
        config.hook.pytest_deselected(items=[item for item in items if not wanted[item]])
        items[:] = [item for item in items if wanted[item]]


@dataclass(frozen=True)
class _Told:
    """What is said of one part. state: done, unwritten or failed."""

    part: str
    head: str
    reasons: list[str]  # of one or several lines each
    state: str


@dataclass
class _Part:
    """What pytest found of one part of an assignment: its tests by their causes, "" for those that passed."""

    causes: dict[str, list[str]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)  # tests of values that failed after one of shapes has
    left_out: dict[str, list[str]] = field(
        default_factory=dict
    )  # the tests that were skipped, by their reasons
    unwritten: list[str] = field(default_factory=list)  # tests that met nothing but a stub

    @property
    def failed(self) -> dict[str, list[str]]:
        """The causes of failures. Values say nothing as long as their shapes are wrong: these tests wait."""
        found = {cause: tests for cause, tests in self.causes.items() if cause}
        others = {
            cause: [test for test in tests if test not in self.waiting] for cause, tests in found.items()
        }
        are_shapes_wrong = any(_is_of_shapes(test) for tests in others.values() for test in tests)
        return {cause: tests for cause, tests in others.items() if tests} if are_shapes_wrong else found


class _Summary:
    """What pytest says at its end, for people: each part with its causes, the first one first; then how far you are."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._parts: dict[Path, dict[str, _Part]] = {}  # by the file of tests
        self._unread: dict[str, str] = {}  # what stopped pytest from reading a file of tests
        self._other_parts: set[str] = set()  # that are not asked for

    def pytest_sessionstart(self) -> None:
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        sections = ["summary_failures", "summary_errors", "summary_warnings", "summary_stats"]
        if self._config.option.reportchars in ("", "fE"):  # what is asked for besides is shown
            sections.append("short_test_summary")
        for section in sections if reporter is not None else ():
            setattr(reporter, section, lambda: None)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            lines = [re.sub(r"^E\s+", "", line).strip() for line in str(report.longrepr).splitlines()]
            self._unread[report.nodeid] = next(
                (line for line in reversed(lines) if line), "it cannot be read"
            )

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self._other_parts |= {_part_of(item.name) for item in items}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            file, _, name = report.nodeid.rpartition("::")
            parts = self._parts.setdefault(self._config.rootpath / file, {})
            part = parts.setdefault(_part_of(name), _Part())
            told = dict(report.user_properties)
            cause = str(told.get(CAUSE, "it fails")) if report.failed else ""
            if report.skipped:
                reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
                part.left_out.setdefault(reason.removeprefix("Skipped: "), []).append(name)
                return
            tests = part.causes.setdefault(cause, [])
            tests += [] if name in tests else [name]
            part.waiting += [name] if report.failed and told.get(OF_VALUES) else []
            part.unwritten += [name] if report.failed and told.get(UNWRITTEN) else []

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        def say(line: str) -> None:
            terminalreporter.write_line(_for_console(line))

        say("")
        for line in self.unusual():
            say(line)
        for file in self.files:
            if len(self._parts) > 1:
                say(f"{_assignment(file)}:")
            parts, end = self.told(file)
            for part in parts:
                say(part.head)
                for reason in part.reasons:
                    for number, line in enumerate(reason.split("\n")):
                        say(f"  {'-' if not number else ' '} {line}")
            say(end)

    def unusual(self) -> list[str]:
        """What is said first: which tests cannot be read, and that there are none of what was asked for."""
        lines = [in_words(f"{unread} cannot be read: {reason}") for unread, reason in self._unread.items()]
        if not self._parts and not self._unread and self._other_parts:
            there = ", ".join(sorted(self._other_parts))
            lines.append(in_words(f"no test is of the part that you asked for; there are {there}"))
        return lines

    @property
    def files(self) -> list[Path]:
        """The files of tests that ran."""
        return [*self._parts]

    def told(self, file: Path) -> tuple[list[_Told], str]:
        """What is said of each part of a file of tests, and of all of them together."""
        points, found = self._points(file), []
        for name, part in self._parts[file].items():
            failed, passed = part.failed, len(part.causes.get("", []))
            count = sum(map(len, part.causes.values()))
            reasons = []
            for cause, tests in failed.items():
                more = ""
                if len(tests) == 2:
                    more = in_words("   (1 more test with this cause)")
                elif len(tests) > 2:
                    more = in_words(f"   ({len(tests) - 1} more tests with this cause)")
                first, *others = in_words(cause).split("\n")
                lines = [first, *others]
                lines[-1 if first.endswith((":", "：")) else 0] += (
                    more  # a line with a colon goes on in the next
                )
                reasons.append("\n".join(lines))
            if waiting := count - passed - sum(map(len, failed.values())):
                tests_wait = "1 test of values is" if waiting == 1 else f"{waiting} tests of values are"
                reasons.append(in_words(f"{tests_wait} not looked at yet: first come the shapes"))
            reasons += [
                in_words(f"{len(tests)} left out: {reason}") for reason, tests in part.left_out.items()
            ]
            state = "failed" if failed or part.left_out else "done"
            if failed and len(part.unwritten) == count - passed:
                state = "unwritten"
            worth = _worth(points.get(name), state)
            head = in_words(f"{name}: {passed} of {count} passed{worth}")
            found.append(_Told(name, head, reasons, state))
        done = [each.part for each in found if each.state == "done"]
        of_all = sum(points.get(each.part, 0.0) for each in found)
        in_sight = sum(points.get(part, 0.0) for part in done)
        told = f", points in sight {in_sight:g} of {of_all:g}" if of_all else ""
        end = in_words(f"{len(done)} of {len(found)} {'part' if len(found) == 1 else 'parts'} done{told}")
        return found, end

    def _points(self, file: Path) -> dict[str, float]:
        """Of each part, as the notebook says beside the tests; none where there is no notebook."""
        name = _assignment(file)
        for path in filter(None, (_chosen(self._config), file.with_name(f"{name}.ipynb"))):
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
                cells = json.loads(path.read_text(encoding="utf-8-sig"))["cells"]
                marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
                found = {
                    str(each["grade_id"]).removeprefix(f"{name}-"): float(each["points"])
                    for each in marks
                    if each.get("grade") and "points" in each
                }
                if found:
                    return found
        return {}


def _worth(points: float | None, state: str) -> str:
    """What a part is worth, as the end of its line; "" where its points are not known."""
    if points is None:
        return ""
    if state == "done":
        return ", 1 point" if points == 1 else f", {points:g} points"
    return ", worth 1 point" if points == 1 else f", worth {points:g} points"


def _assignment(file: Path) -> str:
    return file.stem.removeprefix("test_")


def _is_of_shapes(test: str) -> bool:
    return "shape" in test.removeprefix("test_").removeprefix(_part_of(test))


def _part_of(test: str) -> str:
    """The part that a test is of: the first word of its name."""
    return test.split("_")[1].partition("[")[0] if test.count("_") else test


PLAIN = {"→": "->", "×": "x", "−": "-", "…": "...", "·": "*"}


def _for_console(text: str) -> str:
    """The text with plain characters for those that the console has not: pytest would write \\u2192."""
    encoding = getattr(sys.__stdout__, "encoding", None) or "ascii"
    for character, plain in PLAIN.items():
        try:
            character.encode(encoding)
        except (UnicodeEncodeError, LookupError):
            text = text.replace(character, plain)
    return text


CAUSE = "cause"
"""The property of a test's report that says why it failed."""
OF_VALUES = "of values"
"""That of a test which failed as it compares values, and has no name for the mistake."""
UNWRITTEN = "unwritten"
"""That of a test which failed as it met a stub."""

_places: list[Callable[[str], str]] = []  # by which a running notebook names the file of a cell


def _file(code: types.CodeType) -> str:
    """The file, or the cell, in which code of yours stands."""
    return _places[0](code.co_filename) if _places else code.co_filename


def _cause(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """Why a test failed: a mistake in its own words; of a crash its kind and its line, and the shapes up to there."""
    error = excinfo.value
    own = [entry for entry in excinfo.traceback if entry.frame.f_globals.get("__name__") == SUBMISSION]
    words = str(error).strip().partition("\nassert ")[0] or type(error).__name__
    if isinstance(error, (AssertionError, pytest.fail.Exception)) and not own:
        return words
    first, *others = words.splitlines()
    if own:
        place = f"{_file(own[-1].frame.code.raw)}, line {own[-1].lineno + 1}"
        with contextlib.suppress(Exception):  # of code without a source
            place += f": {str(own[-1].statement).strip()}"
        others.insert(0, place)
    return "\n".join([f"{type(error).__name__}: {first}", *others])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """What you have not written yet is named in one line; so is a crash that an earlier test has shown."""
    if call.excinfo is None or call.excinfo.errisinstance(pytest.skip.Exception):
        return
    unwritten = _unwritten(call.excinfo)
    if line := unwritten or (call.when == "call" and _shown_before(item, call.excinfo)):
        try:
            raise _failure(line, "not-implemented" if unwritten else "")
        except pytest.fail.Exception:
            call.excinfo = pytest.ExceptionInfo.from_current()
    cause = _cause(call.excinfo)
    if found := re.fullmatch(r"(.*), as in (\w+)(\[.*\])?", cause):  # it is shown there
        cause = _causes.get(str(found[2]) + str(found[3] or ""), cause)
    _causes[item.name] = cause
    item.user_properties += [(CAUSE, cause), (UNWRITTEN, bool(unwritten))]
    differs = hasattr(getattr(item, "obj", None), "case") and call.excinfo.errisinstance(AssertionError)
    item.user_properties.append((OF_VALUES, differs and not getattr(call.excinfo.value, "code", "")))


def _unwritten(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    if not excinfo.errisinstance(NotImplementedError):
        return ""
    last = excinfo.traceback[-1]
    if last.frame.f_globals.get("__name__") != SUBMISSION:  # torch raises it, too, with words of its own
        return ""
    code, owner = last.frame.code.raw, last.frame.f_locals.get("self")
    name = code.co_name if owner is None else f"{type(owner).__name__}.{code.co_name}"
    return f"{name} is not written yet: {_file(code)}, line {last.lineno + 1}"


def _failure(line: str, code: str) -> BaseException:
    """A failure in one line. code: the mistake's, as in grading."""
    failure = pytest.fail.Exception(line, pytrace=False)
    failure.code = code  # type: ignore[attr-defined]
    return failure


_causes: dict[str, str] = {}
"""Why tests have failed, by their names."""

_shown: dict[tuple[str, ...], str] = {}
"""The test that has shown a crash, by its kind, its place and its words but for numbers."""


def _shown_before(item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """A crash in your code, as one line that names the test which shows it: "" in that test, where it is shown with the
    shapes up to there.
    """
    error, frames = excinfo.value, [entry.frame.raw for entry in excinfo.traceback]
    if not isinstance(item, pytest.Function) or not isinstance(error, Exception):
        return ""
    if type(error).__str__ is not BaseException.__str__ or not any(map(_is_call, frames)):
        return ""  # its arguments are not its words, or it is the test's own
    places = [
        f" in {_file(entry.frame.code.raw)}, line {entry.lineno + 1}"
        for entry in excinfo.traceback
        if entry.frame.f_globals.get("__name__") == SUBMISSION
    ]
    place = places[-1] if places else ""
    first = _shown.setdefault(
        (str(item.path), excinfo.typename, place, re.sub(r"\d+", "#", str(error))), item.name
    )
    if first != item.name:
        return f"{excinfo.typename}{place}, as in {first}"
    error.args = ("\n".join([str(error), *_way(item, error)]),)
    return ""


def _way(item: pytest.Function, error: Exception) -> list[str]:
    """The shapes up to a crash, in lines, from running its test once more; none where it then ends otherwise."""
    shapes = _ShapesOfCall()
    arguments = {name: item.funcargs[name] for name in inspect.signature(item.obj).parameters}
    try:
        with contextlib.redirect_stdout(io.StringIO()), shapes:
            item.obj(**arguments)
    except (Exception, pytest.fail.Exception, pytest.skip.Exception) as again:
        found = pytest.ExceptionInfo.from_current()
        calls = [entry.frame.raw for entry in found.traceback if _is_call(entry.frame.raw)]
        if not calls or (type(again), str(again)) != (type(error), str(error)):
            return []
        shapes.look_at(calls[0])
    else:
        return []
    if not shapes.inputs or shapes.is_cut:
        return []
    lines = [f"the shapes up to there: {_forward_shapes.text(shapes.inputs, shapes.noted)}"]
    expected, got = _forward_shapes.first_other(shapes.noted, _right_shapes(item, shapes.inputs))
    code = "crash-after-shapes"
    if expected and got:
        code = "crash-after-other-shape"
        lines.append(f"the first that is not the solution's: expected {expected}, got {got}")
    elif expected:
        code = "crash-before-shape"
        lines.append(f"the solution's next shape is {expected}")
    if not hasattr(error, "code"):
        error.code = code  # type: ignore[attr-defined]
    return lines


def _right_shapes(item: pytest.Function, inputs: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The shapes by which the course's solution comes, in this test, from inputs of these shapes, if recorded."""
    right: list[tuple[int, ...]] = []
    if getattr(item.module, "SHAPES_ARE_FREE", False):
        return right
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        record = json.loads(item.path.with_name("_recorded.json").read_text(encoding="utf-8"))
        for of_inputs, noted in record["shapes"][item.name]:
            if [tuple(each) for each in of_inputs] == inputs:
                right = [tuple(each) for each in noted]
    return right


class _ShapesOfCall(_forward_shapes.ForwardShapes):  # type: ignore[misc]
    """While active, notes the shapes of the calls that a test makes of your code: those of the last one, and in `calls`
    the inputs' and the others of each.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[list[tuple[int, ...]], list[tuple[int, ...]]]] = []
        self._call: types.FrameType | None = None

    def look_at(self, call: types.FrameType) -> None:
        if call is not self._call:
            self._call = call
            self.begin(_arguments(call))
            self.calls.append((self.inputs, self.noted))

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        __tracebackhide__ = True
        frame, call = sys._getframe(), None
        # Below the test is pytest, and below that, perhaps, the notebook that runs it.
        while (frame := frame.f_back) and not _is_pytests(frame):  # type: ignore[assignment]
            call = frame if _is_call(frame) else call
        if call is None:  # the test's own
            return func(*args, **(kwargs or {}))
        self.look_at(call)
        return super().__torch_function__(func, types, args, kwargs)


def _is_pytests(frame: types.FrameType) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] in ("_pytest", "pluggy")


def _is_call(frame: types.FrameType) -> bool:
    """Whether your code runs in it, or torch is about to call a module of yours."""
    module = frame.f_globals.get("__name__")
    if module == "torch.nn.modules.module" and "args" in frame.f_locals:
        return type(frame.f_locals.get("self")).__module__ == SUBMISSION
    return module == SUBMISSION


def _arguments(call: types.FrameType) -> list[object]:
    code = call.f_code
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & inspect.CO_VARARGS)
    return [call.f_locals.get(name) for name in (*code.co_varnames[:count], "kwargs")]


@pytest.fixture(autouse=True)
def on_one_device() -> Iterator[None]:
    """What a test hands to a network goes to where its parameters are, if your code has moved them; what the network
    gives back comes to the CPU, where the test's own tensors are.
    """
    before = torch.nn.modules.module.register_module_forward_pre_hook(_inputs_to_network)
    after = torch.nn.modules.module.register_module_forward_hook(_outputs_to_cpu)
    yield
    before.remove()
    after.remove()


def _inputs_to_network(net: torch.nn.Module, inputs: tuple[Any, ...]) -> Any:
    device = _device_of(net)
    return _moved(inputs, device) if device.type != "cpu" and _is_of_test(sys._getframe(1)) else None


def _outputs_to_cpu(net: torch.nn.Module, _: Any, outputs: Any) -> Any:
    is_away = _device_of(net).type != "cpu" and _is_of_test(sys._getframe(1))
    return _moved(outputs, torch.device("cpu")) if is_away else None


def _device_of(net: torch.nn.Module) -> torch.device:
    return next((value.device for value in torch.nn.Module.parameters(net)), torch.device("cpu"))


def _moved(value: Any, device: torch.device) -> Any:
    """The value with all of its tensors on the device."""
    if isinstance(value, torch.Tensor):
        return value.to(device)
    if type(value) in (list, tuple):
        return type(value)(_moved(each, device) for each in value)
    return value


def _is_of_test(frame: types.FrameType | None) -> bool:
    """Whether it is a test, and not your code, that calls the network."""
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == "torch":
        frame = frame.f_back
    name = Path(frame.f_code.co_filename).name if frame else ""
    return name.startswith("test_") or name in ("_training.py", "_recorded.py")


@pytest.fixture(scope="module")
def student(request: pytest.FixtureRequest) -> types.ModuleType:
    """Your notebook as a module: `student.train` is the `train` that it defines."""
    if notebook := _notebook(request.config):
        return notebook.module  # type: ignore[no-any-return]
    path = _chosen(request.config) or _beside(request.path)
    cells, answers = _cells(path)
    module = types.ModuleType(SUBMISSION)
    sys.modules[module.__name__] = module  # pickle and dataclasses look classes up by their module
    module.check = lambda part="": None  # type: ignore[attr-defined]  # a notebook's, which would run these tests
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
            raise _failure(f"{path.name} does not define {name}{failed}", "missing")
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
        if path.suffix != ".ipynb":
            with tokenize.open(path) as script:  # in the encoding that it says
                return [(path.name, script.read())], []
        numbered = enumerate(json.loads(path.read_text(encoding="utf-8-sig"))["cells"], start=1)
        cells = [(f"cell {number}", cell) for number, cell in numbered if _is_code(cell)]
        sources = [(label, "".join(cell["source"])) for label, cell in cells]  # a string, or a list of lines
        return sources, [label for label, cell in cells if "nbgrader" in cell["metadata"]]
    except (ValueError, LookupError, TypeError, SyntaxError):
        wrong = "no notebook: open it in Jupyter and save it again"
        if path.suffix != ".ipynb":
            wrong = "not UTF-8: save it as plain UTF-8 text"
        # from None: the reader's own words, in front of these, would help nobody
        raise pytest.fail.Exception(f"{path.name} is {wrong}", pytrace=False) from None


def _is_code(cell: dict[str, Any]) -> bool:
    """Whether it is code, or was when you got it: an answer that was turned into text is graded as code, too."""
    return "code" in (cell["cell_type"], cell["metadata"].get("nbgrader", {}).get("cell_type"))


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
