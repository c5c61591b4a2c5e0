"""Data that a recording did not learn from, made into what it takes by its own preparation."""

from pathlib import Path
from typing import TYPE_CHECKING

from mieru.cli.told import texts
from mieru.words import DataError

if TYPE_CHECKING:
    from mieru.data import Examples, Preparation
    from mieru.files import Run


def is_path(word: str) -> bool:
    """Whether ``word`` names a file or folder, rather than a data set."""
    from mieru.data.loading import known_name

    return known_name(word) is None


def same_data(word: str, other: str | None) -> bool:
    """Whether two words name the same data set, file or folder, however they are spelt."""
    from mieru.data.loading import known_name

    if other is None:
        return False
    if known_name(word) or known_name(other):
        return known_name(word) == known_name(other)
    return Path(word).expanduser().resolve() == Path(other).expanduser().resolve()


def class_names(run: "Run", classes: int) -> list[str]:
    """The names of the classes, or their numbers where the recording has no names."""
    names = texts(run.data, "classes")
    return names if len(names) == classes else [str(number) for number in range(classes)]


def preparation_of(run: "Run") -> "Preparation":
    """How raw input becomes x. Raises DataError where the recording does not say."""
    from mieru.data import Preparation

    told = run.data.get("preparation")
    if told is None:
        raise DataError(
            en="the recording does not say how raw input becomes numbers (it learned from arrays); "
            "use run.predict(x) in Python",
            ja="この記録には入力の前処理が含まれていません (配列から学習しています)。"
            "Python で run.predict(x) を使ってください",
        )
    return Preparation.from_json(told)


def others(run: "Run", word: str) -> "Examples":
    """All of a CSV file, or of a folder with a folder of pictures for each class, with targets.

    Raises DataError where it is of another kind than what was learned, or has other classes.
    """
    from mieru.data.columns import Columns
    from mieru.data.csv.table import read_examples

    preparation = preparation_of(run)
    path = Path(word)
    if not path.exists():
        raise DataError(
            en=f"there is no data set and no file {word!r}",
            ja=f"{word!r} という名前のデータセットもファイルもありません",
        )
    if isinstance(preparation, Columns):
        if path.is_dir():
            raise _other_kind(path, "a CSV file", "CSV ファイル")
        return read_examples(path, preparation, tuple(texts(run.data, "classes")) or None)
    if preparation.kind == "pixels":
        if not path.is_dir():
            raise _other_kind(path, "a folder of pictures by class", "クラス別の画像フォルダ")
        return _pictures(run, path, preparation)
    raise _other_kind(path, "a named data set", "名前の付いたデータセット")


def _pictures(run: "Run", folder: Path, preparation: "Preparation") -> "Examples":
    import numpy as np

    from mieru.data import Examples
    from mieru.data.picture_folder import find_pictures

    found = find_pictures("test", folder, tuple(texts(run.data, "classes")), None)
    x = []
    for path in found.paths:
        try:
            x.append(preparation.apply([path]))
        except DataError as error:
            raise DataError(en=f"{path}: {error.en}", ja=f"{path}: {error.ja}") from error
    return Examples(np.concatenate(x), np.array(found.labels, np.int32))


def _other_kind(path: Path, en: str, ja: str) -> DataError:
    return DataError(
        en=f"{path} is not what the recording learned from; give {en}",
        ja=f"{path} は学習に使ったデータと種類が異なります。{ja}を指定してください",
    )
