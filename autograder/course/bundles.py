"""What students download: a zip for each assignment, and one of all with the course's name.

Each holds what a fresh generation makes and a README, and nothing from assignments/, where other files may lie. An
assignment's zip has no folder at its top, so that its notebook's first cell can unpack it beside itself.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat

from autograder.course import zips
from autograder.course.config import Assignment, Config, Course
from autograder.course.generation import generate
from autograder.course.words import Words
from autograder.errors import CourseError
from autograder.sandbox.inside import data_sets

FOLDER = "bundles"
README = "README.md"

_MINUTES = "{minutes} minutes"
_SET_UP = """\
## Set up
You need Python 3.10 or newer. In the folder of the notebook:

    python -m pip install {packages} jupyterlab
    python -m jupyterlab
"""
_COLAB = """\
## In Colab
Make a folder `{folder}` in your Drive, and put everything into it that `{folder}.zip` holds. Open the notebook from
there, so that Colab saves it beside its files. Begin with a cell of your own, which costs nothing in grading:

    from google.colab import drive
    drive.mount("/content/drive")
    %cd /content/drive/MyDrive/{folder}
"""
_TESTS = """\
Write your code where the notebook says `YOUR CODE HERE`. `python check.py` in the folder runs the public tests on what
you have saved; so do the last cells of each exercise. `python check.py --watch` runs them again after each save.
"""
_HAND_IN = "Hand in the notebook, and with it the modules of your own that it imports.\n"


def write(course: Course, names: Iterable[str], folder: Path) -> list[Path]:
    """Writes <folder>/<name>.zip of each assignment and, where these are all, <folder>/<course>.zip; returns the paths.

    Two runs write the same bytes. Raises CourseError where an assignment cannot be generated, a zip cannot be written,
    or an assignment has the course's name, in whichever case: macOS and Windows would take their zips for the same
    file.
    """
    names = list(names)
    is_whole = set(names) == set(course.config.assignments)
    if is_whole and (same := course.config.course.lower()) in names:  # names of assignments are lowercase
        raise CourseError(
            f"the course {course.config.course} and the assignment {same} would have zips of the same name: "
            f"bundle the assignments by name, or rename one of the two"
        )
    if folder.exists() and not folder.is_dir():
        raise CourseError(
            f"{folder} is not a folder: name a folder, because each assignment gets a zip of its own"
        )
    made: dict[str, dict[str, bytes]] = {}
    for name in names:
        files = _released(course, name)
        words = course.translation(name).words
        made[name] = {README: _readme(course.config, name, files, words).encode(), **files}
    wholes = {f"{name}/{path}": content for name, files in made.items() for path, content in files.items()}
    zipped = dict(made)
    if is_whole:
        zipped[course.config.course] = {
            README: _course_readme(course.config, made, course.translation().words).encode(),
            **wholes,
        }
    paths = []
    for name, contents in zipped.items():
        paths.append(folder / f"{name}.zip")
        zips.write(paths[-1], contents, is_public=True)
    return paths


def _released(course: Course, name: str) -> dict[str, bytes]:
    """What students get, by path below the assignment's folder."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        generate(course, name, release=Path(folder))
        root = Path(folder) / name
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
        }


def _readme(config: Config, name: str, files: Mapping[str, bytes], words: Words) -> str:
    assignment = config.assignments[name]
    facts = [words.say("{points} points", points=f"{assignment.points:g}"), *_when(assignment, words)]
    if minutes := _minutes(name, files, words):
        facts.append(words.say("about {minutes} minutes", minutes=minutes))
    names = words.say(" and ").join(assignment.after)
    before = words.say("Do {names} before it.\n", names=names) if assignment.after else ""
    parts = [f"| {grade.title} | {grade.points:g} |" for grade in assignment.grades.values()]
    return "\n".join(
        [
            f"# {assignment.title}",
            "",
            words.say(
                "`{name}.ipynb`, of {course}: {facts}.",
                name=name,
                course=config.course,
                facts=words.say(", ").join(facts),
            ),
            before,
            words.say("| part | points |"),
            "|---|---|",
            *parts,
            "",
            (words.say(_TESTS) if "check.py" in files else "") + words.say(_HAND_IN),
            _set_up(files, words),
            words.say(_COLAB, bundle=f"{name}.zip", folder=name),
        ]
    )


def _course_readme(config: Config, made: Mapping[str, Mapping[str, bytes]], words: Words) -> str:
    rows = [
        f"| {number} | [{name}]({name}/{README}) | {each.title} | {', '.join(each.after)} "
        f"| {each.points:g} | {_minutes(name, made[name], words) or ''} | {_due(each)} |"
        for number, (name, each) in enumerate(config.assignments.items(), start=1)
    ]
    return "\n".join(
        [
            f"# {config.course}",
            "",
            words.say("Each folder is one assignment, with a README of its own. This is their order."),
            "",
            words.say("| | folder | about | do before it | points | minutes | due |"),
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            _set_up({path: b"" for files in made.values() for path in files}, words),
        ]
    )


def _set_up(files: Iterable[str], words: Words) -> str:
    has_data = any(path.partition("/")[0] in data_sets.NAMES for path in files)
    return words.say(_SET_UP, packages=f"torch {'numpy ' if has_data else ''}pytest")


def _due(assignment: Assignment) -> str:
    return f"{assignment.due:%Y-%m-%d %H:%M %z}" if assignment.due else ""


def _when(assignment: Assignment, words: Words) -> list[str]:
    return [words.say("due {moment}", moment=_due(assignment))] if assignment.due else []


def _minutes(name: str, files: Mapping[str, bytes], words: Words) -> int:
    """How long the notebook says that its exercises take together; 0 where it does not."""
    notebook = nbformat.reads(files[f"{name}.ipynb"].decode(), as_version=4)
    # Of the table with which a notebook begins, in the language or, where that is not translated, in English.
    ways = {re.escape(words.template(_MINUTES)), re.escape(_MINUTES)}
    minutes = re.compile("|".join(rf"\|\s*{way}\s*\|" for way in ways).replace(r"\{minutes\}", r"(\d+)"))
    found = (match for cell in notebook.cells for match in minutes.finditer(cell.source))
    return sum(int(match[match.lastindex or 1]) for match in found)
