"""A bundle answers as its recording does, and a damaged one is refused with a reason."""

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

import mieru
from mieru import Run
from mieru.carry import export, load_bundle
from mieru.carry.bundle import LIST, RUN
from mieru.data import Preparation
from mieru.words import DataError, FileError, SettingError
from tests.carry.conftest import pictures


@pytest.fixture
def bundle(people: Run, tmp_path: Path) -> Path:
    return export(people, tmp_path / "people", "bundle")[0]


def test_frames_and_rows_are_answered_by_class_names(bundle: Path, people: Run):
    opened = mieru.load_bundle(bundle)
    frame = pd.DataFrame(
        {
            "note": ["a", None],
            "age": [40.0, np.nan],
            "city": ["Tokyo", "Kyoto"],
            "income": [5, 6],
            "since": pd.to_datetime(["2020-05-06", None]),
        }
    )
    rows: list[dict[str, Any]] = [
        {"age": 40, "city": "Tokyo", "income": 5, "note": "a", "since": "2020-05-06"},
        {"age": None, "city": "Kyoto", "income": 6, "note": None, "since": None},
    ]
    right = people.predict(Preparation.from_json(people.data["preparation"]).apply(rows))
    for raw in (frame, pl.DataFrame(rows), rows, [[*row.values()] for row in rows]):
        np.testing.assert_array_equal(opened.predict_proba(raw), right)
        assert opened.predict(raw).tolist() == [["no", "yes"][i] for i in right.argmax(axis=1)]
    assert opened.feature_names_in_.tolist() == ["age", "city", "income", "note", "since"]
    assert opened.classes_.tolist() == ["no", "yes"]
    assert "# people" in opened.card


def test_values_and_pictures_are_answered_too(diabetes: Run, digits: Run, tmp_path: Path):
    values = load_bundle(export(diabetes, tmp_path / "a", "bundle")[0])
    assert values.predict(np.zeros((3, 10))).shape == (3,)
    with pytest.raises(SettingError, match="no probabilities"):
        values.predict_proba(np.zeros((3, 10)))
    numbers = load_bundle(export(digits, tmp_path / "b", "bundle")[0])
    assert numbers.predict(pictures()).shape == (6,)
    with pytest.raises(SettingError, match="no column names"):
        numbers.feature_names_in_  # noqa: B018


def test_a_row_that_lacks_a_column_is_refused(bundle: Path):
    with pytest.raises(DataError, match="row 1 lacks the column 'income'"):
        load_bundle(bundle).predict([{"age": 1, "city": "x", "note": "a", "since": ""}])


def test_a_damaged_bundle_is_refused_with_a_reason(bundle: Path, tmp_path: Path):
    content = bundle.read_bytes()
    spoilt = tmp_path / "spoilt.zip"
    for place in range(0, len(content), 97):
        changed = bytearray(content)
        changed[place] ^= 0xFF
        spoilt.write_bytes(bytes(changed))
        with suppress(FileError):  # and nothing else
            load_bundle(spoilt)
    for cut in (0, 10, len(content) // 2):
        spoilt.write_bytes(content[:cut])
        with pytest.raises(FileError, match="cannot be read"):
            load_bundle(spoilt)
    with pytest.raises(FileError, match="cannot be read"):
        load_bundle(tmp_path / "missing.zip")


def repacked(bundle: Path, path: Path, **changed: bytes | None) -> Path:
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = changed.get(name.replace(".", "_"), old.read(name))
            if content is not None:
                new.writestr(name, content)
    return path


def test_a_bundle_with_a_changed_or_missing_part_is_refused(bundle: Path, tmp_path: Path):
    other = repacked(bundle, tmp_path / "a.zip", card_md=b"another card")
    with pytest.raises(FileError, match=r"the checksum of card\.md does not fit"):
        load_bundle(other)
    with pytest.raises(FileError, match=r"it lacks run\.safetensors"):
        load_bundle(repacked(bundle, tmp_path / "b.zip", run_safetensors=None))
    with pytest.raises(FileError, match="is no bundle of Mieru's"):
        load_bundle(repacked(bundle, tmp_path / "c.zip", bundle_json=None))
    newer = zipfile.ZipFile(bundle).read(LIST).replace(b'"form":1', b'"form":2')
    with pytest.raises(FileError, match="a newer Mieru may read it"):
        load_bundle(repacked(bundle, tmp_path / "d.zip", bundle_json=newer))


def test_a_bundle_that_zip_files_of_no_sort_are_like_is_refused(bundle: Path, tmp_path: Path):
    """Names that are no text, and a part packed in a way that is damaged."""
    content, spoilt = bundle.read_bytes(), tmp_path / "spoilt.zip"
    at = content.rindex(b"PK\x01\x02")
    odd = bytearray(content)
    odd[at + 9] |= 8  # the flag: the name is in UTF-8
    odd[at + 46] = 0xAD
    spoilt.write_bytes(bytes(odd))
    with pytest.raises(FileError, match="cannot be read"):
        load_bundle(spoilt)
    packed = bytearray(content)
    for start, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        packed[packed.index(start) + place] = zipfile.ZIP_LZMA
    spoilt.write_bytes(bytes(packed))
    with pytest.raises(FileError, match="cannot be read"):
        load_bundle(spoilt)


def test_a_size_below_nothing_does_not_lift_the_bound(bundle: Path, tmp_path: Path, monkeypatch):
    asked: list[int] = []
    read = zipfile.ZipExtFile.read

    def counted(file: zipfile.ZipExtFile, n: int = -1) -> bytes:
        asked.append(n)
        return read(file, n)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    told = json.loads(zipfile.ZipFile(bundle).read(LIST))
    told["files"][RUN]["size"] = -5
    path = repacked(bundle, tmp_path / "a.zip", bundle_json=json.dumps(told).encode())
    asked.clear()
    with pytest.raises(FileError, match="cannot be read"):
        load_bundle(path)
    assert min(asked) >= 0


def test_what_unpacks_to_more_than_it_says_is_not_unpacked(bundle: Path, tmp_path: Path):
    made = io.BytesIO()
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(LIST, old.read(LIST))
        new.writestr(RUN, bytes(50_000_000))
    path = tmp_path / "bomb.zip"
    path.write_bytes(made.getvalue())
    with pytest.raises(FileError, match="checksum of run"):
        load_bundle(path)
