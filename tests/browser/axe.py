"""Looks for what keeps people out of a page, by axe-core: names, contrast, what the keyboard reaches."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome


def assert_nothing_keeps_people_out(driver: Chrome) -> None:
    """Of the page that is open, as it is shown: WCAG 2.1 AA, and what axe-core calls best practice.

    Each picture has a text, too. For axe-core an empty one says that a picture is mere decoration, and none of ours is.
    """
    axe = pytest.importorskip("selenium_axe_python", reason="needs axe-core, of the development's packages")
    looking = axe.Axe(driver)
    looking.inject()
    found = looking.run()
    assert len(found["passes"]) > 10
    assert not found["violations"], looking.report(found["violations"])
    without = driver.execute_script(WITHOUT_TEXT)
    assert without == []


WITHOUT_TEXT = """
    const shown = [...document.querySelectorAll('img, [role=img]')].filter(each => each.checkVisibility());
    const text = each => each.getAttribute('alt') ?? each.getAttribute('aria-label') ?? '';
    return shown.filter(each => !text(each).trim()).map(each => each.outerHTML.slice(0, 200));
"""
