"""A submission's own modules: those that lay beside it, and those that its cells write (`%%writefile helpers.py`).

They are text of the submission's, as its cells are, and are imported from memory in its process alone. They are looked
for last of all, so that none takes the place of one that is installed, of Python's or of the kit's.
"""

from __future__ import annotations

import importlib.util
import linecache
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

PATH = re.compile(r"(?:[^\W\d]\w*/)*[^\W\d]\w*\.py")


class OwnModules(MetaPathFinder, Loader):
    """Finds and loads them, from when it is made. sources: by their paths, "helpers.py" or "layers/linear.py"; `write`
    adds to them. Those of another submission in this process can be imported no more.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources: dict[str, str] = {}
        self.notes: list[str] = []
        """What their author should know of them."""
        for other in [each for each in sys.meta_path if isinstance(each, OwnModules)]:
            sys.meta_path.remove(other)
            for name, module in list(sys.modules.items()):
                if getattr(module, "__loader__", None) is other:
                    del sys.modules[name]
        sys.meta_path.append(self)
        for path, source in sources.items():
            self.write(path, source)

    def write(self, path: str, source: str, append: bool = False) -> None:
        """Adds a module, or to one; a path that Python cannot import is passed over."""
        path = path.removeprefix("./")
        if not PATH.fullmatch(path):
            return
        top = path.partition("/")[0].removesuffix(".py")
        if top not in self._tops() and _is_installed(top):
            note = f"{path}: `import {top}` means an installed module: give yours another name"
            if note not in self.notes:
                self.notes.append(note)
            return
        source = self.sources.get(path, "") + source if append else source
        self.sources[path] = source
        # As for cells: errors and inspect.getsource look here.
        linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        stem = name.replace(".", "/")
        for file, is_package in ((f"{stem}/__init__.py", True), (f"{stem}.py", False)):
            if file in self.sources:
                return importlib.util.spec_from_loader(name, self, origin=file, is_package=is_package)
        if any(each.startswith(f"{stem}/") for each in self.sources):  # a folder without __init__.py
            return importlib.util.spec_from_loader(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = module.__spec__.origin if module.__spec__ else None
        if file is not None:
            module.__file__ = file
            exec(compile(self.sources[file], file, "exec", dont_inherit=True), module.__dict__)

    def _tops(self) -> set[str]:
        return {path.partition("/")[0].removesuffix(".py") for path in self.sources}


def _is_installed(name: str) -> bool:
    """Whether a name means a module already."""
    if name in sys.modules or name in sys.stdlib_module_names:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return True
