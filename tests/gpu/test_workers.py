"""A worker that uses a GPU: what it finds there, and what it may take of it."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import submissions
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found
from autograder.doctor.diagnosis import try_walls
from autograder.errors import Raised, WorkerError
from autograder.grading.digest import digest_of
from autograder.grading.grader import Grader
from autograder.grading.work import Work
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.walls import ALL
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import SandboxConnection
from autograder.student.student import Student

COURSE = Course.load(Path(__file__).parent)
SOLUTIONS = COURSE.root / "solutions"
GIB = 1 << 30
LIMITS = Limits(
    wall=120, request=60, cpu=60, memory=4 * GIB, processes=64, scratch=1 << 20, files=100, output=1000
)


def call(sandbox: Sandbox, body: str) -> object:
    """What a student's function `answer` with this body returns, run on the GPU."""
    code = "import os, torch\ndef answer():\n" + textwrap.indent(textwrap.dedent(body), "    ")
    connection = SandboxConnection(sandbox, [("cell 1", code)], LIMITS)
    try:
        return Student(connection, "cuda").answer()
    finally:
        connection.close()


def test_a_students_tensors_are_on_the_gpu(sandbox_with_gpu: Sandbox):
    assert call(sandbox_with_gpu, "return str(torch.zeros(2).device)") == "cuda:0"
    assert call(sandbox_with_gpu, "return torch.cuda.is_available()") is True


def test_float32_is_not_shortened_to_tf32(sandbox_with_gpu: Sandbox):
    found = call(
        sandbox_with_gpu,
        """
        a, b = torch.randn(512, 512), torch.randn(512, 512)
        exact = a.double() @ b.double()
        images, kernels = torch.randn(8, 16, 32, 32), torch.randn(16, 16, 3, 3)
        features = torch.nn.functional.conv2d(images.double(), kernels.double())
        return [
            float((a @ b - exact).abs().max() / exact.abs().max()),
            float((torch.nn.functional.conv2d(images, kernels) - features).abs().max() / features.abs().max()),
        ]
        """,
    )
    assert isinstance(found, list)
    assert max(found) < 1e-5  # TF32: 1e-3


def test_training_is_the_same_each_time(sandbox_with_gpu: Sandbox):
    body = """
    network = torch.nn.Sequential(torch.nn.Conv2d(1, 8, 5), torch.nn.Flatten(), torch.nn.Linear(8 * 24 * 24, 10))
    images, labels = torch.randn(64, 1, 28, 28), torch.randint(10, (64,))
    optimizer = torch.optim.Adam(network.parameters())
    for _ in range(20):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
    return loss.item()
    """
    first = call(sandbox_with_gpu, body)
    assert isinstance(first, float)
    assert call(sandbox_with_gpu, body) == first


@pytest.mark.parametrize(
    ("body", "limit", "sentence"),
    [
        ("torch.zeros(3 << 28)", "gpu_memory", "it asked for more than its 2 GiB of the GPU's memory"),
        (
            "torch.cuda.set_per_process_memory_fraction(1.0)\nkept = torch.zeros(3 << 28)\n"
            "torch.cuda.synchronize(); import time; time.sleep(5)",
            "gpu_memory",
            "it asked for more than its 2 GiB of the GPU's memory",
        ),
        (
            "kept = bytearray(b'1') * (5 << 30); import time; time.sleep(5)",
            "memory",
            "it asked for more than its 4 GiB of memory",
        ),
    ],
    ids=["of the GPU", "of the GPU, its share lifted", "of the machine"],
)
def test_too_much_memory_is_told_by_its_name(sandbox_with_gpu: Sandbox, body: str, limit: str, sentence: str):
    with pytest.raises(WorkerError) as caught:
        call(sandbox_with_gpu, body)
    assert caught.value.limit == limit
    assert str(caught.value).startswith(sentence)


def test_one_that_fails_on_the_gpu_leaves_it_usable_for_the_next(sandbox_with_gpu: Sandbox):
    with pytest.raises(Raised, match="assert"):
        call(sandbox_with_gpu, "torch.zeros(2)[torch.tensor([9])].cpu()")
    assert call(sandbox_with_gpu, "return float(torch.ones(2).sum())") == 2.0


def test_two_share_a_gpu(sandbox_with_gpu: Sandbox):
    with Sandbox(scratch=1 << 20, cuda=True) as other:
        code = "import torch\ndef answer():\n    return float(torch.ones(1 << 20).sum())"
        connections = [
            SandboxConnection(each, [("cell 1", code)], LIMITS) for each in (sandbox_with_gpu, other)
        ]
        try:
            assert [Student(each, "cuda").answer() for each in connections * 2] == [float(1 << 20)] * 4
        finally:
            for each in connections:
                each.close()


def test_the_doctor_tries_the_walls_with_the_gpu_in_them(sandbox_with_gpu: Sandbox):
    assert try_walls(cuda=True).is_full


@pytest.mark.parametrize(("there", "device"), [("cuda", "cuda"), ("cpu", "cpu")])
def test_what_is_not_right_on_a_gpu_is_graded_on_the_cpu(sandbox_with_gpu: Sandbox, there: str, device: str):
    submission = submissions.read(Found("ada", "rnn", SOLUTIONS / "rnn"), COURSE.config)
    if there == "cpu":  # a right answer whose tensors stay there
        cells = tuple(
            replace(cell, source=cell.source.replace("eye(num_classes)", "eye(num_classes, device='cpu')"))
            for cell in submission.cells
        )
        assert cells != submission.cells
        submission = replace(submission, cells=cells)
    grader = Grader(Material.of(COURSE), ALL)
    try:
        report = grader.grade(Work(submission, "cuda"))
    finally:
        grader.close()
    assert report.score == report.max_score
    assert report.device == device
    assert report.digest == digest_of(submission, Material.of(COURSE), "cuda")
