"""Submissions on disk: what is found, what is read, and how each refusal is worded."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import time
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from autograder.course import files, submissions
from autograder.course.config import Assignment, Config, Grade
from autograder.course.submissions import LARGEST, Cell, Found, Stamp, Submission, find, read
from autograder.errors import CourseError, InfrastructureError, SubmissionError

CONFIG = Config(
    course="dl",
    seed=1,
    assignments={
        name: Assignment(title=name, grades={f"{name}-model": Grade(points=1, title="The network")})
        for name in ("cnn", "rnn")
    },
)

RESAVE = "open it in Jupyter, save it and hand it in again"


def code(source, grade_id=None, kind="code"):
    metadata = {} if grade_id is None else {"nbgrader": {"grade_id": grade_id}}
    return {"cell_type": kind, "metadata": metadata, "source": source}


def notebook(*cells, **more):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more})


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "submitted" / "ann" / "cnn"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def hand_in(folder):
    """Puts files into ann's folder and reads it."""

    def hand_in(content=None, name="cnn.ipynb", **others) -> Submission:
        for each, text in {name: content, **others}.items():
            if text is not None:
                (folder / each).write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(Found("ann", "cnn", folder), CONFIG)

    return hand_in


@pytest.fixture
def refusal(hand_in):
    """The one line with which a hand-in is refused."""

    def refusal(*arguments, **others) -> str:
        with pytest.raises(SubmissionError) as caught:
            hand_in(*arguments, **others)
        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < 1000
        return message

    return refusal


def make_socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path may have 107 bytes only
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


# finding


def folders(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).mkdir(parents=True)
    return root


def test_each_folder_of_a_student_and_an_assignment_is_found_in_order(tmp_path):
    root = folders(tmp_path, "bob/rnn", "ann/rnn", "ann/cnn", "ann/lstm")
    assert find(root, ["rnn", "cnn"], None) == [
        Found("ann", "cnn", root / "ann" / "cnn"),
        Found("ann", "rnn", root / "ann" / "rnn"),
        Found("bob", "rnn", root / "bob" / "rnn"),
    ]


def test_only_the_students_asked_for_are_found(tmp_path):
    root = folders(tmp_path, "ann/cnn", "bob/cnn")
    assert [each.student for each in find(root, ["cnn"], ["bob"])] == ["bob"]


def test_hidden_folders_and_files_are_no_students(tmp_path):
    root = folders(tmp_path, ".git/cnn", "ann/cnn")
    (root / "roster.csv").touch()
    (root / "bob").mkdir()
    assert [each.student for each in find(root, ["cnn"], None)] == ["ann"]


def test_a_file_in_place_of_a_submissions_folder_is_found_so_that_it_is_refused(tmp_path):
    root = folders(tmp_path, "ann/cnn", "bob")
    (root / "bob" / "cnn").touch()
    found = find(root, ["cnn"], None)
    assert [each.student for each in found] == ["ann", "bob"]
    with pytest.raises(SubmissionError, match="cnn is no folder"):
        read(found[1], CONFIG)


def test_a_students_folder_that_may_not_be_entered_is_not_passed_over(tmp_path, monkeypatch):
    root = folders(tmp_path, "ann/cnn", "bob")
    real = os.lstat

    def closed(path, **rest):
        if "bob" in Path(path).parts[:-1]:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path, **rest)

    monkeypatch.setattr(os, "lstat", closed)
    assert [each.student for each in find(root, ["cnn"], None)] == ["ann", "bob"]


def test_a_folder_name_that_is_no_utf_8_is_shown_escaped_and_refused(tmp_path):
    root = folders(tmp_path, "ann/cnn")
    os.makedirs(os.path.join(os.fsencode(root), b"\xff\xfe", b"cnn"))
    (found,) = (each for each in find(root, ["cnn"], None) if each.student != "ann")
    assert found.student == "\\xff\\xfe"
    with pytest.raises(SubmissionError, match="is no student id"):
        read(found, CONFIG)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb", "a\\nb"),
        ("=HYPERLINK(1)", "\\=HYPERLINK(1)"),
        ("-x", "\\-x"),
    ],
)
def test_a_name_that_a_terminal_or_a_spreadsheet_would_act_on_is_found_escaped_and_refused(
    tmp_path, name, shown
):
    (found,) = find(folders(tmp_path, f"{name}/cnn"), ["cnn"], None)
    assert found.student == shown
    with pytest.raises(SubmissionError, match="is no student id"):
        read(found, CONFIG)


