"""Each code of the kit has a sentence with facts that it comes with, each sentence a code that gives it."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import KNOWN, MATERIAL

from autograder.checks import catalogues
from autograder.course.material import CATALOGUE, SHARED
from autograder.grading import failures

ROOT = Path(__file__).parents[2]
MODULES = [*sorted((ROOT / "autograder" / "checks").glob("*.py")), Path(failures.__file__)]
OF_FAILURES = {code for code, _ in failures.SIGNS.values()} | {*failures.ENDINGS.values()}


def of_engine() -> list[catalogues.Use]:
    return [use for path in MODULES for use in catalogues.uses(path.read_text(), path.name)]


def of_suites() -> list[catalogues.Use]:
    return [
        use
        for hidden in MATERIAL.suites.values()
        for path, source in hidden.files.items()
        if path.endswith(".py")
        for use in catalogues.uses(source.decode(), path)
    ]


def test_the_engines_codes_and_sentences_fit():
    engine = catalogues.engine()
    assert [line for use in of_engine() for line in catalogues.missing(use, engine)] == []
    assert engine.sentences.keys() >= OF_FAILURES
    given = {use.code for use in (*of_engine(), *of_suites())} | OF_FAILURES
    assert engine.sentences.keys() - given == set()


@pytest.mark.parametrize("assignment", MATERIAL.suites)
def test_an_assignments_codes_and_sentences_fit(assignment: str):
    assert catalogues.problems(MATERIAL.suites[assignment]) == []


def test_each_sentence_of_shared_is_given_in_some_assignment():
    text = (ROOT / "solutions" / SHARED / CATALOGUE).read_text()
    assert catalogues.read(CATALOGUE, text).sentences.keys() - {use.code for use in of_suites()} == set()


def test_no_sentence_stands_outside_catalogues():
    """A suite of a course may raise words; the kit's own go by codes."""
    found = [place for path in MODULES for place in catalogues.words(path.read_text(), path.name)]
    for hidden in MATERIAL.suites.values():
        for path, source in hidden.files.items():
            if path.endswith(".py"):
                found += catalogues.words(source.decode(), path)
    assert found == []


def test_a_sentence_of_the_kits_is_not_replaced_by_chance():
    """The same code with other words, nearer to an assignment, is meant: none of the kit's has one."""
    engine = catalogues.engine().sentences
    shared = catalogues.read(CATALOGUE, (ROOT / "solutions" / SHARED / CATALOGUE).read_text()).sentences
    assert not engine.keys() & shared.keys()
    for name, hidden in MATERIAL.suites.items():
        own = catalogues.read(CATALOGUE, hidden.files.get(f"{name}/{CATALOGUE}", b"").decode()).sentences
        above = engine.keys() | (shared.keys() if f"{SHARED}/{CATALOGUE}" in hidden.files else set())
        assert not own.keys() & above


def test_a_known_answer_pins_words_only_where_they_are_not_the_kits():
    said = [answer for known in KNOWN.values() for answer in known.values() if answer.says]
    assert said
    assert {answer.code for answer in said} <= {"raised", "missing", "died", "timed-out", "bad-answer"}
