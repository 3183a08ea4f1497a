"""The command line: reads options, shows progress and tables; everything else is done by the rooms below.

torch and nbgrader take seconds to import: each command imports what it needs, so that a wrong option, or a process
that grades beside this one, does not pay for the rest.
"""

from __future__ import annotations

import inspect
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from copy import copy
from enum import Enum
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar, get_args

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text
from typer.core import TyperGroup

from autograder import startup  # noqa: F401 - first
from autograder.course.config import ASSIGNMENTS, Course, Device, Missing, find_course, is_course
from autograder.course.material import Material
from autograder.course.misplaced import misplaced
from autograder.course.submissions import Found, find, handed_in
from autograder.errors import CourseError, KitError, reason_of
from autograder.exports import registry
from autograder.grading.digest import ENGINE
from autograder.grading.report import Report, Verdict
from autograder.nbgrader.settings import OUTPUT, SUBMITTED, absolute, gradebook_of, write_config
from autograder.reports import terminal
from autograder.sandbox.inside.walls import Wall
from autograder.text import LONGEST_REASON, escaped, printable

if TYPE_CHECKING:
    from autograder.class_grading import Plan
    from autograder.nbgrader.roster import Attendance

Result = TypeVar("Result")

WEAKER = 1  # exit code of the doctor: students' code can be run, but not behind every wall
USAGE = 2  # exit code: bad usage, or a course that is set up wrongly
UNGRADED = 3  # exit code: some submissions got no score
INTERRUPTED = 130
FRESH = "--fresh"
DEVICES: dict[str, Device] = {name: name for name in get_args(Device)}


