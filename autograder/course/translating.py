"""The texts to translate, the PO files for them, and whether these still fit. `update` writes new texts into the
catalogues of a language and keeps translations; `problems` reports what is stale, missing or broken. Nothing here knows
a language: a new one is a new file of the same name in each folder.
"""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import jupytext

from autograder.course import documents, languages
from autograder.course.config import FILE, SOLUTIONS, Config, Course
from autograder.course.languages import CELL, ENGLISH, KITS, TEXT, TITLE, Key, Translation
from autograder.course.material import CATALOGUE, SHARED, suite_name
from autograder.course.pictures import REFERENCE, embed
from autograder.course.words import Words
from autograder.errors import CourseError

KIT = KITS.parent
_LOOSE = (
    "student/public/conftest.py",
    "student/public/checking.py",
    "student/public/recorded.py",
    "student/public/training.py",
    "student/limit_sentences.py",
    "student/missing_name.py",
    "student/connection.py",
    "sandbox/ended.py",
    "course/choosing.py",
    "course/modules.py",
    "course/notebooks.py",
    "reports/wording.py",
)
"""Modules of the kit whose texts are put together first and said in the language where they are shown."""
_OF_A_STATEMENT = "stopped, it took too long", "autograder/sandbox/inside/loading.py"
"""What a worker says, and its module, which says nothing else in words that need a translation."""
_FRAMES = ("{what}, {where}: {said}", "{what}: {said}")
"""How recorded sentences begin."""
ALONE = (
    "Hint",
    *_FRAMES,
    "digits",
    "yes",
    "no",
    "changed",
    "passed",
    "failed",
    "refused",
    "infrastructure",
    "epoch",
    "expected",
    "yours",
    "{count} tensors",
    "{count} values",
)
"""Texts in these that look like names."""
_SAYING = {
    **dict.fromkeys(("say", "template", "in_words"), 0),
    **dict.fromkeys(("losses", "images"), 0),  # the titles of drawings
    "show_losses": 1,
    **dict.fromkeys(
        ("SubmissionError", "BadAnswer", "Died", "Missing", "TimedOut"), 0
    ),  # of the student's doing
}
"""Functions that are given a text which students read, and which of the arguments it is."""
_IN_TEMPLATE = re.compile(r"""\bsay\((?:'([^']*)'|"([^"]*)")""")
_WORDS = re.compile(r"(?=.*\S \S).*(?<![\w.])[a-z]{2,}(?![\w(.])", re.S)
"""A blank, and a word that is not a name in code."""
_CALLS = re.compile(r"\w+(\([^()]*\))+|\((\w+, )+\w+\)")
"""Calls and shapes, which are the same in any language."""
_IMAGE = re.compile(r'<img alt="(?P<alt>[^"]*)" src="data:[^"]*">')
_FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.S)
_FENCED = re.compile(r"^```.*?^```", re.S | re.M)
_NEAR = 0.6  # how similar an English text is to the one that it replaces
_MOST = 10  # missing entries that are named, of one file


@dataclass(frozen=True)
class Wanted:
    """An entry that a catalogue needs. place: where the English text stands. embedded: of a cell with pictures, its
    text as students get it.
    """

    context: str
    english: str
    place: str
    embedded: str = ""

    @property
    def key(self) -> Key:
        return self.context, self.english


@dataclass(frozen=True)
class Updated:
    """What `update` did to a catalogue: how many entries it has, how many are translated, and how many must be checked
    again, because the English text has changed.
    """

    path: Path
    count: int
    translated: int
    doubtful: int


