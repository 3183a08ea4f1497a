"""What students' code says is shown, never acted on."""

from __future__ import annotations

from autograder.text import printable


def test_escapes_for_a_terminal_are_shown_as_text():
    assert printable("\x1b[2J\x9b\u202eab") == "\\x1b[2J\\x9b\\u202eab"


def test_lines_become_one_and_what_is_too_long_is_cut():
    assert printable("a\n b\tc") == "a b c"
    assert printable("x" * 600) == "x" * 500 + "…"


def test_other_scripts_stay_as_they_are():
    assert printable("训练 → ✓") == "训练 → ✓"
