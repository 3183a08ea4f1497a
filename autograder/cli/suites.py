"""Measure hidden suites."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import err, out, show, tell
from autograder.cli.ending import FAILED, interrupted
from autograder.cli.options import Folder, Fresh, Jobs, Names, Without, cores, device_of, names_of, walls_of
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.errors import CourseError
from autograder.nbgrader.settings import OUTPUT
from autograder.reports import terminal


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
        typer.Option(min=0, max=100, metavar="PERCENT", help="Exit with 1 if fewer mistakes are caught."),
    ] = None,
    json: Annotated[Folder, typer.Option(metavar="FILE", help="Write all that was found as JSON.")] = None,
    html: Annotated[Folder, typer.Option(metavar="FILE", help="Write one page with plots.")] = None,
    jobs: Jobs = None,
    without_wall: Without = None,
    fresh: Fresh = False,
) -> None:
    """Measure hidden suites: by known answers, and by mutants, which are right answers with one mistake each.

    Known answers, in solutions/<name>/answers/, must get the score that they say. Mutants are graded behind the walls,
    and those that keep all points are shown. The exit code is 1 if a known answer does not get its score.
    """
    course = Course.load(Path.cwd())
    names = names_of(course, assignments)
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
        given_up = walls_of(without_wall)
        walls = diagnosis_for_grading(course.root, given_up=given_up, tell=tell).checked().walls
        folder = course.root / OUTPUT / "audit"
        auditor = Auditor(material, folder, walls, jobs or cores(), partial(terminal.bar, console=err), asked)
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
        interrupted("What was graded is kept")
    for path, text in ((json, audit_page.as_json), (html, audit_page.page)):
        if path:
            (Path.cwd() / path).write_text(text(results), encoding="utf-8")
            show(written=Path.cwd() / path)
    low = [each for each in results if each.share is not None and each.share * 100 < (at_least or 0)]
    for each in low:
        err.print(Text(f"{each.assignment}: fewer than {at_least:g} % of the mistakes are caught"))
    if low or any(each.wrong for each in results):
        sys.exit(FAILED)


@app.command()
def calibrate(
    assignments: Names = None,
    runs: Annotated[
        int, typer.Option(min=1, help="How many right answers are graded in total for each assignment.")
    ] = 1000,
    threads: Annotated[
        list[int] | None,
        typer.Option(min=1, help="torch's threads. Default: 1, as in grading. May be repeated."),
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu or cuda. Default: cpu.")] = None,
    jobs: Jobs = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures there, too.")] = None,
) -> None:
    """Grade the solution and the right answers in solutions/<name>/answers/ again and again, with other hidden numbers.

    It shows how often each test failed a right answer by chance, how near rounding came to the tolerance, and the
    smallest mistake that the test found in the wrong answers there. The exit code is 1 if a test failed a right answer.
    """
    course = Course.load(Path.cwd())
    names = names_of(course, assignments)
    material = Material.of(course, names)
    from autograder.audit.calibration import Calibration
    from autograder.grading.devices import resolve
    from autograder.reports import calibration_report

    where = resolve(device_of(device) or "cpu")
    found = [Calibration(name, material, runs=runs, threads=threads or [1], device=where) for name in names]
    for each in found:
        with terminal.bar("Grading known answers", len(each.trials) + len(each.bugs), err) as done:
            for _ in each.run(jobs or cores()):
                done()
        calibration_report.show(each, out)
    if json_file:
        json_file.write_text(calibration_report.as_json(found), encoding="utf-8")
    if not all(each.is_sound for each in found):
        sys.exit(FAILED)
