"""A student's Markdown still reads as it was meant, and does nothing else. What attacks it is in tests/hostile."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from autograder.nbgrader.safe_markdown import inert, typed


def shown(source: str) -> str:
    """What nbgrader's page gets."""
    return markdown2html_mistune(inert(source)).strip().replace("&#10;", "\n")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Why", "<h1>Why</h1>"),
        ("**a** and _b_", "<p><strong>a</strong> and <em>b</em></p>"),
        ("It holds for `a < b` & more", "<p>It holds for <code>a &lt; b</code> &amp; more</p>"),
        ("```python\nif a < b:\n\n    f('&lt;')\n```", "f(&#x27;&amp;lt;&#x27;)"),
        ("```python\nif a < b:\n\n    f()\n```", "<pre><code>if a &lt; b:\n\n    f()\n</code></pre>"),
        ("a < b and c > d", "a &lt; b and c &gt; d"),
        ("std::vector<float>", "std::vector&lt;float&gt;"),
        (
            "$a < b$ and $$\\begin{aligned}x &= y\\end{aligned}$$",
            "$a &lt; b$ and $$\\begin{aligned}x &amp;= y",
        ),
        ("| a |\n|---|\n| 1 |", "<td>1</td>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("a<br>b <b>bold</b>", "a<br>b <b>bold</b>"),
        ("[site](https://a.test/?b=1&c=2)", '<a href="https://a.test/?b=1&amp;c=2">site</a>'),
        ("![x](data:image/png;base64,AAAA)", '<img src="data:image/png;base64,AAAA" alt="x">'),
        ('<img alt="x" src="data:image/svg+xml;base64,AAAA">', 'src="data:image/svg+xml;base64,AAAA"'),
        ("<details><summary>more</summary>x</details>", "<details><summary>more</summary>x</details>"),
        ("训练 → ✓", "<p>训练 → ✓</p>"),
    ],
)
def test_markdown_reads_as_it_was_meant(source, html):
    assert html in shown(source)


@pytest.mark.parametrize(
    "source",
    [
        "![my plot](http://elsewhere.test/x.png)",
        "![my plot](//elsewhere.test/x.png)",
        "![my plot](x.png)",
        "![my plot](attachment:x.png)",
        "![my plot](<attachment:x.png>)",
        "![my plot][1]\n\n[1]: attachment:x.png",
        r"![my plot](attachment\:x.png)",
        "![my plot](&#97;ttachment&colon;x.png)",
        "![my plot](data:text/html;base64,AAAA)",
    ],
)
def test_of_a_picture_that_is_not_in_the_text_the_description_is_left(source):
    assert '<img alt="my plot">' in shown(source)


@pytest.mark.parametrize(
    "address",
    ["page.html", "/formgrader/api/x", "//elsewhere.test", "#score", "?x", "files/x", "file:///etc/passwd"],
)
def test_a_link_leads_to_the_web_or_nowhere(address):
    assert "href" not in shown(f"[x]({address})") + shown(f'<a href="{address}">x</a>')


@pytest.mark.parametrize(
    "source",
    [
        "\n\n    x\n\n```\n\n<b>\n```\n",
        "$$\n\na\n\n$$",
        "<div>\n\n# x\n\n</div>",
        "a\r\n\r\n\r\nb",
        "a&#10;&#10;&#13;# b &#8232; c",
        "<pre>\n\n[a](b)\n\n</pre>",
        "\\[ x \\] \\begin{a} \\end{a}",
        "<p title='&#10;&#10;# x'>",
    ],
)
def test_every_markdown_renderer_passes_it_on_as_it_is(source):
    html = inert(source)
    assert "\n" not in html
    assert "\r" not in html
    assert markdown2html_mistune(html).strip() == html


@pytest.mark.parametrize(
    "source",
    ["\\begin{a}" * 100_000, "<b>" * 100_000, "<div>\n\n" * 20_000, "&amp" * 300_000],
    ids=["formulas", "tags", "blocks", "entities"],
)
def test_what_takes_too_long_to_render_is_shown_as_it_was_typed(source):
    started = time.process_time()
    assert inert(source, 0.2) == typed(source)
    assert time.process_time() - started < 20  # rendered, each would take minutes


def test_a_renderer_that_catches_everything_is_ended_all_the_same(monkeypatch):
    def stubborn(html):
        with contextlib.suppress(Exception):
            while True:
                pass
        while True:
            pass

    monkeypatch.setattr("autograder.nbgrader.safe_markdown._cleaned", stubborn)
    assert inert("*a*", 0.1) == typed("*a*")


def test_without_time_and_where_time_cannot_be_limited_text_is_shown_as_it_was_typed():
    assert inert("**a**", 0) == "<div><pre>**a**</pre></div>"
    result: list[str] = []
    thread = threading.Thread(target=lambda: result.append(inert("<b>")))
    thread.start()
    thread.join()
    assert result == ["<div><pre>&lt;b&gt;</pre></div>"]


def test_what_is_shown_as_typed_is_text():
    assert typed("<b>\n\n&amp; `x`") == "<div><pre>&lt;b&gt;&#10;&#10;&amp;amp; `x`</pre></div>"
