"""Why a submission lost its points, as a page for its author. It holds no line of the solution, and no value that is
not in the messages of the report. It is one file without scripts, and what the student wrote stands in it as text.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.course.excerpts import Excerpt
from autograder.course.languages import ENGLISH
from autograder.course.words import IN_ENGLISH, Words
from autograder.reports.page import text
from autograder.reports.why import MOST_LINES, Appeal, LostPart, LostTest, by_title, inputs_of
from autograder.reports.wording import points, score_of

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { --ink: #1f2937; --faint: #4b5563; --line: #d1d5db; --paper: #fff; --panel: #f6f7f9; --mark: #fef3c7 }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e5e7eb; --faint: #b6bdc8; --line: #3f4754; --paper: #14181f; --panel: #1c222b; --mark: #4a3a10 }
}
html { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 }
main { max-width: 48rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere }
h1 { margin: 0 0 .3rem; line-height: 1.25 } h2 { margin: 2rem 0 .4rem; font-size: 1.2rem }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; margin: .6rem 0 }
article > p { margin: .2rem 0 } .faint { color: var(--faint) }
pre { font: .875rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--panel); padding: .5rem;
  border-radius: .4rem; overflow-x: auto; overflow-wrap: normal; margin: .4rem 0 }
mark { background: var(--mark); color: inherit } figure { margin: .6rem 0 } figcaption { color: var(--faint) }
@media print {
  main { max-width: none; padding: 0 } pre { white-space: pre-wrap } article, figure { break-inside: avoid }
}
"""


def page(appeals: Sequence[Appeal], words: Words = IN_ENGLISH, lang: str = ENGLISH) -> str:
    """The text of the HTML file, of one student's work. words, lang: the course's language; lang is HTML's code."""
    title = text(words.say("Why points were lost"))
    sections = "\n".join(_section(each, words) for each in appeals)
    return (
        f'<!DOCTYPE html>\n<html lang="{text(lang)}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<style>{STYLE}</style></head>\n'
        f"<body><main>\n{sections}\n</main></body></html>\n"
    )


def _section(appeal: Appeal, words: Words) -> str:
    notes = "".join(f"<p>{text(words.of(note))}</p>" for note in appeal.notes)
    parts = "\n".join(_part(part, words) for part in appeal.parts)
    score = score_of(appeal.score, appeal.max_score, words)
    return f"<h1>{text(appeal.title)}: {text(score)}</h1>\n<p>{text(appeal.student)}</p>{notes}\n{parts}"


def _part(part: LostPart, words: Words) -> str:
    lost = "\n".join(_lost(title, tests, words) for title, tests in by_title(part))
    missing = "".join(
        f"<p>{text(words.say('{name} is not defined.', name=name))}</p>" for name in part.missing
    )
    code = "".join(_code(each, words) for each in part.theirs)
    score = score_of(part.score, part.max_score, words)
    return f"<section><h2>{text(part.title)}: {text(score)}</h2>\n{lost}\n{missing}{code}</section>"


def _lost(title: str, tests: Sequence[LostTest], words: Words) -> str:
    shapes = inputs_of(tests, words)
    asked = words.say("Asked with: {shapes}", shapes=shapes)
    inputs = f'<p class="faint">{text(asked)}</p>' if shapes else ""
    lines = "".join(
        f"<p><strong>−{points(test.lost)}</strong> {text(test.message)}</p>"
        f"{_code(test.place, words) if test.place else ''}"
        for test in tests
    )
    right = words.say("Right is: {title}", title=title)
    return f"<article><p>{text(right)}</p>{inputs}{lines}</article>"


def _code(excerpt: Excerpt, words: Words) -> str:
    numbered = excerpt.numbered
    lines = [_line(number, line, number == excerpt.at) for number, line in numbered[:MOST_LINES]]
    if (more := len(numbered) - MOST_LINES) > 0:
        lines.append(text(words.say("… {count} more lines", count=more)))
    label = text(words.say("Your lines in {place}", place=words.of(excerpt.label)))
    # What scrolls must be reached by the keyboard, too.
    code = f'<pre tabindex="0" role="group" aria-label="{label}">' + "\n".join(lines) + "</pre>"
    return f"<figure><figcaption>{label}</figcaption>{code}</figure>"


def _line(number: int, line: str, is_meant: bool) -> str:
    shown = f"{number:4} {text(line.expandtabs(4))}"
    return f"<mark>{shown}</mark>" if is_meant else shown
