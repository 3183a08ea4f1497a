"""Each limit of grading.yml that a submission passes is a verdict of its own, with a sentence for the student."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterator

import pytest

from autograder.errors import WorkerError
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import SandboxConnection
from autograder.student.student import Student

LIMITS = Limits(
    wall=60, request=15, cpu=1, memory=1 << 30, processes=16, scratch=1 << 20, files=100, output=1000
)
EXCESSES = {
    "request": ("import time; time.sleep(60)", "train: it did not end within 15 seconds"),
    "cpu": ("while True: signal.alarm(0)", "the submission used up its 1 seconds of CPU"),
    "memory": (
        "kept = torch.ones(1 << 29)",
        "it asked for more than its 1 GiB of memory (cell 1, line 4, in train)",
    ),
    "memory of Python": ("kept = bytearray(2 << 30)", "it asked for more than its 1 GiB of memory"),
    "processes": (
        "[threading.Thread(target=time.sleep, args=(9,), daemon=True).start() for _ in range(99)]",
        "it started more than its 16 threads",
    ),
    "scratch": ("open('a', 'wb').write(bytes(2 << 20))", "it wrote more than its 1 MiB of files"),
    "scratch in many files": (
        "[open(f'{n}', 'wb').write(bytes(1 << 16)) for n in range(40)]",
        "it wrote more than its 1 MiB of files",
    ),
    "files": (
        "[open(f'{n}', 'w').close() for n in range(200)]",
        "it made more than its 100 files and folders",
    ),
}
SHARED = ALL - {Wall.NAMESPACES}  # the zygote looks after the scratch folder
BARE = ALL - {Wall.NAMESPACES, Wall.BUBBLEWRAP}


@pytest.fixture(scope="module", params=[SHARED, BARE], ids=["bubblewrap", "container"])
def weaker(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(scratch=LIMITS.scratch, walls=request.param, warm=False) as sandbox:
        yield sandbox


def passed(sandbox: Sandbox, body: str, limits: Limits = LIMITS) -> tuple[str, str, set[str]]:
    """The limit and the message of the failed call of `train`, and all limits that the submission passed."""
    code = "import os, signal, threading, time, torch\ntorch.ones(1)\ndef train():\n    " + body
    connection = SandboxConnection(sandbox, [("cell 1", textwrap.dedent(code))], limits)
    try:
        with pytest.raises(WorkerError) as caught:
            Student(connection).train()
    finally:
        connection.close()
    return caught.value.limit, str(caught.value), connection.passed


@pytest.mark.parametrize(("body", "sentence"), EXCESSES.values(), ids=EXCESSES)
def test_what_passes_a_limit_is_told_by_its_name(sandbox, request, body, sentence):
    limit, message, all_passed = passed(sandbox, body)
    assert limit == request.node.callspec.id.split()[0]
    assert message.startswith(sentence)
    assert all_passed == {limit}


@pytest.mark.parametrize("name", ["scratch in many files", "files", "cpu", "memory"])
def test_limits_hold_in_weaker_modes_too(weaker, name):
    body, _ = EXCESSES[name]
    if name != "cpu":
        body += "; time.sleep(1)"  # the zygote looks every now and then
    limit, _, all_passed = passed(weaker, body)
    assert limit == name.split()[0]
    assert all_passed == {limit}


@pytest.mark.parametrize("kind", ["PRIVATE", "SHARED"])
def test_memory_of_any_kind_counts_where_cuda_forbids_to_limit_the_address_space(kind):
    body = f"m = mmap.mmap(-1, 1 << 30, mmap.MAP_{kind}); m.write(bytes(1 << 20) * 1024); time.sleep(1)"
    with Sandbox(scratch=LIMITS.scratch, cuda=True, warm=False) as sandbox:
        limits = dataclasses.replace(LIMITS, cpu=30)  # on a busy machine so many pages take over a second
        assert passed(sandbox, f"import mmap; {body}", limits)[0] == "memory"


def test_the_time_of_a_whole_submission_is_a_limit_of_its_own(sandbox):
    limits = Limits(
        wall=1.5, request=9, cpu=30, memory=1 << 30, processes=16, scratch=1 << 20, files=99, output=9
    )
    assert passed(sandbox, "time.sleep(60)", limits)[:2] == ("wall", "the submission used up its 1.5 seconds")


def test_what_is_printed_beyond_the_limit_is_dropped_and_noted_and_costs_nothing(sandbox):
    code = "def train():\n    print('x' * 5000)\n    return 7\n"
    connection = SandboxConnection(sandbox, [("cell 1", code)], LIMITS)
    try:
        assert Student(connection).train() == 7
    finally:
        connection.close()
    assert connection.passed == {"output"}


def test_an_error_of_the_students_own_is_no_limit(sandbox):
    limit, message, all_passed = passed(sandbox, "raise OSError('out of luck')")
    assert (limit, all_passed) == ("", set())
    assert message == "OSError: out of luck (cell 1, line 4, in train)"


def test_an_error_in_a_folder_that_is_gone_is_told_all_the_same(sandbox):
    body = "os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone'); raise ValueError('where am I')"
    assert passed(sandbox, body)[:2] == ("", "ValueError: where am I (cell 1, line 4, in train)")


def test_whoever_catches_the_error_and_goes_on_is_not_told_of_it(sandbox):
    body = "\n    ".join(["try: bytearray(2 << 30)", "except MemoryError: pass", "raise ValueError('later')"])
    limit, message, _ = passed(sandbox, body)
    assert (limit, message.split(" (")[0]) == ("", "ValueError: later")


def test_a_loader_that_asks_for_processes_runs_in_one_and_the_student_is_told(sandbox):
    code = """
    from torch.utils.data import DataLoader
    def batches():
        loader = DataLoader(list(range(6)), batch_size=2, num_workers=2, prefetch_factor=4, persistent_workers=True)
        return [batch.tolist() for batch in loader]
    """
    connection = SandboxConnection(sandbox, [("cell 1", textwrap.dedent(code))], LIMITS)
    try:
        assert Student(connection).batches() == [[0, 1], [2, 3], [4, 5]]
    finally:
        connection.close()
    assert connection.problems == ["DataLoader(num_workers=2) ran with num_workers=0: there is one process"]
