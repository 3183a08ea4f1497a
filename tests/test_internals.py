"""What the kit uses of other packages although they do not promise it. If a new version changes one of these, the test
here that fails says which, before a strange error elsewhere does.

What the kit overrides of nbgrader by its own hooks (preprocessors, exporters, plugins) is promised, and tested where
it is used.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import nbgrader.api
import pytest
import torch
from _pytest.config import Config
from nbgrader.api import Gradebook

from autograder.nbgrader import database, transactions
from autograder.sandbox.inside import compiler

KIT = Path(__file__).parents[1] / "autograder"
CONTENT = (KIT / "demo" / "students", KIT / "templates")  # it is no code of the kit's

PRIVATE = {
    "_pytest.assertion.util._reprcompare": "pytest asks it to explain a false comparison, in each test",
    "_pytest.config._prepareconfig": "a suite is collected once, and its session outlives one run",
    "torch._C.DispatchKey.__members__": "what an assignment forbids is taken out of the dispatcher",
    "torch._C._dispatch_get_all_op_names": "as above",
    "torch._C._dispatch_get_registrations_for_dispatch_key": "as above",
    "torch._C._dispatch_library": "as above",
    "torch._C._parse_dispatch_key": "as above",
    "torch._C._FunctionBase": "torch.autograd's ways to go back from a graph",
    "torch._C._functorch": "as above",
    "torch._functorch.eager_transforms": "as above",
    "torch.autograd.Variable._execution_engine": "as above",
    "torch.nn.utils._expanded_weights": "as above",
    "torch.export._patches": "it holds recurrent layers by another name",
    "torch._C._set_deterministic_algorithms": "torch.use_deterministic_algorithms imports the compiler",
}
"""By full names: what for."""
PACKAGES = {
    "_pytest",
    "distributed",
    "nbconvert",
    "nbformat",
    "nbgrader",
    "pytest",
    "sqlalchemy",
    "torch",
    "traitlets",
}
OPTIONAL = {"torch.export._patches"}  # not in every version: whoever uses it asks first


def test_each_private_name_of_another_package_is_in_this_list():
    used: dict[str, str] = {}
    for path in sorted(KIT.rglob("*.py")):
        if not any(path.is_relative_to(folder) for folder in CONTENT):
            for name in private_names(ast.parse(path.read_text(encoding="utf-8"))):
                used[name] = str(path.relative_to(KIT))
    # A module is there if what is used of it is.
    used = {
        name: file for name, file in used.items() if not any(each.startswith(f"{name}.") for each in used)
    }
    assert used.keys() - PRIVATE.keys() == set(), f"use what is promised, or add it here: {used}"
    assert PRIVATE.keys() - used.keys() == set()


@pytest.mark.parametrize("name", sorted(PRIVATE.keys() - OPTIONAL))
def test_it_is_still_there(name: str):
    assert found(name) is not None


@pytest.mark.parametrize("name", sorted(OPTIONAL))
def test_workers_start_where_a_version_lacks_it(name: str):
    code = f"import sys; sys.modules[{name!r}] = None; from autograder.sandbox.inside import forbidding"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_pytest_prepares_a_session_from_arguments_and_plugins():
    prepare = found("_pytest.config._prepareconfig")
    assert list(inspect.signature(prepare).parameters)[:2] == ["args", "plugins"]
    config = prepare([os.devnull, "-c", os.devnull, "-p", "no:cacheprovider"], [])
    assert isinstance(config, Config)
    config._do_configure()
    session = pytest.Session.from_config(config)
    try:
        assert isinstance(config.pluginmanager.get_plugin("terminalreporter").stats, dict)
        assert session.items == []
    finally:
        config._ensure_unconfigure()


def test_nbgraders_gradebooks_take_what_they_share_from_its_module(tmp_path: Path):
    """They do not look for tables and courses, and write nothing that lasts before all of it does."""
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with database.programs_first(), Gradebook(url) as book:
        book.add_student("before")
    with transactions.shared() as shared:
        with Gradebook(url) as first, Gradebook(url) as second:
            assert first.engine is second.engine
        transactions.begin_transaction()
        with Gradebook(url) as book:
            book.add_student("ada")
        assert students(url) == {"before"}
        with Gradebook(url) as book:
            assert {student.id for student in book.students} == {"before", "ada"}
        shared.commit()
    assert students(url) == {"before", "ada"}


@pytest.mark.parametrize("name", ["create_engine", "scoped_session", "inspect"])
def test_nbgraders_gradebook_still_calls(name: str):
    assert f"{name}(" in inspect.getsource(Gradebook.__init__)
    assert callable(getattr(nbgrader.api, name))


def test_torchs_optimizers_ask_the_compiler_for_nothing_but_what_stands_in_for_it():
    network = torch.nn.Linear(2, 1)
    for make in (torch.optim.SGD, torch.optim.Adam):
        code = inspect.getsource(inspect.getmodule(make))  # type: ignore[arg-type]
        base = inspect.getsource(importlib.import_module("torch.optim.optimizer"))
        asked = {
            node.attr
            for node in ast.walk(ast.parse(code + "\n" + base))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "_dynamo"
        }
        assert asked <= compiler.STANDS_IN.keys()
        make(network.parameters(), lr=0.1).zero_grad()


def students(url: str) -> set[str]:
    """Those that another program sees."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
        return {name for (name,) in file.execute("SELECT id FROM student")}


def found(name: str) -> object:
    """What a full name means: the longest part that can be imported, and attributes of it."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            module: object = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        return reduce(getattr, parts[count:], module)
    raise ModuleNotFoundError(name)


def private_names(tree: ast.Module) -> Iterator[str]:
    """Full names in a file with a part that begins with one underscore, of packages that are not the kit's."""
    meaning: dict[str, str] = {}
    imported: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported += [each.name for each in node.names]
            bound = [
                (each.asname, each.name) if each.asname else (each.name.partition(".")[0],) * 2
                for each in node.names
            ]
            meaning.update(bound)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            meaning.update({each.asname or each.name: f"{node.module}.{each.name}" for each in node.names})
    spoken = [dotted(node, meaning) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    for name in filter(None, {*imported, *meaning.values(), *spoken}):
        if name.partition(".")[0] in PACKAGES and any(is_private(part) for part in name.split(".")):
            yield name


def dotted(node: ast.expr, meaning: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        before = dotted(node.value, meaning)
        return before and f"{before}.{node.attr}"
    return meaning.get(node.id, "") if isinstance(node, ast.Name) else ""


def is_private(part: str) -> bool:
    return part.startswith("_") and not part.startswith("__")
