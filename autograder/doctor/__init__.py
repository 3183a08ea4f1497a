"""Finds out which walls hold on this machine, and which of them grading should use."""
