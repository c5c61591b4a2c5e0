"""The IDX format, whole and damaged."""

import gzip
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.data.idx import find_idx, read_idx, read_pair
from mieru.words import DataError, speaking
from tests.data.damage import damaged
from tests.data.loose import load


def idx(array: np.ndarray) -> bytes:
    header = bytes((0, 0, 8, array.ndim)) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return header + array.tobytes()


PICTURES = np.arange(3 * 2 * 5, dtype=np.uint8).reshape(3, 2, 5)
LABELS = np.array([7, 0, 9], np.uint8)


def packed(content):
    """The same bytes at any time of day: they name tests."""
    return gzip.compress(content, mtime=0)


def put_set(folder, pictures=PICTURES, labels=LABELS, pack=packed, suffix=".gz"):
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("train", "t10k"):
        (folder / f"{part}-images-idx3-ubyte{suffix}").write_bytes(pack(idx(pictures)))
        (folder / f"{part}-labels-idx1-ubyte{suffix}").write_bytes(pack(idx(labels)))
    return folder


@pytest.mark.parametrize("pack", [bytes, packed])
def test_the_array_is_read_as_it_was_written(tmp_path, pack):
    path = tmp_path / "file"
    path.write_bytes(pack(idx(PICTURES)))
    assert np.array_equal(read_idx(path, 3), PICTURES)


WHOLE = idx(PICTURES)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it ends within its header, after 0 bytes"),
        (WHOLE[:15], "it ends within its header, after 15 bytes"),
        (idx(LABELS) + bytes(8), "its first four bytes are 00 00 08 01, not 00 00 08 03"),
        (b"\x00\x00\x0d\x03" + WHOLE[4:], "its first four bytes are 00 00 0d 03, not 00 00 08 03"),
        (WHOLE[:-1], "its header announces 30 bytes, but it ends after 29"),
        (WHOLE + b"\0", "it goes on after the 30 bytes that its header announces"),
        (packed(WHOLE[:-1]), "its header announces 30 bytes, but it ends after 29"),
        (packed(WHOLE)[:-9], "it cannot be read (Compressed file ended before the end"),
        (packed(WHOLE)[:-4] + b"\1\1\1\1", "it cannot be read (Incorrect length of data"),
        (idx(PICTURES[:0]), "its header announces 0×2×5, which a file of 16 bytes cannot hold"),
    ],
)
def test_a_damaged_file_is_refused_with_its_reason(tmp_path, content, message):
    path = tmp_path / "pictures"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_idx(path, 3)
    said = str(caught.value)
    assert said.startswith(f"{path} is not a whole IDX file: {message}")
    assert said.endswith("; remove it and fetch it again")
    with speaking("ja"):
        assert str(caught.value).startswith(f"{path} は正しい IDX ファイルではありません。")


@pytest.mark.parametrize("pack", [bytes, packed])
def test_a_header_that_announces_2_to_the_60_allocates_nothing(tmp_path, pack):
    path = tmp_path / "bomb"
    huge = bytes((0, 0, 8, 3)) + (2**20).to_bytes(4, "big") * 3
    path.write_bytes(pack(huge + bytes(1000)))
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"1048576×1048576×1048576, which a file of .* cannot"):
            read_idx(path, 3)
        assert tracemalloc.get_traced_memory()[1] < 2**21
    finally:
        tracemalloc.stop()


@given(st.data())
def test_no_damage_does_anything_but_raise_a_data_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("idx") / "file"
    whole = data.draw(st.sampled_from([WHOLE, packed(WHOLE)]))
    path.write_bytes(data.draw(damaged(whole) | st.binary(max_size=64)))
    try:
        array = read_idx(path, 3)
    except DataError:
        return
    assert array.ndim == 3
    assert array.dtype == np.uint8


def test_pictures_and_labels_must_belong_together(tmp_path):
    pictures, labels = tmp_path / "pictures", tmp_path / "labels"
    pictures.write_bytes(idx(PICTURES))
    labels.write_bytes(idx(LABELS[:2]))
    with pytest.raises(DataError, match=r"holds 3 pictures but .* holds 2 labels; they do not"):
        read_pair(pictures, labels, 10)
    labels.write_bytes(idx(LABELS))
    with pytest.raises(DataError, match="label 2 is 9, but labels run from 0 to 8"):
        read_pair(pictures, labels, 9)
    examples = read_pair(pictures, labels, 10)
    assert examples.x.shape == (3, 2, 5, 1)
    assert examples.t.tolist() == [7, 0, 9]


@pytest.mark.parametrize("suffix", [".gz", ""])
def test_a_set_is_found_packed_or_not_and_in_the_layout_of_torchvision(
    tmp_path, monkeypatch, suffix
):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    folder = tmp_path / "MNIST" / "raw"
    put_set(folder, pack=packed if suffix else bytes, suffix=suffix)
    data = load("mnist", validation=0)
    assert data.source == str(folder)
    assert data.train.x[..., 0].tolist() == PICTURES.tolist()
    assert data.test.open("all").t.tolist() == [7, 0, 9]


def test_a_set_with_a_file_missing_is_not_found(tmp_path):
    put_set(tmp_path)
    assert find_idx(tmp_path) is not None
    (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
    assert find_idx(tmp_path) is None


def test_any_folder_of_that_layout_can_be_named(tmp_path):
    data = load(put_set(tmp_path / "mine"), validation=0)
    assert (data.name, data.classes) == ("mine", tuple("0123456789"))


def test_fashion_mnist_has_its_own_classes(tmp_path, monkeypatch):
    monkeypatch.setenv("MIERU_DATA", str(tmp_path))
    put_set(tmp_path / "fashion-mnist")
    data = load("fashion-mnist", validation=0)
    assert data.classes[:2] == ("T-shirt/top", "Trouser")
    assert len(data.classes) == 10
