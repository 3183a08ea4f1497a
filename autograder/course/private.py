"""The permissions of files that grading writes: only the owner may read them, whatever the umask; in a shared folder,
also the group. A folder is shared if it passes its group on (chmod g+s), or if it is open to its group and closed to
all others: no usual umask makes such a folder. Files that are there already keep their permissions.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_GROUP, _OTHERS = stat.S_IRWXG, stat.S_IRWXO
FOLDER, FILE = 0o700, 0o600


def make_folder(folder: Path, *, outermost: bool = False) -> None:
    """Makes a folder, and those that it lies in, where there are none.

    outermost: it is the first private folder, so it is shared only if the folder above passes its group on.
    """
    if os.path.isdir(folder):
        return
    if not os.path.lexists(folder.parent):
        make_folder(folder.parent, outermost=True)
    mode = FOLDER | _of_group(folder.parent, strict=outermost)
    try:
        folder.mkdir(FOLDER)
    except FileExistsError:
        if os.path.isdir(folder):  # somebody else has made it at this moment
            return
        raise
    # What the umask took from it is given back; mkdir has handed the group on.
    folder.chmod(mode | stat.S_IMODE(folder.stat().st_mode) & stat.S_ISGID)


def make_file(path: Path) -> None:
    """Makes an empty file that only its owner may read, unless something is there."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))


@contextmanager
def written(path: Path, mode: str = "w", *, instead_of: Path | None = None) -> Iterator[IO[str]]:
    """A file to write text to, which is made where there is none.

    instead_of: the file that it will replace, whose permissions and group it takes over.
    """
    is_new = not os.path.lexists(path)
    with open(path, mode, encoding="utf-8", newline="", opener=_opened) as file:
        before = _status(instead_of) if instead_of else None
        if before and stat.S_ISREG(before.st_mode):
            with suppress(OSError):  # where it is not ours to give away
                os.chown(file.fileno(), -1, before.st_gid)
            os.fchmod(file.fileno(), FILE | stat.S_IMODE(before.st_mode))
        elif is_new or instead_of:
            os.fchmod(file.fileno(), FILE | _of_group(path.parent) & ~0o111)
        yield file


@contextmanager
def making(folder: Path) -> Iterator[None]:
    """In a `with` block, all that this process makes, including nbgrader's own files, gets the permissions of files
    that are made in `folder`.
    """
    before = os.umask((_GROUP | _OTHERS) & ~_of_group(folder))
    try:
        yield
    finally:
        os.umask(before)


def share(folder: Path, outer: Path) -> None:
    """Gives a folder to the group that shares an outer one: some programs make folders with fewer permissions."""
    with suppress(OSError):  # another grader's
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | _of_group(outer))


def is_shared(folder: Path) -> bool:
    """Whether files that are made there also belong to the group."""
    return bool(_of_group(folder))


def is_open_to_all(path: Path) -> bool:
    """Whether it exists, and every user of the machine may read it and enter all folders on the way to it."""
    status = _status(path)
    if status is None or not status.st_mode & stat.S_IROTH:
        return False
    on_the_way = (_status(folder) for folder in path.absolute().parents)
    return all(each is not None and each.st_mode & stat.S_IXOTH for each in on_the_way)


def _of_group(folder: Path, *, strict: bool = False) -> int:
    """What the group of a folder may do with what is made in it."""
    status = _status(folder)
    if status is None:
        return 0
    hands_on = bool(status.st_mode & stat.S_ISGID)
    is_shared = hands_on or (not strict and not status.st_mode & _OTHERS)
    return status.st_mode & _GROUP if is_shared else 0


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags, FILE)
