"""How a class did in one assignment, as HTML: its scores, who was late, its mistakes, its trainings, its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from autograder.checks.exhibits import Losses
from autograder.course.config import Assignment
from autograder.exports.collect import Times
from autograder.exports.overview.figures import (
    FEW,
    Kind,
    Spread,
    Test,
    by_chance,
    each_test,
    kinds_of,
    losses_of,
    spread,
)
from autograder.grading.report import Report, Verdict
from autograder.reports.histogram import scores_svg
from autograder.reports.overlay import overlay_svg
from autograder.reports.page import Column, table, text, unfolding
from autograder.reports.plots import leaves_at
from autograder.reports.wording import points, span

MOST_REASONS = 4  # of one test, the most frequent
SCALE, THICK = 96, 14  # pixels of a discrimination's picture
STYLE = """
dl { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin: .8rem 0 1rem } dt { color: var(--soft); font-size: 13px }
dd { margin: 0; font-size: 1.2rem; font-variant-numeric: tabular-nums } small { font-weight: 400; color: var(--soft) }
meter { width: 5rem; margin-right: .5rem } details p { color: var(--soft); margin-left: 1.1rem }
.mark { display: inline-block; border: 1px solid; border-radius: 3px; padding: 0 .35rem; font-size: 12px;
  color: var(--bad) }
