"""A class to try the kit on: a course folder with students who are right, wrong, late and up to no good."""
