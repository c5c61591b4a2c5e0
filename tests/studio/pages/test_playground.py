"""The playground in a real Chromium: what it shows, what can be turned, what a link restores."""

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.studio.pages.reader import AXE, PICTURES, go_anew
from tests.studio.test_serving import started

pytestmark = pytest.mark.slow

GOLDEN = json.loads(
    (Path(__file__).parents[2] / "playground/original/runs.json").read_text("utf-8")
)
LARGEST = "#/playground?features=x1;x2;x1^2;x2^2;x1*x2;sin(x1);sin(x2)&network=8,8,8,8,8,8&seed=2"


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    return page


def open_at(page: Page, address: str) -> None:
    """Another experiment, as if its link had been followed in a new tab."""
    go_anew(page, address)
    expect(page.locator(".graph-body canvas")).to_be_visible()
    expect(page.locator(".loss-value").first).not_to_have_text("–")


def epoch(page: Page) -> int:
    told = page.locator(".epoch-number").text_content() or "0"
    return int(told.split("+")[0].replace(",", ""))


def learned(page: Page, epochs: int) -> None:
    """Waits until so many epochs have been learned."""
    for _ in range(300):
        if epoch(page) >= epochs:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"only {epoch(page)} epochs were learned in 30 seconds")


def losses(page: Page) -> list[str]:
    return page.locator(".loss-value").all_text_contents()


def pixel(page: Page, selector: str, x: float = 0.5, y: float = 0.5) -> list[int]:
    found: list[int] = page.locator(selector).first.evaluate(
        """(canvas, [x, y]) => {
            const copy = document.createElement("canvas");
            [copy.width, copy.height] = [canvas.width, canvas.height];
            const ctx = copy.getContext("2d", { willReadFrequently: true });
            ctx.drawImage(canvas, 0, 0);
            const place = [Math.floor(x * copy.width), Math.floor(y * copy.height)];
            return [...ctx.getImageData(...place, 1, 1).data];
        }""",
        [x, y],
    )
    return found


def test_opened_it_plays_at_once_and_learns(page):
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    learned(page, 100)
    expect(page).to_have_title("Playground · Mieru")
    train, test = (float(loss) for loss in losses(page))
    assert train < 0.1
    assert test < 0.1
    inside, outside = pixel(page, ".plane canvas"), pixel(page, ".plane canvas", 0.05, 0.05)
    assert inside[2] > inside[0], "the middle of the circle is blue"
    assert outside[0] > outside[2], "what is around it is orange"


def test_play_step_and_reset_by_keyboard(page):
    learned(page, 20)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator(".epoch-number")).to_have_text("0")
    first = losses(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".epoch-number")).to_have_text("1")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".epoch-number")).to_have_text("1 + 1")
    page.keyboard.press("r")
    expect(page.locator(".epoch-number")).to_have_text("0")
    assert losses(page) == first, "a reset begins from the same weights"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help and keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    help_button = page.get_by_role("button", name="Help and keyboard")
    help_button.press("Enter")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(help_button).to_be_focused()


@pytest.mark.parametrize("name", [name for name in GOLDEN if name != "note"])
def test_a_link_of_the_original_opens_with_its_numbers(page, name):
    golden = GOLDEN[name]
    open_at(page, golden["address"])
    assert epoch(page) == 0
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_text("From a link of the original playground")).to_be_visible()
    assert losses(page) == [f"{loss:.3f}" for loss in golden["loss"]["0"]]
    page.keyboard.press("ArrowRight")
    expect(page.locator(".epoch-number")).to_have_text("1")
    assert losses(page) == [f"{loss:.3f}" for loss in golden["loss"]["1"]]
    assert "#activation=" in page.url


def test_controls_change_what_learns_without_beginning_anew(page):
    learned(page, 30)
    before = epoch(page)
    page.get_by_label("Learning rate").select_option("0.1")
    page.get_by_label("Regularization", exact=True).select_option("l2")
    page.get_by_role("button", name="More settings").click()
    page.get_by_label("Optimizer").select_option("adam")
    expect(page).to_have_url(re.compile("optimizer=adam"))
    assert "rate=.1" in page.url
    assert "l2=.003" in page.url
    assert epoch(page) >= before


