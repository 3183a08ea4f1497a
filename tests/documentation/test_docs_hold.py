"""Each command, option, key, wall and exit code of the docs exists, and each that exists is in the docs."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
from documentation.makers import DOCS, ROOT, cells, lines_of_code, maker, pages, spans

from autograder.cli import ending
from autograder.course.config import Cluster, Limits
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.modes import MODES

PAGES = pages()
WRITTEN = {name: text for name, text in PAGES.items() if name != "docs/commands.md"}
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
OTHERS = {  # options of programs that are not the kit's
    *("--force", "--update"),  # nbgrader's
    *("--qos", "--constraint", "--resources"),  # sbatch's, and of Dask's workers
    *("--user", "--install"),  # systemd-run's, wsl's
    *("--python-version", "--universal", "--generate-hashes", "--no-header", "--group"),  # uv's
    *("--submission", "--runs", "--folder"),  # those of the public tests and of benchmarks/
}
COMMAND = re.compile(r"(?:^|[\s/;&(])autograder ((?:export )?[a-z]+)\b(.*)")
SCHEMA = json.loads((DOCS / "grading.schema.json").read_text(encoding="utf-8"))
GRADING = PAGES["docs/grading-yml.md"]
EXIT_CODE = re.compile(r"[Ee]xit codes?:? (?:is |of )?`?(\d+)|exits with `?(\d+)")


@pytest.fixture(scope="module")
def program() -> dict[str, set[str]]:
    """Each command, without the program's name before it, and its options."""
    make = maker("make_commands")
    return {
        each.command_path.removeprefix("autograder").strip(): {
            option.split()[0] for option in make.options(each)
        }
        | {"--help"}
        for each in make.commands()
    }


def typed() -> Iterator[tuple[str, str, list[str]]]:
    """Each command of the kit that a page shows, with its options."""
    for page, text in PAGES.items():
        for line in lines_of_code(text):
            if (found := COMMAND.search(line)) is not None:
                yield page, found[1], OPTION.findall(found[2].split("#")[0])


def test_each_command_in_the_docs_exists_with_its_options(program: dict[str, set[str]]):
    seen = list(typed())
    assert len(seen) > 100
    unknown = [(page, command) for page, command, _ in seen if command not in program]
    assert unknown == []
    strange = [
        (page, command, option)
        for page, command, options in seen
        for option in options
        if option not in program[command]
    ]
    assert strange == []


def test_each_option_that_a_page_names_exists(program: dict[str, set[str]]):
    known = set().union(*program.values()) | OTHERS
    named = {
        (page, option)
        for page, text in PAGES.items()
        for line in lines_of_code(text)
        if line.startswith("--")
        for option in OPTION.findall(line)
    }
    assert len(named) > 40
    assert sorted(pair for pair in named if pair[1] not in known) == []


def test_each_command_is_in_a_page_that_a_person_wrote(program: dict[str, set[str]]):
    shown = {command for page, command, _ in typed() if page in WRITTEN}
    assert sorted({command for command in program if command} - shown - {"export"}) == []


def keys(part: str) -> set[str]:
    return set((SCHEMA["definitions"][part] if part else SCHEMA)["properties"])


def rows_of(start: str, end: str) -> list[list[str]]:
    return cells(GRADING[GRADING.index(start) : GRADING.index(end)])


def test_the_keys_of_grading_yml_are_those_of_the_schema():
    course = rows_of("| key |", "| limit |")
    names = [name for row in course for name in spans(row[0])]
    top = {name for name in names if "." not in name}
    assert top | {"assignments"} == keys("")
    fields = {name.rsplit(".", 1)[1] for name in names if "." in name} - {"<id>"}
    assert fields | {"grades"} == keys("Assignment")
    meanings = {spans(row[0])[-1]: spans(row[1]) for row in course}
    assert set(meanings["lateness"]) == keys("Lateness")
    assert set(meanings["assignments.<name>.grades.<id>"]) == keys("Grade")


@pytest.mark.parametrize(
    ("part", "start", "end", "model"),
    [
        ("Limits", "| limit |", "The clock of", Limits),
        ("Cluster", "| cluster |", "Times may be", Cluster),
    ],
)
def test_limits_and_jobs_are_those_of_the_schema_with_their_defaults(
    part: str, start: str, end: str, model: Any
):
    said = {name: row[2] for row in rows_of(start, end) for name in spans(row[0])}
    assert said.keys() == keys(part)
    told = {name: default for name, default in said.items() if default[0].isdigit()}
    assert len(told) > 3
    asked = {name: int(default) if default.isdigit() else default for name, default in told.items()}
    assert model(**asked) == model()


def test_the_walls_and_modes_are_those_that_there_are():
    text = PAGES["docs/security.md"]
    walls = re.findall(
        r"^\| (\w+) \|", text[text.index("| wall |") : text.index("A worker enters")], re.MULTILINE
    )
    assert set(walls[1:]) == {wall.value for wall in Wall}
    modes = [
        spans(row[0])[0] for row in cells(text[text.index("| mode |") : text.index("Required everywhere")])
    ]
    assert modes == [mode.name for mode in MODES]
    named = {name for page in PAGES.values() for name in re.findall(r"--without-wall ([a-z]+)", page)}
    assert named <= {wall.value for wall in Wall}


def test_exit_codes_are_those_that_there_are():
    constants = {value for name, value in vars(ending).items() if name.isupper() and isinstance(value, int)}
    assert constants | {0} == ending.EXIT_CODES.keys()
    named = {int(a or b) for page in PAGES.values() for a, b in EXIT_CODE.findall(page)}
    assert named
    assert named <= ending.EXIT_CODES.keys()


def test_no_command_ends_with_a_number_of_its_own():
    ends = [
        (path.name, call.lineno)
        for path in sorted(Path(ending.__file__).parent.glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in ("sys.exit", "exit", "typer.Exit")
        and any(isinstance(each, ast.Constant) and each.value for each in call.args)
    ]
    assert ends == []


def in_navigation(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    else:
        for each in part.values() if isinstance(part, dict) else part:
            yield from in_navigation(each)


def test_each_page_stands_in_the_navigation_of_the_site_once():
    settings = tomli.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    site = maker("make_site")
    there = [*(path.name for path in DOCS.glob("*.md")), *site.ABOVE.values()]
    assert sorted(in_navigation(settings["project"]["nav"])) == sorted(there)


def test_each_link_leads_to_a_page_of_the_site(tmp_path: Path):
    assert maker("make_site").gather(tmp_path / "pages") == []


def test_a_link_that_leads_nowhere_is_named():
    site = maker("make_site")
    page, targets = DOCS / "a.md", {DOCS / "b.md": "b.md", ROOT / "CONTRIBUTING.md": "contributing.md"}
    text = "[b](b.md#x), [c](c.md), [it](../CONTRIBUTING.md), [out](https://example.org), [here](#x), `[d](d.md)`"
    assert site.astray(page, text, targets) == ["c.md"]
    assert "[it](contributing.md)" in site.on_site(page, text, targets)
    assert "[b](b.md#x)" in site.on_site(page, text, targets)


def test_the_readmes_links_lead_somewhere():
    readme = PAGES["README.md"]
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", readme)
    assert len(links) > 10
    assert [link for link in links if not (ROOT / link).exists()] == []
