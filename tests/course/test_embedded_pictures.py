"""A notebook carries its pictures, and a reference that leads nowhere is told before anything is released."""

from __future__ import annotations

import base64
import re

import nbformat
import pytest
from nbconvert import HTMLExporter

from autograder.course.generation import generate
from autograder.course.release import check, release
from autograder.errors import CourseError

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
REFERENCE = "![Two dots < three\n# dots.](dots.svg)"


@pytest.fixture
def illustrated(tiny):
    """Makes a course whose notebook refers to a picture in a cell of its own; without content the file is missing."""

    def illustrated(reference: str = REFERENCE, name: str = "dots.svg", content: bytes | None = SVG):
        course = tiny(("# # Doubling\n", f"# # Doubling\n\n# %% [markdown]\n# {reference}\n"))
        if content is not None:
            (course.root / "solutions" / "tiny" / name).write_bytes(content)
        return course

    return illustrated


def released(course, folder):
    generate(course, "tiny", release=folder)
    return nbformat.read(folder / "tiny" / "tiny.ipynb", as_version=4)


def test_a_picture_is_put_into_the_notebook(illustrated, tmp_path):
    notebook = released(illustrated(), tmp_path / "release")
    nbformat.validate(notebook)
    content = base64.b64encode(SVG).decode()
    image = f'<img alt="Two dots &lt; three dots." src="data:image/svg+xml;base64,{content}">'
    assert notebook.cells[1].source == image
    assert not list((tmp_path / "release").rglob("*.svg"))


def test_only_the_cell_of_a_picture_is_made_read_only(illustrated, tmp_path):
    notebook = released(illustrated(), tmp_path / "release")
    assert [cell.metadata.get("editable", True) for cell in notebook.cells] == [
        True,
        False,
        True,
        True,
        False,
        True,
    ]
    assert notebook.cells[-2].metadata.nbgrader.locked  # nbgrader's own doing


def test_the_page_that_nbgrader_makes_shows_it(illustrated, tmp_path):
    page, _ = HTMLExporter().from_notebook_node(released(illustrated(), tmp_path / "release"))
    shown = re.search(r'<img alt="Two dots &lt; three dots." src="data:image/svg\+xml;base64,([^"]*)"', page)
    assert shown
    assert base64.b64decode(shown[1]) == SVG


@pytest.mark.parametrize(
    ("name", "kind"), [("dots.png", "image/png"), ("dots.JPG", "image/jpeg"), ("dots.gif", "image/gif")]
)
def test_pictures_of_other_kinds_are_put_in_as_well(illustrated, tmp_path, name, kind):
    notebook = released(illustrated(f"Look: ![dots]({name})", name), tmp_path / "release")
    assert notebook.cells[1].source.startswith(f'Look: <img alt="dots" src="data:{kind};base64,')


@pytest.mark.parametrize("target", ["https://example.org/dots.svg", "data:image/png;base64,AAAA"])
def test_what_lies_elsewhere_is_left_as_it_is(illustrated, tmp_path, target):
    notebook = released(illustrated(f"![dots]({target})"), tmp_path / "release")
    assert notebook.cells[1].source == f"![dots]({target})"
    assert "editable" not in notebook.cells[1].metadata


def test_a_reference_in_code_is_left_as_it_is(tiny, tmp_path):
    course = tiny(
        ("return 2 * x\n    ### END SOLUTION", 'return 2 * x\n    ### END SOLUTION\n    "![a](b.svg)"')
    )
    assert '"![a](b.svg)"' in released(course, tmp_path / "release").cells[2].source


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("dots.svg", "the picture dots.svg is missing beside it"),
        ("dots.pdf", "the picture dots.pdf is not one of .svg, .png, .jpg, .gif"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told_in_one_line(illustrated, tmp_path, name, message):
    with pytest.raises(CourseError) as caught:
        generate(illustrated(f"![dots]({name})", content=None), "tiny", release=tmp_path / "release")
    assert str(caught.value) == f"solutions/tiny/tiny.py, cell cell-2: {message}"
    assert not (tmp_path / "release").exists()


def test_a_picture_drawn_anew_makes_the_release_stale(illustrated):
    course = illustrated()
    assert release(course, ["tiny"]) == []
    (course.root / "solutions" / "tiny" / "dots.svg").write_bytes(SVG.replace(b"4", b"3"))
    assert check(course, ["tiny"]) == ["assignments/tiny/tiny.ipynb is stale: release tiny again"]
