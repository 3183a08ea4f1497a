"""The page of how a class did: who counts where, which reason comes first, and that what students say is text."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from statistics import fmean, median, pstdev
from urllib.parse import unquote

import pytest
from browser.driver import CHROMEDRIVER, CHROMIUM, browser

from autograder.checks.exhibits import Losses
from autograder.course.submissions import Found
from autograder.exports.collect import Absent, Times
from autograder.exports.entries import entries_of
from autograder.exports.overview import overview
from autograder.exports.registry import Options, write
from autograder.grading.report import Report, TestResult, Verdict, failed, grades_of
from autograder.grading.store import Store, write_scores
from autograder.nbgrader.outputs import html
from autograder.reports.histogram import scores_svg
from autograder.reports.page import SORT

NAME = "rnn"


class Page(HTMLParser):
    """What a page shows: its words in order, its tags, the values of its bars, its figures by name, where it leads.

    Nothing in it acts but its one script, which is the kit's, and no address leaves the folder of the course.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.bars: list[tuple[str, str]] = []
        self.labels: list[str] = []
        self.figures: dict[str, str] = {}
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(html)
        assert self.scripts in ([], [SORT])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._inside = tag
        named = {name: value or "" for name, value in attrs}
        assert not any(name.startswith("on") or name in ("src", "style") for name in named)
        if "href" in named:
            assert tag == "a"
            assert re.fullmatch(r"#?[\w./%-]+", named["href"], re.ASCII)
            self.addresses.append(named["href"])
        if tag == "meter":
            self.bars.append((named["value"], named["max"]))
        if "aria-label" in named:
            self.labels.append(named["aria-label"])

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside == "dt":
            self._name = data
        elif self._inside == "dd":
            self.figures[self._name] = data
        self._inside = "style" if self._inside == "style" else ""
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
    assert page.words.count("ada") == 1  # in the table of students: no test has failed her


def test_the_figures_are_those_of_scores_csv(graded, tmp_path):
    write_scores(Store(graded.root / "graded" / "reports"), tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["score"]]
    scores = {row["student"]: 0.0 for row in rows}
    for row in rows:
        scores[row["student"]] += float(row["score"])
    write("overview", graded, [NAME], graded.root / "graded", tmp_path, Options(graded.root / "submitted"))
    text = (tmp_path / "overview.html").read_text(encoding="utf-8")
    page, values = Page(text), scores.values()
    assert len(scores) == 3
    shown = {name: float(page.figures[name]) for name in ("Mean", "Median", "Standard deviation")}
    assert shown == {
        "Mean": round(fmean(values), 2),
        "Median": round(median(values), 2),
        "Standard deviation": round(pstdev(values), 2),
    }
    table = text[text.index('id="students"') :]
    for student, score in scores.items():
        row = re.search(f'data-key="{student}".*?data-name="Points" data-key="([^"]*)"', table)
        assert float(row[1]) == pytest.approx(score)
    assert 'data-key="max">max</td><td role="cell" class="number" data-name="Points" data-key=""' in table


def test_a_score_leads_to_the_feedback_page_or_to_the_report(graded, tmp_path):
    feedback = tmp_path / "graded" / "feedback" / "carl" / NAME / f"{NAME}.html"
    shutil.copytree(graded.root / "graded", tmp_path / "graded")
    feedback.parent.mkdir(parents=True)
    feedback.write_text("", encoding="utf-8")
    output = tmp_path / "pages" / "of the class"
    output.mkdir(parents=True)
    write("overview", graded, [NAME], tmp_path / "graded", output, Options(graded.root / "submitted"))
    page = Page((output / "overview.html").read_text(encoding="utf-8"))
    led = [(output / unquote(address)).resolve() for address in page.addresses]
    reports = tmp_path / "graded" / "reports" / NAME
    assert led == [
        reports / "ada.json",
        feedback,
        reports / "kurt.json",
        reports / "max.json",
    ]


def test_who_is_late_and_of_whom_that_is_not_known_is_told(graded, tmp_path):
    write("overview", graded, [NAME], graded.root / "graded", tmp_path, Options(graded.root / "submitted"))
    page = Page((tmp_path / "overview.html").read_text(encoding="utf-8"))
    assert "1 late" in page.words
    assert "ada (1 day 14 h)" in page.words
    assert "carl, kurt, max" in page.words
    assert "late: 1 day 14 h" in page.words
    assert "Nobody is enrolled in the gradebook, so it is not known who is missing." in page.words


