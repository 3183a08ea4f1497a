"""Why a submission lost its points, ready to be shown: what an instructor needs to answer an appeal.

It holds only the shapes of hidden inputs. The solution's lines are for the instructor: `why_page` leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Column, Table
from rich.text import Text

from autograder.course.excerpts import Excerpt
from autograder.course.words import IN_ENGLISH, Words
from autograder.grading.rerun import Again
from autograder.reports.wording import points, score_of
from autograder.text import LONGEST_REASON, escaped, printable

MOST_LINES = 40  # of a definition


@dataclass(frozen=True)
class LostTest:
    """Tests that failed for one reason. title: what a right answer does, which is their docstring. lost: points.
    inputs: the shapes of what a right answer is given. place: the line that the message names, if it names one.
    """

    names: tuple[str, ...]
    title: str
    message: str
    lost: float
    inputs: tuple[str, ...] = ()
    place: Excerpt | None = None


@dataclass(frozen=True)
class LostPart:
    """A grade id that lost points. theirs, ours: what the student and the solution define there; `missing` are names
    that the student's code does not define.
    """

    grade_id: str
    title: str
    score: float
    max_score: float
    tests: tuple[LostTest, ...]
    theirs: tuple[Excerpt, ...] = ()
    ours: tuple[Excerpt, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def points(self) -> str:
        return score_of(self.score, self.max_score)


@dataclass(frozen=True)
class Appeal:
    """A submission that lost points. notes: what its report says beside the tests."""

    student: str
    assignment: str
    title: str
    score: float
    max_score: float
    parts: tuple[LostPart, ...]
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> str:
        return score_of(self.score, self.max_score)

    @property
    def failed(self) -> list[str]:
        """The names of the tests that failed, in order."""
        return [name for part in self.parts for test in part.tests for name in test.names]


def by_title(part: LostPart) -> Iterator[tuple[str, list[LostTest]]]:
    """The lost tests of a part by what is right there, in order."""
    for title, tests in groupby(part.tests, key=lambda test: test.title):
        yield title, list(tests)


def inputs_of(tests: Iterable[LostTest], words: Words = IN_ENGLISH) -> str:
    """The shapes of what some tests give, each once."""
    return "; ".join(dict.fromkeys(words.of(shapes) for test in tests for shapes in test.inputs))


def show(appeal: Appeal, console: Console) -> None:
    """All of it, for the instructor."""
    console.print(
        Rule(Text(printable(f"{appeal.student} {appeal.assignment}: {appeal.points}")), align="left")
    )
    for note in appeal.notes:
        console.print(Text(printable(f"note: {note}", LONGEST_REASON)))
    for part, following in zip(appeal.parts, [*appeal.parts[1:], None], strict=True):
        console.print()
        console.print(Text(printable(f"{part.title} ({part.grade_id}): {part.points}"), style="bold"))
        for title, tests in by_title(part):
            console.print(Padding(_lost(title, tests), (0, 0, 0, 2)))
        if following is None or (part.theirs, part.ours) != (following.theirs, following.ours):
            _show_code(part, console)


def show_again(found: Sequence[Again], console: Console) -> None:
    """The messages of tests that ran again, with numbers: for the instructor's terminal alone."""
    for each in found:
        console.print(Text(printable(f"{each.name}: {'passed this time' if each.passed else each.message}")))
        for line in each.numbers:
            console.print(Text(f"    {printable(line, LONGEST_REASON)}"), soft_wrap=True)


def _lost(title: str, tests: Sequence[LostTest]) -> Table:
    rows = Table.grid(Column(no_wrap=True, style="dim"), Column(overflow="fold"), padding=(0, 1))
    rows.add_row("right is", Text(printable(title, LONGEST_REASON)))
    if inputs := inputs_of(tests):
        rows.add_row("input", Text(printable(inputs, LONGEST_REASON)))
    for test in tests:
        told = Text(printable(test.message, LONGEST_REASON))
        told.append(f"  {printable(', '.join(test.names))}", style="dim")
        rows.add_row(f"−{points(test.lost)}", told)
        if test.place:
            rows.add_row("line", _code(test.place.label, test.place.numbered, test.place.at))
    return rows


def _show_code(part: LostPart, console: Console) -> None:
    """The student's lines beside the solution's."""
    theirs = [_code(each.label, each.numbered) for each in part.theirs]
    theirs += [Text(printable(f"{name} is not defined")) for name in part.missing]
    ours = [_code(each.label, each.own) for each in part.ours]
    beside = Table(Column("handed in", ratio=1), Column("solution", ratio=1), expand=True)
    beside.add_row(Text("\n").join(theirs), Text("\n").join(ours))
    if theirs or ours:
        console.print(beside)


def _code(label: str, numbered: Sequence[tuple[int, str]], at: int = 0) -> Text:
    """Lines with their numbers; nothing of what a student wrote acts on the terminal."""
    lines = [printable(label)]
    for number, line in numbered[:MOST_LINES]:
        lines.append(f"{'>' if number == at else ' '}{number:4} {escaped(line.expandtabs(4))}")
    if (more := len(numbered) - MOST_LINES) > 0:
        lines.append(f"      … {more} more lines")
    return Text("\n".join(lines))
