"""What students' code says is shown, never acted on."""

from __future__ import annotations

import pytest

from autograder.text import escaped, printable, some


def test_escapes_for_a_terminal_are_shown_as_text():
    assert printable("\x1b[2J\x9b\u202eab") == "\\x1b[2J\\x9b\\u202eab"


def test_lines_become_one_and_what_is_too_long_is_cut():
    assert printable("a\n b\tc") == "a b c"
    assert printable("x" * 600) == "x" * 500 + "…"


def test_of_many_names_the_first_are_told_and_the_others_counted():
    assert (some([], 2), some(["a", "b"], 2), some(["a", "b", "c"], 2)) == ("", "a, b", "a, b and 1 more")


def test_other_scripts_stay_as_they_are():
    assert printable("训练 → ✓") == "训练 → ✓"


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x08",
        "\x1b",
        "\x7f",
        "\x9b",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\U000e0041",
    ],
)
def test_no_control_no_change_of_direction_and_nothing_without_width_is_left(character):
    shown = printable(f"a{character}b")
    assert character not in shown
    assert shown.isascii()


@pytest.mark.parametrize("end", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_end_of_a_line_is_left(end):
    assert printable(f"a{end}b") == "a b"
    assert escaped(f"a{end}b").isprintable()


def test_half_a_character_can_be_written():
    assert printable("\ud800").encode() == b"\\ud800"
