"""grading.yml: what it means, and how each mistake in it is worded."""

from __future__ import annotations

import math
import pickle
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import ValidationError

from autograder.course.config import Assignment, Config, Course, Grade, Limits, find_course
from autograder.errors import CourseError

REPOSITORY = Path(__file__).parents[2]

SIZE = "a size above 0, in bytes or with a unit such as 64 MiB"
DURATION = "a duration above 0 and up to a year, in seconds or with a unit such as 10 min"

GOOD = """\
course: pytorch-exercises
seed: 20260901
device: cuda
limits:
  wall: 2 min
  memory: 1.5 GiB
lateness:
  grace: 10 min
  per_day: 0.1
assignments:
  cnn:
    title: A convolutional network
    due: 2026-10-12T23:59:00+02:00
    device: cpu
    limits: {wall: 90}
    grades:
      cnn-shapes: {points: 6, title: Feature maps}
      cnn-model: {points: 3, title: The network}
      cnn-train: {points: 5, title: Training}
  rnn:
    title: A recurrent network
    grades:
      rnn-ohlol: {points: 3, title: From hello to ohlol}
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "grading.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def complaint(write):
    """The message about a grading.yml, or about the good one with one piece exchanged."""

    def complaint(old: str | bytes, new: str | None = None) -> str:
        text = old
        if new is not None:
            assert GOOD.count(old) == 1
            text = GOOD.replace(old, new)
        with pytest.raises(CourseError) as caught:
            Config.read(write(text))
        return str(caught.value)

    return complaint


@pytest.fixture
def config(write):
    return Config.read(write(GOOD))


# what it means


def test_the_course_of_this_repository_is_worth_what_it_announces():
    course = Course.load(REPOSITORY)
    points = {
        name: {grade_id: grade.points for grade_id, grade in assignment.grades.items()}
        for name, assignment in course.config.assignments.items()
    }
    assert points["rnn"] == {"rnn-onehot": 1, "rnn-model": 4, "rnn-train": 4, "rnn-ohlol": 3}
    assert points["cnn"] == {"cnn-shapes": 6, "cnn-model": 3, "cnn-train": 5, "cnn-accuracy": 2}
    summer = timezone(timedelta(hours=2))
    assert course.assignment("cnn").due == datetime(2026, 10, 12, 23, 59, tzinfo=summer)
    assert course.assignment("rnn").due == datetime(2026, 10, 19, 23, 59, tzinfo=summer)


def test_sizes_are_bytes_and_durations_seconds(config):
    assert config.limits.wall == 120
    assert config.limits.memory == 1536 * 1024**2
    assert config.lateness.grace == 600


def test_limits_have_defaults():
    assert Limits() == Limits(
        wall="60 s",
        request=10,
        cpu="1 min",
        memory="4 GiB",
        processes=64,
        scratch=64 * 1024**2,
        output="1 MiB",
    )


@pytest.mark.parametrize(
    ("text", "size"), [("64 MB", 64_000_000), ("64MiB", 64 * 2**20), ("2 kB", 2000), ("7 B", 7), (12, 12)]
)
def test_a_size_is_decimal_or_binary_as_its_unit_says(text, size):
    assert Limits(memory=text).memory == size


@pytest.mark.parametrize(
    ("text", "seconds"), [("90 s", 90), ("2 h", 7200), ("1.5 min", 90), ("1 d", 86400), (0.5, 0.5)]
)
def test_a_duration_is_in_seconds_unless_it_has_a_unit(text, seconds):
    assert Limits(wall=text).wall == seconds


def test_an_assignment_overrides_single_limits_of_the_course(config):
    limits = config.assignments["cnn"].limits
    assert (limits.wall, limits.memory, limits.request) == (90, 1536 * 1024**2, 10)
    assert config.assignments["rnn"].limits == config.limits


def test_an_assignment_runs_on_the_device_of_the_course_unless_it_names_its_own(config):
    assert [each.device for each in config.assignments.values()] == ["cpu", "cuda"]


def test_an_override_may_equal_the_default(write):
    text = GOOD.replace("{wall: 90}", "{wall: 60}")
    assert Config.read(write(text)).assignments["cnn"].limits.wall == 60


def test_points_of_an_assignment_are_summed_without_rounding():
    grades = {f"g{points}": Grade(points=points / 10, title="A tenth or more") for points in (1, 2, 3)}
    assert Assignment(title="Tenths", grades=grades).points == 0.6


def test_owners_tell_the_assignment_of_each_grade_id(config):
    assert config.owners == {"cnn-shapes": "cnn", "cnn-model": "cnn", "cnn-train": "cnn", "rnn-ohlol": "rnn"}


def test_lateness_and_due_are_optional(write):
    text = GOOD.replace("lateness:\n  grace: 10 min\n  per_day: 0.1\n", "")
    config = Config.read(write(text))
    assert config.lateness is None
    assert config.assignments["rnn"].due is None


def test_the_jobs_of_a_cluster_have_sizes_and_times_as_limits_do(write):
    cluster = "cluster: {memory: 2 GiB, walltime: 2 h, gpus: 1, extra: [--qos=low]}\n"
    jobs = Config.read(write(cluster + GOOD)).cluster
    assert (jobs.memory, jobs.walltime, jobs.gpus, jobs.extra) == (2 << 30, 7200, 1, ("--qos=low",))
    assert (jobs.workers, jobs.cores, jobs.queue) == (4, 1, None)


def test_a_moment_without_seconds_is_read_too(write):
    config = Config.read(write(GOOD.replace("23:59:00+02:00", "23:59+02:00")))
    assert config.assignments["cnn"].due.utcoffset() == timedelta(hours=2)


def test_a_config_is_frozen_and_survives_the_way_to_another_process(config):
    with pytest.raises(ValidationError, match="frozen"):
        config.seed = 1
    copy = pickle.loads(pickle.dumps(config))
    assert copy == config
    assert copy.assignments["cnn"].limits.wall == 90


def test_a_config_can_be_made_without_a_file():
    grades = {"cnn-model": Grade(points=1, title="The network")}
    assignments = {"cnn": Assignment(title="A network", grades=grades)}
    config = Config(course="dl", seed=1, limits=Limits(wall=5), assignments=assignments)
    assert config.assignments["cnn"].limits.wall == 5


def test_a_byte_order_mark_is_ignored(write):
    assert Config.read(write(b"\xef\xbb\xbf" + GOOD.encode())).seed == 20260901


# how mistakes are worded


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "points: 6",
            "points: -1",
            "line 17: assignments.cnn.grades.cnn-shapes.points: expected a number above 0, got -1",
        ),
        (
            "points: 6",
            "points: .nan",
            "line 17: assignments.cnn.grades.cnn-shapes.points: expected a number above 0, got nan",
        ),
        (
            "points: 6",
            "points: .inf",
            "line 17: assignments.cnn.grades.cnn-shapes.points: expected a number above 0, got inf",
        ),
        (
            "points: 6",
            "points: yes",
            "line 17: assignments.cnn.grades.cnn-shapes.points: expected a number above 0, got true",
        ),
        (
            "points: 6",
            "points: '6'",
            "line 17: assignments.cnn.grades.cnn-shapes.points: expected a number above 0, got '6'",
        ),
        (
            "points: 6",
            "points: 1" + 400 * "0",
            "line 17: assignments.cnn.grades.cnn-shapes.points: expected a number above 0, got a huge number",
        ),
        ("seed: 20260901", "seed: 0", "line 2: seed: expected a whole number above 0, got 0"),
        ("seed: 20260901", "seed: true", "line 2: seed: expected a whole number above 0, got true"),
        ("seed: 20260901", "seed: 1.5", "line 2: seed: expected a whole number above 0, got 1.5"),
        (
            "seed: 20260901",
            "seed: 0x" + 5000 * "f",
            "line 2: seed: expected a whole number above 0, got a huge number",
        ),
        (
            "seed: 20260901",
            "seed: " + 5000 * "9",
            f"line 2: seed: expected a value that YAML can read, got '{57 * '9'}...'",
        ),
        (
            "    title: A recurrent network\n",
            "    title: A recurrent network\n    forbidden: [LSTM]\n",
            "line 22: assignments.rnn.forbidden.0: expected the full name of something in torch, such as "
            "torch.nn.LSTM, got 'LSTM'",
        ),
        ("device: cuda", "device: gpu", "line 3: device: expected auto, cpu or cuda, got 'gpu'"),
        (
            "wall: 2 min",
            "wall: 2 minutes",
            f"line 5: limits.wall: expected {DURATION}, got '2 minutes'",
        ),
        (
            "wall: 2 min",
            "wall: 0",
            f"line 5: limits.wall: expected {DURATION}, got 0",
        ),
        (
            "memory: 1.5 GiB",
            "memory: 1.5",
            f"line 6: limits.memory: expected {SIZE}, got 1.5",
        ),
        (
            "memory: 1.5 GiB",
            "memory: -4 GiB",
            f"line 6: limits.memory: expected {SIZE}, got '-4 GiB'",
        ),
        (
            "per_day: 0.1",
            "per_day: 10",
            "line 9: lateness.per_day: expected a share above 0 and at most 1, got 10",
        ),
        (
            "2026-10-12T23:59:00+02:00",
            "2026-10-12T23:59:00",
            "line 13: assignments.cnn.due: expected a date and time with its timezone, such as "
            "2026-10-12T23:59:00+02:00, got 2026-10-12 23:59:00",
        ),
        (
            "2026-10-12T23:59:00+02:00",
            "2026-13-12",
            "line 13: assignments.cnn.due: expected a value that YAML can read, got '2026-13-12'",
        ),
        (
            "title: A recurrent network",
            "title: 12",
            "line 21: assignments.rnn.title: expected text (put it in quotes), got 12",
        ),
        (
            "title: A recurrent network",
            'title: "two\\nlines"',
            "line 21: assignments.rnn.title: expected one line of text, got 'two\\nlines'",
        ),
        (
            "  rnn:",
            "  RNN:",
            "line 20: assignments.RNN: expected a name of a-z, 0-9, - and _ that begins with a letter, "
            "got 'RNN'",
        ),
        (
            "course: pytorch-exercises",
            "course: ../x",
            "line 1: course: expected a course id of letters, digits, . - and _, got '../x'",
        ),
        (
            "rnn-ohlol:",
            "cnn-model:",
            "line 23: assignments.rnn.grades.cnn-model: expected a grade id that is unique in the course, "
            "got it in cnn too",
        ),
        (
            "    title: A recurrent network\n",
            "",
            "line 20: assignments.rnn: expected the key title, got none",
        ),
        ("seed: 20260901\n", "", "line 1: expected the key seed, got none"),
        (
            "    limits: {wall: 90}",
            "    limits: {wal: 90}",
            "line 15: assignments.cnn.limits.wal: expected one of wall, request, cpu, memory, processes, "
            "scratch, files, gpu_memory, output (did you mean wall?), got 'wal'",
        ),
        (
            "grace: 10 min",
            "graze: 10 min",
            "line 8: lateness.graze: expected one of grace, per_day, at_most, late_days (did you mean grace?), "
            "got 'graze'",
        ),
        (
            "seed: 20260901",
            "seed: 1\nzzz: 1",
            "line 3: zzz: expected one of course, seed, language, device, gpu_slots, limits, gradebook, lateness, "
            "missing, cluster, assignments, got 'zzz'",
        ),
        (
            "seed: 20260901",
            "seed: 1\ncluster: {extra: [--qos=low, qos]}",
            "line 3: cluster.extra.1: expected an option of sbatch, such as --constraint=avx2, got 'qos'",
        ),
        (
            "seed: 20260901",
            "seed: 1\ncluster: {partition: class}",
            "line 3: cluster.partition: expected one of workers, cores, memory, walltime, queue, account, gpus, "
            "extra, got 'partition'",
        ),
        (
            "limits: {wall: 90}",
            "limits: 90",
            "line 15: assignments.cnn.limits: expected keys with values, got 90",
        ),
        (
            "    grades:\n      rnn-ohlol: {points: 3, title: From hello to ohlol}",
            "    grades: {}",
            "line 22: assignments.rnn.grades: expected at least one key, got none",
        ),
        (
            "  rnn:",
            "  cnn:",
            "line 20: assignments.cnn: expected each key once, got it on line 11 too",
        ),
        ("seed: 20260901", "7: 20260901", "line 2: expected text as a key (put it in quotes), got '7'"),
        ("seed: 20260901", "? [seed]\n: 1", "line 2: expected text as a key (put it in quotes), got a list"),
        (
            "lateness:",
            "lateness: &late",
            "line 7: expected plain YAML, got a mistake: anchors and aliases are not supported here",
        ),
        (
            "seed: 20260901",
            "seed: *x",
            "line 2: expected plain YAML, got a mistake: anchors and aliases are not supported here",
        ),
        (
            "seed: 20260901",
            "seed: !!python/name:os.system",
            "line 2: expected plain YAML, got a mistake: tags are not supported here",
        ),
        (
            "seed: 20260901",
            "seed: a: b",
            "line 2: expected plain YAML, got a mistake: mapping values are not allowed here",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_its_key_what_was_expected_and_found(complaint, old, new, message):
    assert complaint(old, new) == f"grading.yml, {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "grading.yml, line 1: expected keys with values, got nothing"),
        ("- cnn", "grading.yml, line 1: expected keys with values, got a list"),
        (b"a: b\nc: \xff", "grading.yml, line 2: expected UTF-8, got another encoding"),
        ('a: "\x01"', "grading.yml: expected plain YAML, got control characters"),
        (5000 * "[", "grading.yml: expected plain YAML, got too many levels of nesting"),
        (1_000_001 * "#", "grading.yml: expected at most 1 MB, got more"),
        (
            "a: b\n---\nc: d",
            "grading.yml, line 2: expected plain YAML, got a mistake: but found another document",
        ),
    ],
)
def test_a_file_that_holds_no_course_is_refused(complaint, text, message):
    assert complaint(text) == message


def test_each_problem_has_its_line(write):
    text = GOOD.replace("points: 6", "points: -1").replace("per_day: 0.1", "per_day: 2")
    with pytest.raises(CourseError) as caught:
        Config.read(write(text))
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "grading.yml, line 9",
        "grading.yml, line 17",
    ]


def test_only_the_first_twenty_problems_are_listed(complaint):
    lines = complaint(GOOD + "\n".join(f"key{n}: 1" for n in range(30))).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "grading.yml: and 10 more problems"


def test_bad_limits_of_the_course_are_reported_once(complaint):
    assert len(complaint("memory: 1.5 GiB", "memory: lots").splitlines()) == 1


def test_a_key_cannot_forge_a_line(complaint):
    message = complaint("seed: 20260901", 'seed: 1\n"a\\nb": 1')
    assert len(message.splitlines()) == 1


def test_what_the_system_cannot_read_is_named(tmp_path):
    with pytest.raises(CourseError) as caught:
        Config.read(tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read: Is a directory"


@pytest.mark.parametrize("value", [math.inf, math.nan, -math.inf])
def test_limits_are_finite(value):
    with pytest.raises(ValidationError, match="a duration above 0"):
        Limits(wall=value)


# where it is


def test_a_course_is_found_from_any_folder_below_it(write, tmp_path):
    write(GOOD)
    deep = tmp_path / "submitted" / "ann" / "cnn"
    deep.mkdir(parents=True)
    assert find_course(deep) == find_course(tmp_path) == tmp_path
    assert Course.load(deep).root == tmp_path


def test_the_nearest_course_wins(write, tmp_path):
    write(GOOD)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "grading.yml").write_text(GOOD)
    assert find_course(tmp_path / "old") == tmp_path / "old"


def test_a_folder_outside_any_course_is_refused(tmp_path):
    with pytest.raises(CourseError) as caught:
        find_course(tmp_path)
    assert str(caught.value) == (
        f"no grading.yml in {tmp_path} or a folder above it: run this inside the course's folder"
    )


def test_an_unknown_assignment_is_answered_with_the_known_ones(config, tmp_path):
    course = Course(tmp_path, config)
    assert course.assignment("cnn") is config.assignments["cnn"]
    with pytest.raises(CourseError) as caught:
        course.assignment("cnm")
    assert str(caught.value) == "grading.yml has no assignment cnm (did you mean cnn?): it has cnn, rnn"
    with pytest.raises(CourseError) as caught:
        course.assignment("zzz")
    assert str(caught.value) == "grading.yml has no assignment zzz: it has cnn, rnn"
