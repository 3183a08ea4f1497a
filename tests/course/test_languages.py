"""What students read in other languages: catalogues, what is made of them, and what is told where they do not fit."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course.invented import LANGUAGE, invented, translate_into_it
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from autograder.checks import catalogues
from autograder.checks.mistakes import Said
from autograder.course import bundles, choosing, first_cell, languages, source, translating
from autograder.course.config import Course, translation
from autograder.course.languages import CELL, TEXT, TITLE
from autograder.course.material import read_suite
from autograder.course.submissions import contents_of
from autograder.course.words import Words
from autograder.errors import CourseError, SubmissionError
from autograder.sandbox.ended import Ended
from autograder.student import missing_name

ROOT = Path(__file__).parents[2]
GRADING = """\
course: dl
seed: 1
language: {language}
assignments:
  tiny:
    title: To double
    grades:
      tiny-double: {{points: 1.5, title: Doubling}}
"""
SOLUTION = """\
# %% [markdown]
# # To double
#
# | | you write | |
# |---|---|---|
# | 1 | `double` | 25 minutes |
#
# $y = 2 x_o$ follows.

# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x  # no other way
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "tiny-double", "locked": true, "schema_version": 3, "solution": false}
# !python -m pytest -q test_tiny.py
"""
TESTS = """\
def test_double(student):
    got = student.double(2)
    assert got == 4, f"the double of 2 is not {got}"
"""
HIDDEN = '''\
import pytest
from autograder.checks import Mistake


@pytest.mark.grade("tiny-double")
def test_double(student):
    """A number is doubled."""
    got = student.double(3)
    if got != 6:
        raise Mistake("not-doubled", of=3, got=got)
'''
MESSAGES = "not-doubled: 'of {of} it took too long to come to {got:.1f}'\n"


@pytest.fixture
def course(tmp_path: Path):
    """Makes a course of one assignment, in a language."""

    def course(language: str = "en") -> Course:
        folder = tmp_path / "course" / "solutions" / "tiny"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / "grading.yml").write_text(GRADING.format(language=language))
        files = {
            "tiny.py": SOLUTION,
            "test_tiny.py": TESTS,
            "hidden_tiny.py": HIDDEN,
            "messages.yml": MESSAGES,
        }
        for name, text in files.items():
            if not (folder / name).exists():
                (folder / name).write_text(text)
        return Course.load(tmp_path / "course")

    return course


def catalogue_of(course: Course, language: str = LANGUAGE) -> Path:
    return course.root / "solutions" / "tiny" / "languages" / f"{language}.po"


def written(course: Course, folder: Path, name: str = "tiny") -> nbformat.NotebookNode:
    source.write_source(course, name, folder)
    return nbformat.read(folder / name / f"{name}.ipynb", as_version=4)


# Words


def test_a_sentence_is_said_with_its_facts_in_any_order():
    words = Words({"{got} of {all} points": "{all}, {got:.1f}"})
    assert words.say("{got} of {all} points", got=2, all=3) == "3, 2.0"
    assert words.say("{n} more", n=2) == "2 more"
    assert Words({"{n} more": "{x}"}).say("{n} more", n=2) == "2 more"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the losses", "LOSSES"),
        ("f(x): the losses[3]: expected 0.5, got 2; 1 of 4 values differ", "f(x): LOSSES[3] 2<0.5; 4:1 OFF"),
        ("two lines: the losses\nthe losses", "two lines: LOSSES\nLOSSES"),
        ("RuntimeError: mat1 and mat2", "RuntimeError: mat1 and mat2"),
        ("relu: 2 of 3 passed, 4 points", "relu 3/2, 4 P"),
        ("relu: 2 of 3 passed", "relu 3/2"),
        ("row 3, line 2: ValueError: 7: the losses", "R3L2: ValueError: 7: LOSSES"),
        ("row 3, line 2: f(x): no; row 3, line 4: the losses", "R3L2: f(x): no; R3L4: LOSSES"),
        ("  the losses ", "  LOSSES "),
        ("", ""),
    ],
)
def test_a_text_that_is_put_together_is_known_by_its_parts(text: str, said: str):
    texts = {
        "the losses": "LOSSES",
        "{where}: expected {want:.5g}, got {got:.5g}{share}": "{where} {got:.5g}<{want:.5g}{share}",
        "; {wrong} of {all} values differ": "; {all}:{wrong} OFF",
        "{name}: {passed} of {count} passed{worth}": "{name} {count}/{passed}{worth}",
        ", {points:g} points": ", {points:g} P",
        "row {number}, line {its.lineno + 1}": "R{number}L{its.lineno + 1}",
    }
    assert Words(texts).of(text) == said
    assert Words({}).of(text) == text


# The kit's own languages


def test_every_language_of_the_kit_is_whole_and_fits_its_english(kit):
    found = translating.problems(kit)
    assert found == translating.Findings()
    assert "zh_CN" in languages.available(kit.root)


def test_each_fact_of_a_sentence_is_in_its_translation(kit):
    count = 0
    for language in languages.available(kit.root)[1:]:
        for path in translating.wanted(kit, language):
            for message in languages.messages(languages.parsed(path.name, path.read_bytes())):
                context, english = languages.key_of(message)
                assert not languages.wrong_facts(context, english, str(message.string)), english
                count += 1
    assert count > 1000


def code_of(cell: NotebookNode) -> str:
    """A cell's text; of one that calls `check`, without the comment above the call, which is translated."""
    return cell.source.partition("\n")[2] if cell.id.startswith("check-") else cell.source