def test_an_odd_student_name_is_found_so_that_it_is_listed(tmp_path):
    root = folders(tmp_path, "ann lee/cnn")
    assert [each.student for each in find(root, ["cnn"], None)] == ["ann lee"]


def test_a_linked_submission_is_found_so_that_it_is_refused(tmp_path):
    root = folders(tmp_path, "ann/cnn", "bob", "eve")
    (root / "bob" / "cnn").symlink_to(root / "ann" / "cnn")
    (root / "eve" / "cnn").symlink_to("nowhere")
    assert [each.student for each in find(root, ["cnn"], None)] == ["ann", "bob", "eve"]


def test_students_without_a_submission_are_named(tmp_path):
    root = folders(tmp_path, "ann/cnn", "bob/rnn")
    with pytest.raises(CourseError) as caught:
        find(root, ["cnn", "lstm"], ["eve", "ann", "bob"])
    assert str(caught.value) == f"{root} has no submission of cnn or lstm by bob, eve"


def test_a_missing_folder_of_submissions_is_named(tmp_path):
    with pytest.raises(CourseError) as caught:
        find(tmp_path / "submitted", ["cnn"], None)
    assert (
        str(caught.value) == f"{tmp_path}/submitted is not a folder of submissions: No such file or directory"
    )


def test_a_file_is_no_folder_of_submissions(tmp_path):
    (tmp_path / "submitted").touch()
    with pytest.raises(CourseError, match="submitted is not a folder of submissions: Not a directory"):
        find(tmp_path / "submitted", ["cnn"], None)


def test_an_empty_folder_of_submissions_says_what_is_expected(tmp_path):
    with pytest.raises(CourseError) as caught:
        find(tmp_path, ["cnn"], None)
    assert str(caught.value) == (
        f"no submission of cnn found: they are expected in {tmp_path}/<student>/cnn/"
    )


# reading


def test_code_cells_are_numbered_as_jupyter_shows_them(hand_in, folder):
    cells = [
        code("# CNN", kind="markdown"),
        code("a = 1"),
        code(" \n"),
        code(["b = 2\n", "c = 3"]),
        code("x", kind="raw"),
    ]
    submission = hand_in(notebook(*cells))
    cells = (
        Cell("cell 1", "# CNN", "markdown"),
        Cell("cell 2", "a = 1"),
        Cell("cell 4", "b = 2\nc = 3"),
        Cell("cell 5", "x", "raw"),
    )
    assert submission == Submission("ann", "cnn", folder / "cnn.ipynb", cells, None)
    assert submission.code == (cells[1], cells[2])


def test_a_script_is_one_cell(hand_in, folder):
    submission = hand_in("a = 1\n", name="cnn.py")
    assert submission.cells == (Cell("cnn.py", "a = 1\n"),)
    assert submission.path == folder / "cnn.py"


def test_the_notebook_counts_where_a_script_is_there_too(hand_in, folder):
    (folder / "cnn.py").write_text("b = 2")
    assert hand_in(notebook(code("a = 1"))).cells == (Cell("cell 1", "a = 1"),)


def test_line_ends_become_line_feeds(hand_in):
    assert hand_in(notebook(code("a\r\nb\rc\n"))).cells[0].source == "a\nb\nc\n"


def test_a_byte_order_mark_is_ignored(hand_in):
    assert hand_in(b"\xef\xbb\xbfa = 1", name="cnn.py").cells[0].source == "a = 1"


def test_code_is_read_without_being_parsed(hand_in):
    assert hand_in("def (", name="cnn.py").cells[0].source == "def ("


@pytest.mark.parametrize("odd", ["NaN", "-Infinity", '"\\ud800"', '{"a": 1, "a": 2}'])
def test_oddities_outside_the_cells_do_no_harm(hand_in, odd):
    text = notebook(code("a = 1"))
    assert hand_in(text[:-1] + f', "odd": {odd}}}').cells == (Cell("cell 1", "a = 1"),)


def test_the_digest_is_that_of_the_code_and_of_which_cells_are_answers(hand_in):
    submission = hand_in(notebook(code("a = 1"), code("b = 2")))
    elsewhere = replace(submission, student="bob", path=Path("x"), submitted_at=datetime.now(timezone.utc))
    assert submission.digest == elsewhere.digest
    assert len(submission.digest) == 64
    for other in (
        (Cell("cell 1", "a = 1"),),
        (Cell("cell 1", "a = 1"), Cell("cell 3", "b = 2")),
        (Cell("cell 1", "a = 1b = 2"), Cell("cell 2", "")),
        (Cell("cell 1a", " = 1"), Cell("cell 2", "b = 2")),
        (Cell("cell 1", "a = 1", grade_id="code"), Cell("cell 2", "b = 2")),
    ):
        assert replace(submission, cells=other).digest != submission.digest


