"""The results of an audit on one page without scripts: how many mistakes are caught, by which tests, and which are not.

Colors follow the reader's light or dark setting; each plot is told in words, too, and no bar by its color alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from autograder.audit.results import AuditResult, Fate, MutantResult
from autograder.reports.audit_tables import evidence, known_line, mutants_line
from autograder.reports.page import document, text

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
    sections = "".join(_section(each) for each in results)
    whole = _overall(results) if len(results) > 1 else ""
    return document(
        "How good the hidden suites are",
        "<p>A mutant is a right answer with one mistake in it. The suite kills it where it loses points. A survivor "
        "keeps all of them. It is set apart as equivalent where values show no difference from the right answer: as "
        f"far as the draws that were compared can tell.</p>{whole}{sections}",
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
        parts.append(f"<p>{text(known_line(result).partition(': ')[2])}.</p>")
        parts += [
            f"<p><strong>{text(each.place)}: {text(each.name)}</strong> {text(each.complaint)}</p>"
            for each in result.wrong
        ]
    if not result.mutants:
        return "".join(parts)
    parts.append(f"<p>{text(mutants_line(result).partition(': ')[2])}. It took {result.seconds:.0f} s.</p>")
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
        parts.append(f"<p>Tests that kill none: {text(', '.join(each.name for each in result.idle))}.</p>")
    parts.append(_tests(result))
    parts.append("<h3>Kinds of mistakes</h3>")
    rows = [(each.name, each.killed, each.total - each.killed, each.equivalent) for each in result.operators]
    parts.append(_bars("Mutants of each kind", rows, ("killed", "survived", "equivalent")))
    about = "".join(
        f"<tr><td>{text(each.name)}</td><td>{text(each.about)}</td></tr>" for each in result.operators
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
        lines.append(f"<{tag}>{text(line)}</{tag}>" if tag else text(line))
    return (
        f"<details{' open' * is_open}><summary>{text(title)}</summary>"
        f'<pre tabindex="0">{chr(10).join(lines)}</pre><p class="soft">{text(each.subject)}; {text(told)}</p></details>'
    )


def _tests(result: AuditResult) -> str:
    head = (
        '<tr><th scope="col">Test</th><th scope="col">Grade id</th><th scope="col" class="number">Kills</th>'
        '<th scope="col" class="number">Alone</th></tr>'
    )
    rows = "".join(
        f'<tr><td>{text(each.title)}<br><span class="soft">{text(each.name)}</span></td>'
        f"<td>{text(each.grade_id)}</td>"
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
