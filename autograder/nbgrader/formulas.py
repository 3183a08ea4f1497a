"""Formulas of a page's text as MathML, which browsers draw themselves: a page needs no script and no network for them.

A formula may be a student's. The library's own output cannot be used, because it undoes the escapes in a formula, so a
script in it would run. Only its tree is used, and of that only elements and attributes that draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from latex2mathml.converter import convert_to_element

from autograder.nbgrader.safe_markdown import SECONDS, limited

_ELEMENTS = (
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle "
    "msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
ELEMENTS = frozenset(_ELEMENTS.split())
_ATTRIBUTES = (
    "accent accentunder align columnalign columnlines columnspacing columnspan depth display displaystyle fence form "
    "height largeop linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines "
    "rowspacing rspace scriptlevel separator stretchy symmetric voffset width"
)
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
"""None that a browser would follow, fetch or run."""
VALUE = re.compile(r"[a-z-]+|[+-]?(\d\d?(\.\d+)?|\.\d+)(em|ex|mu|pt|px|%)?", re.I)
"""A word or a small size: nothing of a formula lies over what is beside it."""
# As MathJax, which drew them before, finds them.
FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<dollars>.+?)(?<!\\)\$\$"
    r"|\\\[(?P<brackets>.+?)\\\]"
    r"|(?P<environment>\\begin\{(?P<name>[a-z]+\*?)\}.*?\\end\{(?P=name)\})"
    r"|\\\((?P<parentheses>.+?)\\\)"
    r"|(?<![\\$])\$(?P<dollar>[^$]+?)(?<!\\)\$(?!\$)",
    re.DOTALL,
)
AS_TYPED = ("code", "kbd", "math", "pre", "samp", "script", "style", "textarea")
LONGEST = 4000  # characters of a formula
ALIGNED = re.compile(r"\\(begin|end)\{aligned\}")
"""What the library knows under another name."""
DEFINES = re.compile(r"\\(newcommand|renewcommand|providecommand|def|let|newenvironment)\b")
"""Each could make the next one's text twice as long."""


def with_formulas(html: str, seconds: float = SECONDS) -> str:
    """A piece of a page with its formulas as MathML. Text that is no formula, or takes more than `seconds` of processor
    time to find and convert, stays as it was typed.
    """
    if "$" not in html and "\\" not in html:
        return html
    try:
        with limited(seconds):
            return _converted(html)
    except Exception:  # a formula may be anything: recursion, time, the library's own mistakes
        return html


def mathml(formula: str, *, block: bool = False) -> str:
    """A formula as an element of a page. ValueError where it is none that can be drawn."""
    if len(formula) > LONGEST or DEFINES.search(formula):
        raise ValueError("a formula that is too long, or defines its own commands")
    try:
        tree = convert_to_element(
            ALIGNED.sub(r"\\\1{split}", formula), display="block" if block else "inline"
        )
    except Exception as error:  # as many kinds as there are ways to mistype
        raise ValueError(f"no formula: {type(error).__name__}") from None
    if unknown := next(
        (text for each in tree.iter() if (text := each.text or "") == "&" or text[:1] == "\\"), ""
    ):
        raise ValueError(f"{unknown} is not known")
    return _drawn(tree)


def _converted(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    changed = False
    for text in list(soup.find_all(string=FORMULA)):
        if type(text) is NavigableString and text.find_parent(AS_TYPED) is None:
            pieces = list(_pieces(str(text)))
            if any(is_formula for _, is_formula in pieces):
                new = "".join(
                    piece if is_formula else escape(piece, quote=False) for piece, is_formula in pieces
                )
                text.replace_with(BeautifulSoup(new, "html.parser"))
                changed = True
    return str(soup) if changed else html


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text between formulas, and the formulas drawn."""
    end = 0
    for match in FORMULA.finditer(text):
        kind = match.lastgroup if match.lastgroup != "name" else "environment"
        assert kind
        try:
            drawn = mathml(match[kind], block=kind not in ("dollar", "parentheses"))
        except ValueError:
            continue
        yield text[end : match.start()], False
        yield drawn, True
        end = match.end()
    yield text[end:], False


def _drawn(element: Element) -> str:
    children = "".join(_drawn(child) + _text(child.tail) for child in element)
    name = element.tag if element.tag in ELEMENTS else "mrow"
    attributes = "".join(
        f' {key}="{value}"'
        for key, value in element.attrib.items()
        if key in ATTRIBUTES and all(VALUE.fullmatch(part) for part in value.split())
    )
    return f"<{name}{attributes}>{_text(element.text)}{children}</{name}>"


def _text(text: str | None) -> str:
    """The library names characters by their numbers."""
    return escape(unescape(text or ""), quote=False)
