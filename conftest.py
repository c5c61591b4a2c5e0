"""What holds for every test, wherever it stands: strict arrays, one language, no surprises."""

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The same numbers on every machine and figures without a screen, also in commands under test.
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["MPLBACKEND"] = "Agg"

# Studios under test remember nothing of the reader's, and the reader's nothing of theirs.
_state = tempfile.TemporaryDirectory(prefix="mieru-state-")
os.environ["MIERU_STATE"] = _state.name

# The messages are tested word for word, so the language of the machine must not choose them.
for variable in ("MIERU_LANG", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(variable, None)
os.environ["LANG"] = "C.UTF-8"

# A first call compiles, which says nothing about the code under test.
settings.register_profile(
    "mieru",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("mieru")


# The rooms whose arithmetic is all their own; Optax, which `learn` uses, mixes types itself.
STRICT = {("tests", "nn"), ("tests", "kernels")}


@pytest.fixture(autouse=True)
def no_silent_mixing_of_types(request: pytest.FixtureRequest) -> Iterator[None]:
    """In the rooms of the network, arrays of different types never mix silently."""
    if request.path.relative_to(request.config.rootpath).parts[:2] not in STRICT:
        yield
        return
    import jax

    with jax.numpy_dtype_promotion("strict"):
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; ./run test finds or installs one."""
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.skip("no Chromium: `./run test` looks for one, and CHROMIUM names one")
    return path