# when


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-12 20:00:00 UTC",
        "2026-10-12 20:00:00.000000 UTC\n",
        "2026-10-12 20:00:00",
        "2026-10-12T22:00:00+02:00",
        "2026-10-12 22:00:00 +0200",
        "Mon Oct 12 20:00:00 2026",
        "Mon Oct 12 2026 22:00:00 GMT+0200 (Central European Summer Time)",
        "Mon, 12 Oct 2026 22:00:00 +0200 (CEST)",
        "2026-10-12 15:00 UTC-5",
        "2026-10-12 15:00:00 EST",
        "\ufeff2026-10-12 20:00:00 UTC\r\n",
        "2026-10-12 20:00:00 UTC\r\n".encode("utf-16"),
    ],
)
def test_the_timestamp_of_nbgrader_is_read_in_utc(hand_in, text, monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        submission = hand_in("a = 1", name="cnn.py", **{"timestamp.txt": text})
    time.tzset()
    assert submission.submitted_at == datetime(2026, 10, 12, 20, tzinfo=timezone.utc)
    assert submission.submitted_at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "12",
        "20:00",
        b"\xff\xfe",
        "9" * 150,
        "9" * 10_000,
        "0001-01-01 00:00 +2300",
        "1e999999",
        "2026-10-12" + 10_000 * " ",
    ],
)
def test_garbage_in_the_timestamp_is_no_error(hand_in, text):
    assert hand_in("a = 1", name="cnn.py", **{"timestamp.txt": text}).submitted_at is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2026-10-12 22:00:00 CEST", "names the time zone CEST, which is not known"),
        ("2026-10-12 22:00:00 CEST+0200", "names the time zone CEST, which is not known"),
        ("2026-10-12 22:00 Nowhere/Land", "is no date with a time: '2026-10-12 22:00 Nowhere/Land'"),
        ("2026-10-12 20:00 UTC\n2026-10-13 20:00 UTC", "has more than one line"),
        ("\ufeffyesterday", "is no date with a time: 'yesterday'"),
        ("2026-10-12", "is no date with a time: '2026-10-12'"),
        ("\n", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"12. Oktober \xfc", "is not UTF-8"),
        ("9" * 10_000, "is no file of at most 200 bytes"),
    ],
)
@pytest.mark.parametrize("machine", ["UTC", "Europe/Berlin"])  # which knows what CEST is
def test_a_timestamp_that_tells_no_moment_says_why(hand_in, folder, monkeypatch, text, problem, machine):
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", machine)
        time.tzset()
        submission = hand_in("a = 1", name="cnn.py", **{"timestamp.txt": text})
        stamp = submissions.stamp_of(Found("ada", "cnn", folder))
    time.tzset()
    assert stamp == Stamp(problem=f"timestamp.txt {problem}")
    assert submission.submitted_at is None


def test_without_a_timestamp_there_is_no_problem(hand_in, folder):
    hand_in("a = 1", name="cnn.py")
    assert submissions.stamp_of(Found("ada", "cnn", folder)) == Stamp()


def test_a_timestamp_that_is_a_pipe_is_not_waited_for(refusal, folder):
    os.mkfifo(folder / "timestamp.txt")
    assert refusal("a = 1", name="cnn.py") == "timestamp.txt is no regular file: hand in the file itself"


# refusing the folder


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ann lee",
            "ann+1",
            "a\x1bb",
            "a/b",
            "a\\b",
            "a*",
            "a\nb",
            "\udcff",
            "a\u00a0b",
            "=1",
            "@x",
            "x" * 129,
        ),
        *("<b>", "a&lt", 'a"b', "a'b", "a`b", "ann\u202eb", "ann\u200b"),
    ],
)
def test_a_folder_that_names_no_student_is_refused(folder, name):
    (folder / "cnn.py").write_text("a = 1")
    with pytest.raises(SubmissionError) as caught:
        read(Found(name, "cnn", folder), CONFIG)
    assert str(caught.value) == (
        f"the folder name {name!a} is no student id: "
        "rename it: at most 128 bytes, no spaces, no control characters, none of + , * ? [ ] / \\ < > & \" ' `, "
        "no = @ - + at its start"
    )


