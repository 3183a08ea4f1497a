"""The pages of the reference are what the code says, and each entry has words."""

from __future__ import annotations

import re

import pytest
from documentation.makers import DOCS, maker


@pytest.mark.parametrize(
    ("page", "made_by", "function"),
    [
        ("checks.md", "make_reference", "page"),
        ("messages.md", "make_reference", "messages"),
        ("commands.md", "make_commands", "page"),
    ],
)
def test_a_page_of_the_reference_is_as_the_code_is(page: str, made_by: str, function: str):
    made = getattr(maker(made_by), function)()
    assert (DOCS / page).read_text(encoding="utf-8") == made, f"python docs/{made_by}.py"


def test_no_entry_is_without_words():
    entries = re.findall(r"### `(.+?)`\n(.*)", (DOCS / "checks.md").read_text(encoding="utf-8"))
    assert len(entries) > 20
    assert [name for name, words in entries if not words.strip()] == []


def test_an_example_is_a_block_of_code():
    """A docstring that has nothing but an example below its first line loses the indent that makes it code."""
    page = (DOCS / "checks.md").read_text(encoding="utf-8")
    examples = re.findall(r"^( *)(?:checks\.\w+|raise \w+|Said)\(.*\)?", page, re.MULTILINE)
    assert len(examples) > 5
    assert [each for each in examples if len(each) < 4] == []


def test_each_command_and_each_option_says_what_it_is_for():
    commands = list(maker("make_commands").commands())
    assert len(commands) > 20
    assert [each.command_path for each in commands if not each.command.help] == []
    options = [
        f"{each.command_path} {option}"
        for each in commands
        for option, meaning in maker("make_commands").options(each).items()
        if not meaning
    ]
    assert options == []
