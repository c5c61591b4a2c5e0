"""A run of the command is seen by others while it goes on."""

from pathlib import Path

import pytest

from mieru.learn import EpochEnded, LiveFile


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were there when an epoch ended, as paths in the working folder."""
    seen: list[Path] = []
    hear = LiveFile.__call__

    def heard(self, event):
        hear(self, event)
        if isinstance(event, EpochEnded):
            seen.extend(Path().rglob("*.live.json"))

    monkeypatch.setattr(LiveFile, "__call__", heard)
    return seen


def test_training_tells_how_far_it_is_beside_its_recording_to_be(mieru, told):
    words = ("train", "4-3", "--data", "iris", "--epochs", "3", "--out", "a.safetensors")
    assert mieru(*words).code == 0
    assert told == [Path("a.live.json")] * 3
    assert not list(Path().rglob("*.live.json"))


def test_a_system_tells_how_far_it_is_in_its_folder(mieru, told):
    words = ("run", "softmax-regression", "data=iris", "epochs=2", "--out", "b")
    assert mieru(*words).code == 0
    assert told == [Path("b/softmax-regression.live.json")] * 2
    assert not list(Path().rglob("*.live.json"))
    assert Path("b/iris.safetensors").is_file()
