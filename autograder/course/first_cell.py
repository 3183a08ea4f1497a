"""The first code cell of a released notebook: whether the files that came with it lie beside it.

Somebody opens the notebook alone, in Colab or from a mail. Then it says in one line what is missing and how to get it,
and once the assignment's zip lies there, it unpacks that. Of a damaged zip it unpacks nothing. Where public tests go
along, it gives the notebook `check`. In grading nothing depends on the cell, so it does not run.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.course import check_cells

ID = "files-beside-it"

_CELL = """\
# Run this cell first: it looks for the files that came with this notebook.
def _look_beside_this_notebook(bundle={bundle!r}, needed={needed!r}):
    import zipfile
    import zlib
    from pathlib import Path

    class FilesMissing(Exception):
        def _render_traceback_(self):  # what Jupyter shows in place of a traceback
            return [str(self)]

    is_damaged = False
    if Path(bundle).is_file():
        try:
            with zipfile.ZipFile(bundle) as archive:  # all but the notebook, which you have, and what is there
                files = [name for name in archive.namelist() if not name.endswith(".ipynb")]
                is_damaged = archive.testzip() is not None
                archive.extractall(members=[name for name in files if not (is_damaged or Path(name).exists())])
        except (zipfile.BadZipFile, zlib.error, EOFError):
            is_damaged = True
    missing = [name for name in needed if not Path(name).exists()]
    if missing:
        more = f" and {{len(missing) - 1}} more" if missing[1:] else ""
        damaged = f" {{bundle}} is damaged, as if its download had stopped." if is_damaged else ""
        raise FilesMissing(
            f"Missing beside this notebook: {{missing[0]}}{{more}}.{{damaged}} Get {{bundle}} from where you got the "
            "notebook, put it beside it (in Colab: into Files, on the left), and run this cell again."
        )


_look_beside_this_notebook()
"""
_CHECK = f"""\

# It gives you check(), which the cells below use.
%reload_ext {check_cells.MODULE}
"""


def source(name: str, paths: Iterable[str]) -> str:
    """The cell's text; "" where nothing goes with the notebook.

    name: the assignment's. paths: of what goes with it, below the assignment's folder.
    """
    tops = {path.partition("/")[0] for path in paths}
    needed = sorted(tops, key=lambda top: (top.startswith("_"), top))  # what students know is named first
    if not needed:
        return ""
    cell = _CELL.format(bundle=f"{name}.zip", needed=tuple(needed))
    return (cell + _CHECK if f"{check_cells.MODULE}.py" in needed else cell).rstrip()