@pytest.mark.parametrize("name", ["ann", "Ann.Lee-2_x@example.org", "12345", "josé", "李"])
def test_usual_student_ids_are_accepted(folder, name):
    (folder / "cnn.py").write_text("a = 1")
    assert read(Found(name, "cnn", folder), CONFIG).student == name


def test_a_folder_that_is_a_link_is_refused(folder):
    (folder / "cnn.py").write_text("a = 1")
    link = folder.parent / "link"
    link.symlink_to(folder)
    with pytest.raises(SubmissionError, match=r"^link is a link: hand in the folder itself$"):
        read(Found("ann", "cnn", link), CONFIG)


def test_the_folder_of_a_student_that_is_a_link_to_anothers_is_refused(folder):
    (folder / "cnn.py").write_text("a = 1")
    (folder.parents[1] / "eve").symlink_to(folder.parent)
    with pytest.raises(SubmissionError, match=r"^eve is a link: hand in the folder itself$"):
        read(Found("eve", "cnn", folder.parents[1] / "eve" / "cnn"), CONFIG)


@pytest.mark.parametrize("name", ["data", "deep/er/data", ".hidden/x"])
@pytest.mark.parametrize("target", ["/etc", "/etc/passwd", "nowhere", "../../bob/cnn/cnn.ipynb"])
def test_a_link_anywhere_in_a_submission_is_refused(refusal, folder, name, target):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to(target)
    assert refusal("a = 1", name="cnn.py") == (
        f"{name} is a link: a submission may hold none, hand in the file itself"
    )


def test_a_link_whose_name_would_act_on_a_terminal_is_named_in_escapes(refusal, folder):
    (folder / "a\x1b[2J\nb").symlink_to("/etc")
    assert refusal("a = 1", name="cnn.py").startswith("a\\x1b[2J b is a link")


@pytest.mark.parametrize("make", [os.mkfifo, make_socket])
def test_what_is_no_file_beside_the_notebook_is_refused(refusal, folder, make):
    (folder / "data").mkdir()
    make(folder / "data" / "x")
    assert refusal("a = 1", name="cnn.py") == "data/x is no regular file: hand in the file itself"


def test_files_beside_the_notebook_do_no_harm(hand_in, folder):
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "data" / "raw" / "digits.bin").write_bytes(b"\xff")
    assert hand_in("a = 1", name="cnn.py").cells == (Cell("cnn.py", "a = 1"),)


