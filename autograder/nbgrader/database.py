"""Opens nbgrader's gradebook, and makes it where it does not exist yet; what is known of its URL."""

from __future__ import annotations

import os
import sqlite3
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Dialect, Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import text

from autograder.course import private
from autograder.course.lock import locked
from autograder.errors import CourseError

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

PATIENCE = 60  # seconds that a write waits for another process's on SQLite; its own default is 5
_LOCK = 0x6E6267  # PostgreSQL's advisory lock, held by who makes the tables


def absolute(gradebook: str, root: Path) -> str:
    """A database's URL, its password in it, with the path of an SQLite file made absolute, below `root`.

    Raises CourseError where it is no URL.
    """
    url = _parsed(gradebook)
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:")):
        url = url.set(database=str((root / url.database).resolve()))
    return url.render_as_string(hide_password=False)


def file_of(gradebook: str) -> Path | None:
    """The file of an SQLite gradebook; None for another database."""
    url = _parsed(gradebook)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def patient(gradebook: str) -> str:
    """The URL, with which SQLite waits for another process's lock as long as `PATIENCE`."""
    url = _parsed(gradebook)
    if url.get_backend_name() == "sqlite":
        url = url.update_query_dict({"timeout": str(PATIENCE)})
    return url.render_as_string(hide_password=False)


def wait_patiently() -> None:
    """Makes each connection to SQLite that this process opens wait as long as `PATIENCE`, whatever its URL says.

    For nbgrader's own programs, of which `nbgrader db upgrade` takes an URL's options for a part of the file's name.
    """
    if not event.contains(Engine, "connect", _wait):
        event.listen(Engine, "connect", _wait)


def _wait(connection: object, record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")


@event.listens_for(Engine, "do_connect")
def _make_private(dialect: Dialect, record: object, arguments: Sequence[Any], options: object) -> None:
    """SQLite makes the file that it is to open, with the umask's permissions; and each journal with the file's."""
    name = arguments[0] if dialect.name == "sqlite" and arguments else ""
    if isinstance(name, str) and name and not name.startswith((":", "file:")):
        with suppress(OSError):  # SQLite will say it
            private.make_file(Path(name))


def shown(gradebook: str) -> str:
    """The URL as it may be printed: without its password."""
    return _parsed(gradebook).render_as_string(hide_password=True)


@contextmanager
def alone(gradebook: str, lock: Path) -> Iterator[None]:
    """While this lasts, no other process that asks for it makes or changes the gradebook's tables.

    lock: a file to lock where the database has no locks to lend. nbgrader fails where two make the tables at once.
    CourseError where neither can be had.
    """
    if _parsed(gradebook).get_backend_name() == "postgresql":
        try:
            engine = create_engine(gradebook)
            connection = engine.connect()
        except Exception as error:  # SQLAlchemy's many, and its drivers'
            raise _unusable(gradebook, "opened", error) from None
        try:
            connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
            yield
        finally:
            connection.close()
            engine.dispose()  # ends the session, and with it the lock
    else:
        with locked(lock):
            yield


def _parsed(gradebook: str) -> URL:
    try:
        return make_url(gradebook)
    except (SQLAlchemyError, ValueError):  # a ValueError for a port that is no number
        named = "" if "@" in gradebook else f" {gradebook!a}"  # there may be a password before it
        raise CourseError(
            f"the gradebook{named} is not a database URL such as sqlite:///gradebook.db"
        ) from None


def _unusable(gradebook: str, what: str, error: Exception) -> CourseError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return CourseError(f"the gradebook {shown(gradebook)} cannot be {what}: {reason}")


@contextmanager
def opened(url: str, course_id: str) -> Iterator[Gradebook]:
    """nbgrader's Gradebook for a database URL.

    CourseError where it cannot be opened, and where the database refuses what is asked of it meanwhile.
    """
    from nbgrader.api import Gradebook  # takes seconds

    try:
        with programs_first():
            gradebook = Gradebook(url, course_id)
    except Exception as error:  # SQLAlchemy's many, and its drivers'
        raise _unusable(url, "opened", error) from None
    with gradebook:
        try:
            yield gradebook
        except SQLAlchemyError as error:
            raise _unusable(url, "used", error) from None


@contextmanager
def read(url: str) -> Iterator[Connection]:
    """A connection to a gradebook that is there, to look something up: without nbgrader, which takes seconds to import
    and changes what it opens. CourseError where the database refuses.
    """
    try:
        engine = create_engine(url)
    except Exception as error:  # a driver that is not installed
        raise _unusable(url, "opened", error) from None
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise _unusable(url, "read", error) from None
    finally:
        engine.dispose()


def find_programs() -> None:
    """Puts the environment's programs first from now on: to make or upgrade the tables nbgrader runs `alembic`, which
    is not found where the environment is not activated.
    """
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), before))


@contextmanager
def programs_first() -> Iterator[None]:
    """While this lasts, the environment's programs are found first: see `find_programs`."""
    before = os.environ.get("PATH", os.defpath)
    find_programs()
    try:
        yield
    finally:
        os.environ["PATH"] = before
