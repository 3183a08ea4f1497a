"""New assignments: each template releases and grades at once; the kit's own are brought into another course."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.audit.known import audit
from autograder.course import authoring
from autograder.course.answers import known_answers
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.release import release
from autograder.errors import CourseError
from autograder.grading import self_check, suite
from autograder.grading.plugin import Turn
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

AUTOGRADER = Path(sys.executable).parent / "autograder"
WRONG = {
    "function": (
        "centred.pow(2).mean(dim=1, keepdim=True).sqrt()",
        "x.std(dim=1, keepdim=True)",
        "own-values",
    ),
    "module": ("+ self.bias) * x", "+ self.bias)", "own-forward own-gradients"),
    "notebook": ("return right / total", "return right / len(y) / len(loader)", "own-accuracy"),
    "training": ("        optimizer.zero_grad()\n", "", "own-train"),
}

WITH_ANSWERS = [name for name in authoring.templates() if name != "notebook"]


@pytest.mark.parametrize("template", authoring.templates())
def test_a_template_releases_grades_and_tells_a_bug(template: str, tmp_path: Path):
    files = authoring.new(tmp_path, "own", template)
    names = ("answers/right.py", "answers/wrong.py", "hidden_own.py", "messages.yml", "own.py", "test_own.py")
    names = names if template in WITH_ANSWERS else ("own.py",)
    own = [f"solutions/own/{name}" for name in names]
    assert sorted(file.relative_to(tmp_path).as_posix() for file in files) == ["grading.yml", *own]
    assert release(Course.load(tmp_path), ["own"]) == []
    material = Material.of(Course.load(tmp_path))
    self_check.check("own", material)
    right, wrong, grade_ids = WRONG[template]
    hidden = material.suites["own"]
    ((label, source),) = hidden.solution
    assert right in source
    run = Turn(Student(LocalConnection([(label, source.replace(right, wrong))])), "1/x")
    suite.run(hidden, run, 60.0)
    assert {test.grade_id for test in run.results if not test.passed} == set(grade_ids.split())


@pytest.mark.parametrize("template", WITH_ANSWERS)
def test_a_templates_known_answers_are_worth_what_they_say(template: str, tmp_path: Path):
    authoring.new(tmp_path, "own", template)
    release(Course.load(tmp_path), ["own"])
    material = Material.of(Course.load(tmp_path))
    assert {answer.kind for answer in known_answers(material.suites["own"])} == {"right", "wrong"}
    for answer, complaint in audit("own", material):
        assert not complaint, answer.name
        assert answer.code or answer.kind == "right"


def test_the_templates_public_tests_pass_on_the_solution(tmp_path: Path):
    for template in authoring.templates():
        authoring.new(tmp_path, template, template)
    course = Course.load(tmp_path)
    release(course, list(course.config.assignments))
    for name in WITH_ANSWERS:  # the public tests of the notebook are its asserts
        done = subprocess.run(
            [AUTOGRADER, "check", name, tmp_path / "solutions" / name / f"{name}.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_program_begins_a_course_and_says_what_to_change(tmp_path: Path):
    done = subprocess.run(
        [AUTOGRADER, "new", "own"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "run `autograder release own`" in done.stdout
    assert "solutions/own/hidden_own.py" in done.stdout
    done = subprocess.run(
        [AUTOGRADER, "new", "own", "--from", "modul"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "there is no template modul (did you mean module?)" in " ".join(done.stderr.split())


def test_what_stands_in_grading_yml_stays_as_it_is(tmp_path: Path):
    authoring.new(tmp_path, "one", "function")
    path = tmp_path / "grading.yml"
    text = (
        path.read_text().replace("assignments:", "# mine\nassignments:")
        + "\n# the end\nlateness: {per_day: 0.1}\n"
    )
    path.write_text(text)
    authoring.new(tmp_path, "two", "module")
    after = path.read_text()
    before, end = text.split("\n# the end\n")
    assert after.startswith(before)
    assert after.endswith("\n# the end\n" + end)
    assert list(Course.load(tmp_path).config.assignments) == ["one", "two"]


TAKEN = {
    "One": "'One' cannot be an assignment's name",
    "one": "grading.yml has an assignment one already",
    "there": "solutions/there exists already",
}


@pytest.mark.parametrize(("name", "said"), TAKEN.items())
def test_what_cannot_be_made_leaves_nothing_behind(tmp_path: Path, name: str, said: str):
    authoring.new(tmp_path, "one", "function")
    (tmp_path / "solutions" / "there").mkdir()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(CourseError, match=said):
        authoring.new(tmp_path, name, "function")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_grading_yml_that_cannot_be_added_to_is_left_alone(tmp_path: Path):
    path = tmp_path / "grading.yml"
    path.write_text(
        "{course: x, seed: 1, assignments: {a: {title: x, grades: {b: {points: 1, title: x}}}}}\n"
    )
    before = path.read_bytes()
    with pytest.raises(CourseError, match=r"the entry cannot be added to grading\.yml: write it yourself"):
        authoring.new(tmp_path, "own", "function")
    assert path.read_bytes() == before
    assert not (tmp_path / "solutions").exists()


def test_the_kits_assignments_are_brought_into_a_course_and_graded_with_what_they_share(tmp_path: Path):
    authoring.new(tmp_path, "own", "function")
    folders = authoring.bring(tmp_path, ["rnn", "backprop"])
    assert [folder.name for folder in folders] == ["rnn", "backprop", "shared"]
    course = Course.load(tmp_path)
    assert list(course.config.assignments) == ["own", "rnn", "backprop"]
    assert course.config.assignments["backprop"].forbidden == ("torch.autograd",)
    assert course.config.assignments["rnn"].due is None
    release(course, ["rnn", "backprop"])
    material = Material.of(course)
    assert material.suites["rnn"].place.startswith(str(tmp_path))
    for name in ("rnn", "backprop"):
        self_check.check(name, material)


@pytest.mark.parametrize(
    "after", ["[one]", "[one,\n      two]", "\n      - one\n      - two", "\n    - one\n    - two"]
)
def test_what_came_before_an_assignment_stays_with_the_kit(tmp_path: Path, monkeypatch, after: str):
    kit, mine = tmp_path / "kit", tmp_path / "mine"
    mine.mkdir()
    for name in ("one", "two", "three", "four"):
        kit.mkdir(exist_ok=True)
        authoring.new(kit, name, "function")
    path = kit / "grading.yml"
    text = path.read_text()
    title = "  three:\n"
    assert text.count(title) == 1
    dated = f"{title}    due: 2026-10-12T23:59:00+02:00\n    after: {after}\n    # what it is called\n"
    path.write_text(text.replace(title, dated))
    monkeypatch.setattr(authoring.kits_course, "folder", lambda: kit)
    authoring.bring(mine, ["three", "four"])
    brought, own = (Course.load(folder).config.assignments for folder in (mine, kit))
    assert list(brought) == ["three", "four"]
    assert own["three"].after[0] == "one"
    assert brought["three"] == own["three"].model_copy(update={"due": None, "after": ()})
    assert brought["four"] == own["four"]
    assert "# what it is called" in (mine / "grading.yml").read_text()


def test_an_assignment_that_the_kit_has_not_is_told(tmp_path: Path):
    with pytest.raises(
        CourseError, match=r"the kit has no assignment rn \(did you mean rnn\?\): it has backprop"
    ):
        authoring.bring(tmp_path, ["rn"])
    assert not list(tmp_path.iterdir())