def wanted(course: Course, language: str) -> dict[Path, list[Wanted]]:
    """The texts to translate, by the catalogue's path; CourseError if a source cannot be read.

    The kit's sentences belong to the kit's folder. In a course elsewhere they go into solutions/shared/, if the kit
    does not have the language.
    """
    solutions = course.root / SOLUTIONS
    found = {
        solutions / name / languages.FOLDER / f"{language}.po": list(_of_assignment(course, name))
        for name in course.config.assignments
        if (solutions / name).is_dir()
    }
    shared = solutions / SHARED / languages.FOLDER / f"{language}.po"
    ours = list(_of_shared(solutions / SHARED, f"{SOLUTIONS}/{SHARED}"))
    kits = KITS / f"{language}.po"
    if KIT.parent == course.root:
        found = {kits: _of_kit(), **found}
    elif not kits.is_file():
        ours += [each for each in _of_kit() if each.key not in {other.key for other in ours}]
    if ours:
        found[shared] = ours
    return {path: list({each.key: each for each in entries}.values()) for path, entries in found.items()}


def update(course: Course, language: str) -> list[Updated]:
    """Writes the catalogues of a language: new texts without a translation, and texts that are gone as comments at the
    end.

    An entry whose English text has changed keeps its translation, marked `fuzzy`: it is not used until somebody has
    checked it and removed the mark. CourseError if it is not a language, or if a file cannot be read or written.
    """
    if language == ENGLISH or not languages.LANGUAGE.fullmatch(language):
        raise CourseError(
            f"{language!a} is not a language to translate into: write its code, such as zh_CN or fr"
        )
    done = []
    for path, entries in wanted(course, language).items():
        before = path.read_bytes() if path.is_file() else b""
        text, result = _updated(path, before, entries, language)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        except OSError as error:
            raise CourseError(f"{path} cannot be written: {error.strerror}") from None
        done.append(result)
    return done


def _updated(path: Path, before: bytes, entries: list[Wanted], language: str) -> tuple[bytes, Updated]:
    from babel.messages import Catalog
    from babel.messages.pofile import write_po

    old = languages.parsed(languages.shown(path), before)
    known = {languages.key_of(message): message for message in languages.messages(old)}
    for each in entries:
        if each.embedded and each.key not in known and (message := known.pop((CELL, each.embedded), None)):
            message.string = _with_references(str(message.string), each.english)
            known[each.key] = message
    keys = {each.key for each in entries}
    stale = {key: message for key, message in known.items() if key not in keys and message.string}
    dates = {"creation_date": old.creation_date, "revision_date": old.revision_date} if before else {}
    new = Catalog(
        locale=language,
        project="pytorch-autograder",
        version="",
        header_comment=old.header_comment if before else f"# What students read, in {language}.",
        last_translator=old.last_translator,
        language_team=old.language_team,
        charset="utf-8",
        fuzzy=False,
        **dates,  # type: ignore[arg-type]
    )
    translated = doubtful = 0
    for each in entries:
        message = known.get(each.key)
        is_fuzzy, previous = bool(message and message.fuzzy), message.previous_id if message else ()
        if (message is None or not message.string) and (near := _nearest(each, stale)):
            message, is_fuzzy, previous = stale.pop(near), True, [near[1]]
        said = str(message.string) if message else ""
        new.add(
            each.english,
            said,
            context=each.context,
            auto_comments=[each.place],
            user_comments=message.user_comments if message else (),
            flags=("fuzzy",) if is_fuzzy else (),
            previous_id=previous,
        )
        translated, doubtful = translated + bool(said and not is_fuzzy), doubtful + is_fuzzy
    for key, message in stale.items():
        new.obsolete[key[1]] = message
    written = io.BytesIO()
    write_po(written, new, width=0, no_location=True, include_previous=True)
    return written.getvalue(), Updated(path, len(entries), translated, doubtful)


def _nearest(entry: Wanted, stale: Iterable[Key]) -> Key | None:
    """The entry whose English text this one replaces: of a code the same code, of others the most alike."""
    same = [key for key in stale if key[0] == entry.context]
    if entry.context not in (CELL, TITLE, TEXT):
        return same[0] if same else None
    near = get_close_matches(entry.english, [text for _, text in same], n=1, cutoff=_NEAR)
    return (entry.context, near[0]) if near else None


