"""The answers of benchmarks/independent_answers, and what benchmarks/evidence.py makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.config import Course

ROOT = Path(__file__).parents[2]

with pytest.MonkeyPatch.context() as patch:
    # not for long: the folder has a module `cluster`, and so have the tests
    patch.syspath_prepend(ROOT / "benchmarks")
    from evidence import page, row, sample
    from independent import Answer, Judgement, Outcome, answers, judgements, spread, withdrawn
    from outside_graders import by_cells, checks

CORPUS = answers()


def test_there_are_enough_by_several_authors() -> None:
    right = [each for each in CORPUS if each.kind == "right"]
    assert len(right) >= 300
    assert len(CORPUS) - len(right) >= 600
    assert len({each.author for each in CORPUS}) >= 3
    assert {each.assignment for each in CORPUS} == set(Course.load(ROOT).config.assignments)


def test_names_are_unique_and_codes_compile() -> None:
    assert len({each.name for each in CORPUS}) == len(CORPUS)
    for each in CORPUS:
        for label, source in each.cells:
            compile(source, label, "exec")


def test_no_wrong_answer_is_a_right_one() -> None:
    right = {each.cells for each in CORPUS if each.kind == "right"}
    assert not [each.name for each in CORPUS if each.kind == "wrong" and each.cells in right]


@pytest.mark.parametrize("which", ["usual", "outcome"])
def test_asserts_are_for_the_grade_ids_of_the_course(which: str) -> None:
    for name, assignment in Course.load(ROOT).config.assignments.items():
        assert set(checks(which, name)) == set(assignment.grades)


def test_what_is_said_of_answers_is_of_these() -> None:
    names = {each.name for each in CORPUS}
    assert withdrawn().keys() <= names
    for which in ("first", "second", "now"):
        assert {answer for _, answer in judgements(which)} <= names


def test_a_part_is_spread_over_all() -> None:
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(2), 3) == [0, 1]
    assert spread(range(2), None) == [0, 1]


def test_a_sample_has_each_assignment_and_twice_as_many_wrong_ones() -> None:
    drawn = sample(CORPUS, 9)
    assert {each.assignment for each in drawn} == {each.assignment for each in CORPUS}
    assert [each.kind for each in drawn].count("right") == 9
    assert [each.kind for each in drawn].count("wrong") == 18


def test_a_row_counts_what_a_grader_made_of_its_answers() -> None:
    names = ["good", "refused", "caught", "missed", "of another grader"]
    kinds = ["right", "right", "wrong", "wrong", "wrong"]
    corpus = [Answer(name, "a", "rnn", kind, ()) for name, kind in zip(names, kinds, strict=True)]
    outcomes = {name: Outcome(name in ("good", "missed"), [], [], 2.0) for name in names[:4]}
    found = row(corpus, outcomes, {"caught": Judgement("named"), "missed": Judgement("untrue")})
    assert (found.right, [each.name for each in found.refused]) == (2, ["refused"])
    assert (found.wrong, [each.name for each in found.accepted]) == (2, ["missed"])
    assert (found.judged, found.cpu) == ({"named": 1}, 2.0)
    text = page(corpus, {"the kit": outcomes}, {}, {"the kit": outcomes})
    assert "| the kit | 1 of 2 (< 97.5%) | 1 of 2 (< 97.5%) |" in text
    assert "- accepted: missed" in text
    assert "later author" not in text
    later = {"refused": outcomes["refused"]}
    text = page(corpus, {"the kit": outcomes}, {"the kit": later}, {"the kit": outcomes})
    assert "| the kit | 1 of 1 (< 100.0%) |" in text.partition("## First pass of a later author")[2]


GOOD = "def one_hot(indices, num_classes):\n    return torch.eye(num_classes)[indices]\n"


def test_asserts_run_after_the_code_in_a_process_of_its_own() -> None:
    """What ends its process, or raises while it is loaded, is refused, with the reason."""
    codes = {
        "good": "import torch\n" + GOOD,
        "a name is missing": GOOD.replace("torch", "touch"),
        "ends": "import os\nos._exit(0)\n",
    }
    corpus = [Answer(name, "a", "rnn", "right", (("answer", code),)) for name, code in codes.items()]
    found = by_cells(corpus, "outcome", jobs=1)
    assert "rnn-onehot" not in found["good"].lost
    assert "rnn-model" in found["good"].lost
    assert "rnn-onehot" in found["a name is missing"].lost
    assert found["ends"].messages == [": its process ended"]
    assert not any(each.is_full for each in found.values())
