"""No door leads to what an assignment forbids, but those that docs/security.md names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch
from doors import KINDS, OPEN

from autograder.errors import WorkerError
from autograder.sandbox.inside.walls import Limits
from autograder.sandbox.sandbox import Sandbox

LIMITS = Limits(cpu=60, memory=4 << 30, processes=64, scratch=16 << 20, output=1000)
SECONDS = 60.0
VERSION = tuple(map(int, torch.__version__.split(".")[:2]))
FOUND_WITH = 2, 15
"""The torch in which all doors are there; an older one lacks some of them."""
CLOSED = [pytest.param(kind, door, id=f"{kind}: {door}") for kind, k in KINDS.items() for door in k.doors]
KNOWN = [pytest.param(kind, door, id=f"{kind}: {door}") for kind, doors in OPEN.items() for door in doors]


def leads_there(sandbox: Sandbox, kind: str, door: str, forbidden: tuple[str, ...] = ()) -> tuple[bool, str]:
    """Whether a door gives what the forbidden thing gives, and what a worker said of it."""
    worker = sandbox.worker(LIMITS, forbidden=forbidden)
    try:
        cells = [["cell 1", KINDS[kind].code((KINDS[kind].doors | OPEN[kind])[door])]]
        assert worker.request({"do": "load", "cells": cells, "seconds": 5.0}, SECONDS)["value"] == []
        answer = worker.request({"do": "call", "name": "attack", "args": [], "kwargs": {}}, SECONDS)
    except WorkerError as error:
        return False, str(error)
    finally:
        worker.close()
    value, expected = answer.get("value"), KINDS[kind].expected()
    there = isinstance(value, torch.Tensor) and value.shape == expected.shape
    return there and torch.allclose(value, expected, atol=0.02), str(answer)


def test_the_list_of_doors_is_long_enough_to_mean_something():
    assert len(CLOSED) >= 40
    assert not any(
        doors.keys() & OPEN[kind].keys() for kind, doors in ((k, v.doors) for k, v in KINDS.items())
    )


def test_each_door_that_is_open_is_named_in_the_documentation():
    text = " ".join((Path(__file__).parents[2] / "docs" / "security.md").read_text().split())
    named = text.partition("Known ways around it: ")[2].partition(".")[0]
    for doors in OPEN.values():
        for door in doors:
            assert door in named
            named = named.replace(door, "")
    assert not re.sub(r"\([^)]*\)|\b(and|,|;)\b|[,; ]", "", named), f"no such door: {named}"


@pytest.mark.parametrize(("kind", "door"), [*CLOSED, *KNOWN])
def test_where_nothing_is_forbidden_each_door_leads_there(sandbox: Sandbox, kind: str, door: str):
    there, said = leads_there(sandbox, kind, door)
    if not there and VERSION < FOUND_WITH:
        pytest.skip(f"torch {torch.__version__} has no such door: {said}")
    assert there, said


@pytest.mark.parametrize(("kind", "door"), KNOWN)
def test_a_door_that_is_named_as_open_still_is(sandbox: Sandbox, kind: str, door: str):
    there, said = leads_there(sandbox, kind, door, KINDS[kind].forbidden)
    assert there, said


@pytest.mark.parametrize(("kind", "door"), CLOSED)
def test_where_it_is_forbidden_no_door_leads_there(sandbox: Sandbox, kind: str, door: str):
    there, said = leads_there(sandbox, kind, door, KINDS[kind].forbidden)
    assert not there, said
