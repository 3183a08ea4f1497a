"""What of the kit lies inside the sandbox, where students can read it: no suite, no expected value, no solution.

Its modules import nothing of the kit but each other.
"""
