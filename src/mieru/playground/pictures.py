"""Pictures of units over the plane, as bytes: −1…+1 as 0…255."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.playground.engines.engine import Engine
from mieru.playground.engines.small import answers_as_bytes
from mieru.playground.setup import Setup

Pixels = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]

REACH = 6.0
SMALLEST, LARGEST = 8, 400
MOST_BYTES = 1_500_000
MOST_GRIDS_KEPT, MOST_BYTES_KEPT = 3, 2_000_000


@dataclass(frozen=True, eq=False)
class Drawn:
    """Pictures of units (U, size²), inputs first; and of the outputs alone, perhaps larger."""

    units: Pixels
    size: int
    outputs: Pixels
    output_size: int


@lru_cache(maxsize=16)
def plane(size: int) -> Array:
    """The coordinates of the pixels of a picture, top row first, (size², 2)."""
    along = np.linspace(-REACH, REACH, size)
    x1, x2 = np.meshgrid(along, -along)
    places = np.stack([x1.ravel(), x2.ravel()], axis=1)
    places.flags.writeable = False
    return places


class Painter:
    """Draws the pictures of one network; what only the data decide is drawn once."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._grids: dict[int, Array] = {}
        self._inputs: dict[int, Pixels] = {}

    def draw(self, engine: Engine, which: str, size: int, output_size: int) -> Drawn:
        """The pictures wanted: ``which`` is all, outputs or none. Many units get smaller ones."""
        sizes = self.setup.sizes
        fitting = int((MOST_BYTES / max(1, sum(sizes))) ** 0.5)
        size, output_size = _bounded(min(size, fitting)), _bounded(output_size)
        nothing = np.empty((0, size * size), np.uint8)
        units = nothing
        if which == "all" and fitting >= SMALLEST:
            units = np.concatenate(
                [self._input(size, engine.dtype), engine.pictures(self._grid(size, engine.dtype))]
            )
        if which == "none":
            return Drawn(nothing, size, np.empty((0, output_size**2), np.uint8), output_size)
        fitting = int((MOST_BYTES / sizes[-1]) ** 0.5)
        output_size = min(output_size, fitting)
        outputs = engine.output_pictures(self._grid(output_size, engine.dtype))
        return Drawn(units, size, outputs, output_size)

    def _grid(self, size: int, dtype: np.dtype[Any]) -> Array:
        """The features of the pixels in the engine's own numbers: no frame converts them."""
        if size in self._grids:
            return self._grids[size]
        grid = self.setup.features.values(plane(size)).astype(dtype, copy=False)
        if grid.nbytes <= MOST_BYTES_KEPT:
            if len(self._grids) >= MOST_GRIDS_KEPT:
                self._grids.clear()
            self._grids[size] = grid
        return grid

    def _input(self, size: int, dtype: np.dtype[Any]) -> Pixels:
        if size not in self._inputs:
            self._inputs = {size: answers_as_bytes(self._grid(size, dtype), "identity")}
        return self._inputs[size]


def _bounded(size: int) -> int:
    return max(SMALLEST, min(LARGEST, size))