def test_a_folder_of_too_many_files_is_refused(refusal, folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_ENTRIES", 10)
    for number in range(10):
        (folder / str(number)).touch()
    assert refusal("a = 1", name="cnn.py") == (
        "the folder holds more than 10 files: hand in the notebook and what it needs alone"
    )


def test_folders_in_folders_without_end_are_refused(refusal, folder):
    deep = folder
    for _ in range(40):
        deep = deep / "d"
        deep.mkdir()
    assert "lies too deep: hand in the notebook" in refusal("a = 1", name="cnn.py")


def test_a_folder_that_has_gone_since_it_was_found_is_no_fault_of_its_students(folder):
    with pytest.raises(InfrastructureError, match=r"gone cannot be opened: No such file or directory$"):
        read(Found("ann", "cnn", folder / "gone"), CONFIG)


def test_a_folder_without_the_notebook_says_what_it_holds(refusal):
    assert refusal(**{"CNN (1).pdf": "x", "note\n.txt": "x"}) == (
        "no cnn.ipynb or cnn.py, the folder holds CNN (1).pdf, 'note\\n.txt': name your notebook cnn.ipynb"
    )


def test_a_folder_with_nothing_but_an_archive_says_what_to_do(refusal):
    assert refusal(**{"cnn.ZIP": "x"}) == (
        "no cnn.ipynb or cnn.py, the folder holds cnn.ZIP: an archive is not opened, hand in cnn.ipynb itself"
    )


OF_CNN = notebook(code("a = 1", "cnn-model"))
OF_RNN = notebook(code("r = 1", "rnn-model"))
OF_NONE = notebook(code("n = 1"))
OTHER_NAMES = [
    "cnn (1).ipynb",
    "Copy of cnn.ipynb",
    "Kopie von cnn.ipynb",
    "CNN.ipynb",
    "cnn_solution.ipynb",
    "Untitled12.ipynb",
    "cnn.IPYNB",
    "cnn.ipynb.txt",
    "cnn.ipynb.json",
    "lösung.ipynb",
]


@pytest.mark.parametrize("text", [OF_CNN, OF_NONE])
@pytest.mark.parametrize("name", OTHER_NAMES)
def test_the_only_notebook_counts_whatever_it_is_called_and_that_is_said(hand_in, folder, name, text):
    submission = hand_in(text, name, **{"notes.txt": "x", "test_cnn.py": "x", "conftest.py": "x"})
    assert submission.path == folder / name
    assert [cell.kind for cell in submission.cells] == ["code"]
    assert submission.notes == (f"{name} was graded: there is no cnn.ipynb or cnn.py.",)


def test_a_file_of_the_assignments_name_counts_without_a_word(hand_in):
    assert hand_in(OF_CNN, **{"cnn (1).ipynb": OF_CNN}).notes == ()


@pytest.mark.parametrize("other", [OF_RNN, OF_NONE])
def test_of_several_notebooks_the_only_one_of_the_assignment_counts(hand_in, other):
    submission = hand_in(OF_CNN, "my work.ipynb", **{"a.ipynb": other, "b.ipynb": other})
    assert submission.path.name == "my work.ipynb"
    assert submission.others == ("a.ipynb", "b.ipynb")


def test_the_notebook_of_another_assignment_does_not_keep_the_right_one_from_counting(hand_in):
    submission = hand_in(OF_RNN, **{"cnn (1).ipynb": OF_CNN})
    assert submission.path.name == "cnn (1).ipynb"
    assert submission.notes == ("cnn (1).ipynb was graded: cnn.ipynb is not of cnn.",)


def test_of_several_that_fit_none_is_chosen_and_all_are_named(refusal):
    assert refusal(
        OF_CNN, "b.ipynb", **{"a.ipynb": OF_CNN.replace("a = 1", "a = 2"), "c.ipynb": OF_NONE}
    ) == (
        "there is no cnn.ipynb, and which one to grade is not clear: a.ipynb, b.ipynb: hand in one, named cnn.ipynb"
    )


def test_copies_of_one_notebook_are_one(hand_in):
    submission = hand_in(OF_CNN, "cnn (2).ipynb", **{"cnn (1).ipynb": OF_CNN})
    assert submission.path.name == "cnn (1).ipynb"


@pytest.mark.parametrize("place", ["cnn", "week 3/cnn", "__MACOSX/../cnn"])
@pytest.mark.parametrize(("name", "is_script"), [("cnn.ipynb", False), ("x.ipynb", False), ("x.py", True)])
def test_what_lies_in_folders_of_its_own_counts(hand_in, folder, place, name, is_script):
    inner = folder / os.path.normpath(place)
    inner.mkdir(parents=True)
    (inner / name).write_text("a = 1" if is_script else OF_CNN)
    (inner / "test_cnn.py").write_text("")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "cnn-checkpoint.ipynb").write_text(OF_CNN)
    submission = read(Found("ann", "cnn", folder), CONFIG)
    assert submission.path == inner / name
    assert submission.folder == folder
    assert submission.cells[0].source == "a = 1"


def test_the_only_script_counts_where_there_is_no_notebook(hand_in):
    submission = hand_in(
        "a = 1", "my work.py", **{"test_cnn.py": "x", "conftest.py": "x", "_loading.py": "x"}
    )
    assert submission.cells == (Cell("my work.py", "a = 1"),)


def test_a_folder_in_an_archives_folder_that_is_a_link_is_refused(refusal, folder, tmp_path):
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "cnn.ipynb").write_text(OF_CNN)
    (folder / "cnn").symlink_to(tmp_path / "bob")
    assert "no cnn.ipynb or cnn.py, the folder holds cnn" in refusal()


def test_a_folder_with_many_files_names_ten(refusal):
    many = {f"{n:02}.txt": "" for n in range(13)}
    assert "08.txt, 09.txt and 3 more: name your notebook" in refusal(**many)


def test_an_empty_folder_says_so(refusal):
    assert refusal() == "no cnn.ipynb or cnn.py, the folder is empty: name your notebook cnn.ipynb"


# refusing the file


def test_a_link_is_refused_even_to_a_good_notebook(refusal, folder, tmp_path):
    (tmp_path / "bob.ipynb").write_text(notebook(code("a = 1")))
    (folder / "cnn.ipynb").symlink_to(tmp_path / "bob.ipynb")
    assert refusal() == "cnn.ipynb is a link: hand in the file itself"


