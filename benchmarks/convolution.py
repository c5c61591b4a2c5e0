"""Training steps of convolutional networks: ``python benchmarks/convolution.py [--rounds 15]``."""

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from picture_cases import PICTURE_CASES, PictureCase
from report import machine, save, table

# glibc's malloc told to give nothing back: memory of large arrays is then not asked for anew, and
# zeroed by the system, in every step.
TUNED = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "2000000000"}


@dataclass(frozen=True)
class Rival:
    """A peer: the module of its steps, how it is called, and what its process finds set."""

    module: str
    title: str
    setting: dict[str, str] = field(default_factory=dict)
    eager: bool = False  # one of the layouts of PyTorch eager, the better of which is the measure


PEERS = {
    "mieru": Rival("mieru_pictures", "Mieru"),
    "torch_last": Rival("torch_pictures", "PyTorch eager, channels last", eager=True),
    "torch_first": Rival("torch_pictures_contiguous", "PyTorch eager, contiguous", eager=True),
    "torch_tuned": Rival("torch_pictures", "PyTorch channels last, tuned malloc", TUNED),
    "torch_compiled": Rival("torch_pictures_compiled", "PyTorch compiled, channels last"),
    "keras": Rival("keras_jax_pictures", "Keras on JAX"),
}
ONLY_PLAIN_STEPS = ("keras",)
SETTLE = 0.5  # OpenMP's threads go on spinning for a while, on the cores of the next peer


class Peer:
    """A worker process that sleeps until it is asked for steps; it answers wall and CPU time."""

    def __init__(self, rival: Rival, case: PictureCase) -> None:
        worker = Path(__file__).parent / "picture_worker.py"
        self._process = subprocess.Popen(
            [sys.executable, str(worker), rival.module, case.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | rival.setting,
        )

    def seconds(self, steps: int) -> tuple[float, float]:
        self._process.stdin.write(f"{steps}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"a peer stopped:\n{self._process.stderr.read()[-1500:]}")
        wall, cpu = answer.split()
        return float(wall) / steps, float(cpu) / steps

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=60)


Times = dict[str, list[tuple[float, float]]]


def measure(case: PictureCase, names: list[str], rounds: int) -> Times:
    """The wall and CPU seconds of a step, round by round; in each round everyone has a turn."""
    peers = {name: Peer(PEERS[name], case) for name in names}
    taken: Times = {name: [] for name in names}
    for peer in peers.values():
        peer.seconds(case.steps)  # once for compilers and caches
    for _ in range(rounds):
        for name, peer in peers.items():
            time.sleep(SETTLE)
            taken[name].append(peer.seconds(case.steps))
    for peer in peers.values():
        peer.close()
    return taken


def rows(taken: Times) -> dict[str, dict[str, float]]:
    """Medians, and their ratios to the better layout of PyTorch eager."""
    middle = {
        name: [statistics.median(part) for part in zip(*times, strict=True)]
        for name, times in taken.items()
    }
    nothing = [float("nan")] * 2
    wall, cpu = min((middle[name] for name in middle if PEERS[name].eager), default=nothing)
    return {
        name: {
            "milliseconds": middle[name][0] * 1e3,
            "fastest": min(times)[0] * 1e3,
            "CPU ms": middle[name][1] * 1e3,
            "times the better eager": wall / middle[name][0],
            "in CPU time": cpu / middle[name][1],
        }
        for name, times in taken.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--cases", default=",".join(PICTURE_CASES))
    options = parser.parse_args()
    malloc = {key: value for key, value in os.environ.items() if "MALLOC" in key}
    results = {}
    for case in (PICTURE_CASES[name] for name in options.cases.split(",")):
        left_out = ONLY_PLAIN_STEPS if case.generator or case.recipe else ()
        names = [name for name in options.peers.split(",") if name not in left_out]
        results[case.name] = found = rows(measure(case, names, options.rounds))
        print(f"\n{case.name}, batch {case.batch}, step in ms, malloc {malloc or 'as it comes'}")
        print(table({PEERS[name].title: row for name, row in found.items()}), flush=True)
        if case.recipe:
            for name, row in found.items():
                row["epoch s"] = row["milliseconds"] / 1e3 * case.epoch_steps
                print(f"{PEERS[name].title}: {row['epoch s']:.1f} s an epoch of 45,000 pictures")
    kept = {
        "machine": machine(),
        "rounds": options.rounds,
        "malloc": malloc or "as it comes",
        "tuned malloc": TUNED,
        "cases": results,
    }
    print("\n" + save("convolution", kept))


if __name__ == "__main__":
    main()
