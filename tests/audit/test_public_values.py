"""What public tests are given to compare with: the solution's values, and which mistake has which."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.audit import public_values
from autograder.audit.public_values import refresh, stale, told
from autograder.course import authoring
from autograder.course.answers import KnownAnswer
from autograder.course.config import Course
from autograder.course.material import read_suite
from autograder.course.release import release
from autograder.errors import CourseError
from autograder.student.public import recorded

ROOT = Path(__file__).parents[2]
TESTS = '''"""The public tests."""

import torch
from _recorded import recorded


@recorded("standardize(x)")
def test_values(student):
    return {"the rows": student.standardize(torch.tensor([[1.0, 3.0, 4.0], [10.0, 50.0, 20.0]]))}
'''
ALONE = """
import sys
sys.modules['autograder'] = None
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    authoring.new(root, "own", "function")
    (root / "solutions" / "own" / "test_own.py").write_text(TESTS)
    course = Course.load(root)
    assert refresh(course, ["own"]) == ["own"]
    release(course, ["own"])
    return course


def test_the_shapes_of_the_solution_are_recorded_by_test(course):
    record = json.loads((course.root / "solutions/own/recorded.json").read_text())
    assert record["shapes"]["test_values"][0] == [[[2, 3]], [[2, 1], [2, 3], [2, 1], [2, 3]]]


def say(course: Course, code: str) -> str:
    """What a student with this answer reads, without the kit."""
    folder = course.root / "assignments" / "own"
    (folder / "mine.py").write_text("import torch\n" + code)
    options = ["-q", "-p", "no:cacheprovider", "--submission", "mine.py", "test_own.py"]
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST"))
    }
    process = subprocess.run(
        [sys.executable, "-c", ALONE, *options], cwd=folder, capture_output=True, text=True, env=environment
    )
    (folder / "mine.py").unlink()
    return process.stdout


def test_the_kits_records_are_made_of_what_is_there():
    kit = Course.load(ROOT)
    assert stale(kit, kit.config.assignments) == []


def test_a_known_mistake_is_called_by_its_sentence_and_another_by_its_value(course):
    known = say(course, "def standardize(x):\n    return (x - x.mean(0)) / x.std(0, correction=0)\n")
    mistakes = json.loads((course.root / "solutions/own/recorded.json").read_text())["mistakes"]
    wanted = {code: sentence for code, sentence, _ in mistakes}["columns-standardized"]
    assert wanted
    assert wanted.format(what="standardize(x)") in known
    assert "FAILURES" not in known
    other = say(course, "def standardize(x):\n    return x\n")
    assert "standardize(x): the rows[0, 0]: expected -1.3363, got 1; 6 of 6 values differ" in other


def test_another_spelling_of_what_is_right_passes(course):
    right = "(x - x.mean(1, keepdim=True)) / x.var(1, correction=0, keepdim=True) ** 0.5"
    right = f"def standardize(x):\n    return {right}\n"
    assert "1 of 1 part done" in say(course, right)


def test_the_record_holds_no_code_of_the_solution(course):
    text = (course.root / "solutions/own/recorded.json").read_text()
    assert "centred" not in text
    assert "mean(" not in text


def test_it_is_made_again_where_answers_change_and_only_then(course):
    assert refresh(course, ["own"]) == []
    answers = course.root / "solutions" / "own" / "answers" / "wrong.py"
    before = answers.read_text()
    answers.write_text(before + '\n# %% zeros grade_id="own-values"\ndef standardize(x):\n    return 0 * x\n')
    assert stale(course, ["own"]) == ["solutions/own/recorded.json is stale: release own again"]
    assert refresh(course, ["own"]) == ["own"]
    record = json.loads((course.root / "solutions/own/recorded.json").read_text())
    assert len(record["tests"]["test_values"]["wrong"]) == 4
    answers.write_text(before)
    refresh(course, ["own"])


def test_a_solution_that_fails_in_a_test_is_told_in_one_line(course):
    tests = course.root / "solutions" / "own" / "test_own.py"
    tests.write_text(TESTS.replace("student.standardize", "student.standardise"))
    with pytest.raises(CourseError) as caught:
        refresh(course, ["own"])
    assert str(caught.value).startswith("own: the solution fails in test_values: ")
    assert "\n" not in str(caught.value)
    tests.write_text(TESTS)


