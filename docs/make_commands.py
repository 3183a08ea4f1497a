"""Writes docs/commands.md, the reference of the program, from what its commands say of themselves:

python docs/make_commands.py
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from autograder.cli import app as program
from autograder.cli.ending import EXIT_CODES

PAGE = Path(__file__).parent / "commands.md"
HELP = "--help"
HEAD = """# Commands

This page is made from the program's own help: `python docs/make_commands.py`. `autograder COMMAND --help` says the
same. A command works from anywhere inside a course's folder. An option without a value is a switch.
"""
EXITS = """## Exit codes

| code | meaning |
|---|---|"""


def page() -> str:
    """The reference, in Markdown."""
    parts = [HEAD]
    parts += [section(context) for context in commands() if not has_commands(context)]
    parts.append("\n".join([EXITS, *(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())]))
    return "\n".join(parts).rstrip() + "\n"


def commands() -> Iterator[Any]:
    """The program and each command, in the order of the help, as contexts of typer."""
    command = typer.main.get_command(program.app)
    yield from _below(_context(command, "autograder", None))


def has_commands(context: Any) -> bool:
    """Whether a command is but a group of others. The program itself has options of its own."""
    return context.parent is not None and hasattr(context.command, "commands")


def options(context: Any) -> dict[str, str]:
    """What a command takes by name, `--student STUDENT`, and what it means; --help is every command's."""
    return {
        _shown(each, context): _meaning(each, context)
        for each in context.command.get_params(context)
        if each.param_type_name == "option" and HELP not in each.opts
    }


def section(context: Any) -> str:
    """A command: what it is for, how it is typed, what it takes."""
    arguments = {
        _shown(each, context): _meaning(each, context)
        for each in context.command.get_params(context)
        if each.param_type_name == "argument"
    }
    by_name = options(context)
    usage = [context.command_path, *arguments, *(["[OPTIONS]"] if by_name else [])]
    said = {name: meaning for name, meaning in (arguments | by_name).items() if meaning}
    lines = [f"## {context.command_path}", _as_text(inspect.cleandoc(context.command.help or "")), ""]
    lines += [f"    {' '.join(usage)}", ""]
    if said:
        lines += ["| argument or option | meaning |", "|---|---|"]
        lines += [
            f"| `{_in_table(name)}` | {_as_text(_in_table(meaning))} |" for name, meaning in said.items()
        ]
    return "\n".join(lines).rstrip() + "\n"


def _below(context: Any) -> Iterator[Any]:
    yield context
    if hasattr(context.command, "commands"):
        for name in context.command.list_commands(context):
            yield from _below(_context(context.command.get_command(context, name), name, context))


def _context(command: Any, name: str, parent: Any) -> Any:
    return command.context_class(command, info_name=name, parent=parent)


def _shown(parameter: Any, context: Any) -> str:
    if parameter.param_type_name == "option":
        in_help = parameter.get_help_record(context)[0]  # `--graded <path>`
        kind = "PATH" if in_help.strip("<>").lower().endswith("path") else parameter.name.upper()
        value = "" if parameter.is_flag else f" {parameter.metavar or kind}"
        return f"{parameter.opts[0]}{value}"
    name = parameter.metavar or parameter.name.upper()
    return name if parameter.required or name.startswith("[") else f"[{name}]"


def _meaning(parameter: Any, context: Any) -> str:
    record = parameter.get_help_record(context)
    said = record[1] if record else ""
    return said.replace("[required]", "").strip()


def _in_table(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _as_text(text: str) -> str:
    """`<student>` is no element of HTML."""
    return text.replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