def test_layers_and_units_are_added_and_taken_away(page):
    open_at(page, "#/playground?data=xor")
    page.get_by_role("button", name="Add a hidden layer").click()
    page.get_by_role("button", name="Add a unit to hidden layer 3").click()
    expect(page.locator("#unit-3-2")).to_be_visible()
    expect(page).to_have_url(re.compile("network=4,2,3"))
    page.get_by_role("button", name="Settings of hidden layer 1").click()
    card = page.get_by_role("dialog", name="Settings of hidden layer 1")
    card.get_by_label("Activation function").select_option("relu")
    card.get_by_label("Dropout").select_option("0.2")
    expect(page).to_have_url(re.compile(r"network=4(\+|%20)relu(\+|%20)drop"))
    page.keyboard.press("Control+z")
    expect(card.get_by_label("Dropout")).to_have_value("0")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Settings of hidden layer 1")).to_be_focused()
    for _ in range(3):
        page.get_by_role("button", name="Remove the last hidden layer").click()
    expect(page.locator("[id^=unit-]")).to_have_count(3)
    expect(page.get_by_role("button", name="Remove the last hidden layer")).to_be_disabled()


def test_a_weight_and_the_bias_of_the_output_are_edited(page):
    open_at(page, GOLDEN["default_circle"]["address"])
    page.locator("#unit-3-0").click()
    card = page.get_by_role("dialog", name="Output")
    bias, weight = card.locator("input").nth(0), card.locator("input").nth(1)
    expect(bias).to_have_value("0.100")
    expect(weight).to_have_value("−0.450")
    before = losses(page)
    bias.fill("2.5")
    bias.press("Enter")
    expect(page.locator(".loss-value").first).not_to_have_text(before[0])
    weight.press("ArrowUp")
    expect(weight).to_have_value("−0.350")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.locator("#unit-3-0").click()
    expect(page.get_by_role("dialog", name="Output").locator("input").nth(0)).to_have_value("2.500")


def test_weights_set_before_learning_are_in_the_link_and_later_ones_are_told_not_to_be(page):
    open_at(page, "#/playground?data=xor")
    page.locator("#unit-1-0").click()
    box = page.locator(".editor .number-box").nth(1)
    box.fill("0.625")
    box.press("Enter")
    expect(page.get_by_text("Weights and biases set by hand: 1.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"edited=0\.0\.0:\.625"))
    open_at(page, "#/playground?data=xor&edited=0.0.0:.625&lang=ja")
    expect(page.get_by_text("手で設定した重みとバイアス: 1 個。")).to_be_visible()
    page.locator("#unit-1-0").click()
    expect(box).to_have_value("0.625")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="元の初期値からやり直す").click()
    expect(page).not_to_have_url(re.compile("edited"))
    page.keyboard.press("ArrowRight")
    learned(page, 1)
    page.locator("#unit-1-0").click()
    box.fill("2")
    box.press("Enter")
    expect(page.get_by_text("この変更はリンクでは再現されません")).to_be_visible()


def test_a_link_is_pointed_at_and_opened_by_the_mouse(page):
    open_at(page, GOLDEN["default_circle"]["address"])
    body = page.locator(".graph-body").bounding_box()
    to = page.locator("#unit-3-0").bounding_box()
    assert body
    assert to
    # The upper link into the output ends in the upper quarter of its left side.
    page.mouse.click(to["x"] - 4, to["y"] + to["height"] * 0.375)
    card = page.get_by_role("dialog", name="Output")
    expect(card.locator("input")).to_have_count(1)
    expect(card).to_contain_text("from unit 1")


def test_units_are_reached_by_the_keyboard_and_shown_large(page):
    open_at(page, "#/playground?data=xor")
    page.locator("#unit-0-0").focus()
    expect(page.locator(".output-title")).to_have_text("Feature x₁")
    left, right = (pixel(page, ".plane canvas", x) for x in (0.1, 0.9))
    assert left[0] > left[2], "x₁ is negative at the left: orange"
    assert right[2] > right[0], "and positive at the right: blue"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".output-title")).to_have_text("Hidden layer 1, unit 2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Hidden layer 1, unit 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#unit-1-1")).to_be_focused()


def legend(page: Page, until: Callable[[set[tuple[int, ...]]], bool]) -> set[tuple[int, ...]]:
    """The colours of the legend, as soon as they are as awaited: it is drawn after a change."""
    for _ in range(100):
        found = {tuple(pixel(page, ".scale-legend canvas", x)) for x in (0.01, 0.3, 0.7, 0.99)}
        if until(found):
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"the legend stays {found}")


def test_test_data_and_discretized_output_are_in_the_link(page):
    open_at(page, "#/playground")
    page.get_by_label("Show test data").check()
    page.get_by_label("Discretize output").check()
    expect(page).to_have_url(re.compile("discretize=true.*show_test=true"))
    before = legend(page, lambda colours: len(colours) == 2)
    page.get_by_label("Colours for any colour vision").check()
    expect(page).to_have_url(re.compile("palette=safe"))
    legend(page, lambda colours: not before & colours)


