"""A class of sixty in whom troubles are planted: everybody is somewhere with the reason, and all places say the same.

The real nbgrader collects, keeps and exports; people's points are given as the formgrader gives them.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import here
import nbformat
import pytest
import warm
import yaml
from life.server import postgres, program
from nbgrader.api import Gradebook

from autograder.course.config import Course
from autograder.demo.make import fill
from autograder.sandbox.sandbox import Sandbox

pytestmark = pytest.mark.slow  # sixty are collected, graded, recorded and exported, twice

NAME = "spread"
TITLE = "Standard scores"
POINTS = 4.0  # of the tests
WORDS, WHY = f"{NAME}-words", f"{NAME}-why"  # an answer of 2 points and a task of 3, which people grade
ANSWER = {"grade": True, "grade_id": WORDS, "locked": False, "points": 2, "solution": True, "task": False}
TASK = {"grade": False, "grade_id": WHY, "locked": True, "points": 3, "solution": False, "task": True}
PEOPLE = "".join(
    f"\n\n# %% [markdown] nbgrader={json.dumps({**marks, 'schema_version': 3})}\n# {text}\n"
    for marks, text in ((ANSWER, "In words: what is a deviation?"), (TASK, "Why? Add a cell below."))
)
CODE = f"{NAME}-code"
RIGHT = """\
def standardize(x):
    centred = x - x.mean(dim=1, keepdim=True)
    return centred / centred.pow(2).mean(dim=1, keepdim=True).sqrt()
"""
WRONG = RIGHT.replace("    return", "    centred = centred + 1\n    return")
MOODLE = [f"m{number:02}" for number in range(40)]
"""Whose work came by Moodle's download."""
CANVAS = [f"c{number:02}" for number in range(12)]
DIRECT = [f"d{number:02}" for number in range(6)]
"""Whose work was put where nbgrader has it."""
AWAY = ("absent", "later")
UNKNOWN = ("stranger", "4711")
ENROLLED = [*MOODLE, *CANVAS, *DIRECT, *AWAY]
TROUBLES = {
    "m01": "Copy of {}.ipynb",
    "m02": "{} (1).ipynb",
    "m03": "{}/{}.ipynb",  # below a folder of the student's own
    "m04": "solution.ipynb",
    "m05": "{}.py",
}
"""What files are called that count all the same."""
REFUSED = {
    "m10": ("is not JSON", {"{}.ipynb": b"{"}),
    "m11": ("is empty", {"{}.ipynb": b""}),
    "m12": ("which one to grade is not clear", {"Copy of {}.ipynb": RIGHT, "my {}.ipynb": WRONG}),
    "m13": ("the folder holds answers.pdf", {"answers.pdf": b"%PDF-1.4"}),
}
"""Whose work cannot be graded, and why."""


@dataclass
class Class:
    """The course with all that was said on the way."""

    course: Course
    url: str
    said: dict[str, str] = field(default_factory=dict)
    before_lateness: dict[str, str] = field(default_factory=dict)
    """By student, in Canvas's file without --late."""

    def autograder(self, *arguments: str) -> str:
        done = here.autograder(*arguments, cwd=self.course.root, code=None)
        assert done.returncode in (0, 3), done.stderr
        return done.stdout + done.stderr

    def nbgrader(self, *arguments: str) -> str:
        done = warm.nbgrader(*arguments, cwd=self.course.root)
        return done.stdout + done.stderr

    def export(self, target: str, *options: str) -> str:
        self.said[" ".join((target, *options))] = said = self.autograder("export", target, NAME, *options)
        return said

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.course.root / "graded" / name).open(newline="") as file:
            return list(csv.DictReader(file))


def notebook(released: Path, source: str | None, kind: str = "code") -> bytes:
    """A student's notebook: `source` in place of the stub, in a cell of another kind perhaps."""
    made = nbformat.read(released, as_version=4)
    if source is not None:
        fill(made, {CODE: source}, [])
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == CODE and kind != "code":
            cell.cell_type = kind
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)
    return nbformat.writes(made).encode()


def make_course(root: Path) -> Course:
    root.mkdir()
    here.autograder("new", NAME, cwd=root)
    source = root / "solutions" / NAME / f"{NAME}.py"
    source.write_text(source.read_text() + PEOPLE)
    text = yaml.safe_load((root / "grading.yml").read_text())
    text["lateness"] = {"per_day": 0.1, "at_most": 0.5}
    text["assignments"][NAME]["due"] = "2026-01-10T23:59:00+00:00"
    (root / "grading.yml").write_text(yaml.safe_dump(text, sort_keys=False))
    here.autograder("release", NAME, cwd=root)
    return Course.load(root)


