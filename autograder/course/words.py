"""Sentences in the course's language, by the English ones.

A student's folder has a copy of this file where the course is not in English: it needs nothing but Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

RECORD = "_words.json"
"""The file of the texts, beside a student's copy of this one."""
_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")
_INDEX = re.compile(r"(.*[^\]\d ])((?: ?\[[\d, ]+\])+)", re.S)
_LINE = re.compile(r"\blineno\b|^line$")
"""The number of a line, by its name in a template."""
_MOST_DEPTH = 12  # of sentences within each other


class Words:
    """The text in a language for an English text; the English text itself if there is no translation.

        words = Words({"{got} of {all} points": "{all} 分中得 {got} 分", "the losses": "损失"})
        words.say("{got} of {all} points", got=2, all=3)    # '3 分中得 2 分': made of facts
        words.of("2 of 3 points")                           # the same: of a text that is put together already
        words.of("the losses: 3")                           # '损失: 3': what is known of it

    texts: by the English ones. Both have the same `{facts}`, in any order; `{{` is a brace.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._known: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.texts)

    def say(self, template: str, /, **facts: Any) -> str:
        """A sentence with its facts. KeyError for a fact that is missing, and ValueError for a format that does not
        suit it, in English; a translation that fails so counts as none.
        """
        if (translated := self.texts.get(template)) is not None:
            try:
                return translated.format(**facts)
            except (LookupError, ValueError, AttributeError, TypeError):
                pass
        return template.format(**facts)

    def template(self, template: str) -> str:
        """A sentence with its facts still in braces."""
        return self.texts.get(template, template)

    def of(self, text: str) -> str:
        """The same for an English text: it is compared with the known ones, and so are the texts of its facts."""
        return self._of(text, _MOST_DEPTH) if self.texts else text

    def _of(self, text: str, depth: int) -> str:
        if text not in self._known:
            self._known[text] = self._found(text, depth) if depth else text
        return self._known[text]

    def _found(self, text: str, depth: int) -> str:
        core = text.strip()
        if core != text:
            inner = self._of(core, depth - 1) if core else core
            return text.replace(core, inner, 1) if core else text
        if (whole := self._exact.get(text)) is not None:
            return whole
        for form in self._forms:
            if match := form.pattern.fullmatch(text):
                groups = [self._of(each, depth - 1) for each in match.groups()]
                start = groups.pop(0) if form.is_ending else ""
                return start + filled(form.translated, dict(zip(form.names, groups, strict=True)))
        return self._in_parts(text, depth)

    def _in_parts(self, text: str, depth: int) -> str:
        """A text that no template has made, by its lines or sentences, without an index, or by what stands around a
        colon.
        """
        for between in ("\n", "; "):
            if between in text:
                return between.join(self._of(part, depth - 1) for part in text.split(between))
        if match := _INDEX.fullmatch(text):
            return self._of(match[1], depth - 1) + match[2]
        head, colon, rest = text.partition(": ")
        if colon:
            return f"{self._of(head, depth - 1)}: {self._of(rest, depth - 1)}"
        return text

    @cached_property
    def _exact(self) -> dict[str, str]:
        """Those without facts, by their text as it is said."""
        plain = (each for each in self.texts if not any(names_in(each)))
        return {filled(each, {}).strip(): filled(self.texts[each], {}).strip() for each in plain}

    @cached_property
    def _forms(self) -> list[_Form]:
        """Those with facts, and those that end another text, the ones with most letters first: these fit fewest."""
        found = []
        for template, translated in self.texts.items():
            form = _Form.of(template.strip(), translated.strip())
            found += [form] if form.names and form.letters > 2 else []
            if form.letters > 2 and not template[:1].isalnum() and template[:1] not in "{`":
                found.append(form.as_ending())
        return sorted(found, key=lambda form: -form.letters)


IN_ENGLISH = Words({})


def beside(folder: Path) -> Words:
    """The words of a student's folder; English where they cannot be read."""
    try:
        texts = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Words({str(english): str(said) for english, said in texts.items()})
    except (OSError, ValueError, AttributeError):
        return IN_ENGLISH


@dataclass(frozen=True)
class _Form:
    """How a text looks that a template has made. is_ending: whether there is another text before it."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    translated: str
    letters: int
    is_ending: bool = False

    @classmethod
    def of(cls, template: str, translated: str) -> _Form:
        pieces = list(_pieces(template))
        expression, is_adjacent = "", False
        for number, (literal, name) in enumerate(pieces, start=2):
            # Nobody knows where one fact ends and the next begins: the first has both. One at the end may be empty.
            is_adjacent = is_adjacent and not literal
            is_last = number == len(pieces) and not pieces[-1][0]
            group = "()" if is_adjacent else "(.*?)" if is_last else "(.+?)"
            if _LINE.search(name):
                group = r"(\d+)"  # and not "2: NameError: …"
            expression += re.escape(literal) + (group if name else "")
            is_adjacent = bool(name)
        letters = sum(map(str.isalpha, "".join(literal for literal, _ in pieces)))
        names = tuple(name for _, name in pieces if name)
        return cls(re.compile(expression, re.S), names, translated, letters)

    def as_ending(self) -> _Form:
        pattern = re.compile(f"(.+?){self.pattern.pattern}", re.S)
        return _Form(pattern, self.names, self.translated, self.letters, is_ending=True)


def names_in(template: str) -> Iterator[str]:
    """What stands in braces, in its order, "" at the end: `{shape}` is shape."""
    return (name for _, name in _pieces(template))


def filled(template: str, facts: Mapping[str, str]) -> str:
    """The template with texts in place of the braces; unknown ones stay."""
    return "".join(
        literal + (facts.get(name, f"{{{name}}}") if name else "") for literal, name in _pieces(template)
    )


def _pieces(template: str) -> Iterator[tuple[str, str]]:
    """Each text with what stands in the braces behind it, "" after the last."""
    literal, end = "", 0
    for match in _PLACE.finditer(template):
        literal += template[end : match.start()]
        end = match.end()
        if match[1] is None:
            literal += match[0][0]
        else:
            yield literal, match[1]
            literal = ""
    yield literal + template[end:], ""
