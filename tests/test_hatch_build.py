"""The studio's pages are built once, from the sources that are there, and npm is not a must."""

import json
import shutil
from pathlib import Path

import pytest

from hatch_build import FINGERPRINT, PAGES, PagesError, build, built, fingerprint

PACKAGE = {"name": "pages", "version": "1.0.0", "private": True}
BUILD = """
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const pages = "../src/mieru/studio/static";
mkdirSync(pages, { recursive: true });
writeFileSync(`${pages}/index.html`, readFileSync("page.html"));
"""

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    web = tmp_path / "web"
    web.mkdir()
    (web / "package.json").write_text(
        json.dumps({**PACKAGE, "scripts": {"build": "node build.mjs"}})
    )
    (web / "package-lock.json").write_text(
        json.dumps({**PACKAGE, "lockfileVersion": 3, "packages": {"": PACKAGE}})
    )
    (web / "build.mjs").write_text(BUILD)
    (web / "page.html").write_text("<p>one</p>")
    return tmp_path


@needs_npm
def test_pages_are_built_once_and_again_when_a_source_changes(project):
    assert not built(project)
    build(project)
    assert built(project)
    (project / "web/page.html").write_text("<p>two</p>")
    assert not built(project)
    build(project)
    assert (project / PAGES / "index.html").read_text() == "<p>two</p>"


@needs_npm
def test_a_build_that_fails_says_which_command_and_what_it_said(project):
    (project / "web/build.mjs").write_text("throw new Error('no such page')")
    with pytest.raises(PagesError) as error:
        build(project)
    for words in ("`npm run build` failed", "`npm run build` が失敗しました", "no such page"):
        assert words in str(error.value)
    assert not built(project)


def test_without_npm_the_message_says_what_to_install(project, monkeypatch):
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(PagesError) as error:
        build(project)
    assert "npm was not found; install Node.js" in str(error.value)
    assert "npm が見つかりません" in str(error.value)


def test_the_fingerprint_sees_names_and_contents_and_not_what_is_generated(project):
    web = project / "web"
    first = fingerprint(web)
    (web / "node_modules").mkdir()
    (web / "node_modules/library.js").write_text("1")
    (web / "cache.tsbuildinfo").write_text("1")
    assert fingerprint(web) == first
    (web / "page.html").rename(web / "other.html")
    renamed = fingerprint(web)
    assert renamed != first
    (web / "other.html").write_text("<p>1ne</p>")
    assert fingerprint(web) not in (first, renamed)


def test_a_checkout_without_front_end_has_nothing_to_build(tmp_path):
    assert built(tmp_path)
    assert not (tmp_path / PAGES / FINGERPRINT).exists()
