"""The playground against the original's own engine: ``./run bench playground --source PATH``.

PATH is a checkout of the original, its bare repository, or an address that git can clone; its
engine (``src/nn.ts``) runs under Node and is not kept. An epoch is what the original does in one:
every training point in batches of 10, then both losses; here it is played and its past is kept, as
the page does. Pictures are all units at 100 × 100 places. Both sides take turns.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from report import machine, save, table

from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.features import USUAL
from mieru.playground.live import Live

HERE = Path(__file__).resolve().parent
COMPILER = HERE.parent / "web" / "node_modules" / ".bin" / "tsc"
DENSITY = 100
TURN = 0.3  # seconds that a turn should take
NETWORKS = {
    "2-4-2-1": Experiment(),
    "2-4-2-1 in the original's mode": Experiment(mode="original"),
    "7-8-8-8-8-8-8-1": Experiment(
        features=USUAL, layers=tuple(HiddenLayer(8) for _ in range(6)), rate=0.01
    ),
}

Work = Callable[[int], float]  # does something so often, and tells the seconds


class Original:
    """The original's engine under Node."""

    def __init__(self, source: Path) -> None:
        self._process = subprocess.Popen(
            ["node", str(HERE / "original" / "engine.cjs"), str(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, setting: dict[str, object]) -> None:
        assert self.ask(json.dumps(setting)) == "ready"

    def work(self, what: str) -> Work:
        return lambda count: float(self.ask(f"{what} {count}"))

    def ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError("the original's engine failed under Node")
        return answer

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def compiled_engine(given: str, folder: Path) -> Path:
    """``src/nn.ts`` of what ``--source`` names, as JavaScript."""
    source = Path(given) / "src" / "nn.ts"
    options = ["--outDir", str(folder), "--module", "commonjs", "--target", "es2018"]
    # It is older than the compiler, which finds fault with its types and compiles it all the same.
    subprocess.run(
        [COMPILER, source if source.is_file() else checked_out(given, folder), *options],
        check=False,
        capture_output=True,
    )
    found = folder / "nn.js"
    if not found.is_file():
        sys.exit(f"the engine of {given} could not be compiled")
    return found


def checked_out(given: str, folder: Path) -> Path:
    """``src/nn.ts`` out of a repository."""
    repository = given
    if not Path(given).is_dir():
        repository = str(folder / "original.git")
        subprocess.run(
            ["git", "clone", "--quiet", "--bare", "--depth", "1", given, repository], check=True
        )
    shown = subprocess.run(
        ["git", "-C", repository, "show", "HEAD:src/nn.ts"], check=True, capture_output=True
    )
    path = folder / "nn.ts"
    path.write_bytes(shown.stdout)
    return path


def ours(experiment: Experiment) -> tuple[dict[str, Work], dict[str, object]]:
    """The same work here, and what the original must be told for it."""
    live = Live(experiment)
    setup, points, train = live.setup, live.points, live.points.train
    axis = np.linspace(-6, 6, DENSITY)
    grid = np.stack(np.meshgrid(axis, axis[::-1]), axis=-1).reshape(-1, 2)
    places = setup.features.values(grid)

    def pictures(count: int) -> None:
        for _ in range(count):
            live.engine.pictures(places)

    rows = np.column_stack([points.xy, 2 * points.t - 1]).tolist()
    setting = {
        "sizes": setup.sizes,
        "batch": experiment.batch_size,
        "rate": experiment.rate,
        "train": rows[:train],
        "test": rows[train:],
        "density": DENSITY,
    }
    return {"epochs": timed(live.advance_epochs), "pictures": timed(pictures)}, setting


def timed(work: Callable[[int], None]) -> Work:
    def measured(count: int) -> float:
        began = time.perf_counter()
        work(count)
        return time.perf_counter() - began

    return measured


def enough(work: Work) -> int:
    """How often makes a turn, once warm."""
    work(3)
    count = 1
    while (taken := work(count)) < TURN / 4:
        count *= 2
    return max(1, round(count * TURN / taken))


def compare(sides: dict[str, Work], rounds: int) -> dict[str, float]:
    """Milliseconds of one, the median of the rounds, by side."""
    counts = {name: enough(work) for name, work in sides.items()}
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, work in sides.items():
            taken[name].append(1e3 * work(counts[name]) / counts[name])
    return {name: statistics.median(times) for name, times in taken.items()}


def measure(source: Path, rounds: int) -> dict[str, dict[str, float]]:
    found = {}
    for name, experiment in NETWORKS.items():
        original = Original(source)
        try:
            works, setting = ours(experiment)
            original.begin(setting)
            for what, word in (("epochs", "an epoch"), ("pictures", "all pictures")):
                ms = compare({"original": original.work(what), "Mieru": works[what]}, rounds)
                found[f"{name}, {word}"] = {
                    "original ms": ms["original"],
                    "Mieru ms": ms["Mieru"],
                    "ratio": ms["original"] / ms["Mieru"],
                }
        finally:
            original.end()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", help="the original: a folder, a bare repository, an address")
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    if not asked.source or not shutil.which("node") or not COMPILER.exists():
        print("needs --source (the original's source), Node.js, and the packages of web/ (npm ci)")
        return
    with tempfile.TemporaryDirectory() as folder:
        found = measure(compiled_engine(asked.source, Path(folder)), asked.rounds)
    print(table(found))
    print(save("playground", {"machine": machine() | {"node": node()}, "networks": found}))


def node() -> str:
    return subprocess.run(
        ["node", "--version"], check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    main()
