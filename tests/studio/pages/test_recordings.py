"""The pages in a real Chromium: what a reader sees and does, in both languages and both themes."""

import pytest
from playwright.sync_api import Page, expect

from mieru.systems import SYSTEMS
from tests.studio.conftest import SYSTEM_RUN
from tests.studio.pages.reader import PICTURES, go, violations
from tests.studio.test_serving import started

pytestmark = pytest.mark.slow

RUN = f"#/runs/{SYSTEM_RUN}:mlp"


def settled(page: Page) -> None:
    expect(page.locator("main .notice")).to_have_count(0)


def test_the_link_opens_the_playground(page):
    expect(page.locator(".graph-body canvas")).to_be_visible()
    assert "token" not in page.url


def test_the_course_has_all_systems(page):
    go(page, "#/course")
    for system in SYSTEMS:
        card = page.locator(".card", has=page.get_by_text(f"mieru run {system.name}", exact=True))
        expect(card.get_by_role("heading")).to_have_text(system.en)
        expect(card).to_contain_text(system.about_en)
    expect(page.locator(".run")).to_have_count(4)


def test_a_command_is_copied_with_one_click(page, link):
    page.context.grant_permissions(
        ["clipboard-read", "clipboard-write"], origin=link.split("/?")[0]
    )
    go(page, "#/course")
    page.get_by_role("button", name="Copy: mieru run perceptron").click()
    expect(page.get_by_role("status").get_by_text("Copied")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == "mieru run perceptron"


def test_a_recording_is_opened_from_the_list(page, run):
    go(page, "#/course")
    page.get_by_role("link", name="Multilayer perceptron on MNIST").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Multilayer perceptron on MNIST")
    assert page.url.endswith(RUN)
    expect(page).to_have_title("Multilayer perceptron on MNIST · Mieru")
    expect(page.locator(".tiles")).to_contain_text("98.42 %")
    expect(page.locator(".facts")).to_contain_text("halves")
    expect(page.locator(".scroll table").first).to_contain_text("185")
    expect(page.locator("pre")).to_have_text(str(run.network))
    expect(page.locator(".uplot canvas")).to_have_count(2)
    expect(page.locator(".painting canvas")).to_be_visible()
    page.go_back()
    expect(page.locator(".card")).to_have_count(len(SYSTEMS))


def test_the_report_opens_without_any_rights(page):
    go(page, RUN)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the report").click()
    report = opened.value
    report.wait_for_load_state()
    assert report.locator("h1").text_content() == "E = 9"
    assert report.evaluate("self.origin") == "null"


def test_the_language_changes_without_losing_anything(page):
    go(page, f"{RUN}?log=1&weights=dense2%2Fweight")
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", name="学習曲線")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("多層パーセプトロンで MNIST")
    expect(page.locator(".tiles")).to_contain_text("テスト正解率")
    expect(page.get_by_role("switch")).to_be_checked()
    expect(page.get_by_role("combobox")).to_have_value("dense2/weight")
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.url.endswith(f"{RUN}?lang=ja&log=1&weights=dense2%2Fweight")
    page.reload()
    expect(page.get_by_role("switch")).to_be_checked()
    expect(page.get_by_role("heading", name="学習曲線")).to_be_visible()


def test_a_japanese_browser_is_spoken_to_in_japanese(browser, link):
    context = browser.new_context(locale="ja-JP", color_scheme="dark")
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("button", name="一時停止")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()


def test_the_theme_is_switched_and_stays_in_the_address(page):
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Dark theme").click()
    assert "theme=dark" in page.url
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    page.get_by_role("link", name="Runs", exact=True).click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_curves_are_read_with_the_keyboard(page, run):
    go(page, RUN)
    page.get_by_role("group", name="Loss by epoch").focus()
    page.keyboard.press("End")
    loss = run.history[-1]["train_loss"]
    legend = page.locator(".u-legend").first
    expect(legend).to_contain_text(str(len(run.history)))
    expect(legend).to_contain_text(f"{loss:.4g}")
    page.get_by_text("The numbers as a table").click()
    expect(page.locator("details tbody tr")).to_have_count(len(run.history))


def test_weights_are_read_with_the_keyboard_and_the_pointer(page, run):
    go(page, RUN)
    page.get_by_role("group", name="dense1/weight").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    weight = run.parameters["dense1"]["weight"]
    expect(page.locator("output")).to_contain_text("unit 1, row 2, column 2")
    told = page.locator("output").text_content() or ""
    shown = float(told.split("≈")[1].replace("−", "-"))
    assert abs(shown - weight[7, 0]) <= abs(weight).max() / 250
    page.locator(".painting canvas").hover(position={"x": 3, "y": 3})
    expect(page.locator("output")).to_contain_text("unit 1, row 1, column 1")


def test_the_weights_are_painted_in_the_colours_of_their_signs(page, run):
    go(page, f"{RUN}?theme=light")
    pixel = page.locator(".painting canvas").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 1, 1).data]"
    )
    blue = pixel[2] > pixel[0]
    assert blue == (run.parameters["dense1"]["weight"][0, 0] > 0)


def test_a_damaged_recording_is_told_with_its_cause(page):
    go(page, "#/course")
    expect(page.locator(".run.damaged")).to_contain_text("damaged.safetensors")
    expect(page.locator(".run.damaged")).to_contain_text("Damaged")


@pytest.mark.parametrize("address", ["#/nowhere", "#/runs/a/b"])
def test_an_address_without_a_page_says_so(page, address):
    page.goto(page.url.split("#")[0] + address)
    expect(page.get_by_text("There is no such page.")).to_be_visible()


def test_a_server_that_has_gone_is_told_and_found_again(page):
    settled(page)
    page.route("**/api/runs", lambda route: route.abort())
    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The studio's server does not answer.")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".run")).to_have_count(4)


def test_an_empty_runs_folder_invites_to_the_first_run(browser, tmp_path, link):
    with started(tmp_path / "runs") as (_, printed):
        page = browser.new_page()
        page.goto(printed + "#/course")
        expect(page.locator(".no-runs")).to_contain_text("Make the first one")
        expect(page.locator(".no-runs")).to_contain_text("mieru run worked-example")
        page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["#/course", "#/runs", f"{RUN}"])
def test_axe_finds_nothing(page, address, theme):
    for language in ("en", "ja"):
        go(page, f"{address}?theme={theme}&lang={language}&table=1")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        expect(page.locator("h1")).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280, 3840])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_fits_its_screen(page, language, width):
    PICTURES.mkdir(exist_ok=True)
    page.set_viewport_size({"width": width, "height": 800 if width < 2_000 else 2_160})
    for name, address in (("course", "#/course"), ("runs", "#/runs"), ("recording", RUN)):
        for theme in ("light", "dark"):
            go(page, f"{address}?theme={theme}&lang={language}")
            page.wait_for_timeout(200)
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, f"{name} is {beyond} pixels too wide"
            page.screenshot(
                path=PICTURES / f"{name}-{language}-{width}-{theme}.png", full_page=True
            )
