"""What tests show, as HTML for the output of a graded cell: tables, and pictures with their words.

A picture is an image of its own, with no script and no link, so that every page that shows the notebook keeps it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from autograder.checks.exhibits import Exhibit, Losses, Shapes, Texts
from autograder.course.words import IN_ENGLISH, Words
from autograder.reports.plots import losses_svg, losses_text

# nbgrader's pages give tables no space of their own.
CELL = 'style="text-align: left; vertical-align: top; padding: 0.2em 1.5em 0.2em 0"'
CAPTION = 'style="text-align: left; white-space: nowrap; padding: 0.8em 0 0.2em 0"'
STATES = {"right": "✓ right", "other values": "✗ other values", "other shape": "✗ other shape"}

BECOMES = "What {source} becomes while it learns; wanted: {target}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table of cells that are HTML already."""
    above = f"<caption {CAPTION}>{escape(caption)}</caption>" if caption else ""
    names = "".join(f'<th scope="col" {CELL}>{escape(name)}</th>' for name in head)
    body = "".join("<tr>" + "".join(f"<td {CELL}>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{above}<thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def html(exhibit: Exhibit, words: Words = IN_ENGLISH) -> str:
    match exhibit:
        case Shapes():
            return _shapes(exhibit, words)
        case Losses():
            return _losses(exhibit, words)
        case Texts():
            return _texts(exhibit, words)


def _shapes(shapes: Shapes, words: Words) -> str:
    rows = [
        (escape(stage.name), escape(stage.expected), escape(stage.got), words.say(STATES[stage.state]))
        for stage in shapes.stages
    ]
    head = words.say("After"), words.say("Expected"), words.say("Yours"), words.say("Result")
    return table(head, rows, words.say("The shapes on the way"))


def _losses(losses: Losses, words: Words) -> str:
    picture = b64encode(losses_svg(losses, words).encode()).decode()
    image = f'<img src="data:image/svg+xml;base64,{picture}" alt="{escape(losses_text(losses, words))}">'
    return f'<p style="margin: 0.8em 0">{image}</p>'


def _texts(texts: Texts, words: Words) -> str:
    rows = [(str(epoch), f"<code>{escape(text)}</code>") for epoch, text in texts.texts]
    return table(
        (words.say("Epoch"), words.say("Text")),
        rows,
        words.say(BECOMES, source=texts.source, target=texts.target),
    )
