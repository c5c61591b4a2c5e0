"""The page of learning in a real Chromium: races, regularization, landscapes, labels, rates."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.studio.pages.reader import AXE, PICTURES, go

pytestmark = pytest.mark.slow

TOPICS = ("descent", "regularization", "landscape", "labels", "rate")
# Small enough to be learned soon on a machine that does other things too.
SMALL = {
    "descent": "",
    "regularization": "",
    "landscape": "&units=4&epochs=5",
    "labels": "&units=16&epochs=10",
    "rate": "&data=iris",
}
PATIENCE = 90_000


def opened(page: Page, topic: str, more: str = "") -> None:
    """Opens a topic, and waits until its answer is here."""
    go(page, f"#/learning?topic={topic}{SMALL[topic]}{more}")
    expect(page.locator(".learning .line-chart").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".main[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)


def start(page: Page) -> Any:
    return page.get_by_role("button", name=re.compile("^Start: x₁ ="))


def value(page: Page, optimizer: str) -> str:
    row = page.locator("table.values tr", has=page.get_by_role("rowheader", name=optimizer))
    return str(row.locator("td").nth(3).text_content())


def test_the_navigation_leads_to_a_race_that_plays(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Learning").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Learning")
    expect(page.locator("table.values tbody tr")).to_have_count(4)
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value(
        "300", timeout=PATIENCE
    )
    assert value(page, "Adam") != value(page, "Gradient descent")
    page.get_by_role("button", name="Back to the start").click()
    expect(page.locator("table.values tbody td", has_text="34.63").first).to_be_visible()
    page.get_by_role("button", name="One step").click()
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value("1")


def test_the_start_is_moved_with_the_keyboard_and_stands_in_the_address(page: Page) -> None:
    opened(page, "descent", "&surface=minima&x=1&y=1")
    expect(start(page)).to_have_accessible_name(re.compile("x₁ = 1, x₂ = 1"))
    start(page).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(start(page)).to_have_accessible_name(re.compile(r"x₁ = 2\.1, x₂ = 1"))
    page.keyboard.press("ArrowDown")
    expect(start(page)).to_have_accessible_name(re.compile(r"x₁ = 2\.1, x₂ = 0\.89"))
    assert "x=2.1" in page.url
    assert "y=0.89" in page.url


def test_the_start_is_dragged_and_the_paths_follow(page: Page) -> None:
    opened(page, "descent", "&race=adam:0.1")
    box = page.locator(".catcher").bounding_box()
    assert box
    x, y = box["x"], box["y"]
    page.mouse.move(x + box["width"] / 2, y + box["height"] / 4)
    page.mouse.down()
    page.mouse.move(x + box["width"] * 0.75, y + box["height"] * 0.75, steps=4)
    page.mouse.up()
    expect(start(page)).to_have_accessible_name(re.compile(r"x₁ = 2\.\d+, x₂ = −0\.\d+"))
    page.get_by_role("button", name="Back to the start").click()
    row = page.locator("table.values tbody tr").first
    expect(row.locator("td").nth(1)).to_have_text(re.compile(r"^2\.[45]"))


def test_racers_and_rates_are_chosen_and_a_link_brings_them_back(page: Page) -> None:
    opened(page, "descent")
    page.get_by_role("checkbox", name="AdaGrad").check()
    page.get_by_role("checkbox", name="Adam", exact=True).uncheck()
    rate = page.get_by_role("slider", name="Learning rate of AdaGrad")
    rate.press("End")
    expect(page.locator("table.values tbody tr")).to_have_count(4)
    expect(page.get_by_role("rowheader", name="AdaGrad")).to_be_visible()
    page.reload()
    expect(page.get_by_role("checkbox", name="AdaGrad")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Adam", exact=True)).not_to_be_checked()
    expect(rate).to_have_value("19")


def test_an_own_formula_is_raced_on_and_a_wrong_one_is_told(page: Page) -> None:
    opened(page, "descent")
    page.get_by_label("Surface", exact=True).select_option("own")
    box = page.get_by_label("f(x₁, x₂) =")
    box.fill("x1^2 + x2^2")
    box.press("Enter")
    box.blur()
    expect(page.locator("table.values tbody tr")).to_have_count(4)
    expect(page.get_by_role("alert")).to_have_count(0)
    box.fill("x1^2 + wall(x2)")
    box.blur()
    expect(page.get_by_role("alert")).to_contain_text("'wall' at character 8 is not known")


def test_l1_is_turned_and_weights_become_zero(page: Page) -> None:
    opened(page, "regularization")
    numbers = page.locator("dl.numbers")
    none = re.compile(r"(?<!\d)0 of 160")
    expect(numbers).to_contain_text(none)
    slider = page.get_by_role("slider", name="L1, λ")
    slider.focus()
    for _ in range(9):
        slider.press("ArrowRight")
    expect(numbers).not_to_contain_text(none, timeout=PATIENCE)
    expect(page).to_have_url(re.compile("l1=0.03"))


def test_a_landscape_is_read_with_the_keyboard(page: Page) -> None:
    opened(page, "landscape")
    field = page.get_by_role("application")
    before = field.get_attribute("aria-label")
    field.focus()
    page.keyboard.press("ArrowLeft")
    expect(field).not_to_have_attribute("aria-label", str(before))
    expect(page.locator(".read")).to_contain_text("loss")
    page.get_by_role("slider", name="Snapshot").press("Home")
    expect(page.get_by_text("Step 0")).to_be_visible()


def test_labels_and_rates_tell_their_numbers(page: Page) -> None:
    opened(page, "labels")
    expect(page.get_by_text("of which")).to_contain_text("have a wrong label")
    opened(page, "rate")
    expect(page.locator("strong", has_text="Begin with")).to_be_visible()
    expect(page.get_by_text("mieru train")).to_contain_text("--data iris --optimizer adam --rate")


def test_the_language_changes_and_nothing_is_lost(page: Page) -> None:
    opened(page, "descent", "&surface=saddle&mu=0.5")
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("学習")
    expect(page.get_by_label("曲面", exact=True)).to_have_value("saddle")
    expect(page.locator("table.values tbody tr")).to_have_count(4)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_every_topic_fits_its_screen(page: Page, theme: str) -> None:
    if not AXE.exists():
        assert "CI" not in os.environ
        pytest.skip("axe-core is not installed: `npm ci` in web/ installs it")
    PICTURES.mkdir(exist_ok=True)
    page.emulate_media(reduced_motion="reduce")
    for topic in TOPICS:
        for width, language in ((1280, "en"), (360, "ja")):
            page.set_viewport_size({"width": width, "height": 900})
            opened(page, topic, f"&theme={theme}&lang={language}")
            page.evaluate(AXE.read_text("utf-8"))
            found = page.evaluate("axe.run()")
            told = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]
            assert told == []
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, f"{topic} is {beyond} pixels too wide at {width}"
            name = f"learning-{topic}-{width}-{theme}.png"
            page.screenshot(path=PICTURES / name, full_page=True)
