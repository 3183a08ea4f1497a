"""What is wrong with an answer, as a code and facts: `Mistake("softmax-axis", axis=0)`. Logic, overview and tests go by
codes; the sentences that students read are in catalogues, by code: see `catalogues`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from autograder.text import printable

CODE = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")
"""Lower-case words and hyphens. A text with a blank is not a code, but words."""
WORDS = ""
"""The code of words that are in no catalogue: an author's own."""
REASON = "reason"
"""The fact that says why, if a sentence is only the frame of another one."""
ELSEWHERE = "said"
"""The fact with words from elsewhere: what the student's code or torch raised."""


class Said:
    """A phrase by its code, with facts: it is part of a sentence, or a complete one. Two are equal if their codes and
    facts are.

    Facts are plain data: numbers, texts that are the same in any language (names, lines of code), shapes, which are
    sequences of sizes, and other phrases.

        Said("gradient-of", of="weight_hh_l0")
        Said("layer-shape", name="fc", got=(3, 4), what=Said("gradient-of", of="fc"))
    """

    __slots__ = ("_hash", "code", "facts")

    def __init__(self, code: str, /, **facts: Any) -> None:
        """`code`: lower-case words and hyphens; ValueError for anything else. TypeError for a fact that is no data."""
        if not CODE.fullmatch(code):
            raise ValueError(f"{code!r} is no code: expected lower-case words and hyphens")
        self.code = code
        self.facts: Mapping[str, Any] = {name: _plain(name, fact) for name, fact in facts.items()}
        self._hash = hash((code, frozenset(self.facts.items())))

    @classmethod
    def words(cls, words: str) -> Said:
        """Words as they are, which are in no catalogue."""
        said = cls.__new__(cls)
        said.code, said.facts = WORDS, {"words": words}
        said._hash = hash(words)
        return said

    def with_(self, **facts: Any) -> Said:
        """The same with more facts."""
        return Said(self.code, **{**self.facts, **facts})

    def __eq__(self, said: object) -> bool:
        return isinstance(said, Said) and (self.code, self.facts) == (said.code, said.facts)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        """For people who look for a fault: code and facts, no sentence."""
        if self.code == WORDS:
            return str(self.facts["words"])
        facts = ", ".join(f"{name}={fact!r}" for name, fact in self.facts.items())
        return f"{self.code}({facts})" if facts else self.code


class Mistake(AssertionError):
    """Says that the student's answer is wrong, and how.

        raise Mistake("softmax-axis", axis=0)           # the sentence is in messages.yml
        raise Mistake(known)                            # a phrase that was found, as a Said
        raise Mistake("the answer is one too large")    # an author's own words, shown as they are

    Raises TypeError for words with facts: facts belong to a sentence of a catalogue.
    """

    def __init__(self, code: str | Said, /, **facts: Any) -> None:
        if isinstance(code, Said):
            self.said = code.with_(**facts) if facts else code
        elif CODE.fullmatch(code):
            self.said = Said(code, **facts)
        elif facts:
            raise TypeError(f"facts without a code: {code!r} is no code, but words")
        else:
            self.said = Said.words(code)
        super().__init__(repr(self.said))

    certain = False
    """Whether float64 shows it beyond doubt, so that the test does not run again in float32."""

    def for_certain(self) -> Mistake:
        """The same, for an answer that is exactly that of a known mistake: rounding in float32 would only hide a small
        one.

        raise Mistake("other-optimizer", kind="SGD").for_certain()
        """
        self.certain = True
        return self

    @property
    def code(self) -> str:
        """The mistake's; empty for an author's own words."""
        return self.said.code


Key = TypeVar("Key")


def the_only(found: Iterable[Key]) -> Key | None:
    """The only one; None if there are none or several, because naming one would be a guess."""
    several = list(found)
    return several[0] if len(several) == 1 else None


