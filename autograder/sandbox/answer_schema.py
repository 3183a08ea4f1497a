"""What a worker may answer, field by field: the schema of `inside.operations`, held against what a message says.

The wire lets any value through that is data. From here on an answer has one outcome, no field that is not known, and
in each field the type that its readers count on.
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.sandbox.inside.wire import Value, WireError

MOST_CHARACTERS = 2000  # of a text for students; what is printed has a limit of its own
MOST_LINES = 100  # of a list of texts
NO_ANSWER = "something that is no answer"


def check_answer(value: Value) -> dict[str, Value]:
    """The answer in `value`, its texts for students cut; WireError where it is none."""
    if not isinstance(value, dict):
        raise WireError(NO_ANSWER)
    outcomes = value.keys() & _OUTCOMES.keys()
    if len(outcomes) != 1:
        raise WireError(NO_ANSWER)
    fields = _OUTCOMES[outcomes.pop()]
    if not value.keys() <= fields.keys():
        raise WireError(NO_ANSWER)
    return {key: fields[key](item) for key, item in value.items()}


def check_greeting(value: Value) -> dict[str, Value]:
    """A worker's first message in `value`, before it runs students' code: {"ready": pid} or {"unready": reason}."""
    if isinstance(value, dict):
        if value.keys() == {"ready"} and type(value["ready"]) is int:
            return value
        if value.keys() == {"unready"}:
            return {"unready": _text(value["unready"])}
    raise WireError("something that is no greeting")


def _anything(value: Value) -> Value:
    return value


def _string(value: Value) -> str:
    if not isinstance(value, str):
        raise WireError(NO_ANSWER)
    return value


def _text(value: Value) -> str:
    return _string(value)[:MOST_CHARACTERS]


def _texts(value: Value) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_LINES:
        raise WireError(NO_ANSWER)
    return [_text(item) for item in value]


_Fields = dict[str, Callable[[Value], Value]]
_BESIDE: _Fields = {"printed": _string, "over": _text, "notes": _texts}
_OUTCOMES: dict[str, _Fields] = {
    "value": {"value": _anything, "arrays": _texts, "changed": _texts, **_BESIDE},
    "raised": {"raised": _text, "where": _text, "derived_from": _text, **_BESIDE},
    "missing": {"missing": _text, "problems": _texts, "defined": _texts, **_BESIDE},
    "unsendable": {"unsendable": _text},
}
