"""What a user waits for and carries: import, first step, peak memory, installed size."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from importlib.metadata import distribution, requires
from pathlib import Path

from report import machine, save, table

FIRST_STEP = """
import sys; sys.path.insert(0, {folder!r})
import importlib
from cases import CASES
importlib.import_module("peers.{peer}").prepare(CASES["784-100-10"])(1)
"""
ROUNDS = 3


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """(seconds, peak MB) of a whole process."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command} failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def median(
    command: list[str], environment: dict[str, str], rounds: int = ROUNDS
) -> dict[str, float]:
    runs = [timed(command, environment) for _ in range(rounds)]
    return {
        "seconds": statistics.median(s for s, _ in runs),
        "peak MB": statistics.median(m for _, m in runs),
    }


def installed_megabytes(package: str) -> float:
    """The package with all it needs, as it lies on disk."""
    seen: set[str] = set()
    waiting, total = [package], 0
    while waiting:
        name = waiting.pop()
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        try:
            found = distribution(name)
        except ModuleNotFoundError:
            continue
        files = [Path(found.locate_file(f)) for f in found.files or []]
        total += sum(f.stat().st_size for f in files if f.is_file())
        needed = [line for line in requires(name) or [] if "extra ==" not in line]
        waiting += [re.split(r"[^A-Za-z0-9_.-]", line.strip())[0] for line in needed]
    return total / 1e6


def main() -> None:
    python, folder = sys.executable, str(Path(__file__).parent)
    mieru = str(Path(sysconfig.get_path("scripts")) / "mieru")
    cache = tempfile.mkdtemp()
    warm = os.environ | {"JAX_COMPILATION_CACHE_DIR": cache}
    cold = os.environ | {"MIERU_COMPILATION_CACHE": "off"}
    commands = {
        "python -c pass": ([python, "-c", "pass"], warm),
        "import mieru": ([python, "-c", "import mieru"], warm),
        "mieru list": ([mieru, "list"], warm),
        "mieru --version": ([mieru, "--version"], warm),
        "import jax": ([python, "-c", "import jax"], warm),
        "import torch": ([python, "-c", "import torch"], warm),
    }
    first = {
        "Mieru, first step, cold": ("mieru_fit", cold),
        "Mieru, first step, warm cache": ("mieru_fit", warm),
        "PyTorch eager, first step": ("torch_eager", warm),
        "PyTorch compiled, first step": ("torch_compiled", warm),
        "Keras on JAX, first step": ("keras_jax", warm),
        "scikit-learn, first step": ("sklearn_mlp", warm),
    }
    for name, (peer, environment) in first.items():
        commands[name] = ([python, "-c", FIRST_STEP.format(folder=folder, peer=peer)], environment)
    found = {}
    for name, (command, environment) in commands.items():
        timed(command, environment)  # disk and compilation caches, the same for all
        found[name] = median(command, environment)
    shutil.rmtree(cache)
    print(table(found))
    sizes = {p: {"MB": installed_megabytes(p)} for p in ("mieru", "torch", "keras", "scikit-learn")}
    print("\ninstalled, with all it needs\n\n" + table(sizes))
    print(save("startup", {"machine": machine(), "processes": found, "installed": sizes}))


if __name__ == "__main__":
    main()
