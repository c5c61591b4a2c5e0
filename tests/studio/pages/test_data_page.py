"""The Data page in a real Chromium: a table is brought, corrected, learned from and taken away."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.studio.pages.reader import go, pictured, violations

pytestmark = pytest.mark.slow

ROWS = "rowid,age,city,since,left\n" + "".join(
    f"{i},{20 + i * 7 % 41},{'東京' if i * i % 7 > 3 else '大阪'},2024/{i % 12 + 1}/3,"
    f"{'yes' if i * 7 % 41 > 20 else 'no'}\n"
    for i in range(120)
)


def brought(page: Page, tmp_path: Path, encoding: str = "cp932") -> None:
    go(page, "#/data")
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
    path = tmp_path / "people.csv"
    path.write_bytes(ROWS.encode(encoding))
    page.get_by_label("Choose a CSV file").set_input_files(path)
    expect(page.get_by_role("heading", name="people.csv: 120 rows, 5 columns")).to_be_visible()


def test_a_table_of_windows_is_looked_at_corrected_learned_and_taken_away(page, tmp_path):
    brought(page, tmp_path)
    expect(page.get_by_text("rowid numbers the rows")).to_be_visible()
    expect(page.get_by_label("Target: the column to predict")).to_have_value("left")
    expect(page.get_by_role("img", name="city: most often 大阪, 東京")).to_be_visible()
    expect(page.get_by_label("Kind of since")).to_have_value("date")
    page.get_by_label("Kind of rowid").select_option("skip")
    expect(page.get_by_text("rowid numbers the rows")).to_have_count(0)
    expect(page.get_by_label("The network in one line")).to_have_value(
        "8, dense 16 initial=he, relu, dense 2"
    )
    page.get_by_label("Epochs").fill("30")
    page.get_by_label("Epochs").press("Tab")
    page.get_by_role("button", name="Train", exact=True).click()
    # The first step is compiled first, which a busy machine takes its time for.
    expect(page.get_by_text("Ended (finished)")).to_be_visible(timeout=180_000)
    expect(page.get_by_role("img", name=re.compile("Loss by epoch: training"))).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="NumPy").click()
    assert "def predict(x)" in coming.value.path().read_text("utf-8")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Model card").click()
    assert coming.value.path().read_text("utf-8").startswith("# people")
    page.get_by_role("link", name="Open the recording").click()
    expect(page.get_by_role("heading", name="Take it with you")).to_be_visible()


def test_a_column_that_is_of_another_kind_is_said_and_the_table_stays(page, tmp_path):
    brought(page, tmp_path)
    page.get_by_label("Kind of city").select_option("number")
    expect(page.get_by_role("alert")).to_contain_text("the column 'city' does not hold numbers")
    expect(page.get_by_role("heading", name="people.csv: 120 rows, 5 columns")).to_be_visible()
    page.get_by_label("Group: its rows stay in one part").select_option("age")
    expect(page.locator(".left-out", has_text="divides the parts")).to_have_count(1)
    page.get_by_label("Group: its rows stay in one part").select_option("none")
    expect(page.locator(".left-out", has_text="divides the parts")).to_have_count(0)
    page.get_by_label("Target: the column to predict").select_option("age")
    expect(page.get_by_label("Task")).to_have_value("regression")
    expect(page.get_by_label("The network in one line")).to_have_value(re.compile("dense 1$"))
    page.get_by_role("button", name="Train").click()
    expect(page.get_by_text("always answering its mean would give 1")).to_be_visible()


def test_a_table_is_pasted_by_keyboard_or_chosen_by_name(page):
    go(page, "#/data")
    page.get_by_text("Or paste a table").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Rows of a table").fill("a,b\n1,x\n")
    page.get_by_role("button", name="Use this table").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("only one value")
    page.get_by_label("Or one that comes with Mieru").select_option("wine")
    expect(page.get_by_role("heading", name="wine.csv: 178 rows, 14 columns")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_fits_its_screen_and_axe_finds_nothing(page, tmp_path, lang, width):
    brought(page, tmp_path)
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="EN" if lang == "en" else "日本語", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator(".histogram")).to_have_count(5)
    assert violations(page) == []
    pictured(page, f"data-{lang}-{width}")
    page.locator(".top .icon-button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert violations(page) == []
    pictured(page, f"data-{lang}-{width}-dark")
