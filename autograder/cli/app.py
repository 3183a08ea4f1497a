"""The program itself: its commands are in the modules beside this one, which register them here."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from autograder.cli.console import err
from autograder.cli.ending import UNGRADED, USAGE, interrupted
from autograder.errors import CourseError, KitError, reason_of
from autograder.grading.digest import ENGINE


class _Program(TyperGroup):
    """Its commands. Ctrl-C ends each with a line, wherever it is; one that grades says more: `until_interrupted`."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            interrupted("What was graded before is kept", "begins again")


app = typer.Typer(
    cls=_Program,
    help="Grades PyTorch exercises: students' code in a sandbox, hidden tests outside it, scores in nbgrader.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


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
