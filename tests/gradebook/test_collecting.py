"""`nbgrader zip_collect` on what Canvas and Moodle give."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
import warm
from hostile.conftest import NAME, make_course

from autograder.course.config import Course
from autograder.course.submissions import Found, read
from autograder.errors import SubmissionError

CANVAS = {
    "roeann_LATE_12_345_{}-1.ipynb": "annr",
    "max_1_2_{}.py": "1",
    "poebob_77_3_{} (1).ipynb": "bob77",  # the one of two whose number is known
    "poebob_78_4_{}.py": "bob78",
    "leesam_79_5_{}.py": "79",  # one of two whose numbers are not
    "chowei_81_6_{}.py": "81",  # two, of whom the gradebook knows one, and not which
    "chowei_82_7_{}.py": "82",
    "test_83_8_{}.py": "83",
}
# Moodle's, with a folder for each submission or without.
MOODLE = {
    "Jane Doe_100001_assignsubmission_file_/{}.ipynb": "jdoe",
    "Ng Élise_100002_assignsubmission_file_{}.ipynb": "eng",
    "Sam Lee_100003_assignsubmission_file_/{}.ipynb": "100003",
    "Nobody Known_100004_assignsubmission_file_{}.py": "100004",
    "De La Cruz Ana_100005_assignsubmission_file/{} (1).ipynb": "ana",
    "Wei Cho_100006_assignsubmission_file_/{}.ipynb": "100006",
    "Wei Cho_100007_assignsubmission_file_/{}.ipynb": "100007",
}
OTHERS = {"ida_{}.py": "ida"}

NONE = (
    "Jane Doe_100001_assignsubmission_file_/test_{}.py",
    "Jane Doe_100001_assignsubmission_file_/notes.ipynb",
    "Jane Doe_100001_assignsubmission_onlinetext_/{}.ipynb",
    "test_{}.py",
)
JANE = "Jane Doe_100001_assignsubmission_file_/"
GROUPS = {  # where Moodle has the class in groups: their names may hold dashes, and so may students'
    "Group A-Ann Smith_100010_assignsubmission_file_/{}.ipynb": "asmith",
    "Lab-2-Jean-Luc Poe_100011_assignsubmission_file_{}.ipynb": "jlp",
    "Group A-Kim Ito_100012_assignsubmission_file_/{}.ipynb": "100012",  # two of whom the gradebook knows one
    "Group B-Kim Ito_100013_assignsubmission_file_/{}.ipynb": "100013",
}
# What the only notebook may be called, however it is handed in.
OTHER_NAMES = {
    "Copy Colab_100020_assignsubmission_file_/Copy of {}.ipynb": "copy",
    "Kopie Colab_100021_assignsubmission_file_Kopie von {}.ipynb": "kopie",
    "Upper Case_100022_assignsubmission_file_/BACKPROP.ipynb": "upper",
    "In Folder_100023_assignsubmission_file_/{}/{}.ipynb": "folder",
    "untitled_85_10_Untitled12.ipynb": "85",
    "solution_86_11_{}_solution.ipynb": "86",
    "ana_u_Copy of {}.ipynb": "ana_u",  # not the work of ana
}
SEVERAL = (  # of which none is chosen
    "Sev Eral_100030_assignsubmission_file_/Copy of {}.ipynb",
    "Sev Eral_100030_assignsubmission_file_/my {}.ipynb",
)
NO_NOTEBOOK = "Pdf Only_100031_assignsubmission_file_/answers.pdf"
STAMPED = "Pdf Only_100031_assignsubmission_file_/timestamp.txt"
POSING = "Po Sing_100032_assignsubmission_file_Nobody Known_100004_assignsubmission_file_{}.ipynb"
MODULE = "Mod Ule_100040_assignsubmission_file_/week 3/"
IMPORTS = json.dumps(
    {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "code", "metadata": {}, "source": "from layers import x"}],
    }
)
HOSTILE = (  # what a student has put into a folder, or an archive, so that it is taken for another's
    f"{JANE}Nobody Known_100004_assignsubmission_file_/{{}}.ipynb",
    f"{JANE}max_1_2_{{}}.ipynb",
    f"{JANE}ida_{{}}.ipynb",
)
FILES = {**CANVAS, **MOODLE, **OTHERS, **GROUPS, **OTHER_NAMES}
ROSTER = """\
id,first_name,last_name,lms_user_id
jdoe,Jane,Doe,
eng,Élise,Ng,
annr,Ann,Roe,
sam1,Sam,Lee,
sam2,Sam,Lee,
ana,Ana,De La Cruz,
bob77,Bob,Poe,77
bob78,Bob,Poe,78
cho,Wei,Cho,
nameless,,,
asmith,Ann,Smith,
jlp,Jean-Luc,Poe,
kim,Kim,Ito,
copy,Copy,Colab,
kopie,Kopie,Colab,
upper,Upper,Case,
folder,In,Folder,
ana_u,Anabel,Underscore,
several,Sev,Eral,
pdf,Pdf,Only,
posing,Po,Sing,
module,Mod,Ule,
81,,,
"""


def archive_of(*paths: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as zipped:
        for path in paths:
            zipped.writestr(path.format(NAME), "eve's")
    return data.getvalue()


def nbgrader(*arguments: str, cwd: Path) -> str:
    """What nbgrader's program says."""
    return warm.nbgrader(*arguments, cwd=cwd).stderr


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of submissions, collected twice, and what was said."""
    course = make_course(tmp_path_factory.mktemp("collect") / "course")
    (course.root / "students.csv").write_text(ROSTER)
    nbgrader("db", "student", "import", "students.csv", cwd=course.root)
    archive = course.root / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "CS 101-Backprop-4711.zip", "w") as zipped:
        for path in (*FILES, *NONE, *HOSTILE, *SEVERAL, NO_NOTEBOOK, STAMPED, POSING):
            zipped.writestr(path.format(NAME, NAME), path)
        zipped.writestr("eve_84_9_x.zip", archive_of("max_1_2_{}.ipynb", "ida_{}.ipynb"))
        zipped.writestr(f"{MODULE}Copy of {NAME}.ipynb", IMPORTS)
        for name in ("layers/x.py", "unused.py", f"test_{NAME}.py"):
            zipped.writestr(f"{MODULE}{name}", f"name = {name!r}")
        zipped.writestr("who.ipynb", "nobody's")
        zipped.writestr(f"{JANE}no archive.gz", "no archive")  # it stops a program that opens it
        # nbgrader stops where one student has two files of a name.
        zipped.writestr(f"{JANE}{NAME} (2).ipynb", "another")
        zipped.writestr(f"poebob_78_9_{NAME}-1.py", "another")
    for _ in range(2):
        said = nbgrader("zip_collect", NAME, "--force", cwd=course.root)
    return course.root / "submitted", said


@pytest.mark.parametrize("path", FILES)
def test_each_file_gets_to_its_student(collected, path):
    student = FILES[path]
    folder = collected[0] / student / NAME
    assert (folder / (NAME + Path(path).suffix)).read_text() == path


def test_nothing_else_is_collected(collected):
    named = {"several", "pdf", "posing", "84", "module"}
    assert {each.name for each in collected[0].iterdir()} == {*FILES.values(), *named}
    texts = {
        each.read_text()
        for each in collected[0].rglob("*.*")
        if each.suffix != ".zip" and "module" not in each.relative_to(collected[0]).parts
    }
    assert texts == {*FILES, *SEVERAL, NO_NOTEBOOK, POSING}


def test_a_students_own_modules_come_along_with_the_notebook_that_imports_them(collected):
    folder = collected[0] / "module" / NAME
    files = {each.relative_to(folder).as_posix(): each.read_text() for each in folder.rglob("*.*")}
    assert files == {f"{NAME}.ipynb": IMPORTS, "layers/x.py": "name = 'layers/x.py'"}


def test_what_a_student_calls_a_file_makes_it_nobody_elses(collected):
    assert (collected[0] / "posing" / NAME / f"{NAME}.ipynb").read_text() == POSING


def test_of_several_that_fit_none_is_chosen_and_the_student_stands_there_with_all(collected):
    submitted, said = collected
    folder = submitted / "several" / NAME
    assert sorted(each.name for each in folder.iterdir()) == [f"Copy of {NAME}.ipynb", f"my {NAME}.ipynb"]
    why = "which one to grade is not clear: Copy of backprop.ipynb, my backprop.ipynb: hand in one, named"
    assert f"several: there is no {NAME}.ipynb, and {why}" in said
    course = Course.load(submitted.parent)
    with pytest.raises(SubmissionError, match=why):
        read(Found("several", NAME, folder), course.config)


@pytest.mark.parametrize(("student", "file"), [("pdf", "answers.pdf"), ("84", "x.zip")])
def test_who_handed_in_no_notebook_stands_there_with_what_there_is(collected, student, file):
    submitted, said = collected
    assert [each.name for each in (submitted / student / NAME).iterdir()] == [file]
    assert f"{student}: no {NAME}.ipynb or {NAME}.py, the folder holds {file}" in said


def test_a_notebook_of_another_name_is_told(collected):
    why = f"counts as {NAME}.ipynb, because there is no {NAME}.ipynb or {NAME}.py"
    assert f"copy: Copy of {NAME}.ipynb {why}" in collected[1]
    assert f"85: untitled_85_10_Untitled12.ipynb {why}" in collected[1]


def test_a_notebook_that_is_nobodys_is_told(collected):
    assert "who.ipynb is not collected, because its name does not say whose it is" in collected[1]


def test_a_name_that_is_nobodys_or_not_only_one_students_is_told(collected):
    _, said = collected
    assert "several students are called Sam Lee: 100003 is taken for the student's id" in said
    assert "no student of the gradebook is called Nobody Known: 100004 is taken" in said
    assert "several students are called leesam: 79 is taken for the student's id" in said
    assert "no student of the gradebook is called max: 1 is taken for the student's id" in said
    assert "81 is taken" not in said  # the gradebook has a student who is nothing but that number


def test_which_of_a_students_files_counts_is_told(collected):
    _, said = collected
    assert f"jdoe handed in {NAME}.ipynb and {NAME} (2).ipynb: {NAME}.ipynb counts" in said
    two = f"poebob_78_4_{NAME}.py and poebob_78_9_{NAME}-1.py"
    assert f"bob78 handed in {two}: poebob_78_4_{NAME}.py counts" in said


def test_an_archive_that_a_student_has_packed_is_named(collected):
    _, said = collected
    for name in ("eve_84_9_x.zip", "no archive.gz"):
        assert f"{name} is an archive and is not opened: ask the student for {NAME}.ipynb itself" in said


def test_who_is_late_and_nobody_knows_by_how_much_is_told(collected):
    _, said = collected
    assert (
        f"annr was late, and Canvas does not say by how much: annr's {NAME} counts as on time unless" in said
    )
    assert said.count(" was late, ") == 1
