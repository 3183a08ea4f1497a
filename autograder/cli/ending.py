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

FAILED = WEAKER = 1
USAGE = 2
UNGRADED = 3
INTERRUPTED = 130
EXIT_CODES = {
    0: "All is well. `why`: the score is up to date, or nothing was lost.",
    FAILED: "`doctor`: grading is possible, but behind fewer walls. `check`: a public test failed. `audit`, "
    "`calibrate`: a known answer does not get the score that it should, or `--at-least` is not reached.",
    USAGE: "Wrong usage, a mistake in the course's setup, or no such student, submission or test.",
    UNGRADED: "Some submissions have no score, or scores.csv is not complete. `doctor`: grading is refused. "
    "Otherwise the machine failed, such as a full disk.",
    INTERRUPTED: "Ctrl-C.",
}
"""What an exit code says. `check` ends as pytest does, which has codes beyond these for a run that is no run."""
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


def interrupted(kept: str, then: str = "resumes there") -> NoReturn:
    """Ends the program after Ctrl-C. kept: what of its work is not lost. then: what the same command does next."""
    if FRESH in sys.argv:
        then = f"begins again; without {FRESH}, submissions that were not graded anew keep their scores"
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
