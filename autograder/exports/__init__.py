"""Scores in the files that other systems import, and the autograder that Gradescope runs."""
