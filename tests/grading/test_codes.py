"""A mistake is a code with facts; a catalogue has the sentence. What does not fit is the fault of the suite."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest
import torch

from autograder.checks import catalogues
from autograder.checks.mistakes import Mistake, Said, as_data, sentence
from autograder.checks.values import same
from autograder.course.config import Assignment, Course, Grade
from autograder.course.material import HiddenSuite, Material, read_suite
from autograder.errors import CourseError, InfrastructureError
from autograder.grading import digest, self_check, suite
from autograder.grading.plugin import Turn
from autograder.grading.report import TestResult
from autograder.student.connection import LocalConnection
from autograder.student.student import Student
from autograder.text import LONGEST

CONFIG = Course.load(Path(__file__).parent).config
SENTENCES = {
    "softmax-axis": "softmax runs over axis {axis}",
    "in-layer": "layer {number}: {reason}",
    "loss": "the loss is {loss:.2f}",
    "brace": "h_{{t-1}} of {name}",
    "shape": "got {got}",
}


def test_a_sentence_is_made_of_facts_shapes_and_phrases():
    inner = Said("softmax-axis", axis=1)
    assert (
        sentence(Said("in-layer", number=2, reason=inner), SENTENCES) == "layer 2: softmax runs over axis 1"
    )
    assert sentence(Said("loss", loss=0.1251), SENTENCES) == "the loss is 0.13"
    assert sentence(Said("brace", name="{axis}"), SENTENCES) == "h_{t-1} of {axis}"
    assert sentence(Said("shape", got=torch.Size([3])), SENTENCES) == "got (3,)"
    assert sentence(Said("shape", got=["batch", 10]), SENTENCES) == "got (batch, 10)"


def test_what_a_catalogue_lacks_is_told():
    with pytest.raises(LookupError, match="no sentence for the code other"):
        sentence(Said("in-layer", number=1, reason=Said("other")), SENTENCES)
    with pytest.raises(LookupError, match=r"softmax-axis has a fact \{axis\}, which is not given"):
        sentence(Said("softmax-axis"), SENTENCES)


def test_authors_may_use_words_of_their_own():
    mistake = Mistake("the answer is one too large, {axis} or not")
    assert (mistake.code, sentence(mistake.said, {})) == ("", "the answer is one too large, {axis} or not")
    with pytest.raises(TypeError, match="facts without a code"):
        Mistake("the answer is wrong", by=1)
    with pytest.raises(ValueError, match="is no code"):
        Said("Softmax axis")


def test_facts_are_plain_data():
    with pytest.raises(TypeError, match="the fact got is Tensor"):
        Mistake("shape", got=torch.zeros(3))
    facts = {
        "got": (2, 3),
        "loss": math.inf,
        "name": "a\x1b[2J" + "x" * 9999,
        "reason": Said("loss", loss=0.5),
    }
    data = as_data(Said("shape", **facts).facts)
    assert json.loads(json.dumps(data)) == data
    assert (data["got"], data["loss"]) == ([2, 3], "inf")
    assert data["reason"] == {"code": "loss", "facts": {"loss": 0.5}}
    assert len(data["name"]) <= LONGEST + 9
    assert "\x1b" not in data["name"]


def test_mistakes_are_the_same_by_code_and_facts():
    known = {Said("softmax-axis", axis=0): "batch", Said("softmax-axis", axis=1): "classes"}
    assert known[Said("softmax-axis", axis=1)] == "classes"
    assert Said("in-layer", number=1, reason=Said("loss")) == Said("in-layer", number=1, reason=Said("loss"))
    assert len({Said("shape", got=1, want=2), Said("shape", want=2, got=1)}) == 1
    assert Said("softmax-axis") != Said("softmax-axis", axis=0)


def result(said: Said) -> TestResult:
    facts = as_data(said.facts)
    return TestResult(
        name="t", grade_id="g", title="t", weight=1, passed=False, message="x", code=said.code, facts=facts
    )


def test_a_result_tells_its_mistake_and_the_phrases_in_it():
    reason = Said("order-of-rows", order="i, f, o, g", by=Said("loss"))
    test = result(Said("other-values", what="LSTM()", shape=(5, 3), reason=reason))
    assert test.codes == ("other-values", "order-of-rows", "loss")
    assert test.cause == "order-of-rows"
    assert test.tells("order-of-rows order=i,f,o,g by=loss")
    assert test.tells("other-values shape=(5,3)")
    assert not test.tells("order-of-rows order=f,i,o,g")
    assert not test.tells("softmax-axis")
    assert TestResult.model_validate_json(test.model_dump_json()) == test


def test_a_stored_result_without_codes_is_read():
    old = {"name": "t", "grade_id": "g", "title": "t", "weight": 1, "passed": False, "message": "it is wrong"}
    test = TestResult.model_validate(old)
    assert (test.code, test.codes, test.cause, test.tells("loss")) == ("", (), "", False)


def test_a_course_may_explain_a_difference_in_words_or_by_a_code():
    got, want = torch.zeros(2), torch.ones(2)
    for because, said in (("it is late", "it is late"), (Said("loss", loss=1), "the loss is 1.00")):
        with pytest.raises(Mistake) as caught:
            same(got, want, "f(x)", because=because)
        sentences = {**catalogues.engine().sentences, **SENTENCES}
        assert sentence(caught.value.said, sentences) == f"f(x): the shape (2,) is right, but {said}"


# A suite of a course's own


RIGHT = """
import pytest
from autograder.checks import Mistake, Said
@pytest.mark.grade("small-it")
def test_it(student):
    if (got := student.double(3)) != 6:
        raise Mistake("not-twice", by=Said("a-few"))
