"""What of a report the gradebook takes over: no score beyond the points, and none where the kit failed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import warm
from hostile.conftest import NAME, ROOT, make_course
from life.conftest import BIN
from nbgrader.api import Gradebook as Database
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from sqlalchemy import event, text

from autograder.course import submissions
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.release import release
from autograder.course.submissions import Found, Submission
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.digest import digest_of
from autograder.grading.report import Report, TestResult, Verdict, failed, grades_of, refused
from autograder.grading.store import Store
from autograder.nbgrader import ledger as table
from autograder.nbgrader.record import Gradebook
from autograder.nbgrader.settings import settings

FIRST = "backprop-linear"


class Class:
    """A course with one submission, whose reports are recorded one after another."""

    def __init__(self, folder: Path) -> None:
        self.course = Course.load(folder)
        self.found = Found("ada", NAME, folder / "submitted" / "ada" / NAME)
        self.store = Store(folder / "graded" / "reports")
        self.book = Gradebook(self.course, folder / "graded", self.course.config.gradebook)
        self.book.prepare(NAME)

    def again(self, *replaced: tuple[str, str]) -> Class:
        """As another run finds it, with changes in grading.yml."""
        path = self.course.root / "grading.yml"
        for old, new in replaced:
            assert old in path.read_text()
            path.write_text(path.read_text().replace(old, new, 1))
        return Class(self.course.root)

    def nbgrader(self, *arguments: str, code: int = 0) -> str:
        return warm.nbgrader(*arguments, cwd=self.course.root, code=code).stderr

    @property
    def submission(self) -> Submission:
        """As it is read now."""
        return submissions.read(self.found, self.course.config)

    def hand_in(self, moment: str) -> None:
        (self.found.folder / "timestamp.txt").write_text(moment)

    def penalty(self) -> float:
        with self.database() as book:
            return book.find_submission(NAME, "ada").late_submission_penalty

    def report(self, course: Course | None = None) -> Report:
        """Full marks."""
        assignment = (course or self.course).assignment(NAME)
        tests = tuple(
            TestResult(name="test", grade_id=each, title="It holds.", weight=1, passed=True)
            for each in assignment.grades
        )
        return Report(
            student="ada",
            assignment=NAME,
            verdict=Verdict.GRADED,
            grades=grades_of(assignment, tests),
            tests=tests,
            digest="0" * 64,
        )

    def record(self, report: Report) -> None:
        self.store.save(report)
        self.book.record(self.submission, report)

    def database(self) -> Database:
        return Database(f"sqlite:///{self.course.root}/gradebook.db", self.course.config.course)

    def recorded(self) -> set[tuple[float | None, bool]]:
        """Automatic scores and whether a person is asked for one."""
        with self.database() as book:
            grades = book.find_submission_notebook(NAME, NAME, "ada").grades
            assert len(grades) == len(self.course.assignment(NAME).grades)
            return {(grade.auto_score, grade.needs_manual_grade) for grade in grades}


FULL = {(3.0, False), (1.0, False), (2.0, False)}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course in which ada has full marks."""
    course = make_course(tmp_path_factory.mktemp("record") / "course")
    folder = course.root / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "assignments" / NAME / f"{NAME}.ipynb", folder)
    ada = Class(course.root)
    ada.record(ada.report())
    return course.root


@pytest.fixture
def ada(recorded: Path, tmp_path: Path) -> Class:
    """The course, in a copy of a test's own."""
    ada = Class(Path(shutil.copytree(recorded, tmp_path / "course")))
    assert ada.recorded() == FULL
    return ada


def test_an_infrastructure_verdict_takes_an_earlier_score_back_and_asks_for_another(ada):
    ada.record(failed(ada.found, ada.course.assignment(NAME), "the sandbox ended"))
    assert ada.recorded() == {(None, True)}
    with ada.database() as book:
        submission = book.find_submission(NAME, "ada")
        assert (submission.score, submission.needs_manual_grade) == (0, True)
    ada.record(ada.report())
    assert ada.recorded() == FULL


