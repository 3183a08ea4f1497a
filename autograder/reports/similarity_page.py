"""Pairs of submissions side by side, on one page without scripts; what both have alone is marked."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.reports.page import Cell, Column, document, table, text
from autograder.similarity.comparing import Comparison
from autograder.similarity.fingerprints import shared_lines
from autograder.similarity.pairs import LINE, Pair

STYLE = """
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem } .two > div { min-width: 0 }
mark { background: color-mix(in srgb, var(--bad) 25%, transparent); color: inherit; display: block }
@media screen and (max-width: 40rem) { .two { grid-template-columns: 1fr } }
"""
CAUTION = (
    "A share is no proof. Two who learned together, or from the same page, write alike. Read both, and ask both, "
    "before you conclude anything."
)
ANSWERS = (
    "The failed tests ran again, with the same hidden numbers for all. A test is named if both of a pair give the same "
    "wrong answer to it, and no more than two students or a tenth of the class do."
)
SMALL = "Here most of what students write is given, or what everybody writes: shares say little of such an assignment."


def page(found: Comparison) -> str:
    """The text of the HTML file."""
    rows: list[Sequence[Cell | str]] = [
        (
            Cell(f'<a href="#{number}">{text(pair.first)} and {text(pair.second)}</a>'),
            percent(pair),
            *(text(said) for said in in_common(found, pair)),
        )
        for number, pair in enumerate(found.pairs, start=1)
    ]
    columns = [Column("Pair"), Column("Share", number=True), *map(Column, headings(found))]
    parts = [
        f"<p>{found.students} submissions. The share is of the code that is a student's own: neither in the released "
        "notebook nor in the solution, and weighed by how few others have it. Names, comments and layout do not count. "
        f"From {LINE:.0%} on, read both.</p>",
        "" if found.answers is None else f"<p>{ANSWERS}</p>",
        f"<p><strong>{CAUTION}</strong></p>",
        f"<p>{SMALL}</p>" if found.is_small else "",
        table("Pairs", columns, rows, "stacked"),
        *(_side_by_side(number, pair, found) for number, pair in enumerate(found.pairs, start=1)),
    ]
    return document(f"Alike in {found.assignment}", "".join(parts), style=STYLE)


def headings(found: Comparison) -> list[str]:
    """Of the columns after the share."""
    return ["Rare mistakes of both", *["Rare wrong answers of both"] * (found.answers is not None)]


def in_common(found: Comparison, pair: Pair) -> list[str]:
    """What these columns say of a pair."""
    answers = [] if found.answers is None else [found.answers[pair.both]]
    return [
        ", ".join(found.mistakes[pair.both]),
        *(", ".join(f"{each.test} ({each.students} students)" for each in given) for given in answers),
    ]


def percent(pair: Pair) -> str:
    """The share as people read it; with a word where there is little to tell it by."""
    return f"{pair.share:.0%}" + " of little" * (pair.share >= LINE and not pair.is_above)


def _side_by_side(number: int, pair: Pair, found: Comparison) -> str:
    sides = "".join(
        f'<div><h3>{text(student)}</h3><pre tabindex="0">{_marked(found.code[student], pair)}</pre></div>'
        for student in (pair.first, pair.second)
    )
    is_open = " open" if pair.is_above else ""
    return (
        f'<h2 id="{number}">{text(pair.first)} and {text(pair.second)}: {percent(pair)}</h2>'
        f'<details{is_open}><summary>Side by side</summary><div class="two">{sides}</div></details>'
    )


def _marked(code: str, pair: Pair) -> str:
    marked = shared_lines(code, pair.common)
    return "".join(
        f"<mark>{shown or ' '}</mark>" if number in marked else f"{shown}\n"
        for number, line in enumerate(code.splitlines(), start=1)
        for shown in [text(line)]
    )
