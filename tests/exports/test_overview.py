"""The page of how a class did: who counts where, which reason comes first, and that what students say is text."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from browser.driver import CHROMEDRIVER, CHROMIUM, browser

from autograder.course.submissions import Found
from autograder.exports.entries import entries_of
from autograder.exports.overview import overview
from autograder.exports.registry import Options, write
from autograder.grading.report import Report, TestResult, Verdict, failed, grades_of
from autograder.nbgrader.outputs import html
from autograder.reports.histogram import scores_svg

NAME = "rnn"


class Page(HTMLParser):
    """What a page shows: its words in order, its tags, the values of its bars."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.bars: list[tuple[str, str]] = []
        self.labels: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        named = {name: value or "" for name, value in attrs}
        assert not any(name.startswith("on") or name in ("href", "src") for name in named)
        if tag == "meter":
            self.bars.append((named["value"], named["max"]))
        if "aria-label" in named:
            self.labels.append(named["aria-label"])

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())


@pytest.fixture
def class_of(hand_made):
    """Makes reports of rnn: a student for each row of messages, one for each test, "" where it passed."""
    course, _ = hand_made
    assignment = course.assignment(NAME)
    first = next(iter(assignment.grades))

    def make(*rows: Sequence[str]) -> list[Report]:
        reports = []
        for number, messages in enumerate(rows):
            tests = tuple(
                TestResult(
                    name=f"t{place}",
                    grade_id=first,
                    title=f"Test <{place}>",
                    weight=1,
                    passed=not message,
                    message=message,
                )
                for place, message in enumerate(messages)
            )
            reports.append(
                Report(
                    student=f"s{number}",
                    assignment=NAME,
                    verdict=Verdict.GRADED,
                    grades=grades_of(assignment, tests),
                    tests=tests,
                    digest="",
                )
            )
        return reports

    return course, make


def test_a_real_class_is_counted_by_who_was_graded_refused_and_not_graded(graded, tmp_path):
    written, ungraded = write(
        "overview", graded, [NAME], graded.root / "graded", tmp_path, Options(graded.root / "submitted")
    )
    assert written == [tmp_path / "overview.html"]
    assert len(ungraded) == 1
    page = Page(written[0].read_text(encoding="utf-8"))
    text = " ".join(page.words)
    assert "3 of 4 submissions have a score, median" in text
    assert "1 refused" in text
    assert "max: the grading process died, twice" in text
    assert {most for _, most in page.bars} == {"2"}  # ada and carl, on whom tests ran
    assert ("1", "2") in page.bars
    assert ("2", "2") in page.bars
    assert "carl" in page.words
    assert "ada" not in page.words


def test_reasons_that_differ_in_numbers_are_one_and_the_most_frequent_comes_first(class_of):
    course, make = class_of
    said = [["lost"], ["got (3, 5)"], ["got (7, 2e-05)"], [""]]
    page = Page(overview(course, [NAME], entries_of(make(*said))))
    found = [word for word in page.words if " × " in word]
    assert found == ["2 × got (3, 5)", "1 × lost"]
    assert "s1, s2" in page.words
    assert page.bars == [("1", "4")]


def test_of_several_reasons_under_one_title_a_student_counts_once_for_the_first(class_of):
    course, make = class_of
    reports = make(["first", "second"])
    both = reports[0].tests[0].title
    tests = tuple(test.model_copy(update={"title": both}) for test in reports[0].tests)
    page = Page(overview(course, [NAME], entries_of([reports[0].model_copy(update={"tests": tests})])))
    assert page.bars == [("0", "1")]
    assert [word for word in page.words if " × " in word] == ["1 × first"]


def test_rare_reasons_unfold_together_and_nobody_is_missing(class_of):
    course, make = class_of
    letters = "abcdefg"
    page = Page(overview(course, [NAME], entries_of(make(*([letter] for letter in letters)))))
    assert "3 other reasons" in page.words
    assert {f"{letter}: s{letters.index(letter)}" for letter in "efg"} <= {*page.words}


def test_all_of_many_names_are_there(class_of):
    course, make = class_of
    page = Page(overview(course, [NAME], entries_of(make(*(["lost"] for _ in range(1000))))))
    assert ", ".join(f"s{number}" for number in range(1000)) in page.words


def test_what_students_say_is_text(class_of):
    course, make = class_of
    evil = '<script>alert(1)</script><img src=x onerror="y">\u202e\x1b[2J'
    reports = make([evil])
    reports.append(reports[0].model_copy(update={"student": evil}))
    reports.append(
        reports[0].model_copy(update={"student": evil * 2, "verdict": Verdict.REFUSED, "reason": evil})
    )
    html = overview(course, [NAME], entries_of(reports))
    page = Page(html)
    assert {"script", "img"}.isdisjoint(page.tags)
    assert all(c.isprintable() or c == "\n" for c in html)
    assert "<script>alert(1)</script>" in " ".join(page.words)


def test_a_class_that_nobody_has_a_score_in_yet_says_why(hand_made):
    course, _ = hand_made
    found = Found("ada", NAME, course.root)
    page = Page(
        overview(course, [NAME], entries_of([failed(found, course.assignment(NAME), "the disk is full")]))
    )
    assert "1 infrastructure" in page.words
    assert "ada: the disk is full" in page.words
    assert not page.bars


def test_full_marks_stand_apart_from_nearly_full_ones():
    page = Page(scores_svg([0.0, 0.05, 0.3, 0.999, 1.0, 1.0, 1.0]))
    assert page.labels == [
        "Students by their share of the points: 2 with 0 to 10 %, 1 with 30 to 40 %, 1 with 90 to 100 %, 3 with all"
    ]


@pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="needs Chromium and chromedriver")
def test_one_long_word_of_a_students_widens_no_page(class_of, tmp_path):
    course, make = class_of
    (report,) = make(["x" * 500])
    refused = report.model_copy(
        update={"student": "x" * 128, "verdict": Verdict.REFUSED, "reason": "x" * 500}
    )
    pages = {
        "overview": overview(course, [NAME], entries_of([report, refused])),
        "feedback": html(report, report.grades[0]),
    }
    with browser() as driver:
        for name, page in pages.items():
            path = tmp_path / f"{name}.html"
            path.write_text(f"<!DOCTYPE html>{page}", encoding="utf-8")
            driver.get(path.as_uri())
            driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
            root = driver.find_element("tag name", "html")
            assert int(root.get_property("scrollWidth")) <= int(root.get_property("clientWidth")), name


def test_reasons_go_by_codes_whatever_the_words(class_of):
    """Sizes are left out of it; a name in a sentence, or a phrase in it, makes another reason."""
    course, make = class_of
    shape = {"what": "CNN()(images)", "axes": "", "want": [3, 10]}
    facts = [
        {**shape, "got": [3, 5]},
        {**shape, "got": [7]},
        {**shape, "got": [7], "what": {"code": "output-of", "facts": {"of": "CNN"}}},
    ]
    reports = make(["got (3, 5)"], ["erhalten (7,)"], ["the output"])
    reports = [
        report.model_copy(
            update={"tests": (report.tests[0].model_copy(update={"code": "other-shape", "facts": given}),)}
        )
        for report, given in zip(reports, facts, strict=True)
    ]
    page = Page(overview(course, [NAME], entries_of(reports)))
    assert [word for word in page.words if " × " in word] == ["2 × got (3, 5)", "1 × the output"]
