"""A file as a lock: only one of the processes that ask for it continues at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from autograder.course import private
from autograder.errors import CourseError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits until no other process has locked the file, then locks it. Makes the file and its folder if there are none.
    CourseError if the file cannot be written (shared disks require this of a file that is locked), or cannot be locked.
    """
    with _held(path, fcntl.LOCK_EX):
        yield


@contextmanager
def at_once(path: Path, otherwise: str, *, alone: bool) -> Iterator[None]:
    """Holds the file as `locked` does, without waiting: CourseError `otherwise` where another process holds it. The end
    of this process, however it comes, gives it back.

    alone: nobody else may hold it meanwhile; else those who do not ask for that may, too.
    """
    how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    with _held(path, how | fcntl.LOCK_NB, otherwise):
        yield


@contextmanager
def _held(path: Path, how: int, otherwise: str = "") -> Iterator[None]:
    with ExitStack() as held:
        try:
            private.make_folder(path.parent)
            file = held.enter_context(private.written(path))
            fcntl.flock(file, how)
        except BlockingIOError:
            raise CourseError(otherwise) from None
        except OSError as error:
            raise CourseError(
                f"{path} cannot be written: {error.strerror}: everybody who grades here must be able to"
            ) from None
        yield
