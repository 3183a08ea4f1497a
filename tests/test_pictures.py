"""The pictures of the notebooks: committed as they are drawn, sound as files, and shown by every notebook."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from autograder.course.config import Course
from autograder.reports.png import png
from pictures.drawing import Drawing
from pictures.gallery import drawn, names, path_of

ROOT = path_of("rnn").parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=names())
def name(request):
    return request.param


@pytest.fixture
def root(name):
    return ElementTree.fromstring(path_of(name).read_bytes())


def test_every_assignment_has_one():
    assert set(names()) == set(Course.load(ROOT).config.assignments)


def test_what_is_committed_is_what_is_drawn(name):
    assert path_of(name).read_text(encoding="utf-8") == drawn(name).svg(), "draw it: python -m pictures"


def test_its_notebook_shows_it(name):
    cells = (path_of(name).parent / f"{name}.py").read_text(encoding="utf-8").split("# %%")
    shown = [cell for cell in cells if f"]({name}.svg)" in cell]
    assert len(shown) == 1
    assert re.fullmatch(
        rf" \[markdown\]\n# !\[[^\]]{{20,}}\]\({name}\.svg\)\s*", shown[0]
    )  # alone, with words for it


def test_it_says_in_words_what_it_shows(root):
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert len(title.text) > 10
    assert len(description.text) > 100


def test_it_fits_a_notebook_of_either_theme_and_needs_nothing_else(root, name):
    assert root.get("width") == "720"
    assert len(path_of(name).read_bytes()) < 50_000
    background = root.find(f"{SVG}rect")
    assert background.get("fill") == "#fff"
    links = [value for each in root.iter() for key, value in each.items() if key.endswith("href")]
    assert all(link.startswith("data:") for link in links)
    assert not [each for each in root.iter() if each.tag in (f"{SVG}script", f"{SVG}foreignObject")]


def test_no_text_starts_beyond_its_sheet(root):
    width, height = float(root.get("width")), float(root.get("height"))
    for text in root.iter(f"{SVG}text"):
        assert 0 < float(text.get("x")) < width
        assert 0 < float(text.get("y")) < height


def test_mathematics_is_set_with_indices_below_the_line():
    drawing = Drawing("title", "description", 100)
    drawing.text(50, 50, "then $h_{t-1} < \\tanh$")
    text = ElementTree.fromstring(drawing.svg()).find(f"{SVG}text")
    assert "".join(text.itertext()).replace("\u200b", "") == "then ht−1 < \\tanh"


def test_an_image_holds_the_colours_it_was_given():
    rows = [[0, 1, 2], [2, 1, 15]]
    palette = [f"#{number:02x}00ff" for number in range(16)]
    image = Image.open(io.BytesIO(png(rows, palette))).convert("RGB")
    assert [[image.getpixel((x, y)) for x in range(3)] for y in range(2)] == [
        [(number, 0, 255) for number in row] for row in rows
    ]
