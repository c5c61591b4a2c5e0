"""What must hold for the project as a whole: its files, its locks, its words, its rooms."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

import mieru
from mieru.systems import SYSTEMS

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ja.md")
LONGEST_FILE = 350
DISTRIBUTIONS = {"PIL": "pillow", "sklearn": "scikit-learn"}
NEVER_IMPORTED = {"uvloop", "websockets"}  # Uvicorn runs on the one, and speaks through the other
HEAVY = ("jax", "optax", "scipy", "sklearn", "matplotlib", "sympy", "starlette", "PIL")


def called(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@cache
def texts() -> dict[str, str]:
    """The text files that are, or are about to be, under version control."""
    listed = called("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.returncode:
        pytest.skip("not a git checkout")
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                found[name] = content.decode("utf-8")
    return found


def registry_hosts() -> set[str]:
    """The hosts this machine fetches packages from, which are nobody else's business."""
    told = ""
    pip, npm = ("pip", "config", "list"), ("npm", "config", "get", "registry")
    for command in ((sys.executable, "-m", *pip), npm):
        try:
            told += called(*command).stdout
        except FileNotFoundError:
            continue
    for source in Path("/etc/apt").glob("sources.list*/**/*"):
        told += source.read_text("utf-8") if source.is_file() else ""
    return set(re.findall(r"https?://([^/:\s\"']+)", told)) - {"localhost", "127.0.0.1"}


def test_no_file_names_a_path_of_somebodys_machine():
    machine = re.compile(
        rf"(?<![\w.*])/(?:w[o]rk|r[o]ot|home/\w+|Users/\w+)/|{re.escape(str(ROOT))}/"
    )
    named = {name: hit.group() for name, text in texts().items() if (hit := machine.search(text))}
    assert named == {}


def test_no_file_names_a_package_registrys_host():
    hosts = registry_hosts()
    named = {name: host for name, text in texts().items() for host in hosts if host in text}
    assert named == {}


@pytest.mark.parametrize("name", ["dev.lock", "installer.lock"])
def test_a_lock_pins_and_hashes_every_package_and_names_no_address(name):
    lock = (ROOT / "requirements" / name).read_text("utf-8")
    assert "://" not in lock
    entries = re.split(r"\n(?=\S)", lock.strip())
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_lock_holds_every_dependency_of_the_project_at_or_above_its_floor():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lock = (ROOT / "requirements/dev.lock").read_text("utf-8")
    pinned: dict[str, list[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE):
        pinned.setdefault(package, []).append(version)
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert wanted
    for dependency in wanted:
        package, floor = dependency.split(">=")
        for version in pinned[package.lower()]:
            assert numbers(version) >= numbers(floor), dependency


def test_every_package_that_is_imported_is_declared_and_the_other_way_round():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {floor.split(">=")[0] for floor in project["dependencies"]}
    optional = {f.split(">=")[0] for fs in project["optional-dependencies"].values() for f in fs}
    imported = set()
    for name, text in texts().items():
        if name.startswith("src/") and name.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    imported.add(node.module.split(".")[0])
    foreign = imported - sys.stdlib_module_names - {"mieru"}
    packages = {DISTRIBUTIONS.get(module, module) for module in foreign}
    assert packages <= declared | optional
    assert declared - packages == NEVER_IMPORTED


def numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def test_the_front_ends_lock_names_no_address():
    lock = ROOT / "web/package-lock.json"
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    addressed = [name for name, package in packages.items() if "://" in package.get("resolved", "")]
    assert packages
    assert addressed == []


def test_the_version_stands_in_one_place():
    assert re.fullmatch(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?", mieru.__version__)
    assert "version" not in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_changelog_has_a_place_for_the_next_version():
    headings = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert headings[0] == "Unreleased"


def commands_shown(readme: str) -> list[str]:
    """The commands in the fenced blocks of a README, without prompt, comment and language."""
    blocks = re.findall(r"```(?:bash|sh|shell|console)\n(.*?)```", readme, re.DOTALL)
    lines = "\n".join(blocks).splitlines()
    commands = (line.split("#")[0].removeprefix("$").replace("--lang ja", "") for line in lines)
    return [" ".join(command.split()) for command in commands if command.strip()]


def test_both_readmes_show_the_same_commands():
    english, japanese = (commands_shown((ROOT / name).read_text("utf-8")) for name in READMES)
    assert english == japanese
    for command in ("./run studio", "./run test"):
        assert command in english


@pytest.mark.parametrize("pages", ["docs", "docs/ja"])
def test_the_documents_name_every_system(pages):
    written = "".join(page.read_text("utf-8") for page in (ROOT / pages).glob("*.md"))
    assert [system.name for system in SYSTEMS if f"`{system.name}`" not in written] == []


def test_every_python_file_stays_short():
    long = {
        name: lines
        for name, text in texts().items()
        if name.startswith("src/") and name.endswith(".py")
        if (lines := text.count("\n")) > LONGEST_FILE
    }
    assert long == {}


@pytest.mark.parametrize("module", ["mieru", "mieru.words", "mieru.data"])
def test_importing_a_light_module_imports_nothing_heavy(module):
    told = called(sys.executable, "-c", f"import sys, {module}; print(*sys.modules)")
    assert told.returncode == 0, told.stderr
    assert set(told.stdout.split()).isdisjoint(HEAVY)


def test_no_room_goes_through_the_front_door():
    rooms = {path.name for path in (ROOT / "src/mieru").iterdir() if path.is_dir()}
    through = {
        name: used - rooms - {"__version__"}
        for name, text in texts().items()
        if name.startswith("src/mieru/") and name.endswith(".py")
        if (used := names_of_the_front_door(text)) - rooms - {"__version__"}
    }
    assert through == {}


def names_of_the_front_door(code: str) -> set[str]:
    """What the code takes from ``mieru`` itself: ``from mieru import fit``, ``mieru.fit``."""
    used = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module == "mieru":
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used |= {node.attr} if node.value.id == "mieru" else set()
    return used


def test_run_without_a_known_word_lists_what_it_can_do_in_both_languages():
    told = called("bash", "run", "nonsense")
    assert told.returncode == 2
    assert told.stdout == ""
    for words in ("./run studio", "open the studio", "スタジオを開きます", "Python 3.11 以降"):
        assert words in told.stderr
    assert called("bash", "run").stdout == called("bash", "run", "--help").stdout == told.stderr


def test_run_says_in_both_languages_that_python_is_missing(tmp_path):
    checkout = tmp_path / "checkout"
    (checkout / "src/mieru").mkdir(parents=True)
    for name in ("run", "pyproject.toml", "src/mieru/__init__.py"):
        (checkout / name).write_bytes((ROOT / name).read_bytes())
    (checkout / "requirements").mkdir()
    (checkout / "requirements/a.lock").write_text("")
    told = called("bash", str(checkout / "run"), "studio", PYTHON="no-such-python")
    assert told.returncode == 1
    assert "Mieru needs Python 3.11 or newer" in told.stderr
    assert "Python 3.11 以降が必要です" in told.stderr
    assert "PYTHON=" in told.stderr
    assert not (checkout / ".venv").exists()
