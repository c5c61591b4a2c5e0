"""Each kernel of convolution by itself: ``python benchmarks/kernels.py [--rounds 15]``.

How much of the machine's measured peak it reaches, and how it stands to plain XLA. The operations
are those of the plain sum; Winograd's way does fewer, so it may pass the peak.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from cases import cores
from report import machine, save, table

from mieru.kernels import convolution as native, plain_convolution as plain
from mieru.kernels.convolution import Geometry
from mieru.kernels.native_calls import instructions

# Pictures, side of the picture, channels, channels out, side of the kernel, stride.
SHAPES = {
    "LeNet 1": (64, 28, 1, 32, 5, 1),
    "LeNet 2": (64, 14, 32, 64, 5, 1),
    "VGG-like 2": (64, 32, 32, 32, 3, 1),
    "VGG-like 4": (64, 16, 64, 64, 3, 1),
    "VGG-like 6": (64, 8, 128, 128, 3, 1),
    "ResNet-18, 64 channels": (32, 32, 64, 64, 3, 1),
    "ResNet-18, to 128": (32, 32, 64, 128, 3, 2),
    "ResNet-18, 256 channels": (32, 8, 256, 256, 3, 1),
    "ResNet-18, 512 channels": (32, 4, 512, 512, 3, 1),
    "DCGAN, 64 to 128": (64, 14, 64, 128, 4, 2),
    "1×1, 64 to 128": (64, 16, 64, 128, 1, 1),
}


def peak() -> float:
    """GFLOP/s of all cores at nothing but multiplying and adding (peak.cc)."""
    source = Path(__file__).parent / "peak.cc"
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "peak"
        options = ("-O3", "-march=native", "-ffp-contract=fast", "-std=c++17", "-pthread")
        subprocess.run(["c++", *options, "-o", program, source], check=True)
        found = subprocess.run([program, str(cores())], check=True, capture_output=True, text=True)
    return float(found.stdout)


def seconds(call: Callable[[], jax.Array], budget: float = 0.05) -> float:
    """Of one call, where as many as fill the budget follow one another."""
    jax.block_until_ready(call())
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < budget:
        jax.block_until_ready(call())
        count += 1
    return (time.perf_counter() - began) / count


def forms(kernels: object, shape: tuple[int, ...]) -> dict[str, Callable[[], jax.Array]]:
    n, size, channels, out, side, stride = shape
    pad = (side - 1) // 2
    geometry = Geometry((stride, stride), ((pad, pad), (pad, pad)))
    rng = np.random.default_rng(0)
    x, k = (
        jnp.asarray(rng.normal(size=s), jnp.float32)
        for s in ((n, size, size, channels), (side, side, channels, out))
    )
    # All as arguments, or the compiler would work the results out beforehand.
    forward = jax.jit(lambda x, k: kernels.convolution(x, k, geometry))
    to_input = jax.jit(
        lambda d, k: kernels.convolution_input_gradient(d, k, geometry, (size, size))
    )
    to_weights = jax.jit(
        lambda x, d: kernels.convolution_weight_gradient(x, d, geometry, (side, side))
    )
    d = jnp.asarray(rng.normal(size=jax.eval_shape(forward, x, k).shape), jnp.float32)
    return {
        "forward": lambda: forward(x, k),
        "to the input": lambda: to_input(d, k),
        "to the weights": lambda: to_weights(x, d),
    }


def operations(shape: tuple[int, ...]) -> float:
    n, size, channels, out, side, stride = shape
    rows = (size + 2 * ((side - 1) // 2) - side) // stride + 1
    return 2.0 * n * rows * rows * side * side * channels * out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--shapes", default=",".join(SHAPES))
    options = parser.parse_args()
    most, rows = peak(), {}
    print(f"peak: {most:.0f} GFLOP/s, instruction set {instructions()[-1]}")
    for name, shape in SHAPES.items():
        if name not in options.shapes:
            continue
        ours, theirs = (forms(kernels, shape) for kernels in (native, plain))
        taken = {way: ([], []) for way in ours}
        for _ in range(options.rounds):
            for way in ours:
                taken[way][0].append(seconds(ours[way]))
                taken[way][1].append(seconds(theirs[way]))
        for way, both in taken.items():
            mine, other = map(statistics.median, both)
            rate = operations(shape) / mine / 1e9
            rows[f"{name}, {way}"] = {
                "milliseconds": mine * 1e3,
                "GFLOP/s": rate,
                "share of the peak": rate / most,
                "times plain XLA": other / mine,
            }
    print(table(rows))
    kept = {"machine": machine(), "rounds": options.rounds, "peak": most, "kernels": rows}
    print("\n" + save("kernels", kept))


if __name__ == "__main__":
    main()
