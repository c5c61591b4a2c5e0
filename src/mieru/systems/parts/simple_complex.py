r"""S-cells and C-cells: the two kinds of layer that the neocognitron is made of (Fukushima 1980).

An S-cell looks at a patch x of all the planes below through its excitatory weights a ≥ 0, and is
held back by how much there is to see at all, v = √(Σ c·x²) with a fixed window c, Σ c = 1, through
its inhibitory weight b:

    u = r · φ[ (1 + Σ a·x) / (1 + (2r/(1+r)) · b · v) − 1 ],        φ[z] = max(z, 0).

Learning by winner takes all: where a cell is the strongest of its neighbourhood, its weights grow,

    Δa = q · c · x,    Δb = (q/2) · v,

so that Σ a·x / (2 b v) becomes the cosine between the patch and the mean of what the cell has won.
It answers where that exceeds the threshold r/(1+r): r is the selectivity. All the cells of a plane
share one a and b, wherever they look; no label is used.

A C-cell takes the cells of one plane around a place, weighed by a fixed window d, and forgets where
exactly they were; it is held back by the mean over the planes:

    s_k = Σ d·u_k,    y_k = ψ[ (1 + s_k) / (1 + mean(s)) − 1 ],    ψ[z] = φ[z] / (α + φ[z]).
"""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.kernels.convolution import Geometry, convolution, convolution_weight_gradient

ALPHA = 0.5
_SMALL = 1e-4  # the initial weights: enough to break ties between cells that know nothing yet


@dataclass(frozen=True)
class Level:
    """One pair of layers: how many planes, what an S-cell sees, and what a C-cell gathers."""

    planes: int
    sight: int  # an S-cell sees sight × sight places of every plane below
    gathers: int  # a C-cell gathers gathers × gathers S-cells of one plane
    stride: int  # places from one C-cell to the next
    selectivity: float  # r while learning
    answering: float  # r once learned: lower, so that more than one cell answers to a pattern
    gain: float  # q: how much one victory adds
    column: int  # cells compete within column × column places


@jax.tree_util.register_dataclass
@dataclass(frozen=True, eq=False)
class Weights:
    """a (sight, sight, planes below, planes) and b (planes,)."""

    excitatory: Array
    inhibitory: Array


def window(side: int, decay: float) -> np.ndarray:
    """Weights (side,) that fall from the middle outwards by ``decay`` a place, with sum 1."""
    away = np.abs(np.arange(side) - (side - 1) / 2)
    weights = decay**away
    return np.asarray(weights / weights.sum(), np.float32)


def _c(level: Level, below: int) -> np.ndarray:
    """The fixed window c (sight, sight, 1) of the inhibition: 1 in all, over the planes below."""
    side = window(level.sight, 0.85)
    return np.outer(side, side)[:, :, None] / below


def fresh(level: Level, below: int, seed: int) -> Weights:
    """The weights before anything was seen."""
    random = np.random.default_rng(seed)
    shape = (level.sight, level.sight, below, level.planes)
    drawn = random.random(shape, dtype=np.float32) * _c(level, below)[..., None]
    return Weights(jnp.asarray(_SMALL * drawn), jnp.zeros(level.planes, jnp.float32))


def _geometry(level: Level) -> Geometry:
    before = (level.sight - 1) // 2
    return Geometry(padding=((before, level.sight - 1 - before),) * 2)


def _answers(x: Array, weights: Weights, level: Level, r: float) -> tuple[Array, Array]:
    """u (N, H, W, planes) and v (N, H, W, 1)."""
    geometry = _geometry(level)
    c = jnp.asarray(_c(level, x.shape[-1])[..., None])
    excited = convolution(x, weights.excitatory, geometry)
    v = jnp.sqrt(convolution(jnp.sum(x**2, axis=-1, keepdims=True), c, geometry))
    held = 1 + 2 * r / (1 + r) * weights.inhibitory * v
    return r * jnp.maximum((1 + excited) / held - 1, 0), v


def s_cells(x: Array, weights: Weights, level: Level) -> Array:
    """The S-cells' answers (N, H, W, planes) to x (N, H, W, planes below)."""
    return _answers(x, weights, level, level.answering)[0]


def c_cells(u: Array, level: Level) -> Array:
    """The C-cells' answers (N, ⌈H/stride⌉, ⌈W/stride⌉, planes)."""
    side, step = window(level.gathers, 0.9), level.stride
    side = side / side.max()
    before = (level.gathers - 1) // 2
    widths = [(0, 0), *[(before, level.gathers - 1 - before)] * 2, (0, 0)]
    padded = jnp.pad(u, widths)
    height, width = u.shape[1:3]
    down = sum(w * padded[:, i : i + height : step] for i, w in enumerate(side))
    s = sum(w * down[:, :, j : j + width : step] for j, w in enumerate(side))
    z = jnp.maximum((1 + s) / (1 + jnp.mean(s, axis=-1, keepdims=True)) - 1, 0)
    return z / (ALPHA + z)


@partial(jax.jit, static_argnames="level")
def learned(x: Array, weights: Weights, level: Level) -> tuple[Weights, Array]:
    """The weights after each picture of x (N, H, W, planes below) was seen once, in order.

    Also how many planes had won anything by then, (N,).
    """

    geometry = _geometry(level)

    def see(weights: Weights, picture: Array) -> tuple[Weights, Array]:
        x = picture[None]
        u, v = _answers(x, weights, level, level.selectivity)
        chosen = representatives(u[0], level.column)
        # What each plane's winner saw: the products that a convolution's weight gradient adds up.
        won = convolution_weight_gradient(x, chosen[None], geometry, (level.sight, level.sight))
        c = _c(level, x.shape[-1])[..., None]
        grown = Weights(
            weights.excitatory + level.gain * c * won,
            weights.inhibitory + level.gain / 2 * jnp.sum(chosen * v[0], axis=(0, 1)),
        )
        return grown, jnp.sum(grown.inhibitory > 0)

    return lax.scan(see, weights, x)


def representatives(u: Array, column: int) -> Array:
    """Which cell of each plane may learn from u (H, W, planes): an array like it of 0 and 1.

    A candidate is the strongest of all planes within its column; of the candidates of one plane,
    the strongest stands for it. A plane without a candidate learns nothing.
    """
    height, width, planes = u.shape
    strongest = lax.reduce_window(
        jnp.max(u, axis=-1), -jnp.inf, lax.max, (column, column), (1, 1), "SAME"
    )
    candidates = jnp.where((u >= strongest[..., None]) & (u > 0), u, 0)
    flat = candidates.reshape(-1, planes)
    chosen = jax.nn.one_hot(jnp.argmax(flat, axis=0), height * width, axis=0)
    return (chosen * (jnp.max(flat, axis=0) > 0)).reshape(u.shape)