def test_what_a_person_gave_outlives_an_infrastructure_verdict(ada):
    with ada.database() as book:
        (grade,) = (
            each for each in book.find_submission_notebook(NAME, NAME, "ada").grades if each.name == FIRST
        )
        grade.manual_score, grade.extra_credit = 2.5, 0.5
        book.db.commit()
    ada.record(failed(ada.found, ada.course.assignment(NAME), "the sandbox ended"))
    assert ada.recorded() == {(None, True)}
    with ada.database() as book:
        assert book.find_submission(NAME, "ada").score == 3.0


TASK = """

# %% [markdown] nbgrader={"grade": false, "grade_id": "backprop-why", "locked": true, "points": 4, \
"schema_version": 3, "solution": false, "task": true}
# Why is it called *back* propagation? Answer in a cell below this one.
"""


def test_a_task_waits_for_a_person_and_keeps_what_they_gave(tmp_path):
    """As docs/instructors.md has it written, in a course whose other cells are graded by tests."""
    course = make_course(tmp_path / "course")
    solution = course.root / "solutions" / NAME / f"{NAME}.py"
    solution.write_text(solution.read_text(encoding="utf-8") + TASK, encoding="utf-8")
    release(course, [NAME])
    folder = course.root / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    shutil.copy(course.root / "assignments" / NAME / f"{NAME}.ipynb", folder)
    ada = Class(course.root)
    ada.record(ada.report())

    def task(book):
        grades = book.find_submission_notebook(NAME, NAME, "ada").grades
        return next(each for each in grades if each.name == "backprop-why")

    with ada.database() as book:
        assert (task(book).max_score, task(book).needs_manual_grade) == (4, True)
        task(book).manual_score = 3
        book.db.commit()
    ada.book.record(ada.submission, ada.report(), again=True)
    with ada.database() as book:
        submission = book.find_submission(NAME, "ada")
        points = ada.course.assignment(NAME).points
        assert (task(book).manual_score, submission.score) == (3, points + 3)
        assert submission.max_score == points + 4


def test_a_score_beyond_the_points_that_the_gradebook_has_is_not_recorded(ada):
    grades = {
        name: each.model_copy(update={"points": 1000.0})
        for name, each in ada.course.assignment(NAME).grades.items()
    }
    assignments = {
        **ada.course.config.assignments,
        NAME: ada.course.assignment(NAME).model_copy(update={"grades": grades}),
    }
    dearer = Course(ada.course.root, ada.course.config.model_copy(update={"assignments": assignments}))
    with pytest.raises(InfrastructureError, match="nbgrader did not record ada's backprop"):
        ada.record(ada.report(dearer))
    assert ada.recorded() == {(None, True)}


def test_a_stored_report_that_claims_more_than_its_points_is_none(ada):
    report = ada.report()
    ada.store.save(report)
    path = ada.store.path(NAME, "ada")
    text = path.read_text()
    path.write_text(text.replace('"score": 3.0', '"score": 1000.0', 1))
    assert path.read_text() != text
    with pytest.raises(InfrastructureError, match=r"ada\.json is no report"):
        ada.store.load(NAME, "ada")
    first, *others = report.grades
    claims = report.model_copy(update={"grades": (first.model_copy(update={"score": 1000.0}), *others)})
    with pytest.raises(InfrastructureError, match="nbgrader did not record ada's backprop"):
        ada.book.record(ada.submission, claims, again=True)
    assert ada.recorded() == {(None, True)}


def test_scores_are_recorded_together_or_not_at_all(ada, monkeypatch):
    """Who looks while a submission is recorded, or after a run that is killed there, finds what was there before."""
    seen = []
    penalties = AssignLatePenalties.preprocess

    def look(self, nb, resources):
        with closing(sqlite3.connect(ada.course.root / "gradebook.db")) as another:
            seen.append(set(another.execute("SELECT auto_score, needs_manual_grade FROM grade")))
        return penalties(self, nb, resources)

    monkeypatch.setattr(AssignLatePenalties, "preprocess", look)
    none = failed(ada.found, ada.course.assignment(NAME), "no bubblewrap")
    ada.record(none)
    assert seen == [FULL]
    assert ada.recorded() == {(None, True)}


