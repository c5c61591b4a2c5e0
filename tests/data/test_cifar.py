"""CIFAR in both layouts, whole and damaged."""

import dataclasses
import os
import pickle

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.data.cifar import LAYOUTS, PIXELS, CifarReader, read_batch
from mieru.data.pickled import read_pickled
from mieru.words import DataError, SettingError
from tests.data.damage import damaged
from tests.data.loose import load

RANDOM = np.random.default_rng(0)
FLAT = RANDOM.integers(0, 256, (4, PIXELS), np.uint8)
FINE = [3, 9, 0, 99]
COARSE = [1, 0, 19, 2]
TEN = dict(zip(("binary", "python"), LAYOUTS["cifar-10"], strict=True))
HUNDRED = dict(zip(("binary", "python"), LAYOUTS["cifar-100"], strict=True))


def python2_string(content: bytes) -> bytes:
    return b"T" + len(content).to_bytes(4, "little") + content


def python2_pickle(labels: list[int], data: np.ndarray) -> bytes:
    """A batch as Python 2 wrote the published ones: protocol 2, bytes as strings."""
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01"
        + b"".join(b"M" + n.to_bytes(2, "little") for n in data.shape)
        + b"\x86cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R"
        + b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        + python2_string(data.tobytes())
        + b"tb"
    )
    numbers = b"".join(b"K" + bytes([n]) for n in labels)
    entries = b"U\x04data" + array + b"U\x06labels](" + numbers + b"e"
    return b"\x80\x02}(" + entries + b"u."


def binary(*columns: list[int]) -> bytes:
    return np.concatenate([np.array(columns, np.uint8).T, FLAT], axis=1).tobytes()


def test_a_binary_record_becomes_a_picture_with_red_green_blue_last(tmp_path):
    path = tmp_path / "batch"
    path.write_bytes(binary([3, 9, 0, 5]))
    x, t = read_batch(path, TEN["binary"], 4, 0)
    assert (x.shape, t.tolist()) == ((4, 32, 32, 3), [3, 9, 0, 5])
    assert x.dtype == np.uint8
    # Picture 2, row 7, column 11: red is byte 7·32+11, green 1024 further, blue 1024 further.
    place = 7 * 32 + 11
    assert x[2, 7, 11].tolist() == [FLAT[2, place + 1024 * c] for c in range(3)]


def test_cifar_100_has_a_coarse_and_a_fine_label(tmp_path):
    path = tmp_path / "train.bin"
    path.write_bytes(binary(COARSE, FINE))
    assert read_batch(path, HUNDRED["binary"], 4, 0)[1].tolist() == COARSE
    assert read_batch(path, HUNDRED["binary"], 4, 1)[1].tolist() == FINE


@pytest.mark.parametrize("protocol", [2, 3, 4])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_pickled_batch_is_read_without_unpickling(tmp_path, protocol, order):
    path = tmp_path / "batch"
    batch = {b"data": np.asarray(FLAT, order=order), b"labels": [3, 9, 0, 5], "batch_label": "one"}
    path.write_bytes(pickle.dumps(batch, protocol))
    x, t = read_batch(path, TEN["python"], 4, 0)
    assert np.array_equal(x, FLAT.reshape(4, 3, 32, 32).transpose(0, 2, 3, 1))
    assert t.tolist() == [3, 9, 0, 5]


def test_a_batch_pickled_by_python_2_is_read(tmp_path):
    path = tmp_path / "batch"
    path.write_bytes(python2_pickle([3, 9, 0, 5], FLAT))
    # The bytes above are a right pickle: Python itself reads them.
    assert np.array_equal(pickle.loads(path.read_bytes(), encoding="latin1")["data"], FLAT)
    x, t = read_batch(path, TEN["python"], 4, 0)
    assert np.array_equal(x, FLAT.reshape(4, 3, 32, 32).transpose(0, 2, 3, 1))
    assert t.tolist() == [3, 9, 0, 5]


