"""Planes in the space of weights: through trained weights at random, or along a path of learning.

Weights of a unit can be made larger and those behind it smaller without any change of what the
network does, so that equal steps mean little. Random directions are therefore filter-normalised
(Li et al. 2018): in each unit, and each kernel, they are as long as its own weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import jax
import numpy as np
from numpy.typing import NDArray

from mieru.nn import Network, Parameters
from mieru.words import SettingError


@dataclass(frozen=True, eq=False)
class Plane:
    """The weights ``origin`` + a·``across`` + b·``up``; all three are trees of the parameters.

    ``places`` (points, 2) are the (a, b) of the path that the plane was laid along, and
    ``explained`` the share of the path's squared length that lies in the plane, along each axis.
    """

    origin: Parameters
    across: Parameters
    up: Parameters
    places: NDArray[np.float64] | None = None
    explained: tuple[float, float] | None = None

    def at(self, a: float, b: float) -> Parameters:
        """The weights at (a, b)."""
        found: Parameters = jax.tree.map(
            lambda w, x, y: (w + a * x + b * y).astype(np.float32),
            self.origin,
            self.across,
            self.up,
        )
        return found


def random_plane(network: Network, parameters: Parameters, *, seed: int = 0) -> Plane:
    """Through ``parameters``, along two random filter-normalised directions.

    Biases, and all else that L1 and L2 leave alone, keep their values.
    """
    random = np.random.default_rng(seed)
    origin = _host(parameters)
    across = _direction(network, origin, random)
    return Plane(origin, across, _direction(network, origin, random))


def _direction(network: Network, origin: Parameters, random: np.random.Generator) -> Parameters:
    def drawn(acts: bool, w: np.ndarray) -> np.ndarray:
        if not acts:
            return np.zeros_like(w)
        d = random.normal(size=w.shape)
        axes = tuple(range(w.ndim - 1))  # units and kernels are the last axis
        lengths = np.linalg.norm(w.reshape(-1, w.shape[-1]), axis=0)
        drawn_lengths = np.sqrt(np.sum(d * d, axis=axes))
        return np.asarray(d * (lengths / np.maximum(drawn_lengths, 1e-30)), np.float32)

    found: Parameters = jax.tree.map(drawn, network.penalties, origin)
    return found


def path_plane(path: Sequence[Parameters]) -> Plane:
    """Through the last weights of ``path``, along the two directions in which it went farthest.

    They are the first two principal components of the weights' differences from the last ones,
    each of length 1. Raises SettingError for a path of fewer than 3 different points.
    """
    trees = [_host(parameters) for parameters in path]
    flat = np.stack([_flat(tree) for tree in trees]).astype(np.float64)
    away = flat - flat[-1]
    _, lengths, axes = np.linalg.svd(away, full_matrices=False)
    if len(path) < 3 or lengths[1] <= 1e-9 * max(float(lengths[0]), 1e-30):
        raise SettingError(
            en="a plane along a path needs at least 3 points of it that do not lie on one line",
            ja="経路に沿った平面には、一直線上にない 3 点以上が必要です",
        )
    # Each axis points from the start to the end, so that pictures of the same path look alike.
    axes = axes[:2] * np.where(axes[:2] @ away[0] > 0, -1.0, 1.0)[:, None]
    share = lengths[:2] ** 2 / np.sum(lengths**2)
    return Plane(
        trees[-1],
        _tree(axes[0], trees[-1]),
        _tree(axes[1], trees[-1]),
        away @ axes.T,
        (float(share[0]), float(share[1])),
    )


def _host(tree: Parameters) -> Parameters:
    found: Parameters = jax.tree.map(np.asarray, tree)
    return found


def _flat(tree: Parameters) -> np.ndarray:
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(tree)])


def _tree(flat: np.ndarray, like: Parameters) -> Parameters:
    leaves, structure = jax.tree.flatten(like)
    cuts = np.cumsum([leaf.size for leaf in leaves])[:-1]
    parts = [
        part.reshape(leaf.shape).astype(np.float32)
        for part, leaf in zip(np.split(flat, cuts), leaves, strict=True)
    ]
    found: Parameters = jax.tree.unflatten(structure, parts)
    return found