"""
MESSAGES = "not-twice: it is not twice x, by {by}\na-few: a few\n"
STUB = (("cell 1", "def double(x): raise NotImplementedError"),)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def hidden(test: str = RIGHT, messages: str = MESSAGES, **files: str) -> HiddenSuite:
    texts = {"small/hidden_small.py": test, "small/messages.yml": messages, **files}
    contents = {path: text.encode() for path, text in texts.items()}
    solution = (("small.py", "def double(x): return 2 * x"),)
    return HiddenSuite("small", "solutions/small/hidden_small.py", contents, solution, STUB)


def check(of: HiddenSuite) -> None:
    asked = Assignment(title="x", grades={"small-it": Grade(points=1, title="x")})
    config = CONFIG.model_copy(update={"assignments": {"small": asked}})
    self_check.check("small", Material(config, {"small": of}))


def results(of: HiddenSuite, code: str = "def double(x): return x") -> list[TestResult]:
    run = Turn(Student(LocalConnection([("cell 1", code)])), "1/x")
    suite.run(of, run, 60.0)
    return run.results


def test_a_report_has_the_code_the_facts_and_the_sentence():
    check(hidden())
    (test,) = results(hidden())
    assert (test.code, test.facts) == ("not-twice", {"by": {"code": "a-few", "facts": {}}})
    assert test.message == "it is not twice x, by a few"


def test_the_nearest_sentence_wins():
    test = RIGHT.replace('"not-twice", by=Said("a-few")', '"number-expected", what="f", got="g"')
    (theirs,) = results(hidden(test, ""))
    assert theirs.message == "f: expected a number, got g"
    shared = {"shared/messages.yml": "number-expected: in shared {got}"}
    (theirs,) = results(hidden(test, "", **shared))
    assert theirs.message == "in shared g"
    (own,) = results(hidden(test, "number-expected: own {got}", **shared))
    assert own.message == "own g"
    check(hidden(test, "number-expected: own {got}"))


WRONG = {
    "a code without a sentence": (
        RIGHT,
        "a-few: a few\n",
        "solutions/small/hidden_small.py, line 7: no messages.yml has a sentence for not-twice",
    ),
    "a fact that is not given": (
        RIGHT.replace('by=Said("a-few")', "of=1"),
        MESSAGES.replace("a-few: a few\n", ""),
        "solutions/small/hidden_small.py, line 7: not-twice lacks the fact by of its sentence "
        "(solutions/small/messages.yml, line 1)",
    ),
    "a sentence that nobody raises": (
        RIGHT,
        MESSAGES + "never: nobody says this\n",
        "solutions/small/messages.yml, line 3: nobody raises never",
    ),
    "a code with blanks": (
        RIGHT,
        "not twice: it is not\n",
        "solutions/small/messages.yml, line 1: not twice: expected a code: lower-case words and hyphens",
    ),
    "a number for a sentence": (
        RIGHT,
        MESSAGES + "other: 3\n",
        "solutions/small/messages.yml, line 3: other: expected a sentence, got 3",
    ),
    "braces without a name": (
        RIGHT,
        MESSAGES + "other: h_{t-1}\n",
        "solutions/small/messages.yml, line 3: other: { is no fact: write {name}, {name:.2f} for a number, or {{",
    ),
    "an attribute of a fact": (
        RIGHT,
        MESSAGES + "other: '{by.__class__}'\n",
        "solutions/small/messages.yml, line 3: other: { is no fact: write {name}, {name:.2f} for a number, or {{",
    ),
    "a code that stands twice": (
        RIGHT,
        MESSAGES + "a-few: some\n",
        "solutions/small/messages.yml, line 3: a-few: expected each key once, got it on line 2 too",
    ),
    "a list": (RIGHT, "- a\n", "solutions/small/messages.yml, line 1: expected sentences by code"),
    "no YAML": (RIGHT, "a: 'b\n", "solutions/small/messages.yml, line"),
}


@pytest.mark.parametrize(("test", "messages", "said"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_told_in_one_line_before_anybody_is_graded(test: str, messages: str, said: str):
    with pytest.raises(CourseError) as caught:
        check(hidden(test, messages))
    line = str(caught.value)
    assert said in line
    assert "\n" not in line
    assert "Traceback" not in line


def test_a_code_that_is_made_while_the_test_runs_is_told_then():
    """No look at the text finds it; the submission gets no score, as with any fault of a suite's."""
    test = RIGHT.replace('Mistake("not-twice", by=Said("a-few"))', 'Mistake("not-" + "thrice")')
    with pytest.raises(InfrastructureError) as caught:
        results(hidden(test))
    place = "hidden_small.py: line 7, test_it"
    assert str(caught.value) == f"{place}: there is no sentence for the code not-thrice: see messages.yml"


