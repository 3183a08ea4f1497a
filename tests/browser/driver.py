"""A browser without a window, driven as a person would drive it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hostile.pages import CHROMIUM, FLAGS
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

CHROMEDRIVER = shutil.which("chromedriver")
WIDTH, HEIGHT = 1100, 900  # pixels


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium that asks nothing outside of this machine."""
    assert CHROMIUM
    assert CHROMEDRIVER
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = Options()
        options.binary_location = CHROMIUM
        for argument in (
            *FLAGS,
            f"user-data-dir={profile}",
            f"window-size={WIDTH},{HEIGHT}",
            "hide-scrollbars",
        ):
            options.add_argument(f"--{argument}")
        driver = webdriver.Chrome(options, Service(CHROMEDRIVER))
        try:
            driver.implicitly_wait(20)
            yield driver
        finally:
            driver.quit()


def pictures(driver: webdriver.Chrome) -> list[WebElement]:
    """The plots of a page that the browser could read and shows."""
    images = driver.find_elements(By.CSS_SELECTOR, 'img[src^="data:image/svg+xml"][alt*="expected from"]')
    return [
        each
        for each in images
        if each.is_displayed() and driver.execute_script("return arguments[0].naturalWidth", each)
    ]


def photograph(driver: webdriver.Chrome, element: WebElement, path: Path) -> None:
    """A picture of one part of a page."""
    driver.execute_script("arguments[0].scrollIntoView()", element)
    path.parent.mkdir(parents=True, exist_ok=True)
    element.screenshot(str(path))
