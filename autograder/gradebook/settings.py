"""See `autograder.nbgrader.settings`."""

from autograder.nbgrader.settings import configure as configure
