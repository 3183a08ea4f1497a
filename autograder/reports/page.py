"""What the pages for instructors share: one style sheet, and the few pieces that they are put together from.

A page is one file that needs nothing beside it and asks no network: its policy allows the page's own style and script,
by their digests, and nothing else. Colors follow the reader's light or dark setting; on paper they are the light ones.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from autograder.text import escaped

STYLE = """
:root { color-scheme: light; --ink: #1f2937; --soft: #4b5563; --line: #d1d5db; --page: #fff;
  --good: #2563eb; --bad: #b45309; --same: #9ca3af; --plus: #166534; --minus: #991b1b; --code: #f3f4f6 }
@media screen and (prefers-color-scheme: dark) { :root { color-scheme: dark; --ink: #e5e7eb; --soft: #b6bcc6;
  --line: #4b5563; --page: #111827;
  --good: #60a5fa; --bad: #fbbf24; --same: #6b7280; --plus: #86efac; --minus: #fca5a5; --code: #1f2937 } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 64rem;
  margin: 2rem auto; padding: 0 1rem }
h2 { margin: 2.5rem 0 .3rem } h3 { margin: 1.6rem 0 .4rem; font-size: 1rem } p { margin: .3rem 0 }
a { color: var(--good) }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 600 }
td, th { vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid var(--line) }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
summary { cursor: pointer } details { margin: .3rem 0; overflow-wrap: anywhere }
td > details:first-child { margin-top: 0 } .soft { color: var(--soft) }
pre { background: var(--code); padding: .5rem .8rem; overflow-x: auto; font-size: 13px; margin: .3rem 0 }
ins { color: var(--plus); text-decoration: none } del { color: var(--minus); text-decoration: none }
svg { max-width: 100%; height: auto; display: block } svg text { fill: var(--ink); font: 12px system-ui, sans-serif }
.wide { overflow-x: auto; position: relative } td { overflow-wrap: break-word }
.sortable { width: auto; min-width: 60% } .sortable td:first-child { overflow-wrap: anywhere; min-width: 8rem;
  max-width: 20rem } .sortable td:last-child { min-width: 9rem }
.sortable tbody tr:nth-child(even) { background: var(--code) } .sortable td, .sortable th { padding-left: .4rem }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer;
  text-align: inherit } th button::after { content: "\\a0↕"; color: var(--soft) }
th[aria-sort=ascending] button::after { content: "\\a0↑" } th[aria-sort=descending] button::after { content: "\\a0↓" }
@media screen and (max-width: 40rem) { body { margin: 1rem auto }
  .stacked thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  .stacked, .stacked tbody, .stacked tr, .stacked td { display: block; width: auto !important }
  .stacked tr { border-top: 1px solid var(--line); padding: .4rem 0 } .stacked td { border: 0; padding: .15rem 0 }
  .stacked td.number { text-align: left }
  .stacked td:not(:first-child)::before { content: attr(data-name) ": "; color: var(--soft) } }
@media print { th button::after { content: "" !important } .wide { overflow: visible }
  body { max-width: none; margin: 0; font-size: 10pt } h2, h3 { break-after: avoid }
  tr, svg, summary { break-inside: avoid } meter, svg { print-color-adjust: exact }
  details::details-content { content-visibility: visible; block-size: auto } }
"""

SORT = """
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      heads.forEach(each => each.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const isNumber = head.classList.contains('number');
      const key = row => row.cells[place].dataset.key ?? row.cells[place].textContent;
      const difference = (a, b) => isNumber ? a - b : a.localeCompare(b, undefined, {numeric: true});
      const order = (a, b) => a === b ? 0 : a === '' ? 1 : b === '' ? -1 : (up ? 1 : -1) * difference(a, b);
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => order(key(a), key(b))));
    });
  });
}
"""
"""Lets the columns of tables of the class `sortable` be sorted by a click on their heads."""


@dataclass(frozen=True)
class Column:
    """One of a table. number: whether it holds numbers, which stand at the right."""

    name: str
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """HTML, and what a column is sorted by where that is not its text: "" comes last."""

    html: str
    key: str | None = None


def document(title: str, body: str, *, style: str = "", script: str = "") -> str:
    """The text of the HTML file. style: the page's own, after the shared one. script: what the page can do without."""
    whole = f"{STYLE}{style}"
    sources = [f"style-src {_digest(whole)}", *([f"script-src {_digest(script)}"] if script else [])]
    policy = "; ".join(["default-src 'none'", *sources, "base-uri 'none'", "form-action 'none'"])
    ending = f"<script>{script}</script>" if script else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{text(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{whole}</style></head>'
        f"<body><main><h1>{text(title)}</h1>\n{body}</main>{ending}</body></html>\n"
    )


def text(words: str) -> str:
    """`words` as HTML that shows them, whatever is in them."""
    return escape(escaped(words))


def unfolding(line: str, hidden: Sequence[str]) -> str:
    """A line of text that unfolds to paragraphs of text."""
    paragraphs = "".join(f"<p>{text(each)}</p>" for each in hidden)
    return f"<details><summary>{text(line)}</summary>{paragraphs}</details>"


def table(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell | str]], kind: str = "") -> str:
    """A table for pages that may be narrow. name: what it is, for who hears it. kind: its classes in the style sheet:
    `stacked` puts the cells of a row below each other where it is narrow, `sortable` see `SORT`.

    Roles are written out, for a browser drops those of a table whose rows the style sheet stacks.
    """
    looks = [' class="number"' if column.number else "" for column in columns]
    head = "".join(
        f'<th role="columnheader" scope="col"{look}>{text(column.name)}</th>'
        for column, look in zip(columns, looks, strict=True)
    )
    body = []
    for row in rows:
        cells = []
        for column, look, given in zip(columns, looks, row, strict=True):
            cell = given if isinstance(given, Cell) else Cell(given)
            key = "" if cell.key is None else f' data-key="{text(cell.key)}"'
            cells.append(f'<td role="cell"{look} data-name="{text(column.name)}"{key}>{cell.html}</td>')
        body.append(f'<tr role="row">{"".join(cells)}</tr>')
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{text(name)}">'
        f'<table role="table" class="{kind}"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(body)}</tbody></table></div>'
    )


def _digest(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"
