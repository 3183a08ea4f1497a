"""Runs student code where it can reach nothing: outer walls by bubblewrap, a warm zygote, one worker per submission."""
