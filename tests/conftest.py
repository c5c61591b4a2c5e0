"""What the tests of all rooms share: real data where there are any, and the language put back."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from mieru.data.lock import locked
from mieru.words.language import _chosen

MOST_MEMORY = 2e9  # bytes, in each of the processes that run tests

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The file that takes minutes comes first: at the end, one process would be left with it."""
    items.sort(key=lambda item: item.path.name != "test_documents.py")


@pytest.fixture(autouse=True)
def language_of_the_environment() -> Iterator[None]:
    """A language that a test sets ends with the test."""
    token = _chosen.set(None)
    yield
    _chosen.reset(token)


@pytest.fixture(autouse=True, scope="module")
def compiled_code_is_forgotten_before_it_fills_the_memory() -> Iterator[None]:
    """JAX keeps whatever it has compiled; five thousand tests compile gigabytes."""
    yield
    pages = Path("/proc/self/statm")
    if (
        pages.exists()
        and int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") > MOST_MEMORY
    ):
        import jax

        jax.clear_caches()


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    """A data folder with MNIST and more in it, named by MIERU_DATA from here on; else a skip.

    It is the one that MIERU_DATA names already, or what ``shared/data/unpack``, in the checkout or
    beside it, lays out: once for this machine.
    """
    folder = Path(os.environ["MIERU_DATA"]) if os.environ.get("MIERU_DATA") else _unpacked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIERU_DATA", str(folder))
        yield folder


def _unpacked() -> Path:
    scripts = [place / "shared" / "data" / "unpack" for place in (ROOT, ROOT.parent)]
    script = next((script for script in scripts if script.is_file()), None)
    if script is None:
        pytest.skip("no real data: set MIERU_DATA to a folder that holds mnist/ and the like")
    key = hashlib.sha256(script.read_bytes()).hexdigest()[:12]
    cache = Path(platformdirs.user_cache_dir("mieru-tests", appauthor=False))
    cache.mkdir(parents=True, exist_ok=True)
    target = cache / f"data-{key}"
    with locked(cache):  # several test runs at once unpack once
        if not target.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as room:
                subprocess.run([sys.executable, str(script), room + "/data"], check=True)
                (Path(room) / "data").rename(target)
    return target
