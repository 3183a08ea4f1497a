"""The sentences that students read, by code: `messages.yml`, a YAML file of code → sentence with {facts}.

One comes with the checks, one with solutions/shared/, and each assignment may have its own: the nearest one wins.
Another language has translations of them in PO files: `course.languages`. Nothing else differs between languages.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.checks.mistakes import CODE, Said, pieces, sentence
from autograder.course import documents, languages
from autograder.course.answers import ANSWERS, KnownAnswer, known_answers
from autograder.course.languages import Translation
from autograder.course.material import CATALOGUE, SHARED, HiddenSuite
from autograder.course.words import IN_ENGLISH, Words
from autograder.errors import CourseError

ENGINE = Path(__file__).with_name(CATALOGUE)
RAISING = ("Mistake", "Said")
"""The calls that take a code, and facts by name."""


@dataclass(frozen=True)
class Catalogue:
    """Sentences by code, and where each is: `solutions/double/messages.yml, line 3`. words: other texts."""

    sentences: Mapping[str, str]
    places: Mapping[str, str]
    words: Words = IN_ENGLISH

    def sentence(self, said: Said) -> str:
        """A mistake in words. LookupError for a code without a sentence, or one with a fact that is not given."""
        return sentence(said, self.sentences, self.words.of)

    def is_name(self, code: str) -> bool:
        """Whether there is a sentence for a code, and it takes no facts."""
        return code in self.sentences and not any(name for _, name, _ in pieces(self.sentences[code]))

    def in_language(self, translation: Translation) -> Catalogue:
        """The same in a language, in English where a sentence is not translated."""
        sentences = {
            code: _usable(translation.get(code, text), text) for code, text in self.sentences.items()
        }
        return Catalogue(sentences, self.places, translation.words)

    def beneath(self, nearer: Catalogue) -> Catalogue:
        """Both, where a sentence of `nearer` replaces one of the same code."""
        return Catalogue({**self.sentences, **nearer.sentences}, {**self.places, **nearer.places})


@dataclass(frozen=True)
class Use:
    """A call that gives a code: `Mistake("softmax-axis", axis=0)`. facts: their names, or None
    where `**facts` hides them.
    """

    code: str
    facts: frozenset[str] | None
    place: str


@lru_cache
def engine() -> Catalogue:
    """The sentences of the kit's own checks."""
    return read(str(ENGINE), documents.text_in(ENGINE))


def of_suite(hidden: HiddenSuite) -> Catalogue:
    """The sentences of a hidden suite: its own, those of shared/, the kit's.

    CourseError, with file and line, where one is not text, or has braces that make no fact.
    """
    result = engine()
    for folder in (SHARED, hidden.assignment):
        path = f"{folder}/{CATALOGUE}"
        if path in hidden.files:
            text = hidden.files[path].decode(errors="replace")
            result = result.beneath(read(f"{hidden.folder}{path}", text))
    if hidden.translations:
        return result.in_language(languages.of(hidden.translations))
    return result


def _usable(translated: str, english: str) -> str:
    try:
        pieces(translated)
    except ValueError:  # `autograder release --check` tells
        return english
    return translated


@lru_cache(maxsize=64)
def read(name: str, text: str) -> Catalogue:
    """The catalogue in a text. CourseError, with file and line, where it is none."""
    document = documents.parsed(name, text)
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise CourseError(document.complaint((), "expected sentences by code"))
    for code, said in data.items():
        if not CODE.fullmatch(code):
            raise CourseError(document.complaint((code,), "expected a code: lower-case words and hyphens"))
        if not isinstance(said, str):
            text = f"expected a sentence, got {documents.shown(said)}"
            raise CourseError(document.complaint((code,), text))
        try:
            pieces(said)
        except ValueError as error:
            raise CourseError(document.complaint((code,), str(error))) from None
    return Catalogue(data, {code: f"{name}, line {document.lines[(code,)]}" for code in data})


def problems(hidden: HiddenSuite) -> list[str]:
    """A line for each code without a sentence, each sentence with a fact that the code does not come with, and each
    sentence of the assignment's own that nobody raises. The codes of known answers are raised where they are tried.

    CourseError, with file and line, for a catalogue that cannot be read.
    """
    catalogue = of_suite(hidden)
    known = [use for path, source in _modules(hidden) for use in uses(source, f"{hidden.folder}{path}")]
    known += [use for answer in known_answers(hidden) for use in _uses_of(answer, hidden)]
    found = [line for use in known for line in missing(use, catalogue)]
    if own := hidden.files.get(f"{hidden.assignment}/{CATALOGUE}"):
        mine = read(f"{hidden.folder}{hidden.assignment}/{CATALOGUE}", own.decode(errors="replace"))
        raised = {use.code for use in known} | engine().sentences.keys()
        found += [
            f"{place}: nobody raises {code}" for code, place in mine.places.items() if code not in raised
        ]
    return found


def _uses_of(answer: KnownAnswer, hidden: HiddenSuite) -> Iterator[Use]:
    place = f"{answer.place}: {answer.name!r}"
    for code in (*answer.code.split()[:1], *answer.never.split()):
        yield Use(code, None, place)


def missing(use: Use, catalogue: Catalogue) -> Iterator[str]:
    """A line for each sentence that a catalogue lacks for a call, and for each fact that the call lacks for its
    sentence.
    """
    if use.code not in catalogue.sentences:
        yield f"{use.place}: no {CATALOGUE} has a sentence for {use.code}"
    elif use.facts is not None:
        for _, name, _ in pieces(catalogue.sentences[use.code]):
            if name and name not in use.facts:
                place = catalogue.places[use.code]
                yield f"{use.place}: {use.code} lacks the fact {name} of its sentence ({place})"


def uses(source: str, name: str) -> Iterator[Use]:
    """The codes that a module gives, as far as they are in its text; nothing if it is not Python."""
    for call in _calls(source):
        facts = frozenset(each.arg for each in call.keywords if each.arg)
        is_open = any(each.arg is None for each in call.keywords)
        for word in _texts(call.args[0]):
            if CODE.fullmatch(word):
                yield Use(word, None if is_open else facts, f"{name}, line {call.lineno}")


def words(source: str, name: str) -> list[str]:
    """The places where a module gives words instead of a code."""
    return [
        f"{name}, line {call.lineno}"
        for call in _calls(source)
        if isinstance(call.args[0], ast.JoinedStr)
        or any(not CODE.fullmatch(word) for word in _texts(call.args[0]))
    ]


def _calls(source: str) -> Iterator[ast.Call]:
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):  # told where the suite is collected
        return
    for node in nodes:
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in RAISING:
                yield node


def _texts(node: ast.expr) -> list[str]:
    """The texts that an argument may be: both of `"a" if x else "b"`."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _modules(hidden: HiddenSuite) -> Iterator[tuple[str, str]]:
    """What may raise a mistake: known answers are students' code."""
    answers = f"{hidden.assignment}/{ANSWERS}/"
    for path, text in hidden.files.items():
        if path.endswith(".py") and not path.startswith(answers):
            yield path, text.decode(errors="replace")
