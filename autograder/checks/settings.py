"""torch's settings for all code, which a student's code is to leave as they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import torch
from torch import Tensor

from autograder.checks.mistakes import Mistake, Said
from autograder.checks.values import as_object
from autograder.errors import WorkerError
from autograder.student.student import Student

SETTINGS = {
    "dtype": Said("default-dtype"),
    "gradients": Said("whether-gradients-are-recorded"),
    "seed": Said("random-seed"),
}


def check_settings(student: Student, *names: str) -> None:
    """Mistake where something of the student's, "train" or "CNN.forward", has left a setting of torch's for all code
    other than it was: the random seed, the default dtype, whether gradients are recorded.

        check_settings(student, "CNN", "CNN.forward")
    """
    for name in names:
        for setting in sorted(student.changed.get(name, ()) & SETTINGS.keys()):
            raise Mistake("changed-for-all-code", name=name, setting=SETTINGS[setting]).for_certain()


def check_settings_in_float32(student: Student, call: Callable[[], object], *names: str) -> None:
    """As check_settings, after one more `call` in float32: in float64, in which tests mostly ask, a default dtype that
    is set to float64 is none that is changed.

        check_settings_in_float32(student, lambda: layer.method("backward", gradient), "Linear.backward")
    """
    before, student.dtype = student.dtype, torch.float32
    try:
        with suppress(WorkerError, Mistake):  # what is wrong in float32 alone is not looked for here
            call()
    finally:
        student.dtype = before
    check_settings(student, *names)


def check_settings_of_function(student: Student, name: str, *arguments: object, **settings: object) -> None:
    """The same of a function, with these arguments, by position and by name.

    check_settings_of_function(student, "train", net, inputs, labels, epochs=1)
    """
    check_settings_in_float32(student, lambda: student.call(name, arguments, settings), name)


def check_settings_of_module(student: Student, name: str, sizes: Sequence[int], inputs: Tensor) -> None:
    """The same of a network or layer.

        check_settings_of_module(student, "RNN", (3, 4, 2), draws.normal(5, 2, 3))

    sizes: the arguments that make it. inputs: those of its call.
    """

    def call() -> None:
        as_object(student.call(name, sizes, {}), name)(
            inputs.float() if inputs.is_floating_point() else inputs
        )

    check_settings_in_float32(student, call, name, f"{name}.forward")
