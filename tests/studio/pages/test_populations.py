"""The page of populations in a real Chromium: settings, seeds, folds, and one network."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.studio.pages.reader import AXE, PICTURES

pytestmark = pytest.mark.slow

SMALL = "vary=rate:.01,.1&and=units:1,2,3&until=20"


def go(page: Page, plan: str = "", options: str = "") -> None:
    """Opens a plan, and waits until it has been learned."""
    query = "&".join(filter(None, [f"plan={quote(plan, safe='')}" if plan else "", options]))
    studio = page.url.split("#")[0]
    page.goto("about:blank")  # where nothing says that it is done
    page.goto(studio + "#/populations" + (f"?{query}" if query else ""))
    done(page)


def done(page: Page) -> None:
    ended = page.get_by_text("done in").or_(page.get_by_text("で終了"))
    expect(ended).to_be_visible(timeout=120_000)  # a thousand networks, on a busy machine


def colours(page: Page, which: int) -> int:
    """How many different colours a figure has."""
    script = """which => {
      const canvas = document.querySelectorAll(".cells canvas")[which];
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }"""
    return int(page.evaluate(script, which))


def test_it_learns_at_once_and_shows_a_picture_of_every_network(page):
    page.get_by_role("navigation").get_by_role("link", name="Populations").click()
    done(page)
    expect(page.get_by_text("56 networks")).to_be_visible()
    grid = page.get_by_role("grid").first
    expect(grid.get_by_role("gridcell")).to_have_count(56)
    assert colours(page, 0) > 50
    assert colours(page, 1) > 20
    expect(page.locator(".heat-legend")).to_contain_text("better")


def test_a_network_is_chosen_with_the_keyboard_and_opened_in_the_playground(page):
    go(page, SMALL)
    first = page.get_by_role("grid").first
    first.get_by_role("gridcell").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    chosen = first.get_by_role("gridcell", selected=True)
    expect(chosen).to_have_accessible_name("Learning rate 0.1, units in each hidden layer 2")
    expect(page.locator(".detail h2")).to_have_text(
        "Learning rate 0.1, units in each hidden layer 2"
    )
    expect(page.locator(".detail dl")).to_contain_text("Training loss")
    told = page.locator(".detail dd").nth(1).text_content()
    expect(page.get_by_role("link", name="Open in the playground")).to_have_attribute(
        "href", "#/playground?rate=.1&network=2,2"
    )
    page.keyboard.press("Enter")
    expect(page.locator(".graph-body canvas")).to_be_visible()
    for _ in range(20):
        page.get_by_role("button", name="One epoch").click()
    expect(page.locator(".loss.train .loss-value")).to_contain_text(f"{float(told or 0):.3f}"[:4])


def test_the_plan_is_changed_and_stands_in_the_address(page):
    go(page, SMALL)
    values = page.get_by_role("textbox", name="Values of Learning rate")
    values.fill("0.01, 0.03, 0.1")
    values.press("Enter")
    expect(page.get_by_text("9 networks")).to_be_visible()
    page.get_by_label("Columns").select_option("Activation function")
    expect(page.get_by_role("checkbox", name="tanh")).to_be_checked()
    page.get_by_label("Columns").select_option("none")
    expect(page.get_by_text("3 networks")).to_be_visible()
    expect(page.get_by_role("heading", name="Loss by learning rate")).to_be_visible()
    done(page)
    assert quote("vary=rate:.01,.03,.1", safe="") in page.url
    page.reload()
    done(page)
    expect(values).to_have_value("0.01, 0.03, 0.1")


def test_what_cannot_be_is_told_beside_the_controls(page):
    go(page, SMALL)
    values = page.get_by_role("textbox", name="Values of Learning rate")
    values.fill("0.01, fast")
    values.press("Enter")
    expect(page.get_by_text("fast is not a number")).to_be_visible()
    values.fill("-1")
    values.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("rate must be from 0 to 1000, not -1")
    values.fill("0.3")
    values.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("3 networks")).to_be_visible()


def test_a_long_population_is_stopped(page):
    go(page, SMALL)
    page.get_by_label("Epochs").fill("20000")
    page.get_by_label("Epochs").press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("stopped after").or_(page.get_by_text("done in"))).to_be_visible()
    expect(page.get_by_role("button", name="Start again")).to_be_visible()


def test_many_seeds_show_the_band_and_the_spread(page):
    go(page, "population=seeds&networks=30&until=60&data=xor")
    expect(page.get_by_role("img", name="Mean answer")).to_be_visible()
    expect(page.get_by_role("img", name="How many networks say +1")).to_be_visible()
    expect(page.get_by_role("img", name="Standard deviation")).to_be_visible()
    expect(page.locator(".numbers", has_text="±").first).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(30)
    page.get_by_role("gridcell").nth(4).click()
    expect(page.locator(".detail h2")).to_have_text("seed 5")
    assert page.evaluate("document.querySelector('.histogram').children.length") == 26


def test_cross_validation_shows_folds_and_one_estimate(page):
    go(page, "population=folds&parts=4&until=60&data=moons&noise=20")
    expect(page.get_by_role("gridcell")).to_have_count(4)
    expect(page.get_by_text("All points together")).to_be_visible()
    counts = page.locator("table td.figure").all_text_contents()
    assert sum(map(int, counts)) == 250


def test_the_language_changes_and_nothing_is_lost(page):
    go(page, SMALL)
    page.get_by_role("gridcell").nth(3).click()
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("集団")
    expect(page.locator(".detail h2")).to_have_text("学習率 0.1, 各隠れ層のユニット数 1")
    assert quote(SMALL, safe="") in page.url
    page.get_by_role("link", name="プレイグラウンドで開く").click()
    expect(page.get_by_label("学習率")).to_have_value("0.1")


def test_it_goes_on_after_the_line_was_cut(page):
    go(page, SMALL)
    page.context.set_offline(True)
    page.context.set_offline(False)
    page.get_by_role("button", name="Start again").click()
    done(page)


@pytest.mark.parametrize("options", ["lang=en&theme=light", "lang=ja&theme=dark"])
@pytest.mark.parametrize(
    "plan", [SMALL, "population=seeds&networks=12&until=30", "population=folds&until=30"]
)
def test_axe_finds_nothing(page, plan, options):
    go(page, plan, options)
    page.get_by_role("gridcell").nth(2).click()
    expect(page.locator(".detail .button")).to_be_visible()
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate("axe.run().then(found => found.violations)")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in violations] == []


@pytest.mark.parametrize("width", [360, 1280, 3840])
@pytest.mark.parametrize("look", ["lang=en&theme=light", "lang=ja&theme=dark"])
def test_it_fits_every_screen(page, width, look):
    page.set_viewport_size({"width": width, "height": 900 if width < 3840 else 2160})
    plans = (
        ("grid", ""),
        ("seeds", "population=seeds&until=100&data=xor"),
        ("folds", "population=folds&data=moons&noise=30"),
    )
    for name, plan in plans[: 1 if width > 2000 else 3]:
        go(page, plan, look)
        page.get_by_role("gridcell").nth(3).click()
        expect(page.locator(".detail .button")).to_be_visible()
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{name} is {over} pixels too wide"
        PICTURES.mkdir(exist_ok=True)
        words = look.replace("lang=", "").replace("&theme=", "-")
        page.screenshot(path=PICTURES / f"populations-{name}-{words}-{width}.png", full_page=True)


def test_a_thousand_networks_are_shown_and_one_of_them_opened(page):
    rates = ",".join(f"{0.001 * k:g}" for k in range(1, 32))
    strengths = ",".join(f"{0.0001 * k:g}" for k in range(32))
    go(page, f"vary=rate:{rates}&and=l2:{strengths}&until=100")
    expect(page.get_by_text("992 networks")).to_be_visible()
    page.locator('[data-cell="991"]').first.click()
    expect(page.locator(".detail h2")).to_have_text("Learning rate 0.031, L2 strength 0.0031")
    expect(page.get_by_role("link", name="Open in the playground")).to_be_visible()
