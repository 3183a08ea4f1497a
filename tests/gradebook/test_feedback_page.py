"""The head of a feedback page: what it makes of nbgrader's scores and of what a recorded cell keeps."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from test_outputs import a_report

from autograder.grading.report import Verdict
from autograder.nbgrader.feedback_page import WAITING, Summary, summary_of
from autograder.nbgrader.outputs import METADATA, part_summary


def cell_of(grade_id: str, score: float, points: float, **kept: Any) -> NotebookNode:
    cell = new_code_cell("# tests")
    marks = {"grade": True, "solution": False, "grade_id": grade_id, "score": score, "points": points}
    cell.metadata = from_dict({"nbgrader": marks})
    if kept:
        cell.metadata[METADATA] = {"title": grade_id.title(), "why": "", "graded": True, **kept}
    return cell


def answer(comment: str = "") -> NotebookNode:
    cell = new_code_cell("x = 1")
    marks = {"grade": False, "solution": True, "grade_id": "answer", "comment": comment}
    cell.metadata = from_dict({"nbgrader": marks})
    return cell


def text(source: str, name: str = "") -> NotebookNode:
    cell = new_markdown_cell(source)
    cell.id = name or cell.id
    return cell


def summary(*cells: NotebookNode, **scores: float) -> Summary:
    own = {"notebook": "cnn", "score": 3.0, "max_score": 9.0, "late_penalty": 0.0, **scores}
    return summary_of(new_notebook(cells=list(cells)), {"nbgrader": own})


def test_parts_are_told_by_their_scores_as_nbgrader_has_them():
    found = summary(
        cell_of("a", 3.0, 3.0, why="by a test; a person gave the points"),
        cell_of("b", 1.5, 3.0, why="half"),
        cell_of("c", 0.0, 3.0, why="none"),
        cell_of("d", 0.0, 3.0, graded=False),
    )
    assert [part.state for part in found.parts] == ["passed", "partly", "failed", "open"]
    assert [part.points for part in found.parts[:2]] == ["3 of 3 points", "1.5 of 3 points"]
    assert found.parts[3].points == "not graded yet, of 3"
    assert found.next == found.parts[1]
    assert found.score == "3 of 9 points"


def test_the_next_step_leads_to_what_the_notebook_says_of_the_part():
    found = summary(
        text("# The title"),
        text("## One\n\nx", "one"),
        answer(),
        cell_of("a", 1.0, 1.0),
        text("## Two\n\n<details><summary>Hint 1</summary>x</details>", "two"),
        text("<div><details>a student's</details></div>", "theirs"),
        text("and so on", "more"),
        answer("look here"),
        cell_of("b", 0.0, 1.0, why="no"),
        cell_of("c", 0.0, 1.0, why="no, too"),
    )
    assert found.title == "The title"
    assert found.next is not None
    assert (found.next.grade_id, found.next.hints) == ("b", "two")
    assert found.parts[2].hints == "two"
    assert found.comments == ("answer",)


def test_where_all_is_right_there_is_no_next_step():
    assert summary(cell_of("a", 1.0, 1.0, why="")).next is None


def test_a_notebook_that_an_older_kit_recorded_has_its_grade_ids():
    found = summary(cell_of("a", 0.0, 1.0))
    assert found.title == "cnn"
    assert [(part.title, part.why) for part in found.parts] == [("a", "")]
    assert found.next is None


@pytest.mark.parametrize("kind", ["task", "solution"])
def test_what_waits_for_a_person_has_no_score_yet_and_the_head_says_how_much_it_is(kind):
    waiting, given = cell_of("w", 0.0, 3.0), cell_of("g", 0.0, 2.0)
    for cell, waits in ((waiting, True), (given, False)):
        cell.metadata.nbgrader.update({"grade": kind == "solution", kind: True, WAITING: waits})
    found = summary(cell_of("a", 3.0, 4.0, why="half"), waiting, given)
    assert [part.state for part in found.parts] == ["partly", "open", "failed"]
    assert found.parts[1].points == "waits for a person to grade it, of 3"
    assert found.parts[2].points == "0 of 2 points"
    assert found.notes == ["A person has yet to grade parts of 3 points: your score so far is without them."]
    assert summary(given).notes == []


def test_a_late_penalty_is_said():
    assert summary(late_penalty=0.0).notes == []
    (note,) = summary(late_penalty=1.25).notes
    assert "takes 1.25 points" in note


@pytest.mark.parametrize(
    ("report", "why", "graded"),
    [
        (a_report(2.5), "no", True),
        (a_report(0.0, Verdict.REFUSED, "cnn.ipynb is empty"), "cnn.ipynb is empty", True),
        (a_report(None, Verdict.INFRASTRUCTURE, "no bubblewrap"), "no", False),
    ],
)
def test_a_recorded_cell_keeps_the_first_reason(report, why, graded):
    assert part_summary(report, report.grades[0]) == {"title": "A part", "why": why, "graded": graded}
