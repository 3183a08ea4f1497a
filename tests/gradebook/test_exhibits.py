"""What tests show beside their sentences: from the suites, through the report, to the output of a graded cell."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
from corpus import COURSE, KNOWN, solved
from corpus.grading import grade_here

from autograder.checks.exhibits import Exhibits, Losses, Shapes, Stage, Texts
from autograder.gradebook import exhibits
from autograder.gradebook.outputs import cell_outputs
from autograder.grading.report import Report, TestResult, Verdict, grades_of
from autograder.reports.plots import HEIGHT, WIDTH, losses_svg, losses_text

SVG = "{http://www.w3.org/2000/svg}"


def shown_by(tests: list[TestResult], kind: type) -> list[Shapes | Losses | Texts]:
    return list(dict.fromkeys(each for test in tests for each in test.exhibits if isinstance(each, kind)))


def page_of(assignment: str, tests: list[TestResult], grade_id: str) -> str:
    """The output of a graded cell, by way of the report's JSON."""
    report = Report(
        student="ada",
        assignment=assignment,
        verdict=Verdict.GRADED,
        grades=grades_of(COURSE.assignment(assignment), tests),
        tests=tuple(tests),
        digest="",
    )
    report = Report.model_validate_json(report.model_dump_json())
    grade = next(grade for grade in report.grades if grade.grade_id == grade_id)
    return cell_outputs(report, grade)[0]["data"]["text/html"]


def test_a_right_network_has_the_shape_that_is_expected_after_each_operation():
    tests = grade_here(solved("cnn"), "cnn").tests
    (shapes,) = shown_by(tests, Shapes)
    assert isinstance(shapes, Shapes)
    assert [stage.expected for stage in shapes.stages][-2:] == ["(batch, 320)", "(batch, 10)"]
    assert all(stage.got == stage.expected and stage.state == "right" for stage in shapes.stages)


def test_a_missing_activation_has_the_right_shapes_and_other_values():
    (shapes,) = shown_by(grade_here(KNOWN["cnn"]["the first ReLU is missing"].cells, "cnn").tests, Shapes)
    assert isinstance(shapes, Shapes)
    assert shapes.stages[0].state == "right"
    assert "other values" in {stage.state for stage in shapes.stages}


def test_other_shapes_stand_beside_those_expected():
    (shapes,) = shown_by(grade_here(KNOWN["cnn"]["a kernel of 3"].cells, "cnn").tests, Shapes)
    assert isinstance(shapes, Shapes)
    wrong = next(stage for stage in shapes.stages if stage.state == "other shape")
    assert (wrong.name, wrong.expected, wrong.got) == ("conv2", "(batch, 20, 8, 8)", "(batch, 20, 10, 10)")


def test_a_right_training_stays_within_the_band_and_tells_what_it_reads():
    tests = grade_here(solved("rnn"), "rnn").tests
    for losses in shown_by(tests, Losses):
        assert isinstance(losses, Losses)
        assert losses_text(losses).endswith("they agree.")
    texts = {(each.source, each.target): each.texts for each in shown_by(tests, Texts)}
    assert texts["hello", "ohlol"][-1] == (29, "ohlol")
    page = page_of("rnn", tests, "rnn-ohlol")
    assert "What hello becomes while it learns; wanted: ohlol" in page
    assert "<code>ohlol</code>" in page
    assert page.count("<img ") == len(
        shown_by([test for test in tests if test.grade_id == "rnn-ohlol"], Losses)
    )


def test_a_wrong_loop_is_told_where_it_leaves_the_reference():
    tests = grade_here(KNOWN["rnn"]["zero_grad is missing"].cells, "rnn").tests
    losses = next(each for each in shown_by(tests, Losses) if isinstance(each, Losses) and len(each.got) > 20)
    assert re.search(r"they differ from epoch [1-9]\d* on\.$", losses_text(losses))


@pytest.mark.parametrize("got", [(1.0,), (1.0, 0.5), (1e300, -1e300), (0.0, 0.0), (5.0, 5.0)], ids=str)
def test_the_plot_is_an_image_whose_points_lie_in_it_whatever_the_losses(got):
    losses = Losses(title="a < b", got=got, expected=tuple(0.9 for _ in got), band=1e-3)
    root = ElementTree.fromstring(losses_svg(losses))
    assert {each.tag for each in root.iter()} <= {
        SVG + name for name in ("svg", "rect", "text", "path", "polyline", "circle")
    }
    for line in root.iter(f"{SVG}polyline"):
        for point in line.attrib["points"].split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    assert max(len(each.text or "") for each in root.iter(f"{SVG}text")) < 20


def test_a_picture_says_in_words_what_it_shows():
    losses = Losses(title='a "b"', got=(1.4, 0.2), expected=(1.4, 0.3), band=1e-3)
    html = exhibits.html(losses)
    data, words = re.fullmatch(
        r'<p style="[^"]*"><img src="data:image/svg\+xml;base64,(.*)" alt="(.*)"></p>', html
    ).groups()
    ElementTree.fromstring(b64decode(data))
    assert words == (
        "a &quot;b&quot;: yours goes from 1.4 to 0.2, expected from 1.4 to 0.3; they differ from epoch 1 on."
    )


def test_of_what_a_students_code_printed_only_the_letters_of_the_words_are_shown():
    shown = Exhibits()
    shown.texts("hello", "ohlol", list(enumerate(["<script>", "\x1b[2J", "x" * 1000])))
    (texts,) = shown
    assert texts.texts == ((0, "????????"), (1, "????"), (2, "?" * 12))


def test_only_the_epochs_at_which_the_text_changes_are_listed():
    shown = Exhibits()
    shown.texts("hello", "ohlol", list(enumerate(["lllll"] * 30 + ["ohlll"] * 30 + ["ohlol"] * 40)))
    (texts,) = shown
    assert texts.texts == ((0, "lllll"), (30, "ohlll"), (60, "ohlol"), (99, "ohlol"))
    shown.clear()
    shown.texts("hello", "ohlol", [(number, "hello"[: 1 + number % 5]) for number in range(100)])
    (texts,) = shown
    assert len(texts.texts) == 12
    assert texts.texts[-1] == (99, "hello")


@pytest.mark.parametrize("got", [[float("nan"), 1.0], [float("inf"), 1.0], [1.0]], ids=str)
def test_what_cannot_be_drawn_is_not_shown(got):
    shown = Exhibits()
    shown.losses("losses", got, [1.0, 1.0], 1e-3)
    assert list(shown) == []


def test_the_words_of_a_shape_are_text():
    stage = Stage(name="conv1", expected="(batch, 10)", got="<b>", state="other shape")
    assert "&lt;b&gt;" in exhibits.html(Shapes(stages=(stage,)))
