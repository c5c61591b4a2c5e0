"""Pages and native code are built once, from the sources that are there; neither is a must."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

import hatch_build
from hatch_build import (
    NATIVE,
    PAGES,
    PAGES_MARK,
    SOURCES,
    NotBuilt,
    build_native,
    build_pages,
    fingerprint,
    native_built,
    pages_built,
)

PACKAGE = {"name": "pages", "version": "1.0.0", "private": True}
BUILD = """
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const pages = "../src/mieru/studio/static";
mkdirSync(pages, { recursive: true });
writeFileSync(`${pages}/index.html`, readFileSync("page.html"));
"""

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
needs_compiler = pytest.mark.skipif(hatch_build.compiler() is None, reason="no C++ compiler")


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


@pytest.fixture
def native(tmp_path: Path) -> Path:
    """A project with native code of two lines."""
    folder = tmp_path / SOURCES
    folder.mkdir(parents=True)
    (folder / "small_isa.cc").write_text("namespace MIERU_ISA { int bytes() { return 1; } }\n")
    (folder / "small.cc").write_text('extern "C" int answer() { return 42; }\n')
    return tmp_path


@needs_npm
def test_pages_are_built_once_and_again_when_a_source_changes(project):
    assert not pages_built(project)
    build_pages(project)
    assert pages_built(project)
    (project / "web/page.html").write_text("<p>two</p>")
    assert not pages_built(project)
    build_pages(project)
    assert (project / PAGES / "index.html").read_text() == "<p>two</p>"


@needs_npm
def test_a_build_that_fails_says_which_command_and_what_it_said(project):
    (project / "web/build.mjs").write_text("throw new Error('no such page')")
    with pytest.raises(NotBuilt) as error:
        build_pages(project)
    for words in ("`npm run build` failed", "`npm run build` が失敗しました", "no such page"):
        assert words in str(error.value)
    assert not pages_built(project)


def test_without_npm_the_message_says_what_to_install(project, monkeypatch):
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(NotBuilt) as error:
        build_pages(project)
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


def test_a_checkout_without_front_end_and_native_sources_has_nothing_to_build(tmp_path):
    assert pages_built(tmp_path)
    assert native_built(tmp_path)
    assert not (tmp_path / PAGES_MARK).exists()


@needs_compiler
def test_native_code_is_built_once_and_again_when_a_source_or_the_compiler_changes(
    native, monkeypatch
):
    assert not native_built(native)
    build_native(native)
    assert native_built(native)
    (native / SOURCES / "small.cc").write_text('extern "C" int answer() { return 43; }\n')
    assert not native_built(native)
    build_native(native)
    assert native_built(native)
    monkeypatch.setattr(hatch_build, "FLAGS", ["-O0"])
    assert not native_built(native)
    monkeypatch.undo()
    (native / NATIVE).unlink()
    assert not native_built(native)


@needs_compiler
def test_without_xla_s_headers_only_what_needs_them_is_left_out(native, monkeypatch):
    (native / SOURCES / "conv.cc").write_text('#include "xla/ffi/api/ffi.h"\n')
    monkeypatch.setattr(hatch_build, "xla_headers", lambda: None)
    build_native(native)
    assert native_built(native)
    monkeypatch.undo()
    assert not native_built(native)


@needs_compiler
def test_a_compiler_that_fails_is_quoted_and_leaves_the_old_library(native):
    build_native(native)
    before = (native / NATIVE).read_bytes()
    (native / SOURCES / "small.cc").write_text("this is no C++")
    with pytest.raises(NotBuilt) as error:
        build_native(native)
    for words in ("small.cc -o", "` failed", "が失敗しました", "error"):
        assert words in str(error.value)
    assert (native / NATIVE).read_bytes() == before
    assert not native_built(native)


def test_without_a_compiler_the_message_says_what_is_lost_and_how_to_get_it(native, monkeypatch):
    monkeypatch.setenv("PATH", str(native))
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(NotBuilt) as error:
        build_native(native)
    assert "no C++ compiler was found (g++ or clang++; CXX names another)" in str(error.value)
    assert "C++ コンパイラ (g++ か clang++。CXX で指定可) が見つかりません" in str(error.value)
    assert not native_built(native)


def wheel_of(project: Path) -> Path:
    """The wheel that hatchling makes of a small project with this hook."""
    from hatchling.builders.wheel import WheelBuilder

    root = Path(hatch_build.__file__).parent
    shutil.copy(root / "hatch_build.py", project)
    (project / ".gitignore").write_text("_native.*\n")
    (project / "src/mieru/__init__.py").write_text("")
    (project / "pyproject.toml").write_text(
        '[project]\nname = "mieru"\nversion = "1"\nrequires-python = ">=3.11"\n'
        "[tool.hatch.build.hooks.custom]\n"
        '[tool.hatch.build.targets.wheel]\npackages = ["src/mieru"]\n'
    )
    return Path(next(WheelBuilder(str(project)).build(directory=str(project / "dist"))))


@needs_compiler
def test_a_wheel_with_native_code_is_for_this_kind_of_machine_and_every_python(native):
    wheel = wheel_of(native)
    assert "-py3-none-" in wheel.name
    assert not wheel.name.endswith("any.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert f"mieru/kernels/{NATIVE.name}" in names
    assert not [name for name in names if name.endswith(".built-from")]


def test_a_wheel_without_a_compiler_is_for_every_machine(native, monkeypatch, capfd):
    monkeypatch.setenv("PATH", str(native))
    monkeypatch.delenv("CXX", raising=False)
    wheel = wheel_of(native)
    assert wheel.name == "mieru-1-py3-none-any.whl"
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "_native" in name]
    assert "no C++ compiler was found" in "".join(capfd.readouterr())
