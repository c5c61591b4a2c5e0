import pytest

from mieru.systems import run_system

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="module")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield started
        started.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return run_system("which-function", out=tmp_path_factory.mktemp("report")).report


@pytest.fixture
def page(browser, report, request):
    width, scheme = getattr(request, "param", (1000, "light"))
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.trouble = []
    page.on("console", lambda message: page.trouble.append(message.text))
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("request", lambda request: page.trouble.append(request.url))
    page.goto(report.as_uri())
    page.trouble.remove(report.as_uri())
    page.trouble = [entry for entry in page.trouble if not entry.startswith("data:")]
    yield page
    context.close()


@pytest.mark.slow
def test_the_page_asks_for_nothing_and_complains_of_nothing(page):
    assert page.trouble == []
    assert page.title() == "Which function is this network? · Mieru"


@pytest.mark.slow
def test_the_reader_chooses_the_language_without_a_script(page):
    assert page.get_by_role("heading", level=1).inner_text() == "Which function is this network?"
    page.get_by_text("日本語").click()
    assert page.get_by_role("heading", level=1).inner_text() == "このネットワークはどんな関数？"
    assert page.get_by_text("Exercises").first.is_hidden()
    page.get_by_text("English").click()
    assert page.get_by_text("Exercises").first.is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("page", [(360, "light"), (360, "dark")], indirect=True)
def test_a_telephone_shows_the_page_without_scrolling_sideways(page):
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_text("日本語").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.slow
@pytest.mark.parametrize("page", [(1000, "light"), (1000, "dark")], indirect=True)
def test_words_stand_out_from_the_paper_on_light_and_dark_screens(page):
    colours = page.evaluate(
        """() => ["color", "background-color"].map(
            name => getComputedStyle(document.body).getPropertyValue(name).match(/\\d+/g))"""
    )
    ink, paper = (sum(map(int, colour[:3])) for colour in colours)
    assert abs(ink - paper) > 500


@pytest.mark.slow
def test_an_answer_is_hidden_until_it_is_asked_for(page):
    lesson = page.get_by_text("depth alone adds nothing")
    assert lesson.is_hidden()
    page.get_by_text("Answer").first.click()
    assert lesson.is_visible()


@pytest.mark.slow
def test_formulas_are_set_by_the_browser(page):
    assert page.locator("math").count() > 10
    assert page.locator(".formula code").count() == 0


@pytest.mark.slow
def test_every_drawing_has_a_name(page):
    for drawing in page.get_by_role("img").all():
        name = drawing.get_attribute("aria-labelledby")
        assert page.locator(f"#{name}").count() == 1
