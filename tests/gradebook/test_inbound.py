"""What is collected from nbgrader's exchange, whose folder every student may write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import warm
from hostile.conftest import make_course
from life.exchange import exchange_in, submit

from autograder.course.config import Course
from autograder.course.submissions import Found, read
from autograder.errors import CourseError, SubmissionError
from autograder.nbgrader.inbound import PART, Inbound

NAME = "rnn"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    course = make_course(tmp_path / "course", NAME)
    monkeypatch.chdir(course.root)
    exchange_in(course, tmp_path / "exchange")
    warm.nbgrader("release_assignment", NAME, cwd=course.root)
    return course


@pytest.fixture
def inbound(course: Course) -> Inbound:
    return inbound_of(course)


def inbound_of(course: Course, students: list[str] | None = None) -> Inbound:
    return Inbound(
        course, f"sqlite:///{course.root}/gradebook.db", course.root / "submitted", [NAME], students
    )


def hand_in(course: Course, tmp_path: Path, student: str = "ada") -> None:
    submit(course, student, course.root / "assignments" / NAME, tmp_path / f"desk-{student}")


def collected(course: Course, inbound: Inbound, student: str = "ada") -> Path:
    for found in inbound.handed_in():
        inbound.collect(found)
    return course.root / "submitted" / student / NAME


def test_those_asked_for_are_found(course, inbound, tmp_path):
    hand_in(course, tmp_path)
    hand_in(course, tmp_path, "grace")
    (inbound.folder / "notes").mkdir()
    (inbound.folder / "ada+other+2026-10-12 10:00:00 UTC").mkdir()
    assert [(each.student, each.assignment) for each in inbound.handed_in()] == [
        ("ada", NAME),
        ("grace", NAME),
    ]
    assert [each.student for each in inbound_of(course, ["grace"]).handed_in()] == ["grace"]


def test_a_copy_is_whole_although_an_earlier_one_was_killed_and_others_may_not_write_to_it(
    course, inbound, tmp_path
):
    hand_in(course, tmp_path)
    left = course.root / "submitted" / "ada" / PART.format(NAME)
    left.mkdir(parents=True)
    (left / "half").touch()
    folder = collected(course, inbound)
    (there,) = inbound.folder.iterdir()
    assert sorted(os.listdir(folder)) == sorted(os.listdir(there))
    assert os.listdir(folder.parent) == [NAME]
    assert there.stat().st_mode & 0o022
    assert not any(path.stat().st_mode & 0o022 for path in (folder, *folder.rglob("*")))


def test_a_link_is_not_followed(course, inbound, tmp_path):
    """nbgrader would copy what it leads to: the solution, say, which the student cannot read."""
    hand_in(course, tmp_path)
    (there,) = inbound.folder.iterdir()
    (there / f"{NAME}.ipynb").unlink()
    (there / f"{NAME}.py").symlink_to(course.root / "solutions" / NAME / f"{NAME}.py")
    folder = collected(course, inbound)
    assert (folder / f"{NAME}.py").is_symlink()
    with pytest.raises(SubmissionError, match="link"):
        read(Found("ada", NAME, folder), course.config)


def test_a_name_cannot_lead_out_of_the_folder_nor_be_a_link(course, inbound, tmp_path):
    hand_in(course, tmp_path)
    (there,) = inbound.folder.iterdir()
    name = there.name.removeprefix("ada")
    there.rename(inbound.folder / f"..{name}")
    (inbound.folder / f"grace{name}").symlink_to(course.root / "solutions" / NAME)
    assert [each.student for each in inbound.handed_in()] == ["grace"]
    (line,) = [line for line in inbound.collect(*inbound.handed_in()) if "link" in line]
    assert line.endswith("is not collected, for it is a link")
    (inbound.folder / f"<b>alan{name}").mkdir()
    said = warm.nbgrader("collect", NAME, cwd=course.root).stderr  # everybody's
    assert f"<b>alan{name} is not collected, for its name begins with no student's id" in said
    assert not (course.root / NAME).exists()
    assert not any((course.root / "submitted").rglob("*"))


def test_one_that_cannot_be_collected_is_one_line_and_stops_nobody_else(course, tmp_path):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.CourseDirectory.max_dir_size = 1000\n")
    inbound = inbound_of(course)
    hand_in(course, tmp_path)
    hand_in(course, tmp_path, "grace")
    (large,) = inbound.folder.glob("ada+*")
    (large / "large").write_bytes(b"0" * 2_000_000)
    told = [
        line for found in inbound.handed_in() for line in inbound.collect(found) if "owned by" not in line
    ]
    assert told == [
        f"ada {NAME} is not collected from nbgrader's exchange: {large} is larger than CourseDirectory.max_dir_size "
        "allows"
    ]
    assert os.listdir(course.root / "submitted" / "grace") == [NAME]


def test_an_exchange_that_cannot_be_seen_is_told_only_if_somebody_has_named_one(course, inbound, tmp_path):
    (tmp_path / "exchange").rename(tmp_path / "away")
    with pytest.raises(CourseError, match=r"has no folder .*inbound: `nbgrader release_assignment` makes it"):
        inbound.handed_in()
    inbound.is_configured = False
    assert inbound.handed_in() == []