def test_a_dangling_link_is_refused(refusal, folder):
    (folder / "cnn.ipynb").symlink_to("nowhere")
    assert refusal() == "cnn.ipynb is a link: hand in the file itself"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, make_socket])
def test_what_is_no_regular_file_is_refused_without_waiting(refusal, folder, make):
    make(folder / "cnn.ipynb")
    assert refusal() == "cnn.ipynb is no regular file: hand in the file itself"


def test_a_file_that_is_too_large_is_refused_unread(refusal, folder, monkeypatch):
    monkeypatch.setattr(files, "_read", lambda handle, at_most: pytest.fail("it was read"))
    with (folder / "cnn.ipynb").open("wb") as file:
        file.truncate(1024**4)  # a terabyte of hole
    assert refusal() == ("cnn.ipynb is larger than 32 MiB: clear the outputs of all cells, save it again")


def test_a_file_of_the_largest_size_is_read(hand_in):
    text = notebook(code("a = 1"))
    assert hand_in(text + " " * (LARGEST - len(text))).cells == (Cell("cell 1", "a = 1"),)


def test_a_notebook_with_large_plots_is_read(hand_in):
    cell = {**code("a = 1"), "outputs": [{"data": {"image/png": "A" * (20 * 1024**2)}}]}
    assert hand_in(notebook(cell)).cells == (Cell("cell 1", "a = 1"),)


def test_a_file_the_system_fails_to_read_is_no_fault_of_the_student(hand_in, monkeypatch):
    def fail(handle, at_most):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files, "_read", fail)
    with pytest.raises(InfrastructureError, match=r"^cnn\.py cannot be read: Input/output error$"):
        hand_in("a = 1", name="cnn.py")


@pytest.mark.parametrize("name", ["cnn.ipynb", "cnn.py"])
@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file_is_refused(refusal, name, content):
    assert refusal(content, name=name) == f"{name} is empty: save your work and hand it in again"


def test_another_encoding_is_refused(refusal):
    message = refusal("a = 1\nb = 'é'".encode("latin-1"), name="cnn.py")
    assert message == "cnn.py is not UTF-8 (line 2): save it as plain UTF-8 text"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "gbk", "shift_jis", "utf-8", "euc-kr", "big5"])
@pytest.mark.parametrize("first", ["", "#!/usr/bin/python\n"])
def test_the_encoding_that_a_script_says_is_read(hand_in, encoding, first):
    text = (
        f"{first}# -*- coding: {encoding} -*-\nname = '{'é' if encoding in ('latin-1', 'cp1252') else 'a'}'\n"
    )
    submission = hand_in(text.encode(encoding), name="cnn.py")
    assert submission.cells == (Cell("cnn.py", text),)


def test_a_script_that_is_not_what_it_says_is_refused(refusal):
    message = refusal(b"# coding: ascii\nb = '\xe9'", name="cnn.py")
    assert message == "cnn.py is not ascii, as it says (line 2): save it as plain UTF-8 text"


@pytest.mark.parametrize(
    "encoding", ["idna", "punycode", "unicode_escape", "zlib", "rot13", "undefined", "x-mine"]
)
def test_what_is_no_encoding_of_text_is_read_as_utf_8(hand_in, encoding):
    text = f"# coding: {encoding}\nname = 'é'\n"
    assert hand_in(text, name="cnn.py").cells == (Cell("cnn.py", text),)


@pytest.mark.parametrize(
    ("beginning", "what"),
    [
        (b"PK\x03\x04\x14\x00", "a zip archive"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c\x00", "a 7z archive"),
        (b"Rar!\x1a\x07\x00", "a RAR archive"),
        (b"%PDF-1.7", "a PDF file"),
    ],
)
@pytest.mark.parametrize("name", ["cnn.ipynb", "cnn.py"])
def test_what_is_only_called_a_notebook_is_called_what_it_is(refusal, beginning, what, name):
    assert refusal(beginning + b"\xff" * 9, name=name).startswith(
        f"{name} is {what}, whatever it is called: "
    )


def test_nul_bytes_are_refused(refusal):
    message = refusal(b"a = 1\n\0", name="cnn.py")
    assert message == "cnn.py holds NUL bytes (line 2): save it as plain UTF-8 text"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{\n'cells': []}", "line 2 is not JSON"),
        ("a = 1", "line 1 is not JSON"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"a":' * 100_000, "it is nested too deeply"),
        ('{"nbformat": ' + "9" * 5000 + "}", "it holds a number of too many digits"),
        ("[]", "it holds no cells"),
        ("{}", "it holds no cells"),
        ("NaN", "it holds no cells"),
        ('{"nbformat": 4}', "it holds no cells"),
        ('{"nbformat": 4, "cells": {}}', "it holds no cells"),
    ],
)
def test_what_is_no_notebook_is_refused(refusal, text, reason):
    assert refusal(text) == f"cnn.ipynb is no notebook, {reason}: {RESAVE}"


