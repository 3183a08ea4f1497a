"""Mutants that may survive because they are no mistakes in this assignment, with the author's reason.

They stand in `solutions/<name>/audit.yml`:

    allowed:
      - {operator: [other-optimizer, optimizer-setting], definition: train, why: the optimizer is the student's choice}
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from autograder.audit.operators import OPERATORS
from autograder.course.material import HiddenSuite
from autograder.errors import CourseError

FILE = "audit.yml"
"""Beside the hidden suite."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Allowed(_Strict):
    """Kinds of mutants that may survive: one, or several for one reason. definition: in which function or class, in
    any where it is "". text: what its diff holds, where not all of the kind are meant. why: in words.
    """

    operator: str | tuple[str, ...]
    definition: str = ""
    text: str = ""
    why: str

    def means(self, operator: str, definition: str, diff: str) -> bool:
        return operator in self.operators and self.definition in ("", definition) and self.text in diff

    @property
    def operators(self) -> tuple[str, ...]:
        return (self.operator,) if isinstance(self.operator, str) else self.operator


class _File(_Strict):
    allowed: tuple[Allowed, ...] = ()


def allowed(hidden: HiddenSuite) -> tuple[Allowed, ...]:
    """The allowed survivors of an assignment; none if there is no file. Raises CourseError if it cannot be read."""
    path = Path(hidden.place).with_name(FILE)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = _File.model_validate(content or {}).allowed
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CourseError(f"{path} cannot be read: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise CourseError(f"{path}: {place}: {first['msg']}") from None
    for unknown in (name for each in found for name in each.operators if name not in OPERATORS):
        raise CourseError(f"{path}: there is no operator {unknown}: see docs/audit.md")
    return found


def reason(rules: Sequence[Allowed], operator: str, definition: str, diff: str) -> str:
    """Why a mutant may survive; "" where nothing says so."""
    return next((each.why for each in rules if each.means(operator, definition, diff)), "")
