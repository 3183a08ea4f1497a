"""The same submission graded in two languages: the same points and codes, in other words."""

from __future__ import annotations

from pathlib import Path

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found
from autograder.grading.grade import grade
from autograder.sandbox.sandbox import Sandbox

ENGLISH = Course.load(Path(__file__).parent)
CHINESE = Course(ENGLISH.root, ENGLISH.config.model_copy(update={"language": "zh_CN"}))
WITHOUT_ZERO_GRAD = "optimizer.zero_grad()"


def test_points_and_codes_are_the_same_in_every_language(tmp_path: Path, sandbox: Sandbox):
    right = (ENGLISH.root / "solutions" / "rnn" / "rnn.py").read_text(encoding="utf-8")
    assert WITHOUT_ZERO_GRAD in right
    folder = tmp_path / "submitted" / "ada" / "rnn"
    folder.mkdir(parents=True)
    (folder / "rnn.py").write_text(right.replace(WITHOUT_ZERO_GRAD, "pass"), encoding="utf-8")
    found = Found("ada", "rnn", folder)
    english, chinese = (
        grade(found, Material.of(course, ["rnn"]), sandbox, "cpu") for course in (ENGLISH, CHINESE)
    )
    assert [(each.grade_id, each.score) for each in english.grades] == [
        (each.grade_id, each.score) for each in chinese.grades
    ]
    assert [(each.name, each.passed, each.code, each.facts) for each in english.tests] == [
        (each.name, each.passed, each.code, each.facts) for each in chinese.tests
    ]
    told = [
        (ours, theirs) for ours, theirs in zip(english.tests, chinese.tests, strict=True) if not ours.passed
    ]
    assert told
    for ours, theirs in told:
        assert theirs.message != ours.message
        assert theirs.title != ours.title
    assert any("缺少 zero_grad()" in theirs.message for _, theirs in told)
    assert english.digest != chinese.digest  # so that the change of language makes it stale
