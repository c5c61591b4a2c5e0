"""A reader at a real browser: how it is started, what it looks at, what it must not complain of."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page

ROOT = Path(__file__).parents[3]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
PICTURES = ROOT / "tests/screenshots"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# Until all that moves, but for what moves for ever, has come to its end.
SETTLED = """() => Promise.all(
  document.getAnimations()
    .filter((moving) => Number.isFinite(moving.effect.getComputedTiming().endTime))
    .map((moving) => moving.finished.catch(() => null)),
).then(() => null)"""
# What the console says where a test cuts the line, or where the server finds a mistake.
EXPECTED = ("net::ERR_FAILED", "422 (Unprocessable Entity)", "410 (Gone)")


def complaint(said: ConsoleMessage) -> list[str]:
    wrong = said.type in ("error", "warning") and not any(e in said.text for e in EXPECTED)
    return [said.text] if wrong else []


def go(page: Page, address: str) -> None:
    """Another page of the studio, as if typed into the address bar."""
    page.goto(page.url.split("#")[0] + address)


def go_anew(page: Page, address: str) -> None:
    """Another page of the studio, as if its link had been followed in a new tab."""
    page.evaluate("sessionStorage.clear()")
    studio = page.url.split("#")[0]
    page.goto("about:blank")
    page.goto(studio + address)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong with the page as it stands."""
    if not AXE.exists():
        assert "CI" not in os.environ
        pytest.skip("axe-core is not installed: `npm ci` in web/ installs it")
    page.evaluate(SETTLED)  # a colour on its way to another has neither's contrast
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")
    assert found["passes"]
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found["violations"]]


def pictured(page: Page, name: str) -> None:
    """Keeps a screenshot, and holds the page to the width of its screen."""
    PICTURES.mkdir(exist_ok=True)
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert beyond <= 0, f"{name} is {beyond} pixels too wide"
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