def _with_references(said: str, english: str) -> str:
    """A cell's translation with `![alt](file)` for the pictures that are in it."""
    targets = iter([match["target"] for match in REFERENCE.finditer(english)])
    return _IMAGE.sub(lambda image: f"![{image['alt']}]({next(targets, '')})", said)


@dataclass(frozen=True)
class Findings:
    """What does not fit, a line for each. wrong: must be fixed. missing: read in English until it is translated."""

    wrong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def problems(course: Course, names: Iterable[str] | None = None) -> Findings:
    """What in the catalogues of a course does not fit its English texts, in its own language and all that it has begun;
    for some assignments, or all.

    CourseError, with its line, where one is no PO file.
    """
    wrong: list[str] = []
    missing: list[str] = []
    chosen = None if names is None else {*names, SHARED}
    own = {path.stem for path in (course.root / SOLUTIONS).glob(f"*/{languages.FOLDER}/*.po")}
    for language in sorted({*own, course.config.language} - {ENGLISH}):
        for path, entries in wanted(course, language).items():
            if chosen is not None and path.parent.parent.name not in {*chosen, KIT.name}:
                continue
            of_file = _problems(path, entries, language)
            wrong += of_file.wrong
            missing += of_file.missing
    return Findings(tuple(wrong), tuple(missing))


def _problems(path: Path, entries: list[Wanted], language: str) -> Findings:
    name, again = languages.shown(path), f"run `autograder translate {language}`"
    if not path.is_file():
        return Findings(missing=(f"{name} is missing, so students read all of it in English: {again}",))
    known = {languages.key_of(message): message for message in languages.messages(_parsed(path))}
    wrong, missing = [], []
    for each in entries:
        message = known.pop(each.key, None) or known.pop((each.context, each.embedded), None)
        place = f"{name}, line {message.lineno}" if message else name
        where = f"{place}: {_entry(each.key)}"
        if message is None:
            missing.append(
                f"{where} is missing, so students read it in English: {again}, then write its msgstr"
            )
        elif message.fuzzy:
            change = "the English text has changed, so students read it in English"
            wrong.append(f"{where}: {change}: correct its msgstr, then remove `#, fuzzy`")
        elif not message.string:
            missing.append(f"{where} is not translated, so students read it in English: write its msgstr")
        elif fault := _fault(each, str(message.string)):
            wrong.append(f"{where}: {fault}, so students read it in English: correct its msgstr")
    for key, message in known.items():
        place = f"{name}, line {message.lineno}"
        wrong.append(f"{place}: {_entry(key)} is stale, this English text is not used any more: {again}")
    more = len(missing) - _MOST
    if more > 0:
        missing[_MOST:] = [f"{name}: {more} more entries are missing or not translated"]
    return Findings(tuple(wrong), tuple(missing))


def _fault(entry: Wanted, said: str) -> str:
    if entry.context != CELL:
        return languages.wrong_facts(entry.context, entry.english, said)
    return cell_fault(entry.english, said)


def cell_fault(english: str, said: str) -> str:
    """The formula or code of a cell that is not the same in its translation; "" if all are."""
    for pattern, what in ((_FENCED, "block of code"), (_FORMULA, "formula")):
        ours, theirs = sorted(pattern.findall(english)), sorted(pattern.findall(said))
        if ours != theirs:
            other = next((each for each in [*ours, *theirs] if ours.count(each) != theirs.count(each)), "")
            return f"the {what} {' '.join(other.split())[:60]} is not in it as often as in the English text"
    return ""


def _parsed(path: Path):  # type: ignore[no-untyped-def]
    return languages.parsed(languages.shown(path), path.read_bytes())


def _entry(key: Key) -> str:
    """How a line names an entry."""
    context, english = key
    words = " ".join(english.split())
    short = words if len(words) <= 50 else words[:47] + "..."
    return f"{context} {short!r}"


