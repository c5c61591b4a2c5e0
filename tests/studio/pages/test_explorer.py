"""The explorer in a real Chromium: by mouse, by keyboard, in both languages, on every screen."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from mieru.studio import pages
from tests.studio.asking import TOKEN
from tests.studio.pages.reader import complaint, go, go_anew, pictured, violations
from tests.studio.pages.test_images import ROUND, draw, train
from tests.studio.test_explorer import OF
from tests.studio.test_images import serving

pytestmark = pytest.mark.slow

CONV = f"#/explorer?of={OF}&picture=example:3&layer=conv1&at=1.2.3"


@pytest.fixture(scope="module")
def served(
    explored_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    if not (pages.BUILT / "index.html").exists():
        pytest.skip("the pages are not built: `python hatch_build.py` builds them")
    folder = shutil.copytree(explored_folder, tmp_path_factory.mktemp("explorer") / "runs")
    with serving(folder, pages.BUILT) as client:
        yield client


@pytest.fixture
def page(browser: Browser, served: httpx.Client) -> Iterator[Page]:
    """The explorer on a value of its first convolution; the console must not complain."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.extend(complaint(said)))
    page.goto(f"{served.base_url}/?token={TOKEN}{CONV}")
    expect(page.locator(".made-value")).to_be_visible()
    yield page
    context.close()
    assert complaints == []


def value(page: Page) -> str:
    """The value looked at, as it is told."""
    here = page.locator(".value-here")
    expect(here).not_to_contain_text("…")
    return here.inner_text()


def at_rest(page: Page) -> tuple[str, str]:
    """The value and the link, once neither changes any more: answers come a little later."""
    found: tuple[str, str] | None = None
    while found != (now := (value(page), page.evaluate("location.hash"))):
        found = now
        page.wait_for_timeout(1_000)
    return now


def test_a_value_is_the_patch_times_the_kernel(page):
    expect(page.locator(".node")).to_have_count(10)
    expect(page.locator(".said")).to_contain_text("It says")
    assert value(page).startswith("map 2, row 3, column 4: ")
    sum_told = page.locator(".made-value b").inner_text()
    assert value(page).endswith(sum_told)
    patch, kernel, products = page.locator(".channel").first.locator(".number-grid").all()
    assert [len(grid.locator(".number-cell").all()) for grid in (patch, kernel, products)] == [
        9
    ] * 3
    cell = patch.locator(".number-cell").nth(4)
    cell.hover()
    expect(products.locator(".number-cell").nth(4)).to_have_class(re.compile("pointed"))
    expect(page.locator(".followed")).to_contain_text("×")


def test_pressing_a_map_chooses_layer_and_value(page):
    tiles = page.locator(".node", has_text="maxpool1").locator("canvas")
    box = tiles.bounding_box()
    assert box is not None
    tiles.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    expect(page).to_have_url(re.compile("layer=maxpool1"))
    expect(page.get_by_role("heading", name="The layer maxpool1")).to_be_visible()
    expect(page.locator(".number-cell.chosen")).to_have_count(1)
    page.get_by_role("button", name="Go to residual1").click()
    expect(page.locator(".join-parts li")).to_have_count(2)
    page.locator(".join-parts button").first.click()
    expect(page).to_have_url(re.compile(r"layer=residual1\.layers\.relu1"))


def test_the_keyboard_goes_from_value_to_value_and_from_layer_to_layer(page):
    field = page.locator(".output-field")
    before = value(page)
    field.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".value-here")).to_contain_text("map 2, row 3, column 5")
    page.keyboard.press("PageDown")
    expect(page.locator(".value-here")).to_contain_text("map 3, row 3, column 5")
    assert value(page) != before
    page.locator(".node-name[aria-current]").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("layer=relu1"))
    expect(page.locator(".node-name[aria-current]")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("A number of the input")).to_be_visible()


def test_the_scan_is_played_and_paused_and_stepped(page):
    expect(page.locator(".padding")).to_have_count(1)
    window = page.locator(".big-map .window").first
    at = window.get_attribute("x")
    page.get_by_role("button", name="One step on").click()
    expect(window).not_to_have_attribute("x", at or "")
    page.get_by_role("button", name="One step back").click()
    expect(window).to_have_attribute("x", at or "")
    page.get_by_role("button", name="Play the scan").click()
    expect(page.locator(".value-here")).to_contain_text("row 4")
    page.get_by_role("button", name="Pause").click()
    value(page)
    stopped = page.url
    page.wait_for_timeout(500)
    assert page.url == stopped


def test_the_scan_of_one_who_wants_little_motion_is_slow(page):
    page.emulate_media(reduced_motion="reduce")
    go_anew(page, CONV)
    expect(page.get_by_label("Speed")).to_have_value("slow")


def test_a_digit_is_drawn_and_its_link_draws_it_again(page):
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.locator(".pad-field canvas")).to_be_visible()
    draw(page, *ROUND)
    expect(page).to_have_url(re.compile("picture=drawn"))
    expect(page.locator(".said")).to_contain_text("It says 0")
    told, address = at_rest(page)
    go_anew(page, address)
    expect(page.locator(".said")).to_contain_text("It says 0")
    expect(page.locator(".value-here")).to_have_text(told)


