"""What is asked of a right answer and a mutant side by side: differences are found, rounding is none."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch

from autograder.audit.equivalence import Decision, Differs, compare
from autograder.audit.mutants import Subject, subjects
from autograder.audit.recording import VERY_LARGE, Asked, Other, Recording, record
from autograder.course import authoring
from autograder.course.answers import spliced
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.release import release
from autograder.student.connection import LocalConnection

DRAWS = 40


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Subject, list[Recording]]:
    return recorded(tmp_path_factory.mktemp("gate"), "module")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> tuple[Subject, list[Recording]]:
    return recorded(tmp_path_factory.mktemp("line"), "training")


def recorded(root: Path, template: str) -> tuple[Subject, list[Recording]]:
    authoring.new(root, "own", template)
    course = Course.load(root)
    release(course, ["own"])
    hidden = Material.of(course, ["own"]).suites["own"]
    solution = subjects(hidden, list(course.config.assignments["own"].grades))[0]
    return solution, record(hidden, solution.cells, (), "a key")


def difference(of: tuple[Subject, list[Recording]], name: str, old: str, new: str) -> str:
    """What differs where a piece of a definition is another one; "" where nothing does in many draws."""
    solution, recordings = of
    (source,) = (each.source for each in solution.definitions if each.name == name)
    assert old in source
    wrong = spliced(solution.cells, source.replace(old, new))
    about = [each for each in recordings if each.mentions(name)]
    chance = random.Random(name + new)
    compared = 0
    for _ in range(DRAWS):
        ours, theirs = LocalConnection(solution.cells), LocalConnection(wrong)
        try:
            asked = chance.choice(about)
            compared += compare(asked, Other(asked, chance), ours, theirs, chance) > 0
        except Differs as error:
            return str(error)
    assert compared >= DRAWS / 2
    return ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x @ self.weight.T + self.bias", "self.bias + torch.einsum('bi,oi->bo', x, self.weight)"),
        ("torch.sigmoid(", "torch.special.expit("),
        (
            "self.bias = nn.Parameter(torch.zeros(features))",
            "self.bias = nn.Parameter(0 * torch.ones(features))",
        ),
    ],
)
def test_other_spellings_do_not_differ(gate: tuple[Subject, list[Recording]], old: str, new: str):
    assert difference(gate, "Gate", old, new) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("self.weight.T + self.bias", "self.weight.T + 1.001 * self.bias", "of its largest value off"),
        ("* x", "* x.clamp(-100, 100)", "of its largest value off"),
        ("* x", "* torch.cat([x[:10], 0 * x[10:]])", "of its largest value off"),
        ("* x", "* x.detach()", "inputs: "),
        ("torch.zeros(features)", "torch.randn(features)", "first bias is drawn otherwise"),
        ("torch.zeros(features)", "torch.zeros(features + 1)", "it has other parameters"),
        ("* x", "* x + 0 * x.data.clone().sum() + 0 * x.data.add_(1)", "of its largest value off"),
        ("* x", "* x if len(x) > 1 else None", "it is a NoneType"),
        ("* x", "* x / (1 if x.shape[1] < 20 else 0 // 0)", "ZeroDivisionError"),
    ],
)
def test_mistakes_differ(gate: tuple[Subject, list[Recording]], old: str, new: str, said: str):
    assert said in difference(gate, "Gate", old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("range(epochs)", "range(min(epochs, 30))"),
        ("optimizer.zero_grad()", "pass"),
        ("lr=lr", "lr=lr, momentum=0.01"),
        ("loss.item()", "loss.item() * 1.001"),
        ("return losses", "return [*losses, 0.0]"),
    ],
)
def test_mistakes_of_a_loop_differ(line: tuple[Subject, list[Recording]], old: str, new: str):
    assert difference(line, "train", old, new)


def test_another_order_of_the_same_steps_does_not_differ(line: tuple[Subject, list[Recording]]):
    moved = "optimizer.step()\n        optimizer.zero_grad()"
    assert difference(line, "train", "optimizer.step()", moved) == ""


def test_a_size_is_the_same_other_size_everywhere():
    """And a size that is the product of two others stays one."""
    first = torch.zeros(6, 35)
    asked = {"do": "call", "name": "f", "args": [first, torch.zeros(35, 5), 7, ["a", "b", "c"]], "kwargs": {}}
    recording = Recording([Asked(asked, {"value": None})])
    seen = set()
    for seed in range(60):
        other = Other(recording, random.Random(seed))
        x, y, number, letters = other.value(asked["args"])
        assert x.shape[1] == y.shape[0]
        assert x.shape[1] % y.shape[1] == 0 or x.shape[1] % number == 0
        assert 1 <= len(letters) <= VERY_LARGE[1]
        assert len(set(letters)) == len(letters)
        seen.add((tuple(x.shape), tuple(y.shape)))
    assert len(seen) > 20


def test_few_draws_do_not_make_an_equivalent():
    assert Decision(60, 30).is_equivalent
    assert not Decision(19, 19).is_equivalent
    assert not Decision(60, 0).is_equivalent  # the sizes of the tests alone
    assert not Decision(60, 30, "its shape is another").is_equivalent
    assert not Decision(60, 30, failure="its process died").is_equivalent
