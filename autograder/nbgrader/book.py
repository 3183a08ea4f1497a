"""What the gradebook says of a class, as `reading` gives it: scores, names, due dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from autograder.grading.standing import Place, Standing


@dataclass(frozen=True)
class Person:
    """What the gradebook knows of a student; "" if it knows nothing."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def sorted_name(self) -> str:
        """As lists have it: "Lovelace, Ada"; "" where there is no name."""
        return ", ".join(name for name in (self.last_name, self.first_name) if name)


@dataclass(frozen=True)
class Book:
    """The content of a gradebook. worth: by assignment, the points of each cell. due: by assignment, dates that people
    set in the formgrader, in UTC.
    """

    standings: Mapping[Place, Standing] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    worth: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    due: Mapping[str, datetime] = field(default_factory=dict)
