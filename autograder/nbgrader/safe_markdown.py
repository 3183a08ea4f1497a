"""A student's Markdown as HTML that runs nothing and fetches nothing in the reader's browser.

nbgrader's pages and nbconvert put Markdown into a page with all the HTML in it, and sanitizing it before it is rendered
would miss `[a](javascript:b)` and spoil `a < b` in code. So it is rendered here, once, and what comes out is cleaned.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import bleach  # type: ignore[import-untyped]
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

SECONDS = 2.0  # ordinary notebooks take a hundredth of it

_TAGS = (
    "a abbr b blockquote br caption center code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li "
    "mark ol p pre s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
)
TAGS = frozenset(_TAGS.split())
# No class and no id: nbgrader's page finds its buttons and boxes by them, and must not find a student's.
PLAIN_ATTRIBUTES = frozenset(
    ("align", "alt", "colspan", "height", "rowspan", "start", "title", "valign", "width")
)
PROTOCOLS = frozenset(("http", "https", "mailto", "data"))
# A relative link would lead to a file of the submission, which the formgrader serves as a page of the server itself.
LINK = re.compile(r"(https?://|mailto:)", re.I)
# A picture from elsewhere tells its owner when it was looked at. A script in a picture does not run.
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.I)


def inert(source: str, seconds: float = SECONDS) -> str:
    """A Markdown cell's source as one line of HTML, which every Markdown renderer passes on as it is.

    What takes more than `seconds` of processor time to render is shown as it was typed.
    """
    try:
        with limited(seconds):
            html = _cleaned(_Markdown(_Renderer(escape=False, exclude_anchor_links=True)).render(source))
    except Exception:  # a renderer is no match for all that can be typed: recursion, time, its own mistakes
        return typed(source)
    return _block(html)


def typed(source: str) -> str:
    """A text as one line of HTML that shows it as it was typed."""
    return _block(f"<pre>{escape(source)}</pre>")


class _Renderer(IPythonRenderer):
    def block_code(self, code: str, info: str | None = None) -> str:
        # not highlighted: that would let a student choose among all of Pygments' languages
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        # attachments are not kept, and nbconvert refuses a page that lacks one
        return str(super().image(text, "" if url.startswith("attachment:") else url, title))


class _Markdown(MarkdownWithMath):
    DEFAULT_PLUGINS = ("strikethrough", "table", "url", "def_list")  # type: ignore[assignment]  # no check boxes


def _cleaned(html: str) -> str:
    return str(bleach.clean(html, tags=TAGS, attributes=_is_allowed, protocols=PROTOCOLS))


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and LINK.match(value) is not None
    if name == "src":
        return tag == "img" and PICTURE.match(value) is not None
    return name in PLAIN_ATTRIBUTES


def _block(html: str) -> str:
    """An HTML block ends at a blank line, and a line that it does not hold cannot begin anything else."""
    return "<div>" + html.strip("\n").replace("\r", "&#13;").replace("\n", "&#10;") + "</div>"


class TooLong(Exception):
    pass


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TooLong in what takes more of the processor's time; in the main thread alone signals can be received."""
    if seconds <= 0 or threading.current_thread() is not threading.main_thread():
        raise TooLong

    def stop(number: int, frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again: what is raised in a destructor, or where the renderer catches all, ends nothing.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
