"""Known answers: what stands in solutions/<name>/answers/, and what is told of it where it cannot be read."""

from __future__ import annotations

import pytest

from autograder.course.answers import known_answers, spliced
from autograder.course.material import HiddenSuite
from autograder.errors import CourseError

SOLUTION = """
# %%
import math
from math import pi

# %%
SCALE, other = 2, 3
batches = list(range(10**6))

# %% solution
@property
def decorated(): pass

def area(r):
    batches = r * r
    return SCALE * pi * batches

def half(x):
    return area(x) / 2

# %%
print(half(3))
result = half(4)
"""


def suite(**files: str) -> HiddenSuite:
    paths = {f"circle/answers/{name}.py": text.encode() for name, text in files.items()}
    return HiddenSuite("circle", "hidden_circle.py", paths, (("circle.py", SOLUTION),))


def whole(code: str, *without: str) -> str:
    ((_, source),) = spliced((("circle.py", SOLUTION),), code, without)
    return source


def test_a_cell_takes_the_place_of_what_it_defines_and_leaves_the_rest():
    source = whole("def area(r): return r * SCALE")
    assert "batches" not in source  # what only shows the solution, or is a function's own, is left out
    assert "print(half" not in source
    assert source.index("SCALE, other = 2, 3") < source.index("r * SCALE") < source.index("def half(x)")
    assert "pi * batches" not in source
    assert "import math" in source


def test_a_new_name_comes_last_and_what_it_uses_is_kept():
    source = whole("def third(x): return half(result) / 3")
    assert source.index("result = half(4)") < source.index("def third")
    assert "print(" not in source


def test_a_decorator_goes_with_its_function():
    assert "@property" in whole("x = 1")
    assert "@property" not in whole("def decorated(): return 1")


def test_names_can_be_left_out():
    assert "def half" not in whole("def area(r): return 1", "half")


def test_answers_are_read_with_their_marks():
    wrong = """# Bugs of area.

# %% its .data, x=1 [a] and "b" grade_id="circle-area" code="radius-halved" says="a \\"b\\"" never="no"
def area(r): return 1

# %% no half grade_id="circle-half" without="half"
def area(r): return 2
"""
    first, second, third = known_answers(
        suite(wrong=wrong, right_too="# %% a tuple\ndef half(x): return 0\n")
    )
    assert (first.name, first.kind, first.grade_id) == ("a tuple", "right", "")
    assert (second.name, second.kind) == ('its .data, x=1 [a] and "b"', "wrong")
    assert (second.grade_id, second.code, second.says, second.never) == (
        *("circle-area", "radius-halved"),
        *('a "b"', "no"),
    )
    assert "def half" not in third.cells[0][1]


def test_an_empty_cell_is_an_edit_of_the_solution():
    edits = """
# %% half of it grade_id="circle-area" old="SCALE * pi" new="pi / 2"

# %% no batches grade_id="circle-area" old="    batches = r * r\\n" new=""
"""
    other, without = known_answers(suite(wrong=edits))
    assert "return pi / 2 * batches" in other.cells[0][1]
    assert "def half" in other.cells[0][1]
    assert "batches = r" not in without.cells[0][1]
    assert other.place == "solutions/circle/answers/wrong.py, line 2"


MISTAKES = {
    "no name": ({"right": "# %%\nx = 1\n"}, "answers/right.py, line 1: a cell has no name"),
    "an edit of what is not there": ({"right": '# %% a old="tau" new="pi"\n'}, "contains 'tau' 0 times"),
    "an edit of two places": ({"right": '# %% a old="return" new="yield"\n'}, "contains 'return' 2 times"),
    "an edit with code": ({"right": '# %% a old="SCALE * pi"\nx = 1\n'}, "with old= the cell must be empty"),
    "no piece for another": ({"right": '# %% a new="pi"\nx = 1\n'}, "has new= without old="),
    "an unknown mark": ({"right": '# %% a gade_id="b"\nx = 1\n'}, "has a mark gade_id: choose from grade_id"),
    "no grade id": ({"wrong": "# %% a\nx = 1\n"}, "'a' does not say where it loses points"),
    "no Python": ({"right": "# %% a\n\ndef f(:\n"}, "'a' is not valid Python, line 2 of it"),
    "twice": ({"right": "# %% a\nx = 1\n# %% a\nx = 2\n"}, "two answers are called 'a'"),
}


@pytest.mark.parametrize(("files", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_file_of_answers_is_one_line_that_names_it(files: dict[str, str], said: str):
    with pytest.raises(CourseError) as error:
        known_answers(suite(**files))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("solutions/circle/answers/")


def test_a_file_in_another_encoding_is_told():
    hidden = HiddenSuite("circle", "", {"circle/answers/right.py": b"# %% \xff"}, ())
    with pytest.raises(CourseError, match=r"right\.py is not UTF-8"):
        known_answers(hidden)