class _Program(TyperGroup):
    """Its commands. Ctrl-C ends each with a line, wherever it is; one that grades says more: `_until_interrupted`."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _interrupted("What was graded before is kept", "begins again")


app = typer.Typer(
    cls=_Program,
    help="Grades PyTorch exercises: students' code in a sandbox, hidden tests outside it, scores in nbgrader.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
out = Console(width=None if sys.stdout.isatty() else 120)  # a table needs room also in a file or a pipe
err = Console(stderr=True, soft_wrap=True)


def _known_assignments(incomplete: str) -> list[str]:
    """For the shell, which completes a name with Tab."""
    try:
        known = Course.load(Path.cwd()).config.assignments
    except CourseError:
        return []
    return [name for name in known if name.startswith(incomplete)]


def _known_students(incomplete: str) -> list[str]:
    try:
        course = Course.load(Path.cwd())
        found = handed_in(_submitted(course, None), list(course.config.assignments))
    except CourseError:
        return []
    return sorted({each.student for each in found if each.student.startswith(incomplete)})


Folder = Path | None
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ASSIGNMENT]...", help="Default: all of grading.yml.", autocompletion=_known_assignments
    ),
]
Submitted = Annotated[
    Folder, typer.Option(help="Holds <student>/<assignment>/<assignment>.ipynb or .py. Default: submitted/.")
]
Output = Annotated[Folder, typer.Option(help="Gets scores.csv, reports and notebooks. Default: graded/.")]
Book = Annotated[str | None, typer.Option(help="nbgrader's database. Default: grading.yml's.")]
Students = Annotated[
    list[str] | None,
    typer.Option(help="Only this student; may be repeated.", autocompletion=_known_students),
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Submissions graded at a time. Default: one for each core.")
]
On = Annotated[str | None, typer.Option(help="auto, cpu or cuda. Default: as in grading.yml.")]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Grade on this Dask cluster: tcp://…, see docs/clusters.md."),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without-wall", metavar="NAME", help="Do without this wall; every report says so. May be repeated."
    ),
]
Fresh = Annotated[
    bool, typer.Option(FRESH, help="Grade again also what has been graded and has not changed.")
]


def _show_version(asked: bool) -> None:
    if asked:
        versions = {**ENGINE, "nbgrader": metadata.version("nbgrader")}
        print(", ".join(f"{name} {version}" for name, version in versions.items()))
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show the versions that scores depend on.",
        ),
    ] = False,
) -> None:
    pass


@app.command()
def grade(
    assignments: Names = None,
    submitted: Submitted = None,
    output: Output = None,
    gradebook: Book = None,
    student: Students = None,
    jobs: Jobs = None,
    device: On = None,
    without_wall: Without = None,
    fresh: Fresh = False,
    scheduler: Scheduler = None,
) -> None:
    """Grade submissions and record them in nbgrader. What has been graded and has not changed is not graded again."""
    plan = _plan(
        assignments, submitted, output, gradebook, student, jobs, device, without_wall, fresh, scheduler
    )
    _announce(plan)
    from autograder import class_grading

    told: list[str] = []
    reports = _until_interrupted(
        plan.total, lambda done: class_grading.grade_class(plan, done, told.append), told
    )
    terminal.summary(reports, out)
    _show(scores=plan.output / class_grading.SCORES)
    _exit(reports, told)


@app.command()
def regrade(
    assignments: Names = None,
    submitted: Submitted = None,
    output: Output = None,
    gradebook: Book = None,
    student: Students = None,
    jobs: Jobs = None,
    device: On = None,
    without_wall: Without = None,
    fresh: Fresh = False,
    scheduler: Scheduler = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
) -> None:
    """Grade what has changed, show who gains and loses how much, and only then write it."""
    plan = _plan(
        assignments,
        submitted,
        output,
        gradebook,
        student,
        jobs,
        device,
        without_wall,
        fresh,
        scheduler,
        prepare=False,
    )
    _announce(plan)
    from autograder import class_grading, regrade

    kept = "What was graded again is kept beside the scores that stand"
    changes = _until_interrupted(len(plan.waiting), lambda done: regrade.regrade(plan, done), kept=kept)
    terminal.changes(changes, plan.total - len(changes), out)
    if not changes and not yes:
        return
    if not yes and not (sys.stdin.isatty() and _confirmed("Write these scores?")):
        program, command, *given = _typed()
        again = shlex.join([program, command, "--yes", *(each for each in given if each != FRESH)])
        line = f"Nothing is written. `{again}` writes it, without grading again."
        out.print(Text(escaped(line)), soft_wrap=True)
    else:
        told: list[str] = []
        write = regrade.write
        reports = _until_interrupted(plan.total, lambda done: write(plan, changes, done, told.append), told)
        terminal.ungraded([each for each in reports if each.verdict is Verdict.INFRASTRUCTURE], out)
        _show(scores=plan.output / class_grading.SCORES)
        _exit(reports, told)
    _exit([change.after for change in changes])


@app.command()
def status(
    assignments: Names = None,
    submitted: Submitted = None,
    output: Output = None,
    gradebook: Book = None,
    student: Students = None,
    device: On = None,
) -> None:
    """Tell how much of a class is graded, what is left, what a change has made stale, and who handed in nothing."""
    course = Course.load(Path.cwd())
    names = list(dict.fromkeys(_names(course, assignments)))
    place = _submitted(course, submitted)
    # On the first days of a course nobody has made it.
    is_there = submitted is not None or os.path.lexists(place)
    found = handed_in(place, names, student) if is_there else []
    everyone = handed_in(place, names) if is_there and student else found
    attendance = _attendance(course, assignments, everyone, gradebook).of(student)
    away = {each for students in attendance.missing.values() for each in students}
    if nowhere := sorted(set(student or ()) - {each.student for each in found} - away):
        find(place, names, nowhere)
    from autograder import class_grading

    folder = _output(course, output)
    states = class_grading.states(course, found, folder, _device(device))
    there = [name for name in names if assignments or name in attendance.missing or _is_of(name, found)]
    terminal.status(states, there or names, attendance.missing, out)
    if not everyone:
        line = f"There are no submissions yet: they are expected in {place}/<student>/<assignment>/"
        out.print(Text(line), soft_wrap=True)
    terminal.attendance(attendance.missing, attendance.unknown, out)
    for line in class_grading.unreadable_stamps(course, found):
        out.print(Text(printable(line)), soft_wrap=True)
    if not student:
        _tell_left_over(folder, names, found, place, out)
    _tell_misplaced(course, assignments, submitted, student, out)


@app.command()
def extend(
    student: Annotated[
        str | None,
        typer.Argument(
            help="The id, which is the name of the student's folder.", autocompletion=_known_students
        ),
    ] = None,
    assignment: Annotated[str | None, typer.Argument(autocompletion=_known_assignments)] = None,
    until: Annotated[
        str | None,
        typer.Argument(help="2026-10-15, 2026-10-15T12:00+02:00, +3d or +12h; none takes it back."),
    ] = None,
    file: Annotated[
        Folder, typer.Option(help="Instead: a CSV file with the columns student, assignment and until.")
    ] = None,
    submitted: Submitted = None,
    output: Output = None,
    gradebook: Book = None,
) -> None:
    """Give a student more time, or all of a file's. It replaces what the student had been given before.

    A day means that day, at the time of day at which the assignment is due.
    """
    course = Course.load(Path.cwd())
    from autograder import extending

    if file is not None and student is None:
        requests = extending.requests_in(Path.cwd() / file)
    elif file is None and student is not None and assignment is not None and until is not None:
        requests = [extending.Request(student, assignment, until)]
    else:
        raise CourseError("expected `extend STUDENT ASSIGNMENT UNTIL`, or `extend --file FILE`")
    folder = _submitted(course, submitted)
    granted = extending.grant(
        course, requests, gradebook=_book(course, gradebook), output=_output(course, output), submitted=folder
    )
    for each in granted:
        line = f"{each.student} has no extension of {each.assignment}: it is due {extending.said(each.due)}"
        if each.extension:
            line = f"{each.student} may hand in {each.assignment} until {extending.said(each.until)}"
        out.print(Text(printable(line)), soft_wrap=True)
    names = shlex.join(dict.fromkeys(each.assignment for each in granted))
    out.print(Text(f"`autograder grade {names}` brings the penalties up to date."), soft_wrap=True)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the sample course.")] = Path("demo"),
    jobs: Jobs = None,
) -> None:
    """Make a sample class of submissions and grade it: right ones, bugs, crashes, an endless loop, an attack."""
    from autograder import class_grading
    from autograder.demo.make import make_class

    root = Path.cwd() / folder
    make_class(root)
    course = Course.load(root)
    output = root / OUTPUT
    plan = class_grading.plan(
        course,
        find(root / SUBMITTED, list(course.config.assignments)),
        output=output,
        gradebook=gradebook_of(course),
        device=None,
        jobs=jobs or _cores(),
        tell=_tell,
    )
    _announce(plan)
    told: list[str] = []
    reports = _until_interrupted(
        plan.total, lambda done: class_grading.grade_class(plan, done, told.append), told
    )
    with out.status("Writing nbgrader's feedback pages"):
        feedback, failed_pages = class_grading.write_feedback(plan, reports)
    for line in failed_pages:
        err.print(Text(printable(line)))
    (overview,), _ = registry.write(
        "overview", course, list(plan.devices), output, None, registry.Options(root / SUBMITTED)
    )
    terminal.table(reports, out)
    _show(
        gradebook=root / "gradebook.db",
        scores=output / class_grading.SCORES,
        reports=output / class_grading.REPORTS,
        feedback=feedback,
        overview=overview,
    )
    _exit(reports, told)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    device: Annotated[str, typer.Option(help="cpu or cuda: where students' code would run.")] = "cpu",
    without_wall: Without = None,
) -> None:
    """Try every wall around students' code on this machine, and tell what to mend.

    Exit code 0: all walls hold. 1: grading is possible behind fewer. 3: grading is refused.
    """
    if device not in ("cpu", "cuda"):
        raise CourseError(f"--device {device}: expected cpu or cuda")
    if device == "cuda":
        # Without a GPU nothing runs behind any walls, and it is none of them that is to be mended.
        from autograder.grading.devices import resolve

        resolve("cuda")
    given_up = _walls(without_wall)
    try:
        root = Course.load(Path.cwd()).root
    except CourseError:
        root = None  # a machine can be examined before there is a course on it
    from autograder.doctor.diagnosis import diagnose
    from autograder.reports.checkup import show

    found = diagnose(root, given_up=given_up, cuda=device == "cuda", tell=_tell)
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        show(found, out)
    sys.exit(UNGRADED if found.refusal else 0 if found.is_full else WEAKER)


@app.command()
def release(
    assignments: Names = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only tell whether assignments/ is up to date.")
    ] = False,
) -> None:
    """Make assignments/, what students get, from solutions/."""
    course = Course.load(Path.cwd())
    names = _names(course, assignments)
    from autograder.course import release as releases

    if check:
        if differences := releases.check(course, names):
            raise CourseError(
                "\n".join(differences) + "\nassignments/ is not up to date: run `autograder release`"
            )
        out.print("assignments/ is up to date.")
        return
    _release(course, names)


def _release(course: Course, names: Sequence[str]) -> None:
    from autograder.course import release as releases

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
def audit(
    assignments: Names = None,
    known: Annotated[bool, typer.Option("--known", help="Known answers only.")] = False,
    mutants: Annotated[bool, typer.Option("--mutants", help="Mutants only.")] = False,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="All mutants, also of the right answers in answers/. It takes longer."),
    ] = False,
    most: Annotated[
        int | None,
        typer.Option(min=1, help="Mutants of an assignment, drawn from all. Default: 400; all with --deep."),
    ] = None,
    operator: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this kind of mistake; may be repeated.")
    ] = None,
    at_least: Annotated[
        float | None,
        typer.Option(min=0, max=100, metavar="PERCENT", help="End with 1 where fewer mistakes are caught."),
    ] = None,
    json: Annotated[Folder, typer.Option(metavar="FILE", help="Write all that was found as JSON.")] = None,
    html: Annotated[Folder, typer.Option(metavar="FILE", help="Write one page with plots.")] = None,
    jobs: Jobs = None,
    without_wall: Without = None,
    fresh: Fresh = False,
) -> None:
    """Measure hidden suites: by known answers, and by mutants, which are right answers with one mistake each.

    Known answers, in solutions/<name>/answers/, must be worth what they say. Mutants are graded behind the walls, and
    those that keep all points are shown. It ends with 1 where a known answer is not as it says.
    """
    course = Course.load(Path.cwd())
    names = _names(course, assignments)
    material = Material.of(course, names)
    from autograder.audit.auditing import MOST, Asked, Auditor, known_results  # imports torch
    from autograder.audit.operators import OPERATORS
    from autograder.audit.results import AuditResult
    from autograder.doctor.cache import diagnosis_for_grading
    from autograder.reports import audit_page, audit_tables

    for kind in operator or []:
        if kind not in OPERATORS:
            raise CourseError(f"--operator {kind}: expected one of {', '.join(OPERATORS)}")
    auditor = None
    if mutants or not known:
        asked = Asked(most or (None if deep else MOST), deep, operator or (), fresh)
        given_up = _walls(without_wall)
        walls = diagnosis_for_grading(course.root, given_up=given_up, tell=_tell).checked().walls
        folder = course.root / OUTPUT / "audit"
        auditor = Auditor(
            material, folder, walls, jobs or _cores(), partial(terminal.bar, console=err), asked
        )
    results: list[AuditResult] = []
    try:
        for name in names:
            result = AuditResult(assignment=name, title=course.assignment(name).title)
            if known or not mutants:
                result = result.model_copy(update={"known": tuple(known_results(name, material))})
                for wrong in result.wrong:
                    err.print(Text(f"{wrong.place}: {wrong.name!r} {wrong.complaint}"), soft_wrap=True)
                out.print(Text(audit_tables.known_line(result)))
            if auditor:
                result = auditor.audit(name).model_copy(update={"known": result.known})
                audit_tables.show(result, out)
            results.append(result)
    except KeyboardInterrupt:
        _interrupted("What was graded is kept")
    for path, text in ((json, audit_page.as_json), (html, audit_page.page)):
        if path:
            (Path.cwd() / path).write_text(text(results), encoding="utf-8")
            _show(written=Path.cwd() / path)
    low = [each for each in results if each.share is not None and each.share * 100 < (at_least or 0)]
    for each in low:
        err.print(Text(f"{each.assignment}: fewer than {at_least:g} % of the mistakes are caught"))
    if low or any(each.wrong for each in results):
        sys.exit(1)


@app.command()
def calibrate(
    assignments: Names = None,
    runs: Annotated[
        int, typer.Option(min=1, help="How many right answers are graded, in all, of an assignment.")
    ] = 1000,
    threads: Annotated[
        list[int] | None, typer.Option(min=1, help="Of torch. Default: 1, as in grading. May be repeated.")
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu or cuda. Default: cpu.")] = None,
    jobs: Jobs = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures there, too.")] = None,
) -> None:
    """Grade the solution and the right answers in solutions/<name>/answers/ again and again, with other hidden numbers.

    It says how often each test failed one by chance, how near rounding came to its tolerance, and how small the
    smallest mistake was that it saw in the wrong answers there. It ends with 1 where a test failed a right answer.
    """
    course = Course.load(Path.cwd())
    names = _names(course, assignments)
    material = Material.of(course, names)
    from autograder.audit.calibration import Calibration
    from autograder.grading.devices import resolve
    from autograder.reports import calibration_report

    where = resolve(_device(device) or "cpu")
    found = [Calibration(name, material, runs=runs, threads=threads or [1], device=where) for name in names]
    for each in found:
        with terminal.bar("Grading known answers", len(each.trials) + len(each.bugs), err) as done:
            for _ in each.run(jobs or _cores()):
                done()
        calibration_report.show(each, out)
    if json_file:
        json_file.write_text(calibration_report.as_json(found), encoding="utf-8")
    if not all(each.is_sound for each in found):
        sys.exit(1)


@app.command()
def new(
    name: str,
    template: Annotated[
        str, typer.Option("--from", help="function, module, training or notebook.")
    ] = "function",
) -> None:
    """Begin an assignment of your own: a folder in solutions/ with notebook and tests, and its entry in grading.yml.

    It can be released and graded as it is. Where there is no grading.yml, a first one is written.
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
        str | None, typer.Option(help="What the assignment is to be called. Default: the notebook's name.")
    ] = None,
) -> None:
    """Make an assignment from a notebook that was written for nbgrader, and tell what of it will work here.

    Its grade cells become the hidden suite. Where there is no grading.yml, a first one is written.
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
        again = f"mend this, then run `autograder release {imported.name}`, which tries the tests"
        raise CourseError("\n".join(["what will not work:", *imported.problems, again]))
    _release(Course.load(root), [imported.name])
    out.print(Text("Its tests tell the solution from what students get: it can be graded."))


@app.command()
def init(
    kits: Annotated[
        str | None,
        typer.Option("--with", metavar="NAMES", help="Bring assignments of the kit's: one,another."),
    ] = None,
) -> None:
    """Make a course ready for nbgrader: its nbgrader_config.py, and all released assignments in its gradebook.

    Where there is no grading.yml, a first one is written.
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
        Text("Give them a date in grading.yml, run `autograder release`, then `autograder init` again.")
    )


