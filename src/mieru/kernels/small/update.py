"""How a gradient becomes a change of the weights, in NumPy: the formulas of ``mieru.learn``."""

from typing import NamedTuple

import numpy as np

from mieru.kernels.small.knobs import Knobs
from mieru.kernels.small.numbers import Numbers


class Rule(NamedTuple):
    """An optimizer at one step; ``t`` counts its updates from 1.

    ``rate`` may be an array, where many are tried side by side on the last axis of g, w and memory.
    """

    knobs: Knobs
    rate: float | np.ndarray
    t: int

    def apply(
        self, g: np.ndarray, w: np.ndarray, memory: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """(Δw, the memory after it) for gradient g (P,), parameters w (P,) and memory (2, P)."""
        number = w.dtype.type
        rate, small = number(self.rate), number(self.knobs.small)
        first, second = memory
        match self.knobs.optimizer:
            case "momentum" | "nesterov":
                mu = number(self.knobs.momentum)
                first = mu * first - rate * g
                change = mu * first - rate * g if self.knobs.optimizer == "nesterov" else first
            case "adagrad":
                second = second + g * g
                change = -rate * g / np.sqrt(second + small)
            case "rmsprop":
                decay = number(self.knobs.decay1)
                second = (1 - decay) * g * g + decay * second
                change = -rate * g / np.sqrt(second + small)
            case "adam" | "adamw":
                first, second, change = self._adam(g, w, memory)
            case _:
                change = -rate * g
        return change, np.stack([first, second])

    def _adam(
        self, g: np.ndarray, w: np.ndarray, memory: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        number, knobs = w.dtype.type, self.knobs
        decay1, decay2 = number(knobs.decay1), number(knobs.decay2)
        first = (1 - decay1) * g + decay1 * memory[0]
        second = (1 - decay2) * g * g + decay2 * memory[1]
        mean = first / number(1 - knobs.decay1**self.t)
        square = second / number(1 - knobs.decay2**self.t)
        change = mean / (np.sqrt(square) + number(knobs.small))
        if knobs.optimizer == "adamw":
            change = change + number(knobs.weight_decay) * w
        return first, second, -number(self.rate) * change


def clipped(gradient: np.ndarray, most: float) -> np.ndarray:
    """The whole gradient shortened to the norm ``most`` where it is longer."""
    # Measured in units of its largest number: squares of 10²⁰ would be infinite in float32.
    unit = max(1e-30, float(np.max(np.abs(gradient))))
    norm = unit * float(np.linalg.norm(gradient.astype(np.float64) / unit))
    if norm <= most:
        return gradient
    return np.asarray(gradient * gradient.dtype.type(most / norm))


def regularized(after: np.ndarray, numbers: Numbers, threshold: float, rule: str) -> np.ndarray:
    """L1's part of a step, on ``after`` (P,) itself; returns which links live (W,).

    ``threshold`` is rate·l1. A dead link keeps the weight that it had.
    """
    alive = numbers.alive != 0
    weights, before = after[: len(alive)], numbers.parameters[: len(alive)]
    step = after.dtype.type(threshold)
    living = alive
    if threshold > 0 and rule == "proximal":
        weights -= np.clip(weights, -step, step)
    elif threshold > 0:
        moved = weights - step * np.sign(before)
        killed = alive & (weights * moved < 0)
        living = alive & ~killed
        weights[:] = np.where(killed, 0, moved)
    np.copyto(weights, before, where=~alive)
    return np.asarray(living, np.uint8)
