"""The header of a recording is read without its arrays, and with the same suspicion."""

import math
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from safetensors.numpy import save_file

from mieru.data import Examples
from mieru.files import Live, Run, load, read_header, read_live, save
from mieru.files.header import TooLarge
from mieru.learn import fit
from mieru.nn import Network
from mieru.words import FileError


@pytest.fixture(scope="module")
def run() -> Run:
    x = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    data = Examples(x, (x[:, 0] > 0).astype(np.int32))
    return fit(Network.parse("3, dense 4, batchnorm, relu, dense 2"), data, epochs=3)


@pytest.fixture(scope="module")
def path(run, tmp_path_factory) -> Path:
    return save(tmp_path_factory.mktemp("header") / "a", run)


def test_the_header_says_what_the_recording_says(path, run):
    header = read_header(path)
    assert header.run.text == run.network.text
    assert header.run.settings == run.settings
    assert header.run.history["train_loss"] == [row["train_loss"] for row in run.history]
    assert (header.run.kept_epoch, header.run.ended) == (run.kept_epoch, run.ended)
    assert (header.run.when, header.run.versions) == (run.when, run.versions)
    assert header.numbers == run.network.parameter_count + 8  # running means and variances


def test_a_recording_without_a_line_for_lists_is_read(path, tmp_path):
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    head = msgspec.json.decode(content[8 : 8 + length])
    said = msgspec.json.decode(head["__metadata__"]["mieru"])
    del said["text"]
    head["__metadata__"]["mieru"] = msgspec.json.encode(said).decode()
    older = msgspec.json.encode(head)
    older += b" " * (-len(older) % 8)
    (tmp_path / "old").write_bytes(len(older).to_bytes(8, "little") + older + content[8 + length :])
    assert read_header(tmp_path / "old").run.text == ""


def test_neither_jax_nor_numpy_is_needed(path):
    code = (
        f"import sys; from mieru.files import read_header; read_header({str(path)!r}); "
        "print({'jax', 'numpy', 'safetensors'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


@settings(max_examples=150)
@given(st.data())
def test_whatever_can_be_loaded_has_a_header_that_can_be_read(path, tmp_path_factory, data):
    content = bytearray(path.read_bytes())
    length = 8 + int.from_bytes(content[:8], "little")
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, length - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(content), length, length + 3, 20, 4, 0]))
    other = tmp_path_factory.mktemp("x") / "x.safetensors"
    other.write_bytes(content[:cut])
    readable = loadable = True
    try:
        read_header(other)
    except FileError as error:
        readable = False
        told = error.en, error.ja
    try:
        load(other)
    except FileError:
        loadable = False
    assert readable or not loadable
    assert readable or all(str(other) in text for text in told)


def test_weights_of_other_software_are_told_as_such(tmp_path):
    save_file({"w": np.zeros(3, np.float32)}, tmp_path / "w.safetensors")
    with pytest.raises(FileError) as error:
        read_header(tmp_path / "w.safetensors")
    assert "no description of a Mieru run" in error.value.en
    assert "Mieru の記録ではありません" in error.value.ja


def test_a_header_longer_than_allowed_is_told_as_such(path):
    with pytest.raises(TooLarge) as error:
        read_header(path, 100)
    assert "more than 100" in error.value.en
    assert "上限の 100" in error.value.ja


def test_a_missing_file_is_told(tmp_path):
    for read in (read_header, read_live):
        with pytest.raises(FileError, match="cannot be read: No such file"):
            read(tmp_path / "none")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader_of_runs_under_way(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("live") / "x.live.json"
    path.write_bytes(content)
    with pytest.raises(FileError):
        read_live(path)


def test_a_process_number_of_any_size_is_looked_for(tmp_path):
    fields: dict[str, Any] = {
        "kind": "mieru live", "network": "", "data": None, "settings": {}, "epochs": 1,
        "epoch": 0.0, "history": {}, "loss": None, "seconds": 0.0, "seconds_left": None,
        "compiled": False, "host": platform.node(), "when": "",
    }  # fmt: skip
    assert not Live(process=10**30, **fields).goes_on
    assert not Live(process=2**31 - 1, **fields).goes_on
    assert math.isfinite(Live(process=1, **fields).epoch)
