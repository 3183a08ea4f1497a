"""torch's settings for all code, which a student's code is to leave as they were."""

from __future__ import annotations

from autograder.checks.mistakes import Mistake, Said
from autograder.student.student import Student

SETTINGS = {
    "dtype": Said("default-dtype"),
    "gradients": Said("whether-gradients-are-recorded"),
    "seed": Said("random-seed"),
}


def check_settings(student: Student, *names: str) -> None:
    """Mistake where something of the student's, "train" or "CNN.forward", has left a setting of torch's for all code
    other than it was: the random seed, the default dtype, whether gradients are recorded.

        check_settings(student, "RNN", "RNN.forward")
    """
    for name in names:
        for setting in sorted(student.changed.get(name, ()) & SETTINGS.keys()):
            raise Mistake("changed-for-all-code", name=name, setting=SETTINGS[setting])