.plots { display: flex; flex-wrap: wrap; gap: 1rem } figure { margin: .5rem 0; min-width: 0; max-width: 460px }
figcaption, code { overflow-wrap: anywhere } .share, .worth { white-space: nowrap }
.tests td:nth-child(1) { width: 30% } .tests td:nth-child(2) { width: 10rem } .tests td:nth-child(3) { width: 9rem }
.mistakes td:nth-child(1) { width: 45% } .mistakes td:nth-child(2) { width: 10rem }
"""


@dataclass(frozen=True)
class Class:
    """What is known of one assignment. absent: who is enrolled and handed in nothing. given: who has points that people
    gave. times: None where they are not known. grace: seconds.
    """

    name: str
    assignment: Assignment
    reports: Sequence[Report]
    absent: Sequence[str]
    given: Sequence[str]
    times: Times | None
    grace: float

    @cached_property
    def graded(self) -> list[Report]:
        """The submissions for which tests ran."""
        return [report for report in self.reports if report.verdict is Verdict.GRADED]

    @cached_property
    def scores(self) -> list[float]:
        return [report.score for report in self.reports if report.verdict is not Verdict.INFRASTRUCTURE]

    @cached_property
    def spread(self) -> Spread | None:
        return spread(self.scores) if self.scores else None

    @cached_property
    def late(self) -> dict[str, timedelta]:
        """By student, of whom it is known; negative before the due date."""
        return {} if self.times is None else _of(self.name, self.times.late)

    @cached_property
    def extended(self) -> dict[str, timedelta]:
        return {} if self.times is None else _of(self.name, self.times.extended)

    @property
    def due(self) -> datetime | None:
        """By grading.yml, or else by the formgrader."""
        return self.assignment.due or (self.times.due.get(self.name) if self.times else None)

    def is_over(self, student: str) -> bool:
        """Whether the due date, an extension and the grace have passed for a student, as far as that is known."""
        due = self.due
        if due is None or self.times is None:
            return True
        extension = self.extended.get(student, timedelta())
        return due + extension + timedelta(seconds=self.grace) < self.times.now

    def absence(self, student: str) -> str:
        """What is to be said of one who handed in nothing."""
        return "missing" if self.is_over(student) else "not handed in, not due yet"


def _of(name: str, known: Mapping[tuple[str, str], timedelta]) -> dict[str, timedelta]:
    return {student: value for (student, assignment), value in known.items() if assignment == name}


def at_a_glance(classes: Sequence[Class]) -> str:
    """A line for each assignment, which leads to its section."""
    columns = [
        Column("Assignment"),
        *(Column(name, number=True) for name in ("Scores", "Out of", "Mean", "Median")),
    ]
    columns += [Column(name, number=True) for name in ("Deviation", "Late", "Missing")]
    rows = []
    for each in classes:
        lies = each.spread
        figures = [points(value) for value in (lies.mean, lies.median, lies.deviation)] if lies else ["–"] * 3
        late = str(len(_late(each))) if each.late else "–"
        is_known = each.absent or (each.times is not None and each.times.enrolled)
        missing = str(len(each.absent)) if is_known else "–"
        name = f'<a href="#{text(each.name)}">{text(each.assignment.title)}</a>'
        rows.append(
            [name, str(len(each.scores)), points(each.assignment.points), *figures, late, missing],
        )
    return table("The assignments at a glance", columns, rows, "stacked")


def section(of: Class) -> str:
    parts = [f'<h2 id="{text(of.name)}">{text(of.assignment.title)} <small>({text(of.name)})</small></h2>']
    if of.spread:
        parts += [_scores(of, of.spread), scores_svg([score / of.assignment.points for score in of.scores])]
    elif not of.reports:
        parts.append("<p>There are no reports of it.</p>")
    for verdict in (Verdict.REFUSED, Verdict.INFRASTRUCTURE):
        lines = [f"{report.student}: {report.reason}" for report in of.reports if report.verdict is verdict]
        if lines:
            parts.append(unfolding(f"{len(lines)} {verdict.value}", lines))
    parts.append(_attendance(of))
    if kinds := kinds_of(of.graded):
        parts.append(_mistakes(kinds, len(of.graded)))
    if curves := losses_of(of.graded):
        parts.append("<h3>Trainings</h3>")
        parts.append(f'<div class="plots">{"".join(_curves(*each) for each in curves.items())}</div>')
    if tests := each_test(of.graded):
        parts.append(_about_tests(len(of.graded)))
        for grade_id, grade in of.assignment.grades.items():
            if mine := [test for test in tests if test.grade_id == grade_id]:
                total = sum(
                    each.score or 0
                    for report in of.graded
                    for each in report.grades
                    if each.grade_id == grade_id
                )
                average = f"{points(total / len(of.graded))} of {points(grade.points)} points on average"
                parts += [f"<h3>{text(grade.title)}: {average}</h3>", _tests(grade.title, mine)]
    return "\n".join(parts)


def _scores(of: Class, lies: Spread) -> str:
    line = (
        f"<p>{lies.count} of {len(of.reports)} submissions have a score, median {points(lies.median)} "
        f"of {points(of.assignment.points)} points.</p>"
    )
    figures = {
        "Mean": points(lies.mean),
        "Median": points(lies.median),
        "Standard deviation": points(lies.deviation),
        "Middle half": f"{points(lies.lower)} to {points(lies.upper)}",
        "Range": f"{points(lies.lowest)} to {points(lies.highest)}",
    }
    shown = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())
    alone = "<p>Of one score there is no spread.</p>" if lies.count == 1 else ""
    return f"{line}<dl>{shown}</dl>{alone}"


def _late(of: Class) -> list[tuple[str, timedelta]]:
    """Who handed in after the due date, and an extension: the latest first."""
    found = [(student, late) for student, late in of.late.items() if late > timedelta()]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def _attendance(of: Class) -> str:
    """Who was late, who has an extension, who is missing, and of whom that is not known."""
    parts = []
    if late := _late(of):
        grace = sum(each.total_seconds() <= of.grace for _, each in late)
        within = f", {grace} of them within the grace of {span(of.grace)}" if grace else ""
        parts.append(
            unfolding(
                f"{len(late)} late{within}",
                [", ".join(f"{student} ({span(each.total_seconds())})" for student, each in late)],
            )
        )
    if of.extended:
        lines = [f"{student} ({span(each.total_seconds())})" for student, each in sorted(of.extended.items())]
        parts.append(unfolding(f"{len(lines)} with an extension", [", ".join(lines)]))
    if of.absent:
        waiting = [student for student in of.absent if not of.is_over(student)]
        more = f", {len(waiting)} of them not due yet" if waiting else ""
        parts.append(
            unfolding(f"{len(of.absent)} enrolled without a submission{more}", [", ".join(of.absent)])
        )
    if of.given:
        line = (
            f"{len(of.given)} with points that people gave, which this page leaves out, as it does lateness"
        )
        parts.append(unfolding(line, [", ".join(of.given)]))
    if of.times is not None and not of.times.enrolled:
        parts.append(
            '<p class="soft">Nobody is enrolled in the gradebook, so it is not known who is missing.</p>'
        )
    unknown = [report.student for report in of.reports if report.student not in of.late]
    if of.due is None:
        parts.append('<p class="soft">It has no due date, so nobody is late.</p>')
    elif of.times is None:
        parts.append('<p class="soft">It is not known who was late.</p>')
    elif unknown:
        said = f"{len(unknown)} without a submission time: nbgrader counts them as on time"
        parts.append(unfolding(said, [", ".join(unknown)]))
    elif not late:
        parts.append("<p>Nobody was late.</p>")
    return "".join(parts)


def _mistakes(kinds: Sequence[Kind], students: int) -> str:
    columns = [Column("Mistake"), Column("Made by"), Column("Points lost", number=True), Column("Who")]
    rows = []
    for kind in kinds:
        count = len(kind.students)
        rows.append(
            [
                f'<code>{text(kind.code)}</code><br><span class="soft">{text(kind.example)}</span>',
                _share(count, students, f"students who made the mistake {kind.code}"),
                points(kind.points),
                unfolding(f"{count} student{'s' * (count != 1)}", [", ".join(kind.students)]),
            ]
        )
    return (
        '<h3>What went wrong</h3><p class="soft">Below each code stands what the first of its students was told. '
        "Of failed tests of one title the first says the mistake. Points are those of all its students together.</p>"
        f"{table('Mistakes by code', columns, rows, 'stacked mistakes')}"
    )


def _curves(title: str, theirs: Sequence[tuple[str, Losses]]) -> str:
    left = [(student, epoch) for student, each in theirs if (epoch := leaves_at(each)) is not None]
    line = f"{len(theirs) - len(left)} of {len(theirs)} have the expected losses"
    told = unfolding(
        f"{line}, {len(left)} {'leaves' if len(left) == 1 else 'leave'} them",
        [", ".join(f"{student} (from epoch {epoch} on)" for student, epoch in left)],
    )
    caption = told if left else f"<p>{line}.</p>"
    return f"<figure>{overlay_svg(title, [each for _, each in theirs])}<figcaption>{caption}</figcaption></figure>"


def _about_tests(students: int) -> str:
    few = f" With fewer than {FEW} students it means little." if students < FEW else ""
    return (
        f"<h3>Tests</h3><p>{students} submission{'s' * (students != 1)} ran. <em>Passed by</em> is a test's "
        "difficulty: the more pass, the easier. <em>Discrimination</em> tells whether those who passed it have more "
        "points in all other tests: towards 1 where they have, 0 where it makes no difference, below 0 where they have "
        "fewer. Then look at the test first, and at its reasons. Chance alone mostly stays within "
        f"±{by_chance(students):.2f}, the grey part.{few}</p>"
    )


def _tests(title: str, tests: Sequence[Test]) -> str:
    columns = [Column(name) for name in ("Test", "Passed by", "Discrimination", "Why not")]
    rows = []
    for test in tests:
        passed = sum(test.passed)
        mark = "nobody failed" if passed == test.count else "everybody failed" if passed == 0 else ""
        names = ", ".join(test.names)
        rows.append(
            [
                f"{text(test.title)}<br><small>{text(names)}</small>",
                _share(passed, test.count, f"passed {test.title}") + _mark(mark),
                _discrimination(test),
                _reasons(test),
            ]
        )
    return table(f"Tests: {title}", columns, rows, "stacked tests")


def _share(count: int, total: int, of: str) -> str:
    meter = f'<meter value="{count}" max="{total}" aria-label="{text(of)}"></meter>'
    return f'<span class="share">{meter}{count} of {total}</span> '


def _mark(words: str) -> str:
    return f'<span class="mark">{words}</span>' if words else ""


def _discrimination(test: Test) -> str:
    value = test.discrimination
    if value is None:
        return "–"
    chance = by_chance(test.count)
    told = f"{value:+.2f}".replace("-", "−")
    middle = SCALE / 2
    end, edge = middle * (1 + value), middle * chance
    picture = (
        f'<svg width="{SCALE}" height="{THICK}" viewBox="0 0 {SCALE} {THICK}" role="img" '
        f'aria-label="Discrimination {told}; chance alone mostly stays within ±{chance:.2f}">'
        f'<path d="M0 {THICK / 2}H{SCALE}" stroke="var(--line)"/>'
        f'<rect x="{middle - edge:.1f}" y="0" width="{2 * edge:.1f}" height="{THICK}" fill="var(--line)"/>'
        f'<rect x="{min(middle, end):.1f}" y="4" width="{abs(end - middle):.1f}" height="{THICK - 8}" '
        f'fill="var({"--bad" if value < 0 else "--good"})"/><path d="M{middle} 0V{THICK}" stroke="var(--ink)"/></svg>'
    )
    mark = ""
    if value < 0:
        mark = "negative" if -value > chance else "negative, may be chance"
    return f'<span class="worth">{told}</span>{picture}{_mark(mark)}'


def _reasons(test: Test) -> str:
    """Each of the most frequent reasons unfolds to those whom it was told, and the rest to all of theirs."""
    often, seldom = test.most_frequent[:MOST_REASONS], test.most_frequent[MOST_REASONS:]
    parts = [unfolding(f"{len(students)} × {message}", [", ".join(students)]) for message, students in often]
    if seldom:
        title = f"{len(seldom)} other reason{'s' if len(seldom) > 1 else ''}"
        parts.append(unfolding(title, [f"{message}: {', '.join(students)}" for message, students in seldom]))
    return "".join(parts)
