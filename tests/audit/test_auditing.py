"""An audit by mutants, in the real sandbox: gaps are found, equivalents set apart, and a killed run goes on."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from audit.conftest import auditor, make_course

from autograder.audit import mutants
from autograder.audit.allowed import allowed
from autograder.audit.auditing import Asked
from autograder.audit.results import AuditResult, Fate, MutantResult
from autograder.course.material import HiddenSuite, Material
from autograder.errors import CourseError

AUTOGRADER = Path(sys.executable).parent / "autograder"
pytestmark = pytest.mark.process


def of(audited: AuditResult, operator: str, text: str = "") -> list[MutantResult]:
    return [each for each in audited.mutants if each.operator == operator and text in each.diff]


def test_a_gap_of_the_suite_is_a_survivor_with_its_grade_id(audited: AuditResult):
    """No test has more than seven rows."""
    fives, tens = of(audited, "loop-capped", "[:5]"), of(audited, "loop-capped", "[:10]")
    assert [each.fate for each in fives] == [Fate.KILLED]
    (ten,) = tens
    assert (ten.fate, ten.grade_ids, ten.definition) == (Fate.SURVIVED, ("own-values",), "standardize")
    assert "shape" in ten.difference
    assert ten.diff.splitlines()[1:] == [
        "-    centred = torch.stack([row - row.mean() for row in x])",
        "+    centred = torch.stack([row - row.mean() for row in list(x)[:10]])",
        "     return centred / centred.pow(2).mean(dim=1, keepdim=True).sqrt()",
    ]


def test_values_beyond_those_of_the_suite_tell_a_bound(audited: AuditResult):
    (three,) = of(audited, "bounded", "clamp(-3, 3)")
    assert three.fate is Fate.SURVIVED
    assert "of its largest value off" in three.difference


def test_what_is_no_mistake_is_set_apart(audited: AuditResult):
    (last,) = of(audited, "axis", "dim=(-1)")
    assert (last.fate, last.difference) == (Fate.EQUIVALENT, "")
    assert last.draws >= 20
    (first,) = of(audited, "axis", "dim=0")
    assert (first.fate, first.killed_by) == (Fate.KILLED, ("test_values",))


def test_answers_that_hold_nothing_are_killed(audited: AuditResult):
    fates = [each.fate for name in ("nothing-zeros", "nothing-nan") for each in of(audited, name)]
    assert fates == [Fate.KILLED] * 2


def test_what_no_value_shows_is_never_called_equivalent(audited: AuditResult):
    fates = {each.fate for each in of(audited, "global-touched")}
    assert Fate.EQUIVALENT not in fates


def test_what_the_author_allows_is_told_apart_with_the_reason(audited: AuditResult):
    (sixteen,) = of(audited, "loop-capped", "[:16]")
    assert (sixteen.fate, sixteen.reason) == (Fate.ALLOWED, "sixteen rows at most")
    assert sixteen not in audited.of(Fate.SURVIVED)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("allowed: [{operator: axes, why: so}]", "there is no operator axes"),
        ("allowed: [{operator: axis}]", "allowed.0.why: Field required"),
        ("allow: []", "allow: Extra inputs"),
        ("allowed: [", "cannot be read"),
    ],
)
def test_a_file_of_what_is_allowed_that_cannot_be_read_is_told(tmp_path: Path, text: str, said: str):
    (tmp_path / "audit.yml").write_text(text)
    with pytest.raises(CourseError, match=re.escape(str(tmp_path / "audit.yml"))) as error:
        allowed(HiddenSuite("own", str(tmp_path / "hidden_own.py"), {}))
    assert said in str(error.value)


def test_the_figures_are_those_of_the_mutants(audited: AuditResult):
    killed = [each for each in audited.mutants if each.fate is Fate.KILLED]
    (test,) = audited.tests
    assert (test.name, test.grade_id) == ("test_values", "own-values")
    assert test.kills == test.alone == len(killed)
    assert sum(each.killed for each in audited.operators) == len(killed)
    apart = len(audited.of(Fate.EQUIVALENT)) + len(audited.of(Fate.ALLOWED))
    assert audited.total == len(audited.mutants) - apart
    assert sum(each.total for each in audited.operators) == audited.total


def test_a_run_that_is_killed_goes_on_and_grades_nothing_twice(tmp_path: Path):
    course = make_course(tmp_path)
    reports = course.root / "graded" / "audit" / "reports" / "own"
    program = subprocess.Popen(
        [AUTOGRADER, "audit", "own", "--mutants", "--operator", "axis", "--operator", "bounded"],
        cwd=course.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 300
    while len(list(reports.glob("[!.]*.json"))) < 3 and time.monotonic() < deadline:
        assert program.poll() is None or len(list(reports.glob("[!.]*.json"))) >= 3
        time.sleep(0.02)
    program.send_signal(signal.SIGKILL)
    program.wait()
    before = {path: path.stat().st_mtime_ns for path in reports.glob("[!.]*.json")}
    result = auditor(course, Asked(operators=("axis", "bounded"))).audit("own")
    assert len(before) >= 3
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert not result.of(Fate.UNGRADED)
    assert len(result.mutants) == len(list(reports.glob("[!.]*.json"))) - 1  # the solution


def test_of_many_mutants_some_of_each_kind_are_drawn(tmp_path: Path):
    course = make_course(tmp_path)
    suite = Material.of(course, ["own"]).suites["own"]
    solution = mutants.subjects(suite, ["own-values"])[0]
    every = list(mutants.mutants("own", solution))
    drawn = mutants.sample(every, 20, "a seed")
    assert drawn == mutants.sample(every, 20, "a seed")
    assert len(drawn) == 20
    assert len({each.operator for each in drawn}) >= 15
    assert [each for each in every if each in drawn] == drawn
    assert mutants.sample(every, len(every), "a seed") == every


def test_right_answers_are_mutated_as_well_where_that_is_asked(tmp_path: Path):
    course = make_course(tmp_path)
    suite = Material.of(course, ["own"]).suites["own"]
    solution, right = mutants.subjects(suite, ["own-values"])
    assert (solution.name, right.name) == ("the solution", "ready-made, with the deviation of all values")
    texts = [each.source for each in mutants.mutants("own", right, ["axis"])]
    assert any("x.mean(0, keepdim=True)" in text for text in texts)


def test_the_program_tells_all_of_it(tmp_path: Path):
    course = make_course(tmp_path)
    command = [AUTOGRADER, "audit", "own", "--operator", "loop-capped", "--json", "found.json"]
    done = subprocess.run(
        [*command, "--html", "found.html", "--at-least", "99"],
        cwd=course.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "own: fewer than 99 % of the mistakes are caught" in done.stderr
    assert "survived: loop-capped in standardize, the solution: own-values" in done.stdout
    assert "list(x)[:10]" in done.stdout
    (found,) = json.loads((course.root / "found.json").read_text())
    assert found["total"] == found["killed"] + sum(each["fate"] == "survived" for each in found["mutants"])
    page = (course.root / "found.html").read_text()
    assert "<ins>+    centred = torch.stack([row - row.mean() for row in list(x)[:10]])</ins>" in page
    assert "<script" not in page
    again = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    assert again.returncode == 0  # survivors alone are no error


def test_an_unknown_kind_of_mistake_is_refused(tmp_path: Path):
    make_course(tmp_path)
    done = subprocess.run(
        [AUTOGRADER, "audit", "--operator", "axes"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--operator axes: expected one of" in done.stderr
