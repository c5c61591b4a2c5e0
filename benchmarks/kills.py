"""How often a killed run resumes to the very same bits: ``./run bench kills [--kills 100]``.

A run with everything that learning can remember (Adam, a schedule, dropout, batch normalization,
early stopping, a checkpoint after each chunk of steps) is learned once in peace. Then it is learned
again in processes that are killed by ``kill -9`` at random moments, a new one going on from the
checkpoint of the one before, until it ends; and so on, until there have been enough kills. A run
is right if parameters, running state, kept epoch and history (but for its seconds) have the bits
of the run in peace.
"""

import argparse
import hashlib
import json
import random
import selectors
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Count:
    """What has happened."""

    kills: int = 0
    while_writing: int = 0  # kills that left a half-written file beside the checkpoint
    before_checkpoint: int = 0  # kills after which one began anew
    runs: int = 0
    identical_runs: int = 0


class Learning:
    """A process that learns, from the checkpoint where there is one."""

    def __init__(self, checkpoint: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--learn", str(checkpoint)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._answers = self._process.stdout
        assert self._answers.readline() == "ready\n", "the process that learns did not start"
        self.began = time.perf_counter()

    def digest(self, seconds: float | None = None) -> str | None:
        """The digest of the finished run; None where ``seconds`` are over before that."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            if not selector.select(seconds):
                return None
        line = self._answers.readline().strip()
        self._process.wait()
        self._answers.close()
        if not line:
            raise RuntimeError("the process that learns failed")
        return line

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._answers.close()


def learn(checkpoint: Path) -> str:
    """Learns to the end, and returns a digest of all that was learned."""
    import numpy as np

    from mieru.data import DataSet, Examples
    from mieru.learn import Adam, Checkpoint, Cosine, EarlyStopping, fit, resume
    from mieru.nn import Network

    numbers = np.random.default_rng(0)
    x = numbers.normal(size=(500, 64)).astype(np.float32)
    t = (x[:, :10] + numbers.normal(size=(500, 10)) / 2).argmax(axis=1).astype(np.int32)
    data = DataSet("noise", Examples(x[:400], t[:400]), Examples(x[400:], t[400:]))
    network = Network.parse(
        "64, dense 512, batchnorm, relu, dropout 0.3, dense 512, tanh, dense 10"
    )
    print("ready", flush=True)
    if checkpoint.exists():
        run = resume(Checkpoint(checkpoint, 0), data)
    else:
        run = fit(
            network,
            data,
            epochs=120,
            batch_size=32,
            optimizer=Adam(Cosine(0.003, epochs=120, warmup=2)),
            l1=1e-6,
            l2=1e-5,
            clip=1.0,
            stopping=EarlyStopping(120),
            checkpoint=Checkpoint(checkpoint, 0),
        )
    found = hashlib.sha256()
    for tree in (run.parameters, run.state):
        for layer in sorted(tree):
            for name in sorted(tree[layer]):
                found.update(tree[layer][name].tobytes())
    rows = [{k: v for k, v in row.items() if k != "seconds"} for row in run.history]
    found.update(json.dumps([rows, run.kept_epoch, run.ended]).encode())
    return found.hexdigest()


def in_peace(checkpoint: Path) -> tuple[str | None, float]:
    """The digest of a run that nobody kills, and how long it took."""
    learning = Learning(checkpoint)
    digest = learning.digest()
    return digest, time.perf_counter() - learning.began


def kill_and_resume(kills: int, seed: int | None = None) -> Count:
    """Kills ``kills`` times; see above."""
    moments, count = random.Random(seed), Count()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected, _ = in_peace(folder / "cold")
        again, whole = in_peace(folder / "warm")
        assert again == expected, "two processes in peace differ"
        while count.kills < kills:
            count.runs += 1
            checkpoint = folder / f"run{count.runs}" / "checkpoint"
            learning, killed = Learning(checkpoint), False
            # Each life is a part of the whole run, so that a run dies several times.
            while count.kills < kills:
                digest = learning.digest(moments.uniform(0, 0.4 * whole))
                if digest:
                    if not killed:  # the machine has become faster
                        whole = time.perf_counter() - learning.began
                    break
                killed = True
                learning.kill()
                count.kills += 1
                count.while_writing += bool(list(checkpoint.parent.glob(".*.part")))
                count.before_checkpoint += not checkpoint.exists()
                learning = Learning(checkpoint)
            else:
                digest = learning.digest()
            count.identical_runs += digest == expected
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--learn", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.learn:
        print(learn(options.learn), flush=True)
        return
    from report import machine, save

    count = kill_and_resume(options.kills, options.seed)
    print(
        f"{count.kills} kills ({count.while_writing} while a checkpoint was being written, "
        f"{count.before_checkpoint} before there was one) in {count.runs} runs: "
        f"{count.identical_runs} runs ended with the bits of the run in peace"
    )
    print(save("kills", {"machine": machine()} | vars(count)))
    if count.identical_runs != count.runs:
        sys.exit(1)


if __name__ == "__main__":
    main()
