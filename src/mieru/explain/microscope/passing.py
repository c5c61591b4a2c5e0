"""One pass of a batch through a chain and back, with everything kept."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.explain.microscope.chain import Chain, Level, flat
from mieru.kernels.small.functions import FUNCTIONS, sigmoid, softmax

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class PassedLevel:
    """What one level did with N examples. δ is ∂e/∂u of each example's own error e."""

    source: Array  # (N, incoming)
    u: Array  # (N, units), as all below
    f: Array  # f(u)
    slope: Array  # f′(u)
    factor: Array | None  # what dropout multiplies f(u) by: 0, or 1/(1 − share)
    z: Array
    delta: Array


@dataclass(frozen=True, eq=False)
class Passed:
    """The pass of x (N, F) with targets t (N, K), or class numbers (N, 1).

    ``answers`` (N, K) are the y, ``errors`` (N,) the e of each example; E is their mean.
    """

    chain: Chain
    x: Array
    t: Array
    levels: tuple[PassedLevel, ...]
    answers: Array
    errors: Array

    def __len__(self) -> int:
        return len(self.x)

    @property
    def error(self) -> float:
        """E, the mean over the examples."""
        return float(self.errors.mean())

    @property
    def gradient(self) -> Array:
        """∂E/∂parameter, flat as :attr:`Chain.flat`."""
        n = len(self)
        return flat(
            (one.delta.T @ one.source / n for one in self.levels),
            (
                None if level.biases is None else one.delta.mean(axis=0)
                for one, level in zip(self.levels, self.chain.levels, strict=True)
            ),
        )


Factors = tuple[Array | None, ...]


def passed(chain: Chain, x: npt.ArrayLike, t: npt.ArrayLike, factors: Factors = ()) -> Passed:
    """Takes x (N, F) through ``chain`` and back; t is (N, K) values or (N,) class numbers.

    ``factors`` holds for each level what dropout multiplies its units by, (N, units), or None; ()
    stands for no dropout at all.
    """
    source = inputs = np.asarray(x, np.float64)
    targets = np.asarray(t, np.float64).reshape(len(inputs), -1)
    forward = []
    with np.errstate(all="ignore"):
        for level, factor in zip(chain.levels, factors or (None,) * len(chain.levels), strict=True):
            u, f, slope = _applied(level, source)
            z = f if factor is None else f * factor
            forward.append((source, u, f, slope, factor, z))
            source = z
        answers = _answers(chain, forward[-1][1], forward[-1][5])
        errors = _errors(chain, answers, forward[-1][1], targets)
        arriving = _first_delta(chain, answers, targets)
        levels = []
        for level, (source, u, f, slope, factor, z) in zip(
            reversed(chain.levels), reversed(forward), strict=True
        ):
            delta = arriving * slope * (1 if factor is None else factor)
            levels.append(PassedLevel(source, u, f, slope, factor, z, delta))
            arriving = delta @ level.weights
    return Passed(chain, inputs, targets, tuple(reversed(levels)), answers, errors)


def _applied(level: Level, source: Array) -> tuple[Array, Array, Array]:
    u = source @ level.weights.T
    if level.biases is not None:
        u = u + level.biases
    return u, *FUNCTIONS[level.activation](u)


def _answers(chain: Chain, u: Array, z: Array) -> Array:
    match chain.loss:
        case "cross_entropy":
            return softmax(u)
        case "binary_cross_entropy":
            return sigmoid(u)
    return z


def _errors(chain: Chain, y: Array, u: Array, t: Array) -> Array:
    match chain.loss:
        case "cross_entropy":
            top = u.max(axis=1)
            right = np.take_along_axis(u, t.astype(np.int64), axis=1)[:, 0]
            return np.asarray(np.log(np.exp(u - top[:, None]).sum(axis=1)) + top - right)
        case "binary_cross_entropy":
            terms = np.maximum(u, 0) - t * u + np.log1p(np.exp(-np.abs(u)))
            return np.asarray(terms.sum(axis=1))
        case "mean_squared_error":
            return np.asarray(((y - t) ** 2).mean(axis=1))
    return np.asarray(0.5 * ((y - t) ** 2).sum(axis=1))


def _first_delta(chain: Chain, y: Array, t: Array) -> Array:
    """∂e/∂z of the last level; of the cross-entropies, where f is the identity, ∂e/∂u."""
    match chain.loss:
        case "cross_entropy":
            return np.asarray(y - (t == np.arange(y.shape[1])))
        case "mean_squared_error":
            return np.asarray((y - t) * (2 / y.shape[1]))
    return y - t