@pytest.mark.parametrize("version", [3, 5, "4", None, 1e999, []])
def test_another_format_of_notebooks_is_refused(refusal, version):
    text = json.dumps({"nbformat": version, "worksheets": [], "cells": []})
    assert refusal(text) == (
        "cnn.ipynb is of another format, nbformat 4 is needed: open and save it in Jupyter"
    )


def test_a_notebook_that_would_fill_the_memory_is_refused_before_it_is_parsed(refusal, monkeypatch):
    def parse(text):
        pytest.fail("it was parsed")

    monkeypatch.setattr(json, "loads", parse)
    assert refusal("[" + "[]," * 500_000 + "[]]") == (
        "cnn.ipynb is too intricate: clear the outputs of all cells, save it again"
    )


@pytest.mark.parametrize("source", [None, 5, ["a", 5], {"a": 1}, [["a"]]])
def test_code_that_is_no_text_is_refused_and_text_that_is_none_is_left_out(refusal, hand_in, source):
    assert hand_in(notebook(code("a = 1"), code(source, kind="markdown"))).cells == (Cell("cell 1", "a = 1"),)
    text = notebook(code("a = 1"), code(source))
    assert refusal(text) == f"the source of cell 2 of cnn.ipynb is no text: {RESAVE}"


@pytest.mark.parametrize("kind", [None, "heading", ["code"]])
def test_a_cell_of_an_unknown_kind_is_refused_rather_than_dropped(refusal, kind):
    text = notebook(code("a = 1", kind=kind))
    assert refusal(text) == f"cell 1 of cnn.ipynb is neither code, markdown nor raw: {RESAVE}"


def test_what_is_no_cell_is_refused(refusal):
    assert refusal(notebook(code("a = 1"), 5)) == f"cell 2 of cnn.ipynb is no cell: {RESAVE}"


@pytest.mark.parametrize(
    ("source", "read_as"),
    [
        ("# \ud83d", "# \ufffd"),
        (["# \udc00", "x"], "# \ufffdx"),
        (["# \ud83d", "\ude00"], "# \U0001f600"),
        ("a\0b", "a\ufffdb"),
    ],
)
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_half_a_character_costs_nothing_and_is_said(hand_in, kind, source, read_as):
    submission = hand_in(notebook(code("a = 1"), code(source, kind=kind)))
    assert [cell.source for cell in submission.cells] == ["a = 1", read_as]
    said = ("cell 2: half a character, or a NUL, was read as \ufffd",)
    assert submission.notes == (said if "\ufffd" in read_as else ())


def test_a_character_that_says_something_is_missing_is_anybodys_to_write(hand_in):
    assert hand_in(notebook(code("a = '\ufffd'"))).notes == ()


def test_too_many_cells_are_refused(refusal, hand_in):
    assert len(hand_in(notebook(*[code("a")] * 5000)).cells) == 5000
    assert refusal(notebook(*[code("a")] * 5001)) == (
        "cnn.ipynb has 5,001 cells of code, 5,000 are allowed: delete some"
    )


def test_cells_of_text_are_no_part_of_the_limit_of_code(hand_in):
    text = [code("text", kind="markdown")] * 5001
    submission = hand_in(notebook(*text, code("a = 1"), *[code("b")] * 4999))
    assert len(submission.code) == 5000
    assert len(submission.cells) == 10_000
    assert submission.notes == (
        "cell 5001: text that is too long, or none; it was left out, and the code was read",
    )


PICTURE = "![plot](data:image/png;base64," + "iVBORw0KGgo" * 300_000 + ")"


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("text", [PICTURE, "word " * 600_000])
def test_text_may_be_longer_than_code_and_a_picture_may_be_pasted_into_it(hand_in, text, kind):
    submission = hand_in(notebook(code(text, kind=kind), code("a = 1")))
    assert [cell.source for cell in submission.cells] == [text, "a = 1"]
    assert submission.notes == ()


