"""Optimizers on surfaces that one can draw: f(x₁, x₂), a start, and the paths downhill.

``descend(SURFACES["valley"], Racer("momentum", 0.01), (-4, 1), steps=100)`` is one path. NumPy
only, with the formulas of ``mieru.learn``: no step waits for a compiler.
"""

from mieru.explain.descent.contours import contours
from mieru.explain.descent.paths import (
    MOST_STEPS,
    Path,
    Racer,
    basins,
    descend,
    ladder,
    steps_to,
)
from mieru.explain.descent.relief import Relief, relief
from mieru.explain.descent.surfaces import SURFACES, Surface, heights

__all__ = [
    "MOST_STEPS",
    "SURFACES",
    "Path",
    "Racer",
    "Relief",
    "Surface",
    "basins",
    "contours",
    "descend",
    "heights",
    "ladder",
    "relief",
    "steps_to",
]