def test_nobody_else_writes_to_a_submission_from_when_its_scores_are_read(ada, monkeypatch):
    """What is written says what has changed since then: another's scores in between would be taken for its own."""
    save, tried = SaveAutoGrades.preprocess, []

    def meddle(self, nb, resources):
        with closing(sqlite3.connect(ada.course.root / "gradebook.db", timeout=0)) as another:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                another.execute("UPDATE grade SET auto_score = 7")
            tried.append(True)
        return save(self, nb, resources)

    monkeypatch.setattr(SaveAutoGrades, "preprocess", meddle)
    ada.record(failed(ada.found, ada.course.assignment(NAME), "no bubblewrap"))
    assert tried
    assert ada.recorded() == {(None, True)}


def test_what_stopped_nbgrader_is_named(ada, monkeypatch):
    def stop(self, nb, resources):
        raise ValueError("the moon is full")

    monkeypatch.setattr(AssignLatePenalties, "preprocess", stop)
    with pytest.raises(InfrastructureError, match="ada's backprop: ValueError: the moon is full"):
        ada.record(failed(ada.found, ada.course.assignment(NAME), "no bubblewrap"))
    assert ada.recorded() == {(None, True)}


def test_what_another_run_adds_at_the_same_moment_is_no_failure(ada, monkeypatch):
    attempts = []

    def autograde(self, *of):
        attempts.append(of)
        if len(attempts) > 1:
            return real(self, *of)
        raised = "nbgrader.api.InvalidEntry: (sqlite3.IntegrityError) UNIQUE constraint failed: student.id"
        return {"success": False, "log": f"Traceback (most recent call last):\n  File\n{raised}\n[SQL"}

    real = NbGraderAPI.autograde
    monkeypatch.setattr(NbGraderAPI, "autograde", autograde)
    ada.book.record(ada.submission, ada.report(), again=True)
    assert attempts == [(NAME, "ada")] * 2


def test_what_the_database_refuses_is_named_without_its_statement(ada):
    """As where the disk or the file's permissions do not let it write."""
    with closing(sqlite3.connect(ada.course.root / "gradebook.db")) as book:
        book.execute(
            "CREATE TRIGGER no BEFORE UPDATE ON grade BEGIN SELECT RAISE(ABORT, 'the moon is full'); END"
        )
    with pytest.raises(
        InfrastructureError, match=r"ada's backprop: .*\(sqlite3\.IntegrityError\) the moon is full$"
    ):
        ada.record(failed(ada.found, ada.course.assignment(NAME), "no bubblewrap"))


def test_a_gradebook_of_an_older_nbgrader_is_told_and_upgraded(ada, monkeypatch):
    """Its table of students got this column last but one."""
    with closing(sqlite3.connect(ada.course.root / "gradebook.db")) as book:
        book.execute("ALTER TABLE student DROP COLUMN lms_user_id")
        book.execute("UPDATE alembic_version SET version_num = '167914646830'")
        book.commit()
    with pytest.raises(
        CourseError, match=r"its table student has no lms_user_id: run `nbgrader db upgrade`$"
    ):
        ada.book.prepare(NAME)
    monkeypatch.setenv("PATH", os.defpath)  # as where the environment is not activated
    subprocess.run([BIN / "nbgrader", "db", "upgrade"], cwd=ada.course.root, check=True, timeout=120)
    ada.book.prepare(NAME)
    ada.record(failed(ada.found, ada.course.assignment(NAME), "no bubblewrap"))
    assert ada.recorded() == {(None, True)}