@pytest.mark.parametrize("name", Course.load(ROOT).config.assignments)
def test_notebooks_have_the_same_code_and_formulas_in_every_language(kit, tmp_path, name):
    english = written(kit, tmp_path / "en", name)
    for language in languages.available(kit.root)[1:]:
        other = Course(kit.root, kit.config.model_copy(update={"language": language}))
        translated = written(other, tmp_path / language, name)
        assert [(cell.id, cell.cell_type, cell.metadata) for cell in english.cells] == [
            (cell.id, cell.cell_type, cell.metadata) for cell in translated.cells
        ]
        for ours, theirs in zip(english.cells, translated.cells, strict=True):
            if ours.cell_type == "markdown":
                assert theirs.source != ours.source
                assert translating.cell_fault(ours.source, theirs.source) == ""
            elif ours.id == first_cell.ID:
                compile(TransformerManager().transform_cell(theirs.source), ours.id, "exec")
            else:
                assert code_of(theirs) == code_of(ours)


# grading.yml


def test_a_language_without_catalogues_is_told_in_one_line(course):
    with pytest.raises(CourseError) as error:
        course("zh_CM")
    known = ", ".join(languages.available(ROOT / "nowhere"))
    assert str(error.value) == (
        f"grading.yml, line 3: language: expected one of {known}, got 'zh_CM' (did you mean zh_CN?)"
    )


@pytest.mark.parametrize("language", ["Chinese!", "../en", "[en]", "3"])
def test_what_is_no_language_is_told_in_one_line(course, language):
    with pytest.raises(
        CourseError, match=r"^grading.yml, line 3: language: expected the code of a language.*$"
    ):
        course(language)


def test_english_reads_no_catalogue(course, tmp_path, monkeypatch):
    translate_into_it(course())
    monkeypatch.setattr(languages, "parsed", lambda *_: pytest.fail("it is read"))
    read = read_suite(course().root, "tiny")
    assert read.translations == ()
    assert catalogues.of_suite(read).words.texts == {}
    before = written(course(), tmp_path / "made")
    assert "# To double" in before.cells[0].source
    assert not (tmp_path / "made" / "tiny" / "_words.json").exists()


# A third language


def test_a_third_language_needs_nothing_but_catalogues(course, tmp_path):
    translate_into_it(course())
    theirs = course(LANGUAGE)
    assert theirs.config.assignments["tiny"].title == "Tö döuble"
    assert theirs.config.assignments["tiny"].grades["tiny-double"].title == "Döubling"
    notebook, english = written(theirs, tmp_path / LANGUAGE), written(course(), tmp_path / "en")
    assert notebook.cells[0].source == invented(english.cells[0].source)
    assert "$y = 2 x_o$ föllöws." in notebook.cells[0].source
    assert [code_of(cell) for cell in notebook.cells[2:]] == [code_of(cell) for cell in english.cells[2:]]
    assert notebook.cells[-1].source.startswith("# The same tests withöut saving")
    assert "lööks för" in notebook.cells[1].source  # the cell that looks for files

    suite = read_suite(theirs.root, "tiny", LANGUAGE)
    catalogue = catalogues.of_suite(suite)
    assert catalogue.sentence(Said("not-doubled", of=3, got=2)) == "öf 3 it töök töö löng tö cöme tö 2.0"
    assert catalogue.sentence(Said("zero_grad-missing")).startswith("the previöus step's gradient")
    assert catalogue.words.of("A number is doubled.") == "A number is döubled."
    assert suite.digest != read_suite(theirs.root, "tiny").digest


def test_a_bundles_readme_is_in_the_language(course):
    translate_into_it(course())
    theirs = course(LANGUAGE)
    (path,) = bundles.write(theirs, ["tiny"], theirs.root / "out")[:1]
    shutil.unpack_archive(path, theirs.root / "unpacked")
    readme = (theirs.root / "unpacked" / "README.md").read_text()
    assert readme.startswith("# Tö döuble\n\n`tiny.ipynb`, öf dl: 1.5 pöints, aböut 25 minutes.")
    assert "## Set up\nYöu need Pythön" in readme


