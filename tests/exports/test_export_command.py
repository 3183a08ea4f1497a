"""`autograder export` as an instructor types it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import warm
from exports.conftest import NAME, ROOT, refused

from autograder.errors import CourseError
from autograder.exports.registry import Format, Options, formats, write

BIN = Path(sys.executable).parent


def autograder(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(BIN / "autograder"), *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    return done


def options(course, **given) -> Options:
    return Options(submitted=course.root / "submitted", **given)


def test_the_command_tells_where_the_file_is_and_who_has_no_score_in_it(graded):
    done = autograder("export", "canvas", cwd=graded.root)
    assert str(graded.root / "graded" / "canvas.csv") in done.stdout
    assert done.stderr == f"max {NAME} has no score there: grade it again\n"
    # an assignment that nobody was graded for is no column
    assert (graded.root / "graded" / "canvas.csv").read_text().splitlines()[1].count(",") == 5


def test_the_command_names_who_is_not_in_it_as_they_handed_in(graded, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(graded.root, course)
    submitted = course / "submitted"
    shutil.rmtree(submitted / "kurt")
    (submitted / "carl").rename(submitted / "karl")
    (submitted / "ada" / NAME / f"{NAME}.py").write_text("x = 1\n")
    said = autograder("export", "canvas", NAME, cwd=course).stderr.splitlines()
    assert said == [
        f"max {NAME} has no score there: grade it again",
        f"stale: ada {NAME}",
        f"pending: karl {NAME}",
        "These submissions are not exported: run `autograder grade`, then this again.",
        f"{submitted} has no submission for {NAME}/carl.json, {NAME}/kurt.json in {course}/graded/reports: scores.csv "
        "and exports have these scores until you delete the files",
    ]
    for name in ("carl", "kurt"):
        (course / "graded" / "reports" / NAME / f"{name}.json").unlink()
    assert "has no submission" not in autograder("export", "junit", NAME, cwd=course).stderr


def test_without_the_submissions_it_is_told_that_they_may_be_newer(graded, tmp_path):
    done = autograder(
        "export", "junit", NAME, "--submitted", "none", "--output", str(tmp_path), cwd=graded.root
    )
    assert "none is not a folder of submissions: No such file or directory; so it is not known" in done.stderr


def test_a_course_without_reports_is_told_to_grade_first(hand_made):
    course, _ = hand_made
    done = autograder("export", "moodle", cwd=course.root, code=2)
    assert "run `autograder grade` first" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_output_is_a_file_or_a_folder(graded, tmp_path):
    for output, path in ((tmp_path, tmp_path / "junit.xml"), (tmp_path / "x" / "y", tmp_path / "x" / "y")):
        written, _ = write("junit", graded, [NAME], graded.root / "graded", output, options(graded))
        assert written == [path]
        assert path.read_text().startswith("<?xml")


def test_gradescope_writes_a_zip_and_refuses_one_file_for_several(graded, tmp_path):
    path = tmp_path / "mine.zip"
    write("gradescope", graded, [NAME], graded.root / "graded", path, options(graded, visibility="hidden"))
    with zipfile.ZipFile(path) as opened:
        assert b"--visibility hidden" in opened.read("run_autograder")
    with pytest.raises(CourseError, match="name a folder"):
        write("gradescope", graded, [NAME, "cnn"], graded.root / "graded", path, options(graded))


@pytest.mark.parametrize(
    ("target", "given", "message"),
    [
        ("canvas", {"identifier": "email"}, "--identifier email: expected one of sis-login-id"),
        ("junit", {"identifier": "email"}, "junit has no such option"),
        ("overview", {"missing": "zero"}, "--missing: overview has no such option"),
        ("canvas", {"missing": "nothing"}, "--missing nothing: expected one of empty, zero"),
        ("junit", {"late": True}, "--late: junit has no such option"),
        ("moodle", {"visibility": "visible"}, "--visibility: moodle has no such option"),
        ("gradescope", {"visibility": "never"}, "--visibility never: expected one of visible"),
    ],
)
def test_an_option_that_the_format_does_not_know_is_told(graded, target, given, message):
    with pytest.raises(CourseError, match=message):
        write(target, graded, [NAME], graded.root / "graded", None, options(graded, **given))


def test_a_place_that_cannot_be_written_to_is_told(graded, tmp_path):
    (tmp_path / "file").write_text("")
    for target in ("canvas", "gradescope"):
        with pytest.raises(CourseError, match="cannot be written"):
            write(
                target, graded, [NAME], graded.root / "graded", tmp_path / "file" / "x.zip", options(graded)
            )


def test_a_report_that_cannot_be_read_or_is_out_of_other_points_is_told(hand_made):
    course, save = hand_made
    report = refused(course, "ada", "")
    save(report.model_copy(update={"grades": report.grades[:1]}))
    with pytest.raises(
        CourseError, match=r"has 1 points in total, but grading\.yml says 12: .* is gone, delete the file$"
    ):
        write("canvas", course, [NAME], course.root / "graded", None, options(course))
    (course.root / "graded" / "reports" / NAME / "ada.json").write_text("{")
    with pytest.raises(CourseError, match="is no report"):
        write("canvas", course, [NAME], course.root / "graded", None, options(course))


def test_lateness_needs_the_submissions(graded, tmp_path):
    with pytest.raises(CourseError, match="does not say when it was handed in"):
        write(
            "canvas",
            graded,
            [NAME],
            graded.root / "graded",
            tmp_path,
            Options(submitted=tmp_path, late=True),
        )


def test_an_export_makes_no_gradebook(graded, tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    done = autograder("export", "canvas", "--late", "--gradebook", url, cwd=graded.root)
    assert "canvas.csv" in done.stdout
    assert not (tmp_path / "gradebook.db").exists()


def test_late_is_applied_through_the_option(graded, tmp_path):
    write("moodle", graded, [NAME], graded.root / "graded", tmp_path, options(graded, late=True))
    assert "ada,9.6,late: 2.4 points less" in (tmp_path / "moodle.csv").read_text()


NEW = '''
"""Who has how much, in words."""

from autograder.exports.registry import Format

FORMAT = Format("people", "words.txt", lambda scores: "".join(f"{r.student}: {r.score}\\n" for r in scores.reports))
'''


def test_a_new_format_is_one_new_file(graded, tmp_path):
    kit = tmp_path / "kit"
    for package in ("autograder", "datasets"):
        shutil.copytree(ROOT / package, kit / package, ignore=shutil.ignore_patterns("__pycache__", "demo"))
    (kit / "autograder" / "exports" / "words.py").write_text(NEW)
    here = {"cwd": graded.root, "env": {**os.environ, "PYTHONPATH": str(kit)}, "text": True}

    def program(*arguments: str) -> str:
        command = [sys.executable, "-m", "autograder.cli", "export", *arguments]
        return subprocess.run(command, capture_output=True, check=True, **here).stdout

    assert "words: for people" in " ".join(program("--help").split())
    program("words", NAME, "--output", str(tmp_path / "out"))
    assert "ada: 12.0\n" in (tmp_path / "out").read_text()


@pytest.mark.parametrize("name", formats())
def test_a_format_has_a_page_of_its_own_with_the_options_that_it_knows(hand_made, name):
    course, _ = hand_made
    page = warm.autograder("export", name, "--help", cwd=course.root).stdout
    known = {option for option in ("identifier", "late", "missing", "visibility") if f"--{option}" in page}
    kind = formats()[name]
    has = {
        "identifier": kind.identifiers,
        "late": kind.late,
        "missing": kind.missing,
        "visibility": kind.visibilities,
    }
    assert known == {option for option, knows in has.items() if knows}
    assert formats()[name].reader in " ".join(page.split())


def test_what_is_no_format_is_told_with_those_that_are(graded):
    said = autograder("export", "canvass", cwd=graded.root, code=2).stderr
    assert all(name in said for name in formats())


@pytest.mark.parametrize("name", formats())
def test_a_format_says_what_it_writes(name):
    kind: Format = formats()[name]
    assert kind.reader
    assert bool(kind.text and kind.file) != bool(kind.files)
