"""A file as a lock: of the processes that ask for it, one at a time goes on."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from autograder.course import private
from autograder.errors import CourseError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits until no other process holds the file, and holds it; makes it, and its folder.

    CourseError where it cannot be written, as shared disks want it of what is locked, or has no lock to give.
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
