"""What the weights of a network look like, in numbers: the least that a doctor would ask for."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mieru.nn import Parameters


@dataclass(frozen=True)
class WeightStatistics:
    """One array of parameters: its path, shape, and how its numbers are spread."""

    name: str
    shape: tuple[int, ...]
    mean: float
    standard_deviation: float
    smallest: float
    largest: float
    share_of_zeros: float


def weight_statistics(parameters: Parameters) -> list[WeightStatistics]:
    """A line for each array of the tree, in its order: ``dense1.weight``, ``dense1.bias``, …"""
    return [_of(name, np.asarray(array)) for name, array in _arrays(parameters, "")]


def _of(name: str, array: np.ndarray) -> WeightStatistics:
    numbers = array.astype(np.float64)
    if not numbers.size:
        nothing = float("nan")
        return WeightStatistics(name, array.shape, *[nothing] * 5)
    with np.errstate(invalid="ignore", over="ignore"):
        return WeightStatistics(
            name=name,
            shape=array.shape,
            mean=float(numbers.mean()),
            standard_deviation=float(numbers.std()),
            smallest=float(numbers.min()),
            largest=float(numbers.max()),
            share_of_zeros=float(np.mean(numbers == 0)),
        )


def _arrays(tree: Parameters, path: str) -> Iterator[tuple[str, np.ndarray]]:
    for name, branch in tree.items():
        where = f"{path}.{name}" if path else name
        if isinstance(branch, dict):
            yield from _arrays(branch, where)
        else:
            yield where, branch
