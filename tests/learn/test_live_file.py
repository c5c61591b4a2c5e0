"""A run under way tells other processes how far it is, and stops telling when it ends."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from mieru.data import Examples
from mieru.files import read_live, write_atomically
from mieru.learn import (
    Adam,
    Advanced,
    EpochEnded,
    LiveFile,
    Started,
    StopLearning,
    fit,
    live_file as room,
)
from mieru.nn import Network
from mieru.words import DivergenceError

NETWORK = Network.parse("2, dense 4, tanh, dense 1")
X = np.random.default_rng(0).normal(size=(64, 2)).astype(np.float32)
DATA = Examples(X, (X[:, 0] > 0).astype(np.int32))


def test_while_it_learns_the_file_tells_and_afterwards_it_is_gone(tmp_path):
    recording = tmp_path / "deep/flowers.safetensors"
    path = tmp_path / "deep/flowers.live.json"
    told = []

    def look(event):
        if isinstance(event, EpochEnded | Advanced):
            told.append(read_live(path))

    fit(NETWORK, DATA, epochs=30, listeners=[LiveFile(recording, seconds=0), look])
    assert not path.exists()
    last = told[-1]
    assert (last.network, last.epochs, last.process) == (NETWORK.text, 30, os.getpid())
    assert last.settings["optimizer"]["kind"] == "adam"
    assert last.compiled
    assert last.goes_on
    assert last.history["epoch"] == list(range(1, 31))
    assert all(isinstance(loss, float) for loss in last.history["train_loss"])
    assert told[0].epoch <= last.epoch == 30


def test_it_is_written_at_most_so_often(tmp_path, monkeypatch):
    written = []

    def counted(path, content):
        written.append(path)
        write_atomically(path, content)

    monkeypatch.setattr(room, "write_atomically", counted)
    fit(NETWORK, DATA, epochs=40, listeners=[LiveFile(tmp_path / "x.safetensors", seconds=60)])
    assert len(written) == 1  # when it began


def test_a_long_history_is_thinned(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "MOST_ROWS", 10)
    path = tmp_path / "x.live.json"
    told = []

    def look(event):
        if isinstance(event, EpochEnded):
            told.append(read_live(path))

    fit(NETWORK, DATA, epochs=100, listeners=[LiveFile(tmp_path / "x", seconds=0), look])
    epochs = [epoch or 0 for epoch in told[-1].history["epoch"]]
    assert len(epochs) <= 10
    assert len({b - a for a, b in pairwise(epochs)}) == 1
    assert epochs[-1] > 80


def test_it_is_gone_also_where_learning_fails(tmp_path):
    def faulty(event):
        if isinstance(event, EpochEnded):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fit(NETWORK, DATA, listeners=[LiveFile(tmp_path / "x.safetensors"), faulty])
    with pytest.raises(DivergenceError):
        fit(NETWORK, DATA, optimizer=Adam(1e38), listeners=[LiveFile(tmp_path / "x.safetensors")])
    assert list(tmp_path.iterdir()) == []


def test_learning_goes_on_where_it_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    run = fit(NETWORK, DATA, epochs=3, listeners=[LiveFile(tmp_path / "file/x.safetensors")])
    assert len(run.history) == 3


def test_a_listener_ends_learning_well_and_the_recording_is_kept():
    def enough(event):
        if isinstance(event, EpochEnded) and event.row["epoch"] == 2:
            raise StopLearning

    run = fit(NETWORK, DATA, epochs=100_000, listeners=[enough])
    assert run.ended == "interrupted"
    assert 2 <= len(run.history) < 100_000
    assert run.kept_epoch >= 2


def test_what_began_gives_the_recording_as_of_any_moment():
    looked = []
    now = None

    def look(event):
        nonlocal now
        if isinstance(event, Started):
            now = event.now
        if isinstance(event, EpochEnded):
            assert now is not None
            looked.append(now())

    run = fit(NETWORK, DATA, epochs=5, batch_size=64, listeners=[look])
    assert looked[-1].ended == "learning"
    last = looked[-1].parameters["dense1"]["weight"]
    np.testing.assert_array_equal(last, run.parameters["dense1"]["weight"])
    assert looked[0].parameters["dense1"]["weight"] is not last


def test_the_file_stands_beside_the_recording_to_be():
    assert LiveFile("runs/a/mlp.safetensors").path == Path("runs/a/mlp.live.json")