def _begin(root: Path) -> None:
    from autograder.course.new_course import write_first

    name = write_first(root)
    out.print(
        Text(
            f"grading.yml is in {root}: give the course its id, and {name} its title, points and what it forbids."
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
    assignment: Annotated[str, typer.Argument(autocompletion=_known_assignments)],
    file: Annotated[
        Folder, typer.Argument(help="Default: the assignment's notebook or .py in this folder.")
    ] = None,
) -> None:
    """Run the public tests of an assignment on your own work, in this process."""
    course = Course.load(Path.cwd())
    course.assignment(assignment)
    from autograder.student.public.check import run_public_tests

    sys.exit(run_public_tests(course.root / ASSIGNMENTS, assignment, file))


class Manager(str, Enum):
    """Who starts jobs on a cluster."""

    SLURM = "slurm"


@app.command()
def cluster(
    manager: Annotated[Manager, typer.Argument(metavar="slurm")],
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many jobs. Default: `cluster` of grading.yml.")
    ] = None,
) -> None:
    """Start a Dask scheduler and, as jobs of Slurm, its workers, for `grade --scheduler`; they live until Ctrl-C."""
    course = Course.load(Path.cwd())
    asked = course.config.cluster
    from autograder.cluster.extra import require

    require("dask_jobqueue")
    from autograder.cluster import slurm

    if workers:
        asked = asked.model_copy(update={"workers": workers})
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), slurm.hired(asked, course.root / OUTPUT / manager.value) as hired:
        out.print(Text(hired.scheduler_address), soft_wrap=True)
        there = -1
        while True:
            if there != (there := slurm.present(hired)):
                err.print(Text(f"{there} of {asked.workers} workers are there"))
            time.sleep(1)


