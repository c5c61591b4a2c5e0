"""One peer in a process of its own: ``python picture_worker.py PEER CASE``.

Reads a number of steps from standard input, does them, and answers with the wall and CPU seconds.
"""

import importlib
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def main(peer: str, name: str) -> None:
    from picture_cases import PICTURE_CASES

    # Whatever a library prints must not mix with the answers.
    answers, sys.stdout = os.fdopen(os.dup(1), "w"), sys.stderr
    steps = importlib.import_module(f"peers.{peer}").prepare(PICTURE_CASES[name])
    for line in sys.stdin:
        began, used = time.perf_counter(), time.process_time()
        steps(int(line))
        print(time.perf_counter() - began, time.process_time() - used, file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
