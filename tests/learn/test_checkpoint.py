from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.learn import (
    Adam,
    Advanced,
    Checkpoint,
    EarlyStopping,
    EpochEnded,
    Started,
    fit,
    read_checkpoint,
    resume,
)
from mieru.nn import Network
from mieru.words import DataError, FileError, SettingError

NETWORK = Network.parse("4, dense 6, batchnorm, tanh, dropout 0.2, dense 3")


def examples(n: int, seed: int) -> Examples:
    x = np.random.default_rng(seed).normal(size=(n, 4))
    return Examples(x, x[:, :3].argmax(axis=1))


DATA = DataSet("flowers", examples(50, 0), examples(20, 1), classes=("a", "b", "c"))
SETTINGS: dict[str, Any] = {
    "epochs": 12,
    "batch_size": 8,
    "optimizer": Adam(0.01),
    "l1": 1e-4,
    "stopping": EarlyStopping(12),
    "seed": 5,
}


class Breakdown(Exception):
    """Stands for whatever ends a process."""


def broken_off(checkpoint: Path | Checkpoint, *, after: int, **changes: Any) -> None:
    """Learns and breaks down after so many epochs."""

    def breakdown(event: object) -> None:
        if isinstance(event, EpochEnded) and event.row["epoch"] == after:
            raise Breakdown

    with pytest.raises(Breakdown):
        fit(NETWORK, DATA, checkpoint=checkpoint, listeners=[breakdown], **SETTINGS | changes)


def assert_same(one: Run, other: Run) -> None:
    without_seconds = [
        [{k: v for k, v in row.items() if k != "seconds"} for row in run.history]
        for run in (one, other)
    ]
    assert without_seconds[0] == without_seconds[1]
    assert (one.kept_epoch, one.ended, one.data) == (other.kept_epoch, other.ended, other.data)
    assert one.settings == other.settings
    np.testing.assert_equal(one.parameters, other.parameters)
    np.testing.assert_equal(one.state, other.state)


@pytest.fixture(scope="module")
def in_peace() -> Run:
    return fit(NETWORK, DATA, **SETTINGS)


@pytest.mark.parametrize("after", [1, 2, 7, 12])
def test_a_resumed_run_has_the_bits_of_one_that_never_stopped(after, tmp_path, in_peace):
    checkpoint = Checkpoint(tmp_path / "checkpoint", seconds=0)
    broken_off(checkpoint, after=after)
    assert_same(resume(checkpoint, DATA), in_peace)


def test_it_may_break_down_again_and_again(tmp_path, in_peace):
    checkpoint = Checkpoint(tmp_path / "checkpoint", seconds=0)
    steps: list[int] = []

    def breakdown(event: object) -> None:
        if isinstance(event, Advanced) and event.step > steps[-1] + 5:
            steps.append(event.step)
            raise Breakdown

    steps.append(0)
    with pytest.raises(Breakdown):
        fit(NETWORK, DATA, checkpoint=checkpoint, listeners=[breakdown], **SETTINGS)
    for _ in range(100):
        try:
            run = resume(checkpoint, DATA, listeners=[breakdown])
        except Breakdown:
            continue
        break
    assert_same(run, in_peace)


def test_a_checkpoint_is_there_from_the_start(tmp_path, in_peace):
    path = tmp_path / "new" / "checkpoint"
    broken_off(path, after=1)  # long before the usual 15 seconds
    found = read_checkpoint(path)
    assert found.history == []
    assert found.network == NETWORK
    assert found.settings.seed == 5
    assert found.data["name"] == "flowers"
    assert list(found.parameters) == ["dense1", "batchnorm1", "dense2"]
    assert_same(resume(path, DATA), in_peace)


def test_resuming_a_finished_run_gives_it_again(tmp_path, in_peace):
    path = tmp_path / "checkpoint"
    assert_same(fit(NETWORK, DATA, checkpoint=path, **SETTINGS), in_peace)
    again = resume(path, DATA)
    assert_same(again, in_peace)
    assert again.ended == "finished"


