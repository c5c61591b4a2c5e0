"""The networks that are trained, the same for every peer."""

import os
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Case:
    name: str
    sizes: tuple[int, ...]
    activation: str  # of the hidden layers
    batch: int
    examples: int
    steps: int  # by round: about half a second for PyTorch
    rate: float = 0.05

    @property
    def classes(self) -> bool:
        return self.sizes[-1] > 1

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """x (N, inputs) float32; t (N,) int64 classes or (N, 1) float32 values."""
        random = np.random.default_rng(0)
        x = random.random((self.examples, self.sizes[0]), dtype=np.float32)
        if self.classes:
            return x, random.integers(0, self.sizes[-1], self.examples)
        return x, random.random((self.examples, 1), dtype=np.float32)


CASES = {
    case.name: case
    for case in (
        Case("2-4-2-1", (2, 4, 2, 1), "tanh", 10, 250, 4000),
        Case("784-100-10", (784, 100, 10), "sigmoid", 100, 60_000, 1200),
        Case("784-512-512-10", (784, 512, 512, 10), "relu", 128, 60_000, 400),
    )
}


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
