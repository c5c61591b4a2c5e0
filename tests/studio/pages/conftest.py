"""A browser and a studio for each file of tests of the pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mieru.studio.pages import BUILT
from tests.studio.pages.reader import ARGUMENTS, complaint
from tests.studio.test_serving import started


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=30_000)  # on a machine that does other things too
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def link(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What a studio printed when it started, on a runs folder that the tests may change."""
    if not (BUILT / "index.html").exists():
        assert "CI" not in os.environ, "the pages are not built"
        pytest.skip("the pages are not built: `python hatch_build.py` builds them")
    folder = shutil.copytree(recorded, tmp_path_factory.mktemp("pages") / "runs")
    with started(folder) as (_, printed):
        yield printed


@pytest.fixture
def page(browser: Browser, link: str) -> Iterator[Page]:
    """The studio opened by its link; whatever the console complains of fails the test."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.extend(complaint(said)))
    page.goto(link)
    yield page
    context.close()
    assert complaints == []