def test_a_file_is_brought_back_by_its_link_while_the_server_keeps_it(page):
    content = io.BytesIO()
    Image.fromarray(np.eye(24, dtype=np.uint8) * 250).save(content, "PNG")
    told = page.locator(".said").inner_text()
    page.get_by_label("Upload").set_input_files(
        [{"name": "line.png", "mimeType": "image/png", "buffer": content.getvalue()}]
    )
    expect(page).to_have_url(re.compile("picture=kept"))
    expect(page.get_by_text("Your file is kept by this server until it ends")).to_be_visible()
    expect(page.locator(".said")).not_to_have_text(told)
    told, address = at_rest(page)
    go_anew(page, address)
    expect(page.locator(".value-here")).to_have_text(told)
    go(page, re.sub("kept[^&]*", "kept:" + "0" * 32, address))
    expect(page.get_by_role("alert")).to_contain_text("no longer kept here")


def test_the_landscape_of_a_recording_is_computed_and_read_with_the_keyboard(page):
    go(page, "#/learning?topic=landscape&run=iris-1:net&span=0.5")
    page.get_by_label("Landscape of").select_option("saved")
    expect(page.get_by_label("Recording")).to_have_value("iris-1:net")
    page.get_by_role("button", name="Compute").click()
    field = page.get_by_role("application")
    expect(field).to_be_visible()
    before = field.get_attribute("aria-label")
    field.press("ArrowLeft")
    expect(field).not_to_have_attribute("aria-label", str(before))
    expect(page.get_by_text("loss in the middle, over")).to_be_visible()
    for width, language in ((360, "日本語"), (1280, "EN")):
        page.set_viewport_size({"width": width, "height": 900})
        page.get_by_role("button", name=language, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "en" if width > 360 else "ja")
        assert violations(page) == []
        pictured(page, f"learning-saved-{width}")


def test_a_recording_is_judged_on_its_page(page):
    go(page, "#/runs/iris-1:net")
    page.get_by_role("button", name="Judge on the validation part").click()
    expect(page.get_by_role("heading", name="On the validation part (15 examples)")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^ROC curve"))).to_be_visible()
    expect(
        page.get_by_role("link", name="Open the report, with the worst mistakes")
    ).to_be_visible()
    page.get_by_role("button", name="Open the test part and judge").click()
    expect(page.get_by_role("heading", name=re.compile("opened once"))).to_be_visible()
    for width, language in ((360, "日本語"), (1280, "EN")):
        page.set_viewport_size({"width": width, "height": 900})
        page.get_by_role("button", name=language, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "en" if width > 360 else "ja")
        assert violations(page) == []
        pictured(page, f"judged-{width}")


def test_the_language_changes_and_all_else_stays(page):
    told = page.locator(".made-value b").inner_text()
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", name="この値ができるまで")).to_be_visible()
    expect(page.locator(".value-here")).to_contain_text("3 行 4 列")
    expect(page.locator(".made-value b")).to_have_text(told)


def test_a_unit_leads_back_to_the_map_that_it_was_made_from(page):
    page.locator(".node-name", has_text="dense1").click()
    rows = page.locator(".terms tbody tr")
    expect(rows.first).to_contain_text("residual1")
    rows.first.get_by_role("button").click()
    expect(page).to_have_url(re.compile("layer=residual1&"))
    page.locator(".node-name", has_text="Softmax").click()
    expect(page.get_by_role("columnheader", name="probability")).to_be_visible()
    expect(page.locator(".terms tbody tr")).to_have_count(10)


def test_another_network_is_opened_and_one_whose_weights_are_missing_says_so(page):
    page.get_by_label("Network").first.select_option("run:iris-1:net")
    expect(page.locator(".node")).to_have_count(3)
    expect(page.locator(".example").first).to_be_visible()
    missing = page.locator('optgroup[label="Published, weights not here"] option').first
    page.get_by_label("Network").first.select_option(missing.get_attribute("value"))
    expect(page.get_by_role("alert")).to_contain_text("put them into")


def test_a_network_that_learns_is_followed(page):
    go(page, "#/images")
    train(page, 3)
    draw(page, *ROUND)
    page.get_by_role("link", name="Look inside").click()
    expect(page.get_by_role("heading", name="The whole network")).to_be_visible()
    expect(page.get_by_text("learning now")).to_have_count(0)
    go(page, "#/images?epochs=1000&batch=1")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Learning: ")).to_be_visible()
    go(page, "#/explorer?of=images&layer=dense1")
    expect(page.get_by_text("learning now")).to_be_visible()
    told = value(page)
    expect(page.locator(".value-here")).not_to_have_text(told)
    go(page, "#/images")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Ended (interrupted)")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("layer", ["conv1", "maxpool1", "dense1", "answer"])
def test_axe_finds_nothing(page, theme, layer):
    go(page, f"#/explorer?of={OF}&picture=example:3&layer={layer}&theme={theme}")
    name = "Softmax" if layer == "answer" else f"The layer {layer}"
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator(".terms, .number-grid").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280, 3840])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_fits_its_screen(page, language, width):
    page.set_viewport_size({"width": width, "height": 800 if width < 2_000 else 2_160})
    for theme in ("light", "dark"):
        for layer in ("conv1", "dense1"):
            go(page, f"{CONV.replace('conv1', layer)}&lang={language}&theme={theme}")
            expect(page.locator(".terms").first).to_be_visible()
            page.wait_for_timeout(300)
            pictured(page, f"explorer-{layer}-{language}-{width}-{theme}")
