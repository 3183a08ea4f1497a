"""What an audit found, on one page without scripts: how many mistakes are caught, by whom, and which are not.

Colours follow the reader's light or dark setting; each plot is told in words, too, and no bar by its colour alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from autograder.audit.results import AuditResult, Fate, MutantResult
from autograder.reports.audit_tables import evidence, known_line, mutants_line
from autograder.text import escaped

STYLE = """
:root { color-scheme: light dark; --ink: #1f2937; --soft: #4b5563; --line: #d1d5db; --page: #fff;
  --good: #2563eb; --bad: #b45309; --same: #9ca3af; --plus: #166534; --minus: #991b1b; --code: #f3f4f6 }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e7eb; --soft: #b6bcc6; --line: #4b5563; --page: #111827;
  --good: #60a5fa; --bad: #fbbf24; --same: #6b7280; --plus: #86efac; --minus: #fca5a5; --code: #1f2937 } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 64rem;
  margin: 2rem auto; padding: 0 1rem }
h2 { margin: 2.5rem 0 .3rem } h3 { margin: 1.6rem 0 .4rem; font-size: 1rem } p { margin: .3rem 0 }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 600 }
td, th { vertical-align: top; padding: .3rem .8rem .3rem 0; border-top: 1px solid var(--line) }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
summary { cursor: pointer } details { margin: .3rem 0; overflow-wrap: anywhere } .soft { color: var(--soft) }
pre { background: var(--code); padding: .5rem .8rem; overflow-x: auto; font-size: 13px; margin: .3rem 0 }
ins { color: var(--plus); text-decoration: none } del { color: var(--minus); text-decoration: none }
svg { max-width: 100%; height: auto; display: block } svg text { fill: var(--ink); font: 12px system-ui, sans-serif }
"""
LABELS, WIDTH, STEP, HEIGHT = 210, 760, 20, 13  # pixels, of a plot of bars
HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="var(--bad)"/><path d="M0 0V5" stroke="var(--page)" stroke-width="2"/>'
    "</pattern></defs>"
)


def as_json(results: Sequence[AuditResult]) -> str:
    """All that was found, with its figures."""
    found = [
        {
            **result.model_dump(mode="json"),
            "killed": len(result.of(Fate.KILLED)),
            "total": result.total,
            "share": result.share,
            "operators": [each.model_dump(mode="json") for each in result.operators],
        }
        for result in results
    ]
    return json.dumps(found, indent=2) + "\n"


def page(results: Sequence[AuditResult]) -> str:
    """The text of the HTML file."""
    title = "How good the hidden suites are"
    sections = "".join(_section(each) for each in results)
    whole = _overall(results) if len(results) > 1 else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><h1>{title}</h1>\n'
        "<p>A mutant is a right answer with one mistake in it. The suite kills it where it loses points. A survivor "
        "keeps all of them. It is set apart as equivalent where values show no difference from the right answer: as "
        f"far as the draws that were compared can tell.</p>{whole}{sections}</body></html>\n"
    )


def _overall(results: Sequence[AuditResult]) -> str:
    rows = [
        (
            each.assignment,
            len(each.of(Fate.KILLED)),
            len(each.of(Fate.SURVIVED)),
            len(each.of(Fate.EQUIVALENT)),
        )
        for each in results
    ]
    killed, survived = sum(row[1] for row in rows), sum(row[2] for row in rows)
    line = f"<p>In all, {killed} of {killed + survived} mistakes are killed.</p>"
    return line + _bars("Mutants of each assignment", rows, ("killed", "survived", "equivalent"))


def _section(result: AuditResult) -> str:
    parts = [f"<h2>{escape(result.title)} <small>({escape(result.assignment)})</small></h2>"]
    if result.known:
        parts.append(f"<p>{_text(known_line(result).partition(': ')[2])}.</p>")
        parts += [
            f"<p><strong>{_text(each.place)}: {_text(each.name)}</strong> {_text(each.complaint)}</p>"
            for each in result.wrong
        ]
    if not result.mutants:
        return "".join(parts)
    parts.append(f"<p>{_text(mutants_line(result).partition(': ')[2])}. It took {result.seconds:.0f} s.</p>")
    survivors = result.of(Fate.SURVIVED)
    parts.append(f"<h3>{len(survivors)} survivors</h3>")
    parts += [_mutant(each, is_open=len(survivors) <= 12) for each in survivors]
    parts.append("<h3>Tests</h3>")
    parts.append(
        _bars(
            "Mutants that each test kills",
            [(each.name, each.kills, 0, 0) for each in result.tests],
            ("kills", "", ""),
        )
    )
    if result.idle:
        parts.append(f"<p>Tests that kill none: {_text(', '.join(each.name for each in result.idle))}.</p>")
    parts.append(_tests(result))
    parts.append("<h3>Kinds of mistakes</h3>")
    rows = [(each.name, each.killed, each.total - each.killed, each.equivalent) for each in result.operators]
    parts.append(_bars("Mutants of each kind", rows, ("killed", "survived", "equivalent")))
    about = "".join(
        f"<tr><td>{_text(each.name)}</td><td>{_text(each.about)}</td></tr>" for each in result.operators
    )
    parts.append(f"<details><summary>What the kinds are</summary><table>{about}</table></details>")
    if apart := result.of(Fate.EQUIVALENT):
        inner = "".join(_mutant(each, is_open=False) for each in apart)
        parts.append(f"<details><summary>{len(apart)} set apart as equivalent</summary>{inner}</details>")
    if free := result.of(Fate.ALLOWED):
        inner = "".join(_mutant(each, is_open=False) for each in free)
        parts.append(f"<details><summary>{len(free)} allowed by the author</summary>{inner}</details>")
    if ungraded := result.of(Fate.UNGRADED):
        inner = "".join(_mutant(each, is_open=False) for each in ungraded)
        parts.append(f"<details><summary>{len(ungraded)} not graded</summary>{inner}</details>")
    return "\n".join(parts)


def _mutant(each: MutantResult, is_open: bool) -> str:
    where = " or ".join(each.grade_ids)
    title = f"{each.operator} in {each.definition}: {where}"
    told = evidence(each)
    if each.fate is Fate.EQUIVALENT:
        told = f"no difference in {each.draws} draws"
    elif each.fate is Fate.ALLOWED:
        told = each.reason
    tags = {"+": "ins", "-": "del"}
    lines = []
    for line in each.diff.splitlines():
        tag = tags.get(line[:1])
        lines.append(f"<{tag}>{_text(line)}</{tag}>" if tag else _text(line))
    return (
        f"<details{' open' * is_open}><summary>{_text(title)}</summary>"
        f'<pre>{chr(10).join(lines)}</pre><p class="soft">{_text(each.subject)}; {_text(told)}</p></details>'
    )


def _tests(result: AuditResult) -> str:
    head = (
        '<tr><th scope="col">Test</th><th scope="col">Grade id</th><th scope="col" class="number">Kills</th>'
        '<th scope="col" class="number">Alone</th></tr>'
    )
    rows = "".join(
        f'<tr><td>{_text(each.title)}<br><span class="soft">{_text(each.name)}</span></td>'
        f"<td>{_text(each.grade_id)}</td>"
        f'<td class="number">{each.kills}</td><td class="number">{each.alone}</td></tr>'
        for each in result.tests
    )
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _bars(title: str, rows: Sequence[tuple[str, int, int, int]], names: tuple[str, str, str]) -> str:
    """A row of three parts for each name, as an SVG: full, hatched, pale; the numbers stand beside it."""
    most = max((sum(row[1:]) for row in rows), default=0) or 1
    scale = (WIDTH - LABELS - 110) / most
    height = STEP * len(rows) + 30
    told = "; ".join(
        f"{row[0]} "
        + ", ".join(f"{count} {name}" for count, name in zip(row[1:], names, strict=True) if name and count)
        for row in rows
    )
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(title)}: {escape(told)}">{HATCH}<title>{escape(title)}</title>'
    ]
    fills = ("var(--good)", "url(#hatch)", "var(--same)")
    x = float(LABELS)
    for name, fill in zip(names, fills, strict=True):
        if name:
            parts.append(
                f'<rect x="{x:.0f}" y="4" width="12" height="12" fill="{fill}"/>'
                f'<text x="{x + 17:.0f}" y="14">{name}</text>'
            )
            x += 110
    for number, row in enumerate(rows):
        y, x = 26 + STEP * number, float(LABELS)
        parts.append(f'<text x="{LABELS - 8}" y="{y + 11}" text-anchor="end">{escape(row[0][:34])}</text>')
        for count, fill in zip(row[1:], fills, strict=True):
            if count:
                parts.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{count * scale:.1f}" height="{HEIGHT}" fill="{fill}"/>'
                )
                x += count * scale
        counts = " + ".join(str(count) for count, name in zip(row[1:], names, strict=True) if name)
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 11}">{counts}</text>')
    return "".join([*parts, "</svg>"])


def _text(text: str) -> str:
    return escape(escaped(text))