def test_several_classes_have_a_colour_each_and_a_confusion_matrix(page):
    open_at(page, "#/playground?data=blobs&classes=4")
    expect(page.locator(".legend-classes li")).to_have_count(4)
    expect(page.locator("[id^=unit-3-]")).to_have_count(4)
    page.keyboard.press("Space")
    expect(page.locator(".loss-accuracy").nth(1)).to_contain_text(re.compile(r"9\d\.|100\."))
    cells = [int(text) for text in page.locator(".confusion td:not(:empty)").all_text_contents()]
    assert sum(cells) == 250


def test_the_language_changes_without_losing_anything(page):
    open_at(page, "#/playground?data=xor&rate=.1")
    page.keyboard.press("Space")
    learned(page, 50)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    before, numbers = epoch(page), losses(page)
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_label("学習率")).to_have_value("0.1")
    assert (epoch(page), losses(page)) == (before, numbers)
    assert "data=xor&rate=.1&lang=ja" in page.url
    page.get_by_text("正則化", exact=True).first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("regularization")


def test_a_reload_goes_on_where_it_was(page):
    open_at(page, "#/playground?data=spiral")
    page.keyboard.press("Space")
    learned(page, 40)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    before = epoch(page)
    page.reload()
    expect(page.locator(".epoch-number")).to_have_text(str(before))
    page.get_by_role("link", name="Course").click()
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    expect(page.locator(".epoch-number")).to_have_text(str(before))
    expect(page).to_have_url(re.compile("data=spiral"))


def test_a_server_that_starts_again_finds_its_page(browser, tmp_path):
    state = {"MIERU_STATE": str(tmp_path / "state")}
    page = browser.new_page(locale="en-US")
    with started(tmp_path / "runs", **state) as (process, link):
        page.goto(link)
        learned(page, 20)
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
        before, numbers = epoch(page), losses(page)
        process.send_signal(signal.SIGINT)
        expect(page.get_by_text("The studio's server does not answer.")).to_be_visible()
        process.wait()
    with started(tmp_path / "runs", **state):
        expect(page.get_by_text("The studio's server does not answer.")).to_have_count(0)
        page.keyboard.press("ArrowRight")
        expect(page.locator(".epoch-number")).to_have_text(str(before + 1))
        assert losses(page) != numbers
        page.get_by_role("tab", name="Time machine").click()
        page.get_by_role("button", name="One moment back").click()
        expect(page.locator(".epoch-number")).to_have_text(str(before))
        assert losses(page) == numbers
    page.close()


def test_a_teacher_hides_controls_and_shares_the_link(page, link):
    page.context.grant_permissions(
        ["clipboard-read", "clipboard-write"], origin=link.split("/?")[0]
    )
    page.get_by_role("button", name="For teachers: hide controls").click()
    for name in ("Learning rate", "Play", "Panels under the network"):
        page.get_by_role("dialog").get_by_label(name, exact=True).uncheck()
    expect(page).to_have_url(re.compile("hidden="))
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    open_at(page, "#" + copied.split("#")[1])
    expect(page.get_by_label("Activation function")).to_be_visible()
    expect(page.get_by_label("Learning rate")).to_have_count(0)
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    expect(page.get_by_role("tablist")).to_have_count(0)


def test_a_link_that_may_not_be_copied_is_marked_for_the_reader(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')); }")
    page.get_by_role("button", name="For teachers: hide controls").click()
    page.get_by_role("button", name="Copy the link").click()
    box = page.get_by_label("The browser does not let this page copy")
    expect(box).to_have_value(page.url)
    assert box.evaluate("(box) => box.selectionEnd - box.selectionStart") == len(page.url)


def test_losses_and_outputs_are_read_with_the_keyboard(page):
    open_at(page, "#/playground?data=xor&seed=1")
    for n in ("1", "2"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(".epoch-number")).to_have_text(n)
    told = page.locator(".loss-foot output")
    page.get_by_role("group", name="Loss by epoch.").focus()
    page.keyboard.press("Home")
    expect(told).to_contain_text("0: ")
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("1: ")
    page.get_by_role("group", name="What the network tells at every point").focus()
    expect(told).to_have_text("0 … 30")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".plane-value")).to_contain_text("at −1.00, 0.20: ")
    # The keys were theirs: nothing was learned meanwhile.
    expect(page.locator(".epoch-number")).to_have_text("2")