def test_the_words_of_public_tests_hold_nothing_of_the_hidden_ones(course, tmp_path):
    translate_into_it(course())
    written(course(LANGUAGE), tmp_path / "made")
    texts = (tmp_path / "made" / "tiny" / "_words.json").read_text()
    assert "the döuble öf 2" in texts
    assert "A number is" not in texts
    assert "took too long to come" not in texts


def test_public_tests_speak_the_language(course, tmp_path):
    translate_into_it(course())
    written(course(LANGUAGE), tmp_path / "made")
    folder = tmp_path / "made" / "tiny"
    (folder / "mine.py").write_text("def double(x):\n    return 3\n")
    command = [sys.executable, "check.py", "--submission", "mine.py"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")
    assert "double: 0 öf 1 passed" in ran.stdout
    assert "the döuble öf 2 is nöt 3" in ran.stdout


# What does not fit


def change(course: Course, old: str, new: str) -> None:
    path = catalogue_of(course)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_all_is_well_with_fresh_catalogues(course):
    translate_into_it(course())
    assert translating.problems(course()) == translating.Findings()


def test_a_fact_that_is_missing_is_told_and_said_in_english(course):
    translate_into_it(course())
    change(course(), "cöme tö {got:.1f}", "cöme tö it")
    (line,) = translating.problems(course()).wrong
    assert re.fullmatch(
        r"solutions/tiny/languages/qti.po, line \d+: not-doubled 'of \{of\} it took .*': the fact \{got:.1f\} "
        r"is missing, so students read it in English: correct its msgstr",
        line,
    )
    catalogue = catalogues.of_suite(read_suite(course().root, "tiny", LANGUAGE))
    assert catalogue.sentence(Said("not-doubled", of=3, got=2)) == "of 3 it took too long to come to 2.0"


def test_a_changed_english_text_is_stale_and_then_fuzzy(course):
    translate_into_it(course())
    path = course().root / "solutions" / "tiny" / "messages.yml"
    path.write_text(MESSAGES.replace("too long", "far too long"))
    found = translating.problems(course())
    assert (
        "is stale, this English text is not used any more: run `autograder translate qti`" in found.wrong[0]
    )
    assert "is missing, so students read it in English" in found.missing[0]
    translating.update(course(), LANGUAGE)
    (line,) = translating.problems(course()).wrong
    assert line.endswith(
        "the English text has changed, so students read it in English: correct its msgstr, then remove `#, fuzzy`"
    )
    catalogue = catalogues.of_suite(read_suite(course().root, "tiny", LANGUAGE))
    assert catalogue.sentence(Said("not-doubled", of=3, got=2)).startswith("of 3 it took far too")


def test_a_missing_translation_is_named_and_is_no_fault(course):
    translate_into_it(course())
    change(course(), 'msgstr "Döubling"', 'msgstr ""')
    found = translating.problems(course())
    assert found.wrong == ()
    (line,) = found.missing
    assert "title 'Doubling' is not translated, so students read it in English" in line
    assert course(LANGUAGE).config.assignments["tiny"].grades["tiny-double"].title == "Doubling"


def test_a_formula_that_is_changed_is_told(course):
    translate_into_it(course())
    change(course(), "$y = 2 x_o$ föllöws", "$y = 2 x_ö$ föllöws")
    (line,) = translating.problems(course()).wrong
    assert "the formula $y = 2 x_o$ is not in it as often as in the English text" in line


def test_update_keeps_what_is_translated(course):
    paths = translate_into_it(course())
    before = [path.read_text() for path in paths]
    updated = translating.update(course(), LANGUAGE)
    assert all(each.translated == each.count and not each.doubtful for each in updated)
    again = [path.read_text() for path in paths]
    translating.update(course(), LANGUAGE)
    assert [path.read_text() for path in paths] == again
    assert [text.count("ö") for text in again] == [text.count("ö") for text in before]


@pytest.mark.parametrize("content", [b"msgid 3\n", b'msgid "x"\nmsgstr "\xff"\n', b'msgid "x\n'])
def test_what_is_no_po_file_is_told_in_one_line(course, content):
    path = catalogue_of(course())
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CourseError, match=r"^solutions/tiny/languages/qti.po(, line \d)?: expected .*$"):
        course(LANGUAGE)


@pytest.mark.parametrize("language", ["en", "../x", "", "Klingon"])
def test_what_is_no_language_is_not_translated_into(course, language):
    with pytest.raises(
        CourseError, match="is not a language to translate into: write its code, such as zh_CN or fr"
    ):
        translating.update(course(), language)


