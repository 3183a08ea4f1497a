"""Finds out which walls hold on this machine, and by which of them students' code is to be walled in."""
