"""Reports on disk: whole or not there at all; and the table made from them."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.course.submissions import Found
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.report import GradeResult, Report, TestResult, Verdict
from autograder.grading.standing import Cell, Standing
from autograder.grading.store import Store, refresh_scores, update_scores, write_scores

HEAD = "student,assignment,grade_id,score,max_score,verdict,manual_score,extra_credit,total,late_penalty"
FAILED = {"verdict": Verdict.INFRASTRUCTURE, "reason": "the sandbox ended"}


def report(
    student: str = "ada", assignment: str = "cnn", score: float | None = 1.5, **changes: object
) -> Report:
    grades = tuple(
        GradeResult(grade_id=f"{assignment}-{name}", title=name, score=score, max_score=points)
        for name, points in (("model", 3.0), ("train", 2.5))
    )
    fields = {"student": student, "assignment": assignment, "verdict": Verdict.GRADED, "grades": grades}
    return Report(**{**fields, "digest": "d", **changes})


def test_a_report_comes_back_as_it_was_saved(tmp_path: Path):
    store = Store(tmp_path / "new" / "reports")
    saved = report(problems=("cell 1: 三 ✗",))
    store.save(saved)
    assert store.load("cnn", "ada") == saved
    assert store.find("cnn", "ada") == saved
    assert store.path("cnn", "ada") == tmp_path / "new" / "reports" / "cnn" / "ada.json"


def test_what_is_not_there_or_no_report_is_not_found(tmp_path: Path):
    store = Store(tmp_path)
    assert store.find("cnn", "ada") is None
    store.save(report())
    store.path("cnn", "ada").write_text(store.path("cnn", "ada").read_text()[:-20])
    assert store.find("cnn", "ada") is None
    with pytest.raises(InfrastructureError, match=r"ada\.json is no report"):
        store.load("cnn", "ada")


def test_all_reports_come_by_assignment_and_student(tmp_path: Path):
    store = Store(tmp_path)
    for student, assignment in (("zeno", "cnn"), ("ada", "rnn"), ("ada", "cnn")):
        store.save(report(student, assignment))
    assert [(r.assignment, r.student) for r in store] == [("cnn", "ada"), ("cnn", "zeno"), ("rnn", "ada")]


def test_a_report_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path):
    store = Store(tmp_path)
    store.save(report("ada"))
    store.path("cnn", "old").write_text("{}")
    assert [r.student for r in store] == ["ada"]


def test_the_report_of_a_student_with_a_name_as_long_as_a_files_can_be_is_kept(tmp_path: Path):
    store = Store(tmp_path)
    store.save(report("x" * 255))
    assert [r.student for r in store] == ["x" * 255]


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_store import big
from autograder.grading.store import Store
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    for version in "ab":
        store.save(big(version))
"""


def big(version: str) -> Report:
    test = TestResult(name=version, grade_id="cnn-model", title=version * 500, weight=1, passed=True)
    return report(tests=(test,) * 2000, digest=version)


def test_a_writer_killed_at_any_moment_leaves_the_old_report_or_the_new_one(tmp_path: Path):
    store = Store(tmp_path)
    store.save(big("a"))
    seen = set()
    for attempt in range(2):
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(Path(__file__).parent)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            try:
                assert writer.stdout is not None
                assert writer.stdout.readline() == "ready\n"
                end = time.monotonic() + 0.5 + 0.013 * attempt
                while time.monotonic() < end:
                    seen.add(store.load("cnn", "ada").digest)  # whole at any moment, while it is written
            finally:
                writer.kill()
        after = store.load("cnn", "ada")
        assert after == big(after.digest)
    assert seen == {"a", "b"}
    assert [r.student for r in store] == ["ada"]  # what is left of the last one is no report