FORMATS = registry.formats()


class _Formats(TyperGroup):
    """The formats as commands, each with a page of its own."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if not ctx.resilient_parsing and not args[0].startswith("-") and args[0] not in FORMATS:
            ctx.fail(f"{args[0]!r} is not one of {', '.join(FORMATS)}")
        return super().resolve_command(ctx, args)


def _export(
    target: str,
    assignments: Names = None,
    output: Annotated[
        Folder, typer.Option(help="A file, or a folder to put it in. Default: the folder of --graded.")
    ] = None,
    graded: Annotated[Folder, typer.Option(help="What `grade` wrote. Default: graded/.")] = None,
    identifier: Annotated[
        str | None, typer.Option(help="What students' folders are named by, see docs/exports.md.")
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Subtract the penalty of `lateness`.")] = False,
    missing: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(get_args(Missing)),
            help="What an enrolled student without a submission has. Default: grading.yml's.",
        ),
    ] = None,
    submitted: Annotated[Folder, typer.Option(help="The folder of submissions. Default: submitted/.")] = None,
    gradebook: Book = None,
    visibility: Annotated[str | None, typer.Option(help="When students see the hidden tests.")] = None,
) -> None:
    course = Course.load(Path.cwd())
    names = list(dict.fromkeys(_names(course, assignments)))
    folder = Path.cwd() / graded if graded else course.root / OUTPUT
    asked = Path.cwd() / output if output else None
    options = registry.Options(
        identifier=identifier,
        late=late,
        submitted=_submitted(course, submitted),
        visibility=visibility,
        gradebook=_book(course, gradebook),
        missing=missing,
    )
    written, ungraded = registry.write(target, course, names, folder, asked, options)
    for path in written:
        _show(**{target: path})
    for line in ungraded:
        err.print(Text(printable(line)))
    if FORMATS[target].text:
        _tell_what_is_not_exported(course, names, options.submitted, folder, gradebook)


def _exporter(target: str, kind: registry.Format) -> Callable[..., None]:
    """`_export` of one format, with the options that it knows."""

    def export(**given: Any) -> None:
        _export(target, **given)

    knows = {
        "identifier": kind.identifiers,
        "late": kind.late,
        "missing": kind.missing,
        "submitted": kind.text,
        "gradebook": kind.text,
        "visibility": kind.visibilities,
    }
    full = inspect.signature(_export, eval_str=True).parameters.values()
    known = [each for each in full if each.name != "target" and knows.get(each.name, True)]
    for place, each in enumerate(known):
        values = knows.get(each.name)
        if isinstance(values, Collection):  # what may be chosen, the default first
            kind_of, option = get_args(each.annotation)
            option = copy(option)
            option.metavar = "|".join(values)
            known[place] = each.replace(annotation=Annotated[kind_of, option])
    export.__signature__ = inspect.Signature(known)  # type: ignore[attr-defined]
    export.__annotations__ = {each.name: each.annotation for each in known}
    return export


exports = typer.Typer(cls=_Formats, no_args_is_help=True, help="Write scores for others to read.")
for each_name, each_format in FORMATS.items():
    exports.command(each_name, help=f"{each_name}: for {each_format.reader}.")(
        _exporter(each_name, each_format)
    )
app.add_typer(exports, name="export")


def main() -> None:
    """The program. Whatever is wrong on purpose is one line on standard error and a non-zero exit code."""
    try:
        app()
    except KitError as error:
        err.print(f"[bold red]error:[/] {escape(str(error))}", highlight=False)
        sys.exit(USAGE if isinstance(error, CourseError) else UNGRADED)
    except (
        OSError
    ) as error:  # the disk's, a mode's: what meets one submission alone ends no run, see `class_grading`
        err.print(f"[bold red]error:[/] {escape(reason_of(error))}", highlight=False)
        sys.exit(UNGRADED)


def _is_of(name: str, found: Sequence[Found]) -> bool:
    return any(each.assignment == name for each in found)


def _attendance(
    course: Course,
    assignments: list[str] | None,
    found: Sequence[Found],
    gradebook: str | None,
) -> Attendance:
    """Who is missing and who is not enrolled: of the assignments that were named, or that anybody has handed in."""
    from autograder.nbgrader import roster

    try:
        enrolled = roster.enrolled(absolute(_book(course, gradebook), course.root))
    except CourseError as error:
        err.print(Text(printable(f"{error}; so it is not known who is enrolled", LONGEST_REASON)))
        enrolled = frozenset()
    names = assignments or [name for name in course.config.assignments if _is_of(name, found)]
    return roster.attendance(enrolled, found, names)


def _tell_left_over(
    output: Path, names: Sequence[str], found: Sequence[Found], submitted: Path, console: Console
) -> None:
    """Names the reports without a submission. found: all that there are in `submitted`."""
    from autograder import class_grading
    from autograder.grading.store import Store

    terminal.left_over(Store(output / class_grading.REPORTS).left_over(names, found), submitted, console)


def _tell_what_is_not_exported(
    course: Course, names: list[str], submitted: Path, graded: Path, gradebook: str | None
) -> None:
    """Names who has handed in what the reports are not of, and reports that are of nobody's."""
    try:
        found = find(submitted, names)
    except CourseError as error:
        err.print(Text(printable(f"{error}; so it is not known whether anything is left to grade")))
        return
    from autograder import class_grading

    terminal.out_of_date(class_grading.states(course, found, graded, None), err)
    for line in class_grading.unreadable_stamps(course, found):
        err.print(Text(printable(line)))
    terminal.attendance({}, _attendance(course, names, found, gradebook).unknown, err)
    _tell_left_over(graded, names, found, submitted, err)
    _tell_misplaced(course, names, submitted, None, err)


