"""What nbgrader's Gradebooks share while one submission is recorded: nbgrader opens about ten for each.

Without this they would take more than half of the time of recording, and commit step by step.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from unittest.mock import patch

import nbgrader.api
from nbgrader.api import Gradebook
from sqlalchemy.engine import Engine, create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker


class _Waiting(Session):
    """Writes, but leaves it to `Shared.commit` to make that last."""

    def commit(self) -> None:
        self.flush()


class Shared:
    """One engine, and with it what SQLAlchemy has compiled; and, once `begun`, one transaction."""

    def __init__(self) -> None:
        self.begun = False
        self._session: scoped_session[_Waiting] | None = None

    def session(self, maker: sessionmaker[Session]) -> scoped_session[Any]:
        """What a Gradebook that is opened now works with, which would make one of its own."""
        if not self.begun:
            return scoped_session(maker)
        if self._session is None:
            waiting = sessionmaker(maker.kw["bind"], class_=_Waiting, expire_on_commit=False)
            self._session = scoped_session(waiting)
        return self._session

    def close(self, book: Gradebook) -> None:
        if book.db is not self._session:
            _close(book)

    def commit(self) -> None:
        if self._session is not None:
            Session.commit(self._session())

    def end(self) -> None:
        """Takes back what was written and not committed."""
        if self._session is not None:
            engine = self._session.get_bind().engine
            self._session.remove()
            engine.dispose()


_close = Gradebook.close
_now: Shared | None = None


@contextmanager
def shared() -> Iterator[Shared]:
    """While this lasts, nbgrader's Gradebooks of one URL share, and do not look for their tables and their course.

    Both must have been made.
    """
    global _now
    _now = each = Shared()
    with (
        patch.object(nbgrader.api, "create_engine", _kept_engine),
        patch.object(nbgrader.api, "scoped_session", each.session),
        patch.object(nbgrader.api, "inspect", lambda engine: _TablesAreThere),
        patch.object(nbgrader.api.Base.metadata, "create_all", lambda bind: None),
        patch.object(Gradebook, "check_course", lambda book, course_id: None),
        patch.object(Gradebook, "close", lambda book: each.close(book)),
    ):
        try:
            yield each
        finally:
            each.end()
            _now = None


def begin_transaction() -> None:
    """From now on all that is written while `shared` lasts is written together, or not at all.

    What comes before is committed as nbgrader does it: others who grade the same student must not wait for it.
    """
    if _now is not None:
        _now.begun = True


class _TablesAreThere:
    """In place of what SQLAlchemy finds in a database."""

    @staticmethod
    def get_table_names() -> list[str]:
        return list(nbgrader.api.Base.metadata.tables)


@lru_cache(maxsize=4)
def _kept_engine(url: str, **options: Any) -> Engine:
    return create_engine(url, **options)
