"""Training steps of convolutional networks: ``python benchmarks/convolution.py [--rounds 15]``."""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from picture_cases import PICTURE_CASES, PictureCase
from report import machine, save, table

PEERS = {
    "mieru_pictures": "Mieru",
    "torch_pictures": "PyTorch eager, channels last",
    "torch_pictures_compiled": "PyTorch compiled",
}
REFERENCE = "torch_pictures"
SETTLE = 0.5  # OpenMP's threads go on spinning for a while, on the cores of the next peer


class Peer:
    """A worker process that sleeps until it is asked for steps; it answers wall and CPU time."""

    def __init__(self, peer: str, case: PictureCase) -> None:
        worker = Path(__file__).parent / "picture_worker.py"
        self._process = subprocess.Popen(
            [sys.executable, str(worker), peer, case.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
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


def measure(case: PictureCase, names: list[str], rounds: int) -> dict[str, dict[str, float]]:
    peers = {name: Peer(name, case) for name in names}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for peer in peers.values():
        peer.seconds(case.steps)  # once for compilers and caches
    for _ in range(rounds):
        for name, peer in peers.items():
            time.sleep(SETTLE)
            taken[name].append(peer.seconds(case.steps))
    for peer in peers.values():
        peer.close()
    middle = {
        name: [statistics.median(part) for part in zip(*times, strict=True)]
        for name, times in taken.items()
    }
    wall, cpu = middle.get(REFERENCE, [float("nan")] * 2)
    return {
        name: {
            "milliseconds": middle[name][0] * 1e3,
            "fastest": min(times)[0] * 1e3,
            "CPU ms": middle[name][1] * 1e3,
            "times PyTorch eager": wall / middle[name][0],
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
    names = options.peers.split(",")
    malloc = {key: value for key, value in os.environ.items() if "MALLOC" in key}
    results = {}
    for case in (PICTURE_CASES[name] for name in options.cases.split(",")):
        results[case.name] = found = measure(case, names, options.rounds)
        print(f"\n{case.name}, batch {case.batch}, step in ms, malloc {malloc or 'as it comes'}")
        print(table({PEERS[name]: row for name, row in found.items()}))
    kept = {"machine": machine(), "rounds": options.rounds, "malloc": malloc, "cases": results}
    print("\n" + save("convolution", kept))


if __name__ == "__main__":
    main()
