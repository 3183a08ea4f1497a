"""How good the hidden suites themselves are: this room looks at tests, not at students' work."""