def test_a_run_that_is_killed_while_nbgrader_makes_its_tables_leaves_a_gradebook_that_can_be_upgraded(
    tmp_path, monkeypatch
):
    course = make_course(tmp_path / "course")
    with monkeypatch.context() as patch:
        patch.setattr("nbgrader.api.get_alembic_version", lambda: sys.exit())
        with pytest.raises(SystemExit):
            Class(course.root)
    monkeypatch.setenv("PATH", os.defpath)  # as where the environment is not activated
    Class(course.root).nbgrader("db", "upgrade")


def test_a_database_that_refuses_while_the_gradebook_is_prepared_is_told_in_one_line(ada):
    with closing(sqlite3.connect(ada.course.root / "gradebook.db")) as book:
        book.execute("ALTER TABLE autograder_recorded RENAME COLUMN key TO kea")
    with pytest.raises(CourseError) as caught:
        ada.book.prepare(NAME)
    assert str(caught.value).endswith(
        "cannot be used: (sqlite3.OperationalError) no such column: autograder_recorded.key"
    )


def test_an_output_folder_that_cannot_be_written_to_is_told_in_one_line(ada):
    (ada.course.root / "graded" / ".preparing").unlink()
    (ada.course.root / "graded" / ".preparing").mkdir()
    with pytest.raises(
        CourseError, match=r"\.preparing cannot be written: Is a directory: everybody who grades here must"
    ):
        ada.book.prepare(NAME)


