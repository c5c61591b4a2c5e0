"""The Selection page in a real Chromium: candidates compared, the winner judged and taken away."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.studio.pages.reader import go, pictured, violations

pytestmark = pytest.mark.slow


def chosen(page: Page) -> None:
    """From the Data page to the comparison of one of Mieru's own tables, as a reader goes."""
    go(page, "#/data")
    page.get_by_label("Or one that comes with Mieru").select_option("iris")
    expect(page.get_by_role("heading", name="iris.csv: 150 rows, 5 columns")).to_be_visible()
    page.get_by_role("link", name="Compare networks and settings").click()
    expect(page.get_by_role("heading", name="Compare and choose")).to_be_visible()
    expect(page.get_by_label("Networks, one on each line")).to_have_value(
        re.compile(r"^4, dense 3\n4, dense 8")
    )


def test_candidates_are_compared_and_the_winner_is_judged_once_and_taken_away(page):
    chosen(page)
    page.get_by_label("Networks, one on each line").fill("4, dense 3")
    page.get_by_label("Learning rate").fill("0.01, fast")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("not “0.01, fast”")
    page.get_by_label("Learning rate").fill("0.01, 0.1")
    page.get_by_label("Folds").fill("2")
    page.get_by_label("Folds").press("Tab")
    expect(page).to_have_url(re.compile("folds=2"))
    page.reload()  # all of it stands in the address
    expect(page.get_by_label("Folds")).to_have_value("2")
    expect(page.get_by_label("Learning rate")).to_have_value("0.01, 0.1")
    page.get_by_role("button", name="Compare", exact=True).click()
    # Several programs are compiled, which a busy machine takes its time for.
    expect(page.get_by_text("Ended after")).to_be_visible(timeout=240_000)
    expect(page.get_by_text("The test part (30 rows) was opened once")).to_be_visible()
    rows = page.locator(".candidates tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("chosen")
    expect(rows.first.get_by_role("img", name=re.compile("^2 folds"))).to_be_visible()
    for name in ("ROC curve", "Calibration", "Learning curve", "Validation curve"):
        expect(page.get_by_role("img", name=re.compile(f"^{name}"))).to_be_visible()
    expect(page.get_by_role("group", name="Confusion matrix")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Model card").click()
    assert coming.value.path().read_text("utf-8").startswith("# iris")
    for language, theme in (("EN", "light"), ("日本語", "light"), ("日本語", "dark")):
        page.get_by_role("button", name=language, exact=True).click()
        if theme == "dark":
            page.locator(".top .icon-button").click()
            expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            expect(page.locator(".candidates")).to_be_visible()
            assert violations(page) == []
            pictured(page, f"selection-{'ja' if language != 'EN' else 'en'}-{width}-{theme}")


def test_without_a_table_the_page_says_where_to_choose_one(page):
    go(page, "#/selection?table=nonsense&types=%7B&folds=x")
    expect(page.get_by_role("alert")).to_be_visible()
    go(page, "#/selection")
    expect(page.get_by_text("Choose a table and its target first.")).to_be_visible()
    page.get_by_role("link", name="To the Data page").click()
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
