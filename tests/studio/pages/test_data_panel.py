"""The playground's data panel in a real Chromium: sets, drawing, tables of one's own, formulas."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.studio.pages.reader import AXE

pytestmark = pytest.mark.slow

FLOWERS = "height,width,depth,kind\n" + "".join(
    f"{i},{i * i % 17},{i % 5},{'abc'[i % 3]}\n" for i in range(60)
)


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 1000})
    return page


def play(page: Page, options: str = "") -> None:
    page.goto(page.url.split("#")[0] + f"#/playground?{options}")
    expect(page.locator(".data-panel")).to_be_visible()
    if "hidden=dataset" not in options:
        expect(page.locator(".data-tile").first).to_be_visible()  # what stands below has its place


def address(page: Page, *parts: str) -> None:
    """The experiment in the address has these parts, once the server has answered."""
    for part in parts:
        expect(page).to_have_url(re.compile(re.escape(part)))


def test_a_set_is_chosen_by_its_picture_and_turned_by_sliders(page):
    play(page)
    page.get_by_role("button", name="Spiral").click()
    address(page, "data=spiral")
    expect(page.get_by_role("button", name="Spiral")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Noise").fill("20")
    address(page, "noise=20")
    page.get_by_label("Share of training data").fill("80")
    expect(page.get_by_text("400 training, 100 test")).to_be_visible()
    page.get_by_label("Batch size").fill("3")
    address(page, "batch=3")
    page.get_by_role("button", name="New points").click()
    address(page, "seed=")


def test_measured_data_are_shown_by_two_of_their_columns(page):
    play(page)
    page.get_by_role("button", name="Iris").click()
    address(page, "data=iris", "loss=cross_entropy")
    page.get_by_label("Axes").select_option("columns")
    page.get_by_label("x₂", exact=True).select_option("petal width (cm)")
    address(page, "columns=sepal+length+(cm);petal+width+(cm)")
    expect(page.get_by_text("virginica").first).to_be_visible()


def test_what_is_to_be_known_of_the_data_stands_beside_them(page):
    play(page, "data=wine")
    note = page.locator(".data-panel").get_by_text("The axes are the two principal components")
    expect(note).to_be_visible()
    expect(page.locator(".strip")).to_have_count(0)


def test_points_are_drawn_with_mouse_and_keys(page):
    play(page)
    page.get_by_role("button", name="Draw", exact=True).click()
    area = page.get_by_role("application")
    box = area.bounding_box()
    for x, y in ((0.3, 0.3), (0.35, 0.4), (0.3, 0.5)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    page.get_by_role("button", name="Class B").click()
    area.focus()
    for key in ("ArrowRight", "Space", "Shift+ArrowUp", "Space", "1", "ArrowUp", "Space"):
        page.keyboard.press(key)
    expect(page.get_by_text("3 training, 3 test")).to_be_visible()
    address(page, "data=own", "points=")
    page.keyboard.press("Control+z")
    expect(page.get_by_text("2 training, 3 test")).to_be_visible()
    page.reload()
    expect(page.get_by_text("2 training, 3 test")).to_be_visible()


def test_drawing_goes_on_from_the_points_of_a_set(page):
    play(page, "data=moons")
    page.get_by_role("button", name="Draw", exact=True).click()
    page.get_by_role("button", name="Begin with the current points").click()
    address(page, "data=own")
    expect(page.get_by_text("250 training, 250 test")).to_be_visible()
    page.get_by_role("button", name="Eraser").click()
    box = page.get_by_role("application").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 10, box["y"] + box["height"] / 2, steps=40)
    page.mouse.up()
    expect(page.get_by_text("250 training, 250 test")).to_have_count(0)


def test_a_table_is_pasted_and_what_is_wrong_with_it_told(page):
    play(page)
    page.get_by_role("button", name="Table").click()
    page.get_by_label("Rows of the table").fill("a,b\n1\n")
    page.get_by_role("button", name="Use this table").click()
    expect(page.get_by_role("alert")).to_contain_text("line 2 has 1 values, but line 1 has 2")
    page.get_by_label("Rows of the table").fill(FLOWERS)
    page.get_by_role("button", name="Use this table").click()
    expect(page.get_by_text("A table of your own, 60 rows")).to_be_visible()
    address(page, "table=", "columns=kind")
    page.get_by_label("Axes").select_option("columns")
    address(page, "columns=height;width;kind")
    page.get_by_label("Target").select_option("height")
    address(page, "columns=height", "problem=regression")
    expect(page.get_by_label("Axes")).to_have_count(0)  # width and depth are all that is left


def drop(page: Page, name: str, text: str) -> None:
    """Drops a file on the page."""
    page.evaluate(
        """([name, text]) => {
          const files = new DataTransfer();
          files.items.add(new File([text], name));
          const event = (type) => new DragEvent(type, { dataTransfer: files, bubbles: true });
          document.body.dispatchEvent(event("dragover"));
          document.body.dispatchEvent(event("drop"));
        }""",
        [name, text],
    )


def test_a_table_is_dropped_anywhere_on_the_page(page):
    play(page)
    drop(page, "flowers.csv", FLOWERS)
    expect(page.get_by_text("A table of your own, 60 rows")).to_be_visible()


def test_a_dropped_file_that_is_none_of_ours_is_told(page):
    play(page)
    drop(page, "flowers.xlsx", "PK")
    expect(page.get_by_role("alert")).to_contain_text("save the sheet as CSV")
    page.keyboard.press("Escape")
    drop(page, "network.safetensors", "no network")
    expect(page.get_by_role("alert")).to_contain_text("safetensors")


def test_the_reading_of_a_table_is_shown_and_stopped(page):
    play(page)
    page.route("**/api/tables", lambda route: None)  # no answer ever comes
    drop(page, "flowers.csv", FLOWERS)
    reading = page.get_by_text("Reading the table")
    expect(reading).to_be_visible()
    reading.get_by_role("button", name="Cancel").click()
    expect(reading).to_have_count(0)
    page.unroute_all(behavior="ignoreErrors")
    drop(page, "flowers.csv", FLOWERS)
    expect(page.get_by_text("A table of your own, 60 rows")).to_be_visible()


def test_a_formula_is_read_while_it_is_written(page):
    play(page)
    field = page.get_by_label("Add a formula of x₁ and x₂")
    field.fill("x1 + foo(x2)")
    expect(page.locator("#formula-read")).to_contain_text("'foo' at character 6 is not known")
    field.fill("exp(-x1^2 - x2^2)")
    expect(page.locator("#formula-read")).to_have_text("read as exp(−x₁² − x₂²)")
    field.press("Enter")
    address(page, "features=x1;x2;exp(-x1^2")
    page.get_by_role("button", name="Remove exp(−x₁² − x₂²)").click()
    page.get_by_role("button", name="x₁²", exact=True).click()
    address(page, "features=x1;x2;x1^2")
    field.fill("log(x1)")
    field.press("Enter")
    expect(page.get_by_text("log(x1) is not finite").first).to_be_visible()


def test_a_teacher_hides_what_distracts(page):
    play(page, "hidden=dataset;noise;features")
    expect(page.get_by_label("Batch size")).to_be_visible()
    for gone in (".data-sets", ".feature-editor"):
        expect(page.locator(gone)).to_have_count(0)
    expect(page.get_by_label("Noise")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "options",
    ["data=blobs&lang=ja", "data=wine&columns=alcohol;ash", "data=own&points=eHgA8AABMzMBZmYA"],
)
def test_axe_finds_nothing_in_the_panel(page, theme, options):
    play(page, f"theme={theme}&{options}")
    expect(page.locator(".data-told")).to_be_visible()
    page.evaluate(AXE.read_text())
    assert page.evaluate("axe.run('.data-panel').then((found) => found.violations)") == []
