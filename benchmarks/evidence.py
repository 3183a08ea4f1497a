"""What graders make of answers whose authors saw the notebooks and nothing else; writes docs/evidence.md.

    python benchmarks/evidence.py [ASSIGNMENT ...] [--most N] [--real N] [--otter OTTER] [--first]

One corpus, independent_answers/, goes through the kit behind its walls, through the usual asserts of a notebook's grade
cells, and through asserts of outcomes alone (independent_checks/), all as they come from their authors. --real also
has N right and 2 N wrong answers graded by nbgrader itself, and by otter-grader where OTTER, its program in an
environment of its own, is given: both execute the usual asserts. --most takes that many of each author, assignment
and kind.

What was found first is kept (--first writes first_pass.json, once) and is published beside what is found now. So is
what a later author's answers, written after the mends of what the first pass had shown, got first: second_pass.json.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from independent import FOLDER, Answer, Judgement, Outcome, answers, judgements, spread, withdrawn
from outside_graders import by_cells, by_kit, by_nbgrader, by_otter
from pydantic import TypeAdapter

from autograder.audit.bounds import upper_bound

ROOT = Path(__file__).parents[1]
FIRST = FOLDER / "first_pass.json"
SECOND = FOLDER / "second_pass.json"
PAGE = ROOT / "docs" / "evidence.md"
PASSES = TypeAdapter(dict[str, dict[str, Outcome]])
"""By grader and answer."""
KIT, USUAL, OUTCOMES, NBGRADER, OTTER = "the kit", "usual asserts", "asserts of outcomes", "nbgrader", "otter"


@dataclass(frozen=True)
class Row:
    """What one grader made of the answers that it was given. cpu: seconds a submission, 0 where it is not told."""

    right: int
    refused: Sequence[Answer]
    wrong: int
    accepted: Sequence[Answer]
    judged: Mapping[str, int]
    cpu: float = 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="all by default")
    parser.add_argument("--most", type=int, help="answers of an author, assignment and kind")
    parser.add_argument(
        "--real", type=int, default=0, help="right answers for nbgrader itself, and for otter"
    )
    parser.add_argument("--otter", type=Path, help="the program `otter`")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--first", action="store_true", help="keep this as the first pass")
    parser.add_argument("--messages", type=Path, help="write what was told of wrong answers, for judges")
    parser.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args()
    corpus = answers(asked.assignments, asked.most)
    if not corpus:
        parser.error("there are no answers to these assignments")
    if asked.first and FIRST.exists():
        parser.error(f"{FIRST} is there: the first pass is over")
    found: dict[str, dict[str, Outcome]] = {
        KIT: by_kit(corpus, asked.jobs),
        USUAL: by_cells(corpus, "usual", asked.jobs),
        OUTCOMES: by_cells(corpus, "outcome", asked.jobs),
    }
    if asked.real:
        drawn = sample(corpus, asked.real)
        found[NBGRADER] = by_nbgrader(drawn, "usual")
        if asked.otter:
            found[OTTER] = by_otter(drawn, "usual", asked.otter)
    if asked.first:
        FIRST.write_bytes(PASSES.dump_json(found, indent=1))
    if asked.messages:
        asked.messages.write_bytes(PASSES.dump_json(found, indent=1))
    text = page(corpus, kept(FIRST) or found, kept(SECOND), found)
    asked.page.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def kept(path: Path) -> Mapping[str, Mapping[str, Outcome]]:
    """A pass that was written down, of the answers that there were then."""
    return PASSES.validate_json(path.read_bytes()) if path.exists() else {}


def sample(corpus: Sequence[Answer], most: int) -> list[Answer]:
    """`most` right answers and twice as many wrong ones, the same number of each assignment as far as it goes."""
    drawn: list[Answer] = []
    for kind, number in (("right", most), ("wrong", 2 * most)):
        rooms: dict[str, list[Answer]] = {}
        for each in corpus:
            if each.kind == kind:
                rooms.setdefault(each.assignment, []).append(each)
        share = -(-number // max(1, len(rooms)))
        for room in rooms.values():
            drawn += spread(room, share)
    return drawn


def row(corpus: Iterable[Answer], outcomes: Mapping[str, Outcome], said: Mapping[str, Judgement]) -> Row:
    """Of those answers that the grader was given."""
    given = [each for each in corpus if each.name in outcomes]
    right = [each for each in given if each.kind == "right"]
    wrong = [each for each in given if each.kind == "wrong"]
    refused = [each for each in wrong if not outcomes[each.name].is_full]
    judged = Counter(said[each.name].verdict for each in refused if each.name in said)
    spent = [outcomes[each.name].cpu for each in given]
    return Row(
        right=len(right),
        refused=[each for each in right if not outcomes[each.name].is_full],
        wrong=len(wrong),
        accepted=[each for each in wrong if outcomes[each.name].is_full],
        judged=judged,
        cpu=sum(spent) / len(spent) if spent else 0.0,
    )


def page(
    corpus: Sequence[Answer],
    first: Mapping[str, Mapping[str, Outcome]],
    second: Mapping[str, Mapping[str, Outcome]],
    now: Mapping[str, Mapping[str, Outcome]],
) -> str:
    """docs/evidence.md. first, second: what answers got when they were graded for the first time, those of the first
    authors and those of a later one.
    """
    doubted = withdrawn()
    held = [each for each in corpus if each.name not in doubted]
    right = sum(each.kind == "right" for each in corpus)
    authors = len({each.author for each in corpus})
    assignments = {each.assignment for each in corpus}
    lines = [
        "# Evidence",
        "",
        f"{right} right and {len(corpus) - right} wrong answers to {len(assignments)} assignments, by {authors}"
        " authors, were graded by the kit, and for comparison by the usual asserts, which courses write for nbgrader."
        " `python benchmarks/evidence.py` makes this page.",
        "",
        "The authors are language models. Each had the notebooks and their public tests, and nothing else of"
        " the kit. The usual asserts were written by another one, who had the notebooks alone."
        " The answers are not part of the known answers of `solutions/`,"
        " and no suite was changed between the writing of the answers and the first pass.",
        "",
        "## First pass",
        "",
        *table(corpus, first, judgements("first")),
        "",
        "Bounds are one-sided, 95 %, of Clopper and Pearson. *Named* and *untrue* are the verdicts of judges,"
        " also language models, who read the author's description of the mistake and all that the grader tells"
        " the student: *named* if the student reads what the mistake is, *untrue* if something that the student"
        " reads is wrong. Some messages are neither. *Judged* counts the messages that were read."
        " The kit's CPU time is that of the complete run"
        " behind all walls, including its start and the gradebook. The asserts' CPU time is their own, in a"
        " process that has loaded torch already, without walls and without a notebook's kernel. A careful"
        " assistant wrote the asserts, 20 to 50 lines for many cells; those of most courses are shorter.",
        "",
    ]
    if doubted:
        lines += [
            f"{len(doubted)} answers were withdrawn afterwards, because by the notebook's words their label is"
            " wrong. The reason of each is in `benchmarks/independent_answers/withdrawn.yml`. Without them:",
            "",
            *table(held, first, judgements("first")),
            "",
        ]
    if second:
        lines += [
            "## First pass of a later author",
            "",
            "After the first pass, the kit was improved by what the pass had shown. Then another author, who"
            " had the same files as the first authors, wrote new answers. This is how the answers were graded"
            " for the first time.",
            "",
            *table(corpus, second, judgements("second")),
            "",
        ]
        if doubted.keys() & second[KIT].keys():
            lines += [
                "Without the withdrawn answers:",
                "",
                *table(held, second, judgements("second")),
                "",
            ]
    if now != first:
        lines += [
            "## Now",
            "",
            "All answers, graded by the kit as it is now. The messages of the first pass were used to improve"
            " it, so the first passes say more about messages than this one. The judges' verdicts are about the"
            " messages that the kit gave when they read them.",
            "",
            *table(held, now, judgements("now")),
            "",
        ]
    ours = row(held, now[KIT], {})
    if ours.refused or ours.accepted:
        lines += ["Answers that the kit judges differently from their authors:", ""]
        lines += [f"- refused: {each.name}" for each in ours.refused]
        lines += [f"- accepted: {each.name}" for each in ours.accepted]
        lines.append("")
    lines += ["## By assignment", "", *by_assignment(held, now), ""]
    return "\n".join(lines)


def table(
    corpus: Sequence[Answer],
    passes: Mapping[str, Mapping[str, Outcome]],
    said: Mapping[tuple[str, str], Judgement],
) -> list[str]:
    lines = [
        "| grader | right ones refused | wrong ones accepted | judged | named | untrue | CPU a submission |",
        "|---|---|---|---|---|---|---|",
    ]
    for grader, outcomes in passes.items():
        theirs = {answer: each for (who, answer), each in said.items() if who == grader}
        each = row(corpus, outcomes, theirs)
        judged = sum(each.judged.values())
        named, untrue = (
            f"{each.judged[word]} ({each.judged[word] / judged:.0%})" if judged else ""
            for word in ("named", "untrue")
        )
        lines.append(
            f"| {grader} | {share(len(each.refused), each.right)} | {share(len(each.accepted), each.wrong)}"
            f" | {judged or ''} | {named} | {untrue} | {each.cpu:.2f} s |"
        )
    return lines


def by_assignment(corpus: Sequence[Answer], passes: Mapping[str, Mapping[str, Outcome]]) -> list[str]:
    lines = [
        "| assignment | " + " | ".join(f"{grader}: refused, accepted" for grader in passes) + " |",
        "|---" * (1 + len(passes)) + "|",
    ]
    for name in dict.fromkeys(each.assignment for each in corpus):
        mine = [each for each in corpus if each.assignment == name]
        cells = []
        for outcomes in passes.values():
            each = row(mine, outcomes, {})
            cells.append(f"{len(each.refused)} of {each.right}, {len(each.accepted)} of {each.wrong}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def share(happened: int, of: int) -> str:
    """A count with the bound of the chance behind it: "3 of 300 (< 2.6 %)"."""
    return f"{happened} of {of} (< {upper_bound(happened, of):.1%})" if of else ""


if __name__ == "__main__":
    raise SystemExit(main())