def hand_in(course: Course) -> None:
    """All that comes in by the two downloads and by hand."""
    released = course.root / "assignments" / NAME / f"{NAME}.ipynb"
    kinds = {"m06": "markdown", "m07": "raw"}
    archive = course.root / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "Spread-moodle.zip", "w") as zipped:
        for number, student in enumerate(MOODLE):
            group = "Lab-2-" if student == "m08" else ""
            folder = f"{group}{first(student)} {last(student)}_{1000 + number}_assignsubmission_file_"
            if student in REFUSED:
                for name, data in REFUSED[student][1].items():
                    content = data if isinstance(data, bytes) else notebook(released, data)
                    zipped.writestr(f"{folder}/{name.format(NAME)}", content)
                continue
            name = TROUBLES.get(student, "{}.ipynb").format(NAME, NAME)
            if name.endswith(".py"):
                zipped.writestr(f"{folder}/{name}", RIGHT)
            else:
                source = (RIGHT, WRONG, None)[number % 3] if number >= 20 else RIGHT
                zipped.writestr(f"{folder}/{name}", notebook(released, source, kinds.get(student, "code")))
        zipped.writestr(f"No Body_4711_assignsubmission_file_/{NAME}.ipynb", notebook(released, RIGHT))
    with zipfile.ZipFile(archive / "submissions.zip", "w") as zipped:
        for number, student in enumerate(CANVAS):
            late = "LATE_" if student == "c01" else ""
            label = f"{last(student)}{first(student)}".lower()
            content = notebook(released, (RIGHT, WRONG)[number % 2])
            zipped.writestr(f"{label}_{late}{7000 + number}_{90000 + number}_{NAME}-1.ipynb", content)
    for student in (*DIRECT, UNKNOWN[0]):
        path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(notebook(released, RIGHT))
    shutil.move(course.root / "submitted/d05" / NAME / f"{NAME}.ipynb", course.root / "submitted/d05")
    (course.root / "submitted/d05" / NAME).rmdir()


def first(student: str) -> str:
    return f"Ada{student.capitalize()}"


def last(student: str) -> str:
    return f"Byron{student}"


def stamp(course: Course, student: str, text: str) -> None:
    (course.root / "submitted" / student / NAME / "timestamp.txt").write_text(text)


def give(book: Gradebook, student: str, grade_id: str, **scores: float) -> None:
    grade = book.find_grade(grade_id, NAME, NAME, student)
    for key, value in scores.items():
        setattr(grade, key, value)
    grade.needs_manual_grade = False
    book.db.commit()


@pytest.fixture(
    scope="module",
    params=["sqlite", "postgresql"],
)
def sixty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> Iterator[Class]:
    root = tmp_path_factory.mktemp("sixty") / "course"
    with pytest.MonkeyPatch.context() as patch, here.graded_by(sandbox):
        if request.param == "sqlite":
            patch.setenv("AUTOGRADER_GRADEBOOK", f"sqlite:///{root}/gradebook.db")
            yield lived(make_course(root))
        elif program("initdb") is None:
            pytest.skip("needs PostgreSQL's server")
        else:
            with postgres() as url:
                patch.setenv("AUTOGRADER_GRADEBOOK", url)
                yield lived(make_course(root))


def lived(course: Course) -> Class:
    each = Class(course, os.environ["AUTOGRADER_GRADEBOOK"])
    each.autograder("init")
    lines = ["id,first_name,last_name,email,lms_user_id"]
    for student in ENROLLED:
        number = 7000 + int(student[1:]) if student in CANVAS else ""
        lines.append(f"{student},{first(student)},{last(student)},{student}@example.org,{number}")
    (course.root / "students.csv").write_text("\n".join(lines) + "\n")
    each.nbgrader("db", "student", "import", "students.csv")
    hand_in(course)
    each.said["collect"] = each.nbgrader("zip_collect", NAME, "--force")
    stamp(course, "m14", "2026-01-12 12:00:00 UTC")  # two days begun
    stamp(course, "m15", "2026-01-12 12:00:00 UTC")  # with more time, see below
    stamp(course, "m16", "2026-01-11 12:00:00 UTC")  # and with points of a person
    stamp(course, "m17", "yesterday")
    stamp(course, "c01", "2026-02-11 12:00:00 UTC")  # more than can be lost
    each.autograder("extend", "m15", NAME, "+3d")
    each.autograder("extend", "later", NAME, "2099-01-01")
    each.said["first"] = each.autograder("grade", NAME)

    with Gradebook(each.url, course.config.course) as book:
        give(book, "m16", f"{NAME}-values", manual_score=3.0)  # an appeal
        give(book, "m18", f"{NAME}-values", extra_credit=1.5)
        give(book, "m19", WORDS, manual_score=2.0)
        give(book, "m19", WHY, manual_score=2.5, extra_credit=0.25)
        give(book, "m10", f"{NAME}-values", manual_score=1.0)  # who was refused
        give(book, "c01", WHY, manual_score=3.0)
        give(book, "d03", WHY, manual_score=3.0)  # who withdraws
        # An oral examination: of "absent" nothing was handed in, and there are points.
        book.add_submission(NAME, "absent")
        for grade in book.find_submission_notebook(NAME, NAME, "absent").grades:
            give(book, "absent", grade.name, manual_score=1.0)
    for student in ("d03", "d04"):
        shutil.rmtree(course.root / "submitted" / student)
    (course.root / "graded" / "reports" / NAME / "d03.json").unlink()
    each.said["second"] = each.autograder("grade", NAME)
    each.export("canvas")
    each.before_lateness = {row["SIS Login ID"]: row[TITLE] for row in each.rows("canvas.csv")}
    each.export("moodle", "--missing", "zero", "--identifier", "email")
    each.export("junit", "--missing", "zero")
    each.export("canvas", "--late", "--missing", "zero")
    each.export("overview")
    return each


