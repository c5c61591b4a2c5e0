"""In the room of kernels no array is ever silently repeated along an axis that it lacks."""

from collections.abc import Iterator

import jax
import pytest


@pytest.fixture(autouse=True)
def no_silent_broadcasting_of_ranks() -> Iterator[None]:
    with jax.numpy_rank_promotion("raise"):
        yield
