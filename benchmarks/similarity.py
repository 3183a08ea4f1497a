"""How well `autograder similar` finds copies that were disguised, and whom it would blame.

    python benchmarks/similarity.py [COPIES]

For each assignment a class is made of right answers: those in its `answers/`, spellings by one hand, and those of four
independent authors, who wrote several each. COPIES (20) of them are copied and disguised: every name of one's own is
another, functions, classes and methods are in another order, comments are gone, so is the layout. It tells how many
copies are among the first COPIES pairs and above the line, and which pairs of innocents are above it.
"""

from __future__ import annotations

import ast
import builtins
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from arguments import whole_numbers
from corpus import KNOWN, MATERIAL, of_kind

from autograder.similarity.fingerprints import Stretches, own
from autograder.similarity.pairs import Pair, pairs

AUTHORS = sorted((Path(__file__).parent / "independent_answers").glob("author*"))


class Renamed(ast.NodeTransformer):
    """All names that the code gives itself, but for those that the assignment prescribes."""

    def __init__(self, tree: ast.Module) -> None:
        prescribed = (ast.ClassDef, ast.FunctionDef)
        self._kept = {each.name for each in ast.walk(tree) if isinstance(each, prescribed)} | {*dir(builtins)}
        self._names: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if isinstance(node.ctx, ast.Store) and node.id not in self._kept:
            self._names.setdefault(node.id, f"value{len(self._names)}")
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == "self":
            self._names.setdefault(f"self.{node.attr}", f"part{len(self._names)}")
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            node.attr = self._names.get(f"self.{node.attr}", node.attr)
        return node


def disguised(code: str, chance: random.Random) -> str:
    tree = ast.parse(code)
    renamed = Renamed(tree)
    renamed.visit(tree)
    renamed.visit(tree)  # names that are read above where they are given
    definitions = (ast.FunctionDef, ast.ClassDef)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef)):
            places = [place for place, each in enumerate(node.body) if isinstance(each, definitions)]
            order = chance.sample(places, len(places))
            body = list(node.body)
            for place, other in zip(places, order, strict=True):
                node.body[place] = body[other]
    return "# all my own work\n" + ast.unparse(tree).replace("    ", "  ")


def is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def is_by_one(pair: Pair) -> bool:
    """Whether one author wrote both, or what they are copied from."""
    one, other = (name.removeprefix("copy of ").partition(":")[0] for name in pair.both)
    return one == other


def main(number: int) -> None:
    for name in KNOWN:
        suite = MATERIAL.suites[name]
        given = [source for _, source in (*suite.stub, *suite.solution)]
        code = {
            f"answers: {each.name}": "\n\n".join(source for _, source in each.cells)
            for each in of_kind(name, "right")
        }
        for author in AUTHORS:
            code |= {
                f"{author.name}: {path.stem}": path.read_text()
                for path in sorted((author / name / "right").glob("*.py"))
            }
        works = {who: own([text], given) for who, text in code.items() if is_python(text)}
        chance = random.Random(name)
        copied = chance.sample([who for who, mine in works.items() if len(mine) > 150], number)
        copies: dict[str, Stretches] = {
            f"copy of {who}": own([disguised(code[who], chance)], given) for who in copied
        }
        found = pairs(works | copies, most=500)
        planted = [
            pair
            for pair in found
            if f"copy of {pair.first}" == pair.second or pair.first == f"copy of {pair.second}"
        ]
        ours = [pair for pair in found if pair in planted or not is_by_one(pair)]
        first, apart = (sum(pair in planted for pair in each[:number]) for each in (found, ours))
        above = [pair for pair in found if pair.is_above]
        innocent = [pair for pair in above if not {pair.first, pair.second} & copies.keys()]
        strangers = [pair for pair in innocent if not is_by_one(pair)]
        print(
            f"{name}: {len(works)} answers; {first} of {number} copies among the first {number} pairs, {apart} where "
            f"other pairs by one author do not count; "
            f"{sum(pair in planted for pair in above)} above the line; above it, too: {len(strangers)} pairs of two "
            f"authors, {len(innocent) - len(strangers)} of one",
            flush=True,
        )
        for pair in innocent:
            print(f"    {pair.share:.2f} {pair.first} | {pair.second}")


if __name__ == "__main__":
    main(*whole_numbers(__doc__, copies=20))