class Evil:
    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_would_run_something_runs_nothing(tmp_path, protocol):
    path, witness = tmp_path / "batch", tmp_path / "witness"
    path.write_bytes(pickle.dumps({"data": Evil(os.mkdir, (str(witness),))}, protocol))
    with pytest.raises(DataError, match=r"is not a CIFAR file: (it asks for|its instruction)"):
        read_pickled(path)
    assert not witness.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it is damaged"),
        (pickle.dumps([1, 2]), "it holds no dict"),
        (pickle.dumps({"data": {1, 2}}), "its instruction EMPTY_SET is none of plain data"),
        (pickle.dumps({"data": np.zeros(3)}), "it calls numpy.dtype"),
        (pickle.dumps({1: 2}), "it is damaged"),
        (python2_pickle([1], FLAT[:1]).replace(b"M\x00\x0c\x86", b"M\x01\x0c\x86"), "its array is"),
    ],
)
def test_a_pickle_of_something_else_is_refused(tmp_path, content, message):
    path = tmp_path / "batch"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_pickled(path)
    assert str(caught.value).startswith(f"{path} is not a CIFAR file: {message}")


def test_a_text_named_again_and_again_does_not_fill_the_memory(tmp_path):
    """A megabyte once in the file, and a thousand arrays of it: a gigabyte, were they made."""
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01J\x00\x00\x10\x00\x85h\x02\x89h\x01tb"
    )
    text = b"U\x01a" + python2_string(bytes(2**20)) + b"q\x01s"
    dtype = b"U\x01bcnumpy\ndtype\nU\x02u1K\x00K\x01\x87Rq\x02s"
    path = tmp_path / "bomb"
    path.write_bytes(b"\x80\x02}" + text + dtype + b"U\x01c](" + array * 1000 + b"es.")
    with pytest.raises(DataError, match="it is too large"):
        read_pickled(path)
    path.write_bytes(b"\x80\x02}" + text + dtype + b"U\x01c](" + array * 2 + b"es.")
    assert len(read_pickled(path)["c"]) == 2


@pytest.mark.parametrize(
    ("size", "message"),
    [(-1, "holds 12291 bytes, but 4 records of 3073 bytes make 12292"), (1, "holds 12293 bytes")],
)
def test_a_binary_file_of_another_size_is_refused(tmp_path, size, message):
    path = tmp_path / "batch"
    content = binary([3, 9, 0, 5])
    path.write_bytes(content[:size] if size < 0 else content + bytes(size))
    with pytest.raises(DataError, match=message):
        read_batch(path, TEN["binary"], 4, 0)


@pytest.mark.parametrize("layout", ["binary", "python"])
def test_a_label_out_of_range_is_refused(tmp_path, layout):
    path = tmp_path / "batch"
    labels = [3, 9, 10, 5]
    pickled = pickle.dumps({"data": FLAT, "labels": labels})
    path.write_bytes(binary(labels) if layout == "binary" else pickled)
    with pytest.raises(DataError, match="picture 2 has the label 10, but labels run from 0 to 9"):
        read_batch(path, TEN[layout], 4, 0)


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ({"data": FLAT[:3], "labels": [1] * 4}, "its 'data' is not 4×3072 numbers as in CIFAR"),
        ({"data": "x", "labels": [1] * 4}, "its 'data' is not 4×3072 numbers as in CIFAR"),
        ({"data": FLAT, "labels": [1] * 3}, "its 'labels' is not 4 numbers as in CIFAR"),
        ({"data": FLAT, "labels": [1, 2, 3, "4"]}, "its 'labels' is not 4 numbers as in CIFAR"),
        ({"data": FLAT}, "its 'labels' is not 4 numbers as in CIFAR"),
    ],
)
def test_a_pickled_batch_of_another_form_is_refused(tmp_path, batch, message):
    path = tmp_path / "batch"
    path.write_bytes(pickle.dumps(batch))
    with pytest.raises(DataError, match=message):
        read_batch(path, TEN["python"], 4, 0)


