"""A sample class: a course folder with students who are right, wrong, late or trying to cheat."""