def test_a_sentence_is_told_where_its_facts_are_known(course):
    suite = read_suite(course.root, "own")

    def answer(code: str) -> KnownAnswer:
        return KnownAnswer("a name", "wrong", "", (), "", "own-values", code)

    assert told(answer("percentage"), suite) == (
        "percentage",
        "{what}: expected a share from 0 to 1, got a percentage.",
    )
    assert told(answer("other-shape"), suite) == ("other-shape", "")
    assert told(answer(""), suite) == ("", "")


def test_a_phrase_that_says_more_may_be_missing(course):
    suite = read_suite(course.root, "own")
    answer = KnownAnswer("a name", "wrong", "", (), "", "own-values", "other-default-lr")
    sentence = (
        "{what}: called without lr, train's losses are not those of the default that the assignment names."
    )
    assert told(answer, suite) == ("other-default-lr", sentence)


def test_counts_are_told_where_a_public_test_counts_the_same(course):
    """What hidden tests alone have as many of stays theirs."""
    suite = read_suite(course.root, "own")
    answer = KnownAnswer("a name", "wrong", "", (), "", "own-values", "other-default-epochs got=15 want=100")
    sentence = "{what}: the default of epochs is {got}; {want} is asked."
    assert told(answer, suite, frozenset({(3, 4), (15, 100)})) == ("other-default-epochs", sentence)
    for counts in (frozenset(), frozenset({(100, 15)}), frozenset({(15, 12), (12, 100)})):
        assert told(answer, suite, counts) == ("other-default-epochs", "")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("softmax is applied before it", "{what}: softmax is applied before it."),
        ("it is always 1: x is left out of it", "{what}, {where}: it is always 1: x is left out of it."),
        ("decode: the text is reversed", "decode: the text is reversed."),
        ("train's losses are rounded", "train's losses are rounded."),
        ("{what}: has no numbers", "{what}: has no numbers."),
        ("are the biases missing?", "{what}: are the biases missing?"),
        (": it is 0.01, and 0.05 is asked", ""),
        ("None (is a return missing?)", ""),
        ("each is 2 times that", ""),
    ],
)
def test_a_phrase_is_made_a_whole_sentence_or_left_out(said, wanted):
    assert public_values.whole(said) == wanted


def test_a_mistake_that_is_hardly_off_gets_no_sign():
    """Of many values one that is a little off is no right answer's, but its sums are too near to theirs."""
    right = recorded.seen({"x": [1.0] * 100})
    hardly = recorded.seen({"x": [1.0] * 99 + [0.9999]})
    assert recorded.first_other(hardly, right) == "x"
    assert public_values._told_apart(recorded, hardly, right) == {}
    clearly = public_values._told_apart(recorded, recorded.seen({"x": [1.0] * 99}), right)
    assert clearly["sign"]
    assert clearly["counts"] == (99, 100)


def test_it_is_made_again_where_the_sentences_or_the_maker_change(course, tmp_path, monkeypatch):
    assert stale(course, ["own"]) == []
    names = [path.name for path in public_values._MADE_BY]
    assert names == ["public_values.py", "messages.yml"]
    for number, made_by in enumerate(public_values._MADE_BY):
        other = tmp_path / made_by.name
        other.write_bytes(made_by.read_bytes() + b"\n# another line\n")
        paths = list(public_values._MADE_BY)
        paths[number] = other
        with monkeypatch.context() as changed:
            changed.setattr(public_values, "_MADE_BY", paths)
            assert stale(course, ["own"]) != []


def test_an_assignment_without_recorded_tests_needs_none(tmp_path):
    authoring.new(tmp_path, "plain", "function")
    course = Course.load(tmp_path)
    assert refresh(course, ["plain"]) == stale(course, ["plain"]) == []
    assert not (tmp_path / "solutions" / "plain" / "recorded.json").exists()
    assert public_values.uses_records(course, "plain") is False