def test_words_explain_themselves_to_a_finger(browser, link):
    context = browser.new_context(locale="en-US", has_touch=True)
    page = context.new_page()
    page.goto(link)
    page.get_by_text("Learning rate", exact=True).tap()
    expect(page.get_by_role("tooltip")).to_contain_text("学習率")
    page.locator("h1").evaluate("() => document.activeElement.blur()")
    page.get_by_text("Test loss", exact=True).tap()
    expect(page.get_by_role("tooltip")).to_contain_text("テスト損失")
    context.close()


def test_the_speed_stands_in_the_link(page):
    open_at(page, "#/playground?speed=fast")
    expect(page.get_by_label("Speed")).to_have_value("fast")
    page.get_by_label("Speed").select_option("slow")
    expect(page).to_have_url(re.compile("speed=slow"))
    page.get_by_label("Learning rate").select_option("0.1")
    expect(page).to_have_url(re.compile("rate=.1.*speed=slow"))


def test_whoever_follows_a_link_can_go_to_the_other_pages(page):
    open_at(page, "#/playground?data=xor&rate=.1")
    for name in ("Populations", "Images", "Runs"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page).to_have_url(re.compile(f"#/{name.lower()}"))
        page.wait_for_timeout(500)
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        page.get_by_role("link", name="Playground", exact=True).click()
        expect(page.get_by_label("Learning rate")).to_have_value("0.1")


def test_one_click_begins_with_a_new_seed(page):
    open_at(page, "#/playground?data=xor&seed=1")
    first = losses(page)
    page.get_by_role("button", name="New initial weights and new data").click()
    expect(page).to_have_url(re.compile(r"seed=(?!1\b)"))
    expect(page.locator(".epoch-number")).to_have_text("0")
    expect(page.locator(".loss-value").first).not_to_have_text(first[0])


def test_a_weight_that_is_refused_goes_back_to_what_it_was(page):
    open_at(page, "#/playground?data=xor&seed=1")
    page.locator("#unit-1-0").click()
    box = page.locator(".editor .number-box").first
    expect(box).to_have_value("0.100")
    box.fill("1e99")
    page.keyboard.press("Enter")
    expect(page.locator(".strip.warn")).to_contain_text("a weight must be a number")
    expect(box).to_have_value("0.100")


def test_a_phone_shows_the_pages_names_in_one_row(page):
    page.set_viewport_size({"width": 360, "height": 740})
    for language in ("en", "ja"):
        open_at(page, f"#/playground?lang={language}")
        places = [link.bounding_box() for link in page.locator("nav a").all()]
        assert len({round(place["y"]) for place in places if place}) == 1
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert beyond <= 0, f"{beyond} pixels too wide"


def test_what_the_server_refuses_is_told_and_taken_back(page):
    open_at(page, "#/playground")
    page.get_by_label("Learning rate").select_option("other")
    page.get_by_label("Learning rate").fill("-1")
    page.keyboard.press("Enter")
    expect(page.locator(".strip.warn")).to_be_visible()
    expect(page.get_by_label("Learning rate")).to_have_value("0.03")


def test_the_largest_network_of_the_original_plays_with_all_its_pictures(page):
    open_at(page, LARGEST)
    page.keyboard.press("Space")
    learned(page, 30)
    assert page.locator(".unit-button").count() == 7 + 6 * 8 + 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page, theme):
    if not AXE.exists():
        assert "CI" not in os.environ
        pytest.skip("axe-core is not installed: `npm ci` in web/ installs it")
    for language, more in (("en", "Space"), ("ja", "?")):
        open_at(page, f"#/playground?data=blobs&classes=3&theme={theme}&lang={language}")
        page.locator(".more-button").click()
        expect(page.get_by_label("Optimizer" if language == "en" else "最適化手法")).to_be_visible()
        page.locator("h1").evaluate("() => document.activeElement.blur()")
        page.keyboard.press(more)
        if more == "?":
            expect(page.get_by_role("dialog")).to_be_visible()
        else:
            learned(page, 1)
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run()")
        told = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]
        assert told == []


@pytest.mark.parametrize("width", [360, 768, 1280, 3840])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_fits_every_screen(page, language, width):
    PICTURES.mkdir(exist_ok=True)
    page.set_viewport_size({"width": width, "height": 800 if width < 2_000 else 2_160})
    for theme in ("light", "dark"):
        for name, address in (("default", "#/playground?"), ("largest", LARGEST + "&")):
            open_at(page, f"{address}theme={theme}&lang={language}")
            page.keyboard.press("Space")
            page.wait_for_timeout(1500)
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, f"{name} is {beyond} pixels too wide"
            page.screenshot(
                path=PICTURES / f"playground-{name}-{language}-{width}-{theme}.png", full_page=True
            )