def test_an_extension_makes_late_what_is_late_then_and_missing_who_is_missing_then(class_of):
    course, make = class_of
    now = datetime.now(timezone.utc)
    reports = make([""], [""], [""])
    hour = timedelta(hours=1)
    late = {("s0", NAME): -hour, ("s1", NAME): hour / 12, ("s2", NAME): 25 * hour}
    waiting = now - course.assignment(NAME).due + hour
    times = Times(late, {("zoe", NAME): waiting, ("s0", NAME): 3 * hour}, True, now)
    absent = [Absent(name, NAME, None) for name in ("yan", "zoe")]
    page = Page(overview(course, [NAME], entries_of(reports, absent), times))
    assert "2 late, 1 of them within the grace of 10 min" in page.words
    assert "s2 (1 day 1 h), s1 (5 min)" in page.words
    # The class's due date may lie ahead of the clock on which this runs: then nobody is missing yet.
    is_over = course.assignment(NAME).due + timedelta(minutes=10) < now
    assert f"2 enrolled without a submission, {1 if is_over else 2} of them not due yet" in page.words
    assert page.words[-1 if not page.scripts else -2].startswith("not handed in, not due yet")
    assert "extension: 3 h" in page.words


def test_a_class_of_nobody_and_of_one_has_a_page(class_of):
    course, make = class_of
    assert "There are no reports of it." in Page(overview(course, [NAME], [])).words
    page = Page(overview(course, [NAME], entries_of(make(["lost", ""]))))
    assert page.figures["Standard deviation"] == "0"
    assert "Of one score there is no spread." in page.words
    text = " ".join(page.words)
    assert "1 submission ran." in text
    assert "With fewer than 30 students it means little." in text
    assert page.words.count("–") == 2  # neither test has a discrimination
    assert {"everybody failed", "nobody failed"} <= {*page.words}


def test_a_test_that_the_weaker_pass_is_marked(class_of):
    course, make = class_of
    page = Page(overview(course, [NAME], entries_of(make(*[["", "x", "x"]] * 5, *[["x", "", ""]] * 5))))
    assert "negative" in page.words
    assert "Discrimination −1.00; chance alone mostly stays within ±0.67" in page.labels
    few = Page(overview(course, [NAME], entries_of(make(["", "x", "x"], ["x", "", ""], ["", "", "x"]))))
    assert "negative, may be chance" in few.words
    many = Page(overview(course, [NAME], entries_of(make(*[["", "x"]] * 30))))
    assert not [word for word in many.words if "means little" in word]


def test_several_assignments_are_compared_and_their_points_added_up(class_of):
    course, make = class_of
    reports = [*make([""], ["x"])]
    other = "cnn"
    grades = grades_of(course.assignment(other), ())
    reports += [
        reports[0].model_copy(
            update={
                "assignment": other,
                "grades": grades,
                "tests": (),
                "verdict": Verdict.REFUSED,
                "reason": "cut off",
            }
        )
    ]
    text = overview(course, [NAME, other], entries_of(reports))
    page = Page(text)
    assert page.addresses == [f"#{NAME}", f"#{other}"]
    row = text[text.index('data-key="s0"') : text.index('data-key="s1"')]
    assert re.findall(r'data-name="(In all|rnn|cnn)" data-key="([^"]*)"', row) == [
        ("In all", "1.0"),
        ("rnn", "1.0"),
        ("cnn", "0.0"),
    ]
    assert "cnn: refused" in row


def test_trainings_are_one_picture_which_is_told_in_words_too(class_of):
    course, make = class_of
    right = Losses(
        title="The loss <of each epoch>", got=(1.5, 1.0, 0.5), expected=(1.5, 1.0, 0.5), band=0.001
    )
    wrong = right.model_copy(update={"got": (1.5, 1.2, 9.0)})
    reports = [
        each.model_copy(update={"tests": (each.tests[0].model_copy(update={"exhibits": (shown,)}),)})
        for each, shown in zip(make([""], ["x"]), (right, wrong), strict=True)
    ]
    page = Page(overview(course, [NAME], entries_of(reports)))
    assert (
        "The loss <of each epoch>: the loss less the expected one, by epoch: 1 of 2 trainings stay in the band that "
        "counts as equal, 1 do not"
    ) in page.labels
    assert "1 of 2 have the expected losses, 1 leaves them" in page.words
    assert "s1 (from epoch 1 on)" in page.words


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
    assert ", ".join(sorted(f"s{number}" for number in range(1000))) in page.words


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
    assert page.scripts == [SORT]
    assert "img" not in page.tags
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
