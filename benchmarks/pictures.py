"""Folders of pictures: how fast they are read, and whether learning waits for them.

``./run bench pictures [--count 4000] [--epochs 3]`` writes pictures of 32×32 as PNG and JPEG by
class, reads the folder, and learns them with augmentation. Reading is done by several threads and
ahead of the first step. The share of waiting is the time in which the compiled step has nothing to
do, of all the time between the first step and the last: it counts all that the host does between
two calls, the shuffled order of the next epochs included. "streamed" is the same with the pictures
in a file and windows of 4 MiB of them handed over, as where they are more than memory should hold.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from report import machine, save

CLASSES = 10
NETWORK = (
    "32x32x3, conv 32 3x3 padding=same, relu, maxpool 2, conv 64 3x3 padding=same, relu, "
    "maxpool 2, flatten, dense 10"
)
SMALL = "32x32x3, conv 8 3x3 stride=2, relu, flatten, dense 10"
WINDOW = 2**22  # bytes of pictures at a time where they are streamed: 1,365
BROKEN = (b"", b"\xff\xd8\xff\xe0 broken", b"\x89PNG\r\n\x1a\n broken")


@dataclass
class Waited:
    """Seconds in which the step was at work, and all seconds from its first call to its last."""

    at_work: float = 0.0
    began: float = 0.0
    ended: float = 0.0

    @property
    def share(self) -> float:
        """The share of the time in which it had nothing to do."""
        return 1 - self.at_work / (self.ended - self.began)


def write(folder: Path, count: int) -> None:
    """Pictures of noise, every other one JPEG, and files that are none."""
    random = np.random.default_rng(0)
    for i in range(count):
        place = folder / str(i % CLASSES)
        place.mkdir(exist_ok=True)
        pixels = random.integers(0, 256, (32, 32, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(place / f"{i}.{'jpg' if i // CLASSES % 2 else 'png'}")
    for i, content in enumerate(BROKEN):
        (folder / "0" / f"broken{i}.jpg").write_bytes(content)


def learned(network: str, data: Any, epochs: int) -> tuple[Waited, float]:
    """How long the step waited, and pictures a second, without the first call, which compiles."""
    import jax

    from mieru.learn import fit, learner
    from mieru.nn import Network

    waited, calls = Waited(), 0
    real: Any = learner.advance

    def watched(*given: Any) -> Any:
        nonlocal calls
        began = time.perf_counter()
        found = jax.block_until_ready(real(*given))
        ended = time.perf_counter()
        calls += 1
        if calls == 2:
            waited.began = began
        if calls >= 2:
            waited.at_work, waited.ended = waited.at_work + ended - began, ended
        return found

    learner.advance = watched
    try:
        fit(
            Network.parse(network),
            data.train,
            epochs=epochs,
            batch_size=64,
            augment="shift 4, flip",
        )
    finally:
        learner.advance = real
    return waited, epochs * len(data.train) / (waited.ended - waited.began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()

    import mieru
    from mieru.data import large
    from mieru.learn import stream

    results: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as room:
        write(Path(room), options.count)
        for how in ("whole", "streamed"):
            if how == "streamed":
                large.LARGE, stream.WINDOW = 0, WINDOW
            began = time.perf_counter()
            data = mieru.data.load(room, size=32, validation=0, test=0)
            seconds = time.perf_counter() - began
            by_second = options.count / seconds
            print(f"{how}: read {len(data.train)} pictures in {seconds:.2f} s ({by_second:,.0f}/s)")
            print(*data.notes, sep="\n")
            results[how] = found = {"read_by_second": by_second}
            for name, network in (("convolutional", NETWORK), ("one small layer", SMALL)):
                waited, speed = learned(network, data, options.epochs)
                print(f"{name}: {speed:,.0f} pictures/s, the step waits {waited.share:.2%}")
                found[name] = {"pictures_by_second": speed, "waiting_share": waited.share}
    print(save("pictures", results))


if __name__ == "__main__":
    main()