def _tell(line: str) -> None:
    err.print(Text(f"{line} ..."))


def _walls(names: list[str] | None) -> list[Wall]:
    """The walls of these names; CourseError for an unknown one."""
    known = [wall.value for wall in Wall]
    for name in names or []:
        if name not in known:
            raise CourseError(f"--without-wall {name}: expected one of {', '.join(known)}")
    return [Wall(name) for name in names or []]


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _names(course: Course, assignments: list[str] | None) -> list[str]:
    """The assignments meant: all where none is named. CourseError for an unknown one."""
    for name in assignments or []:
        course.assignment(name)
    return assignments or list(course.config.assignments)


def _found(
    course: Course, assignments: list[str] | None, submitted: Path | None, student: list[str] | None
) -> list[Found]:
    folder = _submitted(course, submitted)
    try:
        return find(folder, _names(course, assignments), student)
    except CourseError as error:
        lines = _misplaced(course, assignments, submitted, student)
        raise CourseError("\n".join([str(error), *lines])) from None


# Defaults lie in the course's folder; what is given is meant from where the user stands.


def _submitted(course: Course, submitted: Path | None) -> Path:
    return Path.cwd() / submitted if submitted else course.root / SUBMITTED


def _misplaced(
    course: Course, assignments: list[str] | None, submitted: Path | None, student: list[str] | None
) -> list[str]:
    """A line for each piece of work that lies where it is not graded."""
    return misplaced(
        _submitted(course, submitted), _names(course, assignments), course.config.owners, student
    )


