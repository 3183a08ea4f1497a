"""Grades on the workers of a Dask cluster what `grading` grades on one machine."""