def _of_assignment(course: Course, name: str) -> Iterator[Wanted]:
    folder, place = course.root / SOLUTIONS / name, f"{SOLUTIONS}/{name}"
    assignment = Config.read(course.root / FILE, in_english=True).assignments[name]
    yield Wanted(TITLE, assignment.title, FILE)
    for grade in assignment.grades.values():
        yield Wanted(TITLE, grade.title, FILE)
    yield from _messages(folder / CATALOGUE, f"{place}/{CATALOGUE}")
    yield from _cells(folder, name, place)
    tests = folder / f"test_{name}.py"
    if tests.is_file():
        yield from (Wanted(TEXT, text, f"{place}/{tests.name}") for text in loose_texts(_text(tests)))
    suite = folder / suite_name(name)
    if suite.is_file():
        source = _text(suite)
        said = (*_titles(source), *said_texts(source))
        yield from (Wanted(TEXT, text, f"{place}/{suite.name}") for text in said)
    exhibits = folder / f"exhibits_{name}.py"
    if exhibits.is_file():
        yield from (Wanted(TEXT, text, f"{place}/{exhibits.name}") for text in loose_texts(_text(exhibits)))


def _of_shared(folder: Path, place: str) -> Iterator[Wanted]:
    yield from _messages(folder / CATALOGUE, f"{place}/{CATALOGUE}")
    for path in sorted(folder.glob("*.py")):
        yield from (Wanted(TEXT, text, f"{place}/{path.name}") for text in said_texts(_text(path)))


def _of_kit() -> list[Wanted]:
    found = list(_messages(KIT / "checks" / CATALOGUE, f"autograder/checks/{CATALOGUE}"))
    for path in sorted(KIT.rglob("*.py")):
        place = path.relative_to(KIT.parent).as_posix()
        if "demo/" not in place:
            found += [Wanted(TEXT, text, place) for text in said_texts(_text(path))]
    for path in sorted(KIT.rglob("*.j2")):
        place, matches = path.relative_to(KIT.parent).as_posix(), _IN_TEMPLATE.finditer(_text(path))
        found += [Wanted(TEXT, match[1] or match[2], place) for match in matches]
    for name in _LOOSE:
        found += [Wanted(TEXT, text, f"autograder/{name}") for text in loose_texts(_text(KIT / name))]
    found.append(Wanted(TEXT, *_OF_A_STATEMENT))
    return [*found, *(Wanted(TEXT, text, f"autograder/{_LOOSE[0]}") for text in ALONE)]


def _messages(path: Path, place: str) -> Iterator[Wanted]:
    if path.is_file():
        data = documents.read(path).data
        for code, sentence in data.items() if isinstance(data, dict) else ():
            if isinstance(sentence, str):
                yield Wanted(code, sentence, place)


def _cells(folder: Path, name: str, place: str) -> Iterator[Wanted]:
    path = folder / f"{name}.py"
    for cell in jupytext.reads(_text(path), fmt="py:percent").cells if path.is_file() else ():
        if cell.cell_type == "markdown" and cell.source.strip() and _is_read(cell.metadata):
            english = cell.source
            embed(cell, place, folder)
            yield Wanted(CELL, english, f"{place}/{name}.py", cell.source if cell.source != english else "")


def _is_read(metadata: dict[str, object]) -> bool:
    """Whether students get a cell's text: for an answer that people grade, they get an empty cell."""
    marks = metadata.get("nbgrader", {})
    return not (isinstance(marks, dict) and marks.get("solution"))


