"""How good the hidden suites themselves are: not what students wrote, but what is graded is looked at."""
