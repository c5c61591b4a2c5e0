"""Double precision, for checks that float32's seven digits would hide."""

from collections.abc import Iterator
from contextlib import contextmanager

import jax
import numpy as np

from mieru.nn import Parameters


@contextmanager
def double_precision() -> Iterator[None]:
    """JAX computes in float64 inside the ``with`` block, in this thread only."""
    with jax.enable_x64(True):
        yield


def in_double(parameters: Parameters) -> Parameters:
    """The same parameters as float64 arrays."""
    found: Parameters = jax.tree.map(lambda w: np.asarray(w, np.float64), parameters)
    return found
