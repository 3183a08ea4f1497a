"""A submission's own modules run where its code runs, behind the same walls, and take the place of nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import LocalConnection, SandboxConnection

Load = Callable[..., SandboxConnection]
WHERE = {"torch": "/site-packages/torch/", "inside": "/inside/", "numpy": "/site-packages/numpy/"}
TAKEN = ["torch.py", "torch/nn.py", "inside/wire.py", "numpy.py"]


@pytest.fixture
def load(sandbox: Sandbox):
    """A submission of such cells, behind the walls."""
    loaded: list[SandboxConnection] = []

    def load(*sources: str, modules: Mapping[str, str] | None = None) -> SandboxConnection:
        for before in loaded:  # a sandbox has one worker at a time
            before.close()
        cells = [(f"cell {number}", source) for number, source in enumerate(sources, start=1)]
        loaded.append(SandboxConnection(sandbox, cells, Limits(), modules=modules))
        return loaded[-1]

    yield load
    for each in loaded:
        each.close()


def called(connection: SandboxConnection | LocalConnection, name: str = "f") -> object:
    answer = connection.request({"do": "call", "name": name, "args": [], "kwargs": {}})
    return answer.get("value", answer)


def test_one_that_lay_beside_the_notebook_is_imported_with_what_it_imports(load: Load):
    modules = {"helpers.py": "from layers import linear\nx = linear.x\n", "layers/linear.py": "x = 3\n"}
    assert called(load("import helpers\ndef f(): return [helpers.x, helpers.__file__]", modules=modules)) == [
        3,
        "helpers.py",
    ]


def test_one_that_a_cell_writes_is_imported(load: Load):
    cells = ["%%writefile mine.py\nx = 1\n", "from mine import x, y\ndef f(): return x + y"]
    assert called(load(*cells, "%%writefile -a mine.py\ny = x + 1\n")) == 3


def test_what_fails_in_one_is_told_by_its_name_and_line(load: Load):
    connection = load("from mine import f", modules={"mine.py": "def f():\n    return 1 / 0\n"})
    assert called(connection) == {
        "raised": "ZeroDivisionError: division by zero",
        "where": "mine.py, line 2, in f",
        "printed": "",
    }


def test_it_is_behind_the_walls_that_the_code_is_behind(load: Load):
    acts = "import os\ndef f():\n    try: return os.listdir('/root')\n    except OSError: return 'no'\n"
    assert called(load("from mine import f", modules={"mine.py": acts})) == "no"


@pytest.mark.parametrize("path", TAKEN)
@pytest.mark.parametrize("is_written", [False, True])
def test_none_takes_the_place_of_one_that_is_installed_or_of_the_kits(
    load: Load, path: str, is_written: bool
):
    name = path.split("/")[0].removesuffix(".py")
    trap, use = "raise SystemExit\n", f"import {name}\ndef f(): return {name}.__file__"
    connection = load(f"%%writefile {path}\n{trap}", use) if is_written else load(use, modules={path: trap})
    assert WHERE[name] in str(called(connection))
    assert (
        f"{path}: `import {name}` means an installed module: give yours another name" in connection.problems
    )


@pytest.mark.parametrize("path", ["../mine.py", "/tmp/mine.py", "mine.txt", "a b.py", ""])
def test_what_is_no_path_of_a_module_is_written_nowhere(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cells = [("cell 1", f"%%writefile {path}\nx = 1\n"), ("cell 2", "import mine\nx = mine.x")]
    assert LocalConnection(cells).request({"do": "named", "name": "x"})["missing"] == "x"
    assert not list(tmp_path.rglob("*"))


def test_those_of_one_submission_are_not_the_next_ones(load: Load):
    use = "def f():\n    import mine\n    return mine.x\n"
    assert called(load(use, modules={"mine.py": "x = 1"})) == 1
    assert "ModuleNotFoundError" in str(called(load(use)))
    for value in (1, 2):
        cells = [("cell 1", f"%%writefile mine.py\nx = {value}\n"), ("cell 2", use)]
        assert called(LocalConnection(cells)) == value
