"""Write scores for others to read: a command for each format, with the options that it knows."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from copy import copy
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.text import Text
from typer.core import TyperGroup

from autograder.cli.app import app
from autograder.cli.console import err, show
from autograder.cli.options import Book, Folder, Names, book_of, names_of, submitted_folder
from autograder.cli.unscored import tell_what_is_not_exported
from autograder.course.config import Course, Missing
from autograder.exports import registry
from autograder.nbgrader.settings import OUTPUT
from autograder.text import printable

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
        str | None, typer.Option(help="What the names of students' folders are, see docs/exports.md.")
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Subtract the penalty of `lateness`.")] = False,
    missing: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(get_args(Missing)),
            help="The score of an enrolled student without a submission. Default: as in grading.yml.",
        ),
    ] = None,
    submitted: Annotated[Folder, typer.Option(help="The folder of submissions. Default: submitted/.")] = None,
    gradebook: Book = None,
    visibility: Annotated[str | None, typer.Option(help="When students see the hidden tests.")] = None,
) -> None:
    course = Course.load(Path.cwd())
    names = list(dict.fromkeys(names_of(course, assignments)))
    folder = Path.cwd() / graded if graded else course.root / OUTPUT
    asked = Path.cwd() / output if output else None
    options = registry.Options(
        identifier=identifier,
        late=late,
        submitted=submitted_folder(course, submitted),
        visibility=visibility,
        gradebook=book_of(course, gradebook),
        missing=missing,
    )
    written, ungraded = registry.write(target, course, names, folder, asked, options)
    for path in written:
        show(**{target: path})
    for line in ungraded:
        err.print(Text(printable(line)))
    if FORMATS[target].text:
        tell_what_is_not_exported(course, names, options.submitted, folder, gradebook)


def _exporter(target: str, kind: registry.Format) -> Callable[..., None]:
    """`_export` of one format, with the options that it knows."""

    def export(**given: Any) -> None:
        _export(target, **given)

    knows = {
        "identifier": kind.identifiers,
        "late": kind.late,
        "missing": kind.missing,
        "submitted": kind.text,
        "gradebook": kind.text or kind.gradebook,
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
