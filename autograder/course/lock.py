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
    with ExitStack() as held:
        try:
            private.make_folder(path.parent)
            file = held.enter_context(private.written(path))
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            raise CourseError(
                f"{path} cannot be written: {error.strerror}: everybody who grades here must be able to"
            ) from None
        yield