def sentence(said: Said, sentences: Mapping[str, str], words: Callable[[str], str] = str) -> str:
    """A phrase in words. LookupError, with a line that says what is missing, for a code without a sentence, or a fact
    of the sentence that is not given.

    words: says somebody else's words in the language of the sentences.
    """
    if said.code == WORDS:
        return words(str(said.facts["words"]))
    if said.code not in sentences:
        raise LookupError(f"there is no sentence for the code {said.code}")
    parts = []
    for literal, name, form in pieces(sentences[said.code]):
        parts.append(literal)
        if name:
            if name not in said.facts:
                raise LookupError(f"the sentence of {said.code} has a fact {{{name}}}, which is not given")
            parts.append(_in_words(name, said.facts[name], form, sentences, words))
    return "".join(parts)


def pieces(template: str) -> list[tuple[str, str, str]]:
    """A sentence as texts, each with the name and the format of the fact that follows, "" after the last.

    ValueError where braces do not make facts: `{name}` or, for a number, `{name:.2f}`; `{{` is a brace.
    """
    found = _PIECES.get(template)
    if found is None:
        found = _PIECES[template] = list(_pieces(template))
    return found


_PIECES: dict[str, list[tuple[str, str, str]]] = {}
_FORMAT = re.compile(r"(\.\d+[f%eg])?")
_BRACE = re.compile(r"\{\{|\}\}|\{([a-z_][a-z0-9_]*)(?::([^{}]*))?\}|[{}]")


def _pieces(template: str) -> Iterator[tuple[str, str, str]]:
    literal, end = "", 0
    for match in _BRACE.finditer(template):
        literal += template[end : match.start()]
        end = match.end()
        name, form = match[1], match[2] or ""
        if match[0] in ("{{", "}}"):
            literal += match[0][0]
        elif not name or not _FORMAT.fullmatch(form):
            raise ValueError(f"{match[0]} is no fact: write {{name}}, {{name:.2f}} for a number, or {{{{")
        else:
            yield literal, name, form
            literal = ""
    yield literal + template[end:], "", ""


def as_data(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON: shapes as lists, phrases as `{"code": ..., "facts": {...}}`. Texts that may come from a student's
    code are cut, as sentences are.
    """
    return {name: _as_data(fact) for name, fact in facts.items()}


def codes(code: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """The code of a sentence and those of all phrases in it, of facts as JSON holds them."""
    return (each for each, _ in phrases(code, facts))


def phrases(code: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A sentence and all phrases in it, each by code and facts, of facts as JSON holds them."""
    yield code, facts
    for fact in facts.values():
        if isinstance(fact, dict):
            yield from phrases(fact["code"], fact["facts"])


def cause(code: str, facts: Mapping[str, Any]) -> str:
    """The code that says most: of a frame, that of its reason."""
    reason = facts.get(REASON)
    if isinstance(reason, dict) and reason["code"] != WORDS:
        return cause(reason["code"], reason["facts"])
    return code


def shape_text(shape: Sequence[object]) -> str:
    """(3, 10, 24, 24); one axis as (5,)."""
    return f"({', '.join(str(size) for size in shape)}{',' if len(shape) == 1 else ''})"


def _plain(name: str, fact: Any) -> Any:
    if isinstance(fact, (str, int, float, Said)):
        return fact
    if isinstance(fact, Sequence) and all(isinstance(size, (int, str)) for size in fact):
        return tuple(fact)
    raise TypeError(f"the fact {name} is {type(fact).__name__}: expected a number, a text, a shape or a Said")


def _in_words(
    name: str, fact: Any, form: str, sentences: Mapping[str, str], words: Callable[[str], str]
) -> str:
    if isinstance(fact, Said):
        return sentence(fact, sentences, words)
    if name == ELSEWHERE:
        return words(str(fact))
    if isinstance(fact, tuple):
        return shape_text(fact)
    return format(fact, form if isinstance(fact, (int, float)) else "")


def _as_data(fact: Any) -> Any:
    if isinstance(fact, Said):
        return {"code": fact.code, "facts": as_data(fact.facts)}
    if isinstance(fact, tuple):
        return [_as_data(size) for size in fact]
    if isinstance(fact, float) and not math.isfinite(fact):
        return str(fact)
    return printable(fact) if isinstance(fact, str) else fact