def _tell_misplaced(
    course: Course,
    assignments: list[str] | None,
    submitted: Path | None,
    student: list[str] | None,
    console: Console,
) -> None:
    for line in _misplaced(course, assignments, submitted, student):
        console.print(Text(printable(line, LONGEST_REASON)), soft_wrap=True)


def _output(course: Course, output: Path | None) -> Path:
    return Path.cwd() / output if output else course.root / OUTPUT


def _book(course: Course, gradebook: str | None) -> str:
    return absolute(gradebook, Path.cwd()) if gradebook else gradebook_of(course)


def _device(name: str | None) -> Device | None:
    if name is not None and name not in DEVICES:
        raise CourseError(f"--device {name}: expected one of {', '.join(DEVICES)}")
    return DEVICES[name] if name else None


def _plan(
    assignments: list[str] | None,
    submitted: Path | None,
    output: Path | None,
    gradebook: str | None,
    student: list[str] | None,
    jobs: int | None,
    device: str | None,
    without_wall: list[str] | None,
    fresh: bool,
    scheduler: str | None,
    *,
    prepare: bool = True,
) -> Plan:
    """What `grade` and `regrade` are asked for."""
    if scheduler is not None and jobs:
        raise CourseError("--jobs is for this machine: on a cluster the workers' threads decide")
    asked = _device(device)
    course = Course.load(Path.cwd())
    book = _book(course, gradebook)
    found = _found(course, assignments, submitted, student)
    from autograder import class_grading

    plan = class_grading.plan(
        course,
        found,
        output=_output(course, output),
        gradebook=book,
        device=asked,
        jobs=jobs or _cores(),
        given_up=_walls(without_wall),
        fresh=fresh,
        scheduler=scheduler,
        prepare=prepare,
        tell=_tell,
        warn=lambda line: err.print(Text(printable(line))),
    )
    if not student:
        _tell_left_over(plan.output, _names(course, assignments), found, _submitted(course, submitted), err)
        attendance = _attendance(course, assignments, found, gradebook)
        terminal.attendance(attendance.missing, attendance.unknown, err)
    _tell_misplaced(course, assignments, submitted, student, err)
    return plan


