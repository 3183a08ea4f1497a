"""What is asked of a loop that trains a classifier of images, whichever network it is given: mlp's and cnn's."""

from __future__ import annotations

from typing import Literal

from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.loop_runs import SURE, check_goes_on_learning, run_on_batches, twin_probes
from autograder.checks.loops import check_all_epochs, check_losses, check_printed, check_weights
from autograder.checks.settings import check_settings_of_function
from autograder.student.student import Student


def check_steps(
    student: Student, draws: Draws, kind: Literal["shuffled", ""], insist_on_images: bool = False
) -> None:
    """Mistake unless train takes one right step a batch: few batches, which come in another order in each epoch; then
    many, in which a sample is alone, and large values. kind: see `run_on_batches`.
    """
    many = not kind
    run = run_on_batches(
        student,
        draws,
        epochs=1 if many else 3,
        lr=0.02 if many else 0.1,
        samples=45 if many else 12,
        batch_size=4,
        kind=kind,
        far_off=many,
        insist_on_lr=True,
        insist_on_images=insist_on_images,
    )
    check_weights(run)


def check_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """Mistake unless train returns the mean loss over the samples of each epoch."""
    run = run_on_batches(student, draws, epochs=3, lr=0.05, samples=13, batch_size=4, kind="bare")
    check_losses(run, exhibits)


def check_goes_on(student: Student, draws: Draws) -> None:
    """Mistake unless train goes on for all its epochs, whatever the loss, and leaves torch's settings alone."""
    # The second in one batch that is larger than usual ones.
    for certainty, epochs, lr, samples in ((0.0, 28, 4.0, 10), (SURE, 4, 0.01, 140)):
        run = run_on_batches(
            student, draws, epochs=epochs, lr=lr, samples=samples, batch_size=samples, certainty=certainty
        )
        check_all_epochs(run)
    theirs, ours = twin_probes(student, draws, features=28 * 28, classes=10)
    images = draws.normal(2, 1, 28, 28)
    loader = student.make("loader", images, draws.integers(10, 2), 2)
    check_settings_of_function(student, "train", theirs, loader, epochs=1, lr=0.01)
    check_goes_on_learning(theirs, ours, images)


def check_lines(student: Student, draws: Draws) -> None:
    """Mistake unless each epoch prints its number and its loss."""
    check_printed(run_on_batches(student, draws, epochs=11, lr=0.05, samples=40, batch_size=16))