SMALL = np.arange(24, dtype=np.uint8).reshape(2, 12)
PICKLES = [pickle.dumps({"data": SMALL, "labels": [1, 2]}, p) for p in (2, 3, 4)]


@given(st.data())
def test_no_damage_to_a_pickle_does_anything_but_raise_a_data_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("pickle") / "batch"
    whole = data.draw(st.sampled_from([*PICKLES, python2_pickle([1, 2], SMALL)]))
    path.write_bytes(data.draw(damaged(whole) | st.binary(max_size=64)))
    try:
        content = read_pickled(path)
    except DataError:
        return
    assert all(isinstance(key, str) for key in content)


@given(st.data())
def test_no_damage_to_a_binary_file_does_anything_but_raise_a_data_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("binary") / "batch"
    path.write_bytes(data.draw(damaged(binary([3, 9, 0, 5]))))
    try:
        x, t = read_batch(path, TEN["binary"], 4, 0)
    except DataError:
        return
    assert (x.shape, t.max() < 10) == ((4, 32, 32, 3), True)


@pytest.fixture
def small(monkeypatch):
    """CIFAR of four pictures a file instead of thousands."""
    for name, layouts in LAYOUTS.items():
        cut = tuple(dataclasses.replace(x, train_records=4, test_records=4) for x in layouts)
        monkeypatch.setitem(LAYOUTS, name, cut)


def put_hundred(folder):
    folder.mkdir()
    for file in ("train.bin", "test.bin"):
        (folder / file).write_bytes(binary(COARSE, FINE))
    (folder / "fine_label_names.txt").write_text("\n".join(f"f{i}" for i in range(100)) + "\n\n")
    (folder / "coarse_label_names.txt").write_text("\n".join(f"c{i}" for i in range(20)))
    return folder


def test_cifar_100_is_loaded_by_name_with_either_labels(tmp_path, monkeypatch, small):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    put_hundred(tmp_path / "cifar-100-binary")
    fine = load("cifar100", validation=0)
    assert (fine.outputs, fine.classes[99], fine.train.t.tolist()) == (100, "f99", FINE)
    coarse = load("cifar-100", labels="coarse", validation=0)
    assert (coarse.outputs, coarse.classes[19]) == (20, "c19")
    assert coarse.test.open("all").t.tolist() == COARSE
    with pytest.raises(SettingError, match="labels must be coarse or fine, not 'rough'"):
        load("cifar-100", labels="rough")


def test_the_python_layout_is_loaded_with_its_names(tmp_path, small):
    batch = {b"data": FLAT, b"fine_labels": FINE, b"coarse_labels": COARSE}
    for file in ("train", "test"):
        (tmp_path / file).write_bytes(pickle.dumps(batch))
    names = {"fine_label_names": [f"f{i}" for i in range(100)], "coarse_label_names": ["x"]}
    (tmp_path / "meta").write_bytes(pickle.dumps(names))
    data = load(tmp_path, validation=0)
    assert (data.name, data.classes[3]) == ("cifar-100", "f3")
    coarse = load(tmp_path, labels="coarse", validation=0)
    assert coarse.classes == tuple(map(str, range(20)))
    assert str(coarse.notes[0]) == "meta does not name the 20 classes, so they are numbered"


def test_the_folder_s_missing_files_are_named(tmp_path):
    with pytest.raises(DataError, match=r"does not hold all of train\.bin, test\.bin"):
        CifarReader(tmp_path, "cifar-100")()


def test_the_real_cifar_10(data_folder):
    data = load("cifar-10", validation=0)
    assert (len(data.train), len(data.test), data.classes[3]) == (50_000, 10_000, "cat")
    assert np.bincount(data.train.t).tolist() == [5000] * 10
    # A published fact: the mean of each colour over the training pictures.
    means = data.train.x.mean(axis=(0, 1, 2)) / 255
    assert means == pytest.approx([0.4914, 0.4822, 0.4465], abs=5e-5)
    assert data.train.t[:5].tolist() == [6, 9, 9, 4, 1]
