"""What of a page a browser would act on, by reading it and by opening it."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync"),
    *("disable-background-networking", "disable-component-update", "disable-dev-shm-usage"),
    "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # nothing outside is asked for
)

# A page made of nothing but these can do nothing.
QUIET = frozenset(
    re.findall(
        r"\w+",
        """
    a abbr b blockquote body br caption center code dd del details div dl dt em h1 h2 h3 h4 h5 h6 head hr html
    i img ins kbd li mark ol p pre s samp small span strong sub summary sup table tbody td tfoot th thead
    title tr u ul var
""",
    )
)
# Nor can formulas of these, with nothing but layout said of them.
MATHML = frozenset(
    re.findall(
        r"\w+",
        """
    math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd
    mtext mtr munder munderover
""",
    )
)
LAYOUT = re.compile(
    r"accent|accentunder|columnalign|columnspacing|display|displaystyle|fence|form|height|linethickness|lspace|"
    r"mathvariant|maxsize|minsize|movablelimits|rowspacing|rspace|scriptlevel|separator|stretchy|width"
)
POLICY = re.compile(r'<meta [^>]*http-equiv="Content-Security-Policy"[^>]*>')
HARMLESS_ADDRESS = re.compile(r"(#|https?://|mailto:|data:image/(png|svg\+xml);)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        is_formula = tag in MATHML and all(LAYOUT.fullmatch(name) for name, _ in attributes)
        if tag not in QUIET and not is_formula:
            self.found[f"<{tag} {sorted(attributes, key=str)}>"] += 1
        for name, value in attributes:
            # What a browser drops from an address, and what it takes for the beginning of a scheme.
            address = re.sub(r"[\x00-\x20]", "", value or "")
            remote = tag == "img" and address.startswith(("http", "//"))
            if name in ("href", "src", "srcset", "action", "xlink:href") and (
                remote or not HARMLESS_ADDRESS.match(address)
            ):
                self.found[f"<{tag} {name}={address}>"] += 1
            if name.startswith("on") or name in ("id", "name", "class", "srcdoc", "formaction", "style"):
                self.found[f"<{tag} {name}={value}>"] += 1

    def handle_decl(self, decl: str) -> None:
        self.found[f"<!{decl}>"] += 1

    def handle_pi(self, data: str) -> None:
        self.found[f"<?{data}>"] += 1

    def handle_comment(self, data: str) -> None:
        self.found[f"<!--{data}-->"] += 1


def active(html: str) -> Counter[str]:
    """Each thing in a page that is more than text in shape."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


# Clicks whatever would run a script when it is clicked, one after another, for each cancels the one before. A link that
# leads elsewhere would end the experiment.
CLICKS = """addEventListener('load', async () => {
  for (const each of document.querySelectorAll('a, area, button, summary, svg *, math *')) {
    const address = each.href?.baseVal ?? each.href ?? each.getAttribute('xlink:href') ?? '';
    if (/^\\s*(https?|file|mailto|data|vbscript):/i.test(address)) continue;
    each.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
    each.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}));
    await new Promise(next => setTimeout(next, 20));
  }
  document.documentElement.dataset.clicked = 'all';
})"""
BUDGET = 120_000  # milliseconds of the page's own time: each part of a formula is clicked, too


def ran(page: str, *, keeps_policy: bool = False) -> set[str]:
    """The names of the payloads that run where a page, an address or a file's path, is opened and clicked through.

    keeps_policy: whether a file's own policy holds, which lets no script run; else what is in the page is on its own.
    """
    if "://" not in page:
        path = Path(page)
        clicked = path.with_name(f"clicked-{path.name}")
        clicked.write_text(_clicked(path.read_text(encoding="utf-8"), keeps_policy), "utf-8")
        page = clicked.as_uri()
    is_clicked = page.startswith("file:")
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        done = subprocess.run(
            [
                CHROMIUM,
                *(f"--{flag}" for flag in FLAGS),
                f"--user-data-dir={profile}",
                *(f"--virtual-time-budget={BUDGET}", "--dump-dom", page),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    root = re.search(r"<html[^>]*>", done.stdout)
    assert root, done.stderr
    assert not is_clicked or 'data-clicked="all"' in root[0], "the time ended before all was clicked"
    names = re.search(r'data-ran="([^"]*)"', root[0])
    return set(names[1].split()) if names else set()


def _clicked(html: str, keeps_policy: bool) -> str:
    policy = POLICY.search(html)
    assert policy, "the page has no policy"
    allowed = ""
    if keeps_policy:  # with the one exception of what clicks
        digest = b64encode(hashlib.sha256(CLICKS.encode()).digest()).decode()
        before = "script-src" if "script-src" in policy[0] else "default-src 'none'; script-src"
        after = before.removesuffix("; script-src")
        allowed = policy[0].replace(after, f"{before} 'sha256-{digest}'", 1)
        assert allowed != policy[0]
    return POLICY.sub("", html).replace("<head>", f"<head>{allowed}<script>{CLICKS}</script>", 1)
