"""The microscope in a real Chromium: steps, formulas, the worked example, exercises."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.studio.pages.reader import AXE, PICTURES, go_anew

pytestmark = pytest.mark.slow
VIEWS = ("Steps", "Formula", "Matrices", "Worked example", "Which function?")
ADDRESS = "#/playground?data=circle&seed=1&tab=microscope"


@pytest.fixture
def page(page: Page) -> Page:
    """The playground with the microscope open."""
    go_anew(page, ADDRESS)
    expect(page.locator(".microscope .katex").first).to_be_visible()
    return page


def formula(page: Page, kind: str) -> Locator:
    """The formulas of one kind of number, as MathML tells them."""
    return page.locator(".microscope-number", has_text=kind).locator(".katex-mathml annotation")


def place(page: Page) -> Locator:
    return page.locator(".stepper-place")


def view(page: Page, name: str) -> None:
    views = page.get_by_role("group", name="What the microscope shows")
    views.get_by_role("button", name=name).click()


def test_steps_go_forward_and_back_by_keyboard(page: Page):
    expect(place(page)).to_have_text("1 of 22")
    expect(formula(page, "Weighted sum").first).to_contain_text("u^{(1)}_{1} = w^{(1)}_{11} x_1")
    page.get_by_role("button", name="Next step").focus()
    page.keyboard.press("ArrowRight")
    expect(place(page)).to_have_text("2 of 22")
    expect(page.locator(".microscope-about h3")).to_have_text("Hidden layer 1, unit 2")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    expect(page.get_by_role("button", name="Backward")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Error", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    # The arrow keys were the microscope's, not the playground's own.
    expect(page.locator(".epoch-number")).to_have_text("0")


def test_a_unit_chosen_in_the_network_is_looked_at(page: Page):
    page.get_by_role("button", name="Hidden layer 2, unit 2", exact=True).click()
    expect(page.locator(".microscope-about h3")).to_have_text("Hidden layer 2, unit 2")
    expect(formula(page, "Weighted sum").first).to_contain_text("u^{(2)}_{2}")


def test_learning_on_changes_the_numbers(page: Page):
    before = formula(page, "Weighted sum").nth(1).text_content()
    page.get_by_role("button", name="Learn this batch").click()
    expect(page.locator(".batch-head")).to_contain_text("epoch 0, batch 2")
    expect(formula(page, "Weighted sum").nth(1)).not_to_have_text(before or "")
    page.get_by_role("button", name="Learn an epoch").click()
    expect(page.locator(".batch-head")).to_contain_text("epoch 1, batch 1")


def test_an_example_of_the_batch_is_chosen(page: Page):
    page.get_by_role("button", name="Example 4").click()
    expect(page.locator(".batch-table [aria-current]")).to_contain_text("4")
    page.get_by_role("button", name="Next example").click()
    expect(page.locator(".batch-table [aria-current] button")).to_have_text("5")


def test_a_point_of_ones_own_is_looked_at(page: Page):
    page.get_by_text("A point of your own").click()
    page.get_by_label("x₁", exact=True).fill("2")
    page.get_by_label("x₂", exact=True).fill("-1")
    page.locator(".batch-own select").select_option("1")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.locator(".batch-table tbody tr")).to_have_count(1)
    expect(formula(page, "Weighted sum").nth(1)).to_contain_text(r"\cdot 2")
    page.get_by_role("button", name="Back to the batch").click()
    expect(page.locator(".batch-table tbody tr")).to_have_count(10)


def test_a_network_that_changes_begins_again_at_the_first_step(page: Page):
    page.get_by_role("button", name="Update").click()
    page.get_by_role("button", name="Hidden layer 1, unit 4", exact=True).click()
    expect(page.locator(".microscope-about h3")).to_have_text("Hidden layer 1, unit 4")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove a unit of hidden layer 1", exact=True).click()
    expect(place(page)).to_have_text("1 of 19")


def test_the_formula_and_the_matrices_follow_the_network(page: Page):
    view(page, "Formula")
    whole = page.locator(".microscope-formulas annotation").first
    expect(whole).to_contain_text(r"y = \tanh(")
    before = whole.text_content()
    page.get_by_role("button", name="One epoch").click()
    expect(whole).not_to_have_text(before or "")
    view(page, "Matrices")
    expect(page.locator(".microscope-matrices .microscope-number")).to_have_count(3)
    expect(page.locator(".microscope-matrices annotation").first).to_contain_text("W^{(1)} X")


def test_the_worked_example_is_worked_out_and_opened(page: Page):
    view(page, "Worked example")
    expect(page.locator(".wiring .wiring-value")).to_have_text(["2", "4", "8"])
    page.get_by_role("button", name="Error", exact=True).click()
    expect(formula(page, "Error of this example").last).to_have_text(r"\displaystyle = 9")
    page.get_by_role("button", name="Backward").click()
    expect(formula(page, "Derivative by a weight").last).to_have_text(r"\displaystyle = 288")
    page.get_by_role("button", name="Open in the playground").click()
    expect(page.locator(".batch-head")).to_contain_text("A point of your own")
    page.get_by_role("button", name="Error", exact=True).click()
    # Half of the square there.
    expect(formula(page, "Error of this example").last).to_have_text(r"\displaystyle = 4.5")
    assert "square" in page.url


def test_an_exercise_is_answered(page: Page):
    view(page, "Which function?")
    choices = page.locator(".exercise-choice")
    expect(choices).to_have_count(4)
    for i in range(4):
        choices.nth(i).click()
        if "right" in (choices.nth(i).get_attribute("class") or ""):
            break
        expect(page.locator(".exercise-verdict")).to_have_text("Not that one. Try again.")
    expect(page.locator(".exercise-verdict")).to_have_text("Right!")
    expect(page.locator(".exercise-solution .katex").first).to_be_visible()
    expect(page.locator(".exercises-bar")).to_contain_text("of 1 at the first try")
    page.get_by_role("button", name="3 · Two layers").click()
    expect(page.locator(".wiring-vertex.of-unit")).to_have_count(3)
    before = page.locator(".wiring svg").get_attribute("aria-label")
    page.get_by_role("button", name="Another one").click()
    expect(page.locator(".wiring svg")).not_to_have_attribute("aria-label", before or "")
    page.get_by_role("button", name="Open in the playground").click()
    expect(page.locator(".head-button").first).to_contain_text("Heaviside", ignore_case=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["Steps", "Formula", "Matrices", "Worked example", "Which function?"]
)
def test_nobody_is_kept_out(page: Page, name: str, theme: str):
    page.goto(page.url + f"&theme={theme}")
    view(page, name)
    expect(page.locator(".microscope .katex").first).to_be_visible()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('.microscope')")
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found["violations"]] == []


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pictures_to_look_at(page: Page, language: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(page.url + f"&lang={language}")
    PICTURES.mkdir(exist_ok=True)
    for i, name in enumerate(("steps", "formula", "matrices", "worked", "exercise")):
        page.locator(".microscope-views button").nth(i).click()
        expect(page.locator(".microscope .katex").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        path = PICTURES / f"microscope-{name}-{language}-{width}.png"
        page.locator(".panels").screenshot(path=path)


def test_a_link_leads_to_one_exercise(page: Page):
    go_anew(page, "#/playground?tab=microscope&look=exercise&exercise=2-5")
    levels = page.get_by_role("group", name="Level")
    expect(levels.get_by_role("button", pressed=True)).to_have_text("2 · A gate")
    question = page.locator(".exercise")
    expect(question).to_be_visible()
    before = question.locator(".exercise-choices").text_content()
    page.get_by_role("button", name="Another one").click()
    expect(page).to_have_url(re.compile("exercise=2-6"))
    go_anew(page, "#/playground?tab=microscope&look=exercise&exercise=2-5")
    expect(question.locator(".exercise-choices")).to_have_text(before or "")
