"""How quick the playground is to its reader: ``./run bench page [--seconds 5]``.

In a real Chromium: from opening to the first picture, with a studio that has only just printed its
link and with one that has been open before; from turning a control until the page has drawn the
answer; frames a second of the default network and of the largest that the original's buttons make,
with all their pictures; and the frames while very many epochs are learned, which the loss chart
must not slow. The browser runs on the same machine and without a graphics card, so both share its
cores. ``CHROMIUM`` names the browser.
"""

import argparse
import os
import shutil
import statistics
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from report import machine, save, table
from studio_process import Studio, studio

LARGEST = "#/playground?features=x1;x2;x1^2;x2^2;x1*x2;sin(x1);sin(x2)&network=8,8,8,8,8,8"
OPENED_AGAIN = 5
TURNS = 9
ONE_EPOCH = "one epoch"  # which is not in the link
LONG = 20.0  # seconds as fast as it goes, before the frames are counted again

# What is drawn is counted where the page says that it has seen it, after drawing.
WATCH = """() => {
  window.seen = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    if (typeof message === "string" && message.startsWith('{"type":"seen"')) {
      window.seen += 1;
      window.firstPicture ??= performance.now();
    }
    return send.call(this, message);
  };
}"""
# From the reader's event until the answer is on the screen: the server's own link stands in the
# address, and the next frame has been drawn.
TURNED = """async (linked) => {
  const [link, seen] = [location.hash, window.seen];
  const began = performance.now();
  %s;
  const waits = (answered) => new Promise((done, fail) => {
    const look = () => {
      if (answered()) done();
      else if (performance.now() - began > 5000) fail(new Error("no answer"));
      else requestAnimationFrame(look);
    };
    look();
  });
  if (linked) await waits(() => location.hash !== link);
  const before = linked ? window.seen : seen;
  await waits(() => window.seen > before);
  return performance.now() - began;
}"""
SELECT = """
  const label = [...document.querySelectorAll("label")].find((l) => l.textContent === "%s");
  const box = document.getElementById(label.htmlFor);
  const others = [...box.options].map((o) => o.value)
    .filter((value) => value !== box.value && value !== "other");
  box.value = others[%d %% others.length];
  box.dispatchEvent(new Event("change", { bubbles: true }))"""
SLIDE = """
  const slider = [...document.querySelectorAll(".data-panel input[type=range]")]
    .find((s) => s.labels[0].textContent === "%s");
  slider.value = "%d";
  for (const type of ["input", "change"])
    slider.dispatchEvent(new Event(type, { bubbles: true }))"""
PRESS = """document.querySelector('button[aria-label="%s"]').click()"""

# What turns each control for the n-th time.
CONTROLS: dict[str, Callable[[int], str]] = {
    "learning rate": lambda n: SELECT % ("Learning rate", n),
    "activation function": lambda n: SELECT % ("Activation function", n),
    "regularization": lambda n: SELECT % ("Regularization", n),
    "noise of the data": lambda n: SLIDE % ("Noise", 5 + 5 * (n % 9)),
    "batch size": lambda n: SLIDE % ("Batch size", 1 + n % 9),
    "a layer more, a layer less": lambda n: (
        PRESS % ("Remove the last hidden layer" if n % 2 else "Add a hidden layer")
    ),
    "a unit more, a unit less": lambda n: (
        PRESS % f"{'Remove a unit of' if n % 2 else 'Add a unit to'} hidden layer 1"
    ),
    ONE_EPOCH: lambda n: PRESS % "One epoch",
}


def opened(browser: Browser, link: str) -> tuple[Page, float]:
    """A new reader's page, and after how many milliseconds the first picture was drawn."""
    page = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(link, wait_until="commit")
    page.wait_for_function("() => window.firstPicture !== undefined", timeout=60_000)
    return page, float(page.evaluate("window.firstPicture"))


def first_pictures(browser: Browser, at: Studio) -> dict[str, float]:
    """Milliseconds: the studio has only just said that it listens; and later."""
    link = f"http://{at.host}:{at.port}/?token={at.token}"
    page, first = opened(browser, link)
    page.context.close()
    later = []
    for _ in range(OPENED_AGAIN):
        page, again = opened(browser, link)
        page.context.close()
        later.append(again)
    return {"new studio": first, "open before, median": statistics.median(later)}


def answers(page: Page) -> dict[str, dict[str, float]]:
    """Milliseconds from a turn to its answer, by control."""
    found = {}
    for name, turn in CONTROLS.items():
        waits = []
        for n in range(TURNS):
            waits.append(page.evaluate(TURNED % turn(n), name != ONE_EPOCH))
            page.wait_for_timeout(150)
        found[name] = {"median (ms)": statistics.median(waits), "longest (ms)": max(waits)}
    return found


def frames(page: Page, seconds: float) -> float:
    """Drawn frames a second."""
    before = page.evaluate("window.seen")
    page.wait_for_timeout(1_000 * seconds)
    return float((page.evaluate("window.seen") - before) / seconds)


def playing(browser: Browser, link: str, address: str) -> Page:
    page, _ = opened(browser, link + address)
    if page.get_by_role("button", name="Play", exact=True).is_visible():
        page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_timeout(1_000)
    return page


def rates(browser: Browser, at: Studio, seconds: float) -> dict[str, float]:
    """Frames a second."""
    link = f"http://{at.host}:{at.port}/?token={at.token}"
    found = {}
    for name, address in (("default network", ""), ("largest network", LARGEST)):
        page = playing(browser, link, address)
        found[name] = frames(page, seconds)
        page.context.close()
    page = playing(browser, link, "#/playground?speed=fastest")
    found["as fast as it goes"] = frames(page, seconds)
    page.wait_for_timeout(1_000 * LONG)
    found["after so many epochs"] = frames(page, seconds)
    told = page.locator(".epoch-number").text_content() or "0"
    found["epochs"] = float(told.split("+")[0].replace(",", ""))
    page.context.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="page")
    parser.add_argument("--seconds", type=float, default=5, help="over which frames are counted")
    asked = parser.parse_args()
    chromium = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if chromium is None:
        sys.exit("no Chromium was found; CHROMIUM=/path/to/it names one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        opened(browser, "data:text/html,<script>firstPicture=1</script>")[0].close()  # it is awake
        with studio() as at:
            found: dict[str, Any] = {"machine": machine()}
            found["first picture (ms)"] = first_pictures(browser, at)
            page, _ = opened(browser, f"http://{at.host}:{at.port}/?token={at.token}")
            found["answers"] = answers(page)
            page.context.close()
            found["frames a second"] = rates(browser, at, asked.seconds)
        browser.close()
    print(table({"first picture (ms)": found["first picture (ms)"]}), end="\n\n")
    print(table(found["answers"]), end="\n\n")
    print(table({"frames a second": found["frames a second"]}), end="\n\n")
    print(save("page", found))


if __name__ == "__main__":
    main()
