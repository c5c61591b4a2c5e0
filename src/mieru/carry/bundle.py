"""A bundle: recording, preparation and card in one zip file without pickle, checked when loaded.

It answers in the manner of scikit-learn: raw rows or pictures in, class names or values out.
"""

import hashlib
import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import msgspec
import numpy as np

from mieru.carry.told import preparation_of, texts
from mieru.data import Columns, Preparation
from mieru.files import Run, load, save
from mieru.words import DataError, FileError, SettingError

KIND = "mieru bundle"
FORM = 1
RUN, CARD, LIST = "run.safetensors", "card.md", "bundle.json"
LARGEST = 4 * 2**30  # bytes of one member, unpacked
# What a damaged, encrypted or odd zip file makes Python raise.
_WRONG = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    msgspec.MsgspecError,
)


class _Member(msgspec.Struct, forbid_unknown_fields=True):
    """One file of the bundle."""

    sha256: str
    size: Annotated[int, msgspec.Meta(ge=0)]  # below 0, reading would know no end


class _List(msgspec.Struct, forbid_unknown_fields=True):
    """What the bundle holds."""

    kind: str
    form: int
    files: dict[str, _Member]


@dataclass(frozen=True, eq=False)
class Bundle:
    """A recording that answers about raw input. ``card`` is its model card, as Markdown."""

    run: Run
    card: str = ""

    @cached_property
    def preparation(self) -> Preparation:
        """How raw input becomes x."""
        return preparation_of(self.run)

    @property
    def classes_(self) -> np.ndarray:
        """The names of the classes, in the order of the columns of :meth:`predict_proba`."""
        names = texts(self.run.data, "classes")
        outputs = max(2, self.run.network.output_shape[-1])
        return np.array(names if len(names) == outputs else [str(i) for i in range(outputs)])

    @property
    def feature_names_in_(self) -> np.ndarray:
        """The columns that a row needs, in order. Raises SettingError where input is no table."""
        if not isinstance(self.preparation, Columns):
            raise SettingError(
                en="the recording did not learn from a table, so it has no column names",
                ja="この記録は表から学習したものではないため、列名がありません",
            )
        return np.array([column.name for column in self.preparation.columns], object)

    def predict(self, raw: Any) -> np.ndarray:
        """Class names (N,), or values (N,) or (N, K), for raw input.

        Raw input is a frame of pandas or polars, rows as objects by column name or as lists, an
        array, or pictures as paths, Pillow images or arrays. Raises DataError where it is another.
        """
        if not self.run.loss.classifies:
            values = self._answers(raw)
            return values[:, 0] if values.shape[1] == 1 else values
        found: np.ndarray = self.classes_[self.predict_proba(raw).argmax(axis=1)]
        return found

    def predict_proba(self, raw: Any) -> np.ndarray:
        """The probability of each class, (N, K). Raises SettingError for a regression."""
        if not self.run.loss.classifies:
            raise SettingError(
                en="a regression has no probabilities; use predict",
                ja="回帰に確率はありません。predict を使ってください",
            )
        answers = self._answers(raw)
        if answers.shape[1] == 1:
            answers = np.concatenate([1 - answers, answers], axis=1)
        return answers

    def _answers(self, raw: Any) -> np.ndarray:
        prepared = self.preparation.apply(_rows(raw, self.preparation))
        return self.run.predict(prepared.reshape(-1, *self.run.network.input_shape))


def _rows(raw: Any, preparation: Preparation) -> Any:
    """A frame of pandas or polars as rows by column name; anything else as it is."""
    if not isinstance(preparation, Columns) or not hasattr(raw, "columns"):
        return raw
    if hasattr(raw, "to_dicts"):
        return raw.to_dicts()
    if not hasattr(raw, "to_dict"):
        return raw
    plain = raw.astype(object).where(raw.notna(), None)
    found: list[Mapping[Any, Any]] = plain.to_dict("records")
    return found


def packed(run: Run, card: str) -> bytes:
    """The bundle as the bytes of a zip file."""
    with tempfile.TemporaryDirectory() as folder:
        content = save(Path(folder) / RUN, run).read_bytes()
    files = {RUN: content, CARD: card.encode()}
    told = _List(
        KIND,
        FORM,
        {name: _Member(hashlib.sha256(c).hexdigest(), len(c)) for name, c in files.items()},
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, part in {LIST: msgspec.json.encode(told), **files}.items():
            zipped.writestr(name, part)
    return made.getvalue()


def load_bundle(path: str | Path) -> Bundle:
    """Opens a bundle. Raises FileError where it is missing, damaged, or no bundle of Mieru's.

    Every file in it is checked against its SHA-256 before it is read; nothing in it is executed.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as zipped:
            told = _list_of(path, zipped)
            parts = {name: _member(path, zipped, name, told) for name in (RUN, CARD)}
    except FileError:  # a ValueError, but told already
        raise
    except _WRONG as error:
        raise _damaged(path, str(error)[:200], str(error)[:200]) from error
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / RUN
        place.write_bytes(parts[RUN])
        try:
            run = load(place)
        except FileError as error:
            plain = f"{folder}/"
            raise FileError(
                en=f"{path}: {error.en.replace(plain, '')}",
                ja=f"{path}: {error.ja.replace(plain, '')}",
            ) from error
    bundle = Bundle(run, parts[CARD].decode("utf-8", "replace"))
    try:
        bundle.preparation  # noqa: B018 - read now, so that what is wrong in it is told here
    except DataError as error:
        raise FileError(en=f"{path}: {error.en}", ja=f"{path}: {error.ja}") from error
    return bundle


def _list_of(path: Path, zipped: zipfile.ZipFile) -> _List:
    if LIST not in zipped.namelist():
        raise FileError(
            en=f"{path} is no bundle of Mieru's; `mieru export RUN --to bundle` writes one",
            ja=f"{path} は Mieru のバンドルではありません。"
            "`mieru export 記録 --to bundle` で作れます",
        )
    told = msgspec.json.decode(_read(path, zipped, LIST, 1_000_000), type=_List)
    if told.kind != KIND or told.form != FORM:
        raise FileError(
            en=f"{path} is a {told.kind!s:.40} of form {told.form}, but this Mieru reads form "
            f"{FORM}; a newer Mieru may read it",
            ja=f"{path} は {told.kind!s:.40} (形式 {told.form}) ですが、この Mieru が読めるのは"
            f"形式 {FORM} です。新しい Mieru なら読めるかもしれません",
        )
    return told


def _member(path: Path, zipped: zipfile.ZipFile, name: str, told: _List) -> bytes:
    wanted = told.files.get(name)
    if wanted is None or name not in zipped.namelist():
        raise _damaged(path, f"it lacks {name}", f"{name} がありません")
    content = _read(path, zipped, name, min(LARGEST, wanted.size))
    if len(content) != wanted.size or hashlib.sha256(content).hexdigest() != wanted.sha256:
        raise _damaged(
            path,
            f"the checksum of {name} does not fit; take another copy",
            f"{name} のチェックサムが一致しません。別のコピーを使ってください",
        )
    return content


def _read(path: Path, zipped: zipfile.ZipFile, name: str, most: int) -> bytes:
    """At most one byte more than ``most``: a zip file may unpack to anything."""
    with zipped.open(name) as file:
        return file.read(most + 1)


def _damaged(path: Path, en: str, ja: str) -> FileError:
    return FileError(
        en=f"the bundle {path} cannot be read: {en}", ja=f"バンドル {path} を読めません: {ja}"
    )
