"""Builds the studio's pages (web/) into the package: for the wheel, and for ./run as a script.

The pages carry a fingerprint of the sources they were built from, so building twice costs nothing
and pages that are older than their sources are built again. Without npm the package is built all
the same: the library and the command do not need the pages, and the studio says that it has none.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GENERATED = {"node_modules", "dist", "coverage", "test-results"}
PAGES = Path("src/mieru/studio/static")
FINGERPRINT = ".built-from"


class PagesError(Exception):
    """The pages could not be built; the message says why, in both languages."""


def fingerprint(web: Path) -> str:
    """A digest of every source file under ``web``: names and contents."""
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        inside = path.relative_to(web)
        if path.is_file() and not GENERATED & set(inside.parts) and path.suffix != ".tsbuildinfo":
            digest.update(f"{inside.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def built(root: Path) -> bool:
    """Whether the pages are those of the sources that are here."""
    web, mark = root / "web", root / PAGES / FINGERPRINT
    if not (web / "package.json").exists():
        return True
    return mark.exists() and mark.read_text() == fingerprint(web)


def build(root: Path) -> None:
    """Build the pages from their sources. Raises PagesError where npm is missing or fails."""
    web = root / "web"
    npm = shutil.which("npm")
    if npm is None:
        raise PagesError(
            "the studio's pages were not built: npm was not found; install Node.js 20.19 or newer\n"
            "スタジオの画面を作れませんでした: npm が見つかりません。"
            "Node.js 20.19 以降をインストールしてください"
        )
    install_packages(npm, web)
    call(npm, web, "run", "build")
    (root / PAGES / FINGERPRINT).write_text(fingerprint(web))


def install_packages(npm: str, web: Path) -> None:
    """``npm ci``, unless node_modules already holds just what package-lock.json asks for."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    installed = web / "node_modules" / ".installed-from"
    if installed.exists() and installed.read_text() == lock:
        return
    call(npm, web, "ci", "--no-audit", "--no-fund")
    installed.parent.mkdir(exist_ok=True)
    installed.write_text(lock)


def call(npm: str, web: Path, *arguments: str) -> None:
    """Run npm in ``web``, quiet unless it fails. Raises PagesError with the end of what it said."""
    done = subprocess.run(
        [npm, *arguments],
        cwd=web,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        command = f"npm {' '.join(arguments)}"
        raise PagesError(
            f"the studio's pages were not built: `{command}` failed\n"
            f"スタジオの画面を作れませんでした: `{command}` が失敗しました\n{done.stdout[-4000:]}"
        )


class PagesHook(BuildHookInterface[Any]):
    """Hatchling's hook: a wheel or an sdist gets the pages, an editable install has ./run."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version == "editable" or built(root):
            return
        try:
            build(root)
        except PagesError as error:
            self.app.display_warning(str(error))


def main() -> None:
    root = Path(__file__).parent
    if built(root):
        return
    print("▸ Building the studio's pages ... / スタジオの画面を作っています ...", flush=True)
    try:
        build(root)
    except PagesError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
