"""A student's feedback page: nbgrader's scores and comments around the notebook, with a summary before it.

`nbgrader generate_feedback` makes it, of the notebook that was recorded. The page is one file that works offline: its
formulas are MathML, it has no script, and its own policy lets a browser fetch nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades

from autograder.course.config import Course
from autograder.course.languages import ENGLISH, html_code
from autograder.course.words import IN_ENGLISH, Words
from autograder.nbgrader.conform import is_autograded
from autograder.nbgrader.formulas import with_formulas
from autograder.nbgrader.outputs import METADATA
from autograder.nbgrader.privacy import convert_in_private
from autograder.reports.wording import points, score_of

LATE = "It was handed in late, which takes {points} points: they are taken off already."
OPEN = "A person has yet to grade parts of {points} points: your score so far is without them."
HEADING = re.compile(r"# +(\S.*)")
WAITING = "waiting"
"""In a cell's marks: whether it has no score yet, for which nbgrader puts 0."""
HINTS = re.compile(r"<details\b|^#{2,} ", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A part with points: the tests of a grade id, or a cell that people grade. hints: the id of the notebook's text
    about it. by_person: whether people grade it.
    """

    grade_id: str
    title: str
    score: float
    max_score: float
    why: str = ""
    graded: bool = True
    hints: str = ""
    by_person: bool = False
    words: Words = IN_ENGLISH

    @property
    def state(self) -> str:
        if not self.graded:
            return "open"
        if self.score >= self.max_score:
            return "passed"
        return "partly" if self.score > 0 else "failed"

    @property
    def mark(self) -> str:
        return {"passed": "✓", "partly": "◐", "failed": "✗", "open": "…"}[self.state]

    @property
    def points(self) -> str:
        if not self.graded and self.by_person:
            return self.words.say("waits for a person to grade it, of {most}", most=points(self.max_score))
        if not self.graded:
            return self.words.say("not graded yet, of {most}", most=points(self.max_score))
        return score_of(self.score, self.max_score, self.words)


@dataclass(frozen=True)
class Summary:
    """The head of a page. comments: the grade ids of the cells that have one. lang: the page's language, for HTML."""

    title: str
    value: float
    max_score: float
    late_penalty: float
    parts: tuple[Part, ...]
    comments: tuple[str, ...]
    words: Words = IN_ENGLISH
    lang: str = ENGLISH

    def say(self, text: str, **facts: object) -> str:
        """What the page says, in its language."""
        return self.words.say(text, **facts)

    @property
    def score(self) -> str:
        return score_of(self.value, self.max_score, self.words)

    @property
    def notes(self) -> list[str]:
        late = self.words.say(LATE, points=points(self.late_penalty))
        waiting = sum(part.max_score for part in self.parts if part.by_person and not part.graded)
        some = self.words.say(OPEN, points=points(waiting))
        return [*([late] if self.late_penalty > 0 else []), *([some] if waiting else [])]

    @property
    def next(self) -> Part | None:
        """The first part that lost points to a test."""
        return next((part for part in self.parts if part.why and part.state in ("failed", "partly")), None)

    def part(self, grade_id: str) -> Part | None:
        return next((part for part in self.parts if part.grade_id == grade_id), None)


def summary_of(
    nb: NotebookNode, resources: Mapping[str, Any], words: Words = IN_ENGLISH, lang: str = ENGLISH
) -> Summary:
    """Of a recorded notebook, with what nbgrader's GetGrades has put into both. words, lang: the course's language."""
    own = resources["nbgrader"]
    heading = next(
        filter(None, (HEADING.match(c.source) for c in nb.cells if c.cell_type == "markdown")), None
    )
    return Summary(
        title=heading[1].strip() if heading else str(own["notebook"]),
        value=float(own["score"] or 0),
        max_score=float(own["max_score"] or 0),
        late_penalty=float(own["late_penalty"] or 0),
        parts=tuple(_parts(nb.cells, words)),
        words=words,
        lang=lang,
        comments=tuple(
            str(marks["grade_id"])
            for marks in map(_marks, nb.cells)
            if marks.get("comment") and (marks.get("solution") or marks.get("task"))
        ),
    )


def _marks(cell: NotebookNode) -> Mapping[str, Any]:
    marks: Mapping[str, Any] = cell.metadata.get("nbgrader") or {}
    return marks


def _parts(cells: Sequence[NotebookNode], words: Words) -> Iterator[Part]:
    for place, cell in enumerate(cells):
        marks = _marks(cell)
        if not (marks.get("grade") or marks.get("task")):
            continue
        grade_id, score, most = (
            marks["grade_id"],
            float(marks.get("score") or 0),
            float(marks.get("points") or 0),
        )
        if is_autograded(marks):
            # A notebook that was recorded by an older kit has none.
            kept = cell.metadata.get(METADATA, {"title": grade_id, "why": "", "graded": True})
            hints = _hints(cells[:place])
            yield Part(grade_id, kept["title"], score, most, kept["why"], kept["graded"], hints, words=words)
        else:
            title = words.say("Your task" if marks.get("task") else "Your answer")
            is_open = bool(marks.get(WAITING))
            yield Part(grade_id, title, score, most, graded=not is_open, by_person=True, words=words)


def _hints(before: Sequence[NotebookNode]) -> str:
    """The id of the last text before the answer that tests are of: what the notebook says of it, with its hints."""
    answered = False
    for cell in reversed(before):
        answered = answered or bool(_marks(cell).get("solution"))
        # A student's own text is HTML by now: see `safe_markdown`.
        is_ours = cell.cell_type == "markdown" and not cell.source.startswith("<div>")
        if answered and is_ours and HINTS.search(cell.source):
            return str(cell.get("id", ""))
    return ""


class GetScores(GetGrades):  # type: ignore[misc]
    """nbgrader's step, which puts scores and comments into the cells; this one also tells 0 from no score yet."""

    def _getscore_of(self, cell: NotebookNode, resources: Any) -> None:
        super()._getscore_of(cell, resources)
        marks = cell.metadata.nbgrader
        grade = self.gradebook.find_grade(
            marks["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        marks[WAITING] = grade.auto_score is None and grade.manual_score is None


class FeedbackWriter(HTMLExporter):
    """GenerateFeedback's exporter, which nbgrader makes before it writes anything."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, GenerateFeedback):
            course = self.parent.coursedir
            convert_in_private(self.parent, Path(course.root, course.feedback_directory).parent)

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "feedback_summary", self._summary_of

    def _summary_of(self, nb: NotebookNode, resources: Mapping[str, Any]) -> Summary:
        if not isinstance(self.parent, GenerateFeedback):
            return summary_of(nb, resources)
        course = Course.load(Path(self.parent.coursedir.root))
        words = course.translation(resources["nbgrader"]["assignment"]).words
        return summary_of(nb, resources, words, html_code(course.config.language))

    def from_notebook_node(  # type: ignore[override]  # as nbconvert's HTMLExporter gives it
        self, nb: NotebookNode, *arguments: Any, **named: Any
    ) -> tuple[str, dict[str, Any]]:
        html, resources = super().from_notebook_node(nb, *arguments, **named)
        # Long lines of code scroll, for which the keyboard must reach them.
        return html.replace("<pre>", '<pre tabindex="0">'), resources

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """With formulas that need no network."""
        return with_formulas(super().markdown2html(context, source))
