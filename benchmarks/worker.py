"""One peer in a process of its own: ``python worker.py PEER CASE``.

Reads a number of steps from standard input, does them, and answers with the seconds they took.
"""

import importlib
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def main(peer: str, name: str) -> None:
    from cases import CASES

    # Whatever a library prints must not mix with the answers.
    answers, sys.stdout = os.fdopen(os.dup(1), "w"), sys.stderr
    case = CASES[name]
    began = time.perf_counter()
    steps = importlib.import_module(f"peers.{peer}").prepare(case)
    steps(1)
    print(time.perf_counter() - began, file=answers, flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        steps(int(line))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(time.perf_counter() - began, peak, file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
