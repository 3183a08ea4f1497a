"""How a command ends: its exit code, and what Ctrl-C leaves."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from rich.text import Text

from autograder.cli.console import complain, err
from autograder.grading.report import Report, Verdict
from autograder.reports import terminal
from autograder.text import escaped

Result = TypeVar("Result")

WEAKER = 1  # exit code of the doctor: students' code can be run, but not behind every wall
USAGE = 2  # exit code: bad usage, or a course that is set up wrongly
UNGRADED = 3  # exit code: some submissions got no score
INTERRUPTED = 130
FRESH = "--fresh"


def until_interrupted(
    total: int,
    work: Callable[[Callable[[Report], None]], Result],
    told: Sequence[str] = (),
    kept: str = "What was graded is kept",
) -> Result:
    """What `work` gives, with a bar of the reports it is done with. told: see `end`. kept: what Ctrl-C leaves."""
    number = 0
    try:
        with terminal.progress(total, err) as done:

            def count(report: Report) -> None:
                nonlocal number
                number += 1
                done(report)

            return work(count)
    except KeyboardInterrupt:
        complain(told)
        interrupted(f"{kept}: {number} of {total} submissions")


def interrupted(kept: str, then: str = "goes on from there") -> NoReturn:
    """Ends the program after Ctrl-C. kept: what of its work is not lost. then: what the same command does next."""
    if FRESH in sys.argv:
        then = f"begins again; without {FRESH}, what was not graded anew keeps the score that it has"
    err.print(Text(escaped(f"Interrupted. {kept}. `{shlex.join(typed())}` {then}.")))
    sys.exit(INTERRUPTED)


def typed() -> list[str]:
    """The command as it was typed."""
    return ["autograder", *sys.argv[1:]]


def end(reports: Sequence[Report], told: Sequence[str] = ()) -> None:
    """Ends with the exit code that a run deserves. told: what keeps scores.csv from being whole."""
    complain(told)
    if told or any(report.verdict is Verdict.INFRASTRUCTURE for report in reports):
        sys.exit(UNGRADED)
