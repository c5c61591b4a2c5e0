"""Every example of the README and of docs/ runs, in the order in which a reader meets it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mieru.nn import activations

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "README.ja.md", *(ROOT / "docs").rglob("*.md")])
TAKES_A_MINUTE = "mieru run mlp"  # on the English page alone, where it says the same
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_python_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    code = blocks(page, "python")
    if not code:
        pytest.skip("no Python on this page")
    if 'load("mnist"' in "".join(code):
        monkeypatch.setenv("MIERU_DATA", str(request.getfixturevalue("data_folder")))
    monkeypatch.chdir(tmp_path)
    # What a page adds to the activation functions is forgotten after it.
    monkeypatch.setattr(activations, "_FUNCTIONS", dict(activations._FUNCTIONS))
    names: dict[str, object] = {"__name__": "__main__"}
    for block in code:
        exec(compile(block, str(page), "exec"), names)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_commands_of_a_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    lines = [line for block in blocks(page, "console") for line in block.splitlines() if line]
    if ".ja" in page.name:
        lines = [line for line in lines if not line.startswith(TAKES_A_MINUTE)]
    if not lines:
        pytest.skip("no commands on this page")
    if "mnist" in page.read_text("utf-8") or "run mlp" in "".join(lines):
        monkeypatch.setenv("MIERU_DATA", str(request.getfixturevalue("data_folder")))
    for line in lines:
        words = shlex.split(line, comments=True)
        assert words[0] == "mieru", f"{page.name}: {line}"
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_each_page_stands_in_both_languages() -> None:
    english = {page.name for page in (ROOT / "docs").glob("*.md")}
    japanese = {page.name for page in (ROOT / "docs" / "ja").glob("*.md")}
    assert english == japanese
    assert (ROOT / "README.ja.md").exists()