def test_text_without_end_costs_no_code(hand_in):
    submission = hand_in(notebook(code("x" * 17_000_000, kind="markdown"), code("a = 1")))
    assert submission.cells == (Cell("cell 2", "a = 1"),)
    assert submission.notes == (
        "cell 1: text that is too long, or none; it was left out, and the code was read",
    )


def test_brackets_that_were_printed_are_not_those_of_a_notebook(hand_in):
    output = {"output_type": "stream", "name": "stdout", "text": '[\\"{' * 400_000}
    assert hand_in(notebook({**code("a = 1"), "outputs": [output]})).cells == (Cell("cell 1", "a = 1"),)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize(
    "marks",
    [
        {"cell_type": "code", "solution": True, "grade": False},
        {"cell_type": "code", "solution": False, "grade": False, "locked": True},
        {"cell_type": "code", "solution": True, "grade": True, "points": 2},
        {"solution": True, "grade": False},
    ],
)
def test_code_that_was_turned_into_text_is_code_again_and_that_is_said(hand_in, kind, marks):
    turned = code("a = 1", kind=kind) | {"metadata": {"nbgrader": {"grade_id": "cnn-code", **marks}}}
    submission = hand_in(notebook(code("text", kind="markdown"), turned))
    assert submission.code == (Cell("cell 2", "a = 1", "code", "cnn-code"),)
    assert submission.notes == ("cell 2: an answer that was turned into text; it was read as code",)


@pytest.mark.parametrize(
    "marks",
    [
        {"cell_type": "markdown", "solution": True, "grade": True, "points": 2},
        {"cell_type": "markdown", "solution": False, "grade": False, "locked": True},
        {"solution": True, "grade": True, "points": 2},
        {"cell_type": "markdown", "task": True, "points": 2},
        {"cell_type": "code", "solution": False, "grade": True, "points": 2},
        {},
    ],
)
def test_text_that_people_grade_stays_text(hand_in, marks):
    text = code("words", kind="markdown") | {"metadata": {"nbgrader": {"grade_id": "cnn-why", **marks}}}
    submission = hand_in(notebook(text, code("a = 1")))
    assert [cell.kind for cell in submission.cells] == ["markdown", "code"]
    assert submission.notes == ()


@pytest.mark.parametrize("name", ["cnn.ipynb", "cnn.py"])
def test_too_much_code_is_refused(hand_in, refusal, name):
    def content(size):
        half = "é" * (size // 2)  # two bytes each
        return half if name == "cnn.py" else notebook(code(half[: size // 4]), code(half[size // 4 :]))

    hand_in(content(2 * 1024**2), name=name)
    assert refusal(content(2 * 1024**2 + 2), name=name) == (
        f"{name} holds more than 2 MiB of code: keep data out of it"
    )


@pytest.mark.parametrize("text", [notebook(), notebook(code("text", kind="markdown"), code("\n"))])
def test_a_notebook_without_code_is_refused(refusal, text):
    assert refusal(text) == "cnn.ipynb holds no code: write your answers and hand it in again"


def test_the_notebook_of_another_assignment_is_refused(refusal):
    text = notebook(code("a", "rnn-solution"), code("b", "rnn-model", kind="markdown"))
    assert refusal(text) == (
        "cnn.ipynb: this is the notebook of rnn, handed in as cnn: hand in the notebook of cnn"
    )


@pytest.mark.parametrize(
    "grade_ids", [("cnn-model",), ("rnn-model", "cnn-model"), ("unknown",), (None,), (5,)]
)
def test_a_notebook_with_a_cell_of_this_assignment_or_of_none_is_read(hand_in, grade_ids):
    assert len(hand_in(notebook(*[code("a", each) for each in grade_ids])).cells) == len(grade_ids)


@pytest.mark.parametrize(
    "metadata", [None, 5, [], {"nbgrader": 5}, {"nbgrader": {"grade_id": ["rnn-model"]}}]
)
def test_odd_metadata_does_no_harm(hand_in, metadata):
    assert hand_in(notebook({**code("a"), "metadata": metadata})).cells == (Cell("cell 1", "a"),)


def test_deep_nesting_is_refused_at_any_depth_python_can_bear(refusal):
    depth = sys.getrecursionlimit()
    for levels in (depth // 2, depth, 2 * depth):
        text = '{"nbformat": 3, "deep": ' + "[" * levels + "]" * levels + "}"
        assert refusal(text).startswith("cnn.ipynb is ")
