"""Tries an installed Mieru as its user would: ``try_installed.py BIN [--wheel FILE]``.

BIN is the folder of an environment's commands. Runs outside the checkout, so that only what was
installed is found. With --wheel, also looks at what the wheel holds.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path


def said(*command: str | Path) -> str:
    """What the command printed on standard output. Raises CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=elsewhere,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=True,
        )
    return done.stdout


def try_command(mieru: Path) -> None:
    version = said(mieru, "--version").split()[-1]
    assert version[0].isdigit(), version
    assert "worked-example" in said(mieru, "list")
    assert "worked-example" in said(mieru, "list", "--lang", "ja")
    result = json.loads(said(mieru, "run", "worked-example", "--json"))
    numbers = list(result["metrics"].values())
    assert result["name"] == "worked-example", result
    assert 9 in numbers, numbers
    assert numbers.count(288) >= 2, numbers
    print(f"mieru {version} in {mieru}: E = 9, both derivatives 288")


def look_into(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "mieru/py.typed" in names
    assert "mieru/studio/static/index.html" in names, "the wheel holds no pages"
    native = [name for name in names if name.startswith("mieru/kernels/_native.")]
    assert native or wheel.stem.endswith("py3-none-any"), "a wheel for one machine without its code"
    assert native or not shutil.which("c++"), (
        "there is a compiler, but the wheel has no native code"
    )
    strangers = [name for name in names if not name.startswith(("mieru/", "mieru-"))]
    assert not strangers, strangers
    print(f"{wheel.name}: {len(names)} files, {wheel.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin", type=Path)
    parser.add_argument("--wheel", type=Path)
    arguments = parser.parse_args()
    if arguments.wheel:
        look_into(arguments.wheel)
    try_command(arguments.bin / "mieru")


if __name__ == "__main__":
    main()
