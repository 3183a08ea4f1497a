"""Formulas as MathML: those of our notebooks, what is none, and what attacks it."""

from __future__ import annotations

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from autograder.nbgrader.formulas import mathml, with_formulas
from autograder.nbgrader.safe_markdown import inert

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"<(code|pre)\b.*?</\1>", re.DOTALL)
# None of these reaches beyond the formula: it draws, in the place where it stands.
DRAWING = set(
    re.findall(
        r"\w+",
        """
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub
    msubsup msup mtable mtd mtext mtr munder munderover none
""",
    )
)


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_formula_of_the_kits_notebooks_is_drawn():
    drawn = 0
    for path in sorted(ROOT.glob("assignments/*/*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and "data:image" not in source:
                html = with_formulas(markdown2html_mistune(source))
                assert "$" not in CODE.sub("", html), (path.name, html)
                drawn += html.count("<math")
    assert drawn > 250


@pytest.mark.parametrize(
    ("html", "has"),
    [
        ("<p>$a &lt; b$</p>", '<math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>'),
        ("<p>$$x$$</p>", '<math display="block">'),
        (r"<p>\[x\]</p>", '<math display="block">'),
        (r"<p>\(x\)</p>", '<math display="inline">'),
        (r"<p>\begin{align*}x &amp;= y\\ z &amp;= 1\end{align*}</p>", "<mtr>"),
        (r"<p>$$\begin{aligned}x &amp;= y\\ z &amp;= 1\end{aligned}$$</p>", "<mtr>"),
        ("<p>a $x$ &amp; &lt;b&gt; $y$ c</p>", "</math> &amp; &lt;b&gt; <math"),
    ],
)
def test_a_formula_is_drawn_and_what_is_around_it_stays(html, has):
    assert has in with_formulas(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>it costs $5</p>",
        r"<p>it costs \$5 or \$6</p>",
        "<pre>$x$</pre>",
        "<p><code>$x$</code></p>",
        r"<p>$\unknown{x}$</p>",
        r"<p>$\begin{matrix} x$</p>",
        "<p>$x &amp; y$</p>",
        r"<p>$\newcommand{\a}{\b\b}\a$</p>",
        "<p title='$x$'>y</p>",
        "<!-- $x$ -->",
        f"<p>${'x' * 5000}$</p>",
    ],
)
def test_what_is_no_formula_stays_as_it_was_typed(html):
    assert with_formulas(html) == html


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
        r"\mathrm{<script>alert(1)</script>}",
        r"<img/src=x/onerror=alert(1)>",
        r"\href{javascript:alert(1)}{x}",
        r"\class{a\" onclick=\"alert(1)}{x}",
        r"\style{background:url(http://elsewhere.test)}{x}",
        r"\cssId{a}{x}",
        r"\color{red\" onclick=\"alert(1)}{x}",
        r"\hspace{-500em}x",
        r"\rule{9999em}{9999em}",
        r"\begin{array}{c\" onclick=\"alert(1)}x\end{array}",
        r"\sqrt[<script>]{</math><script>alert(1)</script>}",
    ],
)
def test_a_formula_draws_and_does_nothing_else(formula):
    try:
        html = mathml(formula)
    except ValueError:
        return  # shown as it was typed
    read = Reader(html)
    assert read.tags <= DRAWING
    for name, value in read.attributes:
        assert not name.startswith("on")
        assert name not in ("href", "xlink:href", "style", "class", "id", "src")
        assert not re.search(r"[:;()\"]|\d{3}", value or "")


def test_the_library_alone_would_run_a_script_in_a_formula():
    from latex2mathml.converter import convert

    assert "<img" in convert(r"\text{<img src=x onerror=alert(1)>}")


def test_what_takes_too_long_stays_as_it_was_typed():
    html = "<p>" + "\\begin{a}" * 100_000 + "</p>"
    started = time.process_time()
    assert with_formulas(html, 0.2) == html
    assert time.process_time() - started < 20


def test_a_students_formula_is_drawn_after_it_was_made_inert():
    html = with_formulas(markdown2html_mistune(inert("So $a < b$ holds, and `$c$` is code.")))
    assert html.count("<math") == 1
    assert "<mo>&lt;</mo>" in html
    assert "<code>$c$</code>" in html
