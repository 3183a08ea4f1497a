"""Which submissions give the same wrong answers to the same hidden numbers, however differently they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch

Answers = Mapping[str, torch.Tensor]
"""The wrong answers of one student by the test's name, in float64: see `grading.rerun.wrong_answers`."""

SAME = 1e-4
"""How far two answers may differ, relative to the largest number in them, and count as the same: one student may have
computed in float32. Two mistakes that differ by less are told as one."""


@dataclass(frozen=True)
class WrongAnswer:
    """An answer that several gave to one test. number: tells it from others to the test. students: how many gave it."""

    test: str
    number: int
    students: int


def shared(answers: Mapping[str, Answers], most: float) -> dict[str, frozenset[WrongAnswer]]:
    """For each student the wrong answers that somebody else gave, too, but no more than `most` students.

    Only an answer that depends on the hidden numbers tells anything of two students: whole numbers, such as a size, and
    zeros come by chance.

        shared({"ada": {"test_mean": tensor([0.25])}, "bob": {"test_mean": tensor([0.25])}}, most=2)
        # {"ada": {WrongAnswer("test_mean", 0, 2)}, "bob": {WrongAnswer("test_mean", 0, 2)}}
    """
    groups: dict[str, list[tuple[torch.Tensor, list[str]]]] = {}
    for student in sorted(answers):
        for test, answer in answers[student].items():
            if not _tells(answer):
                continue
            of_test = groups.setdefault(test, [])
            for known, students in of_test:
                if _same(answer, known):
                    students.append(student)
                    break
            else:
                of_test.append((answer, [student]))
    found: dict[str, set[WrongAnswer]] = {student: set() for student in answers}
    for test, of_test in groups.items():
        for number, (_, students) in enumerate(of_test):
            if 2 <= len(students) <= most:
                for student in students:
                    found[student].add(WrongAnswer(test, number, len(students)))
    return {student: frozenset(each) for student, each in found.items()}


def _tells(answer: torch.Tensor) -> bool:
    return bool((answer.isfinite() & (answer != answer.round())).any())


def _same(one: torch.Tensor, other: torch.Tensor) -> bool:
    if one.shape != other.shape:
        return False
    largest = other[other.isfinite()].abs().max().item()
    return torch.allclose(one, other, rtol=0.0, atol=SAME * largest, equal_nan=True)
