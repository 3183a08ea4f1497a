"""The first code cell of a released notebook. It checks whether the files that came with the notebook are beside it. If
somebody opens the notebook alone, in Colab or from a mail, the cell says in one line what is missing and how to get it.
Once the assignment's zip is there, the cell unpacks it, also by the name that a browser gives a second download. It
unpacks nothing from a damaged zip. If the notebook has public tests, the cell loads `check`. In grading nothing depends
on the cell, so it does not run.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.course import check_cells
from autograder.course.words import Words

ID = "files-beside-it"

_FIRST = "Run this cell first: it looks for the files that came with this notebook."
_MORE = " and {len(missing) - 1} more"
_DAMAGED = " {bundle} is damaged, as if its download had stopped."
_MISSING = (
    "Missing beside this notebook: {missing[0]}{more}.{damaged} Get {bundle} from where you got the notebook, "
    "put it beside it (in Colab: into Files, on the left), and run this cell again."
)
_BREAK = "put it beside it"
"""Where the line of code that holds it is broken, in English."""
_CELL = """\
# {first}
def _look_beside_this_notebook(bundle={bundle!r}, needed={needed!r}):
    import zipfile
    import zlib
    from pathlib import Path

    class FilesMissing(Exception):
        def _render_traceback_(self):  # what Jupyter shows in place of a traceback
            return [str(self)]

    is_damaged = False
    again = Path().glob(bundle.replace(".zip", "[ (]*[0-9]).zip"))  # a browser's second download: "name (1).zip"
    for download in filter(Path.is_file, [Path(bundle), *sorted(again)]):
        try:
            with zipfile.ZipFile(download) as archive:  # all but the notebook, which you have, and what is there
                files = [name for name in archive.namelist() if not name.endswith(".ipynb")]
                is_damaged = archive.testzip() is not None
                archive.extractall(members=[name for name in files if not (is_damaged or Path(name).exists())])
        except (zipfile.BadZipFile, zlib.error, EOFError):
            is_damaged = True
    missing = [name for name in needed if not Path(name).exists()]
    if missing:
        more = f"{more}" if missing[1:] else ""
        damaged = f"{damaged}" if is_damaged else ""
        raise FilesMissing(
            {text}
        )


_look_beside_this_notebook()
"""
_GIVES_CHECK = "It gives you check(), which the cells below use."
_CHECK = """\

# {comment}
%reload_ext {module}
"""


def source(name: str, paths: Iterable[str], words: Words) -> str:
    """The cell's text; "" if no files go with the notebook. name: the assignment's. paths: those of the files, below
    the assignment's folder. words: the course's language.
    """
    tops = {path.partition("/")[0] for path in paths}
    needed = sorted(tops, key=lambda top: (top.startswith("_"), top))  # what students know is named first
    if not needed:
        return ""
    cell = _CELL.format(
        bundle=f"{name}.zip",
        needed=tuple(needed),
        first=words.template(_FIRST),
        more=_in_code(words.template(_MORE)),
        damaged=_in_code(words.template(_DAMAGED)),
        text=_as_code(words.template(_MISSING)),
    )
    if f"{check_cells.MODULE}.py" in needed:
        cell += _CHECK.format(comment=words.template(_GIVES_CHECK), module=check_cells.MODULE)
    return cell.rstrip()


def _in_code(text: str) -> str:
    """As it stands between double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _as_code(text: str) -> str:
    """As an f-string, on two lines in English."""
    before, put, after = _in_code(text).partition(_BREAK)
    return f'f"{before}"\n            "{put}{after}"' if put else f'f"{before}"'
