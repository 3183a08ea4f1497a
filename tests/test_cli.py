"""The program as an instructor uses it: real sandboxes, the real nbgrader, one class with all that goes wrong."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from importlib import metadata
from pathlib import Path

import here
import jupytext
import nbformat
import pytest
import warm
from nbgrader.api import Gradebook

import autograder as autograder_package
from autograder.course.config import Course
from autograder.nbgrader.reading import read_book

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
COURSE = Course.load(ROOT).config
FULL = {name: each.points for name, each in COURSE.assignments.items()}
# Runs a program as on a kernel without Landlock: a filter says that there is no such call.
WITHOUT_LANDLOCK = """
import ctypes, os, struct, sys
rules = ((0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x00050026), (0x06, 0, 0, 0x7FFF0000))
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
program = struct.pack("HxxxxxxP", len(rules), ctypes.addressof(code))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
os.execvp(sys.argv[1], sys.argv[1:])
"""
NO_LANDLOCK = (sys.executable, "-c", WITHOUT_LANDLOCK)
# Runs the program where a package, the first argument, is not installed.
WITHOUT_PACKAGE = """
import sys
sys.modules[sys.argv.pop(1)] = None
from autograder.cli import main
main()
"""
DEMO = ("cnn", "rnn")  # what the sample class hands in


def autograder(
    *arguments: str, cwd: Path, code: int = 0, prefix: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Runs the program; it must end with the exit code `code` and without a traceback."""
    done = subprocess.run(
        [*prefix, str(BIN / "autograder"), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    return done


def make_course(folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(ROOT / "grading.yml", folder)
    for name in ("solutions", "assignments"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache")
        )
    return folder


def hand_in(course: Path, student: str, assignment: str, data: bytes, suffix: str = "ipynb") -> Path:
    path = course / "submitted" / student / assignment / f"{assignment}.{suffix}"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path


def solution(assignment: str) -> bytes:
    notebook = jupytext.read(ROOT / "solutions" / assignment / f"{assignment}.py")
    return nbformat.writes(notebook, version=4).encode()


def scores(path: Path) -> dict[tuple[str, str], float]:
    """Each submission's sum in scores.csv; those without a score are left out."""
    result: dict[tuple[str, str], float] = defaultdict(float)
    with path.open() as file:
        for row in csv.DictReader(file):
            if row["score"]:
                result[row["student"], row["assignment"]] += float(row["score"])
    return dict(result)


def in_gradebook(url: str, assignment: str) -> dict[str, float]:
    with Gradebook(url, "pytorch-exercises") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(assignment)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose class holds every kind of bad file beside right ones, graded once."""
    course = make_course(tmp_path_factory.mktemp("cli") / "course")
    for assignment in FULL:
        source = (ROOT / "solutions" / assignment / f"{assignment}.py").read_bytes()
        released = (ROOT / "assignments" / assignment / f"{assignment}.ipynb").read_bytes()
        hand_in(course, "as_notebook", assignment, solution(assignment))
        hand_in(course, "as_script", assignment, source, "py")
        hand_in(course, "stub", assignment, released)
    hand_in(course, "broken", "cnn", solution("cnn")[:2000])
    hand_in(course, "other", "cnn", solution("rnn"))
    hand_in(course, "empty", "cnn", b"")
    hand_in(course, "latin", "cnn", "# caf\xe9".encode("latin-1"), "py")
    with hand_in(course, "huge", "cnn", b"").open("wb") as file:
        file.truncate(100 << 20)
    os.symlink("/etc/passwd", hand_in(course, "link", "cnn", b"", "txt").with_name("cnn.ipynb"))
    (course / "submitted" / "nothing" / "cnn").mkdir(parents=True)
    bare = nbformat.reads(solution("cnn"), 4)
    for cell in bare.cells:
        cell.metadata.pop("nbgrader", None)
    hand_in(course, "no_metadata", "cnn", nbformat.writes(bare).encode())
    autograder("grade", cwd=course)
    return course


def test_the_reference_solutions_get_full_marks_as_notebook_and_as_script(graded):
    result = scores(graded / "graded" / "scores.csv")
    for assignment, full in FULL.items():
        assert result["as_notebook", assignment] == full
        assert result["as_script", assignment] == full
    assert result["no_metadata", "cnn"] == FULL["cnn"]


def test_an_empty_stub_gets_nothing_and_is_told_that_it_is_not_implemented(graded):
    for assignment in FULL:
        report = json.loads((graded / "graded" / "reports" / assignment / "stub.json").read_text())
        assert all(grade["score"] == 0 for grade in report["grades"])
        assert {test["message"] for test in report["tests"]} == {"not implemented yet"}


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("broken", "is not JSON"),
        ("other", "this is the notebook of rnn, handed in as cnn"),
        ("empty", "is empty"),
        ("latin", "is not UTF-8"),
        ("huge", "is larger than 32 MiB"),
        ("link", "is a link"),
        ("nothing", "no cnn.ipynb or cnn.py"),
    ],
)
def test_an_unreadable_submission_gets_zero_with_its_reason_in_one_line(graded, student, reason):
    report = json.loads((graded / "graded" / "reports" / "cnn" / f"{student}.json").read_text())
    assert report["verdict"] == "refused"
    assert reason in report["reason"]
    assert "\n" not in report["reason"]
    assert scores(graded / "graded" / "scores.csv")[student, "cnn"] == 0
    assert in_gradebook(f"sqlite:///{graded}/gradebook.db", "cnn")[student] == 0


def test_gradebook_and_table_agree(graded):
    table = scores(graded / "graded" / "scores.csv")
    for assignment in FULL:
        book = in_gradebook(f"sqlite:///{graded}/gradebook.db", assignment)
        assert book == {student: score for (student, a), score in table.items() if a == assignment}


def test_the_table_has_a_row_for_each_student_assignment_and_grade_id(graded):
    lines = (graded / "graded" / "scores.csv").read_text().splitlines()
    automatic = "student,assignment,grade_id,score,max_score,verdict"
    assert lines[0] == f"{automatic},manual_score,extra_credit,total,late_penalty"
    assert lines.count("as_script,cnn,cnn-shapes,6.0,6.0,graded,,,6.0,") == 1
    grades = sum(len(each.grades) for each in COURSE.assignments.values())
    assert len([line for line in lines if line.startswith("as_notebook,")]) == grades


def test_students_folders_are_only_read(graded):
    names = {path.name for path in (graded / "submitted").rglob("*") if path.is_file()}
    assert names == {f"{name}.{suffix}" for name in FULL for suffix in ("ipynb", "py")} | {"cnn.txt"}


@pytest.mark.usefixtures("graded_here")
def test_nbgrader_autograde_gives_the_same_scores(graded, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(graded, course, symlinks=True)
    # So that nbgrader has to grade through the sandbox itself, and has nothing left to copy from.
    shutil.rmtree(course / "graded")
    (course / "gradebook.db").unlink()
    here.autograder("grade", "cnn", "--student", "stub", "--jobs", "1", cwd=course)
    warm.nbgrader("autograde", "cnn", cwd=course)
    ours = scores(graded / "graded" / "scores.csv")
    theirs = in_gradebook(f"sqlite:///{course}/gradebook.db", "cnn")
    assert theirs == {
        student: ours[student, "cnn"]
        for student in ("as_notebook", "stub", "other", "no_metadata", "broken", "empty", "huge")
    }
    table = scores(course / "graded" / "scores.csv")
    assert table == {(student, "cnn"): score for student, score in theirs.items()}


@pytest.mark.usefixtures("graded_here")
def test_options_choose_folders_gradebook_and_students(graded, tmp_path):
    done = here.autograder(
        *(
            "grade",
            "rnn",
            "--student",
            "as_script",
            "--jobs",
            "1",
            "--submitted",
            "submitted",
            "--device",
            "auto",
        ),
        *("--output", str(tmp_path / "out"), "--gradebook", f"sqlite:///{tmp_path}/g.db"),
        cwd=graded,
    )
    assert scores(tmp_path / "out" / "scores.csv") == {("as_script", "rnn"): 12.0}
    assert in_gradebook(f"sqlite:///{tmp_path}/g.db", "rnn") == {"as_script": 12.0}
    assert str(tmp_path / "out" / "scores.csv") in done.stdout
    assert (tmp_path / "out" / "autograded" / "as_script" / "rnn" / "rnn.ipynb").is_file()


@pytest.mark.usefixtures("graded_here")
def test_reports_of_students_who_are_gone_are_named(graded, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(graded, course, symlinks=True)
    shutil.rmtree(course / "submitted" / "broken")
    (course / "submitted" / "latin").rename(course / "submitted" / "latin-1")
    line = f"{course}/submitted has no submission for cnn/broken.json, cnn/latin.json in {course}/graded/reports: "
    assert line in here.autograder("status", cwd=course).stdout
    assert line in here.autograder("grade", "cnn", cwd=course).stderr
    for arguments in (("status", "rnn"), ("grade", "--student", "latin-1")):
        done = here.autograder(*arguments, cwd=course)
        assert "has no submission" not in done.stdout + done.stderr


@pytest.mark.usefixtures("graded_here")
def test_who_cannot_be_late_for_want_of_a_timestamp_is_counted(graded, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(graded, course, symlinks=True)
    for student, when in (("stub", "2026-10-01 12:00:00 UTC"), ("as_script", "yesterday")):
        (course / "submitted" / student / "rnn" / "timestamp.txt").write_text(when)
    line = (
        "2 of 3 submissions have no timestamp.txt that says when they were handed in: they count as on time"
    )
    assert line in here.autograder("grade", "rnn", cwd=course).stderr
    text = (course / "grading.yml").read_text()
    (course / "grading.yml").write_text(re.sub(r"(?m)^    due: .*\n", "", text))
    assert "timestamp" not in here.autograder("grade", "rnn", cwd=course).stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("grade", "cnm"),
            "grading.yml has no assignment cnm (did you mean cnn?): it has backprop, mlp, cnn, ",
        ),
        (("grade", "--student", "nobody"), "has no submission of backprop or mlp or cnn or rnn or"),
        (("grade", "--submitted", "missing"), "missing is not a folder of submissions"),
        (("grade", "--gradebook", "sqlite:///missing/g.db"), "the gradebook's folder"),
        (("grade", "--gradebook", "nonsense"), "is not a database URL"),
        (("grade", "--output", "grading.yml"), "grading.yml cannot be written to: File exists"),
        (("grade", "--device", "tpu"), "--device tpu: expected one of auto, cpu, cuda"),
        (
            ("grade", "--without-wall", "moat"),
            "--without-wall moat: expected one of bubblewrap, environment,",
        ),
        (("doctor", "--device", "tpu"), "--device tpu: expected cpu or cuda"),
        (("check", "cnn", "missing.ipynb"), "missing.ipynb does not exist"),
        (("check", "gan"), "grading.yml has no assignment gan"),
        (("release", "cnm"), "did you mean cnn?"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(graded, arguments, line):
    done = warm.autograder(*arguments, cwd=graded, code=2)
    assert line in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_bad_grading_yml_names_its_line(tmp_path):
    text = (ROOT / "grading.yml").read_text().replace("points: 6", "points: -6")
    (tmp_path / "grading.yml").write_text(text)
    line = text.splitlines().index(next(line for line in text.splitlines() if "points: -6" in line)) + 1
    done = autograder("grade", cwd=tmp_path, code=2)
    assert f"grading.yml, line {line}: assignments.cnn.grades.cnn-shapes.points: expected" in done.stderr


def test_outside_of_a_course_it_says_what_a_course_is(tmp_path):
    assert "no grading.yml in" in autograder("grade", cwd=tmp_path, code=2).stderr


# In place of bubblewrap: works as it does, a given number of times.
FAILING_BUBBLEWRAP = """#!/bin/sh
for number in {numbers}; do
    if mkdir "{folder}/$number" 2>/dev/null; then exec "{folder}/bwrap" "$@"; fi
done
echo broken >&2
exit 1
"""


@pytest.fixture
def bubblewrap_that_works(tmp_path_factory):
    """A prefix under which bubblewrap works a number of times, and then never again."""

    def prefix(times: int) -> tuple[str, ...]:
        folder = Path(tempfile.mkdtemp(prefix="bubblewrap-"))
        made.append(folder)
        folder.chmod(0o777)
        shutil.copy(shutil.which("bwrap"), folder / "bwrap")
        script = folder / "failing"
        script.write_text(FAILING_BUBBLEWRAP.format(folder=folder, numbers=" ".join(map(str, range(times)))))
        script.chmod(0o755)
        hide = f'mount --bind {script} "$(command -v bwrap)" && exec "$@"'
        return ("unshare", "--mount", "--propagation", "private", "sh", "-c", hide, "sh")

    made: list[Path] = []
    yield prefix
    for folder in made:
        shutil.rmtree(folder)


needs_root = pytest.mark.skipif(
    os.getuid() != 0, reason="needs root to replace bubblewrap in a mount namespace"
)


@needs_root
@pytest.mark.usefixtures("graded_here")
def test_when_sandboxes_fail_nothing_gets_a_score_and_the_exit_code_is_3(tmp_path, bubblewrap_that_works):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "rnn", solution("rnn"))
    done = autograder("grade", cwd=course, code=3, prefix=bubblewrap_that_works(1))  # for the doctor
    assert "ada rnn: infrastructure: the sandbox ended: broken" in done.stdout
    rows = (course / "graded" / "scores.csv").read_text().splitlines()[1:]
    assert rows
    assert all(row.split(",")[3:6:2] == ["", "infrastructure"] for row in rows)
    with Gradebook(f"sqlite:///{course}/gradebook.db", "pytorch-exercises") as gradebook:
        submission = gradebook.find_submission("rnn", "ada")
        assert submission.needs_manual_grade
        assert all(grade.auto_score is None for notebook in submission.notebooks for grade in notebook.grades)
    here.autograder("grade", cwd=course)
    assert scores(course / "graded" / "scores.csv") == {("ada", "rnn"): 12.0}


@needs_root
def test_without_bubblewrap_other_walls_are_taken_and_everybody_is_told(tmp_path, bubblewrap_that_works):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "rnn", solution("rnn"))
    done = autograder("grade", cwd=course, prefix=bubblewrap_that_works(0))
    assert (
        "runs behind Landlock, seccomp, without bubblewrap, namespaces (namespaces, bubblewrap, mounts: "
        in done.stderr
    )
    report = json.loads((course / "graded" / "reports" / "rnn" / "ada.json").read_text())
    assert report["mode"] == "container"
    assert "seccomp" in report["walls"]
    assert "bubblewrap" not in report["walls"]
    assert scores(course / "graded" / "scores.csv") == {("ada", "rnn"): 12.0}


@needs_root
def test_below_the_required_walls_nothing_is_opened(tmp_path, bubblewrap_that_works):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "rnn", solution("rnn"))
    done = autograder("grade", cwd=course, code=3, prefix=(*bubblewrap_that_works(0), *NO_LANDLOCK))
    assert "no set of walls holds on this machine" in done.stderr
    assert not (course / "graded").exists()
    done = autograder("doctor", cwd=course, code=3, prefix=(*bubblewrap_that_works(0), *NO_LANDLOCK))
    assert "Grading is refused" in done.stdout
    assert "this kernel has no Landlock" in done.stdout


@pytest.mark.usefixtures("graded_here")
def test_a_wall_is_given_up_only_by_name_and_every_report_says_so(tmp_path):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "rnn", solution("rnn"))
    done = autograder("grade", "--without-wall", "landlock", "--without-wall", "clock", cwd=course)
    assert "without landlock, clock" in " ".join(done.stderr.split())
    report = json.loads((course / "graded" / "reports" / "rnn" / "ada.json").read_text())
    assert report["mode"] == "all but landlock, clock"
    assert not {"landlock", "clock"} & set(report["walls"])
    here.autograder("grade", cwd=course)
    report = json.loads((course / "graded" / "reports" / "rnn" / "ada.json").read_text())
    assert report["mode"] == "namespaces"


def test_the_doctor_says_that_there_is_no_gpu_and_blames_no_wall(tmp_path):
    no_gpu = ("env", "CUDA_VISIBLE_DEVICES=")
    done = autograder("doctor", "--device", "cuda", cwd=tmp_path, code=2, prefix=no_gpu)
    assert done.stdout == ""
    assert done.stderr == "error: --device cuda: torch sees no GPU on this machine; use --device cpu\n"


def test_the_doctor_as_json(tmp_path):
    found = json.loads(warm.autograder("doctor", "--json", cwd=tmp_path).stdout)
    assert (found["mode"], found["refusal"]) == ("namespaces", "")
    assert {state["wall"]: state["status"] for state in found["states"]} == dict.fromkeys(
        found["walls"], "holds"
    )


def test_check_passes_on_a_solution_and_fails_on_the_stub(tmp_path):
    path = tmp_path / "rnn.ipynb"
    path.write_bytes(solution("rnn"))
    warm.autograder("check", "rnn", str(path), cwd=ROOT)
    done = warm.autograder("check", "rnn", cwd=ROOT, code=1)
    assert "RNN.__init__ is not written yet: cell " in done.stdout


def test_release_check_tells_what_is_stale(tmp_path):
    course = make_course(tmp_path / "course")
    warm.autograder("release", "--check", cwd=course)
    with (course / "assignments" / "cnn" / "cnn.ipynb").open("a") as file:
        file.write("\n")
    done = warm.autograder("release", "--check", cwd=course, code=2)
    assert "cnn.ipynb is stale" in done.stderr
    warm.autograder("release", "cnn", cwd=course)
    warm.autograder("release", "--check", cwd=course)


def test_the_demo_grades_a_class_and_says_where_everything_is(tmp_path):
    done = autograder("demo", "class", cwd=tmp_path)
    course = tmp_path / "class"
    result = scores(course / "graded" / "scores.csv")
    students = {student for student, _ in result}
    assert len(students) >= 12
    assert {(student, name) for student in students for name in DEMO} == set(result)
    for right in ("ada", "alan", "emmy", "grace", "sofia"):
        assert all(result[right, name] == FULL[name] for name in DEMO)
    assert result["hypatia", "cnn"] == result["hypatia", "rnn"] == 0
    assert "not implemented yet" in done.stdout
    assert "did not end within" in done.stdout
    for name, path in {
        "gradebook": course / "gradebook.db",
        "scores": course / "graded" / "scores.csv",
        "reports": course / "graded" / "reports",
        "feedback": course / "graded" / "feedback",
        "overview": course / "graded" / "overview.html",
    }.items():
        assert f"{name:10} {path}" in done.stdout
        assert path.exists()
    for name in DEMO:
        book = in_gradebook(f"sqlite:///{course}/gradebook.db", name)
        assert book == {student: pytest.approx(result[student, name]) for student in students}
    people = read_book(f"sqlite:///{course}/gradebook.db").people
    assert people.keys() == students
    assert all(each.first_name and each.last_name for each in people.values())
    page = (course / "graded" / "feedback" / "ada" / "cnn" / "cnn.html").read_text()
    assert "Feature maps: 6 of 6 points" in page


@pytest.mark.usefixtures("graded_here")
def test_an_interrupted_run_keeps_what_was_graded_and_the_next_one_completes_it(tmp_path):
    course = make_course(tmp_path / "course")
    for number in range(12):
        hand_in(course, f"student{number:02}", "rnn", solution("rnn"))
    process = subprocess.Popen([BIN / "autograder", "grade"], cwd=course, stderr=subprocess.PIPE, text=True)
    reports = course / "graded" / "reports" / "rnn"
    deadline = time.monotonic() + 300
    while not (reports.is_dir() and any(reports.glob("student*.json"))) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in said
    kept = scores(course / "graded" / "scores.csv")
    assert 1 <= len(kept) < 12
    told = re.search(r"Interrupted\. What was graded is kept: (\d+) of 12 submissions\. (.*)", said)
    assert int(told[1]) == len(kept)
    assert told[2] == "`autograder grade` resumes there."
    here.autograder("grade", cwd=course)
    complete = scores(course / "graded" / "scores.csv")
    assert len(complete) == 12
    assert set(complete.values()) == {12.0}
    assert in_gradebook(f"sqlite:///{course}/gradebook.db", "rnn") == {s: 12.0 for s, _ in complete}


def test_ctrl_c_ends_any_command_with_a_line(tmp_path):
    course = make_course(tmp_path / "course")
    os.mkfifo(course / "more.csv")
    command = [BIN / "autograder", "extend", "--file", "more.csv"]
    process = subprocess.Popen(command, cwd=course, stderr=subprocess.PIPE, text=True)
    writing = os.open(course / "more.csv", os.O_WRONLY)  # waits until the program reads it
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    os.close(writing)
    assert process.returncode == 130
    assert said == (
        "Interrupted. What was graded before is kept. `autograder extend --file more.csv` begins again.\n"
    )


def test_the_version_is_of_all_that_scores_depend_on(tmp_path):
    said = warm.autograder("--version", cwd=tmp_path).stdout
    for package in ("torch", "nbgrader"):
        assert f"{package} {metadata.version(package)}" in said
    assert said.startswith(f"autograder {autograder_package.__version__}, ")


def in_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """What the program writes into a terminal of its own."""
    code = f"import pty, sys; sys.exit(pty.spawn({[str(BIN / 'autograder'), *arguments]!r}))"
    bare = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM")
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env={**bare, "TERM": "xterm-256color", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("grade", "--nope"), ("grade", "nope"), ("check", "rnn")])
def test_no_colour_is_shown_to_who_wants_none(arguments):
    colour = re.compile(r"\x1b\[(?:\d+;)*3\d")
    assert colour.search(in_terminal(*arguments, cwd=ROOT))
    without = in_terminal(*arguments, cwd=ROOT, NO_COLOR="1")
    assert without.strip()
    assert not colour.search(without)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("autograder ext", ["extend"]),
        ("autograder grade em", ["embedding"]),
        ("autograder grade cnn --student as", ["as_notebook", "as_script"]),
        ("autograder extend stu", ["stub"]),
        ("autograder extend stub bac", ["backprop"]),
        ("autograder export can", ["canvas"]),
        ("autograder export canvas --miss", ["--missing"]),
        ("autograder export overview --miss", []),
    ],
)
def test_the_shell_completes_what_there_is(tmp_path, line, expected):
    course = make_course(tmp_path / "course")
    for student in ("as_notebook", "as_script", "stub"):
        hand_in(course, student, "cnn", b"")
    asked = {"_AUTOGRADER_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = warm.autograder(cwd=course, env={**os.environ, **asked})
    assert done.stdout.split() == expected
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("distributed", ["grade", "rnn", "--scheduler", "tcp://127.0.0.1:1"]),
        ("dask_jobqueue", ["cluster", "slurm"]),
    ],
)
def test_a_cluster_without_what_it_needs_is_told_in_one_line(tmp_path, package, arguments):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "rnn", solution("rnn"))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PACKAGE, package, *arguments],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"error: {package} is not installed: run `make setup` in the kit's folder\n"
