"""Reads files from a folder that strangers filled: it follows no link, waits for no pipe and trusts no size."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from autograder.errors import InfrastructureError, SubmissionError
from autograder.text import printable

MOST_ENTRIES = 10_000
DEEPEST = 20  # folders


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """A descriptor of a folder, so that it cannot be swapped for another while its files are read.

    Raises SubmissionError if it is a link or not a folder. Raises InfrastructureError if it cannot be opened: a folder
    that has disappeared was there when the kit looked for submissions, so somebody is renaming or copying it. Also
    raises InfrastructureError if the system fails while it looks at the folder.
    """
    if os.path.islink(folder):
        raise SubmissionError(f"{folder.name} is a link: hand in the folder itself")
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except NotADirectoryError:
        raise SubmissionError(f"{folder.name} is no folder: hand in a folder with the notebook") from None
    except OSError as error:
        raise InfrastructureError(f"{folder} cannot be opened: {error.strerror}") from None
    try:
        yield handle
    except OSError as error:
        raise InfrastructureError(f"{folder} cannot be read: {error.strerror}") from None
    finally:
        os.close(handle)


def exists(folder: int, name: str) -> bool:
    """Whether an opened folder has an entry of that name, even if it is a dangling link."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InfrastructureError(f"{name} cannot be read: {error.strerror}") from None
    return True


def is_file(folder: int, name: str) -> bool:
    """Whether an entry of an opened folder is a regular file; a link to one is none."""
    try:
        return stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def read(folder: int, name: str, at_most: int) -> bytes:
    """The bytes of a regular file in an opened folder; `name` may lead into folders in it, none of which is a link.

    Raises SubmissionError where it is anything else or has more than `at_most` bytes; InfrastructureError
    where the system refuses to read it: permissions and disks are no student's doing.
    """
    try:
        # without O_NONBLOCK, opening a pipe would wait until somebody writes to it
        with _holding(folder, name) as (inner, own_name):
            handle = os.open(own_name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inner)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise _irregular(name)
            too_large = status.st_size > at_most
            data = b"" if too_large else _read(handle, at_most + 1)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno == errno.ELOOP:  # O_NOFOLLOW met a link
            raise SubmissionError(f"{name} is a link: hand in the file itself") from None
        if error.errno == errno.ENXIO:  # a socket
            raise _irregular(name) from None
        raise InfrastructureError(f"{name} cannot be read: {error.strerror}") from None
    if too_large or len(data) > at_most:
        size = f"{at_most / 1024**2:g} MiB"
        raise SubmissionError(f"{name} is larger than {size}: clear the outputs of all cells, save it again")
    return data


def check(folder: int) -> None:
    """SubmissionError unless an opened folder and those in it contain only files and folders, and not too many. A
    program that copies a link would copy the file that it leads to, which may be the grader's.
    """
    for path, mode in walk(folder):
        if stat.S_ISLNK(mode):
            shown = printable(path)
            raise SubmissionError(f"{shown} is a link: a submission may hold none, hand in the file itself")
        if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
            raise _irregular(printable(path))


def listed(folder: int) -> list[str]:
    """The paths of all files in an opened folder and the folders in it, without those that are hidden or made by a
    program. Raises SubmissionError if there are too many, or if they are too deep.
    """
    return [path for path, mode in walk(folder, is_passed_over=is_hidden) if not stat.S_ISDIR(mode)]


def is_hidden(name: str) -> bool:
    """Whether programs leave it behind: `.ipynb_checkpoints`, `__MACOSX`, `__pycache__`."""
    return name.startswith(".") or name in ("__MACOSX", "__pycache__")


def walk(
    folder: int, *, is_passed_over: Callable[[str], bool] = lambda name: False
) -> Iterator[tuple[str, int]]:
    """The paths in an opened folder and its folders, and the mode of each; SubmissionError if there are too many."""
    waiting = ["."]
    entries = 0
    while waiting:
        here = waiting.pop()
        for name, mode in _entries(folder, here):
            if is_passed_over(name):
                continue
            path = f"{here}/{name}".removeprefix("./")
            if stat.S_ISDIR(mode):
                if path.count("/") >= DEEPEST:
                    raise _too_deep(printable(path))
                waiting.append(path)
            yield path, mode
            entries += 1
            if entries > MOST_ENTRIES:
                raise SubmissionError(
                    f"the folder holds more than {MOST_ENTRIES:,} files: "
                    "hand in the notebook and what it needs alone"
                )


def _entries(folder: int, path: str) -> Iterator[tuple[str, int]]:
    """The names in a folder below an opened one, and the mode of each."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            with os.scandir(handle) as entries:
                for each in entries:
                    yield each.name, each.stat(follow_symlinks=False).st_mode
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _too_deep(printable(path)) from None
        raise InfrastructureError(f"{printable(path)} cannot be read: {error.strerror}") from None


@contextmanager
def _holding(folder: int, path: str) -> Iterator[tuple[int, str]]:
    """The folder that holds the file of a path below an opened one, and the file's own name."""
    *folders, name = path.split("/")
    with ExitStack() as stack:
        for each in folders:
            folder = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            stack.callback(os.close, folder)
        yield folder, name


def _too_deep(name: str) -> SubmissionError:
    return SubmissionError(f"{name} lies too deep: hand in the notebook and what it needs alone")


def _irregular(name: str) -> SubmissionError:
    return SubmissionError(f"{name} is no regular file: hand in the file itself")


def _read(handle: int, at_most: int) -> bytes:
    with open(handle, "rb", closefd=False) as file:
        return file.read(at_most)
