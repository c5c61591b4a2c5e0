"""The page of images and the list of runs in a real Chromium."""

import io
import os
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
from tests.studio.pages.reader import AXE, PICTURES, complaint, go
from tests.studio.test_images import serving, state, wait

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    if not (pages.BUILT / "index.html").exists():
        assert "CI" not in os.environ, "the pages are not built"
        pytest.skip("the pages are not built: `python hatch_build.py` builds them")
    folder = shutil.copytree(recorded, tmp_path_factory.mktemp("images") / "runs")
    with serving(folder, pages.BUILT) as client:
        yield client


@pytest.fixture
def page(browser: Browser, served: httpx.Client) -> Iterator[Page]:
    """The page of images, opened by the link; what the console complains of fails the test."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.extend(complaint(said)))
    page.goto(f"{served.base_url}/?token={TOKEN}#/images")
    yield page
    context.close()
    assert complaints == []


def train(page: Page, epochs: int = 20) -> None:
    """Trains to the end, and until the page knows: it may still tell of an earlier training."""
    page.get_by_label("Epochs").fill(str(epochs))
    page.get_by_label("Epochs").press("Tab")
    with page.expect_response("**/api/images/train") as answer:
        page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(f"[data-job='{answer.value.json()['job']}']")).to_be_visible()
    expect(page.get_by_text("Ended (finished)")).to_be_visible()


def draw(page: Page, *places: tuple[float, float]) -> None:
    """One stroke with the mouse; (0, 0) is the field's top left corner, (1, 1) the other one."""
    field = page.locator(".pad-field canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


ROUND = [(0.5 + 0.2 * np.sin(a), 0.5 - 0.32 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 20)]


def test_digits_are_trained_and_a_drawn_nought_is_read(page):
    expect(page.get_by_label("The network in one line")).to_have_value(
        "8x8x1, flatten, dense 100 initial=he, relu, dense 10"
    )
    expect(page.get_by_text("Train a network first")).to_be_visible()
    train(page, 30)
    draw(page, *ROUND)
    expect(page.locator(".answer-best")).to_contain_text("It says 0")
    expect(page.locator(".probability")).to_have_count(10)
    expect(page.locator(".layers > li")).to_have_count(3)
    expect(page.locator(".gallery-picture").first).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Draw, and the answer appears here.")).to_be_visible()


def test_an_answer_appears_while_drawing_though_it_learns(page, served):
    go(page, "#/images?epochs=1000&batch=1")
    page.get_by_role("button", name="Train", exact=True).click()
    wait(served, lambda now: now.phase == "learning" and now.epoch > 0)
    field = page.locator(".pad-field canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=8)
    expect(page.locator(".answer-best")).to_be_visible()  # before the mouse is let go
    page.mouse.up()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Ended (interrupted)")).to_be_visible()


def test_a_page_loaded_again_finds_the_training_as_it_was(page, served):
    go(page, "#/images?epochs=1000&batch=1")
    page.get_by_role("button", name="Train", exact=True).click()
    wait(served, lambda now: now.phase == "learning" and now.epoch > 0)
    curve = page.get_by_role("group", name="Accuracy by epoch")
    wait(served, lambda now: len(now.history) >= 3)
    curve.focus()
    page.keyboard.press("Home")
    page.keyboard.press("End")
    read = curve.locator(".u-legend .u-value").first
    expect(read).not_to_have_text("–")
    at = read.text_content()
    learned = state(served).epoch
    wait(served, lambda now: now.epoch > learned + 2)
    expect(read).to_have_text(at or "")  # new epochs come, the cursor stays at its own
    page.reload()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.get_by_label("Epochs")).to_have_value("1000")
    go(page, "#/runs")
    expect(page.locator(".run.live")).to_contain_text("Learning now")
    go(page, "#/images?lang=ja")
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_text("終了 (中断)")).to_be_visible()


def test_a_digit_is_drawn_with_the_keyboard(page, served):
    if state(served).stamp == 0:
        train(page)
    page.locator(".pad-field").focus()
    for key in ["ArrowUp"] * 6 + [" "] + ["ArrowDown"] * 12:
        page.keyboard.press(key)
    expect(page.locator(".answer-best")).to_contain_text("It says")
    page.keyboard.press("Delete")
    expect(page.get_by_text("Draw, and the answer appears here.")).to_be_visible()


