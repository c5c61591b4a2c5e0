"""The persistent compilation cache: what was compiled once is found again in the next process."""

import os
from pathlib import Path
from typing import Any

import jax
import platformdirs

_FOLDER = "JAX_COMPILATION_CACHE_DIR"
_SHORTEST = "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"


def use_compilation_cache() -> None:
    """Switches JAX's cache on, in the user's cache folder, unless a program has set one up itself.

    ``JAX_COMPILATION_CACHE_DIR`` chooses another folder, ``MIERU_COMPILATION_CACHE=off`` none.
    """
    config: Any = jax.config
    if os.environ.get("MIERU_COMPILATION_CACHE") == "off":
        return
    if config.jax_compilation_cache_dir and not os.environ.get(_FOLDER):
        return
    if not config.jax_compilation_cache_dir:
        folder = Path(platformdirs.user_cache_dir("mieru")) / f"xla-jax{jax.__version__}"
        config.update("jax_compilation_cache_dir", str(folder))
    if _SHORTEST not in os.environ:
        # A small network compiles in a fraction of a second, which is what one waits for.
        config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    config.update("jax_persistent_cache_min_entry_size_bytes", 0)
