"""The documentation as a site, in a real browser that asks nothing outside of this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from browser.axe import assert_nothing_keeps_people_out
from browser.driver import CHROMEDRIVER, browser
from documentation.makers import ROOT, maker
from hostile.pages import CHROMIUM
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytest.importorskip("zensical", reason="needs zensical, and with it Python 3.11")
in_browser = pytest.mark.skipif(
    CHROMIUM is None or CHROMEDRIVER is None, reason="needs Chromium and its driver"
)
WIDE, PHONE = 1100, 390  # pixels
KINDS = ("index", "first-monday", "instructors", "commands", "grading-yml", "security", "exports")
"""Pages of each kind: lists, steps, long text, tables of code, pictures."""
OTHERS = sorted(
    {Path(page).stem for page in (*(ROOT / "docs").glob("*.md"), *maker("make_site").ABOVE.values())}
    - {*KINDS}
)
PAGES = [*KINDS, *(pytest.param(name, marks=pytest.mark.thorough) for name in OTHERS)]
BRINGS = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}
"""Elements by which a page fetches something, and where each names it."""


@pytest.fixture(scope="module")
def site() -> Path:
    """Built as `make docs` does, where no proxy and no server is known."""
    closed = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "docs/make_site.py"],
        cwd=ROOT,
        env=os.environ | closed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Path(maker("make_site").SITE)


@pytest.fixture(scope="module")
def driver() -> Iterator[Chrome]:
    with browser() as driver:
        yield driver


class _Brought(HTMLParser):
    """What a page fetches by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in BRINGS and given.get("rel") != "canonical" and (place := given.get(BRINGS[tag])):
            self.found.append(place)


def shown(driver: Chrome, page: Path, width: int = WIDE, scheme: str = "light") -> None:
    measures = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", measures)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    driver.get(page.as_uri())


def test_no_page_fetches_anything_from_elsewhere(site: Path):
    found = {}
    for page in sorted(site.glob("*.html")):
        brought = _Brought()
        brought.feed(page.read_text(encoding="utf-8"))
        assert brought.found, page
        found[page.name] = [place for place in brought.found if re.match(r"(\w+:)?//", place)]
    assert len(found) > 25
    assert {page: places for page, places in found.items() if places} == {}
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert not any(re.search(r"""@import|url\(["']?(https?:)?//""", style) for style in styles)


@in_browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", WIDE), ("dark", PHONE)])
def test_axe_finds_nothing(site: Path, driver: Chrome, name: str, scheme: str, width: int):
    shown(driver, site / f"{name}.html", width, scheme)
    assert_nothing_keeps_people_out(driver)


@in_browser
def test_axe_finds_nothing_on_the_page_that_a_server_shows_for_a_wrong_address(site: Path, driver: Chrome):
    """Its links begin at the server's root, so it has no style as a file."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            driver.get(f"http://127.0.0.1:{server.server_port}/404.html")
            assert driver.find_element(By.CSS_SELECTOR, "h1").is_displayed()
            assert_nothing_keeps_people_out(driver)
        finally:
            server.shutdown()


def test_every_page_of_the_site_is_looked_at(site: Path):
    assert {*KINDS, *OTHERS, "404"} == {page.stem for page in site.glob("*.html")}


@in_browser
def test_dark_pages_are_dark(site: Path, driver: Chrome):
    lights = []
    for scheme in ("light", "dark"):
        shown(driver, site / "index.html", scheme=scheme)
        colour = driver.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
        lights.append(sum(map(int, re.findall(r"\d+", colour)[:3])))
    assert lights[0] > 600 > 200 > lights[1]


@in_browser
@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_no_page_is_wider_than_the_screen(site: Path, driver: Chrome, name: str):
    shown(driver, site / f"{name}.html", PHONE)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= PHONE


FOUND = """
    const [host] = [...document.body.children].filter(each => each.shadowRoot);
    return [...(host?.shadowRoot.querySelectorAll("a") ?? [])].map(each => each.href);
"""


@in_browser
def test_the_search_works_on_a_page_that_was_opened_as_a_file(site: Path, driver: Chrome):
    shown(driver, site / "students.html")
    driver.find_element(By.CSS_SELECTOR, ".md-search__button").click()
    ActionChains(driver).send_keys("bubblewrap").perform()
    wanted = f"{(site / 'security.html').as_uri()}?h=bubblewrap#the-walls"
    WebDriverWait(driver, 30).until(lambda each: wanted in each.execute_script(FOUND))
    brought = driver.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
    assert [each for each in brought if not each.startswith("file:")] == []
