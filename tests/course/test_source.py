"""How each mistake in a solution, its tests and its grade ids is worded: in one line, before anything is released."""

from __future__ import annotations

import pytest

from autograder.course.config import Course
from autograder.course.generation import generate
from autograder.course.release import release
from autograder.errors import CourseError
from autograder.nbgrader.conform import read_released


@pytest.fixture
def mistake(tiny, tmp_path):
    """The one line in which the mistake in a solution is told."""

    def mistake(*replaced: tuple[str, str]) -> str:
        with pytest.raises(CourseError) as caught:
            generate(tiny(*replaced), "tiny", release=tmp_path / "release")
        message = str(caught.value)
        assert "\n" not in message
        assert not (tmp_path / "release").exists()
        return message

    return mistake


def test_an_unknown_assignment_is_refused(tiny, tmp_path):
    with pytest.raises(CourseError, match=r"grading.yml has no assignment tine \(did you mean tiny\?\)"):
        generate(tiny(), "tine", release=tmp_path)


@pytest.mark.parametrize("name", ["tiny.py", "test_tiny.py"])
def test_a_missing_solution_or_test_file_is_told(tiny, name, tmp_path):
    course = tiny()
    (course.root / "solutions" / "tiny" / name).unlink()
    with pytest.raises(CourseError) as caught:
        release(course, ["tiny"])
    needs = "an assignment needs its solution and its public tests"
    assert str(caught.value) == f"solutions/tiny/{name} is missing: {needs}"


def test_a_grade_id_without_a_cell_is_told(mistake):
    message = mistake(('"tiny-double"', '"other"'), ('"grade": true', '"grade": false'))
    expected = "no cell is marked with the grade id tiny-double, which grading.yml has"
    assert message == f"solutions/tiny/tiny.py: {expected}"


def test_a_graded_cell_that_grading_yml_does_not_have_is_told(mistake):
    message = mistake(('"tiny-double"', '"tiny-doubel"'))
    expected = "grading.yml has no grade id tiny-doubel for tiny (did you mean tiny-double?)"
    assert message == f"solutions/tiny/tiny.py: {expected}: add it, or unmark the cell"


def test_two_cells_of_one_grade_id_are_told(mistake):
    message = mistake(('"double"', '"tiny-double"'))
    assert (
        message
        == "solutions/tiny/tiny.py: 2 cells are called tiny-double: give each cell a grade_id of its own"
    )


def test_a_cell_that_is_marked_for_nothing_is_one_that_nbgrader_does_not_know(tiny, tmp_path):
    marks = '{"grade": false, "grade_id": "hint", "locked": false, "schema_version": 3, "solution": false}'
    course = tiny(("# %% [markdown]\n", f"# %% [markdown] nbgrader={marks}\n"))
    release(course, ["tiny"])
    assert "nbgrader" not in read_released(course.root, "tiny").cells[0].metadata


def test_points_in_the_solution_are_refused(mistake):
    message = mistake(('"grade": true,', '"grade": true, "points": 3,'))
    expected = "remove the points from the cell tiny-double: they belong only in grading.yml"
    assert message == f"solutions/tiny/tiny.py: {expected}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    ### BEGIN SOLUTION\n", "", "END SOLUTION is in a place where it cannot be"),
        ("    ### END SOLUTION\n", "", "BEGIN SOLUTION has no END SOLUTION"),
        ("### END SOLUTION", "### BEGIN SOLUTION", "BEGIN SOLUTION is in a place where it cannot be"),
    ],
)
def test_a_region_that_would_release_the_solution_is_told(mistake, old, new, message):
    assert mistake((old, new)) == f"solutions/tiny/tiny.py, cell double: {message}"


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ("### BEGIN HIDDEN TESTS\nassert 1\n", "BEGIN HIDDEN TESTS has no END HIDDEN TESTS"),
        ("assert 1\n### END HIDDEN TESTS\n", "END HIDDEN TESTS is in a place where it cannot be"),
        (
            "### BEGIN HIDDEN TESTS\nassert 1\n### END SOLUTION\n",
            "END SOLUTION is in a place where it cannot be",
        ),
        (
            "### BEGIN HIDDEN TEST\nassert 1\n### END HIDDEN TEST\n",
            "nbgrader does not know '### BEGIN HIDDEN TEST': write ### BEGIN HIDDEN TESTS",
        ),
        (
            "# begin hidden tests\nassert 1\n# end hidden tests\n",
            "nbgrader does not know '# begin hidden tests': write ### BEGIN HIDDEN TESTS",
        ),
    ],
)
def test_a_region_that_would_release_hidden_tests_is_told(mistake, region, message):
    test = "# !python -m pytest -q test_tiny.py\n"
    assert mistake((test, region)) == f"solutions/tiny/tiny.py, cell tiny-double: {message}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("return 2 * x", "return 2 *", "solutions/tiny/tiny.py, line 7: invalid syntax"),
        (
            '"grade_id": "double"',
            '"grade_id": "a b"',
            "solutions/tiny/tiny.py: the grade_id 'a b' must be 1 to 64 of",
        ),
        (
            '"solution": true',
            '"solution": false',
            "tiny cannot be released: Solution region detected in a non-solution",
        ),
        ('"schema_version": 3', '"schema_version": 99', "tiny cannot be released: "),
        (
            'nbgrader={"grade": true',
            'nbgrader={"degree": true',
            "no cell is marked with the grade id tiny-double",
        ),
    ],
)
def test_what_nbgrader_would_trip_over_is_told_in_one_line(mistake, old, new, message):
    assert message in mistake((old, new))


def checks_of(course: Course) -> list[str]:
    cells = read_released(course.root, "tiny").cells
    return [cell.source.split("\n")[-1] for cell in cells if cell.id.startswith("check-")]


def test_a_cell_below_each_graded_one_checks_its_part_if_public_tests_have_it(tiny):
    course = tiny()
    release(course, ["tiny"])
    assert checks_of(course) == ['check("tiny-double")']
    ids = [cell.id for cell in read_released(course.root, "tiny").cells]
    assert ids[-2:] == ["tiny-double", "check-tiny-double"]


def test_tests_that_name_no_part_are_checked_all_together_at_the_end(tiny):
    course = tiny()
    (course.root / "solutions/tiny/test_tiny.py").write_text("def test_an_example(student): ...\n")
    release(course, ["tiny"])
    assert checks_of(course) == ["check()"]


def test_a_check_that_an_author_wrote_is_not_put_there_again(tiny):
    own = '# !python -m pytest -q test_tiny.py\n\n# %%\ncheck("tiny-double")\n'
    course = tiny(("# !python -m pytest -q test_tiny.py\n", own))
    release(course, ["tiny"])
    assert checks_of(course) == []
    assert [cell.source for cell in read_released(course.root, "tiny").cells][-1] == 'check("tiny-double")'
