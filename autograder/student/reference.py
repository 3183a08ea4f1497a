"""The course's own solution, with the vocabulary of a submission: the oracle of tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograder.errors import WorkerError
from autograder.sandbox.inside.wire import Value
from autograder.student.connection import Answer, Connection
from autograder.student.student import Student

KnownBugs = Callable[[], Iterable[tuple[str, Callable[[], Student]]]]


def _none() -> Iterable[tuple[str, Callable[[], Student]]]:
    return ()


class Reference(Student):
    """The solution, in this process.

    known_bugs: gives the code of each bug that is known of what is tested, and what loads a submission that has it. So
    a wrong answer can be told by its name: its values are those of the bug.
    """

    def __init__(self, connection: Connection, known_bugs: KnownBugs = _none) -> None:
        super().__init__(connection)
        self.known_bugs = known_bugs

    def ask(self, operation: str, subject: str, **arguments: Value) -> Answer:
        try:
            return super().ask(operation, subject, **arguments)
        except WorkerError as error:
            error.is_of_solution = True
            raise