def test_a_code_of_a_known_answer_needs_a_sentence_too():
    bug = '# %% half grade_id="small-it" code="halved" never="a-few other"\ndef double(x): return x / 2\n'
    with pytest.raises(CourseError) as caught:
        check(hidden(**{"small/answers/wrong.py": bug}))
    assert str(caught.value).splitlines() == [
        "solutions/small/answers/wrong.py, line 1: 'half': no messages.yml has a sentence for halved",
        "solutions/small/answers/wrong.py, line 1: 'half': no messages.yml has a sentence for other",
    ]


# What a report stands for


def test_catalogues_come_with_a_suite_and_change_its_digest(tmp_path: Path):
    folder = tmp_path / "solutions" / "small"
    folder.mkdir(parents=True)
    (folder / "hidden_small.py").write_text(RIGHT)
    digests = set()
    for text in (None, MESSAGES, MESSAGES.replace("few", "lot")):
        if text is not None:
            (folder / "messages.yml").write_text(text)
        read = read_suite(tmp_path, "small")
        assert ("small/messages.yml" in read.files) == (text is not None)
        digests.add(read.digest)
    (folder / "messages.zh.yml").write_text(MESSAGES)  # another language's, one day
    assert "small/messages.zh.yml" in read_suite(tmp_path, "small").files
    assert len(digests) == 3


def test_the_engines_sentences_are_part_of_what_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    kit = tmp_path / "autograder"
    shutil.copytree(digest.KIT / "checks", kit / "checks", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(digest, "KIT", kit)
    digests = []
    for text in ("a: b\n", "a: c\n"):
        (kit / "checks" / "messages.yml").write_text(text)
        digest.kit.cache_clear()
        digests.append(digest.kit())
    digest.kit.cache_clear()
    assert digests[0] != digests[1]