def test_where_nothing_can_be_written_the_instructor_is_told(tmp_path: Path):
    (tmp_path / "reports").write_text("a file in the folder's place")
    store = Store(tmp_path / "reports")
    with pytest.raises(InfrastructureError, match="cannot be written: Not a directory"):
        store.save(report())
    with pytest.raises(InfrastructureError, match="cannot be read or written: Not a directory"):
        store.check("cnn")
    (tmp_path / "scores.csv" / "full").mkdir(parents=True)
    with pytest.raises(CourseError, match="cannot be written: Is a directory"):
        write_scores(store, tmp_path / "scores.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"reports", "scores.csv", ".scores.csv.lock"}


def test_what_the_table_lacks_is_told_and_what_is_known_counts(tmp_path: Path):
    store, table = Store(tmp_path / "reports"), tmp_path / "scores.csv"
    for student in ("ada", "bob", "cyd"):
        store.save(report(student))
    for student in ("bob", "cyd"):
        store.path("cnn", student).unlink()
        store.path("cnn", student).mkdir()
    store.path("rnn", "ada").parent.mkdir()
    store.path("rnn", "ada").write_text("{}")
    known = [report("bob", score=None, **FAILED), report("ada", score=0.5)]
    lost = write_scores(store, table, known)
    assert [str(each).removeprefix(f"{store.folder}/") for each in lost] == [
        "cnn/cyd.json cannot be read: Is a directory",
        "rnn/ada.json is no report: ValidationError",
    ]
    assert table.read_text().splitlines()[1:] == [
        "ada,cnn,cnn-model,0.5,3.0,graded,,,0.5,",
        "ada,cnn,cnn-train,0.5,2.5,graded,,,0.5,",
        "bob,cnn,cnn-model,,3.0,infrastructure,,,,",
        "bob,cnn,cnn-train,,2.5,infrastructure,,,,",
    ]


def test_what_another_run_has_stored_since_counts_and_what_cannot_be_read_is_not_lost(tmp_path: Path):
    store, table = Store(tmp_path / "reports"), tmp_path / "scores.csv"
    kept = [report("ada", score=0.5), report("bob", score=0.5)]
    for each in kept:
        store.save(each)
    store.save(report("ada", score=1.0))  # by somebody else
    store.path("cnn", "bob").write_text("{}")
    assert write_scores(store, table, kept=kept) == []
    assert [line.split(",")[:4] for line in table.read_text().splitlines()[1:]] == [
        ["ada", "cnn", "cnn-model", "1.0"],
        ["ada", "cnn", "cnn-train", "1.0"],
        ["bob", "cnn", "cnn-model", "0.5"],
        ["bob", "cnn", "cnn-train", "0.5"],
    ]


def test_the_table_of_scores_is_exactly_this(tmp_path: Path):
    store = Store(tmp_path / "reports")
    store.save(report("zeno", "cnn", 0.6667))
    store.save(report("ada", "rnn", None, verdict=Verdict.INFRASTRUCTURE, reason="the sandbox ended"))
    store.save(report("ada", "cnn", 0.0, verdict=Verdict.REFUSED, reason="is not JSON"))
    store.save(report("o'neil, jr", "cnn", 2.5))
    write_scores(store, tmp_path / "scores.csv")
    assert (tmp_path / "scores.csv").read_bytes().decode() == (
        f"{HEAD}\n"
        "ada,cnn,cnn-model,0.0,3.0,refused,,,0.0,\n"
        "ada,cnn,cnn-train,0.0,2.5,refused,,,0.0,\n"
        "ada,rnn,rnn-model,,3.0,infrastructure,,,,\n"
        "ada,rnn,rnn-train,,2.5,infrastructure,,,,\n"
        '"o\'neil, jr",cnn,cnn-model,2.5,3.0,graded,,,2.5,\n'
        '"o\'neil, jr",cnn,cnn-train,2.5,2.5,graded,,,2.5,\n'
        "zeno,cnn,cnn-model,0.6667,3.0,graded,,,0.6667,\n"
        "zeno,cnn,cnn-train,0.6667,2.5,graded,,,0.6667,\n"
    )


def standing(penalty: float = 0.0, **cells: Cell) -> Standing:
    return Standing({name.replace("_", "-"): cell for name, cell in cells.items()}, penalty)


def test_what_people_gave_and_what_lateness_takes_stands_beside_the_automatic_scores(tmp_path: Path):
    store, table = Store(tmp_path / "reports"), tmp_path / "scores.csv"
    store.save(report("ada", "cnn", 0.5))
    store.save(report("max", "cnn", None, **FAILED))
    given = {
        ("ada", "cnn"): standing(
            0.4,
            cnn_model=Cell("cnn-model", 3.0, 0.5, manual=2.0),
            cnn_train=Cell("cnn-train", 2.5, 0.5, extra=0.25),
            cnn_why=Cell("cnn-why", 4.0, None, manual=3.0),
            cnn_else=Cell("cnn-else", 1.0),
        ),
        ("max", "cnn"): standing(cnn_model=Cell("cnn-model", 3.0, None, manual=1.0, extra=1.0)),
        ("zoe", "cnn"): standing(cnn_why=Cell("cnn-why", 4.0, None, manual=3.0)),
        ("bob", "cnn"): standing(
            cnn_model=Cell("cnn-model", 3.0, 3.0)
        ),  # nobody gave anything: a report lacks
    }
    write_scores(store, table, standings=given)
    written = table.read_text()
    assert written.splitlines()[1:] == [
        "ada,cnn,cnn-model,0.5,3.0,graded,2.0,,2.0,0.4",
        "ada,cnn,cnn-train,0.5,2.5,graded,,0.25,0.75,",
        "ada,cnn,cnn-why,,4.0,graded,3.0,,3.0,",
        "ada,cnn,cnn-else,,1.0,graded,,,,",
        "max,cnn,cnn-model,,3.0,infrastructure,1.0,1.0,2.0,",
        "max,cnn,cnn-train,,2.5,infrastructure,,,,",
        "zoe,cnn,cnn-why,,4.0,,3.0,,3.0,",
    ]
    refresh_scores(table, given)
    assert table.read_text() == written
    refresh_scores(table, {})
    taken_back = table.read_text()
    write_scores(store, table)
    assert table.read_text() == taken_back
    refresh_scores(table, given)
    assert table.read_text() == written
    refresh_scores(table, {}, ("max", "cnn"))  # and no other's
    assert [line for line in written.splitlines() if not line.startswith("max")] == [
        line for line in table.read_text().splitlines() if not line.startswith("max")
    ]
    assert "max,cnn,cnn-model,,3.0,infrastructure,,,," in table.read_text().splitlines()


def test_an_older_kits_table_gets_the_columns_and_what_is_no_table_stays_as_it_is(tmp_path: Path):
    table = tmp_path / "scores.csv"
    old = "student,assignment,grade_id,score,max_score,verdict"
    given = {("ada", "cnn"): standing(a=Cell("a", 3.0, 0.5, manual=2.0))}
    table.write_text(f"{old}\nada,cnn,a,0.5,3.0,graded\n")
    refresh_scores(table, given)
    assert table.read_text() == f"{HEAD}\nada,cnn,a,0.5,3.0,graded,2.0,,2.0,\n"
    for text in ("student,score\nada,3\n", f"{old}\nada,cnn,a,half,3.0,graded\n", f"{old}\nada\n"):
        table.write_text(text)
        refresh_scores(table, given)
        assert table.read_text() == text
    table.unlink()
    refresh_scores(table, given)
    assert not table.exists()


def test_one_reports_rows_are_replaced_as_if_the_table_were_written_anew(tmp_path: Path):
    store, table = Store(tmp_path / "reports"), tmp_path / "scores.csv"
    for student in ("zeno", "ada", "o'neil, jr"):
        store.save(report(student))
    write_scores(store, table)
    for changed in (
        report("ada", "cnn", 0.5),
        report("ada", "rnn", 1.0),
        report("bob", "cnn", None, **FAILED),
    ):
        store.save(changed)
        update_scores(store, changed, table)
        updated = table.read_text()
        write_scores(store, table)
        assert table.read_text() == updated


@pytest.mark.parametrize("text", [None, b"", b"\xff", b"student,score\nada,3\n"])
def test_where_there_is_no_table_it_is_written_whole(tmp_path: Path, text: bytes | None):
    store, table = Store(tmp_path / "reports"), tmp_path / "scores.csv"
    for student in ("zeno", "ada"):
        store.save(report(student))
    if text is not None:
        table.write_bytes(text)
    update_scores(store, report("ada"), table)
    updated = table.read_text()
    write_scores(store, table)
    assert table.read_text() == updated


def test_several_update_the_table_at_once(tmp_path: Path):
    store, table = Store(tmp_path / "reports"), tmp_path / "scores.csv"
    write_scores(store, table)

    def update(number: int) -> None:
        mine = report(f"student-{number}")
        store.save(mine)
        update_scores(store, mine, table)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(update, range(40)))
    assert len(table.read_text().splitlines()) == 1 + 40 * 2


