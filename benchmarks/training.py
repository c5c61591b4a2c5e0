"""Training steps side by side: ``python benchmarks/training.py [--rounds 15] [--peers a,b]``."""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

from cases import CASES, Case
from report import machine, save, table

PEERS = {
    "mieru_fit": "Mieru",
    "torch_eager": "PyTorch eager",
    "torch_compiled": "PyTorch compiled",
    "keras_jax": "Keras on JAX",
    "sklearn_mlp": "scikit-learn",
    "numpy_loop": "NumPy",
}
REFERENCE = "torch_eager"
# Threads of OpenMP and of BLAS go on spinning for up to 0.2 s after their work, on the cores that
# the next peer is measured on.
SETTLE = 0.5


class Peer:
    """A worker process that sleeps until it is asked for steps."""

    def __init__(self, peer: str, case: Case) -> None:
        worker = Path(__file__).parent / "worker.py"
        self._process = subprocess.Popen(
            [sys.executable, str(worker), peer, case.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        first = self._process.stdout.readline()
        if not first:
            raise RuntimeError(f"{peer} did not start:\n{self._process.stderr.read()[-1500:]}")
        self.first_step = float(first)
        self.peak = 0

    def seconds(self, steps: int) -> float:
        self._process.stdin.write(f"{steps}\n")
        self._process.stdin.flush()
        seconds, peak = self._process.stdout.readline().split()
        self.peak = int(peak)
        return float(seconds)

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=60)


def measure(case: Case, names: list[str], rounds: int) -> dict[str, dict[str, float]]:
    peers = {name: Peer(name, case) for name in names}
    taken: dict[str, list[float]] = {name: [] for name in names}
    for peer in peers.values():
        peer.seconds(case.steps)  # once for compilers and caches
    for _ in range(rounds):
        for name, peer in peers.items():
            time.sleep(SETTLE)
            taken[name].append(peer.seconds(case.steps) / case.steps)
    for peer in peers.values():
        peer.close()
    reference = statistics.median(taken.get(REFERENCE, [float("nan")]))
    return {
        name: {
            "microseconds": statistics.median(times) * 1e6,
            "fastest": min(times) * 1e6,
            "times PyTorch eager": reference / statistics.median(times),
            "first step s": peers[name].first_step,
            "peak MB": peers[name].peak / 1024,
        }
        for name, times in taken.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--cases", default=",".join(CASES))
    options = parser.parse_args()
    names = options.peers.split(",")
    results = {}
    for case in (CASES[name] for name in options.cases.split(",")):
        results[case.name] = found = measure(case, names, options.rounds)
        print(f"\n{case.name}, batch {case.batch}, {case.examples:,} examples, step in µs")
        print(table({PEERS[name]: row for name, row in found.items()}))
    print(
        "\n" + save("training", {"machine": machine(), "rounds": options.rounds, "cases": results})
    )


if __name__ == "__main__":
    main()