@pytest.mark.parametrize("table", ["grade", "comment"])
def test_a_submissions_rows_are_found_without_looking_at_all_students(ada, table):
    with ada.database() as book:
        plan = book.db.execute(text(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE notebook_id = 'x'"))
        assert any(f"USING INDEX autograder_{table}s" in step.detail for step in plan)


LATE = "2026-09-30 12:00:00 UTC"  # two days begun after it was due: a fifth of 12 points
DUE = "    due: 2026-09-28T23:59:00+02:00\n"


@pytest.fixture
def late(ada):
    ada.hand_in(LATE)
    ada.record(ada.report())
    assert ada.penalty() == pytest.approx(2.4)
    return ada


@pytest.mark.parametrize(("due", "lost"), [(DUE.replace("09-28", "09-29"), 1.2), ("", 0.0)])
def test_another_due_date_is_another_penalty(late, due, lost):
    another = late.again((DUE, due))
    another.record(another.report())
    assert another.penalty() == pytest.approx(lost)
    with another.database() as book:
        assert (book.find_assignment(NAME).duedate is None) == (not due)


def test_another_lateness_is_another_penalty(late):
    another = late.again(("per_day: 0.1 ", "per_day: 0.2 "))
    another.record(another.report())
    assert another.penalty() == pytest.approx(4.8)


@pytest.mark.parametrize("moment", ["", "yesterday, I think"])
def test_who_is_not_known_to_be_late_any_more_loses_nothing(late, moment):
    late.hand_in(moment)
    late.record(late.report())
    assert late.penalty() == 0
    with late.database() as book:
        assert book.find_submission(NAME, "ada").timestamp is None


def test_nbgrader_knows_that_what_was_refused_has_been_graded(late):
    """Its formgrader says "needs autograding" of what it takes for another submission, by the moment."""
    report = refused(late.found, late.course.assignment(NAME), "backprop.ipynb is empty")
    late.store.save(report)
    late.book.record(late.found, report)
    root = late.course.root
    config = settings(late.course, root / "graded", late.book.url, root / "submitted")
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.get_autograded_students(NAME) == {"ada"}
    assert late.recorded() == {(0.0, False)}


def test_nbgraders_own_autograde_takes_a_penalty_back_as_well(late):
    late.hand_in("")
    submission = submissions.read(late.found, late.course.config)
    digest = digest_of(submission, Material.of(late.course), "cpu")
    late.store.save(late.report().model_copy(update={"digest": digest}))  # so that it grades nothing
    late.nbgrader("autograde", NAME, "--force")
    assert late.recorded() == FULL
    assert late.penalty() == 0


def test_a_penalty_is_of_what_people_gave(late):
    with late.database() as book:
        (grade,) = (
            each for each in book.find_submission_notebook(NAME, NAME, "ada").grades if each.name == FIRST
        )
        grade.extra_credit = 5.0
        book.db.commit()
    another = late.again()
    another.record(another.report())
    assert another.penalty() == pytest.approx(3.4)
    assert another.recorded() == FULL


def test_an_extension_is_heeded_and_taken_back(late):
    for days, lost in ((1, 1.2), (5, 0.0), (0, 2.4)):
        with late.database() as book:
            book.grant_extension(NAME, "ada", days=days)
        another = late.again()
        another.record(another.report())
        assert another.penalty() == pytest.approx(lost)


def test_an_extension_of_no_due_date_is_told_in_one_line(late):
    with late.database() as book:
        book.grant_extension(NAME, "ada", days=1)
    with pytest.raises(
        CourseError, match=r"^grading\.yml has no due date of backprop, and .* ada has an ext"
    ):
        late.again((DUE, ""))


def test_what_is_recorded_with_its_penalty_is_left_alone(late):
    path = late.course.root / "graded" / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    written = path.stat().st_mtime_ns
    another = late.again()
    another.record(another.report())
    assert path.stat().st_mtime_ns == written


def test_a_changed_title_is_shown_though_nothing_is_graded_anew(late):
    report, title = late.report(), late.course.assignment(NAME).grades[FIRST].title
    another = late.again((f"title: {title}", "title: One layer"))
    another.record(report)
    path = another.course.root / "graded" / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    assert "<strong>One layer: 3 of 3 points</strong>" in path.read_text()
    assert another.recorded() == FULL


def test_what_is_recorded_is_found_by_few_questions_in_a_class_of_any_size(late):
    with late.database() as book:
        for number in range(20):
            book.add_student(f"s{number}")
            submission = book.add_submission(NAME, f"s{number}", timestamp=LATE)
            table.put(book, submission.id, "", "")
        book.db.commit()
        asked = []
        event.listen(book.engine, "before_cursor_execute", lambda *what: asked.append(what[2]))
        assert len(table.keys(book, NAME, late.course.config.lateness)) == 21
    assert len(asked) < 10


POINTS = ("backprop-linear: {points: 3,", "backprop-linear: {points: 6,")


def test_points_that_are_not_released_are_told_before_anything_is_graded(ada):
    with pytest.raises(
        CourseError,
        match=r"^grading\.yml and assignments/backprop differ in the points of backprop-linear: run `autograder rel",
    ):
        ada.again(POINTS)
    said = ada.nbgrader("autograde", NAME, "--force", code=1)
    assert "differ in the points of backprop-linear: run `autograder release backprop`" in said
    assert ada.recorded() == FULL


def test_a_check_finds_what_preparing_would_and_changes_nothing(ada):
    with pytest.raises(CourseError, match="differ in the points"):
        ada.again(POINTS)
    course = Course.load(ada.course.root)
    release(course, [NAME])
    Gradebook(course, course.root / "graded", course.config.gradebook).check(NAME)
    with ada.database() as book:
        assert book.find_assignment(NAME).max_score == 12


def test_cells_that_nbgrader_cannot_take_over_are_told_with_two_ways_out(ada):
    path = ada.course.root / "solutions" / NAME / f"{NAME}.py"
    solution = path.read_text()
    path.write_text(
        solution + '\n# %% [markdown] nbgrader={"grade": false, "grade_id": "hint", "locked": true, '
        '"schema_version": 3, "solution": false}\n# Look.\n'
    )
    release(ada.course, [NAME])
    said = r"^assignments/backprop has other cells than the gradebook \(new: hint\), and nbgrader cannot change cells"
    with pytest.raises(CourseError, match=said):
        ada.again()
    ada.nbgrader("db", "assignment", "remove", NAME, "--force")
    another = ada.again()
    another.record(another.report())
    assert another.recorded() == FULL

    path.write_text(solution)
    release(ada.course, [NAME])
    with pytest.raises(CourseError, match=r"\(gone: hint\)"):
        ada.again()
