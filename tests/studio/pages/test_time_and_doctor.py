"""Back through the past, on from there in two ways, and what the doctor says of a bad run."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.studio.pages.reader import go_anew as go, pictured, violations

pytestmark = pytest.mark.slow

ONE_UNIT = "#/playground?network=1"
STANDING = "#/playground?init_zero=true"


def epoch(page: Page) -> int:
    told = page.locator(".epoch-number").text_content() or "0"
    return int(told.split("+")[0].replace(",", ""))


def learned(page: Page, epochs: int) -> None:
    page.wait_for_function(
        "least => Number(document.querySelector('.epoch-number')?.textContent"
        "?.split('+')[0].replace(',', '') ?? 0) >= least",
        arg=epochs,
    )


def paused_after(page: Page, epochs: int) -> None:
    learned(page, epochs)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def losses(page: Page) -> list[str]:
    return page.locator(".loss-value").all_text_contents()


def test_an_epoch_of_the_past_is_what_it_was_and_learning_goes_on_from_it(page: Page) -> None:
    paused_after(page, 30)
    page.get_by_role("tab", name="Time machine").click()
    moment = page.get_by_role("slider", name="Moment")
    last = epoch(page)
    before = losses(page)
    moment.fill("10")
    expect(page.locator(".epoch-number")).to_have_text("10")
    assert losses(page) != before
    page.get_by_role("button", name="To the latest").click()
    expect(page.locator(".epoch-number")).to_have_text(str(last))
    assert losses(page) == before
    moment.fill("10")
    expect(page.locator(".epoch-number")).to_have_text("10")
    page.locator(".play").click()
    learned(page, 20)
    page.locator(".play").click()


def test_a_branch_runs_beside_the_first_from_the_same_weights(page: Page) -> None:
    paused_after(page, 15)
    page.get_by_role("tab", name="Time machine").click()
    page.get_by_role("slider", name="Moment").fill("5")
    expect(page.locator(".epoch-number")).to_have_text("5")
    page.get_by_label("New value").select_option("0.3")
    page.get_by_role("button", name="Run both side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side by side")
    expect(page.get_by_text("those of epoch 5.")).to_be_visible()
    expect(page.locator(".compare .scroll tbody tr")).to_have_text(["Learning rate0.030.3"])
    expect(page.get_by_text("They decide differently on")).to_be_visible()
    page.get_by_role("button", name="Pause both").click()
    expect(page.get_by_role("button", name="Play both")).to_be_visible()
    expect(page).to_have_url(re.compile("[?&]a=.*&b="))
    page.reload()
    expect(page.locator(".compare .scroll tbody tr")).to_have_text(["Learning rate0.030.3"])


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_comparison_is_fit_to_be_seen(page: Page, language: str, theme: str) -> None:
    options = f"lang={language}&theme={theme}"
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        go(page, f"#/compare?a=%2Fplayground%3Fdata%3Dxor&b=%2Fplayground%3Fdata%3Dmoons&{options}")
        expect(page.locator(".compare .scroll tbody tr")).to_have_count(1)
        page.wait_for_timeout(500)
        pictured(page, f"compare-{language}-{width}-{theme}")
    assert violations(page) == []


def test_nothing_to_compare_says_where_to_go(page: Page) -> None:
    go(page, "#/compare")
    expect(page.get_by_text("Nothing to compare")).to_be_visible()


def test_the_doctor_finds_that_one_unit_is_too_few_and_shows_it(page: Page) -> None:
    go(page, ONE_UNIT)
    page.locator(".play").click()
    page.get_by_role("tab", name="Doctor").click()
    expect(page.get_by_role("heading", name="Learning stands still")).to_be_visible()
    page.get_by_role("button", name="Try 8 units in each hidden layer").click()
    expect(page.locator(".compare .scroll tbody tr")).to_have_text(["Hidden layers1 tanh8 tanh"])


def test_the_doctor_points_at_units_that_are_all_alike(page: Page) -> None:
    go(page, STANDING)
    page.get_by_role("tab", name="Doctor").click()
    finding = page.locator(".doctor-finding", has_text="Units that are all alike")
    finding.get_by_role("button", name="Show in the graph").click()
    expect(finding.get_by_role("button", name="Hide")).to_be_visible()
    pictured(page, "doctor-en-1440-light")
    assert violations(page) == []
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", name="すべて同じユニット")).to_be_visible()
    pictured(page, "doctor-ja-1440-light")
