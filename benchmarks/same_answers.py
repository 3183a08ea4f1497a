"""How well `autograder similar --rerun` finds copies of wrong answers, and whom it would blame.

    python benchmarks/same_answers.py [STUDENTS] [COPIES]

For each assignment a class of STUDENTS (40) is made of wrong answers by the independent authors, a different mistake
each, and COPIES (10) of them are copied and disguised, as `similarity.py` does it. It tells how many copies are paired
with their original because both give wrong answers that few give, and which other pairs are. Some of the latter make
the same mistake.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from arguments import whole_numbers
from corpus import KNOWN, MATERIAL
from independent import Answer, answers, spread, withdrawn
from similarity import disguised, is_python

from autograder.course.notebooks import Cell
from autograder.course.submissions import Submission
from autograder.sandbox.inside.walls import Wall
from autograder.similarity.asking import ask
from autograder.similarity.comparing import compare


def submission(student: str, of: Answer, code: str) -> Submission:
    return Submission(student, of.assignment, Path(f"{student}.py"), (Cell("cell 1", code),), None)


def main(students: int, number: int) -> None:
    skipped = withdrawn()
    for name in KNOWN:
        wrong = [each for each in answers([name]) if each.kind == "wrong" and each.name not in skipped]
        code = {each.name: "\n\n".join(source for _, source in each.cells) for each in wrong}
        class_ = spread([each for each in wrong if is_python(code[each.name])], students)
        chance = random.Random(name)
        copied = chance.sample(class_, number)
        handed_in = [submission(each.name, each, code[each.name]) for each in class_]
        handed_in += [
            submission(f"copy of {each.name}", each, disguised(code[each.name], chance)) for each in copied
        ]
        given, problems = ask(handed_in, {}, MATERIAL, "cpu", list(Wall))
        result = compare(handed_in, MATERIAL.suites[name], [], 500, given)
        pairs = {pair.both for pair in result.pairs if (result.answers or {}).get(pair.both)}
        planted = {(f"copy of {each.name}", each.name) for each in copied} & {
            pair[::-1] if pair[1].startswith("copy of ") else pair for pair in pairs
        }
        others = {tuple(sorted(each.removeprefix("copy of ") for each in pair)) for pair in pairs}
        strangers = sorted(pair for pair in others if pair[0] != pair[1])
        with_numbers = sum(bool(given.get(f"copy of {each.name}")) for each in copied)
        print(
            f"{name}: {len(handed_in)} submissions; {len(planted)} of {number} copies are paired with their original, "
            f"{with_numbers} give wrong numbers at all; {len(strangers)} pairs of others",
            flush=True,
        )
        for pair in strangers:
            print(f"    {' | '.join(pair)}")
        for problem in problems:
            print(f"    {problem}")


if __name__ == "__main__":
    main(*whole_numbers(__doc__, students=40, copies=10))
