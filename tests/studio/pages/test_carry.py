"""Keep and carry in a real Chromium: save and open again, source text, figure, data."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from mieru.files import load
from tests.studio.pages.reader import AXE, go_anew

pytestmark = pytest.mark.slow
ADDRESS = "#/playground?data=xor&seed=3&tab=carry"


@pytest.fixture
def page(page: Page) -> Page:
    """The playground with the panel open."""
    go_anew(page, ADDRESS)
    expect(page.locator(".carry")).to_be_visible()
    return page


def carried(page: Page, button: str, folder: Path) -> Path:
    """The file that a button gives."""
    with page.expect_download() as told:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / told.value.suggested_filename
    told.value.save_as(path)
    return path


def go_on(page: Page, epochs: int) -> None:
    for _ in range(epochs):
        page.get_by_role("button", name="One epoch").click()


def test_a_saved_network_opens_where_it_stood(page: Page, tmp_path: Path):
    go_on(page, 3)
    expect(page.locator(".epoch-number")).to_have_text("3")
    losses = page.locator(".loss-value").all_text_contents()
    path = carried(page, "Save to a file", tmp_path)
    assert load(path).kept_epoch == 3
    go_on(page, 2)
    expect(page.locator(".epoch-number")).to_have_text("5")
    page.set_input_files(".carry input[type=file]", path)
    expect(page.get_by_text(f"{path.name} is open, as it was saved.")).to_be_visible()
    expect(page.locator(".epoch-number")).to_have_text("3")
    assert page.locator(".loss-value").all_text_contents() == losses


def test_a_file_of_another_kind_is_refused_with_the_reason(page: Page, tmp_path: Path):
    other = tmp_path / "other.safetensors"
    other.write_bytes(b"nothing of the kind")
    with page.expect_response("**/api/live/open"):
        page.set_input_files(".carry input[type=file]", other)
    expect(page.locator(".carry-problem")).to_contain_text("safetensors")


def test_source_text_runs_as_it_is_copied(page: Page, tmp_path: Path):
    page.get_by_role("button", name="NumPy", exact=True).click()
    code = page.locator(".carry-code")
    expect(code).to_contain_text("import numpy as np")
    path = tmp_path / "network.py"
    path.write_text(code.text_content() or "", "utf-8")
    done = subprocess.run([sys.executable, path], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("[[")
    for name in ("Mieru", "PyTorch", "Keras"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(code).to_contain_text(f"Needs {name}")


def test_figure_and_data_are_files_of_their_kind(page: Page, tmp_path: Path):
    svg = ElementTree.parse(carried(page, "Figure as SVG", tmp_path)).getroot()
    names = [element.tag.rpartition("}")[2] for element in svg.iter()]
    assert names.count("image") == 2 + 4 + 2 + 1 + 1
    assert names.count("path") == 18
    png = carried(page, "Figure as PNG", tmp_path).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000
    rows = carried(page, "Data as CSV", tmp_path).read_text("utf-8-sig").splitlines()
    assert rows[0] == "x₁,x₂,class,part"
    assert len(rows) == 501


def test_a_network_is_kept_among_the_runs(page: Page):
    page.get_by_role("button", name="Keep under Runs").click()
    expect(page.get_by_text("Kept as playground-xor-")).to_be_visible()
    page.get_by_role("link", name="See the runs").click()
    expect(page.get_by_text("playground-xor-").first).to_be_visible()


def test_axe_finds_nothing_in_the_panel(page: Page):
    page.get_by_role("button", name="NumPy", exact=True).click()
    expect(page.locator(".carry-code")).to_be_visible()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run('.carry').then(r => r.violations.map(v => v.id))")
    assert found == []
