"""Attacks on the grader by the code of a submission, by what they are after.

read.py         what is hidden: suites, solutions, other submissions, the gradebook, the environment, memory
reach_out.py    the machine beyond: networks, sockets, shared memory, programs, the kernel
stop.py         the grading of others: crashes, hangs, floods, bombs
outlive.py      the next submission: processes, files and changes left behind
wire.py         the conversation with the grader: bytes that are no answer
forge.py        points without work: patched libraries, answers, output that looks like a grader's; metadata has a
                test of its own, and so has what a submission can show its author

Each runs twice. Behind all the walls it fails, and nobody else notices; with those down that stop it, or in a grader
that has none, it succeeds: else it would prove nothing.
"""