def _announce(plan: Plan) -> None:
    """Says what is unlike a first run behind all walls."""
    from autograder import class_grading
    from autograder.reports.checkup import reach, weaker

    if not plan.diagnosis.is_full:
        err.print(Text(" ".join(filter(None, (weaker(plan.diagnosis), reach(plan.diagnosis))))))
    if open_to_all := class_grading.open_to_all(plan):
        names = " and ".join(map(str, open_to_all))
        err.print(
            Text(
                f"Every user of this machine may read {names}. "
                f"`chmod -R o-rwx {shlex.join(map(str, open_to_all))}` closes them."
            ),
            soft_wrap=True,
        )
    if plan.current:
        err.print(Text(f"{len(plan.current)} of {plan.total} submissions are graded and have not changed."))
    for line in class_grading.unreadable_stamps(plan.course, [*plan.current, *plan.waiting]):
        err.print(Text(printable(line)))
    if undated := class_grading.undated(plan):
        err.print(
            Text(
                f"{undated} of {plan.total} submissions have no timestamp.txt that tells when they were handed in: "
                "they count as in time, and `lateness` takes nothing from them."
            )
        )


def _until_interrupted(
    total: int,
    work: Callable[[Callable[[Report], None]], Result],
    told: Sequence[str] = (),
    kept: str = "What was graded is kept",
) -> Result:
    """What `work` gives, with a bar of the reports it is done with. told: see `_exit`. kept: what Ctrl-C leaves."""
    number = 0
    try:
        with terminal.progress(total, err) as done:

            def count(report: Report) -> None:
                nonlocal number
                number += 1
                done(report)

            return work(count)
    except KeyboardInterrupt:
        _complain(told)
        _interrupted(f"{kept}: {number} of {total} submissions")


