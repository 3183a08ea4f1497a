"""The course's language: catalogues of what students read, by the English text, in gettext's PO files.

A language is a file `<language>.po` in autograder/languages/ (what the kit says), in solutions/shared/languages/ and in
solutions/<name>/languages/ (an assignment's sentences, titles, texts and notebook). The nearest one wins. Texts that
none of them has are read in English. A course in English reads none of them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder.course.words import Words, names_in
from autograder.errors import CourseError

if TYPE_CHECKING:
    from babel.messages import Catalog, Message

ENGLISH = "en"
FOLDER = "languages"
SHARED = "shared"
KITS = Path(autograder.__file__).parent / FOLDER
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z0-9]+)*")

# The contexts of entries; any other one is the code of a sentence in messages.yml.
CELL = "cell"
"""A Markdown cell of a notebook, as it stands in solutions/<name>/<name>.py."""
TITLE = "title"
"""A title in grading.yml."""
TEXT = "text"
"""What the kit, public tests and the titles of hidden tests say."""

Files = tuple[tuple[str, bytes], ...]
"""PO files with their names for messages, those of the kit first, those of an assignment last."""
Key = tuple[str, str]
"""Context and English text."""


@dataclass(frozen=True)
class Translation:
    """What is said in a language. entries: by context and English text."""

    entries: Mapping[Key, str]

    def get(self, context: str, english: str) -> str:
        """The text in the language; the English one where there is none, or where it has other `{facts}`."""
        said = self.entries.get((context, english), english)
        return english if said != english and wrong_facts(context, english, said) else said

    @cached_property
    def words(self) -> Words:
        """The texts that are no sentence of a code, no title and no cell."""
        return Words(
            {english: self.get(TEXT, english) for context, english in self.entries if context == TEXT}
        )


NONE = Translation({})
"""English."""


def available(root: Path) -> list[str]:
    """The languages of a course's folder, and those of the kit."""
    folders = [KITS, *sorted((root / "solutions").glob(f"*/{FOLDER}"))]
    found = {path.stem for folder in folders for path in folder.glob("*.po")}
    return [ENGLISH, *sorted(each for each in found if LANGUAGE.fullmatch(each))]


def files_of(places: Iterable[Path], names: Iterable[str], language: str) -> Files:
    """The catalogues of assignments, with the kit's and the shared one before them; none for English.

    places: folders `solutions/`, of which the first that has a file counts. CourseError where one cannot be read.
    """
    if language == ENGLISH:
        return ()
    places = list(places)
    paths = [KITS / f"{language}.po"]
    for name in dict.fromkeys((SHARED, *names)):
        there = (place / name / FOLDER / f"{language}.po" for place in places)
        paths += [path for path in there if path.is_file()][:1]
    return tuple((shown(path), _read(path)) for path in paths if path.is_file())


def shown(path: Path) -> str:
    """A catalogue's path for messages, from its repository on."""
    return "/".join(path.parts[-4:] if "solutions" in path.parts[-4:] else path.parts[-3:])


def of(files: Files) -> Translation:
    """The translation that catalogues make; English where there are none. CourseError where one is no PO file."""
    return _of(files) if files else NONE


@lru_cache(maxsize=32)
def _of(files: Files) -> Translation:
    entries: dict[Key, str] = {}
    for name, content in files:
        for message in messages(parsed(name, content)):
            if message.string and not message.fuzzy:
                entries[key_of(message)] = str(message.string)
    return Translation(entries)


def parsed(name: str, content: bytes) -> Catalog:
    """A PO file. CourseError, with its line, where it is none."""
    from babel.messages.pofile import PoFileError, read_po  # takes a while: a course in English does without

    try:
        content.decode()
        return read_po(io.BytesIO(content), charset="utf-8", abort_invalid=True)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CourseError(f"{name}, line {line}: expected UTF-8, got another encoding") from None
    except PoFileError as error:
        raise CourseError(
            f"{name}, line {error.lineno + 1}: expected a PO file, got {error.line.strip()!r}"
        ) from None
    except (ValueError, TypeError, LookupError) as error:
        raise CourseError(f"{name}: expected a PO file: {error}") from None


def messages(catalog: Catalog) -> Iterator[Message]:
    """The entries of a catalogue but its header."""
    return (message for message in catalog if message.id and isinstance(message.id, str))


def key_of(message: Message) -> Key:
    return message.context or TEXT, str(message.id)


def wrong_facts(context: str, english: str, said: str) -> str:
    """What is wrong with the facts of a translation: "the fact {axis} is missing"; "" if nothing is. Braces that choose
    between two English words, such as `{'part' if n == 1 else 'parts'}`, may be left out.
    """
    if context in (CELL, TITLE):
        return ""
    wanted, got = facts_of(english), facts_of(said)
    if missing := [fact for fact in wanted if fact not in got and not ("'" in fact and " if " in fact)]:
        return f"the fact {{{missing[0]}}} is missing"
    if strange := [fact for fact in got if fact not in wanted]:
        return f"{{{strange[0]}}} is no fact of the English text"
    if _loose_braces(said) != _loose_braces(english):
        return "a brace { or } is not as in the English text"
    return ""


def facts_of(template: str) -> list[str]:
    return [name for name in names_in(template) if name]


def _loose_braces(template: str) -> set[str]:
    """Braces that make no fact and are not doubled."""
    return set(re.findall(r"[{}]", re.sub(r"\{\{|\}\}|\{[^{}]+\}", "", template)))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None


def html_code(language: str) -> str:
    """How HTML calls a language: zh-CN."""
    return language.replace("_", "-")