def test_contexts_keep_apart_what_is_the_same_in_english():
    entries = {(TITLE, "Text"): "T", (TEXT, "Text"): "t", (CELL, "Text"): "c"}
    translation = languages.Translation(entries)
    assert [translation.get(context, "Text") for context, _ in entries] == ["T", "t", "c"]
    assert translation.words.texts == {"Text": "t"}


# The kit's own Chinese


NOTEBOOK = b'{"nbformat": 4, "metadata": {}, "cells": [%s]}'
OF_RNN = b'{"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": "rnn-train"}}}'
ENGLISH_WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}")
REFUSED = {
    "empty": b"",
    "archive": b"PK\x03\x04",
    "PDF": b"%PDF-",
    "cut off": b'{"nbformat": 4,',
    "no cells": b"{}",
    "old": b'{"nbformat": 3}',
    "strange cell": NOTEBOOK % b'{"cell_type": "x"}',
    "no code": NOTEBOOK % b"",
    "encoding": b"\xff\xff",
    "of another": NOTEBOOK % OF_RNN,
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_chinese_student_reads_in_chinese_why_a_file_is_refused(content: bytes):
    course = Course.load(ROOT)
    with pytest.raises(SubmissionError) as refused:
        contents_of(content, "cnn.ipynb", "cnn", course.config.owners)
    english = str(refused.value)
    assert ENGLISH_WORDS.search(english)
    assert not ENGLISH_WORDS.search(translation(ROOT, "zh_CN").words.of(english))


@pytest.mark.parametrize("paths", [["a.ipynb", "b.ipynb"], ["x.zip"], ["y.txt"], []])
def test_a_chinese_student_reads_in_chinese_why_no_file_counts(paths: list[str]):
    choice = choosing.choose(paths, "cnn", {}, str.encode)
    assert ENGLISH_WORDS.search(choice.why)
    assert not ENGLISH_WORDS.search(translation(ROOT, "zh_CN").words.of(choice.why))


@pytest.mark.parametrize("defined", [[], ["encode", "Net"]])
@pytest.mark.parametrize("reasons", [[], ["cell 2, line 1: NameError: name 'x' is not defined"] * 2])
def test_a_chinese_student_reads_in_chinese_what_is_not_defined(reasons: list[str], defined: list[str]):
    english = missing_name.sentence("decode", reasons, defined)
    chinese = translation(ROOT, "zh_CN").words.of(english)
    assert ENGLISH_WORDS.search(english)
    # Python's own words stay.
    assert not ENGLISH_WORDS.search(chinese.replace("NameError: name 'x' is not defined", ""))
    assert len(reasons) == chinese.count("name 'x' is not defined")


@pytest.mark.parametrize(("status", "limit"), [(11, ""), (256, ""), (9, "cpu"), (9, "memory"), (40, "")])
def test_a_chinese_student_reads_in_chinese_how_their_code_ended(status: int, limit: str):
    said = (
        f"while the submission was loaded, the student's process has ended: {Ended(status, 0.0, None, limit)}"
    )
    assert not ENGLISH_WORDS.search(translation(ROOT, "zh_CN").words.of(said))


@pytest.mark.parametrize(
    "title",
    [
        "The loss while hello becomes ohlol",
        "The loss of each epoch",
        "What your trained network makes of a 3: the feature maps of its two convolutions",
        "without the mask",
    ],
)
def test_the_titles_of_drawings_are_translated(title: str):
    words = languages.of(
        languages.files_of([ROOT / "solutions"], ["attention", "backprop", "cnn"], "zh_CN")
    ).words
    assert not ENGLISH_WORDS.search(words.of(title))


DRAWN = """
import torch
from _pictures import images
title = "Your attention on hello: each row is a letter that looks, each column one that it sees"
print(images(title, [("with the mask", torch.ones(2, 2))]).svg)
"""


def test_a_picture_in_a_chinese_notebook_has_a_chinese_title_that_fits(tmp_path: Path):
    kit = Course.load(ROOT)
    chinese = Course(kit.root, kit.config.model_copy(update={"language": "zh_CN"}))
    written(chinese, tmp_path, "attention")
    drawn = subprocess.run(
        [sys.executable, "-c", DRAWN], cwd=tmp_path / "attention", check=True, capture_output=True, text=True
    ).stdout
    title, below = re.findall(r"<text [^>]*>([^<]*)</text>", drawn)
    assert not ENGLISH_WORDS.search(title + below)
    (width,) = re.findall(r'<svg [^>]*? width="(\d+)"', drawn)
    assert int(width) > 13 * sum(ord(each) > 0x2E7F for each in title)
