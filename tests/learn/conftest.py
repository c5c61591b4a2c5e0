from collections.abc import Callable
from typing import Any

import pytest

from mieru.learn import compiled


@pytest.fixture
def programs() -> Callable[[], int]:
    """How many programs of the learning step have been compiled so far."""
    step: Any = compiled.advance
    count: Callable[[], int] = step._cache_size
    return count
