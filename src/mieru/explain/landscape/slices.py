"""The loss at thousands of places of a plane, in one compiled call."""

from functools import partial

import jax
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.explain.landscape.planes import Plane
from mieru.nn import Loss, Network, Parameters, State, checked_inputs, checked_targets
from mieru.nn.score import scored
from mieru.nn.shapes import size

# Numbers by layer that are held at once, over all places that are computed side by side.
_AT_ONCE = 2**21


@partial(jax.jit, static_argnums=(0, 1, 2))
def _losses(
    network: Network,
    loss: Loss,
    side_by_side: int,
    trees: tuple[Parameters, Parameters, Parameters],
    places: Array,
    state: State,
    x: Array,
    t: Array,
) -> Array:
    def at(place: Array) -> Array:
        weights = jax.tree.map(lambda w, a, b: w + place[0] * a + place[1] * b, *trees)
        return scored(network, loss, weights, state, x, t).loss

    found: Array = lax.map(at, places, batch_size=side_by_side)
    return found


def losses_on(
    plane: Plane,
    network: Network,
    loss: Loss,
    data: Examples,
    across: NDArray[np.float64],
    up: NDArray[np.float64],
    *,
    state: State | None = None,
) -> NDArray[np.float64]:
    """The mean loss on ``data`` at every place: (len(up), len(across)), infinite where it is.

    Raises ShapeError or DataError where data and network do not fit.
    """
    a, b = np.meshgrid(across, up)
    found = along(plane, network, loss, data, np.stack([a.ravel(), b.ravel()], 1), state=state)
    return found.reshape(a.shape)


def along(
    plane: Plane,
    network: Network,
    loss: Loss,
    data: Examples,
    places: NDArray[np.float64],
    *,
    state: State | None = None,
) -> NDArray[np.float64]:
    """The mean loss at each of ``places`` (points, 2) of the plane, (points,)."""
    x = checked_inputs(network, data.x)
    t = checked_targets(network, loss, data.t, len(x))
    widest = max(map(size, (network.input_shape, *network.shapes)))
    side_by_side = int(np.clip(_AT_ONCE // (widest * len(x)), 1, len(places)))
    trees = (plane.origin, plane.across, plane.up)
    at = np.asarray(places, np.float32)
    found = _losses(network, loss, side_by_side, trees, at, state or {}, x, t)
    return np.asarray(found, np.float64)


def places_between(
    plane: Plane, columns: int, rows: int, *, margin: float = 0.35, span: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where to look: around the plane's path with a margin, or ±``span`` where it has none."""
    if plane.places is None:
        return np.linspace(-span, span, columns), np.linspace(-span, span, rows)
    low, high = plane.places.min(axis=0), plane.places.max(axis=0)
    # A path that hardly moves along one axis still shows what lies beside it.
    wide = np.maximum(high - low, 0.35 * np.max(high - low))
    middle = (low + high) / 2
    low, high = middle - wide * (0.5 + margin), middle + wide * (0.5 + margin)
    return np.linspace(low[0], high[0], columns), np.linspace(low[1], high[1], rows)
