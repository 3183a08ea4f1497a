"""Grades PyTorch exercises: student code runs in a sandbox, hidden tests run outside it, scores land in nbgrader."""

__version__ = "0.2.0"