def test_a_wrong_network_is_told_while_it_is_written(page):
    line = page.get_by_label("The network in one line")
    line.fill("8x8x1, flatten, dense 7")
    expect(page.locator("#network-checked")).to_contain_text("end its line with dense 10")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Convolutional").click()
    expect(page.locator("#network-checked")).to_contain_text("parameters")
    page.get_by_text("Layers, shapes and costs").click()
    expect(page.locator(".compact tbody tr")).to_have_count(7)
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_text("層・形状・計算量")).to_be_visible()
    assert "net=8x8x1" in page.url


def test_a_cell_and_the_test_part_are_opened(page):
    train(page, 5)
    expect(page.locator(".matrix tbody tr")).to_have_count(10)
    page.locator('[data-cell="0-0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".in-cell h4")).to_contain_text("1 taken for 1")
    page.locator(".in-cell .gallery-picture").first.click()
    expect(page.locator(".answer-best")).to_contain_text("It says 1")
    page.get_by_role("button", name="Open the test part").click()
    expect(page.locator(".test-part")).to_contain_text("Opened;")
    expect(page.locator(".judged-line")).to_contain_text("of 359 pictures right")


def test_a_picture_is_uploaded(page, served):
    if state(served).stamp == 0:
        train(page)
    pixels = np.full((60, 60), 240, np.uint8)
    pixels[8:52, 26:33] = 20
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    file = {"name": "one.png", "mimeType": "image/png", "buffer": content.getvalue()}
    page.get_by_label("Upload a picture …").set_input_files(file)
    expect(page.locator(".answer-best")).to_contain_text("It says")


def test_runs_are_laid_over_each_other(page):
    go(page, "#/runs")
    boxes = page.get_by_role("checkbox", name="Compare")
    expect(boxes.nth(1)).to_be_visible()
    for box in boxes.all()[:2]:
        box.check()
    expect(page).to_have_url(re.compile("show="))
    expect(page.locator(".run-legend li")).to_have_count(2)
    expect(page.locator(".comparison .uplot canvas")).to_be_visible()
    expect(page.locator(".differences")).to_be_visible()
    page.get_by_role("button", name="Accuracy").click()
    page.reload()
    expect(page.get_by_role("button", name="Accuracy")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("group", name="Accuracy by epoch").focus()
    page.keyboard.press("End")
    expect(page.locator(".comparison .u-legend")).to_contain_text("%")
    page.get_by_role("button", name="Leave").first.click()
    expect(page.locator(".run-legend li")).to_have_count(1)
    page.get_by_role("button", name="Clear the choice").click()
    expect(page).not_to_have_url(re.compile("show="))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page, served, theme):
    if not AXE.exists():
        assert "CI" not in os.environ
        pytest.skip("axe-core is not installed: `npm ci` in web/ installs it")
    if state(served).stamp == 0:
        train(page)
    shown = served.get("/api/runs").json()["entries"][:2]
    ids = ",".join(entry["id"] for entry in shown)
    for language in ("en", "ja"):
        for address in ("#/images?", f"#/runs?show={ids}&"):
            go(page, f"{address}theme={theme}&lang={language}")
            page.wait_for_timeout(800)
            if "images" in address:
                draw(page, *ROUND)
                page.locator('[data-cell="0-0"]').click()
                page.wait_for_timeout(300)
            page.evaluate(AXE.read_text("utf-8"))
            found = page.evaluate("axe.run()")
            told = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]
            assert told == []


@pytest.mark.parametrize("width", [360, 1280, 3840])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pages_fit_their_screens(page, served, language, width):
    PICTURES.mkdir(exist_ok=True)
    if state(served).stamp == 0:
        train(page)
    shown = served.get("/api/runs").json()["entries"][:3]
    ids = ",".join(entry["id"] for entry in shown)
    page.set_viewport_size({"width": width, "height": 800 if width < 2_000 else 2_160})
    for name, address in (("images", "#/images?"), ("compared", f"#/runs?show={ids}&")):
        for theme in ("light", "dark"):
            go(page, f"{address}theme={theme}&lang={language}")
            page.wait_for_timeout(700)
            if name == "images":
                draw(page, *ROUND)
                page.wait_for_timeout(300)
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, f"{name} is {beyond} pixels too wide"
            page.screenshot(
                path=PICTURES / f"{name}-{language}-{width}-{theme}.png", full_page=True
            )