def texts_of_students(
    files: Iterable[str], record: str, translation: Translation, sentences: Iterable[Key]
) -> Words:
    """What the public tests of a folder may say, in a language.

    files: the sources of the folder's modules. record: its _recorded.json, "" where it has none. sentences: those of
    grading, by code, in which the recorded ones are written.
    """
    loose = {text for source in files for text in loose_texts(source)} | {*ALONE}
    said = {text: translation.get(TEXT, text) for text in sorted(loose)}
    of_grading = Words({english: translation.get(code, english) for code, english in sentences})
    for _, sentence, _ in json.loads(record)["mistakes"] if record else ():
        said[sentence] = _recorded_sentence(sentence, of_grading, translation.words)
    return Words({english: text for english, text in said.items() if text != english})


def _recorded_sentence(sentence: str, of_grading: Words, words: Words) -> str:
    """A whole sentence, as `audit.public_values` makes it of one of grading's: `{what}, {where}: it is too small.`"""
    core = sentence.removesuffix(".")
    for frame in _FRAMES:
        start = frame.removesuffix("{said}")
        if core.startswith(start):
            said = of_grading.of(core.removeprefix(start))
            whole = words.template(frame).replace("{said}", said)
            break
    else:
        said = whole = of_grading.of(core)
    if said in core:
        return sentence  # it is not translated
    return words.template("{said}.").replace("{said}", whole) if core != sentence else whole


def sentences_of(folders: Sequence[Path], name: str) -> list[Key]:
    """The sentences of grading an assignment, each with its code: the kit's, those of `shared`, its own."""
    found = list(_messages(KIT / "checks" / CATALOGUE, ""))
    for folder in (SHARED, name):
        there = (place / folder / CATALOGUE for place in folders)
        found += [each for path in [*filter(Path.is_file, there)][:1] for each in _messages(path, "")]
    return [each.key for each in found]


def _titles(source: str) -> Iterator[str]:
    """What students read of the tests of a hidden suite."""
    for node in ast.walk(_tree(source)):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        if docstring := ast.get_docstring(node):
            yield " ".join(docstring.split())


def said_texts(source: str) -> Iterator[str]:
    """The texts that a module gives to `Words`, as they stand there: `{got} of {all} points`."""
    tree = _tree(source)
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = _SAYING.get(ast.unparse(node.func).rpartition(".")[2])
            if place is not None and len(node.args) > place:
                yield from _alternatives(node.args[place], named)


def _alternatives(node: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _alternatives(node.body, named)
        yield from _alternatives(node.orelse, named)
    elif isinstance(node, ast.Subscript) and isinstance(of := named.get(ast.unparse(node.value)), ast.Dict):
        for value in of.values:
            yield from _alternatives(value, {})
    elif isinstance(node, ast.Name) and node.id in named:
        yield from _alternatives(named[node.id], {})
    elif text := _template(node):
        yield text


def loose_texts(source: str) -> Iterator[str]:
    """The texts in a module that have words and are not docstrings: what public tests say, and how they name values."""
    tree = _tree(source)
    if ast.get_docstring(tree) and "__doc__" in source:  # its first line is shown
        yield (ast.get_docstring(tree) or "").splitlines()[0]
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        text = _template(node)
        if text is None:
            names_arguments = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "parametrize"
            waiting += list(ast.iter_child_nodes(node))[2 if names_arguments else 0 :]
        elif _WORDS.search(_CALLS.sub("0", re.sub(r"\{[^{}]*\}", "0", text))):
            segment = ast.get_source_segment(source, node) or ""
            if not segment.startswith("r"):  # an expression of `re`
                yield text


def _template(node: ast.AST) -> str | None:
    """A text in code, with what it is made of in braces; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        elif isinstance(part, ast.FormattedValue):
            form = f":{_template(part.format_spec)}" if part.format_spec else ""
            how = f"!{chr(part.conversion)}" if part.conversion > 0 else ""
            parts.append(f"{{{ast.unparse(part.value)}{how}{form}}}")
    return "".join(parts)


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):  # told where it is released
        return ast.Module([], [])


def _text(path: Path) -> str:
    return documents.text_in(path)
