"""Whatever happens to a file, reading it gives what was written or says that it is damaged."""

import contextlib
import functools
import json
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from safetensors.numpy import save as save_tensors

from mieru.data import Examples
from mieru.files import Run, load, read_tensors, save, write_tensors
from mieru.learn import Checkpoint, fit, read_checkpoint, resume
from mieru.nn import Network
from mieru.words import FileError, MieruError

NETWORK = Network.parse("2, dense 3, batchnorm, tanh, dense 2")
DATA = Examples(np.eye(2), np.array([0, 1]))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**30, -1, 2**63, "relu", "parameters"])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@functools.cache
def written() -> dict[str, bytes]:
    """A recording and a checkpoint, as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "checkpoint"
        run = fit(NETWORK, DATA, epochs=3, checkpoint=checkpoint)
        return {
            "run": save(Path(folder) / "run", run).read_bytes(),
            "checkpoint": checkpoint.read_bytes(),
        }


def reading(kind: str) -> Callable[[Path], Any]:
    def whole(path: Path) -> Any:
        if kind == "checkpoint":
            return vars(read_checkpoint(path)) | {"path": None}
        return vars(load(path))

    return whole


def read_or_refused(kind: str, content: bytes, *, as_written: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.safetensors"
        path.write_bytes(written()[kind])
        expected = reading(kind)(path)
        path.write_bytes(content)
        try:
            found = reading(kind)(path)
        except FileError as refusal:
            told = (refusal.en, refusal.ja)
            assert all(str(path) in words and len(words) < 1000 for words in told)
        else:
            if as_written:
                np.testing.assert_equal(found, expected)


@pytest.mark.parametrize("kind", ["run", "checkpoint"])
@given(data=st.data())
def test_a_file_with_some_bytes_changed_is_read_as_it_was_or_refused(kind, data):
    content = bytearray(written()[kind])
    places = st.integers(0, len(content) - 1)
    changes = st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=4)
    for place, byte in data.draw(changes):
        content[place] = byte
    read_or_refused(kind, bytes(content), as_written=True)


@pytest.mark.parametrize("kind", ["run", "checkpoint"])
@given(data=st.data())
def test_a_file_cut_short_or_made_longer_is_refused(kind, data):
    whole = written()[kind]
    cut = data.draw(st.integers(0, len(whole) - 1))
    tail = data.draw(st.binary(max_size=20))
    read_or_refused(kind, whole[:cut] + tail, as_written=True)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_file_of_ours_are_refused(content):
    for kind in ("run", "checkpoint"):
        read_or_refused(kind, content, as_written=True)


def parts(kind: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(written()[kind])
        return read_tensors(path)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something could be put in its stead."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from places_in(item, (*path, key))


@pytest.mark.parametrize("kind", ["run", "checkpoint"])
@given(data=st.data())
def test_a_description_changed_on_purpose_is_understood_or_refused(kind, data):
    tensors, meta = parts(kind)
    place = data.draw(st.sampled_from(list(places_in(meta))))
    inner = meta
    for key in place[:-1]:
        inner = inner[key]
    if isinstance(inner, dict) and data.draw(st.booleans()):
        del inner[place[-1]]
    else:
        inner[place[-1]] = data.draw(JSON)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write_tensors(path, tensors, meta)
        read_or_refused(kind, path.read_bytes(), as_written=False)


ARRAYS = st.sampled_from(
    [
        np.zeros((2, 3), np.float32),
        np.zeros((2, 3), np.float16),
        np.zeros((2, 3), np.int32),
        np.full((2, 3), np.nan, np.float32),
        np.zeros((10, 10), np.float32),
        np.zeros((), np.float32),
        np.zeros((0, 3), np.float32),
        np.zeros((2, 3), np.bool_),
    ]
)
NAMES = st.sampled_from(
    [
        *("parameters", "parameters/dense1", "parameters/dense1/weight"),
        *("parameters/dense1/weight/x", "state", "state/dense1/weight", "state/batchnorm1/mean"),
        *("epoch", "step", "position", "a/b", "/", ""),
    ]
)


@pytest.mark.parametrize("kind", ["run", "checkpoint"])
@given(name=NAMES, array=ARRAYS, delete=st.booleans())
def test_arrays_changed_on_purpose_are_understood_or_refused(kind, name, array, delete):
    tensors, meta = parts(kind)
    if delete and name in tensors:
        del tensors[name]
    else:
        tensors[name] = array
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write_tensors(path, tensors, meta)
        read_or_refused(kind, path.read_bytes(), as_written=False)
        if kind == "checkpoint":
            with contextlib.suppress(MieruError):
                resume(Checkpoint(path), DATA)


def refused(tmp_path: Path, tensors: dict[str, np.ndarray], meta: object) -> FileError:
    path = tmp_path / "hostile.safetensors"
    write_tensors(path, tensors, meta)
    with pytest.raises(FileError) as caught:
        load(path)
    assert caught.value.en.startswith(str(path))
    return caught.value


def test_weights_of_another_network_are_refused(tmp_path):
    tensors, meta = parts("run")
    error = refused(tmp_path, tensors, meta | {"network": Network.parse("2-4-2").to_json()})
    assert "the parameters of the network should be dense1, dense2, but are" in error.en
    tensors["parameters/dense1/weight"] = np.zeros((2, 4), np.float32)
    error = refused(tmp_path, tensors, meta)
    assert "dense1.weight should be 2×3 but is 2×4" in error.en
    assert error.ja


def test_a_running_state_that_does_not_fit_is_refused(tmp_path):
    tensors, meta = parts("run")
    lacking = {n: a for n, a in tensors.items() if n != "state/batchnorm1/variance"}
    error = refused(tmp_path, lacking, meta)
    assert "the running state of batchnorm1 should be mean, variance, but are mean" in error.en
    wrong = tensors | {"state/batchnorm1/mean": np.zeros(4, np.float32)}
    assert "batchnorm1.mean should be 3 but is 4" in refused(tmp_path, wrong, meta).en


@pytest.mark.parametrize("kind", [np.float16, np.int32, np.bool_])
def test_weights_of_another_kind_of_number_are_refused(kind, tmp_path):
    tensors, meta = parts("run")
    tensors["parameters/dense1/bias"] = np.zeros(3, kind)
    error = refused(tmp_path, tensors, meta)
    assert f"parameters/dense1/bias holds {np.dtype(kind)}, but weights are float32" in error.en


def test_arrays_that_belong_to_nothing_are_refused(tmp_path):
    tensors, meta = parts("run")
    refused(tmp_path, tensors | {"extra/weight": np.zeros(3, np.float32)}, meta)


def test_a_network_of_a_billion_weights_is_not_allocated(tmp_path):
    tensors, meta = parts("run")
    refused(tmp_path, tensors, meta | {"network": Network.parse("100000-100000-2").to_json()})
    tensors, meta = parts("checkpoint")
    path = tmp_path / "checkpoint"
    write_tensors(path, tensors, meta | {"network": Network.parse("100000-100000-2").to_json()})
    with pytest.raises(FileError, match="should be dense1, dense2, but are batchnorm1"):
        resume(path, DATA)


@pytest.mark.parametrize("depth", [100, 3000, 100_000])
def test_a_description_of_any_depth_is_refused_without_a_crash(depth, tmp_path):
    path = tmp_path / "deep"
    deep = "[" * depth + "]" * depth
    for text in (deep, f'{{"kind": "mieru run", "data": {deep}}}'):
        path.write_bytes(save_tensors({}, {"mieru": text, "checksum": "0"}))
        with pytest.raises(FileError):
            load(path)
        # with a checksum that fits
        inner: list[Any] = []
        for _ in range(min(depth, 900)):
            inner = [inner]
        write_tensors(path, {}, {"kind": "mieru run", "data": inner})
        with pytest.raises(FileError):
            load(path)


@pytest.mark.parametrize("length", [2**63, 2**40, 200_000_000])
def test_a_header_that_says_it_is_huge_is_refused(length, tmp_path):
    path = tmp_path / "huge"
    path.write_bytes(struct.pack("<Q", length) + b"{}" + b" " * 1000)
    with pytest.raises(FileError, match="damaged or no"):
        load(path)


def test_a_shape_that_says_it_is_huge_is_refused(tmp_path):
    header = {"w": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 4]}}
    text = json.dumps(header).encode()
    path = tmp_path / "huge"
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"\0" * 4)
    with pytest.raises(FileError, match="damaged or no"):
        load(path)


def test_a_changed_byte_in_the_weights_is_noticed(tmp_path):
    content = bytearray(written()["run"])
    content[-1] ^= 1
    path = tmp_path / "run"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        load(path)
    assert caught.value.en == (
        f"{path} is damaged: its checksum does not fit its content; take another copy"
    )
    assert "チェックサムが内容と一致しません" in caught.value.ja


def test_nothing_is_ever_unpickled():
    sources = (Path(__file__).parents[2] / "src/mieru").glob("*/**/*.py")
    for source in sources:
        if source.parent.name in ("files", "learn"):
            text = source.read_text("utf-8")
            assert "import pickle" not in text
            assert "allow_pickle" not in text


def test_a_checkpoint_is_no_recording_and_a_recording_no_checkpoint(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(written()["checkpoint"])
    with pytest.raises(FileError) as caught:
        load(path)
    assert caught.value.en == f"{path} is not the recording of a run but a mieru checkpoint"
    path.write_bytes(written()["run"])
    with pytest.raises(FileError) as caught:
        read_checkpoint(path)
    assert caught.value.en == f"{path} is no checkpoint but a mieru run"
    assert isinstance(load(path), Run)
