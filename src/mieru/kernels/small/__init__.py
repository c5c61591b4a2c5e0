"""Small dense networks with everything dynamic: nothing compiles while a person plays.

A native kernel walks forward and back over whole batches, many examples to a vector; the same in
NumPy is what it is held to, and what stands in where it was not built.
"""

from mieru.kernels.small.course import Course, Pair, Plan
from mieru.kernels.small.knobs import L1_RULES, OPTIMIZERS, Knobs
from mieru.kernels.small.library import build_note
from mieru.kernels.small.network import Judged, Learned, SmallNetwork
from mieru.kernels.small.shape import ACTIVATIONS, LOSSES, OUTPUTS, SmallShape

__all__ = [
    "ACTIVATIONS",
    "L1_RULES",
    "LOSSES",
    "OPTIMIZERS",
    "OUTPUTS",
    "Course",
    "Judged",
    "Knobs",
    "Learned",
    "Pair",
    "Plan",
    "SmallNetwork",
    "SmallShape",
    "build_note",
]