@pytest.fixture(scope="module")
def kept(sixty: Class) -> dict[str, tuple[float, float]]:
    """What nbgrader itself says of each submission: the points before lateness, and what that takes."""
    with Gradebook(sixty.url, sixty.course.config.course) as book:
        return {
            each.student_id: (each.score, each.late_submission_penalty)
            for each in book.assignment_submissions(NAME)
        }


def number(text: str) -> float | None:
    return float(text) if text else None


def test_the_planted_points_are_what_the_gradebook_keeps(kept):
    expected = {
        "m09": (POINTS, 0.0),
        "m14": (POINTS, 0.8),
        "m15": (POINTS, 0.0),  # late, with an extension
        "m16": (3.0, 0.3),  # late, and less than the tests gave
        "m17": (POINTS, 0.0),  # a timestamp that tells nothing
        "m18": (POINTS + 1.5, 0.0),
        "m19": (POINTS + 2.0 + 2.75, 0.0),
        "m10": (1.0, 0.0),  # refused, and given a point
        "m20": (0.0, 0.0),  # the stub
        "c01": (3.0, 1.5),  # wrong, with a task: half is the most that can be lost
        "c00": (POINTS, 0.0),
        "d03": (POINTS + 3.0, 0.0),
        "absent": (3.0, 0.0),
        **dict.fromkeys((*TROUBLES, "m06", "m07", "m08"), (POINTS, 0.0)),
    }
    found = {student: kept[student] for student in expected}
    assert found == {student: pytest.approx(points) for student, points in expected.items()}
    assert set(ENROLLED) - set(kept) == {"later", "d05"}
    assert set(kept) - set(ENROLLED) == {*UNKNOWN}


def test_every_place_says_what_the_gradebook_says(sixty, kept):
    late = {row["SIS Login ID"]: number(row[TITLE]) for row in sixty.rows("canvas.csv")}
    moodle = {row["email"]: number(row[NAME]) for row in sixty.rows("moodle.csv")}
    junit = {
        suite.attrib["name"].split("/")[1]: {
            each.attrib["name"]: each.attrib["value"] for each in suite.iter("property")
        }
        for suite in ElementTree.parse(sixty.course.root / "graded" / "junit.xml").getroot()
    }
    table: dict[str, list[float]] = {}
    for row in sixty.rows("scores.csv"):
        mine = table.setdefault(row["student"], [0.0, 0.0])
        mine[0] += number(row["total"]) or 0.0
        mine[1] += number(row["late_penalty"]) or 0.0
    sixty.nbgrader("export", "--to", "grades.csv")
    with (sixty.course.root / "grades.csv").open() as file:
        own = {row["student_id"]: row for row in csv.DictReader(file)}
    assert len(kept) == 60  # two are unknown, and two have nothing
    for student, (score, penalty) in kept.items():
        email = f"{student}@example.org" if student in ENROLLED else student
        assert number(sixty.before_lateness[student]) == pytest.approx(score), student
        assert late[student] == pytest.approx(max(0.0, score - penalty)), student
        assert moodle[email] == pytest.approx(score), student
        assert float(junit[student]["score"]) == pytest.approx(score), student
        assert float(junit[student]["max_score"]) == POINTS + 2 + 3
        assert table[student] == pytest.approx([score, penalty]), student
        assert float(own[student]["raw_score"]) == pytest.approx(score)
        assert float(own[student]["score"]) == pytest.approx(late[student])


