"""Write assignments, and give them to students."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import err, out
from autograder.cli.options import Folder, Names, known_assignments, names_of
from autograder.course.config import ASSIGNMENTS, Course, find_course, is_course
from autograder.course.material import Material
from autograder.errors import CourseError
from autograder.nbgrader.settings import OUTPUT, gradebook_of, write_config


@app.command()
def release(
    assignments: Names = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether assignments/ is up to date.")
    ] = False,
    bundle: Annotated[
        bool,
        typer.Option(
            "--bundle", help="Also make a zip of each assignment; without names, also one of the course."
        ),
    ] = False,
    to: Annotated[
        Folder, typer.Option("--to", metavar="FOLDER", help="The folder for these zips. Default: bundles/.")
    ] = None,
) -> None:
    """Make assignments/, which students get, from solutions/."""
    course = Course.load(Path.cwd())
    if to is not None and not bundle:
        raise CourseError("--to says where zips go: give --bundle, too")
    if check and bundle:
        raise CourseError("--check writes nothing, but --bundle makes zips: give only one of them")
    names = names_of(course, assignments)

    if check:
        _check(course, names)
        return
    _release(course, names)
    if bundle:
        from autograder.course import bundles

        for path in bundles.write(course, names, to or course.root / bundles.FOLDER):
            out.print(Text(f"Zip for students: {path}"), soft_wrap=True)


def _check(course: Course, names: Sequence[str]) -> None:
    """CourseError where assignments/, or a translation, is not up to date. What is not translated is told alone."""
    from autograder.audit import public_values
    from autograder.course import release as releases
    from autograder.course import translating

    releases.refuse_old_data_name(course, names)
    found = translating.problems(course, names)
    for line in found.missing:
        out.print(Text(line), soft_wrap=True)
    problems = list(found.wrong)
    if differences := public_values.stale(course, names) + releases.check(course, names):
        problems += [*differences, "assignments/ is not up to date: run `autograder release`"]
    if problems:
        raise CourseError("\n".join(problems))
    out.print("assignments/ is up to date.")


def _release(course: Course, names: Sequence[str]) -> None:
    from autograder.audit import public_values
    from autograder.course import release as releases

    releases.refuse_old_data_name(course, names)
    for made in public_values.refresh(course, names):
        out.print(
            f"Recorded the values of the solution and the known wrong answers in the public tests of {made}"
        )
    for stray in releases.release(course, names):
        err.print(Text(stray))
    write_config(course)
    out.print(f"Released {', '.join(names)} in {escape(str(course.root / 'assignments'))}", highlight=False)
    _try_suites(course, names)


def _try_suites(course: Course, names: Sequence[str]) -> None:
    """CourseError where a hidden suite does not tell the solution from the stub; a line for each that is missing."""
    material = Material.of(course, names)
    for name in names:
        if not (suite := material.suites[name]).files:
            line = f"{name} has no hidden suite yet: write {suite.place} before you grade"
            out.print(Text(line), soft_wrap=True)
    from autograder.grading import self_check  # imports torch

    tried = [name for name in names if material.suites[name].files]
    found = [self_check.complaint([name], material) for name in tried]
    if problems := "\n".join(filter(None, found)):
        raise CourseError(problems)
    if tried:
        out.print(
            f"Tried the hidden suite{'s' * (len(tried) > 1)}: all points for the solution, none for the stub"
        )


@app.command()
def translate(language: str) -> None:
    """Write the texts to translate into a language, such as zh_CN, into its catalogues (PO files).

    Translations are kept. If the English text has changed, the entry is marked fuzzy: check it, and remove the
    mark. `autograder release --check` says what is left to do.
    """
    from autograder.course import translating

    course = Course.load(Path.cwd())
    for each in translating.update(course, language):
        doubtful = f", {each.doubtful} are marked fuzzy" if each.doubtful else ""
        place = each.path.relative_to(course.root) if each.path.is_relative_to(course.root) else each.path
        line = f"{place}: {each.translated} of {each.count} are translated{doubtful}"
        out.print(Text(line), soft_wrap=True)


@app.command()
def new(
    name: str,
    template: Annotated[
        str, typer.Option("--from", help="function, module, training or notebook.")
    ] = "function",
) -> None:
    """Begin an assignment of your own: a folder in solutions/ with notebook and tests, and its entry in grading.yml.

    You can release and grade it as it is. If there is no grading.yml, a first one is written.
    """
    from autograder.course import authoring

    root = find_course(Path.cwd()) if is_course(Path.cwd()) else Path.cwd()
    files = authoring.new(root, name, template)
    out.print(Text("Change these, then run `autograder release " + name + "`, which tries the suite:"))
    for file in files:
        out.print(Text(f"  {file}"), soft_wrap=True)


@app.command("import")
def import_(
    notebook: Path,
    name: Annotated[
        str | None, typer.Option(help="The assignment's name. Default: the notebook's name.")
    ] = None,
) -> None:
    """Make an assignment from a notebook that was written for nbgrader, and say which parts will not work here.

    Its grade cells become the hidden suite. If there is no grading.yml, a first one is written.
    """
    from autograder.course.importing import import_notebook

    root = find_course(Path.cwd()) if is_course(Path.cwd()) else Path.cwd()
    imported = import_notebook(root, Path.cwd() / notebook, name)
    out.print(
        Text(f"solutions/{imported.name}/ and its entry in grading.yml are made from {notebook}"),
        soft_wrap=True,
    )
    for who, points in (("tests", imported.tested), ("people", imported.by_people)):
        if points:
            cells = ", ".join(f"{grade_id} ({of:g})" for grade_id, of in points.items())
            out.print(Text(f"Points that {who} give: {cells}"), soft_wrap=True)
    for line in imported.notes:
        out.print(Text(f"note: {line}"), soft_wrap=True)
    if imported.problems:
        again = f"fix this, then run `autograder release {imported.name}`, which tries the tests"
        raise CourseError("\n".join(["what will not work:", *imported.problems, again]))
    _release(Course.load(root), [imported.name])
    out.print(
        Text("The solution gets all points and the released notebook none: the assignment can be graded.")
    )


@app.command()
def init(
    kits: Annotated[
        str | None,
        typer.Option(
            "--with", metavar="NAMES", help="Copy assignments of the kit into the course: one,another."
        ),
    ] = None,
) -> None:
    """Make a course ready for nbgrader: its nbgrader_config.py, and all released assignments in its gradebook.

    If there is no grading.yml, a first one is written.
    """
    if kits is not None:
        _bring(kits.split(","))
        return
    if not is_course(Path.cwd()):
        _begin(Path.cwd())
        return
    course = Course.load(Path.cwd())
    write_config(course)
    out.print(Text(f"nbgrader_config.py is in {course.root}"), soft_wrap=True)
    from autograder.nbgrader.conform import released_path
    from autograder.nbgrader.record import Gradebook

    book = Gradebook(course, course.root / OUTPUT, gradebook_of(course))
    problems = []
    for name in course.config.assignments:
        if not released_path(course.root, name).is_file():
            out.print(Text(f"{name} is not released yet: run `autograder release {name}`, then this again"))
            continue
        try:
            book.prepare(name)
        except CourseError as error:
            problems.append(str(error))
        else:
            out.print(Text(f"The gradebook knows {name}"))
    if problems:
        raise CourseError("\n".join(dict.fromkeys(problems)))


def _bring(names: Sequence[str]) -> None:
    from autograder.course import authoring

    root = find_course(Path.cwd()) if is_course(Path.cwd()) else Path.cwd()
    for folder in authoring.bring(root, [name.strip() for name in names]):
        out.print(Text(f"{folder} is the course's own now"), soft_wrap=True)
    out.print(
        Text("Give them a due date in grading.yml, run `autograder release`, then `autograder init` again.")
    )


def _begin(root: Path) -> None:
    from autograder.course.new_course import write_first

    name = write_first(root)
    out.print(
        Text(
            f"grading.yml is in {root}: set the course's id, and the title, the points and `forbidden` of {name}."
        )
    )
    out.print(
        Text(
            f"Write solutions/{name}/{name}.py and test_{name}.py beside it, unless they are there. Then run "
            f"`autograder release`, and `autograder init` again."
        ),
        soft_wrap=True,
    )


@app.command()
def check(
    assignment: Annotated[str, typer.Argument(autocompletion=known_assignments)],
    file: Annotated[
        Folder, typer.Argument(help="Default: the assignment's notebook or .py in this folder.")
    ] = None,
) -> None:
    """Run the public tests of an assignment on your own work, in this process."""
    course = Course.load(Path.cwd())
    course.assignment(assignment)
    from autograder.student.public.check import run_public_tests

    sys.exit(run_public_tests(course.root / ASSIGNMENTS, assignment, file))
