"""What an audit found, on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from autograder.audit.results import AuditResult, Fate, MutantResult
from autograder.text import escaped, printable

MOST_SHOWN = 25  # survivors
WIDEST = 16  # lines of one diff
STYLES = {"+": "green", "-": "red"}


def known_line(result: AuditResult) -> str:
    """How many known answers there are, and whether they are as they say."""
    kinds: dict[str, int] = {}
    for each in result.known:
        kinds[each.kind] = kinds.get(each.kind, 0) + 1
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "none"
    wrong = len(result.wrong)
    verdict = f"{wrong} not as they say" if wrong else "all as they say" if kinds else ""
    return f"{result.assignment}: known answers: {told}" + (f"; {verdict}" if verdict else "")


def mutants_line(result: AuditResult) -> str:
    """How many mutants were caught, in one line."""
    if not result.mutants:
        return f"{result.assignment}: mutants: none"
    killed, equivalent = len(result.of(Fate.KILLED)), len(result.of(Fate.EQUIVALENT))
    share = f" ({_percent(result.share)})" if result.share is not None else ""
    drawn = f", drawn from {result.made}" if result.made > len(result.mutants) else ""
    more = f", {equivalent} set apart as equivalent" if equivalent else ""
    if free := len(result.of(Fate.ALLOWED)):
        more += f", {free} allowed"
    if ungraded := len(result.of(Fate.UNGRADED)):
        more += f", {ungraded} not graded"
    return (
        f"{result.assignment}: mutants: {len(result.mutants)}{drawn}: "
        f"{killed} of {result.total} mistakes killed{share}{more}"
    )


def show(result: AuditResult, console: Console) -> None:
    """Survivors as diffs, the tests, and the operators whose mutants survive."""
    console.print(Text(mutants_line(result)), soft_wrap=True)
    survivors = result.of(Fate.SURVIVED)
    for each in survivors[:MOST_SHOWN]:
        survivor(each, console)
    if len(survivors) > MOST_SHOWN:
        more = f"and {len(survivors) - MOST_SHOWN} more survivors: --html or --json has them all"
        console.print(Text(more), soft_wrap=True)
    for each in result.of(Fate.UNGRADED)[:MOST_SHOWN]:
        console.print(
            Text(printable(f"not graded: {each.operator}, {each.definition}: {each.reason}")), soft_wrap=True
        )
    if result.tests:
        console.print(_tests(result))
    if survivors:
        console.print(_operators(result))


def survivor(each: MutantResult, console: Console) -> None:
    """One survivor: where it should have been caught, what is wrong, and what shows that it is."""
    where = " or ".join(each.grade_ids)
    console.print(Text(f"\nsurvived: {each.operator} in {each.definition}, {each.subject}: {where}", "bold"))
    lines = each.diff.splitlines()
    for line in lines[:WIDEST]:
        console.print(Text(f"    {escaped(line)}", STYLES.get(line[:1], "")), soft_wrap=True)
    if len(lines) > WIDEST:
        console.print(Text(f"    … {len(lines) - WIDEST} more lines"))
    console.print(Text(f"    {evidence(each)}"), soft_wrap=True)


def evidence(each: MutantResult) -> str:
    """The evidence on whether a survivor is a mistake."""
    if each.difference or each.reason:
        return printable(f"differs: {each.difference}" if each.difference else each.reason)
    if each.draws:
        return (
            f"no difference in {each.draws} draws: too few to tell, or too few of other sizes than the tests'"
        )
    return "it could not be compared: no draw fits what it takes"


def _tests(result: AuditResult) -> Table:
    right = {"justify": "right", "no_wrap": True}
    table = Table("test", "grade id", Column("kills", **right), Column("alone", **right))  # type: ignore[arg-type]
    for each in result.tests:
        style = "" if each.kills else "yellow"
        table.add_row(Text(each.name, style), each.grade_id, str(each.kills), str(each.alone or ""))
    return table


def _operators(result: AuditResult) -> Table:
    right = {"justify": "right", "no_wrap": True}
    table = Table("operator", "what it does", Column("killed", **right))  # type: ignore[arg-type]
    for each in result.operators:
        if each.killed < each.total:
            table.add_row(each.name, Text(each.about), f"{each.killed} of {each.total}")
    return table


def _percent(share: float | None) -> str:
    """Never rounded up to 100 %."""
    return "none" if share is None else f"{int(share * 1000) / 10:g} %"