def _interrupted(kept: str, then: str = "goes on from there") -> NoReturn:
    """Ends the program after Ctrl-C. kept: what of its work is not lost. then: what the same command does next."""
    if FRESH in sys.argv:
        then = f"begins again; without {FRESH}, what was not graded anew keeps the score that it has"
    err.print(Text(escaped(f"Interrupted. {kept}. `{shlex.join(_typed())}` {then}.")))
    sys.exit(INTERRUPTED)


def _typed() -> list[str]:
    """The command as it was typed."""
    return ["autograder", *sys.argv[1:]]


def _confirmed(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort:  # Ctrl-C, or the end of the input
        err.print()
        return False


def _complain(lines: Sequence[str]) -> None:
    for line in lines:
        err.print(Text(printable(line, LONGEST_REASON)))


def _exit(reports: Sequence[Report], told: Sequence[str] = ()) -> None:
    """Ends with the exit code that a run deserves. told: what keeps scores.csv from being whole."""
    _complain(told)
    if told or any(report.verdict is Verdict.INFRASTRUCTURE for report in reports):
        sys.exit(UNGRADED)


def _show(**places: Path) -> None:
    for name, path in places.items():
        out.print(Text(f"{name:10} {path}"), soft_wrap=True)


if __name__ == "__main__":
    main()
