"""The command line: reads options, shows progress and tables; everything else is done by the rooms above.

torch and nbgrader take seconds to import: each command imports what it needs, so that a wrong option, or a process that
grades beside this one, does not wait for the rest.
"""

# isort: off
from autograder import startup  # noqa: F401 - before all else
from autograder.cli import (  # noqa: F401 - each brings its commands; help shows them in this order
    grading,
    students,
    why,
    sample,
    machines,
    assignments,
    suites,
    similar,
    export,
)
from autograder.cli.app import main

__all__ = ["main"]