def test_resuming_a_run_that_stopped_early_gives_it_again(tmp_path):
    path = tmp_path / "checkpoint"
    changes = SETTINGS | {"stopping": EarlyStopping(1, minimum_change=0.5)}
    run = fit(NETWORK, DATA, checkpoint=path, **changes)
    assert run.ended == "stopped"
    assert_same(resume(path, DATA), run)


def test_listeners_hear_where_a_resumed_run_goes_on(tmp_path):
    checkpoint = Checkpoint(tmp_path / "checkpoint", seconds=0)
    broken_off(checkpoint, after=7)
    written = read_checkpoint(checkpoint.path)
    heard: list[Any] = []
    run = resume(checkpoint, DATA, listeners=[heard.append])
    assert isinstance(heard[0], Started)
    assert heard[0].epoch == int(written.arrays["epoch"])
    epochs = [e.row["epoch"] for e in heard if isinstance(e, EpochEnded)]
    assert [row["epoch"] for row in written.history] + epochs == list(range(1, 13))
    seconds = [row["seconds"] for row in run.history]
    assert seconds == sorted(seconds)
    assert run.seconds >= written.seconds


def test_other_data_are_refused(tmp_path):
    path = tmp_path / "checkpoint"
    broken_off(path, after=1)
    x = np.array(DATA.train.x)
    x[3, 2] += 1e-6
    others = [
        DataSet("flowers", Examples(x, DATA.train.t), DATA.validation),
        DataSet("flowers", DATA.train.take(np.arange(49, -1, -1)), DATA.validation),
        DataSet("flowers", DATA.train, examples(20, 2)),
        DataSet("flowers", DATA.train),
    ]
    for other in others:
        with pytest.raises(DataError) as caught:
            resume(path, other)
        assert caught.value.en == (
            f"the data are not those that {path} was learning from; load them with the same name, "
            "seed and split"
        )
        assert "同じ名前・シード・分割で読み込んでください" in caught.value.ja


def test_a_checkpoint_that_cannot_be_written_is_said_before_anything_is_learned(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    heard: list[Any] = []
    with pytest.raises(FileError, match="cannot be written"):
        fit(NETWORK, DATA, checkpoint=tmp_path / "file" / "checkpoint", listeners=[heard.append])
    assert not any(isinstance(event, EpochEnded) for event in heard)


def test_what_killed_writers_left_is_removed(tmp_path):
    (tmp_path / ".checkpoint.abcd_123.part").write_bytes(b"half")
    fit(NETWORK, DATA, checkpoint=tmp_path / "checkpoint", **SETTINGS | {"epochs": 0})
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


def test_the_pace_must_be_a_number():
    with pytest.raises(SettingError, match="Checkpoint: seconds must be a number ≥ 0, not -1"):
        Checkpoint("file", -1)


def test_a_missing_checkpoint_is_said(tmp_path):
    with pytest.raises(FileError, match="there is no file"):
        resume(tmp_path / "checkpoint", DATA)


def test_a_run_and_its_resumption_compile_one_program(tmp_path, programs):
    # A network that no other test compiles.
    network = Network.parse("4, dense 7, batchnorm, tanh, dropout 0.2, dense 3")
    checkpoint = Checkpoint(tmp_path / "checkpoint", seconds=0)
    before = programs()
    start = {
        layer: {name: np.asarray(values, np.float64) for name, values in tree.items()}
        for layer, tree in network.initial_parameters(1).items()
    }
    fit(network, DATA, parameters=start, checkpoint=checkpoint, **SETTINGS | {"epochs": 5})
    assert programs() == before + 1
    resume(checkpoint, DATA)
    fit(network, DATA, **SETTINGS | {"epochs": 3, "seed": 8, "l2": 0.1})
    assert programs() == before + 1
