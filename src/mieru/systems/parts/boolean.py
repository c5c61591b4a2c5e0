"""Boolean functions as threshold units: one where that is possible, else two layers.

A truth table is a text of 2ⁿ digits, the outputs for the inputs 0…00, 0…01, 0…10, … in that order.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from mieru.nn import Dense, Network, Parameters, predict

# Threshold functions of up to four inputs need no larger whole weights (Muroga 1971).
LARGEST_WEIGHT = 3


@dataclass(frozen=True)
class Unit:
    """Fires (1) where the weighted sum of its inputs reaches the threshold."""

    weights: tuple[int, ...]
    threshold: float


def inputs_of(count: int) -> NDArray[np.float32]:
    """Every row of a truth table's inputs, (2ⁿ, n)."""
    return np.array(list(product((0, 1), repeat=count)), dtype=np.float32)


def gates_for(table: str) -> list[list[Unit]]:
    """Layers of units that give ``table``: one unit if one will do, else patterns and an OR."""
    alone = _single_units(_count(table)).get(table)
    if alone:
        return [[alone]]
    patterns = _patterns(table)
    return [[_recognising(p) for p in patterns], [Unit((1,) * len(patterns), 0.5)]]


def outputs_of(layers: list[list[Unit]]) -> NDArray[np.float32]:
    """What the network of these units gives for every row of its truth table, (2ⁿ,)."""
    network, parameters = as_network(layers)
    return predict(network, parameters, inputs_of(len(layers[0][0].weights)))[:, 0]


def as_network(layers: list[list[Unit]]) -> tuple[Network, Parameters]:
    """The units as a Mieru network: u = x·W − θ, then Heaviside, layer by layer."""
    parts = [part for layer in layers for part in (Dense(len(layer)), "heaviside")]
    network = Network(len(layers[0][0].weights), parts)
    arrays = [
        {
            "weight": np.array([unit.weights for unit in layer], dtype=np.float32).T,
            "bias": np.array([-unit.threshold for unit in layer], dtype=np.float32),
        }
        for layer in layers
    ]
    return network, dict(zip(network.parameter_shapes, arrays, strict=True))


def count_by_one_unit(inputs: int) -> int:
    """How many Boolean functions of that many inputs a single unit gives."""
    return len(_single_units(inputs))


def _count(table: str) -> int:
    return len(table).bit_length() - 1


@lru_cache(maxsize=4)
def _single_units(inputs: int) -> dict[str, Unit]:
    """Every function that one unit gives, with the smallest whole weights for it."""
    weights = list(product(range(-LARGEST_WEIGHT, LARGEST_WEIGHT + 1), repeat=inputs))
    weights.sort(key=lambda w: sum(map(abs, w)))
    sums = inputs_of(inputs).astype(int) @ np.array(weights).T
    found: dict[str, Unit] = {}
    for w, column in zip(weights, sums.T, strict=True):
        reached = np.unique(column)
        # Thresholds halfway between sums, and one beyond each end (always, never).
        for threshold in [reached[0] - 0.5, *(reached[:-1] + reached[1:]) / 2, reached[-1] + 0.5]:
            table = "".join("1" if s >= threshold else "0" for s in column)
            found.setdefault(table, Unit(w, float(threshold)))
    return found


# A pattern has for each input 1, 0, or None where it does not matter.
Pattern = tuple[int | None, ...]


def _patterns(table: str) -> list[Pattern]:
    """Few patterns that cover exactly the rows with output 1, the widest first."""
    rows = list(product((0, 1), repeat=_count(table)))
    on = {row for row, digit in zip(rows, table, strict=True) if digit == "1"}
    covers = {
        pattern: {row for row in rows if _fits(pattern, row)}
        for pattern in product((0, 1, None), repeat=_count(table))
    }
    allowed = {pattern: found for pattern, found in covers.items() if found <= on}
    chosen, left = [], set(on)
    while left:
        best = max(allowed, key=lambda p: (len(allowed[p] & left), p.count(None)))
        chosen.append(best)
        left -= allowed[best]
    return chosen


def _fits(pattern: Pattern, row: tuple[int, ...]) -> bool:
    return all(wanted in (None, digit) for wanted, digit in zip(pattern, row, strict=True))


def _recognising(pattern: Pattern) -> Unit:
    """Fires on the pattern alone: +1 for each wanted 1, −1 for each wanted 0."""
    weights = tuple({1: 1, 0: -1, None: 0}[wanted] for wanted in pattern)
    return Unit(weights, pattern.count(1) - 0.5)
