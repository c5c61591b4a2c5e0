"""The reader's own pictures in a real Chromium: a folder, a webcam, an answer."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mieru.studio import pages
from tests.studio.asking import TOKEN
from tests.studio.pages.reader import ARGUMENTS, complaint, pictured, violations
from tests.studio.test_images import serving
from tests.studio.test_own_pictures import COLOURS, picture, small_body

pytestmark = pytest.mark.slow

# A camera that shows a moving pattern, and a reader who always allows it.
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *CAMERA])
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    if not (pages.BUILT / "index.html").exists():
        assert "CI" not in os.environ, "the pages are not built"
        pytest.skip("the pages are not built: `python hatch_build.py` builds them")
    monkeypatch.setattr("mieru.published.transfer.body", small_body)
    monkeypatch.setattr("mieru.published.weights_file", lambda _: tmp_path)
    with serving(tmp_path / "runs", pages.BUILT) as client:
        yield client


@pytest.fixture
def page(browser: Browser, served: httpx.Client) -> Iterator[Page]:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.extend(complaint(said)))
    page.goto(f"{served.base_url}/?token={TOKEN}#/images")
    expect(page.get_by_role("heading", name="Your own pictures")).to_be_visible()
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three classes of five pictures, a file that is none, and one that is broken."""
    folder = tmp_path / "mine"
    for name in COLOURS:
        (folder / name).mkdir(parents=True)
        for i in range(5):
            (folder / name / f"{i}.png").write_bytes(picture(name, i))
    (folder / "red" / "notes.txt").write_text("none")
    (folder / "red" / "broken.jpg").write_bytes(b"\xff\xd8 broken")
    return folder


def test_a_folder_is_learned_and_another_picture_recognised(page, folder, tmp_path):
    own = page.locator(".own")
    expect(own.get_by_text("Two classes with pictures are needed")).to_be_visible()
    expect(own.get_by_role("button", name="Learn my classes")).to_be_disabled()
    own.locator(".own-drop input").set_input_files(folder)
    expect(own.get_by_text("Files looked at: 16 of 16")).to_be_visible()
    expect(own.locator(".own-class").filter(has_text="red")).to_contain_text("5 pictures")
    expect(own.locator(".own-sending .warning")).to_contain_text(
        "red/broken.jpg: the picture cannot"
    )
    own.get_by_role("button", name="Learn my classes").click()
    expect(own.get_by_text("Learned in")).to_be_visible()
    expect(own.get_by_text("of the 3 pictures that were kept back are right")).to_be_visible()
    (tmp_path / "new.png").write_bytes(picture("blue", 50))
    own.locator(".own-live input").set_input_files(tmp_path / "new.png")
    expect(own.locator(".answer-best")).to_contain_text("It says blue")
    assert violations(page) == []
    pictured(page, "own-pictures")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="日本語").click()
    expect(own.get_by_text("で学習しました。")).to_be_visible()
    pictured(page, "own-pictures-narrow-ja")
    own.get_by_role("link", name="記録を開く").click()
    expect(page.get_by_text("global_meanpool").first).to_be_visible()


def test_pictures_of_the_webcam_are_learned_and_answered_live(page, tmp_path):
    own = page.locator(".own")
    for name in ("pattern", "red"):
        own.get_by_label("Name of a new class").fill(name)
        own.get_by_role("button", name="Add the class").click()
        expect(own.get_by_role("heading", name=name, exact=True)).to_be_visible()
    own.get_by_role("button", name="Use the webcam").click()
    expect(own.locator("video")).to_be_visible()
    page.wait_for_function("document.querySelector('.own video')?.videoWidth > 0")
    own.get_by_role("button", name="Take 10 pictures of pattern").click()
    expect(own.locator(".own-class").filter(has_text="pattern")).to_contain_text("10 pictures")
    for i in range(4):
        (tmp_path / f"{i}.png").write_bytes(picture("red", i))
    own.get_by_label("Add pictures to red").set_input_files(sorted(tmp_path.glob("*.png")))
    expect(own.locator(".own-class").filter(has_text="red")).to_contain_text("4 pictures")
    expect(own.get_by_role("button", name="Learn my classes")).to_be_enabled()
    own.get_by_role("button", name="Learn my classes").click()
    expect(own.locator(".answer-best")).to_contain_text("It says pattern")
    own.get_by_role("button", name="Switch the webcam off").click()
    expect(own.locator("video")).to_have_count(0)
    own.get_by_role("button", name="Remove red and its pictures").click()
    expect(own.locator(".own-class")).to_have_count(1)


def test_the_section_is_reached_from_the_top_by_keyboard(page):
    page.get_by_role("button", name="Your own pictures ↓").press("Enter")
    expect(page.locator("#own-title")).to_be_focused()
    expect(page.locator("#own-title")).to_be_in_viewport()
