from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mieru.learn import cache


class Config:
    """What JAX keeps its settings in, as far as the cache goes."""

    def __init__(self, folder: str | None) -> None:
        self.jax_compilation_cache_dir = folder
        self.updates: dict[str, Any] = {}

    def update(self, name: str, value: object) -> None:
        self.updates[name] = value


@pytest.fixture
def used(monkeypatch):
    def used(folder: str | None = None, **environment: str) -> dict[str, Any]:
        for name in ("MIERU_COMPILATION_CACHE", cache._FOLDER, cache._SHORTEST):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        config = Config(folder)
        monkeypatch.setattr(cache, "jax", SimpleNamespace(config=config, __version__="1.2.3"))
        cache.use_compilation_cache()
        return config.updates

    return used


def test_programs_are_kept_in_the_users_cache_folder_by_version_of_jax(used):
    updates = used()
    assert Path(updates["jax_compilation_cache_dir"]).name == "xla-jax1.2.3"
    assert "mieru" in updates["jax_compilation_cache_dir"]
    assert updates["jax_persistent_cache_min_compile_time_secs"] == 0
    assert updates["jax_persistent_cache_min_entry_size_bytes"] == 0


def test_the_cache_can_be_switched_off(used):
    assert used(MIERU_COMPILATION_CACHE="off") == {}


def test_a_folder_of_the_environment_is_taken_and_small_programs_are_kept_there(used):
    # JAX has read the folder from the environment by itself.
    updates = used("elsewhere", JAX_COMPILATION_CACHE_DIR="elsewhere")
    assert "jax_compilation_cache_dir" not in updates
    assert updates["jax_persistent_cache_min_compile_time_secs"] == 0


def test_what_the_environment_says_of_small_programs_holds(used):
    updates = used(JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS="2")
    assert "jax_persistent_cache_min_compile_time_secs" not in updates


def test_a_cache_that_a_program_has_set_up_itself_is_left_alone(used):
    assert used("its own") == {}