def test_what_no_submission_is_there_for_is_left_over(tmp_path: Path):
    store = Store(tmp_path)
    long = "三" * 85  # as long as a folder's name can be
    for student, assignment in (
        ("ada", "cnn"),
        (long, "cnn"),
        ("bob", "cnn"),
        ("bob", "rnn"),
        ("cyd", "gru"),
    ):
        store.save(report(student, assignment))
    there = [Found(student, "cnn", Path()) for student in ("ada", long, "new")]
    assert store.left_over(["rnn", "cnn", "lstm"], there) == [
        store.path(name, "bob") for name in ("cnn", "rnn")
    ]


def test_the_table_of_a_class_without_reports_has_its_columns(tmp_path: Path):
    write_scores(Store(tmp_path / "none"), tmp_path / "scores.csv")
    assert (tmp_path / "scores.csv").read_text() == f"{HEAD}\n"


def test_any_message_of_a_student_can_be_saved(tmp_path: Path):
    store = Store(tmp_path)
    message = 'a "quoted" \x00 \x1b[31m \u2028 </script> \U0001f600'
    test = TestResult(name="t", grade_id="cnn-model", title="t", weight=1, passed=False, message=message)
    store.save(report(tests=(test,)))
    assert store.load("cnn", "ada").tests[0].message == message