def test_automatic_scores_stand_beside_what_people_gave(sixty):
    rows = {(row["student"], row["grade_id"]): row for row in sixty.rows("scores.csv")}
    value = rows["m16", f"{NAME}-values"]
    assert [value[name] for name in ("score", "manual_score", "total", "late_penalty")] == [
        *("4.0", "3.0", "3.0"),
        value["late_penalty"],
    ]
    assert float(value["late_penalty"]) == pytest.approx(0.3)
    assert (rows["m19", WHY]["score"], rows["m19", WHY]["extra_credit"]) == ("", "0.25")
    assert rows["m18", f"{NAME}-values"]["extra_credit"] == "1.5"
    (row,) = (row for row in sixty.rows("canvas.csv") if row["Student"].strip() == "Points Possible")
    assert float(row[TITLE]) == POINTS + 2 + 3


def test_everybody_is_somewhere_with_the_reason(sixty):
    """In a row of each export, or named; and those with trouble in words."""
    rows = {row["SIS Login ID"]: row for row in sixty.rows("canvas.csv")}
    said = sixty.said
    assert {*ENROLLED, *UNKNOWN} == {*rows} - {""}
    for student, (reason, _) in REFUSED.items():
        assert f"{student} {NAME}: refused" in said["first"], student
        feedback = {row["email"]: row[f"{NAME} feedback"] for row in sixty.rows("moodle.csv")}
        assert reason in feedback[f"{student}@example.org"]
    assert "m12: " in said["collect"]
    assert f"m17 {NAME}: timestamp.txt" in said["canvas"]
    assert "c01 was late, and Canvas does not say by how much" in said["collect"]
    assert "no student of the gradebook is called No Body: 4711 is taken" in said["collect"]
    for target in ("canvas", "canvas --late --missing zero", "junit --missing zero", "overview"):
        assert "not enrolled, but handed something in: 4711, stranger;" in said[target]
        assert "d05/spread.ipynb is in the wrong place" in said[target]
        for who, points in (("absent", 3), ("d03", 7)):
            line = f"{who} {NAME} has no report, and points that people gave in the gradebook: {points} points there"
            assert line in said[target], target
        assert f"{NAME}/d04.json" in said[target]  # who withdrew, and whose report counts until it is deleted
    # One has more time and one's work lies in the wrong place: the latter has handed in nothing as far as is known.
    assert (rows["later"][TITLE], rows["d05"][TITLE]) == ("", "0")
    assert f"no submission of {NAME} by d05: 0 there" in said["canvas --late --missing zero"]
    assert f"no submission of {NAME} by later: no score there" in said["canvas --late --missing zero"]
    assert sixty.before_lateness["d05"] == ""


def test_canvas_gets_the_names_and_numbers_that_the_gradebook_knows(sixty):
    rows = {row["SIS Login ID"]: row for row in sixty.rows("canvas.csv")}
    assert (rows["c03"]["Student"], rows["c03"]["ID"]) == (f"{last('c03')}, {first('c03')}", "7003")
    assert (rows["m03"]["Student"], rows["m03"]["ID"]) == (f"{last('m03')}, {first('m03')}", "")
    assert (rows["stranger"]["Student"], rows["stranger"]["ID"]) == ("stranger", "")


def test_feedback_goes_back_under_the_names_that_the_lms_gave(sixty):
    students = {  # by what the LMS calls them
        f"Lab-2-{first('m08')} {last('m08')}_1008": "m08",
        f"{first('m12')} {last('m12')}_1012": "m12",
        "No Body_4711": "4711",
        f"{last('c01')}{first('c01')}_LATE_7001_90001".lower().replace("late", "LATE"): "c01",
        f"{last('c02')}{first('c02')}_7002_90002".lower(): "c02",
    }
    for student in (*students.values(), "d00", "d03"):
        sixty.nbgrader("generate_feedback", NAME, "--student", student)
    said = sixty.export("feedback")
    folder = sixty.course.root / "graded" / "feedback-zips"
    with zipfile.ZipFile(folder / f"{NAME}-moodle.zip") as opened:
        moodle = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(folder / f"{NAME}-canvas.zip") as opened:
        canvas = {name: opened.read(name) for name in opened.namelist()}
    assert {name.partition("_assignsubmission_file_/")[0] for name in moodle} == {*students} - {
        *canvas_of(students)
    }
    assert {name.removesuffix(f"_{NAME}.html") for name in canvas} == {*canvas_of(students)}
    for label, student in students.items():
        page = sixty.course.root / "graded" / "feedback" / student / NAME / f"{NAME}.html"
        (found,) = (data for name, data in {**moodle, **canvas}.items() if name.startswith(f"{label}_"))
        assert found == page.read_bytes()
    assert f"{NAME}: no page of d00, d03: downloaded/{NAME} has no file of theirs" in said
    assert f"{NAME}: c00, c03, " in said  # without a page


def canvas_of(students: dict[str, str]) -> list[str]:
    return [label for label, student in students.items() if student in CANVAS]
