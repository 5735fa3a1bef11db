"""The report of a comparison in a real browser: no sideways scroll, and one policy prints on two pages."""

import re
from dataclasses import replace
from typing import Any

import pytest

from analysis.reports.comparison_report import report_html
from tests.support.paired import make_comparison


@pytest.fixture(scope="module")
def html() -> str:
    whole = make_comparison(10)
    return report_html(replace(whole, arms={name: whole.arms[name] for name in ("baseline", "tax")}))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_never_scrolls_sideways_and_folds_what_comes_behind(browser: Any, html: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("h2#use").is_visible()
    assert page.locator("table.effects").first.is_hidden()
    page.close()


def test_one_policy_prints_on_two_pages(browser: Any, html: str) -> None:
    page = browser.new_page()
    page.set_content(html)
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 2
    page.close()
